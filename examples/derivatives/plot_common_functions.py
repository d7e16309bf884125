"""
Fifteen common functions
========================

The functions of a first course with their exact slopes, and the points where some of them have none.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# Each row holds a function, the slope found in a table of derivatives, and a range to draw.


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


ROWS = {
    "constant, 2": (lambda x: 2.0 + 0.0 * x, lambda x: 0.0 * x, (-2, 2)),
    "linear, 2 x - 1": (lambda x: 2.0 * x - 1.0, lambda x: 2.0 + 0.0 * x, (-2, 2)),
    "quadratic, x²": (lambda x: x**2, lambda x: 2.0 * x, (-2, 2)),
    "cubic, x³": (lambda x: x**3, lambda x: 3.0 * x**2, (-1.5, 1.5)),
    "1 / x": (lambda x: 1.0 / x, lambda x: -1.0 / x**2, (-3, 3)),
    "square root": (np.sqrt, lambda x: 0.5 / np.sqrt(x), (0, 4)),
    "exp": (np.exp, np.exp, (-2, 2)),
    "natural logarithm": (np.log, lambda x: 1.0 / x, (0, 4)),
    "logarithm to base 10": (np.log10, lambda x: 1.0 / (x * np.log(10.0)), (0, 4)),
    "sin": (np.sin, np.cos, (-6, 6)),
    "cos": (np.cos, lambda x: -np.sin(x), (-6, 6)),
    "abs": (np.abs, np.sign, (-2, 2)),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1.0 - sigmoid(x)), (-6, 6)),
    "relu": (dn.relu, lambda x: np.where(x > 0.0, 1.0, 0.0), (-2, 2)),
    "tanh": (np.tanh, lambda x: 1.0 - np.tanh(x) ** 2, (-3, 3)),
}
for name, (f, slope, (low, high)) in ROWS.items():
    x = np.linspace(low, high, 100)[1:-1]  # 0 is none of these points
    error = np.max(np.abs(dn.derivative(f)(x) - slope(x)) / np.maximum(1.0, np.abs(slope(x))))
    print(f"{name:22} largest relative error {error:.1e}")
    assert error < 1e-14

# %%
# Where a curve climbs, its slope is above zero; where it is level, zero. ``exp`` is its own slope.


def draw(names):
    fig, axes = plt.subplots(4, 2, figsize=(6, 8), layout="constrained")
    for ax, name in zip(axes.flat, names, strict=False):
        ax.set_ylabel("f, f'")
        dn.plot.function(ROWS[name][0], *ROWS[name][2], orders=(0, 1), ax=ax)
        ax.get_legend().remove()
        ax.set_title(name, fontsize=10)
    for ax in axes.flat[len(names) :]:
        ax.remove()
    fig.legend(axes[0, 0].lines, ["the function", "its slope"], loc="outside upper center", ncols=2)
    plt.show()


draw(list(ROWS)[:8])

# %%
# The slopes of the waves are waves, a quarter of a period ahead. Below: what neural networks are made of.

draw(list(ROWS)[8:])

# %%
# Four of them are not differentiable at 0. ``abs`` has a kink, with slopes -1 and 1 beside it, and dualnum
# answers with their mean; at the kink of ``relu`` with 0, by the custom of neural networks. The root starts
# upright, with infinite slope. At the pole of 1 / x value and slope are infinite: a float would raise an
# error, dualnum answers as NumPy does.

for name in ("abs", "relu", "square root", "1 / x"):
    print(f"{name:12} value and slope at 0: {dn.value_and_derivative(ROWS[name][0])(0.0)}")
assert [dn.derivative(ROWS[name][0])(0.0) for name in ("abs", "relu", "square root")] == [0.0, 0.0, np.inf]
