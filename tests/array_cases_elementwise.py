"""Rows of elementwise functions, operators, complex numbers, calculus, data and polynomials."""

from __future__ import annotations

from .array_cases import table

ROWS = table("""
V:
    np.negative(x)
    np.positive(x)
    np.square(x)
    np.cbrt(x)
    np.reciprocal(x)
    np.abs(x)
    np.absolute(x)
    np.fabs(x)
    np.exp(x)
    np.exp2(x)
    np.expm1(x)
    np.sin(x)
    np.cos(x)
    np.tan(x)
    np.arctan(x)
    np.sinh(x)
    np.cosh(x)
    np.tanh(x)
    np.arcsinh(x)
    np.deg2rad(x)
    np.rad2deg(x)
    np.radians(x)
    np.degrees(x)
    np.sinc(x)
    np.i0(x)
    np.conj(x)
    np.conjugate(x)
    np.real(x)
    np.real_if_close(x)
    np.add(x, U)
    np.subtract(U, x)
    np.multiply(x, 2)
    np.multiply(np.int64(3), x)
    np.divide(1.5, x)
    np.power(x, 3)
    np.power(x, -2)
    np.power(2.0, x)
    np.power(P, x)
    np.float_power(P, x)
    np.arctan2(x, U)
    np.arctan2(U, x)
    np.hypot(x, 1.5)
    np.maximum(x, 0.1)
    np.minimum(U, x)
    np.fmax(x, U)
    np.fmin(0.1, x)
    np.logaddexp(x, U)
    np.logaddexp2(U, x)
    np.copysign(x, U)
    np.copysign(U, x)
    np.fmod(x, 0.53)
    np.mod(x, U)
    np.remainder(U, x)
    np.ldexp(x, K)
    np.modf(x)
    np.divmod(x, 0.53)
    np.sin(x[:, None]) * U
    np.add(x, C1)
    [1.0, 2.0, 3.0, 4.0, 5.0] * x
    x - [1, 2, 3, 4, 5]
    np.isclose(x, x + 1e-12)
V:
    np.exp(1j * x)
    np.abs(np.exp(1j * x) + 2 * x)
    np.angle(np.exp(0.3j * x) * (x + 3))
    np.angle(x + 1j, deg=True)
    np.real(x * np.exp(2j * x))
    np.imag(np.sqrt(x + 0.5j))
    np.conj(x + 1j * x**2)
    (x + 1j * U).conj().real
    (x + 1j * U) * (U - 2j * x) / (x**2 + 1j)
    np.abs(x * (1 + 2j)) ** 2
    np.sum(np.exp(1j * x)).real
    np.real_if_close(x + 0j)
R:
    np.arcsin(x)
    np.arccos(x)
    np.arctanh(x)
    np.log1p(x)
P:
    np.sqrt(x)
    np.log(x)
    np.log2(x)
    np.log10(x)
    np.power(x, V)
    np.power(x, 0)
    np.power(x, 1.5)
    np.power(x, x)
    np.float_power(x, -1.3)
    np.arccosh(x + 1)
E:
    np.floor(x + 0.1)
    np.ceil(x + 0.1)
    np.rint(x + 0.1)
    np.trunc(x + 0.1)
    np.fix(x + 0.1)
    np.round(x + 0.1)
    np.round(x + 0.013, 1)
    np.around(x * 10 + 2, -1)
    (x + 0.013).round(1)
    np.sign(x)
    np.heaviside(x, 0.5)
    np.floor_divide(x, 0.7)
V P:
    np.add(x, y)
    np.subtract(x, y)
    np.multiply(x, y)
    np.divide(x, y)
    np.true_divide(x, y)
    np.power(y, x)
    np.float_power(y, x)
    np.pow(y, x)
    np.mod(x, y)
    np.hypot(x, y)
    np.arctan2(x, y)
    np.maximum(x, y)
    np.logaddexp(x, y)
    np.add(x, y, out=np.empty_like(x))
    np.subtract.outer(x, y)
    np.equal(x, y), np.not_equal(x, y), np.less(x, y), np.less_equal(x, y), np.greater(x, 0.5)
    np.greater_equal(1, y), np.isnan(x), np.isinf(x), np.isfinite(x), np.signbit(x), np.logical_not(x)
    np.isneginf(x), np.isposinf(x), np.logical_and(x, y), np.logical_or(x, 0), np.logical_xor(x, y)
    np.allclose(x, y), np.array_equal(x, y), np.array_equiv(x, x), np.isreal(x), np.iscomplexobj(x)
    (x < y, x <= y, x > y, x >= y, x == y, x != y, x < 0, 1.5 > y)
    (x + y, x - y, x * y, x / y, x // y, x % y, y**x, -x, +x, abs(x))
    (2 + x, 2 - x, 2 * x, 2 / y, 2 // y, 2 % y, 2**x, x**2, x**-1, y**0.5, y**0)
    (U + x, U - x, U * x, U / y, U % y, P**x, x + U, x - U, x * U, x / U)
    divmod(x, y)
    divmod(3.4, y)
    [augmented(x, op, y) for op in ('+=', '-=', '*=', '/=', '//=', '%=')]
    [augmented(y, op, 1.7) for op in ('+=', '-=', '*=', '/=', '**=')]
    augmented(x, '*=', P)
    np.exp(x) * y + x / y
V P U:
    np.where(x > 0, y, z) * x
    x * y * z
M V4:
    x + y
    y * x
    x / (y + 4)
    np.hypot(x, y)
    x * y[:, None, None]
M C1:
    x * y + 1
    np.power(y, x)
D0 V:
    x * y
    np.hypot(y, x)
    x[()] ** 2 / y
V P:
    changed(x, np.add.at, [0, 3, 0], y[:3])
    changed(x, np.subtract.at, [-1, 2, -1], y[0])
    changed(x, np.multiply.at, [0, 3, 0], y[:3])
    changed(x, np.maximum.at, [1, 2, 1], y[1:4])
    changed(x, np.sin.at, [4, 4, 0]) * y
V P refusable:
    np.multiply(x, y, where=WV, out=x.copy())
    np.exp(x, where=np.array(True))
    np.exp(x, dtype=np.float64)
""")

