"""
Newton's method in two variables
================================

The Hessian takes the place of the second derivative: a bowl in one step, a quartic in eight.
"""

import matplotlib.pyplot as plt
import numpy as np

import dualnum as dn

# %%
# The quadratic ``2x² + 3y² - xy`` is its own quadratic model, so Newton's method is there in one step, from
# anywhere. By hand, the step is the solution of a linear system: Hessian times step = minus gradient.


def bowl(p):
    x, y = p
    return 2.0 * x**2 + 3.0 * y**2 - x * y


start = np.array([4.0, 4.0])
value, gradient, hessian = dn.value_grad_and_hessian(bowl)(start)
print("gradient", gradient, "Hessian", hessian.tolist())
assert np.allclose(start - np.linalg.solve(hessian, gradient), [0.0, 0.0], atol=1e-14)
assert dn.optimize.newton(bowl, start).nit == 1

# %%
# A quartic takes more, for its Hessian changes on the way. Far out each step covers a third of what is left,
# or little more, as for ``x**4`` alone; near the minimum the number of digits doubles with each step.


def quartic(p):
    x, y = p
    return x**4 + 0.8 * y**4 + 4.0 * x**2 + 2.0 * y**2 - x * y - 0.2 * x**2 * y


newton = dn.optimize.newton(quartic, start, history=True)
print(newton.message)
print(newton.history.gradient_norm)
assert newton.nit == 8
assert np.allclose(newton.x, 0.0, atol=1e-9)

# %%
# The eigenvalues of the Hessian tell what was found: both positive, so the function rises in every direction,
# a minimum. Here the Hessian is ``[[8, -1], [-1, 4]]``, with eigenvalues 6 ± √5.

assert np.allclose(newton.eigenvalues, [6.0 - np.sqrt(5.0), 6.0 + np.sqrt(5.0)])
assert newton.kind == "minimum"

# %%
# Beside it, gradient descent. With a step size of 0.03 it leaps up the opposite slope, farther each time, and
# out of sight; 0.02 leaps across the valley once, and from there on is too careful.

assert not dn.optimize.gradient_descent(quartic, start, step_size=0.03).success
descent = dn.optimize.gradient_descent(quartic, start, step_size=0.02, history=True)
assert np.allclose(descent.x, 0.0, atol=1e-5)
labels = [f"Newton, {newton.nit} steps", f"gradient descent, {descent.nit} steps"]

plt.figure(figsize=(6, 4.5), layout="constrained")
ax = dn.plot.contour_path(quartic, newton, descent, x_range=(-2.5, 5.0), y_range=(-2.0, 5.5), labels=labels)
ax.legend(loc="lower right")
plt.show()

# %%
# In the end gradient descent takes the same part off the gradient with every step, a straight line on this
# scale. Newton's line bends down ever more steeply.

plt.figure(figsize=(6, 4), layout="constrained")
dn.plot.convergence(newton, descent, labels=labels)
plt.show()
