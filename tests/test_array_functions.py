"""NumPy's functions of dual arrays: values as of plain arrays, tangents as of the oracle's differences."""

from __future__ import annotations

import contextlib
import math
import re
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

import dualnum
from dualnum import errors

from . import (
    array_cases,
    array_cases_elementwise,
    array_cases_folds,
    array_cases_linalg,
    array_cases_products,
    array_cases_shape,
)
from .array_cases import Row
from .array_cases_points import FIRST, SECOND, Case
from .array_checks import (
    DOUBLE,
    SINGLE,
    Seeds,
    Tolerance,
    check_result,
    dual_array,
    like_plain,
    quietly,
    seeds,
)
from .array_oracle import Array, Jet, jets

dn: Any = dualnum

TABLES = [array_cases_elementwise, array_cases_folds, array_cases_shape, array_cases_products]
ROWS: list[Row] = [row for module in [*TABLES, array_cases_linalg] for row in module.ROWS]
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)

# ---- the oracle and the tables ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "slope", "curvature"),
    [
        (np.exp, lambda x, u: np.exp(x) * u, lambda x, u, v: np.exp(x) * u * v),
        (np.sum, lambda x, u: np.sum(u), lambda x, u, v: 0.0),
        (lambda x: x @ x, lambda x, u: x @ u + u @ x, lambda x, u, v: u @ v + v @ u),
        (
            np.linalg.inv,
            lambda x, u: -np.linalg.solve(x, u) @ np.linalg.inv(x),
            lambda x, u, v: (
                np.linalg.solve(x, u @ np.linalg.solve(x, v) + v @ np.linalg.solve(x, u)) @ np.linalg.inv(x)
            ),
        ),
        (
            lambda x: np.exp(1j * x),
            lambda x, u: 1j * np.exp(1j * x) * u,
            lambda x, u, v: -np.exp(1j * x) * u * v,
        ),
        (lambda x: np.abs(x[0] - 3e-3), lambda x, u: np.sign(x[0] - 3e-3) * u[0], lambda x, u, v: 0.0 * u[0]),
        (np.argsort, lambda x, u: np.zeros(x.shape), lambda x, u, v: np.zeros(x.shape)),
    ],
    ids=["exp", "sum", "square", "inv", "complex", "kink", "integers"],
)
def test_oracle(f: Any, slope: Any, curvature: Any) -> None:
    x, rng = array_cases.NAMES["S"], np.random.default_rng(1)
    u, v = rng.uniform(-1, 1, (2, 3, 3))
    [jet] = jets(f, (x,), [(u,), (v,)])
    assert jet.converged
    right = np.array([slope(x, u), slope(x, v)])
    again = np.array([[curvature(x, p, q) for q in (u, v)] for p in (u, v)])
    assert np.max(np.abs(jet.first.value - right)) < 1e-12 * (1 + np.max(np.abs(right)))
    assert np.max(np.abs(jet.second.value - again)) < 1e-9 * (1 + np.max(np.abs(again)))
    assert (np.abs(jet.first.value - right) <= 20 * jet.first.error + 1e-15).all()
    assert (np.abs(jet.second.value - again) <= 20 * jet.second.error + 1e-15).all()


def test_oracle_knows_what_it_does_not_know() -> None:
    u, v = np.array([0.5, -0.25]), np.array([1.0, 2.0])
    for f in (np.max, np.linalg.norm, lambda x: np.cbrt(x - 1), lambda x: np.sin(1 / (x - 1 + 1e-5))):
        assert not jets(f, (np.array([1.0, 1.0]) * (f is not np.linalg.norm),), [(u,), (v,)])[0].converged


def test_every_name_has_a_row() -> None:
    covered = set().union(*(row.covers for row in ROWS))
    for names in (array_cases.P1, array_cases.P2, array_cases.P3, array_cases.P4, array_cases.MORE):
        assert [n for n in names.split() if n not in covered] == []
    text = "\n".join(row.expression for row in ROWS)
    operators = array_cases.OPERATORS.replace("\n", "|").strip("|").split("|")
    assert [part for part in operators if part not in text] == []
    assert len({row.name for row in ROWS}) == len(ROWS)


