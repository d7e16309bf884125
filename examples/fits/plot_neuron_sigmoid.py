"""
A neuron with sigmoid activation
================================

Weights, a bias and a sigmoid give a chance between 0 and 1: a neuron that sorts points into two classes.
It is trained on the log loss, written so that it survives large scores.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

rng = np.random.default_rng(0)
labels = np.repeat([0.0, 1.0], 100)
inputs = rng.standard_normal((200, 2)) + np.outer(labels, [2.0, 1.0])


def loss(params):
    score = inputs @ params["w"] + params["b"]
    return np.mean(np.logaddexp(0.0, score) - labels * score)


# %%
# The log loss of one point is minus the logarithm of the chance that the neuron gives to the right class.
# Written literally, ``-log(1 - sigmoid(s))`` fails for a score of 40 and label 0: the sigmoid rounds to 1,
# and the loss is infinite. The same loss as ``logaddexp(0, s) - label * s`` is right for every score.

with np.errstate(divide="ignore"):
    literal = dn.value_and_derivative(lambda s: -np.log(1.0 - dn.expit(s)))(40.0)
stable = dn.value_and_derivative(lambda s: np.logaddexp(0.0, s))(40.0)
print("literal:", literal, " stable:", stable)
assert literal[0] == np.inf
assert stable == (40.0, 1.0)

# %%
# The gradient of this loss is famous for being simple: the error of the chance, times the input.

w, b = np.array([-1.0, 0.5]), 0.0
start = {"w": w, "b": b}
slopes = dn.grad(loss)(start)
error = dn.expit(inputs @ w + b) - labels
assert np.max(np.abs(slopes["w"] - inputs.T @ error / error.size)) < 1e-12
assert abs(slopes["b"] - np.mean(error)) < 1e-12

# %%
# Trained to convergence. For two clouds of normal distributions with the same unit variance, the true
# chance *is* a sigmoid: its weights are the distance of the centres, (2, 1), its bias minus half that
# length squared, -2.5. The estimates should be within two or three standard errors, which come from the
# Hessian of the whole log-likelihood.

trained = dn.optimize.momentum(loss, start, step_size=0.5, gtol=1e-9, history=True)
errors = dn.optimize.standard_errors(trained, lambda params: labels.size * loss(params))
print(f"{trained.nit} steps. {trained.message}")
print("weights", trained.x["w"].round(3), "±", errors["w"].round(3))
print("bias", round(trained.x["b"], 3), "±", round(errors["b"], 3))
newton = dn.optimize.newton(loss, start)  # the minimum by another way
assert trained.success
assert np.allclose([*trained.x["w"], trained.x["b"]], [*newton.x["w"], newton.x["b"]], rtol=0.0, atol=1e-6)
assert np.all(np.abs(trained.x["w"] - [2.0, 1.0]) < 3.0 * errors["w"])
assert abs(trained.x["b"] + 2.5) < 3.0 * errors["b"]

# %%
# Left, the chance of class 1 as shades, and the decision boundary, where it is 1/2: a straight line at
# right angles to the weights. Right, the gradient norm, by which the end is judged; the loss cannot
# tell, as it does not come near zero where the clouds overlap.

fig, (left, right) = plt.subplots(1, 2, figsize=(6, 3), layout="constrained")
u, v = np.meshgrid(np.linspace(-3.0, 5.0, 80), np.linspace(-4.5, 4.5, 80))
w, b = trained.x["w"], trained.x["b"]
chance = dn.expit(w[0] * u + w[1] * v + b)
left.contourf(u, v, chance, levels=10, cmap="coolwarm", alpha=0.6)
left.contour(u, v, chance, levels=[0.5], colors="k")
for label, color in ((0.0, "tab:blue"), (1.0, "tab:red")):
    left.plot(*inputs[labels == label].T, ".", color=color, label=f"class {label:.0f}")
left.set(xlabel="first input", ylabel="second input")
left.legend(loc="lower left", ncols=2, fontsize="small")
dn.plot.convergence(trained, labels=["momentum"], ax=right)
plt.show()
