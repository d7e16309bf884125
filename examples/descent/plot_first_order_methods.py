"""
Four ways down a narrow valley
==============================

Gradient descent, momentum, RMSProp and Adam from the same start, on a curved valley: what their paths
look like, how fast they are, and what they say about their own success.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn


def valley(p):
    x, y = p
    return (1.0 - x) ** 2 + 10.0 * (y - x**2) ** 2


# %%
# This is Rosenbrock's function with 10 in the place of his 100. The floor of the valley is the parabola
# ``y = x²``, falling gently towards the minimum at (1, 1); its walls are steep. At the minimum the
# curvature across the valley is more than two hundred times the one along it, and no single step size
# suits both.

curvatures = np.linalg.eigvalsh(dn.hessian(valley)(np.array([1.0, 1.0])))
assert curvatures[1] / curvatures[0] > 200.0

start = [-1.2, 1.0]
methods = {
    "gradient descent": (dn.optimize.gradient_descent, 0.01),
    "momentum": (dn.optimize.momentum, 0.005),
    "RMSProp": (dn.optimize.rmsprop, 0.05),
    "Adam": (dn.optimize.adam, 0.1),
}
options = {"maxiter": 1000, "history": True}
runs = {name: method(valley, start, step_size=size, **options) for name, (method, size) in methods.items()}

# %%
# A result is a success only if the gradient norm has come down to ``gtol``, here 1e-5. Two of the four
# say that they have not got there. Gradient descent needs more steps than the 1000 it was allowed.
# RMSProp divides the gradient by its own size, and so with a constant step size it never stops moving.

for name, run in runs.items():
    print(f"{name}: success {run.success}, status {run.status}, x = {run.x.round(4)}. {run.message}")
    assert run.success is (name in ("momentum", "Adam"))
    assert run.success is bool(run.history.gradient_norm[-1] <= 1e-5)
    assert not run.success or np.allclose(run.x, [1.0, 1.0], rtol=0.0, atol=1e-4)

# %%
# More steps help the one, as its message says. The other needs steps that become smaller.

patient = dn.optimize.gradient_descent(valley, start, step_size=0.01, maxiter=5000)
slower = dn.optimize.exponential_decay(0.05, 0.995)
settling = dn.optimize.rmsprop(valley, start, step_size=slower, maxiter=5000)
print(f"gradient descent: {patient.nit} steps, RMSProp: {settling.nit} steps")
assert all(run.success for run in (patient, settling))

# %%
# The paths. Momentum swings through the bend like a ball, Adam more calmly. The other two follow the
# floor; gradient descent slows down as it becomes flat, and RMSProp ends up jumping from wall to wall
# beside the minimum.

fig, axes = plt.subplots(2, 2, figsize=(6, 5), layout="constrained", sharex=True, sharey=True)
for ax, (name, run) in zip(axes.flat, runs.items(), strict=True):
    dn.plot.contour_path(valley, run, x_range=(-1.6, 1.6), y_range=(-0.6, 2.0), arrows=False, ax=ax)
    ax.set_title(name, fontsize=10)
    ax.label_outer()
plt.show()

# %%
# The gradient norm after each step; dashed are the runs without success.

fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
dn.plot.convergence(*runs.values(), labels=list(runs), ax=ax)
plt.show()
