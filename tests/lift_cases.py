"""Functions as one writes them for NumPy: they fill arrays of zeros. None of them knows of dual numbers."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy
import numpy as np
from numpy import empty, linalg, r_, zeros

Numbers = Any
Problem = Callable[[Any], Any]

# ---- steppers ------------------------------------------------------------------------------------------


def oscillator(t: Any, u: Any, p: Any) -> Any:
    return np.array([u[1], -p[0] * u[0] - p[1] * u[1]])


def rk4(p: Any, rhs: Any = oscillator) -> Any:
    n, h = 12, 0.1
    u = np.zeros((n, 2))
    u[0] = [1.0, 0.5]
    for i in range(n - 1):
        t = i * h
        k1 = rhs(t, u[i], p)
        k2 = rhs(t + h / 2, u[i] + h / 2 * k1, p)
        k3 = rhs(t + h / 2, u[i] + h / 2 * k2, p)
        k4 = rhs(t + h, u[i] + h * k3, p)
        u[i + 1] = u[i] + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return u[-1, 0] + u[n // 2, 1] ** 2


def heat(p: Any) -> Any:
    """Explicit steps on a grid: slices on both sides."""
    x = np.linspace(0.0, 1.0, 9)
    u = np.sin(math.pi * x)
    u[0] = p[1]
    for _ in range(4):
        new = np.empty_like(u)
        new[1:-1] = u[1:-1] + 0.2 * p[0] * (u[2:] - 2 * u[1:-1] + u[:-2])
        new[0], new[-1] = u[0], u[-1]
        u = new
    return u.sum() + u[3] * u[5]


def heat_in_place(p: Any) -> Any:
    u = np.zeros(8)
    u[3] = p[0]
    u[0] = 1.0
    for _ in range(3):
        u[1:-1] += p[1] * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u[-1] = 0.5
    u *= 2.0
    return (u * u).sum()


def leapfrog(p: Any) -> Any:
    q, v = np.zeros(11), np.zeros(11)
    q[0], v[0] = p
    for i in range(10):
        half = v[i] - 0.05 * q[i] ** 3
        q[i + 1] = q[i] + 0.1 * half
        v[i + 1] = half - 0.05 * q[i + 1] ** 3
    return 0.5 * v[-1] ** 2 + 0.25 * q[-1] ** 4


# ---- tables --------------------------------------------------------------------------------------------


def edit_distance(p: Any) -> Any:
    a, b = "kitten", "sitting"
    d = np.zeros((len(a) + 1, len(b) + 1))
    for i in range(1, len(a) + 1):
        d[i, 0] = d[i - 1, 0] + p[0]
    for j in range(1, len(b) + 1):
        d[0, j] = d[0, j - 1] + p[1]
    for i, s in enumerate(a):
        for j, t in enumerate(b):
            changed = d[i, j] + (0.0 if s == t else 1.25 * p[0])
            d[i + 1, j + 1] = min(changed, d[i, j + 1] + p[0], d[i + 1, j] + p[1])
    return d[-1, -1] ** 2


def option_tree(p: Any) -> Any:
    """A binomial tree, walked backwards with early exercise."""
    n, rate = 6, 0.02
    s, sigma = 10.0 * p[0], 0.3 * p[1]
    up = np.exp(sigma * np.sqrt(1.0 / n))
    chance = (math.exp(rate / n) - 1 / up) / (up - 1 / up)
    value = np.zeros(n + 1)
    for j in range(n + 1):
        value[j] = np.maximum(12.0 - s * up ** (2 * j - n), 0.0)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1):
            kept = math.exp(-rate / n) * (chance * value[j + 1] + (1 - chance) * value[j])
            value[j] = np.maximum(kept, 12.0 - s * up ** (2 * j - i))
    return value[0]


def legendre(p: Any) -> Any:
    q = empty(8)
    q[0], q[1] = 1, p[0]
    for n in range(1, 7):
        q[n + 1] = ((2 * n + 1) * p[0] * q[n] - n * q[n - 1]) / (n + 1)
    return numpy.dot(q, numpy.arange(8.0)) * p[1]


def cumulative(p: Any) -> Any:
    steps = np.full(5, p[0])
    steps[2] *= p[1]
    total = np.zeros_like(steps)
    for i, s in enumerate(steps):
        total[i] = total[i - 1] + s if i else s
    return total @ np.array([1.0, 2, 3, 4, 5]) + np.prod(total[::2])


def fibonacci(p: Any, n: int = 6) -> Any:
    """Calls itself, and each call makes its own array."""
    if n < 2:
        return p[n]
    pair = np.zeros(2)
    pair[0], pair[1] = fibonacci(p, n - 1), fibonacci(p, n - 2)
    return pair.sum() + 0.1 * pair[0] * pair[1]


# ---- matrices ------------------------------------------------------------------------------------------


def beam(p: Any) -> Any:
    """Assembly of a stiffness matrix by blocks, and its solution."""
    n = 4
    k, load = zeros((n + 1, n + 1)), zeros(n + 1)
    for e in range(n):
        stiffness = (1 + e) * p[0] + p[1] ** 2
        k[e : e + 2, e : e + 2] += stiffness * np.array([[1.0, -1.0], [-1.0, 1.0]])
        load[e] += p[1] / 2
        load[e + 1] += p[1] / 2
    u = linalg.solve(k[1:, 1:], load[1:])
    return u[-1] + linalg.norm(u)


def gram_schmidt(p: Any) -> Any:
    a = np.eye(3)
    a[0, 1], a[1, 2], a[2, 0] = p[0], p[1], p[0] * p[1]
    q = np.zeros((3, 3))
    for j in range(3):
        v = a[:, j].copy()
        for i in range(j):
            v -= np.dot(q[:, i], a[:, j]) * q[:, i]
        q[:, j] = v / np.sqrt(np.dot(v, v))
    return q[0, 2] + q[2, 1] * q[1, 0]


def cholesky(p: Any) -> Any:
    a = np.array([[4.0 * p[0], p[1], 1], [p[1], 3, p[0]], [1, p[0], 5]])
    low = np.zeros_like(a)
    for i in range(3):
        for j in range(i + 1):
            rest = a[i, j] - low[i, :j] @ low[j, :j]
            low[i, j] = np.sqrt(rest) if i == j else rest / low[j, j]
    return 2 * np.log(np.diag(low)).sum()


def masks(p: Any) -> Any:
    u = np.zeros((3, 4))
    u[:, 1] = p[0]
    u[1, ...] += p[1] * np.arange(4)
    u[u > 1.0] = 2.0 * p[1]
    u.T[0] = p[0] ** 2
    u[[0, 2], [3, 3]] = p
    return (u**2).sum() + u.mean(axis=0)[1]


def pieces(p: Any) -> Any:
    """Lists of numbers, as NumPy's own functions take them."""
    a = np.concatenate([[p[0]], np.ones(2), [p[1], 2.0]])
    b = np.hstack([a, p[0] * p[1]])
    c = r_[b, 0, p[1], 1:3]
    d = np.vstack([c[:3], [p[0], 1.0, p[1]]])
    e = np.c_[c[:2], d.T[:2]]
    return (
        np.sum([p[0] ** 2, p[1], 3.0]) + c @ c + np.einsum("ij,ij->", d, d) + e.sum() + np.max([p[0], p[1]])
    )


