"""What the docstrings of all methods say of their arguments and common options."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

ARGUMENTS = """fun : callable
    ``fun(x, *args)``{returns}; x has the form of `x0`.
x0 : float, array_like or nested dicts, lists and tuples of them
    The start; it is never changed. A list of numbers is an array, as in scipy.
args : tuple
    Further arguments of `fun` and of the derivatives.
{uses}
constraints : optional
    Refused: {constraints}.
callback : callable, optional
    After every step: ``callback(xk)``, or ``callback(intermediate_result)``, with fields x, fun and nit, if
    it has one parameter of this name; it may raise StopIteration."""

USED = {
    "jac": """callable or True, optional
    ``jac(x, *args)``, the {slopes}, where it is known; otherwise `fun` is differentiated by dualnum. True:
    `fun` returns a pair, its second half the {slopes}.""",
    "hess": """callable, optional
    ``hess(x, *args)``, the second derivatives, where they are known; otherwise dualnum's.""",
    "hessp": """callable, optional
    ``hessp(x, p, *args)``, the Hessian times p, where it is known; otherwise dualnum's.""",
    "bounds": """sequence of (low, high), or scipy's Bounds, optional
    Of every number of `x0`, in their order; respected by projection. None is no bound.""",
}


class Seeks(NamedTuple):
    """What the methods of a kind have in common: what `fun` returns, and where else to go."""

    returns: str
    slopes: str
    hints: dict[str, str]


MINIMA = Seeks(
    "",
    "gradient",
    {
        "hess": "leave it out, or use newton",
        "hessp": "leave it out, or use newton_cg",
        "bounds": 'use dualnum.optimize.minimize with method="L-BFGS-B" or "trust-constr"',
        "constraints": 'use dualnum.optimize.minimize with method="SLSQP" or "trust-constr"',
    },
)
SQUARES = Seeks(
    " returns the residuals, a list or array",
    "Jacobian",
    dict.fromkeys(("hess", "hessp"), "leave it out")
    | {
        "bounds": "use dualnum.optimize.least_squares, which takes them",
        "constraints": 'use dualnum.optimize.minimize of half the sum of squares with method="SLSQP"',
    },
)
ROOTS = Seeks(
    " returns as many numbers as x has",
    "Jacobian",
    {
        "hess": "leave it out, or use halley",
        "hessp": "leave it out",
        "bounds": "use dualnum.optimize.root_scalar with a bracket, or least_squares",
        "constraints": "use dualnum.optimize.minimize of half the sum of squares",
    },
)

TESTS = """gtol : float
    Succeed where the gradient norm (of the projected gradient, with bounds) is at most this.
xtol : float
    Succeed after a step that is at most this, relative to the norm of x. 0: never.
ftol : float
    Succeed after a decrease that is at most this, relative to the value. 0: never."""

OPTIONS = """maxiter : int
    Steps at most.
{tests}
tol : float, optional
    Another name of the main tolerance, as `scipy.optimize.minimize` passes it.
chunk_size : int, optional
    Directions a pass of dualnum's derivatives.
history : bool
    Whether the result has the points on the way, as ``result.history``.
return_all : bool
    Likewise as scipy's list ``result.allvecs``.
verbose : {0, 1, 2}
    Print nothing, the end, or every step.
disp : bool
    The same as ``verbose=1``.
progress : bool
    Whether to show a bar (needs tqdm)."""


RESULT = """OptimizeResult
    Its fields and status codes are listed by `dualnum.optimize.OptimizeResult`."""

RAISES = """Raises
------
TypeError
    If `fun`, a derivative or `callback` is no function, or if x0 or what a function returns is not made of
    real numbers.
ValueError
    For an argument, an option or bounds that the method does not take, and a derivative of a wrong shape."""


def documented(text: str, tests: str, uses: list[str], seeks: Seeks, shared: dict[str, str]) -> str:
    """A docstring with what it shares with others: that of all methods, and `shared`, by placeholder."""
    rows = (
        f"{name} : {USED[name].format(slopes=seeks.slopes)}"
        if name in uses
        else f"{name} : None\n    Refused: {seeks.hints[name]}."
        for name in USED
    )
    arguments = ARGUMENTS.format(
        returns=seeks.returns, uses="\n".join(rows), constraints=seeks.hints["constraints"]
    )
    options = OPTIONS.replace("{tests}", tests)
    texts = shared | {"arguments": arguments, "options": options, "result": RESULT, "raises": RAISES}
    for placeholder, lines in texts.items():
        text = text.replace(f"    {{{placeholder}}}", textwrap.indent(lines, "    "))
    return text
