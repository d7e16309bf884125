"""
Curve fitting with its uncertainty
==================================

A model with two parameters through measured points: estimates, their covariance, and what the covariance
means for the curve - within the data and far beyond them.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# The data are Misra1a of the NIST Statistical Reference Datasets (public domain): the volume adsorbed at
# growing pressure, and a model that saturates. NIST certifies the estimates and their standard
# deviations to eleven digits.

pressure = np.array(
    [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0]
)
volume = np.array(
    [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78]
)
certified = np.array([2.3894212918e02, 5.5015643181e-04])
certified_errors = np.array([2.7070075241, 7.2668688436e-06])


def model(x, b1, b2):
    return b1 * (1.0 - np.exp(-b2 * x))


best, covariance = dn.optimize.curve_fit(model, pressure, volume, p0=[500.0, 0.0001])
standard_errors = np.sqrt(np.diag(covariance))
for name, b, s in zip(("b1", "b2"), best, standard_errors, strict=True):
    print(f"{name} = {b:.10e} ± {s:.10e}")
assert np.allclose(best, certified, rtol=1e-9, atol=0.0)
assert np.allclose(standard_errors, certified_errors, rtol=1e-7, atol=0.0)

# %%
# How uncertain is the curve itself? To first order, its variance at x is ``g · C g``, with the
# covariance C of the parameters and the slope g of the curve in each of them. The slopes at all points
# are one Jacobian, exact as those of the fit. Adding up the errors of b1 and b2 instead would be far too
# much: the two are correlated.

print(f"correlation of b1 and b2: {covariance[0, 1] / np.prod(standard_errors):.5f}")


def curve_and_error(x):
    slopes = dn.jacobian(lambda b: model(x, *b))(best)
    return model(x, *best), np.sqrt(np.einsum("ij,jk,ik->i", slopes, covariance, slopes))


# The model is linear in b1 and saturates there: far out, the error of the curve is that of b1.
assert np.allclose(curve_and_error(np.array([1e6]))[1], certified_errors[0], rtol=1e-6, atol=0.0)

# %%
# Left, the curve with two standard errors on either side, extended to ten times the range of the data.
# Right, the same within the data, with the curve subtracted. The residuals are small, but they run in an
# arc instead of scattering: the model is not quite right, and no covariance knows about that.

fig, (left, right) = plt.subplots(1, 2, figsize=(6, 3), layout="constrained")
for ax, end in ((left, 8000.0), (right, 800.0)):
    x = np.linspace(0.0, end, 200)
    curve, error = curve_and_error(x)
    base = curve if ax is right else 0.0
    ax.fill_between(x, curve - base - 2.0 * error, curve - base + 2.0 * error, alpha=0.4, label="± 2 errors")
    ax.plot(x, curve - base, color="k", linewidth=1)
    ax.set_xlabel("pressure")
left.plot(pressure, volume, ".", color="C1", label="data")
left.set_ylabel("volume")
left.legend(loc="lower right")
right.plot(pressure, volume - model(pressure, *best), ".", color="C1")
right.set_ylabel("volume - curve")
plt.show()
