"""Every row of the table: accuracy against the oracle, the same bits everywhere, special points.

All tests loop over RULES: a new row needs no new test, but an entry in tests/oracle.py and in
tests/edge_cases.py.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray

import dualnum as dn
from dualnum._core import INSTRUCTION_SETS, RULES, evaluate, evaluate_block

from .edge_cases import ANY, CASES, HARD, SINGULAR, SPECIAL, Case, Expected, any_double, any_size, hard_pairs
from .oracle import BEYOND, ORACLE, reference, ulp_error

Array = NDArray[np.float64]
Args = tuple[float, ...]

SLOPE_ULP = 4
"""Bound on the error of slopes and curvatures where they are well conditioned ..."""
WELL_CONDITIONED = 100
"""... which is: a relative change of the arguments changes them by at most so much more ..."""
SMALLEST_NORMAL = 2.0**-1022
"""... and the exact number is neither subnormal nor out of range."""

NEAR_ZERO = {"logaddexp": 2.0**-68, "logaddexp2": 2.0**-68, "digamma": 2.0**-60}
"""Where a value is a small difference of large ones, an absolute bound that serves instead (rules.def)."""

by_row = pytest.mark.parametrize("name", RULES)
rows_of = {arity: [name for name in RULES if RULES[name].arity == arity] for arity in (1, 2)}

# ---- points -----------------------------------------------------------------------------------------


def typical(name: str, rng: random.Random, n: int) -> list[Args]:
    rule = RULES[name]
    return [tuple(rng.uniform(rule.lo, rule.hi) for _ in range(rule.arity)) for _ in range(n)]


@cache
def points(name: str) -> tuple[Args, ...]:
    """Finite arguments that are not 0: typical ones, of any size, of any bit pattern, hard ones."""
    rng = random.Random(name)
    arity = RULES[name].arity
    found = typical(name, rng, 150)
    found += [tuple(any_size(rng) for _ in range(arity)) for _ in range(100)]
    found += [tuple(any_double(rng) for _ in range(arity)) for _ in range(100)]
    found += hard_pairs(rng) if arity == 2 else [(s * x,) for x in HARD for s in (1, -1)]
    return tuple(args for args in found if all(x != 0 and math.isfinite(x) for x in args))


# ---- accuracy ------------------------------------------------------------------------------------------


def report(found: list[tuple[float, str]]) -> None:
    """Fails with the worst cases."""
    if found:
        found.sort(reverse=True)
        pytest.fail(f"{len(found)} cases, the worst:\n" + "\n".join(text for _, text in found[:8]))


def describe(name: str, part: str, args: Args, got: float, exact: Any, error: float) -> tuple[float, str]:
    shown = ", ".join(f"{x!r} ({x.hex()})" for x in args)
    return (
        error,
        f"{name}({shown}) {part}: got {got!r}, exact {mpmath.nstr(exact, 22)}, error {error:.3g} ulp",
    )


def part_names(name: str) -> list[str]:
    return ["f", "d", "c"] if RULES[name].arity == 1 else ["f", "dx", "dy", "cxx", "cxy", "cyy"]


def test_every_row_has_an_oracle_and_edge_cases() -> None:
    without_oracle = sorted(set(RULES) - set(ORACLE))
    without_edges = sorted(set(RULES) - {case.row for case in CASES})
    assert not without_oracle, (
        f"add to tests/oracle.py, UNARY or BINARY, value and derivatives of {without_oracle}"
    )
    assert not without_edges, f"add to tests/edge_cases.py the special points of {without_edges}"
    assert set(ORACLE) <= set(RULES), "tests/oracle.py has a function that is no row"


@by_row
def test_oracle_is_its_own_derivative(name: str) -> None:
    """The textbook's derivatives against mpmath's numerical ones."""
    for args in typical(name, random.Random(name), 3):
        with mpmath.workdps(60):
            ref = reference(name, args)
            assert ref is not None
            orders = [(1,), (2,)] if len(args) == 1 else [(1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
            for order, exact in zip(orders, ref.parts[1:], strict=True):
                x = tuple(mpmath.mpf(arg) for arg in args)
                f: Callable[..., Any] = lambda *x: ORACLE[name](*x)[0]  # noqa: E731
                numerical = mpmath.diff(f, x if len(x) > 1 else x[0], order if len(x) > 1 else order[0])
                assert abs(numerical - exact) <= 1e-15 * (1 + abs(exact)), (name, args, order)


@by_row
def test_value(name: str) -> None:
    found = []
    for args in points(name):
        ref = reference(name, args)
        if ref is None:
            continue
        (got,) = evaluate(name, 0, *args)
        error = ulp_error(got, ref.parts[0])
        if error > RULES[name].ulp and not abs(got - ref.parts[0]) <= NEAR_ZERO.get(name, 0):
            found.append(describe(name, "f", args, got, ref.parts[0], error))
    report(found)


@by_row
def test_slopes_and_curvatures(name: str) -> None:
    found = []
    tested = 0
    for args in points(name):
        ref = reference(name, args)
        if ref is None:
            continue
        got = evaluate(name, 2, *args)
        for j, part in enumerate(part_names(name)):
            exact, defined = ref.parts[j], ref.parts[j] == ref.parts[j]
            in_range = exact == 0 or SMALLEST_NORMAL <= abs(exact) < BEYOND
            if j == 0 or (defined and not (ref.condition[j] <= WELL_CONDITIONED and in_range)):
                continue
            tested += 1
            error = ulp_error(got[j], exact)
            if error > SLOPE_ULP:
                found.append(describe(name, part, args, got[j], exact, error))
    assert tested >= 150, "hardly any of the points is well conditioned"
    report(found)


# ---- the same bits -------------------------------------------------------------------------------------


def same_bits(a: Any, b: Any) -> bool:
    """Equal bit for bit, where all NaN are equal."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        return False
    bits = np.ascontiguousarray(a).view(np.uint64) == np.ascontiguousarray(b).view(np.uint64)
    return bool(np.all(bits | (np.isnan(a) & np.isnan(b))))


