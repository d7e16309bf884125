# Tags: which derivative call a direction belongs to.
#
# Every running call has a tag of its own, never used twice, also not in another process: a random half
# and a counter. A number that outlives its call keeps a tag that no longer lives, and is refused when it
# meets another one; an unpickled one is equal to its original and to nothing else. There is no current
# level: threads and generators cannot mix.

cdef uint64_t MADE_BY_HAND = 0, MADE_BY_HAND_1 = 1, MADE_BY_HAND_2 = 2
cdef uint64_t next_tag
cdef uint64_t *live_tags = NULL  # of the running calls: seldom more than two, so a search is short
cdef int live_count = 0, live_room = 0


def _renew_tags():
    """Makes the tags of this process its own; the system calls it in a forked child."""
    global next_tag
    next_tag = (<uint64_t>int.from_bytes(os.urandom(4), 'little') << 31) + 16


_renew_tags()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_tags)


cdef uint64_t open_tag() except? 0:
    global next_tag, live_tags, live_count, live_room
    cdef uint64_t *moved
    if live_count == live_room:
        moved = <uint64_t *>PyMem_Realloc(live_tags, (2 * live_room + 16) * sizeof(uint64_t))
        if moved == NULL:
            raise MemoryError
        live_tags = moved
        live_room = 2 * live_room + 16
    live_tags[live_count] = next_tag
    live_count += 1
    next_tag += 1
    return next_tag - 1


cdef int live_index(uint64_t tag) noexcept:
    cdef int i = live_count - 1
    while i >= 0 and live_tags[i] != tag:
        i -= 1
    return i


cdef void close_tag(uint64_t tag) noexcept:
    global live_count
    cdef int i = live_index(tag)
    if i >= 0:
        live_count -= 1
        live_tags[i] = live_tags[live_count]


cdef int check_live(uint64_t tag) except -1:
    if tag > MADE_BY_HAND_2 and live_index(tag) < 0:
        raise errors.ended()
    return 0


def check_running(tag):
    """Refuses numbers of a call that has ended."""
    check_live(tag)
