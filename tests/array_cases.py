"""What NumPy functions are tried with: a row is a Python expression, which is its own name.

In an expression x, y and z are the arrays that are differentiated; capitals are constants; `np` is NumPy.
Ties, kinks and poles are away from all inputs by more than the oracle's steps. The rows are in
array_cases_elementwise (calculus too), _folds (reductions), _shape (selection, creation, methods too),
_products and _linalg; this file has what they are made of, and the names that must have one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any


class Row(NamedTuple):
    """An expression, its arguments, and what is special about it."""

    expression: str
    inputs: tuple[str, ...]  # the constants that x, y and z stand for
    f: Callable[..., Any]
    refusable: bool  # an error of dualnum will do

    @property
    def name(self) -> str:
        return f"{self.expression} [{' '.join(self.inputs)}]"

    @property
    def covers(self) -> set[str]:
        """Names of NumPy in the expression."""
        return set(re.findall(r"\bnp\.((?:linalg\.|fft\.)?\w+)", self.expression))

    @property
    def point(self) -> tuple[Array, ...]:
        return tuple(NAMES[name] for name in self.inputs)


def spread(shape: tuple[int, ...], gap: float, shift: float, seed: int) -> Array:
    """Numbers in random order, each away from the next by 5/6 of `gap`, with sums that differ."""
    n, rng = int(np.prod(shape)), np.random.default_rng(seed)
    return (rng.permutation(n) * gap + shift + rng.uniform(-gap / 12, gap / 12, n)).reshape(shape)


def square(shape: tuple[int, ...], seed: int) -> Array:
    """Matrices far from singular, not symmetric; x + x.T is positive definite with separate eigenvalues."""
    n = shape[-1]
    return np.random.default_rng(seed).uniform(-0.6, 0.6, shape) + np.diag(2.0 + 0.9 * np.arange(n))


def with_nan(x: Array, *places: Any) -> Array:
    y = x.copy()
    for place in places:
        y[place] = np.nan
    return y


NAMES: dict[str, Any] = {
    "np": np,
    # vectors: any, positive, small, away from whole numbers, increasing
    "V": np.array([0.9, -1.4, 2.3, 0.35, -0.6]),
    "U": np.array([1.7, 0.45, -0.8, -2.25, 1.15]),
    "P": np.array([0.8, 2.1, 1.3, 0.55, 3.2]),
    "R": np.array([0.3, -0.25, 0.6, -0.7, 0.15]),
    "E": np.array([1.25, -0.5, 2.75, 0.5, -1.75, 2.0]),
    "G": np.array([-1.2, -0.3, 0.4, 1.5, 2.9]),
    "V2": np.array([1.3, -0.6]),
    "V3": np.array([0.7, -1.3, 1.9]),
    "U3": np.array([-0.4, 1.6, 0.85]),
    "V4": np.array([1.1, -0.7, 0.45, 2.2]),
    "U4": np.array([0.25, 1.4, -1.65, 0.95]),
    "V6": np.array([0.4, -1.1, 0.9, 1.7, -0.3, 0.65]),
    "VN": with_nan(spread((6,), 0.4, -0.9, 13), 1, 4),
    "D0": np.array(0.7),
    "Z3": np.array([0.6 + 0.8j, -1.1 + 0.3j, 0.2 - 0.9j]),
    # matrices and stacks: any, positive, with NaN, square, stacks of squares
    "M": spread((3, 4), 0.31, -1.4725, 24),
    "N": spread((3, 4), 0.23, -0.8625, 2),
    "MP": spread((3, 4), 0.21, 0.4, 3),
    "MC": spread((4, 3), 0.27, -1.2825, 4),
    "MN": with_nan(spread((4, 5), 0.21, -1.9, 14), (0, 2), (2, 4)),
    "C1": spread((3, 1), 0.37, 0.2, 12),
    "T": spread((2, 3, 4), 0.17, -1.8275, 16),
    "TU": spread((2, 4, 3), 0.19, -2.2325, 6),
    "S": square((3, 3), 7),
    "B": square((3, 3), 8),
    "S4": square((4, 4), 11),
    "Q": square((2, 3, 3), 9),
    "QB": square((2, 3, 3), 10),
    # indices and masks
    "I": np.array([3, 0, 4, 0]),
    "I2": np.array([[2, 0, 1, 3], [1, 1, 3, 0], [3, 2, 0, 0]]),
    "K": np.array([2, 0, 1, 2, 1]),
    "W": np.array([[True, False, True, True], [False, True, True, False], [True, True, False, True]]),
    "WV": np.array([True, False, True, True, False]),
}
for _array in NAMES.values():
    if isinstance(_array, np.ndarray):
        _array.flags.writeable = False  # plain calls get these themselves


def table(text: str) -> list[Row]:
    """Rows, one a line, below lines like `V P:` or `V P refusable:` that say what x, y and z are."""
    rows: list[Row] = []
    names: list[str] = []
    for line in map(str.strip, text.strip().splitlines()):
        if line.endswith(":"):
            names = line[:-1].split()
            continue
        inputs = tuple(n for n in names if n != "refusable")
        f = eval(f"lambda {', '.join('xyz'[: len(inputs)])}: ({line})", NAMES)
        rows.append(Row(line, inputs, f, "refusable" in names))
    return rows


def each(functions: list[str], text: str) -> str:
    """The text once for each function, which it calls F."""
    return "\n".join(re.sub(r"\bF\b", name, text.strip()) for name in functions)


# ---- what expressions cannot do --------------------------------------------------------------------------


def changed(x: Any, change: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A copy of x after a function that works in place."""
    y = x.copy()
    change(y, *args, **kwargs)
    return y


