"""The options of scipy's methods, and which of them are of no use with exact derivatives."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable
from typing import Any

from dualnum import errors

PLACES = {
    "minimize": ("scipy.optimize._minimize", {}, "_minimize_{}"),
    "root": (
        "scipy.optimize._root",
        {"hybr": "_root_hybr", "lm": "_root_leastsq", "df-sane": "_root_df_sane"},
        "_root_nonlin_solve",
    ),
    "root_scalar": ("scipy.optimize", dict.fromkeys(("newton", "halley", "secant"), "newton"), "{}"),
}
"""Module, names and pattern of the functions behind scipy's methods; but for root_scalar they are private."""

RENAMED = {"trust_constr": "trustregion_constr", "trust_exact": "trustregion_exact"}
RENAMED |= {"nelder_mead": "neldermead", "newton_cg": "newtoncg", "l_bfgs_b": "lbfgsb"}

ARGUMENT = re.compile(
    "fun|func|f|x0|x1|a|b|args|kwargs|jac|grad|hess|hessp|fprime|fprime2|bounds|constraints|method|callback|"
    "_callback|_method|subproblem|full_output"
)
"""What is no option."""

OF_DIFFERENCES = {"eps", "epsfcn", "finite_diff_rel_step", "diff_step", "jac_sparsity", "workers", "band"}
OF_JACOBIANS = {"col_deriv", "Dfun"}
"""Which say how a Jacobian is given, whereas scipy is given ours."""


def as_options(who: str, options: Any) -> dict[str, Any]:
    """The argument `options`, as a dict of its own."""
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise errors.bad_option(who, "options", "a dict", options)
    return dict(options)


def _check(who: str, options: Iterable[str], known: list[str] | None) -> None:
    """Refuse what the method does not use; without a list of what it knows, scipy warns of the rest."""
    for name in options:
        if known is not None and name not in known:
            shown = [each for each in known if each not in OF_DIFFERENCES | OF_JACOBIANS]
            raise errors.unknown_option(who, name, shown)
        if name in OF_DIFFERENCES | OF_JACOBIANS:
            raise errors.unused_argument(who, name, "the derivatives are exact; leave it out")


def check_method_options(who: str, method: str, options: dict[str, Any]) -> None:
    """Refuse options that a method of minimize, root or root_scalar does not use."""
    if options:
        _check(f"{who}(method={method!r})", options, _known_to(who, method))


def check_options_of(who: str, solve: Any, options: dict[str, Any]) -> None:
    """Refuse options that are not in the signature of a function of scipy, or of no use."""
    if options:
        _check(who, options, names_of(solve))


def names_of(solve: Any) -> list[str]:
    """The options in the signature of a function or class of scipy."""
    parameters = inspect.signature(solve).parameters.values()
    return [p.name for p in parameters if p.kind is not p.VAR_KEYWORD and not ARGUMENT.fullmatch(p.name)]


def _known_to(who: str, method: str) -> list[str] | None:
    """The options of a method; None where scipy no longer has its functions where they were."""
    module, names, pattern = PLACES[who]
    words = method.replace("-", "_")
    try:
        place = importlib.import_module(module)
        solve = getattr(place, names.get(method) or pattern.format(RENAMED.get(words, words)))
        known = names_of(solve)
        if "trust_region_options" in inspect.signature(solve).parameters:
            shared = importlib.import_module("scipy.optimize._trustregion")
            known = [*dict.fromkeys(known + names_of(shared._minimize_trust_region))]
    except (ImportError, AttributeError, TypeError, ValueError):
        return None
    if who == "root_scalar":
        known = [name for name in known if name != "disp"] + ["xtol"] * ("tol" in known)
    return known
