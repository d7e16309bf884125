"""
Rates of change
===============

How fast is a sprinter, on average and at one instant? Secants that close in on a tangent.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# A sprinter's speed rises towards 12 m/s; most of it is there after a few seconds. The distance after ``t``
# seconds, in metres:


def distance(t):
    return 12.0 * (t - 1.25 * (1.0 - np.exp(-t / 1.25)))


finish = dn.optimize.newton_root(lambda t: distance(t) - 100.0, 10.0).x
assert abs(distance(finish) - 100.0) < 1e-9
print(f"100 m in {finish:.2f} s, on average {100.0 / finish:.2f} m/s")

# %%
# The *average* rate of change between two times is the distance covered over the time taken: the slope of the
# secant through two points of the curve. The rate at one instant is what is left when the second point moves
# into the first: the slope of the tangent.

now, later = 1.0, [4.0, 3.0, 2.0, 1.25]
t = np.linspace(0.0, 4.5, 200)
fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
ax.plot(t, distance(t), color="black", linewidth=2.0)
for end in later:
    average = (distance(end) - distance(now)) / (end - now)
    label = f"from 1 s to {end:g} s: {average:.2f} m/s"
    ax.plot(t, distance(now) + average * (t - now), linewidth=1.0, label=label)
    ax.plot(end, distance(end), "o", markersize=4, color=ax.lines[-1].get_color())
dn.plot.tangent(distance, now, ax=ax)
ax.set(xlabel="time in s", ylabel="distance in m", ylim=(-8.0, 42.0))
plt.show()

# %%
# The secants turn towards the tangent from above, as the sprinter is still getting faster. The rate at the
# instant is the derivative, and dualnum finds it without a second point. By hand it is
# ``12 (1 - exp(-t / 1.25))``.

speed = dn.derivative(distance)
assert abs(speed(now) - 12.0 * (1.0 - np.exp(-now / 1.25))) < 1e-14
print(f"m/s at the start {speed(0.0)}, after 1 s {speed(now):.4f}, at the finish {speed(finish):.4f}")

# %%
# Why not a very short secant? Its slope is off by about ``h f''/2``, less and less with a shorter step ``h``.
# But the difference of two nearly equal distances loses digits, the more, the shorter the step: the error
# falls and then grows again, also that of secants with the instant in their middle, which starts out smaller.
# The derivative has no step to choose.

h = np.logspace(-15.0, 0.0, 61)
one_sided = np.abs((distance(now + h) - distance(now)) / h - speed(now))
two_sided = np.abs((distance(now + h) - distance(now - h)) / (2.0 * h) - speed(now))
fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
ax.loglog(h, one_sided, label="secant from 1 s to 1 s + h")
ax.loglog(h, two_sided, label="secant from 1 s - h to 1 s + h")
ax.loglog(h, h * abs(dn.derivative(distance, order=2)(now)) / 2.0, "k:", label="h f''/2")
ax.set(xlabel="step h in s", ylabel="error of the speed in m/s")
ax.legend()
plt.show()
assert two_sided.min() < 1e-9 < one_sided.min() < 1e-6
