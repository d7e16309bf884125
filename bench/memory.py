"""The memory that one call adds at its peak, whoever allocates it: the resident set of a process.

``python -m bench.memory ROW COMPETITOR [--quick]`` is the process: it prints the bytes. A first
call, whose answer is checked, loads and compiles; then free memory is given back to the system
and Linux starts the high-water mark afresh (proc(5), clear_refs).
"""

import ctypes
import gc
import os
import subprocess
import sys
from pathlib import Path

from bench.peers import Competitor, Declined
from bench.rows import COMPETITORS, MEMORY_ROWS, Derivatives, Memory, quick

PROCESS = Path("/proc/self")
CHECKOUT = Path(__file__).resolve().parent.parent


def measurable() -> bool:
    """Whether the system can start the high-water mark afresh."""
    return os.access(PROCESS / "clear_refs", os.W_OK)


def status(field: str) -> int:
    """A line of the process's status, in bytes."""
    lines = (PROCESS / "status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(field + ":"))


def added_bytes(row: Memory, competitor: Competitor) -> int:
    """What the second call adds to this process at its peak, its answer included."""
    call = Derivatives(row.problem, "plain").contender(competitor).call()
    competitor.release()
    gc.collect()
    if hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
    (PROCESS / "clear_refs").write_text("5")
    before = status("VmRSS")
    answer = call()
    peak = status("VmHWM")
    del answer
    return max(0, peak - before)


def added_arrays(row: Memory, competitor: Competitor, small: bool) -> float:
    """The same in a process of its own, in arrays of the input's size."""
    if not measurable():
        raise Declined("peak memory: Linux only")
    competitor.prepare(row.problem)
    command = [sys.executable, "-m", "bench.memory", row.name, competitor.name]
    command += ["--quick"] if small else []
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT)
    if done.returncode:
        raise RuntimeError(f"{row.name}, {competitor.name}: {done.stderr}")
    return int(done.stdout) / float((quick(row) if small else row).problem.point.nbytes)


if __name__ == "__main__":
    name, who, *options = sys.argv[1:]
    chosen = next(row for row in MEMORY_ROWS if row.name == name)
    kind = next(kind for kind in COMPETITORS if kind.name == who)
    print(added_bytes(quick(chosen) if options else chosen, kind()))
