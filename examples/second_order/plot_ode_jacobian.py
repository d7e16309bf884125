"""
The Jacobian of a stiff equation
================================

Implicit solvers of differential equations need a Jacobian: they get the exact one, and fewer calls.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import solve_ivp

import dualnum as dn

# %%
# Two coupled equations, ``y1' = y1 + y2² + 3x`` and ``y2' = 3 y1 + y2³ - cos x``. The Jacobian holds the
# slopes of the right-hand sides by y1 and y2, by hand ``[[1, 2 y2], [3, 3 y2²]]``.


def slopes(x, y):
    y1, y2 = y
    return [y1 + y2**2 + 3.0 * x, 3.0 * y1 + y2**3 - np.cos(x)]


exact = dn.jacobian(slopes, argnums=1)(0.5, [1.0, 2.0])
assert exact.tolist() == [[1.0, 4.0], [3.0, 12.0]]

# %%
# Forwards in x the cube makes the solution blow up, from (1, 2) shortly after x = 0.11. Backwards it does the
# opposite: what leaves the curve ``y2³ = cos x - 3 y1`` is pulled back to it, at a rate of ``3 y2²``, which
# grows all the way. Such a pull is called stiff. :func:`dualnum.optimize.solve_ivp` hands SciPy's solver the
# exact Jacobian.

assert not solve_ivp(slopes, (0.0, 1.0), [1.0, 2.0], method="Radau").success
tolerances = {"rtol": 1e-6, "atol": 1e-8}
implicit = dn.optimize.solve_ivp(slopes, (0.0, -40.0), [1.0, 2.0], method="Radau", **tolerances)
explicit = solve_ivp(slopes, (0.0, -40.0), [1.0, 2.0], method="RK45", **tolerances)
reference = solve_ivp(slopes, (0.0, -40.0), [1.0, 2.0], method="LSODA", rtol=1e-11, atol=1e-12)
for name, run in (("Radau", implicit), ("RK45", explicit)):
    print(f"{name}: {run.t.size - 1} steps, {run.nfev} calls, {run.njev} Jacobians, y at -40: {run.y[:, -1]}")
    assert np.allclose(run.y[:, -1], reference.y[:, -1], rtol=1e-5)

# %%
# Above, the solution, from right to left, and dotted the curve that pulls. Below, the steps: the explicit
# method has to follow the pull in ever smaller ones, although nothing is to be seen of it any more; the
# implicit one need not.

fig, (top, bottom) = plt.subplots(2, 1, figsize=(6, 6), sharex=True, layout="constrained")
for k, name in enumerate(("y1", "y2")):
    top.plot(implicit.t, implicit.y[k], label=name)
top.plot(implicit.t, np.cbrt(np.cos(implicit.t) - 3.0 * implicit.y[0]), "k:", label="where y2' = 0")
for name, run in (("Radau, implicit", implicit), ("RK45, explicit", explicit)):
    bottom.semilogy(run.t[1:], np.abs(np.diff(run.t)), label=name)
top.set(ylabel="solution")
bottom.set(xlabel="x", ylabel="length of step")
for ax in (top, bottom):
    ax.legend()
plt.show()

# %%
# Without a Jacobian the solver takes differences, one more call for each unknown. With two unknowns that
# hardly counts. Here are fifty: cells in a ring that even out with their neighbours, each pushed towards 1 or
# -1. (A call that carries fifty slopes takes longer than a plain one; it is the number that is counted here.)


def ring(t, u):
    calls.append(t)
    return 1000.0 * (np.roll(u, 1) - 2.0 * u + np.roll(u, -1)) + u - u**3


start = 0.1 + np.sin(2.0 * np.pi * np.arange(50) / 50)
counts = []
for name, solve in (("differences", solve_ivp), ("dualnum", dn.optimize.solve_ivp)):
    calls = []
    run = solve(ring, (0.0, 10.0), start, method="LSODA")
    counts.append(len(calls))
    print(f"{name}: {len(calls)} calls")
    assert np.allclose(run.y[:, -1], 1.0, atol=1e-4)
assert counts[1] < counts[0]
