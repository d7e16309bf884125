"""
A neuron with linear activation
===============================

The smallest network there is: weights, a bias, and the mean squared error. Its gradient is usually
derived by hand once; here it is only checked against that.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

rng = np.random.default_rng(0)
inputs = rng.uniform(-1.0, 1.0, (40, 2))
targets = inputs @ [1.5, -0.8] + 0.5 + 0.4 * rng.standard_normal(40)


def loss(params):
    guess = inputs @ params["w"] + params["b"]
    return np.mean((guess - targets) ** 2)


# %%
# The parameters are a dict, and so is the gradient. By hand, the chain rule gives the mean of twice the
# error times the input for each weight, and the mean of twice the error for the bias.

w, b = np.array([0.0, 2.0]), -1.0
start = {"w": w, "b": b}
value, slopes = dn.value_and_grad(loss)(start)
print(f"loss {value:.4f}, slopes {slopes}")

excess = 2.0 * (inputs @ w + b - targets)
assert np.max(np.abs(slopes["w"] - inputs.T @ excess / excess.size)) < 1e-12
assert abs(slopes["b"] - np.mean(excess)) < 1e-12

# %%
# Training is an optimizer. It ends when the gradient is as small as asked for, and the message says so.
# That the loss is a quadratic bowl makes the end certain: least squares, in closed form.

trained = dn.optimize.momentum(loss, start, step_size=0.1, gtol=1e-10, history=True)
print(f"{trained.nit} steps. {trained.message}")
print(trained.x)

ones = np.ones((40, 1))
exact = np.linalg.lstsq(np.hstack([inputs, ones]), targets, rcond=None)[0]
assert trained.success
assert np.allclose([*trained.x["w"], trained.x["b"]], exact, rtol=0.0, atol=1e-9)

# %%
# The neuron is a plane over its inputs. Stems lead from the data to it; their squared lengths are what
# the loss averages. They cannot vanish, as the data are noisy.

ax = plt.figure(figsize=(6, 4), layout="constrained").add_subplot(projection="3d")
w, b = trained.x["w"], trained.x["b"]
u, v = np.meshgrid([-1.0, 1.0], [-1.0, 1.0])
ax.plot_surface(u, v, w[0] * u + w[1] * v + b, alpha=0.4)
for (x, y), z in zip(inputs, targets, strict=True):
    ax.plot([x, x], [y, y], [w @ [x, y] + b, z], color="C1", linewidth=1.0)
ax.scatter(*inputs.T, targets, color="C1", s=12, depthshade=False)
ticks = [-1, 0, 1]
ax.set(xlabel="first input", ylabel="second input", zlabel="target and guess", xticks=ticks, yticks=ticks)
ax.view_init(elev=25, azim=-110)
plt.show()

# %%
# The loss, step by step. Momentum overshoots and swings back, so that it does not fall all the time.
# What is left in the end is the variance of the noise, 0.4² = 0.16, or somewhat less: three parameters
# also fit some of the noise.

fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
dn.plot.convergence(trained, quantity="fun", labels=["momentum"], ax=ax)
ax.axhline(trained.fun, color="0.7", linestyle="--", label=f"the smallest loss, {trained.fun:.3f}")
ax.set(ylabel="mean squared error", xlim=(-2, 100))
ax.legend()
plt.show()
