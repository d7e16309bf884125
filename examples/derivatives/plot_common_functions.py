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
AT_0 = {"abs": 0.0, "relu": 0.0, "square root": np.inf, "1 / x": -np.inf}
AT_0 |= {"natural logarithm": np.inf, "logarithm to base 10": np.inf}  # what dualnum answers there
for name, (f, slope, (low, high)) in ROWS.items():
    x = np.linspace(low, high, 100)[1:-1]  # 0 is none of these points
    error = np.max(np.abs(dn.derivative(f)(x) - slope(x)) / np.maximum(1.0, np.abs(slope(x))))
    print(f"{name:22} largest relative error {error:.1e}")
    assert error < 1e-14

# %%
# Where a curve climbs, its slope is above zero; where it is level, zero. Dotted: a point without a slope.


def draw(names):
    fig, axes = plt.subplots(4, 2, figsize=(6, 8), layout="constrained")
    for ax, name in zip(axes.flat, names, strict=False):
        ax.set_ylabel("f, f'")
        dn.plot.function(ROWS[name][0], *ROWS[name][2], orders=(0, 1), ax=ax).set_title(name, fontsize=10)
        ax.get_legend().remove()
        if name in AT_0:
            ax.axvline(0.0, color="gray", linestyle=":", zorder=0)
    for ax in axes.flat[len(names) :]:
        ax.remove()
    fig.legend(axes[0, 0].lines[:2], ["the function", "its slope"], loc="outside upper center", ncols=2)
    plt.show()


draw(list(ROWS)[:8])

# %%
# The slopes of the waves are waves, a quarter of a period ahead. Below: what neural networks are made of.

draw(list(ROWS)[8:])

# %%
# Six of them have no slope at 0. ``abs`` has a kink, with slopes -1 and 1 beside it, and dualnum answers with
# their mean; at the kink of ``relu`` with 0, by the custom of neural networks. The root starts upright, with
# infinite slope. At the poles of 1 / x and of the logarithms value and slope are infinite, as in NumPy.

for name, answer in AT_0.items():
    value, slope = dn.value_and_derivative(ROWS[name][0])(0.0)
    print(f"{name:20} value at 0: {value}, slope: {slope}")
    assert slope == answer
