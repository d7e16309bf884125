"""
The nested sine
===============

A function that is a loop, its exact slope at every point of [-2, 2], and what if statements do to both.
"""

import math

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# A hundred times ``y = sin(y + x)``. As a formula it is a hundred sines deep; as a program it has four lines,
# and dualnum differentiates the program.


def nested(x):
    y = 0.0
    for _ in range(100):
        y = np.sin(y + x)
    return y


print("value and slope at 1:", dn.value_and_derivative(nested)(1.0))

# %%
# The picture is cut at 5, for the slope rises to 100 at zero, where each of the hundred turns adds ``x`` once
# more. Where the slope crosses zero, on either side, the function turns round.

plt.figure(figsize=(6, 4), layout="constrained")
dn.plot.function(nested, -2.0, 2.0, orders=(0, 1)).set_ylim(-1.5, 5.0)
plt.show()

# %%
# Now with if statements: one asks for ``x``, the other for what ``y`` has become on the way. Dual numbers
# compare as plain ones do, so the loop takes the same way, and the slope is that of the way taken.


def branching(x):
    y = 0.0
    for _ in range(100):
        y = np.sin(y + x)
        if x > 1.0:
            y = np.cos(x * y)
        elif y < -0.5:
            y = 0.25 * y - 0.375
    return y


plt.figure(figsize=(6, 4), layout="constrained")
dn.plot.function(branching, -2.0, 2.0, orders=(0, 1)).set_ylim(-1.5, 5.0)
plt.show()

# %%
# At 1 the function jumps. Shortly before 0, where ``y`` passes -0.5, it has a kink, and the slope jumps. (The
# short stroke there is real: in a tiny interval only the last turns of the loop take the other way.)
#
# By hand, every line of the program needs a second one for the slope ``s`` of ``y``, by the chain rule:


def slope_by_hand(x, branches):
    y = s = 0.0
    for _ in range(100):
        y, s = math.sin(y + x), math.cos(y + x) * (s + 1.0)
        if branches and x > 1.0:
            y, s = math.cos(x * y), -math.sin(x * y) * (y + x * s)
        elif branches and y < -0.5:
            y, s = 0.25 * y - 0.375, 0.25 * s
    return s


for f in (nested, branching):
    for x in np.linspace(-1.99, 1.99, 200):
        assert np.isclose(dn.derivative(f)(x), slope_by_hand(x, f is branching), rtol=1e-10, atol=1e-12)
