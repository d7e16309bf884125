"""What importing a package costs beyond importing NumPy, each time in a fresh interpreter."""

import subprocess
import sys

SCRIPT = """
import time, numpy
start = time.perf_counter()
import {module}
print(time.perf_counter() - start)
"""


def import_seconds(module: str) -> float:
    """Seconds that ``import module`` takes where NumPy is imported already."""
    command = [sys.executable, "-P", "-c", SCRIPT.format(module=module)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def best_import_seconds(modules: list[str], repeats: int) -> list[float]:
    """The fastest of several imports of each module, taken in turns."""
    rounds = [[import_seconds(module) for module in modules] for _ in range(repeats)]
    return [min(times) for times in zip(*rounds, strict=True)]
