"""The functions of scipy.special that the table in C does not have: one row each.

A row names the function and its arguments, says what it is, and gives value f, slopes d and curvatures c
as expressions of the arguments and of what stands before. DLMF is the NIST Digital Library of
Mathematical Functions.
"""

from __future__ import annotations

import numpy as np

from dualnum._rule import Rule
from dualnum.special import bessel, normal, plain, powers
from dualnum.special import gammas as gamma
from dualnum.special.bessel import expn, ive_part, kve_part, neighbours
from dualnum.special.gammas import digamma_rise, polygamma, trigamma_fall
from dualnum.special.plain import (
    Function,
    cos,
    digamma,
    exp,
    expm1,
    log,
    log1p,
    ratio,
    scipy_function,
    sin,
    trigamma,
    xlogy,
    zero_at,
)
from dualnum.special.powers import log_ratio

RULES: dict[str, Rule] = {}
SCIPY: None = None  # the value is that of the function of this name in scipy.special

INTEGER = "it is an integer"
INTEGRAL = "that derivative is no elementary function, and no method for it is built in"
ORDER = "derivatives in the order of a Bessel function are not built in"


def row(
    name: str,
    arguments: str,
    doc: str,
    value: Function | None,
    slopes: Function,
    curvatures: Function,
    **fixed: str,
) -> None:
    """Adds a function; `fixed` tells why there is no derivative in an argument."""
    f = scipy_function(name) if value is None else value
    RULES[name] = Rule(name, arguments, doc, f, slopes, curvatures, fixed)


def bessel_rows(name: str, doc: str, slope: Function, curvature: Function) -> None:
    """Adds jv, j0 and j1 or the like: of order v, an argument, and of the orders 0 and 1; {} is the order."""
    row(
        name.format("v"),
        "v x",
        doc.format(order="v", of_x="v(v, x)"),
        SCIPY,
        lambda v, x, f: slope(v, x),
        lambda v, x, f, d: curvature(v, x),
        v=ORDER,
    )
    for n in (0, 1):
        row(
            name.format(n),
            "x",
            doc.format(order=n, of_x=f"{n}(x)"),
            SCIPY,
            lambda x, f, n=n: slope(n, x),
            lambda x, f, d, n=n: curvature(n, x),
        )


# fmt: off

# ---- the normal distribution and the error function ---------------------------------------------------

row("erfcx", "x", "exp(x^2) erfc(x), which does not underflow.",
    normal.erfcx, normal.erfcx_slope, normal.erfcx_curvature)
row("erfi", "x", "The imaginary error function, -i erf(ix).", SCIPY,
    lambda x, f: 2 / plain.SQRT_PI * normal.exp_square(x, 1.0),
    lambda x, f, d: 2 * x * d)
row("erfinv", "y", "The inverse of erf.", SCIPY,
    lambda y, f: 0.5 * plain.SQRT_PI * normal.exp_square(f, 1.0) / (np.abs(y) < 1),
    lambda y, f, d: 2 * zero_at(f, f * d * d))
row("erfcinv", "y", "The inverse of erfc.", SCIPY,
    normal.erfcinv_slope,
    lambda y, f, d: 2 * zero_at(f, f * d * d))
row("ndtr", "x", "The distribution function of the normal distribution.",
    normal.ndtr,
    lambda x, f: normal.gauss(x),
    lambda x, f, d: zero_at(d, -x * d))
row("log_ndtr", "x", "The logarithm of ndtr.",
    normal.log_ndtr,
    lambda x, f: normal.mills(x),
    lambda x, f, d: normal.mills_slope(x, d))
row("ndtri", "p", "The inverse of ndtr.", SCIPY,
    normal.ndtri_slope,
    lambda p, f, d: zero_at(f, f * d * d))

# ---- gamma and beta -----------------------------------------------------------------------------------

row("loggamma", "x", "The logarithm of gamma for x > 0, NaN below.",
    lambda x: np.where(x < 0, np.nan, plain.gammaln(x)),
    lambda x, f: digamma(x),
    lambda x, f, d: trigamma(x))
row("gamma", "x", "The gamma function.", SCIPY,
    lambda x, f: f * digamma(x),
    lambda x, f, d: f * (digamma(x) ** 2 + trigamma(x)))
row("rgamma", "x", "1 / gamma(x), 0 at the poles of gamma.", SCIPY,
    lambda x, f: gamma.rgamma_part(x, 1),
    lambda x, f, d: gamma.rgamma_part(x, 2))
row("polygamma", "n x", "The n-th derivative of digamma, n = 0, 1, 2 ...",
    polygamma,
    lambda n, x, f: gamma.unless_pole(x, polygamma(n + 1, x)),
    lambda n, x, f, d: gamma.unless_pole(x, polygamma(n + 2, x)),
    n=INTEGER)
