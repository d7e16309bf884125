"""What the bridge to scipy refuses, and what it says without scipy."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum
from dualnum import errors
from dualnum.optimize import _scipy_options

optimize: Any = dualnum.optimize
so: Any = scipy.optimize


def rosenbrock(x: Any) -> Any:
    return 100.0 * (x[1] - x[0] ** 2) ** 2 + (1.0 - x[0]) ** 2


def equations(x: Any) -> Any:
    return [x[0] - 0.5 * np.cos(x[1]), x[1] - 0.5 * np.sin(x[0])]


def system(t: float, y: Any) -> Any:
    return [y[1], -y[0]]


def line(x: Any, a: Any, b: Any) -> Any:
    return a + b * x


T = np.linspace(0.0, 3.0, 25)
good = so.OptimizeResult(x=np.array([1.0, 2.0]), success=True)
REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="trust-exact", curvature="hessp"),
        ValueError,
        "does not use curvature",
    ),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="newton", curvature="hessp"),
        ValueError,
        "does not use curvature",
    ),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="bgfs"),
        ValueError,
        r"no method 'bgfs' \(did you mean 'bfgs'\?\); it has .*bfgs.*newton",
    ),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method=3), ValueError, "no method 3"),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="halley"), ValueError, "optimize.root_scalar"),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], options={"gtl": 1}),
        ValueError,
        "no option 'gtl'.* it has .*gtol",
    ),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="newton", options={"gtl": 1}),
        ValueError,
        "'gtl'",
    ),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="BFGS", bounds=[(0, 2)] * 2),
        ValueError,
        "use bounds.*l-bfgs-b",
    ),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="BFGS", hess=abs),
        ValueError,
        "does not use hess:",
    ),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="Powell", jac=abs),
        ValueError,
        "does not use jac",
    ),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], method="CG", constraints={}),
        ValueError,
        "use constraints",
    ),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], constraints={"fun": abs}), ValueError, "'type'"),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], constraints=abs), ValueError, "constraints"),
    (
        lambda: optimize.minimize(rosenbrock, [1.0, 1.0], jac="2-point"),
        TypeError,
        "jac of minimize must be a function",
    ),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], callback=3), TypeError, "callback"),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], curvature="all"), ValueError, "curvature"),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], bounds=[(0, 2)]), ValueError, "2 pairs"),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], bounds=[(2, 0), (0, 1)]), ValueError, "crossed"),
    (lambda: optimize.minimize(rosenbrock, [1.0, 1.0], bounds=[(2, 3), (0, 1)]), ValueError, "outside"),
    (lambda: optimize.minimize(lambda x: x, [1.0, 1.0]), TypeError, "jacobian"),
    (lambda: optimize.minimize(lambda x: None, [1.0, 1.0]), TypeError, "return statement"),
    (lambda: optimize.minimize(lambda x: None, [1.0, 1.0], method="Powell"), TypeError, "return statement"),
    (lambda: optimize.minimize(rosenbrock, []), ValueError, "empty"),
    (lambda: optimize.minimize(3, [1.0]), TypeError, "needs a function"),
    (lambda: optimize.least_squares(equations, [1.0, 1.0], method="ml"), ValueError, "no method 'ml'"),
    (lambda: optimize.least_squares(equations, [1.0, 1.0], ftl=1), ValueError, "'ftl'"),
    (lambda: optimize.least_squares(equations, [1.0, 1.0], bounds=3), ValueError, "pair"),
    (lambda: optimize.least_squares(equations, [1.0, 1.0], bounds=(2, 3)), ValueError, "outside"),
    (lambda: optimize.least_squares(equations, [1.0, 1.0], jac="3-point"), TypeError, "jac of least_squares"),
    (lambda: optimize.least_squares(lambda x: None, [1.0, 1.0]), TypeError, "residuals|returns|returned"),
    (lambda: optimize.curve_fit(3, T, T), TypeError, "needs a function"),
    (lambda: optimize.curve_fit(line, T, T, method="ml"), ValueError, "no method 'ml'"),
    (lambda: optimize.curve_fit(line, T, T, jac="2-point"), ValueError, "does not use jac"),
    (lambda: optimize.curve_fit(line, T, T, ftl=1), ValueError, "'ftl'"),
    (lambda: optimize.root(equations, [1.0, 1.0], method="x"), ValueError, "no method 'x'; it has hybr"),
    (lambda: optimize.root(equations, [1.0, 1.0], options={"xtl": 1}), ValueError, "no option 'xtl'"),
    (lambda: optimize.root(equations, [1.0, 1.0], "krylov", "krylov", abs), ValueError, "does not use jac"),
    (lambda: optimize.root(equations, [1.0, 1.0], callback=print), ValueError, "does not use callback"),
    (lambda: optimize.root(equations, [1.0, 1.0, 1.0]), TypeError, "2 equations and 3 unknowns"),
    (lambda: optimize.root_scalar(np.sin, x0=3.0, method="x"), ValueError, "no method 'x'"),
    (lambda: optimize.root_scalar(np.sin, x0=[3.0]), ValueError, "x0"),
    (lambda: optimize.root_scalar(np.sin), ValueError, "x0"),
    (lambda: optimize.root_scalar(np.sin, bracket=(3, 4), fprime=np.cos), ValueError, "does not use fprime"),
    (lambda: optimize.root_scalar(np.sin, x0=3.0, method="halley", fprime=np.cos), TypeError, "fprime"),
    (lambda: optimize.root_scalar(lambda x: [x], x0=3.0), TypeError, "one real number"),
    (lambda: optimize.solve_ivp(system, (0, 1), [0.0, 0.0], "x"), ValueError, "no method 'x'; it has RK45"),
    (lambda: optimize.solve_ivp(system, (0, 1), [0.0, 0.0], "BDF", rtl=1), ValueError, "no option 'rtl'"),
    (lambda: optimize.solve_ivp(system, (0, 1), [0.0, 0.0], jac=abs), ValueError, "no option 'jac'"),
    (lambda: optimize.standard_errors(3.0), ValueError, "result of an optimizer"),
    (
        lambda: optimize.standard_errors(so.OptimizeResult(x=1.0, success=False)),
        ValueError,
        "require_success",
    ),
    (lambda: optimize.standard_errors(good), ValueError, "has no Hessian"),
    (lambda: optimize.standard_errors(good, lambda x: x[0] ** 2 - x[1] ** 2), ValueError, "minimum"),
    (lambda: optimize.standard_errors(good, lambda x: (x[0] + x[1]) ** 2), ValueError, "eigenvalues"),
    (
        lambda: optimize.standard_errors(optimize.least_squares(equations, [0.0, 0.0])),
        ValueError,
        "2 residuals of 2",
    ),
    (
        lambda: optimize.standard_errors(
            optimize.least_squares(lambda x: [x[0], 1.0 - x[0], 0.0 * x[1]], [0.0, 0.0])
        ),
        ValueError,
        r"parameters \[1\]",
    ),
]


def minimize(**given: Any) -> Any:
    return lambda: optimize.minimize(rosenbrock, [1.0, 1.0], **given)


def least_squares(**given: Any) -> Any:
    return lambda: optimize.least_squares(equations, [1.0, 1.0], **given)


def root(**given: Any) -> Any:
    return lambda: optimize.root(equations, [1.0, 1.0], **given)


def curve_fit(model: Any = line, **given: Any) -> Any:
    return lambda: optimize.curve_fit(model, T, T, **given)


REFUSED += [
    (root(options={"col_deriv": 1}), ValueError, "does not use col_deriv"),
    (root(method="lm", options={"col_deriv": 1}), ValueError, "does not use col_deriv"),
    (root(options={"eps": 1e-6}), ValueError, "does not use eps"),
    (root(options={"band": (1, 1)}), ValueError, "does not use band"),
    (root(method="df-sane", options={"x": 1}), ValueError, "no option 'x'; it has M, .*ftol, .*maxfev"),
    (root(method="krylov", options={"fat": 1}), ValueError, "did you mean 'fatol'.*jac_options.*maxiter"),
    (root(options=3), ValueError, "options of root must be a dict, got 3"),
    (curve_fit(method="lm", col_deriv=1), ValueError, "does not use col_deriv"),
    (curve_fit(method="lm", Dfun=abs), ValueError, "does not use Dfun"),
    (curve_fit(method="lm", func=abs), ValueError, "no option 'func'"),
    (curve_fit(method="lm", epsfcn=1e-4), ValueError, "does not use epsfcn"),
    (curve_fit(method="trf", diff_step=1e-4), ValueError, "does not use diff_step"),
    (curve_fit(p0={"a": 1.0}), TypeError, "list or array .* levenberg_marquardt"),
    (curve_fit(p0=[{"a": 1.0}, 2.0]), TypeError, "list or array .* levenberg_marquardt"),
    (curve_fit(lambda x, a: None), TypeError, "curve_fit.* needs .*return statement"),
    (curve_fit(lambda x, a: None, method="lm"), TypeError, "curve_fit.* needs .*return statement"),
    (curve_fit(lambda x, a: np.ones((25, 2)) * a), TypeError, "curve_fit needs"),
    (least_squares(diff_step=1e-4), ValueError, "does not use diff_step"),
    (least_squares(jac_sparsity=np.eye(2)), ValueError, "does not use jac_sparsity"),
    (least_squares(workers=2), ValueError, "does not use workers"),
    (least_squares(method="lm", callback=print), ValueError, "'lm'.* does not use callback"),
    (least_squares(bounds={"a": (0, 1)}), ValueError, "flat: a pair"),
    (least_squares(bounds=({"a": 0}, {"a": 1})), ValueError, "in the order of the numbers in x0"),
    (least_squares(bounds=(None, 3.0)), ValueError, r"pair \(low, high\) of numbers"),
    (least_squares(method="dogbx"), ValueError, "did you mean 'dogbox'"),
    (minimize(method="newtn"), ValueError, "did you mean 'newton'"),
    (minimize(method="Halley"), ValueError, "optimize.root_scalar"),
    (minimize(method=optimize.newton_root), ValueError, "optimize.root"),
    (minimize(options=[3]), ValueError, r"options of minimize must be a dict, got \[3\]"),
    (minimize(options={"eps": 1e-6}), ValueError, "does not use eps: the derivatives are exact"),
    (minimize(options={"finite_diff_rel_step": 1e-6}), ValueError, "does not use finite_diff_rel_step"),
    (minimize(options={"workers": 2}), ValueError, "does not use workers"),
    (minimize(method="COBYLA", options={"eps": 1}), ValueError, "no option 'eps'.* it has .*rhobeg"),
    (minimize(method="SLSQP", options={"x": 1}), ValueError, "no option 'x'; it has disp, ftol, "),
    (minimize(method="trust-krylov", options={"x": 1}), ValueError, "gtol, inexact, initial"),
    (minimize(method="trust-constr", options={"x": 1}), ValueError, "'x'; it has barrier_tol"),
    (
        lambda: optimize.root_scalar(np.sin, x0=3.0, options={"x": 1}),
        ValueError,
        r"root_scalar\(method='newton'\) has no option 'x'; it has maxiter, rtol, tol, xtol",
    ),
    (
        lambda: optimize.root_scalar(np.sin, bracket=(3, 4), options={"k": 1}),
        ValueError,
        "no option 'k'; it has maxiter, rtol, xtol",
    ),
    (
        lambda: optimize.solve_ivp(system, (0, 1), [0.0, 0.0], "BDF", jac="cs"),
        ValueError,
        "jac of solve_ivp must be .*'2-point', got 'cs'",
    ),
]


@pytest.mark.parametrize(("call", "kind", "text"), REFUSED, ids=lambda v: v if isinstance(v, str) else "")
def test_refusals(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=text) as caught:
        call()
    assert isinstance(caught.value, errors.DualnumError)


def test_without_scipy() -> None:
    """Everything but the bridge works, and the bridge says what to install."""
    program = """