# ---- calculus --------------------------------------------------------------------------------------------

ROWS += table("""
M:
    np.diff(x)
    np.diff(x, n=2, axis=0)
    np.diff(x, 0)
    np.diff(x, prepend=0.5, append=C1)
    np.diff(x, axis=0, prepend=x[:1] * 2)
    np.gradient(x)
    np.gradient(x, 0.5)
    np.gradient(x, 0.5, 2.0)
    np.gradient(x, axis=1)
    np.gradient(x, [0.0, 0.4, 1.1], axis=0)
    np.gradient(x, [0.0, 0.4, 1.1, 1.3], axis=-1, edge_order=2)
    np.gradient(x, axis=(0, 1), edge_order=2)
    np.trapezoid(x)
    np.trapezoid(x, dx=0.5, axis=0)
    np.trapezoid(x, [0.0, 0.4, 1.1, 1.3])
    np.trapezoid(x, x=N, axis=1)
    np.ediff1d(x)
    np.ediff1d(x, to_begin=-9.0, to_end=[1.0, 2.0])
    np.unwrap(x * 4)
    np.unwrap(x * 4, axis=0)
    np.unwrap(x, discont=0.4, period=0.9)
    np.apply_along_axis(np.sum, 1, x)
    np.apply_along_axis(lambda v: v[:2] * np.prod(v), 0, x)
    np.apply_over_axes(np.sum, x, [0, 1])
V:
    np.gradient(x)
    np.gradient(x, 2.0, edge_order=2)
    np.gradient(x, G)
    np.ediff1d(x)
    np.ediff1d(x, x[0], x[1] * 2)
    np.interp(x * 0.4 + 0.2, G, P)
    np.interp([-2.0, -0.5, 1.0, 4.0], G, x)
    np.interp([-2.0, -0.5, 1.0, 4.0], G, x, left=0.5, right=x[0])
    np.interp(x * 3, G, P, period=3.7)
    np.interp(x[0] * 0.4, G, P)
G:
    np.interp([-2.0, -0.5, 1.0, 4.0], x, P)
    np.trapezoid(P, x)
    np.gradient(P, x)
    np.gradient(P, x, edge_order=2)
P G V:
    np.interp(z * 0.4 + 0.2, y, x)
    np.gradient(x, y)
    np.trapezoid(x, x=y)
V P:
    np.ediff1d(x, to_end=y[:2])
    np.diff(x, prepend=y[0])
    np.trapezoid(x, dx=y[0])
    np.linspace(x, y, 4)
    np.linspace(x, y, 4, endpoint=False, axis=-1)
    np.linspace(x, y, 3, retstep=True)
    np.linspace(x[0], y[1], 5)
    np.linspace(0.0, x, 4)
    np.logspace(x, y, 3)
    np.logspace(x, 1.0, 3, base=2.0, endpoint=False)
    np.geomspace(y, y**2 + 1, 4)
    np.geomspace(0.5, y, 3)
""")

# ---- data and polynomials --------------------------------------------------------------------------------

ROWS += table("""
M:
    np.cov(x)
    np.cov(x, rowvar=False)
    np.cov(x, bias=True)
    np.cov(x, ddof=0)
    np.cov(x, fweights=[1, 2, 1, 3])
    np.cov(x, aweights=U4**2)
    np.cov(x[0], x[1])
    np.cov(x, N)
    np.corrcoef(x)
    np.corrcoef(x, rowvar=False)
    np.corrcoef(x[0], x[2])
V:
    np.cov(x)
    np.cov(x, U)
    np.corrcoef(U, x)
    np.convolve(x, V3)
    np.convolve(x, V3, mode='same')
    np.convolve(V3, x, 'valid')
    np.convolve(x, x)
    np.correlate(x, V3)
    np.correlate(x, V3, mode='full')
    np.correlate(V3, x, 'same')
    np.polyval(x, 1.3)
    np.polyval(x, M)
    np.polyval([0.5, -1.0, 2.0], x)
    np.vander(x)
    np.vander(x, 3, increasing=True)
    np.polyfit(G, x, 2)
    np.polyfit(G, x, 1, w=P)
    np.poly(x)
    np.polyadd(x, V3), np.polysub(V3, x), np.polymul(x, x), np.polyder(x), np.polyint(x, k=2.0)
    np.polydiv(x, V3)
    np.bincount(K, weights=x)
    np.bincount(K, x, minlength=6)
    np.histogram(U, bins=[-3.0, 0.0, 1.0, 2.0], weights=x)[0]
    np.histogram(x, bins=3, range=(-3.0, 3.1))[0]
V P:
    np.convolve(x, y[:3])
    np.correlate(y[:2], x, 'full')
    np.polyval(x, y)
    np.polymul(x, y), np.polyadd(x, y[:2])
    np.cov(x, y)
    np.corrcoef(x, y)
V6 refusable:
    np.roots([1.0, x[0], -5.0, x[1] * 0.1])
    np.roots(x)
    np.sum(np.abs(np.roots(x)) ** 2)
    np.polyfit(x, P[0] * x**3 + 1, 1)
    np.polyfit(V6, x, 2, cov=True)[1]
""")
