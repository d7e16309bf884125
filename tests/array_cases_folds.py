"""Rows of reductions and accumulations, with NaN, where=, quantiles and weights."""

from __future__ import annotations

from .array_cases import each, table

FOLDS = ["sum", "prod", "mean", "var", "std", "max", "min", "median", "ptp"]
NAN_FOLDS = ["nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmax", "nanmin", "nanmedian"]
METHODS = [
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
    "lower",
    "higher",
    "midpoint",
    "nearest",
]

ROWS = table(
    each(
        FOLDS,
        """
V:
    np.F(x)
T:
    np.F(x)
    np.F(x, axis=0)
    np.F(x, axis=-1, keepdims=True)
    np.F(x, axis=(0, 2))
    np.F(x, axis=None, keepdims=True)
""",
    )
)
ROWS += table(
    each(
        ["sum", "prod", "mean", "var", "std", "max", "min"],
        """
M:
    x.F()
    x.F(axis=1)
    x.F(0, keepdims=True)
""",
    )
)
ROWS += table(
    each(
        ["sum", "prod", "mean", "var", "std"],
        """
M:
    np.F(x, where=W)
    np.F(x, axis=1, where=W, keepdims=True)
    np.F(x, axis=0, dtype=np.float32)
""",
    )
)
ROWS += table(
    each(
        ["sum", "prod", "max", "min"],
        """
M:
    np.F(x, initial=1.52)
    np.F(x, axis=0, initial=-1.52, where=W)
""",
    )
)
ROWS += table(
    each(
        ["var", "std"],
        """
M:
    np.F(x, ddof=1)
    np.F(x, axis=1, ddof=2, keepdims=True)
    np.F(x, axis=0, correction=1)
    np.F(x, axis=0, mean=np.mean(x, axis=0, keepdims=True))
""",
    )
)
ROWS += table(
    each(
        ["cumsum", "cumprod"],
        """
M:
    np.F(x)
    np.F(x, axis=0)
    np.F(x, axis=-1)
    x.F(axis=1)
T:
    np.F(x, axis=1)
""",
    )
)
ROWS += table("""
M:
    np.amax(x)
    np.amin(x, axis=1)
    np.sum(x, 1, None, None, True)
    np.median(x[:, :3], axis=1)
    np.median(x.copy(), axis=0, overwrite_input=True)
    np.ptp(x, -2)
    np.average(x)
    np.average(x, axis=1)
    np.average(x, weights=MP)
    np.average(x, axis=0, weights=[0.2, 0.5, 0.9], returned=True)
    np.average(x, axis=1, weights=MP, keepdims=True)
    np.all(x), np.any(x, axis=0), np.count_nonzero(x, axis=1), x.any(), x.all(axis=0)
    np.argmax(x), np.argmin(x, axis=1), x.argmax(axis=0), x.argmin()
    np.percentile(x, 37)
    np.percentile(x, [10, 61.5], axis=0)
    np.percentile(x, 45, axis=1, keepdims=True)
    np.quantile(x, 0.3, axis=-1)
    np.quantile(x, [[0.11, 0.52], [0.9, 0.0]], axis=0)
    np.quantile(x, 0.67, axis=(0, 1))
    np.quantile(x, 0.43, weights=MP, method='inverted_cdf')
    np.quantile(x, 0.43, axis=0, weights=[0.2, 0.5, 0.9], method='inverted_cdf', keepdims=True)
    np.quantile(x, [0.2, 0.77], axis=1, weights=MP, method='inverted_cdf')
    np.add.reduce(x)
    np.add.reduce(x, axis=1, keepdims=True)
    np.add.reduce(x, axis=None)
    np.multiply.reduce(x, axis=0)
    np.maximum.reduce(x, axis=1)
    np.minimum.reduce(x, axis=(0, 1))
    np.add.accumulate(x)
    np.multiply.accumulate(x, axis=1)
    np.multiply.outer(x, V3)
    np.cumulative_sum(x, axis=1)
    np.cumulative_sum(x, axis=0, include_initial=True)
    np.cumulative_prod(x, axis=-1)
    np.cumulative_prod(x, axis=0, include_initial=True)
    sum(x)
MP:
    np.max(x, axis=0, initial=0.0, where=W)
    np.mean(x, axis=1) / np.std(x, axis=1)
    np.prod(x / np.sum(x, axis=0), axis=0)
    np.average(T[0], weights=x)
    np.quantile(M, 0.43, weights=x, method='inverted_cdf')
    np.average(M, axis=1, weights=x)
    np.any(x > 1), np.all(np.isfinite(x), axis=0)
M MP:
    np.average(x, axis=0, weights=y)
    np.average(x, weights=y, returned=True)
    np.sum(x * y, axis=1, initial=2.0)
V P U:
    np.sum(np.stack([x, y, z]), axis=0)
V P U refusable:
    np.sum([x, y, z], axis=0)
    np.max([x, y, z], axis=0)
M MP refusable:
    np.sum(x, initial=y[0, 0])
    np.add.reduceat(x, [0, 2], axis=1)
    np.logaddexp.reduce(x, axis=1)
    np.maximum.accumulate(x, axis=1)
    np.subtract.reduce(x)
    np.quantile(x, y[0, :2] * 0.01 + 0.3)
    np.sum(x, axis=0, out=np.zeros(4, like=x))
    np.cumsum(x, axis=0, out=np.empty_like(x))
    np.mean(x, axis=0, out=np.zeros(4, like=x))
""")
ROWS += table("M:\n" + "\n".join(f"np.quantile(x, 0.37, axis=1, method={m!r})" for m in METHODS))
ROWS += table("M:\n" + "\n".join(f"np.percentile(x, [22, 71], method={m!r})" for m in METHODS))

# ---- with NaN --------------------------------------------------------------------------------------------

ROWS += table(
    each(
        NAN_FOLDS,
        """
VN:
    np.F(x)
MN:
    np.F(x)
    np.F(x, axis=0)
    np.F(x, axis=1, keepdims=True)
    np.F(x, axis=(0, 1))
M:
    np.F(x, axis=-1)
""",
    )
)
ROWS += table("""
MN:
    np.nansum(x, axis=0, where=x < 1.5)
    np.nanmean(x, axis=0, where=~(x > 1.5))
    np.nanmax(x, axis=0, initial=0.02)
    np.nanvar(x, axis=1, ddof=1)
    np.nanstd(x, ddof=1)
    np.nancumsum(x)
    np.nancumsum(x, axis=1)
    np.nancumprod(x)
    np.nancumprod(x, axis=0)
    np.nanpercentile(x, 33)
    np.nanpercentile(x, [20, 71], axis=1, keepdims=True)
    np.nanquantile(x, 0.4, axis=0)
    np.nanquantile(x, 0.4, method='midpoint')
    np.nanquantile(x, 0.4, axis=0, weights=np.arange(1.0, 21.0).reshape(4, 5), method='inverted_cdf')
    np.nanargmax(x), np.nanargmin(x, axis=0)
    np.nan_to_num(x)
    np.nan_to_num(x, nan=2.5)
    np.max(x), np.sum(x, axis=0), np.median(x, axis=1), np.sort(x, axis=1), np.mean(x, axis=0)
    np.fmax(x, 0.3), np.fmin.reduce(x, axis=0)
    np.where(np.isnan(x), 0.0, x * x)
    np.cumsum(x, axis=1), np.maximum(x, 0.31), np.argsort(x, axis=0)
""")
