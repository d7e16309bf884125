"""
The coin: maximum likelihood
============================

A coin falls heads k times in n tosses. Which chance p of heads makes that most likely - and how sure can
one be of it? Both answers are in the log-likelihood: in its slope and in its curvature.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

tosses, heads = 50, 32


def log_likelihood(p):
    return heads * dn.log(p) + (tosses - heads) * dn.log(1.0 - p)


# %%
# The logarithm turns the product of the chances of all tosses into a sum, with the maximum in the same
# place. There the slope ``k/p - (n - k)/(1 - p)`` is zero, which by hand gives ``p = k/n``. Newton's
# method finds it without the hand: optimizers seek minima, so it is told to seek a maximum.

found = dn.optimize.newton(log_likelihood, 0.5, kind="maximum")
print(found.message)
assert found.success
assert abs(found.x - heads / tosses) < 1e-12

# %%
# How sure? Where the curve is sharply bent, a slightly different p is much less likely. The standard
# error is one over the root of the curvature at the top, with its sign turned; by hand,
# ``sqrt(p (1 - p) / n)``.

curvature = dn.derivative(log_likelihood, order=2)(found.x)
standard_error = 1.0 / np.sqrt(-curvature)
print(f"p = {found.x:.4f} with standard error {standard_error:.4f}")
assert abs(standard_error - np.sqrt(found.x * (1.0 - found.x) / tosses)) < 1e-14

# %%
# The tangent is level at the top; at a fair coin's p = 1/2 it still leads uphill. The shaded range is p
# with one standard error on either side. At its ends the curve is about 1/2 below the top: that is what
# a standard error means, the more exactly the more tosses there are.

fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
dn.plot.function(log_likelihood, 0.35, 0.85, orders=(0,), ax=ax)
dn.plot.tangent(log_likelihood, 0.5, width=0.2, ax=ax)
dn.plot.tangent(log_likelihood, found.x, width=0.3, ax=ax)
low, high = found.x - standard_error, found.x + standard_error
ax.axvspan(low, high, color="0.9", zorder=0, label="p ± standard error")
ax.set(xlabel="p, the chance of heads", ylabel="log-likelihood")
ax.legend(loc="lower center")
plt.show()

drop = found.fun - log_likelihood(high)
assert abs(drop - 0.5) < 0.05
