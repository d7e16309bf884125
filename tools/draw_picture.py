"""Draw the picture of the README and of the documentation's front page (needs matplotlib).

    python tools/draw_picture.py

On the left the README's first function with its exact slope; on the right two optimizers in
Rosenbrock's valley, with the exact gradient.
"""

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

FILE = Path(__file__).parents[1] / "docs/_static/picture.png"


def f(x: Any) -> Any:
    y: Any = 0.0
    for _ in range(100):
        y = np.sin(y + x)
    return y


def valley(p: Any) -> Any:
    x, y = p
    return (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2


def main() -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.0, 3.2), layout="constrained")
    dn.plot.function(f, -2.0, 2.0, orders=(0, 1), ax=left)
    left.set_ylim(-1.5, 5.0)
    left.set_title("a loop of 100 sines, and its exact slope", fontsize="medium")
    start = [-1.2, 1.0]
    slow = dn.optimize.gradient_descent(valley, start, step_size=0.001, maxiter=1000, history=True)
    fast = dn.optimize.newton(valley, start, history=True)
    labels = [f"gradient descent, {slow.nit} steps", f"newton, {fast.nit} steps"]
    x_range, y_range = (-1.5, 1.5), (-0.5, 2.0)
    dn.plot.contour_path(valley, slow, fast, x_range=x_range, y_range=y_range, labels=labels, ax=right)
    right.set_title("two optimizers in Rosenbrock's valley", fontsize="medium")
    figure.savefig(FILE, dpi=150)


if __name__ == "__main__":
    main()
