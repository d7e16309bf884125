"""Constraints for scipy, with exact Jacobians and Hessians."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._derivatives import value_gradient_and_hessian
from dualnum.optimize._scipy import Failed, scipy_module, starred
from dualnum.optimize._scipy_table import Table, is_finite
from dualnum.optimize._variables import Variables, Vector


class Constraint(Table):
    """The values of a constraint, their Jacobian, and the Hessian of a weighted sum of them."""

    def _prepare(self, f: Any, chunk_size: int | None) -> None:
        super()._prepare(f, chunk_size)
        of_number = self.variables.is_number

        def weighted(x: Any, v: Vector, *args: Any) -> Any:
            y = f(x[0] if of_number else x, *args)
            if isinstance(y, (list, tuple)):
                return sum(map(operator.mul, v.tolist(), y))
            return np.sum(v * y) if getattr(y, "ndim", 0) else v[0] * y

        self._weighted = value_gradient_and_hessian(self.who, weighted, 0, chunk_size)

    def hessian(self, x: Vector, v: Vector) -> Vector:
        """The Hessian of the sum of the values with weights v, shape (n, n)."""
        if not np.any(v):
            return np.zeros((x.size, x.size))
        self.nhev += 1
        table = np.asarray(self._weighted(x, v, *self.args)[2])
        if not is_finite(table):
            raise Failed(*self.ending(x))
        return table


def exact_constraints(who: str, method: str, constraints: Any, x0: Any, chunk_size: int | None) -> list[Any]:
    """The constraints as scipy's method takes them, with exact derivatives where the user gave none."""
    if constraints is None:
        return []
    single = isinstance(constraints, dict) or hasattr(constraints, "lb")
    each = [constraints] if single else constraints
    if not isinstance(each, (list, tuple)):
        raise errors.bad_constraint(who, constraints)
    return [_exact(who, method, constraint, x0, chunk_size) for constraint in each]


def _exact(who: str, method: str, given: Any, x0: Any, chunk_size: int | None) -> Any:
    optimize = scipy_module(who)
    if isinstance(given, optimize.LinearConstraint):
        return given
    if isinstance(given, optimize.NonlinearConstraint):
        return _of_object(who, method, given, x0, chunk_size)
    kind = str(given["type"]).lower() if isinstance(given, dict) and "type" in given else ""
    if kind not in ("eq", "ineq") or "fun" not in given:
        raise errors.bad_constraint(who, given)
    jac, args = given.get("jac"), starred(given.get("args", ()))
    constraint = Constraint(
        who, given["fun"], x0, args, jac if callable(jac) else None, chunk_size=chunk_size
    )
    if method != "trust-constr":
        return {"type": kind, "fun": constraint.fun, "jac": constraint.jac}
    high = 0.0 if kind == "eq" else np.inf
    curvature = {} if callable(jac) else {"hess": constraint.hessian}
    return optimize.NonlinearConstraint(constraint.fun, 0.0, high, constraint.jac, **curvature)


def _of_object(who: str, method: str, given: Any, x0: Any, chunk_size: int | None) -> Any:
    """A NonlinearConstraint: what stands at scipy's default, differences and BFGS, is made exact."""
    optimize = scipy_module(who)
    differences = {name: getattr(given, f"finite_diff_{name}") for name in ("rel_step", "jac_sparsity")}
    wanted = callable(given.jac) or given.jac != "2-point" or any(v is not None for v in differences.values())
    constraint = Constraint(who, given.fun, x0, chunk_size=chunk_size)
    form: Variables = constraint.variables
    jac: Any = constraint.jac
    hess: Any = given.hess
    fun: Any = constraint.fun
    if wanted:
        jac = (lambda x: given.jac(form.restore(x))) if callable(given.jac) else given.jac
        if not callable(given.jac):  # differences with complex numbers want the function itself
            fun = lambda x: given.fun(x[0] if form.is_number else form.restore(x))  # noqa: E731
    elif method == "trust-constr" and type(hess) is optimize.BFGS:
        hess = constraint.hessian
    if callable(given.hess):
        hess = lambda x, v: given.hess(form.restore(x), v)  # noqa: E731
    return optimize.NonlinearConstraint(
        fun,
        given.lb,
        given.ub,
        jac,
        hess,
        given.keep_feasible,
        finite_diff_rel_step=differences["rel_step"],
        finite_diff_jac_sparsity=differences["jac_sparsity"],
    )