# ---- ways of writing -----------------------------------------------------------------------------------


def imports_inside(p: Any) -> Any:
    import numpy as inner
    from numpy import ones

    u = inner.zeros(2)
    u[0], u[1] = p
    v = ones(2)
    v[0] = p[0]
    return (u * v).sum() ** 2


def nested_functions(p: Any) -> Any:
    u = np.zeros(3)

    def fill(i: int) -> None:
        u[i] = p[0] * i + p[1]

    for i in range(3):
        fill(i)
    return sum(np.array([x**2 for x in u])) + (lambda: np.ones(1) * p[0])()[0]


def _made_by_factory() -> Problem:
    import numpy as hidden

    def weight(x: Any) -> Any:
        w = hidden.zeros(2)
        w[0] = x
        return w.sum()

    def inner(p: Any) -> Any:
        out = hidden.empty(2)
        out[:] = weight(p[0]), inner([p[1]]) if len(p) > 1 else 1.0
        return out[0] * out[0] + out[1]

    return inner


closures = _made_by_factory()


def doubled(f: Problem) -> Problem:
    @functools.wraps(f)
    def twice(p: Any) -> Any:
        out = np.zeros(2)
        out[0] = f(p)
        out[1] = out[0]
        return out.sum()

    return twice


@doubled
def decorated(p: Any) -> Any:
    out = np.zeros(1)
    out[0] = p[0] * p[1]
    return out[0]