# ---- rows ------------------------------------------------------------------------------------------------

SIZES: dict[int, list[tuple[int, int | None]]] = {
    1: [(1, None), (2, None), (7, None)],
    2: [(1, 1), (2, 3), (7, 1)],
}


class Known(NamedTuple):
    """What is right for a row: the plain result, whether it warns, the oracle's directions and jets."""

    plain: Any
    warned: bool
    directions: list[Array]  # (d,) + shape, one for each argument
    jets: list[Jet]


def known_at(f: Callable[..., Any], point: tuple[Array, ...], name: str) -> Known:
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    directions = [rng.uniform(-1.0, 1.0, (2, *x.shape)) for x in point]
    plain, warned = quietly(f, *point)
    found, _ = quietly(jets, f, point, [tuple(u[i] for u in directions) for i in range(2)])
    return Known(plain, warned, directions, found)


@cache
def known(row: Row) -> Known:
    return known_at(row.f, row.point, row.name)


def refused(row: Row, error: Exception) -> bool:
    """A row may be refused where it says so, by an error of dualnum."""
    return row.refusable and isinstance(error, errors.DualnumError) and isinstance(error, TypeError)


def check_row(
    row: Row,
    right: Known,
    point: tuple[Array, ...],
    s: Seeds,
    layout: Callable[[Array], Array] = np.array,
    tolerance: Tolerance = DOUBLE,
    *,
    constant: bool = False,
) -> None:
    arguments = [dual_array(x, u, s, layout) for x, u in zip(point, right.directions, strict=True)]
    try:
        got = like_plain(row.f, right.warned, *arguments)
    except TypeError as error:
        if refused(row, error):
            return
        raise
    check_result(got, right.plain, right.jets, s, tolerance, constant=constant)


@pytest.mark.parametrize("order", [1, 2])
@each_row
def test_rows(row: Row, order: int) -> None:
    right = known(row)
    assert all(jet.converged for jet in right.jets), "the oracle does not know: choose other inputs"
    rng = np.random.default_rng(zlib.crc32(row.name.encode()))
    for k, m in SIZES[order]:
        check_row(row, right, row.point, seeds(rng, k, m))


def test_arguments_are_left_alone() -> None:
    """Constants too: they are read-only."""
    for row in ROWS:
        s = seeds(np.random.default_rng(0), 1)
        arguments = [dual_array(x, u, s) for x, u in zip(row.point, known(row).directions, strict=True)]
        kept = [(a.value.copy(), a.tangent.copy()) for a in arguments]
        with contextlib.suppress(TypeError, AttributeError, ValueError):  # judged elsewhere
            quietly(row.f, *arguments)
        for a, (value, tangent) in zip(arguments, kept, strict=True):
            assert np.array_equal(a.value, value, equal_nan=True), row.name
            assert np.array_equal(a.tangent, tangent, equal_nan=True), row.name


# ---- layouts ---------------------------------------------------------------------------------------------


def strided(x: Array) -> Array:
    wide: Array = np.zeros([2 * n for n in x.shape], x.dtype)
    view = wide[(..., *(slice(None, None, 2) for _ in x.shape))]
    view[...] = x
    return view


def backwards(x: Array) -> Array:
    turn = (..., *(slice(None, None, -1) for _ in x.shape))
    return x[turn].copy()[turn]


def read_only(x: Array) -> Array:
    y = x.copy()
    y.flags.writeable = False
    return y


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "Fortran": lambda x: np.array(x, order="F"), "strided": strided, "backwards": backwards,
    "read-only": read_only, "big-endian": lambda x: x.astype(x.dtype.newbyteorder(">")),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@each_row
def test_layouts(row: Row, layout: str) -> None:
    rng, right = np.random.default_rng(3), known(row)
    for s in (seeds(rng, 2), seeds(rng, 2, 2)):
        check_row(row, right, row.point, s, LAYOUTS[layout])


