"""
Newton's method in one variable
===============================

Parabolas that lead to a minimum, tangents that lead to a root, and what happens where f'' is 0.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# At a point, value, slope and curvature make a parabola that touches the function; the next point is its
# vertex, ``x - f'(x) / f''(x)``. dualnum gives all three in one call, so Newton's method is a line:


def f(x):
    return np.exp(x) - np.log(x)


x = 1.75
for k in range(4):
    _, slope, curvature = dn.value_and_derivative(f, order=2)(x)
    x -= slope / curvature
    print(f"step {k + 1}: x = {x:.6f}")

# %%
# Where the slope ``exp(x) - 1/x`` is 0, ``x exp(x) = 1``: the minimum is Lambert's W(1) = 0.567143... Four
# steps come within about a millionth, and each further one would double the digits. The optimizer
# :func:`dualnum.optimize.newton` makes the same steps, tests where to stop, and shortens those that lead up.

W1 = 0.5671432904097838  # Lambert's function at 1, the omega constant
found = dn.optimize.newton(f, 1.75, history=True)
print(np.abs(found.history.x[:, 0] - W1))
assert abs(x - W1) < 2e-6
assert abs(found.x - W1) < 1e-11

# %%
# A hollow circle is the vertex of a parabola, and a dotted line leads from there back to the curve. From the
# second step on, the parabolas can hardly be told from the curve: hence the digits.

plt.figure(figsize=(6, 4), layout="constrained")
dn.plot.newton(f, 1.75, a=0.2, b=2.0)
plt.show()

# %%
# A root is found alike, with tangents for parabolas: the root of the slope is the same point.

plt.figure(figsize=(6, 4), layout="constrained")
dn.plot.newton(lambda x: np.exp(x) - 1.0 / x, 1.75, find="root", a=0.2, b=2.0)
plt.show()
assert abs(dn.optimize.newton_root(dn.derivative(f), 1.75).x - W1) < 1e-12

# %%
# Where f'' is 0, the parabola is a line without a vertex. At the minimum of ``x**4`` and the level inflection
# of ``x**3`` the curvature fades on the way, and each step leaves 2/3, or 1/2, of the way to go. The run ends
# where the slope is tiny; the kind is undecided, as f'' tells nothing. From the left, ``x**3`` falls for
# ever: no success. On ``sin`` at 0 ``slope / curvature`` is 1/0: ``newton`` goes down the slope instead. Near
# the maximum of ``x**4 - 2 x**2`` (right) the vertex is that maximum: it goes down, too.

CASES = {
    "x**4": (lambda x: x**4, 1.0),
    "x**4 - 2 x**2": (lambda x: x**4 - 2.0 * x**2, 0.1),
    "x**3": (lambda x: x**3, 1.0),
    "x**3 from the left": (lambda x: x**3, -1.0),
    "sin from 0": (np.sin, 0.0),
}
runs = {name: dn.optimize.newton(*case, maxiter=50, history=True) for name, case in CASES.items()}
for name, run in runs.items():
    print(f"{name:19} success {run.success}, kind {run.kind}, x = {run.x:.5g} after {run.nit} steps")
assert [run.kind for run in runs.values()] == ["undecided", "minimum", "undecided", None, "minimum"]
assert abs(runs["sin from 0"].x + np.pi / 2.0) < 1e-9
for name, left in (("x**4", 2.0 / 3.0), ("x**3", 0.5)):
    assert np.allclose(runs[name].history.x[:, 0], left ** np.arange(runs[name].nit + 1))
fig, axes = plt.subplots(1, 2, figsize=(6, 3.5), layout="constrained")
for ax, name in zip(axes, CASES, strict=False):
    dn.plot.newton(*CASES[name], maxiter=4, ax=ax).set_title(name)
plt.show()
