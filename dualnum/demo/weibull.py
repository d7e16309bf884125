"""A Weibull regression by maximum likelihood: Newton's method with the exact Hessian.

The model is the accelerated failure time model: the logarithm of a remission time is
``intercept + placebo * treated + scale * W``, where W has the standard smallest extreme
value distribution. A patient still in remission at the last visit is censored and
contributes the chance of lasting at least so long.
"""

import csv
import math
import textwrap
from collections.abc import Callable, Sequence
from importlib import resources
from timeit import Timer
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import dualnum as dn
from dualnum.demo.timing import best_times

Vector = NDArray[np.float64]
Likelihood = Callable[[Sequence[Any]], Any]

NAMES = ("intercept", "placebo", "log(scale)")
TOLERANCE = 1e-8
MAX_ITERATIONS = 25


class Patient(NamedTuple):
    """One remission: its log-length in log-weeks, on placebo or not, relapsed or censored."""

    log_weeks: float
    placebo: float
    relapsed: bool


def read_patients() -> tuple[str, list[Patient]]:
    """The source line of the data, and its 42 patients."""
    file = resources.files("dualnum.demo").joinpath("leukemia.csv")
    source, *rows = file.read_text(encoding="utf-8").splitlines()
    patients = [
        Patient(
            math.log(float(row["weeks"])),
            float(row["treatment"] == "placebo"),
            row["relapse"] == "1",
        )
        for row in csv.DictReader(rows)
    ]
    return source.lstrip("# "), patients


def negative_log_likelihood(patients: Sequence[Patient]) -> Likelihood:
    """The function to minimise: a plain loop over the patients."""

    def f(parameters: Sequence[Any]) -> Any:
        intercept, placebo, log_scale = parameters
        scale = dn.exp(log_scale)
        total = 0.0
        for patient in patients:
            mean = intercept + placebo if patient.placebo else intercept
            z = (patient.log_weeks - mean) / scale
            total = total + dn.exp(z)
            if patient.relapsed:
                total = total + (log_scale + patient.log_weeks - z)
        return total

    return f


def exponential_start(patients: Sequence[Patient]) -> list[float]:
    """The fit with scale 1, known in closed form: weeks lived per relapse in each group."""

    def log_mean(group: list[Patient]) -> float:
        weeks = sum(math.exp(patient.log_weeks) for patient in group)
        return math.log(weeks / sum(patient.relapsed for patient in group))

    on_placebo = log_mean([patient for patient in patients if patient.placebo])
    on_drug = log_mean([patient for patient in patients if not patient.placebo])
    return [on_drug, on_placebo - on_drug, 0.0]


class Fit(NamedTuple):
    """Where Newton's iteration ended, and whether its gradient test was met."""

    x: Vector
    value: float
    gradient: Vector
    hessian: Vector
    iterations: int
    converged: bool


def downhill_step(f: Likelihood, x: Vector, value: float, step: Vector) -> float | None:
    """The first of 1, 1/2, 1/4, ... at which the function is lower; None if there is none."""
    for halvings in range(40):
        length = 0.5**halvings
        if float(f(list(x + length * step))) < value:
            return length
    return None


def newton(f: Likelihood, start: Sequence[float]) -> Fit:
    """Minimise by Newton's method, halving each step until it descends, and print the way."""
    everything = dn.value_grad_and_hessian(f)
    x = np.array(start, dtype=float)
    print(f"{'iteration':>11}{'-log likelihood':>22}{'gradient norm':>18}{'step taken':>14}")
    taken = ""
    for iteration in range(MAX_ITERATIONS + 1):
        value, slopes, hessian = everything(list(x))
        gradient = np.asarray(slopes, dtype=float)
        norm = float(np.linalg.norm(gradient))
        print(f"{iteration:11}{value:22.12f}{norm:18.3e}{taken:>14}")
        step = -np.linalg.solve(hessian, gradient)
        if gradient @ step >= 0.0:  # not convex here: plain descent instead
            step = -gradient
        length = downhill_step(f, x, value, step) if norm > TOLERANCE else None
        if length is None or iteration == MAX_ITERATIONS:
            break
        x, taken = x + length * step, f"{length:g}"
    return Fit(x, float(value), gradient, hessian, iteration, norm <= TOLERANCE)


def print_estimates(fit: Fit) -> None:
    """Estimates with their standard errors, and the hazard ratio by the delta method."""
    covariance = np.linalg.inv(fit.hessian)
    errors = np.sqrt(np.diag(covariance))
    print(f"\n{'':12}{'estimate':>14}{'standard error':>18}{'z':>9}")
    for name, estimate, error in zip(NAMES, fit.x, errors, strict=True):
        print(f"  {name:10}{estimate:14.6f}{error:18.6f}{estimate / error:9.2f}")
    print(f"\n  log-likelihood {-fit.value:.6f}, scale {math.exp(fit.x[2]):.6f}")

    def log_hazard_ratio(parameters: Sequence[Any]) -> Any:
        _, placebo, log_scale = parameters
        return -placebo * dn.exp(-log_scale)

    log_ratio, slopes = dn.value_and_grad(log_hazard_ratio)(list(fit.x))
    error = math.sqrt(np.asarray(slopes) @ covariance @ np.asarray(slopes))
    low, high = (math.exp(log_ratio + side * 1.96 * error) for side in (-1, 1))
    print(f"  hazard ratio, placebo to 6-MP: {math.exp(log_ratio):.3f}", end="")
    print(f" (95 % interval {low:.2f} to {high:.2f})")


def show() -> bool:
    """Print the whole fit; tell whether it converged."""
    print("Weibull regression of 42 remission times, 6-MP against placebo")
    print("--------------------------------------------------------------")
    source, patients = read_patients()
    print(textwrap.fill(source, 78) + "\n")
    f = negative_log_likelihood(patients)
    fit = newton(f, exponential_start(patients))
    if fit.converged:
        verdict = f"met after {fit.iterations} iterations"
    else:
        verdict = f"NOT met in {fit.iterations} iterations"
    print(f"\n  The test, gradient norm at most {TOLERANCE:g}, was {verdict}.")
    print_estimates(fit)
    everything, x = dn.value_grad_and_hessian(f), list(fit.x)
    plain, full = best_times([Timer(lambda: f(x)), Timer(lambda: everything(x))])
    print(f"\n  value alone {1e6 * plain:.1f} us;", end="")
    print(f" with gradient and Hessian {1e6 * full:.1f} us, {full / plain:.2f}x")
    return fit.converged
