# Tags: which derivative call a direction belongs to.
#
# Every running call has a tag of its own, never used twice, also not in another process: a random half
# and a counter. A number that outlives its call keeps a tag that no longer lives, and is refused when it
# meets another one; an unpickled one is equal to its original and to nothing else. There is no current
# level: threads and generators cannot mix.

cdef uint64_t MADE_BY_HAND = 0, MADE_BY_HAND_1 = 1, MADE_BY_HAND_2 = 2
cdef uint64_t next_tag
cdef set live_tags = set()


def _renew_tags():
    """Makes the tags of this process its own; the system calls it in a forked child."""
    global next_tag
    next_tag = (<uint64_t>random.SystemRandom().getrandbits(31) << 32) + 16


_renew_tags()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_tags)


cdef uint64_t open_tag():
    global next_tag
    cdef uint64_t tag = next_tag
    next_tag += 1
    live_tags.add(tag)
    return tag


cdef int close_tag(uint64_t tag) except -1:
    live_tags.discard(tag)
    return 0


cdef int check_live(uint64_t tag) except -1:
    if tag > MADE_BY_HAND_2 and tag not in live_tags:
        raise errors.ended()
    return 0