@each_row
def test_single_precision(row: Row) -> None:
    right = known(row)
    point = tuple(x.astype(np.float32) for x in row.point)
    plain, warned = quietly(row.f, *point)
    right = right._replace(plain=plain, warned=warned)
    scalars = re.search(r"\b[xyz]\[-?\d\]| for v| D0", f"{row.expression} {row.inputs[0]}")
    tolerance = SINGLE._replace(dtype=scalars is None)  # dual scalars are in double precision
    rng = np.random.default_rng(4)
    for s in (seeds(rng, 2), seeds(rng, 2, 2)):
        check_row(row, right, point, s, np.array, tolerance)


EDGES: dict[str, Callable[[tuple[Array, ...]], tuple[Array, ...]]] = {
    "no rows": lambda point: tuple(x[:0] if x.ndim else x for x in point),
    "no columns": lambda point: tuple(x[..., :0] if x.ndim else x for x in point),
    "one element": lambda point: tuple(x[(slice(0, 1),) * x.ndim] for x in point),
    "no axes": lambda point: tuple(np.array(0.7 + 0.6 * i) for i, _ in enumerate(point)),
}


# NumPy 2.4 crashes in np.cumsum(np.array(0.0), axis=0, out=np.array(0.0)), and its einsum("ii->i", x) of a
# matrix without rows is what the memory holds
SMALL_ROWS = [row for row in ROWS if "out=" not in row.expression and "'ii->i'" not in row.expression]


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("row", SMALL_ROWS, ids=lambda row: row.name)
def test_small_shapes(row: Row, edge: str) -> None:
    """Where NumPy takes arrays without elements or axes we do, and where it raises we raise."""
    point = EDGES[edge](row.point)
    rng = np.random.default_rng(5)
    sizes = (seeds(rng, 2), seeds(rng, 2, 2))
    try:
        right = known_at(row.f, point, row.name)
    except Exception as error:
        for s in sizes:
            with pytest.raises((type(error), TypeError, ValueError, IndexError)):
                quietly(row.f, *(dual_array(x, np.ones((2, *x.shape)), s) for x in point))
        return
    for s in sizes:  # np.poly([]) is 1.0 and no more
        check_row(row, right, point, s, np.array, Tolerance(first=1e-9, second=1e-5), constant=True)


# ---- special points --------------------------------------------------------------------------------------


def units(x: Array) -> Array:
    """One direction for each element, as (n,) + x.shape."""
    return np.eye(x.size).reshape(x.size, *x.shape)


def first(x: Any) -> Any:
    x = np.asarray(x, float)
    return dn.DualArray(x, units(x))


def second(x: Any) -> Any:
    x = np.asarray(x, float)
    return dn.HyperDualArray(x, units(x), units(x), np.zeros((x.size, x.size, *x.shape)))


def agree(got: Any, right: Any) -> None:
    np.testing.assert_allclose(got, np.asarray(right, float), rtol=1e-13, atol=1e-14, equal_nan=True)


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.name)
def test_slopes_at_special_points(case: Case) -> None:
    """Jacobians, output axes first; also by second order, where e1 and e2 are the same."""
    x = np.asarray(case.x, float)
    plain, warned = quietly(case.f, x)
    for made in (first(x), second(x)):
        got = like_plain(case.f, warned, made)
        if (
            1e-100 < np.max(np.abs(x), initial=1.0) < 1e100
        ):  # elsewhere NumPy's norm may overflow, ours need not
            np.testing.assert_array_equal(got.value, plain)
        for part in (got.tangent,) if made.__class__ is dn.DualArray else (got.e1, got.e2):
            slopes = np.reshape(part, (x.size, *np.shape(plain)))
            agree(np.moveaxis(slopes, 0, -1).reshape(*np.shape(plain), *x.shape), case.right)


@pytest.mark.parametrize("case", SECOND, ids=lambda case: case.name)
def test_curvatures_at_special_points(case: Case) -> None:
    x = np.asarray(case.x, float)
    got = like_plain(case.f, quietly(case.f, x)[1], second(x))
    agree(np.reshape(got.e12, x.shape * 2), case.right)


