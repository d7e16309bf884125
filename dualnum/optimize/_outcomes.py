"""How a run can end: the one table of statuses and what they say."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """Why an optimizer stopped: status (scipy's numbers), whether a test was met, and the message."""

    GRADIENT = (0, True, "The gradient norm {measure:.3g} is at most gtol = {tolerance:.3g}.")
    STEP = (0, True, "The last step {measure:.3g} is at most xtol = {tolerance:.3g}, relative to x.")
    DECREASE = (0, True, "The last decrease {measure:.3g} is at most ftol = {tolerance:.3g}, relative to f.")
    COSINE = (
        0,
        True,
        (
            "The cosine {measure:.3g} between the residuals and a column of the Jacobian is at most gtol = "
            "{tolerance:.3g}."
        ),
    )
    ZERO = (0, True, "The residuals are zero within rounding errors, of x or of those at x0.")
    NEXT_STEP = (0, True, "The next step {measure:.3g} is at most xtol = {tolerance:.3g}, relative to x.")
    ROOT = (0, True, "The residual norm {measure:.3g} is at most ftol = {tolerance:.3g}.")
    LIMIT = (
        1,
        False,
        (
            "No test was met within maxiter = {maxiter} iterations; the {quantity} is {measure:.3g}, the "
            "tolerance {tolerance:.3g}. Allow more iterations, or scale the problem."
        ),
    )
    RISING = (
        1,
        False,
        (
            "No test was met within maxiter = {maxiter} iterations, and f has not fallen in the last {idle} "
            "of them; the {quantity} is {measure:.3g}, the tolerance {tolerance:.3g}. Take a smaller "
            "step_size."
        ),
    )
    UNBOUNDED = (
        1,
        False,
        (
            "No test was met within maxiter = {maxiter} iterations, and f goes on to improve far from x0, "
            "where the norm of x is {size:.3g}: it seems to have no optimum. Look at its sign, or keep x "
            "within limits."
        ),
    )
    PRECISION = (
        2,
        False,
        (
            "No step makes {goal} smaller any more within rounding errors; the {quantity} {measure:.3g} is "
            "above the tolerance {tolerance:.3g}. Scale the problem, or ask for less."
        ),
    )
    UNSETTLED = (
        2,
        False,
        (
            "The gradient norm {measure:.3g} is at most gtol = {tolerance:.3g}, but by its Hessian x is not "
            "what was sought, and no step from there improves f within rounding errors."
        ),
    )
    NONFINITE_START = (
        3,
        False,
        "The function or a derivative is not finite at x0, f is {fun}: look at the data, or start elsewhere.",
    )
    NONFINITE = (
        3,
        False,
        (
            "The function or a derivative is not finite where the next step leads; x is the last good point. "
            "Make the steps shorter, or keep x where the function is defined."
        ),
    )
    NONFINITE_HERE = (
        3,
        False,
        "The function, a constraint or a derivative is not finite at x: start elsewhere, or set bounds.",
    )
    NONFINITE_HESSIAN = (3, False, "The Hessian is not finite at x, so there is no Newton step from there.")
    SINGULAR = (
        4,
        False,
        "The derivative is zero or singular at x, so there is no Newton step from there: start elsewhere.",
    )
    DEPENDENT = (
        4,
        False,
        (
            "The columns of the Jacobian are linearly dependent at x, so there is no single Gauss-Newton "
            "step: use levenberg_marquardt, or leave out a parameter."
        ),
    )
    EXHAUSTED = (5, False, "The batches ended before a test was met; the {quantity} is {measure:.3g}.")
    CALLBACK = (99, False, "`callback` raised `StopIteration`.")

    def __init__(self, status: int, success: bool, text: str) -> None:
        self.status = status
        self.success = success
        self.text = text