def stored(x: Any, *keys_and_values: Any) -> Any:
    """A copy of x after y[key] = value for keys and values in turn."""
    y = x.copy()
    for key, value in zip(keys_and_values[::2], keys_and_values[1::2], strict=True):
        y[key] = value
    return y


def augmented(x: Any, operator: str, y: Any) -> Any:
    """A copy of x after an operation like +=, which must leave it the same object."""
    scope = {"z": x.copy(), "y": y}
    before = scope["z"]
    exec(f"z {operator} y", scope)
    assert scope["z"] is before, f"z {operator} y made another z"
    return before


def through_view(x: Any, key: Any, factor: Any) -> Any:
    """A copy of x whose part x[key] was multiplied through a view."""
    y = x.copy()
    view = y[key]
    view *= factor
    return y


NAMES |= {"changed": changed, "stored": stored, "augmented": augmented, "through_view": through_view}

# ---- what must have a row --------------------------------------------------------------------------------

P1 = """
add subtract multiply divide power float_power negative positive square sqrt cbrt reciprocal abs sign exp
exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh arccosh
arctanh hypot maximum minimum fmax fmin logaddexp equal not_equal less less_equal greater greater_equal
isnan isfinite isinf logical_and logical_or logical_not logical_xor signbit sum prod mean var std max amax
min amin cumsum any all argmax argmin count_nonzero reshape ravel transpose squeeze expand_dims concatenate
stack vstack hstack atleast_1d where clip take sort argsort diag dot matmul inner outer linalg.solve
linalg.inv linalg.det linalg.norm zeros_like ones_like full_like empty_like array asarray zeros ones full
empty linspace
"""
P2 = """
mod remainder floor ceil rint floor_divide copysign deg2rad rad2deg cumprod ptp average median nansum
nanmean trapezoid swapaxes moveaxis broadcast_to column_stack split tile repeat flip roll interp
searchsorted tril triu einsum tensordot trace linalg.slogdet linalg.cholesky linalg.eigh diff gradient
"""
P3 = """
fmod trunc heaviside logaddexp2 fabs conj ldexp modf percentile quantile nanmax nanmin broadcast_arrays
dstack array_split fliplr flipud rot90 pad block append atleast_2d atleast_3d select choose compress
take_along_axis put_along_axis digitize diagonal fill_diagonal meshgrid nan_to_num copyto unique partition
piecewise kron cross vdot linalg.eigvalsh linalg.qr linalg.svd linalg.lstsq linalg.pinv linalg.matrix_power
linalg.multi_dot ediff1d convolve correlate cov corrcoef polyval unwrap sinc
"""
P4 = """
fft.fft fft.ifft fft.rfft fft.irfft fft.hfft fft.ihfft fft.fft2 fft.ifft2 fft.rfft2 fft.irfft2 fft.fftn
fft.ifftn fft.rfftn fft.irfftn fft.fftshift fft.ifftshift nanvar nanstd nanmedian nanprod nancumsum insert
delete resize trim_zeros lexsort argpartition logspace geomspace vander polyfit roots i0 apply_along_axis
apply_over_axes bincount histogram linalg.eig linalg.tensorsolve linalg.cond linalg.matrix_norm
linalg.vector_norm real imag angle real_if_close
"""
MORE = """
round around fix nancumprod nanpercentile nanquantile concat permute_dims matrix_transpose vecdot matvec
vecmat unstack cumulative_sum cumulative_prod extract place put putmask rollaxis diagflat hsplit vsplit
dsplit copy argwhere nonzero flatnonzero isclose allclose array_equal array_equiv shape size ndim
iscomplexobj isreal isin nanargmax nanargmin poly polyadd polysub polymul polydiv polyder polyint
unique_values sort_complex astype linalg.eigvals linalg.svdvals linalg.tensorinv linalg.cross linalg.outer
linalg.tensordot linalg.matmul linalg.matrix_transpose linalg.vecdot linalg.diagonal linalg.trace
linalg.matrix_rank isneginf isposinf
"""
OPERATORS = """
x + y|x - y|x * y|x / y|x // y|x % y|y**x|x @ y|divmod(x, y)|abs(x)|-x|+x|2 + x|2 - x|2 * x|2 / y|2 // y|2 % y
2**x|'+='|'-='|'*='|'/='|'//='|'%='|'**='|x < y|x <= y|x > y|x >= y|x == y|x != y|stored(|through_view(
x[1:]|x[..., 0]|x[:, None]|x[x > 0]|x[I]|in x]|len(x)
.shape|.ndim|.size|.dtype|.T|.copy(|.astype(|.reshape(|.ravel(|.flatten(|.sum(|.mean(|.max(|.min(|.dot(|.item(|.tolist(
.fill
"""  # parts of expressions, between bars