def test_square_of_the_norm_at_zero() -> None:
    """The true Hessian 2 I cannot come out of the composition: NaN may, zeros may not."""
    squared: Any = np.linalg.norm(second([0.0, 0.0])) ** 2
    got = np.diag(squared.e12)
    assert np.isnan(got).all() or (got == 2.0).all()


@pytest.mark.parametrize("make", [first, second])
def test_ties_of_quantiles_share_one(make: Any) -> None:
    for f in (np.median, lambda x: np.quantile(x, 0.5), np.nanmedian):
        got = f(make([2.0, 1.0, 2.0]))
        slope = got.tangent if make is first else got.e1
        assert slope[1] == 0.0
        assert (slope >= 0).all()
        assert slope.sum() == 1.0


@pytest.mark.parametrize("f", [np.linalg.slogdet, np.linalg.inv, lambda a: np.linalg.solve(a, [1.0, 2.0])])
def test_singular_matrices_raise_or_are_not_finite(f: Any) -> None:
    for make in (first, second):
        try:
            got = quietly(f, make([[1.0, 2.0], [2.0, 4.0]]))[0]
        except np.linalg.LinAlgError:
            continue
        assert f is np.linalg.slogdet
        slope = got[1].tangent if make is first else got[1].e1
        assert not np.isfinite(slope).any()
        assert got[1].value == -math.inf


@pytest.mark.parametrize("f", [np.linalg.pinv, lambda a: np.linalg.lstsq(a, [1.0, 2.0])[0]])
def test_changes_of_rank_are_not_finite(f: Any) -> None:
    a = np.array([[1.0, 2.0], [2.0, 4.0]])
    try:
        got = quietly(f, dn.DualArray(a, np.eye(2)))[0]
    except (np.linalg.LinAlgError, errors.DualnumError):
        return
    assert not np.isfinite(got.tangent).any()


def test_repeated_eigenvalues() -> None:
    """Eigenvectors are unknown within the repeated ones only; the sum of those eigenvalues is smooth."""
    rng = np.random.default_rng(0)
    u = rng.uniform(-1, 1, (3, 3))
    u = u + u.T
    a = np.diag([1.0, 1.0, 2.0])
    pair: Any = np.linalg.eigh(dn.DualArray(a, np.stack([u, 0 * u])))
    values, vectors = pair
    assert values.tangent[0, :2].sum() == pytest.approx(u[0, 0] + u[1, 1], rel=1e-14)
    assert values.tangent[0, 2] == pytest.approx(u[2, 2], rel=1e-14)
    assert np.isnan(vectors.tangent[0][:, :2]).all()
    sign = vectors.value[2, 2]
    np.testing.assert_allclose(vectors.tangent[0][:, 2], sign * np.array([u[0, 2], u[1, 2], 0.0]), atol=1e-14)
    assert not values.tangent[1].any()
    assert not vectors.tangent[1].any()  # an exactly zero tangent stays zero


def wrong_calls(x: Any, wide: Any, plain: Array) -> list[Callable[[], Any]]:
    return [
        lambda: x.__setitem__(slice(0, 2), [1.0, 2.0, 3.0]),
        lambda: x.__setitem__(7, 1.0),
        lambda: x.__setitem__(slice(0, 2), wide),
        lambda: x.__iadd__(np.ones((2, 3))),
        lambda: x.__imul__(wide),
        lambda: np.put(plain, [0], x[:1]),
        lambda: np.copyto(plain, x),
        lambda: np.add(plain, x, out=plain),
        lambda: np.linalg.inv(x),
        lambda: np.concatenate([x, np.ones((2, 2))]),
        lambda: np.bitwise_and(x, 1),
    ]


@pytest.mark.parametrize("make", [first, second])
def test_operands_are_unaffected_by_errors(make: Any) -> None:
    x, plain = make([1.0, 2.0, 3.0]), np.arange(3.0)
    before = repr(x)
    for call in wrong_calls(x, dn.DualArray([1.0, 2.0], np.ones((5, 2))), plain):
        with pytest.raises((TypeError, ValueError, IndexError)):
            call()
        assert repr(x) == before
        assert np.array_equal(plain, np.arange(3.0))
