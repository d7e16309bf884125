"""
Three starts, three minima
==========================

With short steps, gradient descent ends in the valley that it starts in. On a function with several
minima the start decides, and the result cannot tell whether there is a better one.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn


def himmelblau(p):
    x, y = p
    return (x**2 + y - 11.0) ** 2 + (x + y**2 - 7.0) ** 2


# %%
# Himmelblau's function (Applied Nonlinear Programming, 1972) is a sum of two squares, and has four
# minima: the points where both are zero. They are all as low as each other; (3, 2) can be checked in the
# head.

minima = np.array([[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]])
assert np.allclose([himmelblau(p) for p in minima], 0.0, rtol=0.0, atol=1e-8)

starts = [[0.2, 0.2], [-1.0, 0.5], [0.0, -2.0]]
runs = [
    dn.optimize.gradient_descent(himmelblau, start, step_size=0.01, gtol=1e-2, history=True)
    for start in starts
]
nearest = []
for start, run in zip(starts, runs, strict=True):
    distances = np.linalg.norm(minima - run.x, axis=1)
    nearest.append(int(np.argmin(distances)))
    print(f"from {start}: {run.x.round(4)} after {run.nit} steps. {run.message}")
    assert run.success
    assert distances.min() < 1e-3

assert len(set(nearest)) == 3

# %%
# The starts are near one another, around the top of the hill in the middle; each path follows the
# arrows, down into its own valley, and turns along its floor. The fourth valley is found by none.

labels = [f"from ({x}, {y})" for x, y in starts]
side = (-4.5, 4.5)
fig, ax = plt.subplots(figsize=(6, 4.5), layout="constrained")
dn.plot.contour_path(himmelblau, *runs, x_range=side, y_range=side, labels=labels, ax=ax)
ax.plot(*minima.T, "wx", markersize=8, markeredgewidth=2)
plt.show()

# %%
# To know more, look around: all stationary points in the box, by Newton's method from a grid of
# starts. There are four minima, four saddles on the passes between them, and one maximum, the hill.

found = dn.optimize.stationary_points(himmelblau, [-5.0, -5.0], [5.0, 5.0])
for point in found:
    print(f"{point.kind:8} {point.x.round(4)}  f = {point.fun:.4f}")
kinds = [point.kind for point in found]
assert (kinds.count("minimum"), kinds.count("saddle"), kinds.count("maximum")) == (4, 4, 1)

# %%
# The three walks as an animation:

fig, ax = plt.subplots(figsize=(6, 4.5))
movie = dn.plot.contour_path(
    himmelblau, *runs, x_range=side, y_range=side, labels=labels, ax=ax, animate=True
)
plt.show()
