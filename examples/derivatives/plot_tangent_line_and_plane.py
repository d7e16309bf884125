"""
Tangent line and tangent plane
==============================

What a slope says of a curve, the two partial slopes of a surface say of it: where it goes from here.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# The tangent of a curve at a point goes through the point with the curve's slope, and stays close to the
# curve nearby: at a distance ``h``, the two differ by about ``f'' h**2 / 2``.


def f(x):
    return x * np.exp(-x) + 0.1 * x**2


plt.figure(figsize=(6, 4), layout="constrained")
ax = dn.plot.function(f, 0.0, 5.0, orders=0)
for point in (0.5, 2.0, 4.0):
    dn.plot.tangent(f, point, width=2.0, ax=ax)
plt.show()
assert abs(dn.derivative(f)(2.0) - (0.4 - np.exp(-2.0))) < 1e-14

# %%
# A surface: the temperature of a sauna, a room of 6 by 6 metres, at the height of a bench.


def temperature(p):
    x, y = p
    return 50.0 - x**2 * (x - 6.0) * y**2 * (y - 6.0) / 50.0


here = np.array([2.0, 2.5])
gradient = dn.grad(temperature)(here)
print(f"{temperature(here):.2f} degrees; {gradient.round(2)} degrees a metre along x and along y")

# %%
# Cut along x, the surface is a curve, and its slope the first partial derivative; along y the second.
# Treating the other coordinate as a number, by hand:

x, y = here
by_hand = [-(3 * x**2 - 12 * x) * y**2 * (y - 6) / 50, -(3 * y**2 - 12 * y) * x**2 * (x - 6) / 50]
assert np.allclose(gradient, by_hand, rtol=1e-14)
assert np.isclose(gradient[0], dn.derivative(lambda x: temperature([x, 2.5]))(2.0), rtol=1e-14)

# %%
# The tangents of the two cuts span the tangent plane. It touches the surface at the point, and tells the
# temperature a short way off: within ``h`` metres the error shrinks like ``h**2``, a hundredfold for a tenth.

ax = plt.figure(figsize=(6, 5), layout="constrained").add_subplot(projection="3d")
dn.plot.tangent_plane(temperature, here, width=3.0, ax=ax)
plt.show()

step = np.array([0.6, 0.8])
errors = [abs(temperature(here + h * step) - temperature(here) - h * gradient @ step) for h in (0.1, 0.01)]
assert 90.0 < errors[0] / errors[1] < 110.0

# %%
# Seen from above: the gradient points to where it gets hotter fastest, at right angles to the line of equal
# temperature through the point; the negative gradient points to where it gets cooler fastest.

fig, ax = plt.subplots(figsize=(6, 4.5), layout="constrained")
dn.plot.contour_path(temperature, x_range=(0.0, 6.0), y_range=(0.0, 6.0), arrows=False, ax=ax)
X, Y = np.meshgrid(np.linspace(0.0, 6.0, 101), np.linspace(0.0, 6.0, 101))
ax.contour(X, Y, temperature([X, Y]), levels=[temperature(here)], colors="white")
for sign, colour, name in ((0.12, "red", "gradient"), (-0.12, "blue", "negative gradient")):
    ax.quiver(*here, *(sign * gradient), color=colour, angles="xy", scale_units="xy", scale=1.0, label=name)
ax.set(xlabel="x in m", ylabel="y in m", aspect="equal")
ax.legend(loc="lower right")
plt.show()