def columns(pairs: list[Args]) -> list[Array]:
    return [np.array(column) for column in zip(*pairs, strict=True)]


@cache
def samples(name: str) -> dict[str, list[Array]]:
    """3000 arguments: typical ones, such with a few others among them, and anything."""
    rng = random.Random(name)
    arity = RULES[name].arity
    plain = typical(name, rng, 3000)
    few, mixed = list(plain), list(plain)
    for i in range(5, 3000, 611):
        few[i] = tuple(rng.choice(SPECIAL) for _ in range(arity))
    for i in range(3000):
        kind = rng.randrange(4)
        if kind == 1:
            mixed[i] = tuple(any_double(rng) for _ in range(arity))
        elif kind == 2:
            mixed[i] = tuple(rng.choice(SPECIAL + HARD) for _ in range(arity))
        elif kind == 3:
            mixed[i] = tuple(any_size(rng) for _ in range(arity))
    return {"typical": columns(plain), "few special": columns(few), "mixed": columns(mixed)}


def scalars(name: str, order: int, x: list[Array], isa: str) -> Array:
    values = [evaluate(name, order, *args, isa=isa) for args in zip(*[c.tolist() for c in x], strict=True)]
    return np.array(values).T


@by_row
def test_same_bits_in_scalars_and_blocks(name: str) -> None:
    for kind, x in samples(name).items():
        first = scalars(name, 2, x, INSTRUCTION_SETS[0])
        for isa in INSTRUCTION_SETS:
            for order in (0, 1, 2):
                n = 3000 if order == 2 else 600
                expected = first[: 1 + (0, RULES[name].arity, len(first))[order]]
                given = scalars(name, order, [c[:n] for c in x], isa)
                assert same_bits(given, expected[:, :n]), first_difference(
                    name, isa, order, x, given, expected
                )
                for n in (0, 1, 2, 7, 64, 1000, 3000):
                    block = np.array(evaluate_block(name, order, *[c[:n] for c in x], isa=isa))
                    where = (name, kind, isa, order, n)
                    assert same_bits(block, expected[:, :n]), where + first_difference(
                        name, isa, order, x, block, expected
                    )


