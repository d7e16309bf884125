"""What other modules of C speed use of the numbers."""

from libc.stdint cimport uint64_t

from dualnum._core cimport dn_jet

cdef bint jet_parts(object x, dn_jet *j, uint64_t *tag1, uint64_t *tag2) noexcept
cdef object new_jet(const dn_jet *r, uint64_t tag1, uint64_t tag2)
cdef int plain_number(object x, double *out) except -1
cdef int check_tag(uint64_t tag) except -1
