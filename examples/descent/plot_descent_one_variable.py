"""
Gradient descent in one variable
================================

Downhill on ``x² + 3 sin(x) - 4 cos(x²)``, a bowl with ripples: what the size of the steps decides, and
what the start does.
"""

import matplotlib.pyplot as plt

import dualnum as dn


def f(x):
    return x**2 + 3.0 * dn.sin(x) - 4.0 * dn.cos(x**2)


# %%
# Each step goes against the slope: ``x - step_size * f'(x)``. A constant step size of 0.2 is too long
# for this function. In the lowest valley the curvature is 10.9, and steps longer than 2/10.9 jump out of
# it as fast as in: the run ends on two points in turn, and says that it has not succeeded.

constant = dn.optimize.gradient_descent(f, 2.9, step_size=0.2, maxiter=200, history=True)
print(constant.message)
print("last points:", constant.history.x[-4:].ravel().round(4))
assert not constant.success

# %%
# A step size that decays, here by a tenth with each step, is long where one is far away and short in the
# end. The slope, by hand ``2 x + 3 cos(x) + 8 x sin(x²)``, vanishes at -0.56365; no other minimum is as
# low.

decaying = dn.optimize.gradient_descent(f, 2.9, step_size=lambda k: 0.2 * 0.9**k, gtol=1e-4, history=True)
print(decaying.nit, "steps.", decaying.message)
minima = [p for p in dn.optimize.stationary_points(f, -4.0, 4.0, starts=60) if p.kind == "minimum"]
print("all minima:", [round(p.x, 5) for p in minima])
lowest = min(minima, key=lambda p: p.fun)
assert len(minima) == 5
assert decaying.success
assert abs(decaying.x - lowest.x) < 1e-4
assert abs(2.0 * lowest.x + 3.0 * dn.cos(lowest.x) + 8.0 * lowest.x * dn.sin(lowest.x**2)) < 1e-9

# %%
# In the picture, the first step leads from 2.9 to -1.62, across two valleys, the lowest among them, and
# the second step back into that: luck as much as judgement. The lower panel shows the slope that remains.

fig, (top, bottom) = plt.subplots(2, 1, figsize=(6, 5), layout="constrained", height_ratios=(3, 2))
labels = ["constant 0.2", "decaying"]
dn.plot.function_path(f, constant, decaying, a=-3.0, b=3.2, labels=labels, ax=top)
dn.plot.convergence(constant, decaying, labels=labels, ax=bottom)
bottom.set_xlim(-0.5, 20.5)
plt.show()

# %%
# Short steps of a constant size settle as well. They are too short to jump, and go where the start sends
# them: from 1.5 into the lowest valley, from -2.8 and from the same 2.9 as above into *local* minima.
# Those are successes too. Every test that a descent can make is met there; only other starts tell that
# there is something lower.

starts = [-2.8, 1.5, 2.9]
runs = [dn.optimize.gradient_descent(f, x, step_size=0.018, gtol=0.1, history=True) for x in starts]
for x, run in zip(starts, runs, strict=True):
    print(f"from {x:4}: x = {run.x:.4f}, f = {run.fun:.4f}, success: {run.success}")
    assert run.success
    assert min(abs(run.x - p.x) for p in minima) < 0.01

# %%
# The three walks, as an animation:

fig, ax = plt.subplots(figsize=(6, 4))
labels = [f"from {x}" for x in starts]
movie = dn.plot.function_path(f, *runs, a=-3.2, b=3.2, labels=labels, ax=ax, animate=True)
plt.show()