def first_difference(name: str, isa: str, order: int, x: list[Array], a: Array, b: Array) -> tuple[Any, ...]:
    for i in range(a.shape[-1]):
        if not same_bits(a[:, i], b[:, i]):
            return name, isa, order, i, [c[i] for c in x], a[:, i], b[:, i]
    return (name, isa, order, "shapes", a.shape, b.shape)


def right_numbers(name: str, args: list[float], block: Array, got: list[float], parts: list[int]) -> bool:
    """Whether a number has these parts of the row: the same bits where a partial is a normal number.

    One that is not is formed again together with the slope (src/wide.h), and is at least as near.
    """
    for x, part in zip(got, parts, strict=True):
        expected = block[part] + 0.0 if part else block[part]
        if same_bits(x, expected):
            continue
        ref = reference(name, tuple(args)) if not SMALLEST_NORMAL <= abs(expected) < math.inf else None
        if ref is None or ulp_error(x, ref.parts[part]) > min(
            ulp_error(expected, ref.parts[part]) + 1, SLOPE_ULP
        ):
            return False
    return True


@by_row
def test_same_bits_in_functions(name: str) -> None:
    """dn.<name> of floats, of arrays, and value and slopes of duals."""
    f = getattr(dn, name)
    for x in samples(name).values():
        block = np.array(evaluate_block(name, 2, *x))
        assert same_bits(f(*x), block[0])
        for i in range(0, 3000, 7):
            args, row = [float(c[i]) for c in x], block[:, i]
            assert same_bits(f(*args), row[0]), (name, args)
            for j in range(len(args)):  # one argument varies
                bend = 2 if len(args) == 1 else (3, 5)[j]
                r = f(*[dn.Dual(v, 1.0) if j == k else v for k, v in enumerate(args)])
                assert right_numbers(name, args, row, [r.value, r.tangent], [0, 1 + j]), (name, args, j)
                r = f(*[dn.HyperDual(v, 1.0, 1.0) if j == k else v for k, v in enumerate(args)])
                given = [r.value, r.e1, r.e2, r.e12]
                assert right_numbers(name, args, row, given, [0, 1 + j, 1 + j, bend]), (name, args, j)
            if len(args) == 2:
                r = f(dn.Dual(args[0], [1.0, 0.0]), dn.Dual(args[1], [0.0, 1.0]))
                assert right_numbers(name, args, row, [r.value, *r.tangent], [0, 1, 2]), (name, args)


# ---- special points ------------------------------------------------------------------------------------


def times(expected: Expected, seed: float) -> Expected:
    return 0.0 if seed == 0 else expected * seed if isinstance(expected, (int, float)) else expected


def matches(got: float, expected: Expected, ulp: float, signed: bool = False) -> bool:
    if expected is ANY:
        return True
    if isinstance(expected, str):
        assert expected == SINGULAR
        return not math.isfinite(got)
    if math.isnan(expected) or math.isinf(expected):
        return same_bits(got, expected)
    if expected == 0:
        return got == 0 and (not signed or math.copysign(1, got) == math.copysign(1, expected))
    return abs(got - expected) <= ulp * math.ulp(expected)


def check(case: Case, carrier: str, value: Any, slopes: Any, curvatures: Any, seeds: Any = None) -> None:
    """Parts against the case; `seeds` are pairs (expected slopes, expected curvatures) if not the case's."""
    expected = (case.slopes, case.curvatures) if seeds is None else seeds
    given = [value], np.ravel(slopes).tolist(), np.ravel(curvatures).tolist()
    wanted = [case.value], list(expected[0]), list(expected[1])
    for got, want, ulp in zip(
        given, wanted, (RULES[case.row].ulp, SLOPE_ULP + 1, SLOPE_ULP + 1), strict=True
    ):
        assert len(got) == len(want)
        good = all(matches(g, w, ulp, want is wanted[0]) for g, w in zip(got, want, strict=True))
        good = good or (want is wanted[0] and abs(got[0] - want[0]) <= NEAR_ZERO.get(case.row, 0))
        assert good, f"{case.row}{case.args} in {carrier}: got {got}, right {want}"


