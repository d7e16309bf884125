"""
Gradient descent in the sauna
=============================

The walk to the coldest spot, step by step against the gradient, with two step sizes. One of them
arrives; the other never does, and says so.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn


def temperature(p):
    x, y = p
    return 50.0 - x**2 * (x - 6.0) * y**2 * (y - 6.0) / 50.0


# %%
# Around the coldest spot (4, 4) the curvature is 7.68 in every direction. There a step multiplies the
# distance by ``1 - 7.68 * step_size``, which is between -1 and 1 only for step sizes below 2/7.68 =
# 0.26. Hence 0.1 should arrive, and 0.3 should not.

curvatures = np.linalg.eigvalsh(dn.hessian(temperature)(np.array([4.0, 4.0])))
assert np.allclose(curvatures, 7.68)

sizes, start = (0.3, 0.1), [1.5, 5.0]
runs = [
    dn.optimize.gradient_descent(temperature, start, step_size=size, maxiter=25, history=True)
    for size in sizes
]
for size, run in zip(sizes, runs, strict=True):
    print(f"step size {size}: x = {run.x.round(5)} after {run.nit} steps")
    print("   ", run.success, "-", run.message)

jumping, arrived = runs
assert arrived.success
assert np.allclose(arrived.x, [4.0, 4.0], rtol=0.0, atol=1e-5)
assert abs(arrived.fun - 29.52) < 1e-9
assert not jumping.success

# %%
# The long steps do not lead out of the sauna: to the left of the bottom the valley is less steep than
# the curvature there promises, so that the jumps stop growing. In the end they go to and fro between two
# points, for ever.

print("last points:", jumping.history.x[-4:].round(3).tolist())

# %%
# The paths from above, on filled contours. Arrows point against the gradient, and every step of a path
# follows the arrow at its beginning: the short steps slow down as the floor gets flat, the long ones
# overshoot.

room = (0.0, 6.0)
labels = [f"step size {size}" for size in sizes]
fig, ax = plt.subplots(figsize=(6, 4.5), layout="constrained")
dn.plot.contour_path(temperature, *runs, x_range=room, y_range=room, labels=labels, ax=ax)
plt.show()

# %%
# The gradient norm after each step: a straight line on the logarithmic scale means that each step
# multiplies it by the same factor, here ``1 - 7.68 * 0.1``, about a quarter.

fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
dn.plot.convergence(*runs, labels=labels, ax=ax)
plt.show()
norms = arrived.history.gradient_norm
assert abs(norms[-1] / norms[-2] - (1.0 - 7.68 * 0.1)) < 0.01

# %%
# And the walk as an animation:

fig, ax = plt.subplots(figsize=(6, 4.5))
movie = dn.plot.contour_path(
    temperature, *runs, x_range=room, y_range=room, labels=labels, ax=ax, animate=True
)
plt.show()
