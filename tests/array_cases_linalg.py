"""Rows of linear algebra: solving, factorizations, norms. Where signs are free, invariants stand."""

from __future__ import annotations

from .array_cases import NAMES, table

NAMES |= {
    "eigh": lambda x: tuple(NAMES["np"].linalg.eigh(x)),
    "rectangle": NAMES["TU"][0] + NAMES["np"].eye(4, 3) * 2,  # four equations, three unknowns
    "singular": NAMES["np"].array([[1.0, 2.0, 0.5], [2.0, 4.0, 1.0], [0.3, -1.0, 0.7]]),
    "rank1": NAMES["np"].outer(NAMES["V3"], NAMES["U3"]),
}

ROWS = table("""
S:
    np.linalg.solve(x, V3)
    np.linalg.solve(x, M)
    np.linalg.solve(x, Q)
    np.linalg.solve(B, x)
    np.linalg.solve(x, x.T)
    np.linalg.solve(x, x @ V3)
    np.linalg.solve(Q, x)
    np.linalg.solve(Q, x[:, 0])
    np.linalg.inv(x)
    np.linalg.inv(x) @ V3
    np.linalg.det(x)
    np.linalg.slogdet(x)
    np.linalg.slogdet(-x)
    np.linalg.slogdet(x).logabsdet
    np.linalg.cholesky(x + x.T)
    np.linalg.cholesky(x + x.T, upper=True)
    np.linalg.cholesky(x)
    np.linalg.cholesky(x @ x.T)
    np.linalg.eigvalsh(x + x.T)
    np.linalg.eigvalsh(x)
    np.linalg.eigvalsh(x, UPLO='U')
    np.linalg.eigvalsh(x, 'L')
    np.linalg.eigh(x + x.T).eigenvalues
    np.linalg.eigh(x, 'U')[0]
    eigh(x + x.T)[1] ** 2
    np.abs(eigh(x)[1])
    np.abs(np.linalg.eigh(x, UPLO='U').eigenvectors)
    np.einsum('ij,j,kj->ik', eigh(x + x.T)[1], np.exp(eigh(x + x.T)[0]), eigh(x + x.T)[1])
    np.linalg.svd(x, compute_uv=False)
    np.linalg.svdvals(x)
    np.linalg.svd(x).S
    np.abs(np.linalg.svd(x)[0]), np.abs(np.linalg.svd(x).Vh)
    np.einsum('ij,j,jk->ik', *np.linalg.svd(x))
    np.linalg.svd(x)[0][:, :1] @ np.linalg.svd(x)[2][:1]
    np.linalg.svd(x + x.T, hermitian=True)[1]
    np.linalg.qr(x)
    np.linalg.qr(x).R
    np.linalg.qr(x, mode='r')
    np.linalg.qr(x, 'complete').Q
    np.linalg.lstsq(x, V3)[0]
    np.linalg.lstsq(B, x)[0]
    np.linalg.pinv(x)
    np.linalg.pinv(x + x.T, hermitian=True)
    np.linalg.cond(x)
    np.linalg.cond(x, 1)
    np.linalg.cond(x, 'fro')
    np.linalg.cond(x, -2)
    np.linalg.matrix_rank(x)
    np.linalg.tensorsolve(x, V3)
    np.linalg.tensorsolve(B, x[0])
    np.linalg.tensorinv(x, ind=1)
    np.linalg.inv(x).T @ x
    np.trace(np.linalg.inv(x)) * np.linalg.det(x)
    np.linalg.tensorsolve(S4.reshape(2, 2, 2, 2) + np.zeros((2, 2, 2, 2)), x[:2, :2])
Q:
    np.linalg.solve(x, V3)
    np.linalg.solve(x, M)
    np.linalg.solve(x, QB)
    np.linalg.solve(QB, x)
    np.linalg.solve(S, x)
    np.linalg.inv(x)
    np.linalg.det(x)
    np.linalg.slogdet(x)
    np.linalg.cholesky(x + np.matrix_transpose(x))
    np.linalg.eigvalsh(x + np.matrix_transpose(x))
    np.linalg.eigvalsh(x, UPLO='U')
    np.abs(np.linalg.eigh(x + np.matrix_transpose(x))[1])
    np.linalg.svd(x, compute_uv=False)
    np.linalg.svdvals(x)
    np.einsum('bij,bj,bjk->bik', *np.linalg.svd(x))
    np.linalg.qr(x)
    np.linalg.pinv(x)
    np.linalg.matrix_power(x, 3)
    np.linalg.matrix_power(x, -2)
    np.linalg.matrix_power(x, 0)
    np.linalg.cond(x)
    np.linalg.norm(x, axis=(1, 2))
    np.linalg.norm(x, 2, axis=(-2, -1), keepdims=True)
    np.linalg.matrix_norm(x, ord='nuc')
    np.linalg.matrix_norm(x)
S4:
    np.linalg.det(x)
    np.linalg.inv(x)
    np.linalg.tensorinv(x.reshape(2, 2, 2, 2))
    np.linalg.tensorsolve(x.reshape(2, 2, 2, 2), B[:2, :2])
    np.linalg.tensorsolve(x.reshape(2, 2, 4), B[:2, :2])
    np.linalg.eigvalsh(x + x.T)
    np.linalg.qr(x)
M:
    np.linalg.svd(x, full_matrices=False)[1]
    np.linalg.svd(x.T)[1]
    np.linalg.svd(x, compute_uv=False)
    np.linalg.svd(x, full_matrices=False)[0] ** 2, np.linalg.svd(x, full_matrices=False)[2] ** 2
    np.einsum('ij,j,jk->ik', *np.linalg.svd(x, full_matrices=False))
    np.einsum('ij,j,jk->ik', *np.linalg.svd(x.T, full_matrices=False))
    np.linalg.qr(x)
    np.linalg.qr(x, mode='r')
    np.linalg.qr(x.T)
    np.linalg.qr(x.T, mode='r')
    np.linalg.pinv(x)
    np.linalg.pinv(x.T)
    np.linalg.cond(x)
    np.linalg.lstsq(x.T, V4)[0]
    np.linalg.lstsq(x.T, V4)
    np.linalg.lstsq(x.T, S4)[:2]
    np.linalg.lstsq(x, V3)[0]
    np.linalg.lstsq(rectangle, x.T)[0]
    np.linalg.lstsq(rectangle, x.T)[1]
    np.linalg.lstsq(rectangle, x[0], rcond=None)
    np.linalg.lstsq(rectangle, x[0])[0]
T:
    np.linalg.pinv(x)
    np.linalg.svd(x, full_matrices=False)[1]
    np.linalg.qr(np.matrix_transpose(x))
S V3:
    np.linalg.solve(x, y)
    np.linalg.solve(x, x @ y)
    y @ np.linalg.solve(x, y)
    np.linalg.lstsq(x, y)[0]
    np.linalg.tensorsolve(x, y)
S M:
    np.linalg.solve(x, y)
    np.linalg.inv(x) @ y
Q QB:
    np.linalg.solve(x, y)
    np.linalg.solve(x, y[0])
    np.linalg.solve(x[0], y)
    np.linalg.inv(x) @ y
M V4:
    np.linalg.lstsq(x.T, y)[0]
    np.linalg.lstsq(x.T, y)[1]
    np.linalg.pinv(x.T) @ y
S refusable:
    np.sort(np.linalg.eigvals(x).real)
    np.sum(np.abs(np.linalg.eigvals(x + 4 * M[:, :3])) ** 2)
    np.sort(np.linalg.eig(x).eigenvalues.real)
    np.abs(np.linalg.eig(x)[1])[:, np.argsort(np.linalg.eigvals(x).real)]
    np.abs(np.linalg.svd(M * x[0, 0])[2][:3])
    np.linalg.qr(M.T * x[0, 0], mode='complete').R
    np.linalg.qr(x, mode='raw')[0]
    np.linalg.cond(x, np.inf)
    np.linalg.tensorsolve(x.reshape(3, 1, 3), V3[:, None], axes=(2,))
""")

