"""Rows of products of arrays and of Fourier transforms."""

from __future__ import annotations

from .array_cases import each, table

ROWS = table("""
V:
    np.dot(x, U)
    np.dot(U, x)
    np.dot(x, x)
    np.dot(x, 2.0)
    np.dot(3.0, x)
    np.matmul(x, x)
    np.inner(x, U)
    np.inner(U, x)
    np.outer(x, V3)
    np.outer(V3, x)
    np.outer(x, x)
    np.vdot(x, U)
    np.vdot(x, x)
    np.kron(x, V2)
    np.kron(V2, x)
    np.vecdot(x, U)
    np.linalg.outer(x, V3)
    np.linalg.vecdot(U, x)
    x @ U
    U @ x
    x @ x
    np.einsum('i,i', x, U)
    np.einsum('i,j->ij', x, x)
    np.einsum('i->', x)
    np.einsum('i,i->i', U, x)
M:
    np.dot(x, V4)
    np.dot(V3, x)
    np.dot(x, MC)
    np.dot(MC, x)
    np.dot(x, x.T)
    np.matmul(x, V4)
    np.matmul(V3, x)
    np.matmul(x, MC)
    np.matmul(TU, x)
    np.matmul(x, TU)
    np.inner(x, N)
    np.inner(N, x)
    np.inner(x, V4)
    np.outer(x, V3)
    np.vdot(x, N)
    np.kron(x, S)
    np.kron(S, x)
    np.kron(x, V2)
    np.tensordot(x, MC, 1)
    np.tensordot(x, N, 2)
    np.tensordot(x, N, axes=([0], [0]))
    np.tensordot(V3, x, axes=(0, 0))
    np.tensordot(x, V2, 0)
    np.cross(x[:, :3], U3)
    np.cross(U3, x[:, 1:])
    np.linalg.cross(x[:, :3], S)
    np.cross(x, V3, axisa=0, axisc=0)
    np.cross(x[:, :3], x[:, 1:], axis=0)
    np.vecdot(x, N)
    np.vecdot(x, V4)
    np.matvec(x, V4)
    np.vecmat(V3, x)
    np.linalg.matmul(x, MC)
    np.linalg.tensordot(x, N, axes=((0, 1), (0, 1)))
    np.linalg.vecdot(x, N, axis=0)
    np.linalg.matrix_transpose(x)
    np.linalg.diagonal(x, offset=1)
    np.linalg.trace(x)
    x @ V4
    V3 @ x
    x @ MC
    MC @ x
    x.T @ x
    x.dot(MC)
    augmented(x, '@=', S4)
    np.einsum('ij,j', x, V4)
    np.einsum('ij->ji', x)
    np.einsum('ij->j', x)
    np.einsum('ij->', x)
    np.einsum('ij,jk->ik', x, MC)
    np.einsum('ij,jk', MC, x)
    np.einsum('ij,kj->ik', x, x)
    np.einsum('ij,ij->i', x, N)
    np.einsum('...j,j->...', x, V4)
    np.einsum('ij,i,j->', x, V3, V4)
    np.einsum('ij,jk,kl->il', MC, x, MC)
    np.einsum('ij,jk,kl->il', MC, x, MC, optimize=True)
    np.einsum(x, [0, 1], MC, [1, 2], [0, 2])
    np.einsum(x, [0, 1])
    np.einsum('i...,i...->...', x, N)
S:
    np.trace(x)
    np.trace(x, -1)
    np.einsum('ii', x)
    np.einsum('ii->i', x)
    np.einsum('ii->', x)
    np.einsum('ij,ji', x, x)
    np.einsum('ii,jj', x, B)
    np.einsum('ij,jk,ki->', x, x, x)
    np.dot(x, x)
    np.matmul(x, x)
    np.linalg.matrix_power(x, 0)
    np.linalg.matrix_power(x, 1)
    np.linalg.matrix_power(x, 2)
    np.linalg.matrix_power(x, 3)
    np.linalg.matrix_power(x, 5)
    np.linalg.matrix_power(x, -1)
    np.linalg.matrix_power(x, -3)
    np.linalg.multi_dot([x, B])
    np.linalg.multi_dot([V3, x, B, U3])
    np.linalg.multi_dot([B, x, x, M])
    x @ x @ B
    x @ Q
    Q @ x
T:
    np.matmul(x, TU)
    np.matmul(x, V4)
    np.matmul(V3, x)
    np.matmul(TU, x)
    np.matmul(x, MC)
    np.dot(x, V4)
    np.dot(x, MC)
    np.dot(MC, x)
    np.dot(x, TU)
    np.inner(x, V4)
    np.inner(N, x)
    np.tensordot(x, V4, 1)
    np.tensordot(x, N)
    np.tensordot(x, TU, axes=([0, 2], [0, 1]))
    np.tensordot(TU, x, ((1, 2), (2, 1)))
    np.trace(x)
    np.trace(x, axis1=1, axis2=2)
    np.linalg.trace(x, offset=-1)
    np.diagonal(x, axis1=-2, axis2=-1)
    np.vecdot(x, V4)
    np.einsum('bij,bjk->bik', x, TU)
    np.einsum('bij,jk->bik', x, MC)
    np.einsum('...ij,...jk', x, TU)
    np.einsum('...ij->...i', x)
    np.einsum('bij,bij->b', x, x)
    np.einsum('bij->jbi', x)
    np.einsum('b...->...', x)
    np.einsum('bij,j,i->b', x, V4, V3)
    x @ TU
    np.linalg.matmul(TU, x)
M MC:
    np.dot(x, y)
    np.matmul(x, y)
    np.matmul(y, x)
    np.kron(x, y)
    np.tensordot(x, y, 1)
    np.tensordot(x, y, ([0, 1], [1, 0]))
    np.vdot(x, y)
    np.inner(x, y.T)
    np.einsum('ij,jk->ik', x, y)
    np.einsum('ij,jk->', x, y)
    np.einsum('ij,jk,ki->j', x, y, S)
    np.linalg.multi_dot([x, y, S])
    np.linalg.multi_dot([x, S4, y])
    x @ y
V3 U3:
    np.dot(x, y)
    np.inner(x, y)
    np.outer(x, y)
    np.vdot(x, y)
    np.cross(x, y)
    np.cross(y, x)
    np.linalg.cross(x, y)
    np.kron(x, y)
    np.einsum('i,i->', x, y)
    np.einsum('i,j,ij->', x, y, S)
    x @ S @ y
    x @ y
V3:
    np.cross(x, x)
    np.cross(x, S)
    x @ S @ x
    np.vdot(x * 1j, Z3)
    np.dot(x, Z3)
    np.dot(x[0], U3)
D0 V:
    np.dot(x, y)
    np.outer(x, y)
    np.inner(y, x)
    np.kron(x, y)
V U P:
    np.einsum('i,i,i->', x, y, z)
    np.einsum('i,j,k->ijk', x, y, z)
M refusable:
    MC.dot(x)
    np.matmul(x, MC, out=np.zeros((3, 3), like=x))
    np.dot(x, MC, out=np.zeros((3, 3), like=x))
    np.einsum('ij,jk->ik', x, MC, out=np.zeros((3, 3), like=x))
    np.matmul(x, V4, axes=[(0, 1), 0, 0])
    np.vecdot(x, x, axis=0)
    np.matmul(x, MC, dtype=np.float64)
""")

