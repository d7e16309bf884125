"""
Linear regression by gradient descent
=====================================

A straight line through noisy points: the slope and the intercept with the smallest mean squared error,
found by walking downhill. The answer is known in closed form, so the walk can be judged.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

rng = np.random.default_rng(0)
x = rng.uniform(0.0, 3.0, 30)
y = 2.0 * x + 1.0 + 0.5 * rng.standard_normal(30)


def error(p):
    slope, intercept = p
    return np.mean((slope * x + intercept - y) ** 2)


# %%
# How long may the steps be? Along a direction in which the error has the curvature c, a step size above
# ``2 / c`` jumps farther up the other side than it came from. The error is a quadratic, so that its
# Hessian is the same everywhere, and its largest eigenvalue sets the limit. The smallest sets the pace:
# the error falls slowly along the flat direction.

curvatures = np.linalg.eigvalsh(dn.hessian(error)([0.0, 0.0]))
print("curvatures:", curvatures.round(3), " longest step size:", (2.0 / curvatures[-1]).round(3))

found = dn.optimize.gradient_descent(
    error, [-1.0, 4.0], step_size=1.5 / curvatures[-1], gtol=1e-9, history=True
)
print(f"{found.nit} steps. {found.message}")

# %%
# The closed form, by NumPy's least squares:

exact = np.linalg.lstsq(np.column_stack([x, np.ones_like(x)]), y, rcond=None)[0]
print("gradient descent:", found.x, " least squares:", exact)
assert found.success
assert np.allclose(found.x, exact, rtol=0.0, atol=1e-8)
limit = 2.0 / curvatures[-1]
assert not dn.optimize.gradient_descent(error, [-1.0, 4.0], step_size=1.01 * limit, maxiter=200).success

# %%
# Left, the path through the plane of parameters. Its first steps zigzag across the valley, where the
# error is steep; the rest creeps along its floor, because a larger slope can be made up for by a lower
# intercept. Right, the lines on the way, dark for the last one.

fig, (left, right) = plt.subplots(1, 2, figsize=(6, 3), layout="constrained")
dn.plot.contour_path(error, found, ax=left)
left.set(xlabel="slope", ylabel="intercept")
ends = np.array([0.0, 3.0])
for k in (0, 1, 2, 5, 10):
    slope, intercept = found.history.x[k]
    label = "on the way" if k == 0 else None
    right.plot(ends, slope * ends + intercept, color="0.8", label=label)
right.plot(ends, exact[0] * ends + exact[1], color="k", label="least squares")
right.plot(x, y, ".", color="C1", label="data")
right.set(xlabel="x", ylabel="y", ylim=(0.5, 11.0))
right.legend()
plt.show()