# ---- singular matrices -----------------------------------------------------------------------------------

ROWS += table("""
singular:
    np.linalg.det(x)
    np.linalg.det(np.stack([x, B]))
rank1:
    np.linalg.det(x)
    np.linalg.det(x - 0.01 * np.outer(U3, U3))
    np.linalg.matrix_power(x, 3)
    np.linalg.norm(x, 2)
    np.linalg.norm(x)
S4:
    np.linalg.det(x * (np.arange(4) != 2))
    np.linalg.det(np.outer(x[0], x[1]))
    np.linalg.det(x - x)
""")

# ---- norms -----------------------------------------------------------------------------------------------

VECTOR_ORDERS = ["None", "2", "1", "np.inf", "-np.inf", "0", "3", "2.5", "-1", "-2", "0.5"]
MATRIX_ORDERS = ["None", "'fro'", "'nuc'", "1", "-1", "2", "-2", "np.inf", "-np.inf"]

ROWS += table("V:\n" + "\n".join(f"np.linalg.norm(x, {o})" for o in VECTOR_ORDERS))
ROWS += table("M:\n" + "\n".join(f"np.linalg.norm(x, ord={o}, axis=-1)" for o in VECTOR_ORDERS))
ROWS += table("M:\n" + "\n".join(f"np.linalg.norm(x, {o})" for o in MATRIX_ORDERS))
ROWS += table("T:\n" + "\n".join(f"np.linalg.norm(x, {o}, axis=(2, 0))" for o in MATRIX_ORDERS))
ROWS += table("M:\n" + "\n".join(f"np.linalg.vector_norm(x, ord={o})" for o in VECTOR_ORDERS[1:]))
ROWS += table("T:\n" + "\n".join(f"np.linalg.matrix_norm(x, ord={o})" for o in MATRIX_ORDERS[1:]))
ROWS += table("""
M:
    np.linalg.norm(x, axis=0, keepdims=True)
    np.linalg.norm(x, 1, 1, True)
    np.linalg.norm(x, axis=(0, 1), keepdims=True)
    np.linalg.norm(x.ravel())
    np.linalg.norm(x - N) ** 2
    np.linalg.vector_norm(x)
    np.linalg.vector_norm(x, axis=0, keepdims=True, ord=3)
    np.linalg.vector_norm(x, axis=(0, 1))
    np.linalg.matrix_norm(x, keepdims=True)
    np.linalg.matrix_norm(x, ord=2)
T:
    np.linalg.norm(x)
    np.linalg.norm(x, axis=1)
    np.linalg.norm(x, axis=(0, 2))
""")
