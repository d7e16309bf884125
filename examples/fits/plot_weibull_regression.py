"""
Weibull regression with censored data
=====================================

How long does a remission last with a drug and without it? Some patients had not relapsed when the trial
ended: of them one knows only that it lasted *longer*. A likelihood takes both kinds, SciPy finds its
maximum within bounds, and the exact Hessian tells how far to trust it.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize

import dualnum as dn
from dualnum.demo.weibull import read_patients

source, patients = read_patients()
print(source)
log_weeks, placebo, relapsed = np.array(patients, dtype=float).T

# %%
# The model: ``log(weeks) = intercept + effect * placebo + scale * W``, with W of the smallest extreme
# value distribution. A relapse contributes its density to the likelihood, a censored patient the chance
# ``exp(-exp(z))`` to last that long.


def negative_log_likelihood(p):
    intercept, effect, scale = p
    z = (log_weeks - intercept - effect * placebo) / scale
    return np.sum(np.exp(z)) - np.sum(relapsed * (z - np.log(scale) - log_weeks))


# %%
# A scale must be positive, which is a bound for L-BFGS-B. ``value_and_grad`` returns the pair that
# ``jac=True`` stands for, from one run of the function.

fit = minimize(
    dn.value_and_grad(negative_log_likelihood),
    [3.0, 0.0, 1.0],
    jac=True,
    method="L-BFGS-B",
    bounds=[(None, None), (None, None), (0.01, None)],
    options={"ftol": 1e-14, "gtol": 1e-8},
)
errors = dn.optimize.standard_errors(fit, negative_log_likelihood)
for name, estimate, error in zip(("intercept", "effect", "scale"), fit.x, errors, strict=True):
    print(f"{name:10}{estimate:8.3f} ± {error:.3f}")

# %%
# R's ``survreg`` prints for these data intercept 3.516 (0.252), placebo -1.267 (0.311), log(scale)
# -0.312 (0.147); the error of the scale is the scale times that of its logarithm.

assert fit.success
assert np.allclose([*fit.x[:2], np.log(fit.x[2])], [3.516, -1.267, -0.312], rtol=0.0, atol=5e-4)
assert np.allclose([*errors[:2], errors[2] / fit.x[2]], [0.252, 0.311, 0.147], rtol=0.0, atol=6e-4)

# %%
# The picture: the share still in remission, by the fitted model (smooth) and by the estimate of Kaplan
# and Meier (steps), which knows no model: each relapse takes away one part in those still at risk. Ticks
# mark the censored patients. The model follows the steps, and the drug makes the remissions about
# ``exp(1.27)``, 3.6 times, as long.

fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
weeks, t = np.exp(log_weeks), np.linspace(0.01, 35.0, 200)
for group, name, color in ((0.0, "6-MP", "C0"), (1.0, "placebo", "C1")):
    ax.plot(t, np.exp(-np.exp((np.log(t) - fit.x[0] - fit.x[1] * group) / fit.x[2])), color=color)
    at = sorted((w, not r) for w, r, p in zip(weeks, relapsed, placebo, strict=True) if p == group)
    times, censored = np.array(at).T
    shares = np.cumprod(1.0 - (1.0 - censored) / np.arange(len(at), 0, -1))
    ax.step([0.0, *times], [1.0, *shares], where="post", color=color, alpha=0.6, label=name)
    ax.plot(times[censored > 0.0], shares[censored > 0.0], "|", color=color, markersize=9)
ax.set(xlabel="weeks", ylabel="share in remission", ylim=(0.0, 1.03))
ax.legend()
plt.show()