import sys
sys.modules["scipy"] = None
import dualnum as dn
f = lambda x: (x[0] - 1.0) ** 2 + x[1] ** 2
assert dn.optimize.minimize(f, [0.0, 1.0], method="newton").success
for call in (
    lambda: dn.optimize.minimize(f, [0.0, 1.0]),
    lambda: dn.optimize.least_squares(lambda x: x, [0.0, 1.0]),
    lambda: dn.optimize.curve_fit(lambda x, a: a * x, [0.0, 1.0], [0.0, 1.0], method="lm"),
    lambda: dn.optimize.root(lambda x: x, [0.0, 1.0]),
    lambda: dn.optimize.root_scalar(lambda x: x, x0=1.0),
    lambda: dn.optimize.solve_ivp(lambda t, y: y, (0.0, 1.0), [1.0]),
):
    try:
        call()
    except ImportError as error:
        assert "pip install 'dualnum[scipy]'" in str(error), error
    else:
        raise SystemExit("no error")
"""
    subprocess.run([sys.executable, "-P", "-c", program], check=True, timeout=60)


def test_scipy_is_not_imported_early() -> None:
    program = "import sys, dualnum.optimize; sys.exit('scipy' in sys.modules)"
    subprocess.run([sys.executable, "-P", "-c", program], check=True, timeout=60)


def test_methods_of_others_are_not_listed() -> None:
    with pytest.raises(ValueError, match="no method 'x'") as caught:
        optimize.minimize(rosenbrock, [1.0, 1.0], method="x")
    assert "newton_cg" in str(caught.value)
    assert not any(name in str(caught.value) for name in ("halley", "newton_root", "gauss", "levenberg"))


DOCUMENTED = {
    "minimize": "nelder-mead powell cobyla cobyqa cg bfgs l-bfgs-b tnc slsqp newton-cg trust-ncg "
    "trust-krylov trust-exact dogleg trust-constr",
    "root": "hybr lm df-sane krylov broyden1 anderson linearmixing",
    "root_scalar": "toms748",
}


@pytest.mark.parametrize("who", DOCUMENTED)
def test_every_option_that_scipy_documents_is_known(who: str) -> None:
    for method in DOCUMENTED[who].split():
        text = so.show_options(who, method, disp=False)
        text = re.split("Options\n|Parameters\n", text, maxsplit=1)[1]
        text = re.split(r"\njac_options| +Returns\n", text)[0]
        rows = re.findall(r"^ {0,4}(\w+(?:, \w+)*) ?: ", text, re.MULTILINE)
        names = {name for row in rows for name in row.split(", ")} - {"bracket", "options", "res", "Default"}
        names = {name for name in names if not _scipy_options.ARGUMENT.fullmatch(name)}
        assert names
        assert names <= set(_scipy_options._known_to(who, method) or ()), method


def test_options_pass_where_scipy_has_moved_its_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_scipy_options.PLACES, "minimize", ("scipy.optimize._nowhere", {}, "{}"))
    assert optimize.minimize(rosenbrock, [-1.2, 1.0], options={"gtol": 1e-3}).success
    with pytest.warns(so.OptimizeWarning, match="gtl"):
        optimize.minimize(rosenbrock, [-1.2, 1.0], options={"gtl": 1e-3})
