"""
Symbolic, numerical, automatic
==============================

The slope at 1,000,000 points, found in several ways: how exact each of them is, and how long it takes.
"""

import importlib.util
import timeit

import matplotlib.pyplot as plt
import numpy as np
import sympy

import dualnum as dn

# %%
# The function is ``exp(-2x) + 3 sin(3x)``, whose slope is ``9 cos(3x) - 2 exp(-2x)``.

x = np.linspace(0.0, 5.0, 1_000_000)


def f(x):
    return np.exp(-2.0 * x) + 3.0 * np.sin(3.0 * x)


# %%
# *Symbolic*: SymPy transforms the formula into that of the slope, and turns this into NumPy code. It needs a
# formula; a program with loops and branches is none.

t = sympy.Symbol("t")
symbolic = sympy.lambdify(t, sympy.diff(sympy.exp(-2 * t) + 3 * sympy.sin(3 * t), t), "numpy")

# %%
# *Numerical*: differences of values. ``np.gradient`` has nothing but the values at the points; where the
# function can be called, central differences choose their step. *Automatic*: the program itself runs, on
# numbers that carry their slope. JAX does it as well, after it has compiled the function, if it is installed
# here.

WAYS = {
    "sympy": lambda: symbolic(x),
    "np.gradient": lambda: np.gradient(f(x), x),
    "central differences": lambda: (f(x + 6e-6) - f(x - 6e-6)) / 12e-6,
    "dualnum": lambda: dn.derivative(f)(x),
}
if importlib.util.find_spec("jax"):
    import jax

    jax.config.update("jax_enable_x64", True)
    compiled = jax.jit(jax.vmap(jax.grad(lambda x: jax.numpy.exp(-2.0 * x) + 3.0 * jax.numpy.sin(3.0 * x))))
    WAYS["JAX"] = lambda: np.asarray(compiled(x))

# %%
# Each way runs once to warm up, then three times; the best time counts. The error is the largest one over all
# points, beside the formula in extended precision (where the machine has it).

wide = x.astype(np.longdouble)
exact = 9.0 * np.cos(3.0 * wide) - 2.0 * np.exp(-2.0 * wide)
errors, times = {}, {}
for name, way in WAYS.items():
    errors[name] = float(np.max(np.abs(way() - exact)))
    times[name] = 1e3 * min(timeit.repeat(way, number=1, repeat=3))
    print(f"{name:20} {times[name]:7.1f} ms   error {errors[name]:.1e}")
assert max(errors["sympy"], errors["dualnum"], errors.get("JAX", 0.0)) < 1e-13
assert 1e-11 < errors["central differences"] < 1e-7 < errors["np.gradient"] < 1e-3

# %%
# Shorter is better. The times are those of the machine that made this page. Symbols and dual numbers are
# exact up to rounding; differences lose a third of the digits, or more, and no choice of the step saves them.

fig, axes = plt.subplots(1, 2, figsize=(6, 3), sharey=True, layout="constrained")
axes[0].barh(list(WAYS), list(times.values()))
axes[0].set(xlabel="time for 1,000,000 points, ms")
axes[1].barh(list(WAYS), [max(error, 1e-17) for error in errors.values()], log=True)
axes[1].set(xlabel="largest error", xlim=(1e-17, 1.0))
axes[0].invert_yaxis()
plt.show()