# ---- Fourier transforms ----------------------------------------------------------------------------------

ROWS += table(
    each(
        ["fft", "ifft", "rfft", "ihfft"],
        """
V6:
    np.fft.F(x)
    np.fft.F(x, 4)
    np.fft.F(x, n=9)
    np.fft.F(x, norm='ortho')
T:
    np.fft.F(x)
    np.fft.F(x, axis=0)
    np.fft.F(x, 5, axis=-2, norm='forward')
""",
    )
)
ROWS += table(
    each(
        ["fft2", "ifft2", "rfft2", "fftn", "ifftn", "rfftn"],
        """
M:
    np.fft.F(x)
    np.fft.F(x, s=(2, 5), axes=(0, 1))
    np.fft.F(x, norm='ortho')
T:
    np.fft.F(x)
    np.fft.F(x, axes=(0, 1))
""",
    )
)
ROWS += table("""
V6:
    np.fft.irfft(x)
    np.fft.irfft(x, 7)
    np.fft.irfft(np.fft.rfft(x))
    np.fft.irfft(x * (1 + 2j), norm='ortho')
    np.fft.hfft(x)
    np.fft.hfft(np.fft.ihfft(x))
    np.fft.hfft(x * (1 + 2j), n=7)
    np.fft.ifft(np.fft.fft(x)).real
    np.fft.fft(x * (2 - 1j))
    np.abs(np.fft.fft(x)) ** 2
    np.real(np.fft.ifft(np.fft.fft(x) * np.conj(np.fft.fft(V6))))
    np.fft.fftshift(x)
    np.fft.ifftshift(x)
    np.angle(np.fft.rfft(x)[1:3])
    np.fft.fft(x)[1]
M:
    np.fft.irfft(x, axis=0)
    np.fft.irfft2(x)
    np.fft.irfft2(np.fft.rfft2(x))
    np.fft.irfft2(x, s=(3, 5), axes=(0, 1))
    np.fft.irfftn(x)
    np.fft.irfftn(np.fft.rfftn(x), s=(3, 4), axes=(0, 1), norm='ortho')
    np.fft.ifft2(np.fft.fft2(x)).real
    np.fft.ifftn(np.fft.fftn(x)).imag
    np.fft.fftshift(x)
    np.fft.fftshift(x, axes=1)
    np.fft.ifftshift(x, axes=(0,))
    np.fft.hfft(x, axis=0)
    np.sum(np.abs(np.fft.fft(x)))
T:
    np.fft.irfftn(x, axes=(1, 2))
    np.fft.irfft2(x, axes=(0, 2))
""")