row("betaln", "a b", "The logarithm of the absolute value of beta.",
    gamma.betaln_anywhere,
    lambda a, b, f: (-digamma_rise(a, b), -digamma_rise(b, a)),
    lambda a, b, f, da, db: (trigamma_fall(a, b), -trigamma(a + b), trigamma_fall(b, a)))
row("beta", "a b", "The beta function.",
    gamma.beta,
    lambda a, b, f: (-f * digamma_rise(a, b), -f * digamma_rise(b, a)),
    lambda a, b, f, da, db: (
        f * (digamma_rise(a, b) ** 2 + trigamma_fall(a, b)),
        f * gamma.beta_mixed(a, b),
        f * (digamma_rise(b, a) ** 2 + trigamma_fall(b, a))))
row("gammainc", "a x", "The regularized lower incomplete gamma function.", SCIPY,
    lambda a, x, f: exp(gamma.log_gamma_density(a, x)),
    lambda a, x, f, d: gamma.gamma_density_slope(a, x, d),
    a=INTEGRAL)
row("gammaincc", "a x", "The regularized upper incomplete gamma function.", SCIPY,
    lambda a, x, f: -exp(gamma.log_gamma_density(a, x)),
    lambda a, x, f, d: -gamma.gamma_density_slope(a, x, -d),
    a=INTEGRAL)
row("betainc", "a b x", "The regularized incomplete beta function.", SCIPY,
    lambda a, b, x, f: exp(gamma.log_beta_density(a, b, x)),
    lambda a, b, x, f, d: gamma.beta_density_slope(a, b, x, d),
    a=INTEGRAL, b=INTEGRAL)
row("betaincc", "a b x", "1 - betainc(a, b, x).", SCIPY,
    lambda a, b, x, f: -exp(gamma.log_beta_density(a, b, x)),
    lambda a, b, x, f, d: -gamma.beta_density_slope(a, b, x, -d),
    a=INTEGRAL, b=INTEGRAL)
row("stdtr", "df x", "The distribution function of Student's t with df degrees of freedom.", SCIPY,
    lambda df, x, f: exp(gamma.log_t_density(df, x)),
    lambda df, x, f, d: d * gamma.log_t_slope(df, x),
    df=INTEGRAL)
row("_zeta", "x q", "Hurwitz' zeta function, the sum of (q + k)^-x.",
    scipy_function("zeta"),
    lambda x, q, f: -x * scipy_function("zeta")(x + 1, q),
    lambda x, q, f, d: x * (x + 1) * scipy_function("zeta")(x + 2, q),
    x="that derivative is not built in")

# ---- Bessel functions: DLMF 10.6.1-3, 10.29.1-3 -------------------------------------------------------

J, Y, I, K = (scipy_function(name) for name in ("jv", "yv", "iv", "kv"))  # noqa: E741

bessel_rows("j{}", "The Bessel function of the first kind of order {order}.",
    lambda v, x: neighbours(J, v, x, 1, -1),
    lambda v, x: neighbours(J, v, x, 2, -1))
bessel_rows("y{}", "The Bessel function of the second kind of order {order}.",
    lambda v, x: neighbours(Y, v, x, 1, -1),
    lambda v, x: neighbours(Y, v, x, 2, -1))
row("yn", "n x", "The Bessel function of the second kind of order n, an integer.", SCIPY,
    lambda n, x, f: neighbours(Y, np.trunc(n), x, 1, -1),
    lambda n, x, f, d: neighbours(Y, np.trunc(n), x, 2, -1),
    n=INTEGER)
bessel_rows("i{}", "The modified Bessel function of the first kind of order {order}.",
    lambda v, x: neighbours(I, v, x, 1, 1),
    lambda v, x: neighbours(I, v, x, 2, 1))
bessel_rows("i{}e", "exp(-|x|) i{of_x}.",
    lambda v, x: ive_part(v, x, 1),
    lambda v, x: ive_part(v, x, 2))
bessel_rows("k{}", "The modified Bessel function of the second kind of order {order}.",
    lambda v, x: -neighbours(K, v, x, 1, 1),
    lambda v, x: neighbours(K, v, x, 2, 1))
row("kn", "n x", "The modified Bessel function of the second kind of order n, an integer.", SCIPY,
    lambda n, x, f: -neighbours(K, np.trunc(n), x, 1, 1),
    lambda n, x, f, d: neighbours(K, np.trunc(n), x, 2, 1),
    n=INTEGER)
bessel_rows("k{}e", "exp(x) k{of_x}.",
    lambda v, x: kve_part(v, x, 1),
    lambda v, x: kve_part(v, x, 2))

# ---- exponential and trigonometric integrals: DLMF 6.2, 8.19 ------------------------------------------

row("exp1", "x", "The exponential integral E1.", SCIPY,
    lambda x, f: -exp(-x) / x,
    lambda x, f, d: -d * (1 + 1 / x))
row("expi", "x", "The exponential integral Ei.", SCIPY,
    lambda x, f: np.where(x == 0, np.nan, exp(0.5 * x) / x * exp(0.5 * x)),
    lambda x, f, d: d * (1 - 1 / x))
