"""What is noted on errors at the call of a user's function that takes other arguments than it gets."""

from __future__ import annotations

import re
from typing import Any

from dualnum import errors
from dualnum._scalar import is_scalar

OF_ONE_NUMBER = frozenset({"derivative", "value_and_derivative"})
OF_SEVERAL = frozenset({"grad", "value_and_grad", "hessian", "value_grad_and_hessian", "jacobian", "hvp"})
COUNT = re.compile(r"\(\) (takes|missing)\b.* argument")
"""Python's and C's words for too few and too many arguments."""
NO_ARRAY = re.compile(
    r"'.*(Dual|float64)' object is not|non-iterable .*(Dual|float64)|'.*(Dual|float64)' has no len"
    r"|invalid index to scalar variable"
)
"""The same for a number that is taken for an array."""


def explain(error: Exception, who: str, args: tuple[Any, ...]) -> None:
    """Add to what f(*args) raised what f is called with, if this seems to be the reason.

    For handlers that raise the error again: nothing is looked at before there is one.
    """
    if getattr(error, "__notes__", None) or who in OF_ONE_NUMBER or (who in OF_SEVERAL and len(args) != 1):
        return  # told by an inner call, or as many arguments as the user has given
    is_number = is_scalar(args[0])
    if is_refused_call(error):
        if who not in OF_SEVERAL:
            error.add_note(errors.one_argument(who))
        elif not is_number:
            error.add_note(errors.separate_arguments(who))
    elif is_number and NO_ARRAY.search(str(error)):
        error.add_note(errors.number_for_array(who))


def is_refused_call(error: Exception) -> bool:
    """Whether a function refused its number of arguments, called by dualnum and not by a user's code."""
    step = error.__traceback__
    while step is not None:
        if not str(step.tb_frame.f_globals.get("__name__")).startswith("dualnum."):
            return False
        step = step.tb_next
    return isinstance(error, TypeError) and COUNT.search(str(error)) is not None
