"""
Constrained optimization
========================

The best point of those allowed: SLSQP with exact gradients of the function and of its constraints.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy import optimize

import dualnum as dn

# %%
# How near can one get to the point (2, 1), staying above the parabola ``y = x²`` and below the line
# ``x + y = 2``? This is problem 22 of W. Hock and K. Schittkowski, Test Examples for Nonlinear Programming
# Codes (Springer 1981); the answer is (1, 1). For SciPy's SLSQP a constraint is a function that must not
# become negative. Its slopes, and those of the distance, come from dualnum.


def distance(p):
    return (p[0] - 2.0) ** 2 + (p[1] - 1.0) ** 2


above = {"type": "ineq", "fun": lambda p: p[1] - p[0] ** 2}
below = {"type": "ineq", "fun": lambda p: 2.0 - p[0] - p[1]}
path = [np.array([0.0, 0.5])]
found = dn.optimize.minimize(
    distance, path[0], method="SLSQP", constraints=[above, below], callback=lambda p: path.append(p.copy())
)
assert np.allclose(found.x, [1.0, 1.0], atol=1e-6)

# %%
# At the optimum no step that is allowed leads downhill. In Lagrange's words, the gradient of the function is
# a sum of the gradients of the constraints that hold it there, with factors not below 0. Both are 2/3.

best = np.array([1.0, 1.0])
gradients = np.array([dn.grad(rule["fun"])(best) for rule in (above, below)])
factors = np.linalg.solve(gradients.T, dn.grad(distance)(best))
print("factors", factors)
assert np.allclose(factors, 2.0 / 3.0)

# %%
# Green is what is allowed, and the circles are lines of equal distance. SLSQP takes borders to be straight in
# each step, so the first one oversteps the parabola. At (1, 1) the gradients of both constraints (green,
# times their factors) add up to that of the distance; the way downhill, to the cross, is barred.

X, Y = np.meshgrid(np.linspace(-1.6, 2.8, 221), np.linspace(-0.4, 2.8, 161))
fig, ax = plt.subplots(figsize=(6, 4.5), layout="constrained")
ax.contourf(X, Y, np.minimum(Y - X**2, 2.0 - X - Y), levels=[0.0, 9.0], colors="tab:green", alpha=0.3)
ax.contour(X, Y, distance([X, Y]), levels=np.arange(0.5, 5.0, 0.5) ** 2, colors="gray", linewidths=0.7)
ax.plot(*np.transpose(path), "o-", label="SLSQP")
ax.plot(*best, "k*", markersize=14, label="optimum (1, 1)", zorder=4)
ax.plot(2.0, 1.0, "kx", label="target (2, 1)")
arrows = 0.5 * np.vstack([factors[:, None] * gradients, dn.grad(distance)(best)])
ax.quiver(*np.ones((2, 3)), *arrows.T, color=list("ggk"), angles="xy", scale_units="xy", scale=1.0)
ax.set(xlabel="x", ylabel="y", aspect="equal")
ax.legend(loc="upper right")
plt.show()

# %%
# With more variables exact slopes save calls: differences call every function once more for each variable.
# Problem 71 of the same book has four; its published optimum is 17.0140173: ``tol`` asks for these digits.


def counted(f):
    return lambda x: (calls[name].append(x), f(x))[1]


cost = counted(lambda x: x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2])
product = {"type": "ineq", "fun": counted(lambda x: np.prod(x) - 25.0)}
sphere = {"type": "eq", "fun": counted(lambda x: np.sum(x**2) - 40.0)}
problem = {"bounds": [(1.0, 5.0)] * 4, "constraints": [product, sphere], "tol": 1e-9}
calls = {"differences": [], "dualnum": []}
for name, minimize in zip(calls, (optimize.minimize, dn.optimize.minimize), strict=True):
    run = minimize(cost, [1.0, 5.0, 5.0, 1.0], **problem)
    print(f"{name:11} {len(calls[name])} calls, optimum {run.fun:.7f}")
    assert abs(run.fun - 17.0140173) < 1e-7
assert len(calls["dualnum"]) < len(calls["differences"])
