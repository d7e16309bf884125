"""
The coldest spot of the sauna
=============================

A sauna with a temperature that varies over the floor, and you are too hot. Gradients point to where it
gets hotter, so you walk against them - and the Hessian tells where you have arrived.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn


def temperature(p):
    x, y = p
    return 50.0 - x**2 * (x - 6.0) * y**2 * (y - 6.0) / 50.0


# %%
# At a stationary point the gradient is zero. Newton's method looks for such points from a grid of
# starts, and the eigenvalues of the exact Hessian say what they are: all positive, a minimum; both
# signs, a saddle.

found = dn.optimize.stationary_points(temperature, [1.0, 1.0], [7.0, 7.0])
for point in found:
    print(point.x.round(6), f"{point.fun:.4f} degrees,", point.kind, point.eigenvalues.round(4))

# %%
# By hand: the temperature is ``50 - g(x) g(y) / 50`` with ``g(x) = x³ - 6x²``, whose slope vanishes at 0
# and at 4 and whose value vanishes at 0 and at 6. So the point (4, 4) is stationary, with 29.52 degrees
# and the curvature 7.68 in every direction; and (6, 6) is, with the eigenvalues ±25.92.

coldest, saddle = found
assert (coldest.kind, saddle.kind) == ("minimum", "saddle")
assert np.allclose(coldest.x, [4.0, 4.0], rtol=0.0, atol=1e-9)
assert abs(coldest.fun - 29.52) < 1e-12
assert np.allclose(coldest.eigenvalues, [7.68, 7.68], rtol=1e-9)
assert np.allclose(saddle.x, [6.0, 6.0], rtol=0.0, atol=1e-9)
assert np.allclose(saddle.eigenvalues, [-25.92, 25.92], rtol=1e-9)

# %%
# So are all points of the lines x = 0 and y = 0, which is why the box began at 1. The temperature there
# is 50, and the Hessian has a zero eigenvalue along the line: it cannot tell a maximum from a saddle,
# and the kind is "undecided".

for edge in ([0.0, 2.0], [0.0, 5.0], [3.0, 0.0]):
    at = dn.optimize.newton(temperature, edge, kind="stationary")
    print(edge, at.kind, at.eigenvalues)
    assert np.array_equal(dn.grad(temperature)(np.array(edge)), [0.0, 0.0])
    assert at.kind == "undecided"

# %%
# The surface with its stationary points. The round marks stand for those along the two level edges.

ax = plt.figure(figsize=(6, 4), layout="constrained").add_subplot(projection="3d")
dn.plot.surface(temperature, (0.0, 6.0), (0.0, 6.0), ax=ax)
ax.set_zlabel("temperature")
plt.show()

# %%
# From above, the gradient (left) and the negative gradient (right), at right angles to the lines of
# equal temperature. The arrows are long where the lines are close, and shrink to nothing at the coldest
# spot and towards x = 0 and y = 0.

side = np.linspace(0.6, 5.4, 10)
slopes = np.array([[dn.grad(temperature)(np.array([x, y])) for x in side] for y in side])
by_hand = [[-(3 * x**2 - 12 * x) * y**2 * (y - 6) / 50 for x in side] for y in side]
assert np.allclose(slopes, np.dstack([by_hand, np.transpose(by_hand)]), rtol=1e-12)  # along y alike
fine = np.linspace(0.0, 6.0, 100)
fig, axes = plt.subplots(1, 2, figsize=(6, 3), layout="constrained", sharey=True)
for ax, sign, title in zip(axes, (1.0, -1.0), ("gradient", "negative gradient"), strict=True):
    shades = ax.contourf(fine, fine, temperature(np.meshgrid(fine, fine)), levels=12, cmap="coolwarm")
    ax.quiver(side, side, sign * slopes[:, :, 0], sign * slopes[:, :, 1], pivot="mid", scale=180)
    ax.plot(*coldest.x, "*", color="white", markersize=12)
    ax.set(title=title, xlabel="x")
axes[0].set_ylabel("y")
fig.colorbar(shades, ax=axes, label="temperature")
plt.show()