row("expn", "n x", "The exponential integral of order n = 0, 1, 2 ...", SCIPY,
    lambda n, x, f: -expn(np.trunc(n) - 1, x),  # SciPy drops what follows the point
    lambda n, x, f, d: expn(np.trunc(n) - 2, x),
    n=INTEGER)
row("_si", "x", "The sine integral.",
    lambda x: scipy_function("sici")(x)[0],
    lambda x, f: np.where(x == 0, 1.0, sin(x) / x),
    lambda x, f, d: bessel.sine_over_slope(x))
row("_ci", "x", "The cosine integral, of |x|.",
    lambda x: scipy_function("sici")(x)[1],
    lambda x, f: np.where(x == 0, np.nan, cos(x) / x),
    lambda x, f, d: -(sin(x) + cos(x) / x) / x)

# ---- entropies ----------------------------------------------------------------------------------------

row("xlog1py", "x y", "x log(1 + y), 0 where x is.",
    lambda x, y: np.where((x == 0) & (y == y), 0.0, x * log1p(y)),
    lambda x, y, f: (log1p(y), ratio(x, 1 + y)),
    lambda x, y, f, dx, dy: (0.0, 1 / (1 + y), -ratio(x, (1 + y) * (1 + y))))
row("entr", "x", "-x log x, 0 at 0, -inf below.",
    lambda x: np.where(x < 0, -np.inf, -xlogy(x, x)),
    lambda x, f: -log(x) - 1,
    lambda x, f, d: np.where(x < 0, np.nan, -1 / np.abs(x)))
row("rel_entr", "x y", "x log(x / y) for positive x, y; 0 where x is, y >= 0; inf elsewhere.",
    lambda x, y: powers.entropy(x, y, x * log_ratio(x, y), 0 * x),
    lambda x, y, f: (powers.log_of_ratio(x, y) + 1, np.where(f == np.inf, np.nan, -ratio(x, y))),
    lambda x, y, f, dx, dy: powers.entropy_curvatures(x, y, f))
row("kl_div", "x y", "x log(x / y) - x + y for positive x, y; y where x is 0, y >= 0; inf elsewhere.",
    lambda x, y: powers.entropy(x, y, powers.deviance(x, y), y),
    lambda x, y, f: (powers.log_of_ratio(x, y), np.where(f == np.inf, np.nan, 1 - ratio(x, y))),
    lambda x, y, f, dx, dy: powers.entropy_curvatures(x, y, f))

# ---- powers and losses --------------------------------------------------------------------------------

row("exprel", "x", "(exp(x) - 1) / x.",
    powers.exprel,
    lambda x, f: powers.exprel_part(x, 1),
    lambda x, f, d: powers.exprel_part(x, 2))
row("boxcox", "x lmbda", "(x^lmbda - 1) / lmbda, log(x) for lmbda = 0.",
    lambda x, p: powers.boxcox(log(x), p),
    lambda x, p, f: powers.boxcox_slopes(log(x), p, f),
    lambda x, p, f, dx, dp: powers.boxcox_curvatures(log(x), p, f))
row("boxcox1p", "x lmbda", "boxcox(1 + x, lmbda).",
    lambda x, p: powers.boxcox(log1p(x), p),
    lambda x, p, f: powers.boxcox_slopes(log1p(x), p, f),
    lambda x, p, f, dx, dp: powers.boxcox_curvatures(log1p(x), p, f))
row("inv_boxcox", "y lmbda", "The inverse of boxcox.",
    lambda y, p: exp(y * powers.log1p_over(p * y, 0)),
    lambda y, p, f: powers.inv_boxcox_slopes(y, p, f),
    lambda y, p, f, dy, dp: powers.inv_boxcox_curvatures(y, p, f))
row("inv_boxcox1p", "y lmbda", "The inverse of boxcox1p.",
    lambda y, p: expm1(y * powers.log1p_over(p * y, 0)),
    lambda y, p, f: powers.inv_boxcox_slopes(y, p, f + 1),
    lambda y, p, f, dy, dp: powers.inv_boxcox_curvatures(y, p, f + 1))
row("huber", "delta r", "r^2 / 2 for |r| <= delta, delta (|r| - delta / 2) beyond; inf for delta < 0.",
    lambda delta, r: np.where(delta < 0, np.inf, powers.huber(delta, r)),
    lambda delta, r, f: powers.huber_slopes(delta, r),
    lambda delta, r, f, dd, dr: powers.huber_curvatures(delta, r))
row("pseudo_huber", "delta r", "delta^2 (sqrt(1 + (r / delta)^2) - 1); inf for delta < 0.",
    lambda delta, r: np.where(delta < 0, np.inf, powers.pseudo_huber(delta, r)),
    lambda delta, r, f: powers.pseudo_huber_slopes(delta, r),
    lambda delta, r, f, dd, dr: powers.pseudo_huber_curvatures(delta, r))