def scaled(scale: Any, p: Any, power: Any = 1) -> Any:
    out = np.zeros(1)
    out[0] = scale * p[0] * p[1] ** power
    return out[0]


partials = functools.partial(scaled, 3.0, power=2)


def asks_for_types(p: Any) -> Any:
    u = np.zeros(2)
    u[0] = p[0]
    if not isinstance(u, np.ndarray) or type(u) != np.ndarray:  # noqa: E721
        return 0.0
    u[1] = p[1] if np.asarray(u) is u else 0.0

    class Box:
        width = np.ones(2)
        length = len("ab")

    Box.width[0] = u[1]
    return (u**2).sum() * Box.length + Box.width.sum()


def plain_work(p: Any) -> Any:
    """Constants in between: indices, formats, comparisons, conversions."""
    grid = np.linspace(0, 1, 5)
    at = int(np.searchsorted(grid, 0.6)) + int(grid[-1])
    text = f"{grid[1]:.2f} {float(grid.sum())}"
    order = np.argsort(-grid)
    whole = np.round(grid * 4).astype(int)
    u = np.zeros(5)
    u[order[0]] = p[0] * float(text.split()[0])
    u[whole[at - 3]] += p[1] if grid[1] > 0 and bool(np.any(grid)) else 0.0
    return u @ grid + np.linalg.norm(grid) * u[at]


class Model:
    """An object whose methods call each other, and keep what they have found."""

    def __init__(self) -> None:
        self.calls = 0
        self.grid = np.linspace(0.0, 1.0, 4)

    @property
    def blank(self) -> Any:
        return np.zeros(len(self.grid))

    @staticmethod
    def weights(n: int, x: Any) -> Any:
        w = np.ones(n)
        w[0] = x
        return w

    def profile(self, x: Any) -> Any:
        u = self.blank
        for i, g in enumerate(self.grid):
            u[i] = x**2 * g
        return u

    def energy(self, p: Any) -> Any:
        self.calls += 1
        return (self.profile(p[0]) * self.weights(4, p[1])).sum() * p[1]


class Stiff(Model):
    def profile(self, x: Any) -> Any:
        return super().profile(x) * 2.0

    def __call__(self, p: Any) -> Any:
        return self.energy(p)


PROBLEMS: dict[str, Problem] = {
    f.__name__: f
    for f in (
        rk4, heat, heat_in_place, leapfrog, edit_distance, option_tree, legendre, cumulative, fibonacci, beam,
        gram_schmidt, cholesky, masks, pieces, imports_inside, nested_functions, decorated, asks_for_types,
        plain_work,
    )
}  # fmt: skip
PROBLEMS |= {"closures": closures, "partials": partials, "method": Stiff().energy, "object": Stiff()}

# ---- global names --------------------------------------------------------------------------------------

counter = 0
kept: Any = None


def counts(p: Any) -> Any:
    global counter, kept
    counter += 1
    kept = np.zeros(2)
    out = np.zeros(1)
    out[0] = p[0] * read_counter()
    return out[0]


def read_counter() -> int:
    return counter


def fails(p: Any) -> Any:
    out = np.zeros(2)
    out[0] = p[0]
    raise ZeroDivisionError("on purpose")


def gives(p: Any) -> Any:
    out = np.zeros(2)
    yield out
    out[0] = p[0]
    yield out[0]
    return out.sum()
