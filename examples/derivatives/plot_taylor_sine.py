"""
The Taylor series of the sine
=============================

Polynomials of order 1 to 25 that take hold of the sine, farther and farther out.
"""

import math

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# The coefficient of ``x**k`` is the k-th derivative at 0 over k!. The derivatives of the sine there are 0, 1,
# 0, -1, and so on: only odd powers remain, with coefficients ``(-1)**k / (2k + 1)!``. :func:`dualnum.taylor`
# finds them by recurrences that carry the whole series through the program, not by 25 differentiations.

c = dn.taylor(np.sin, 0.0, 25)
known = [(-1) ** k / math.factorial(2 * k + 1) for k in range(13)]
assert np.allclose(c[1::2], known, rtol=1e-14, atol=0.0)
assert not c[::2].any()
print(c[1:12:2])

# %%
# Each polynomial follows the sine for a while and then leaves for good. Two orders more give it about three
# quarters more of a unit on either side.

plt.figure(figsize=(6, 4), layout="constrained")
dn.plot.taylor(np.sin, 0.0, (1, 3, 7, 13, 19, 25), a=-12.0, b=12.0)
plt.show()

# %%
# How far does it hold? Where the error passes 0.01:

x = np.linspace(0.0, 12.0, 12001)
for order in (1, 7, 13, 19, 25):
    error = np.abs(np.polynomial.Polynomial(c[: order + 1])(x) - np.sin(x))
    print(f"order {order:2}: up to x = {x[error > 0.01][0]:.2f}")

# %%
# The error on the way: at most the next term of the series, ``x**27 / 27!`` for order 25, until rounding
# errors of about 1e-16 are all that is left.

fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
for order in (1, 7, 13, 19, 25):
    error = np.abs(np.polynomial.Polynomial(c[: order + 1])(x) - np.sin(x))
    assert (error <= x ** (order + 2) / math.factorial(order + 2) + 1e-12).all()
    ax.semilogy(x, error, label=f"order {order}")
ax.set(xlabel="x", ylabel="error of the polynomial", ylim=(1e-17, 1e4))
ax.legend()
plt.show()

# %%
# The same as an animation, one more polynomial with each frame.

plt.figure(figsize=(6, 4), layout="constrained")
movie = dn.plot.taylor(np.sin, 0.0, range(1, 26, 2), a=-12.0, b=12.0, animate=True)
plt.show()