def spellings(name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The ways to call a row on duals."""
    yield f"dn.{name}(x)", getattr(dn, name)
    yield f"x.{name}()", lambda x, *y: getattr(x, name)(*y)
    if isinstance(getattr(np, name, None), np.ufunc):
        yield f"np.{name}(x)", getattr(np, name)


def cases_of(name: str) -> list[Case]:
    return [case for case in CASES if case.row == name]


@by_row
def test_edge_cases_agree_with_the_oracle(name: str) -> None:
    for case in cases_of(name):
        ref = reference(name, case.args) if all(x != 0 and math.isfinite(x) for x in case.args) else None
        for want, exact in zip(
            (case.value, *case.slopes, *case.curvatures), ref.parts if ref else (), strict=False
        ):
            if isinstance(want, (int, float)):
                assert ulp_error(want, exact) <= 1, (case, want, mpmath.nstr(exact, 20))


@by_row
def test_edge_cases_of_evaluators(name: str) -> None:
    n = RULES[name].arity
    for case in cases_of(name):
        for isa in INSTRUCTION_SETS:
            f, *rest = evaluate(name, 2, *case.args, isa=isa)
            check(case, f"evaluate, {isa}", f, rest[:n], rest[n:])
            f, *rest = np.array(evaluate_block(name, 2, *[np.array([x]) for x in case.args], isa=isa))[:, 0]
            check(case, f"evaluate_block, {isa}", f, rest[:n], rest[n:])


@pytest.mark.parametrize("name", rows_of[1])
def test_edge_cases_of_duals(name: str) -> None:
    for case in cases_of(name):
        (x,), (d,), (c,) = case.args, case.slopes, case.curvatures
        for how, f in spellings(name):
            r = f(dn.Dual(x, 1.0))
            check(case, f"{how}, Dual", r.value, r.tangent, [], ((d,), ()))
            e1, e2 = [1.0, 2.0, -0.5], [1.0, 0.0]
            r = f(dn.Dual(x, e1))
            check(case, f"{how}, Dual of 3", r.value, r.tangent, [], ([times(d, s) for s in e1], ()))
            r = f(dn.HyperDual(x, 1.0, 1.0))
            check(case, f"{how}, HyperDual", r.value, [r.e1, r.e2], r.e12, ((d, d), (c,)))
            r = f(dn.HyperDual(x, e2, e1))
            slopes = [times(d, s) for s in (*e2, *e1)]
            mixed = [times(c, s * t) for s in e2 for t in e1]
            check(case, f"{how}, HyperDual of 2 x 3", r.value, [*r.e1, *r.e2], r.e12, (slopes, mixed))
            r = f(dn.Dual(x, 0.0))
            check(case, f"{how}, zero tangent", r.value, r.tangent, [], ((0,), ()))
            r = f(dn.HyperDual(x, 0.0, 0.0, 0.0))
            check(case, f"{how}, zero parts", r.value, [r.e1, r.e2], r.e12, ((0, 0), (0,)))


@pytest.mark.parametrize("name", rows_of[2])
def test_edge_cases_of_two_duals(name: str) -> None:
    for case in cases_of(name):
        (x, y), (dx, dy), (cxx, cxy, cyy) = case.args, case.slopes, case.curvatures
        for how, f in spellings(name):
            r = f(dn.Dual(x, 1.0), y)
            check(case, f"{how}, Dual and float", r.value, r.tangent, [], ((dx,), ()))
            r = f(dn.Dual(x, [1.0, 0.0, 2.0]), dn.Dual(y, [0.0, 1.0, 0.0]))
            check(case, f"{how}, Dual of 3", r.value, r.tangent, [], ((dx, dy, times(dx, 2.0)), ()))
            r = f(dn.HyperDual(x, 1.0, 1.0), y)
            check(case, f"{how}, HyperDual and float", r.value, [r.e1, r.e2], r.e12, ((dx, dx), (cxx,)))
            r = f(dn.HyperDual(x, 1.0, 0.0), dn.HyperDual(y, 0.0, 1.0))
            check(case, f"{how}, HyperDual", r.value, [r.e1, r.e2], r.e12, ((dx, dy), (cxy,)))
            r = f(dn.HyperDual(x, [1.0, 0.0], [1.0, 0.0, 0.0]), dn.HyperDual(y, [0.0, 1.0], [0.0, 1.0, 0.0]))
            mixed = (cxx, cxy, 0, cxy, cyy, 0)
            check(
                case,
                f"{how}, HyperDual of 2 x 3",
                r.value,
                [*r.e1, *r.e2],
                r.e12,
                ((dx, dy, dx, dy, 0), mixed),
            )
            r = f(dn.Dual(x, 0.0), dn.Dual(y, 0.0))
            check(case, f"{how}, zero tangents", r.value, r.tangent, [], ((0,), ()))
            r = f(dn.HyperDual(x, 0.0, 0.0, 0.0), dn.HyperDual(y, 0.0, 0.0, 0.0))
            check(case, f"{how}, zero parts", r.value, [r.e1, r.e2], r.e12, ((0, 0), (0,)))
            if how.startswith("x."):
                continue
            r = f(x, dn.Dual(y, 1.0))
            check(case, f"{how}, float and Dual", r.value, r.tangent, [], ((dy,), ()))
            r = f(x, dn.HyperDual(y, 1.0, 1.0))
            check(case, f"{how}, float and HyperDual", r.value, [r.e1, r.e2], r.e12, ((dy, dy), (cyy,)))


# ---- arrays ------------------------------------------------------------------------------------------


@by_row
def test_arrays(name: str) -> None:
    f, n = getattr(dn, name), RULES[name].arity
    x = [np.linspace(RULES[name].lo, RULES[name].hi, 24).reshape(4, 6)[:, ::step] for step in (1, -1)][:n]
    expected = np.array([[f(*[float(c[i, j]) for c in x]) for j in range(6)] for i in range(4)])
    layouts: dict[str, Callable[[Array], Any]] = {
        "2-D": np.array,
        "Fortran order": np.asfortranarray,
        "strided": lambda c: np.repeat(c, 2, axis=1)[:, ::2],
        "reversed": lambda c: np.array(c[::-1, ::-1])[::-1, ::-1],
        "big-endian": lambda c: c.astype(">f8"),
        "read-only": lambda c: np.broadcast_to(c, (4, 6)),
    }
    for layout, change in layouts.items():
        given = f(*[change(c) for c in x])
        assert given.dtype == np.float64, layout
        assert same_bits(given, expected), layout
    single = f(*[c.astype(np.float32) for c in x])
    assert single.dtype == np.float32
    assert np.array_equal(single, f(*[c.astype(np.float32).astype(float) for c in x]).astype(np.float32))
    whole = f(*[np.array([1, 0])] * n)
    assert whole.dtype == np.float64
    assert same_bits(whole, [f(*[1.0] * n), f(*[0.0] * n)])
    assert same_bits(f(*[np.array(c[0, 0]) for c in x]), expected[0, 0])
    assert np.shape(f(*[np.array(c[0, 0]) for c in x])) == ()
    assert f(*[np.empty((0, 3))] * n).shape == (0, 3)
    seeded = [[dn.Dual(v, 1.0) for v in c[0]] for c in x]
    duals = f(*[np.array(c, dtype=object) for c in seeded])
    assert duals.dtype == object
    singles = [f(*pair) for pair in zip(*seeded, strict=True)]
    assert same_bits([[r.value, r.tangent] for r in duals], [[r.value, r.tangent] for r in singles])
