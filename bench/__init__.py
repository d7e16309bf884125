"""Benchmarks: ``python -m bench`` prints one table of ratios, ``pytest bench`` the times.

What is measured is the *installed* package. A checkout's own ``dualnum`` directory holds
no compiled modules, so where Python put the checkout first on its path it is taken off. The
tests' problems are found there all the same, whoever else has a package of that name. Linear
algebra keeps to one thread, like everything else that is timed.
"""

import os
import sys
from pathlib import Path
from types import ModuleType

_CHECKOUT = Path(__file__).resolve().parent.parent

if sys.path and Path(sys.path[0] or ".").resolve() == _CHECKOUT:
    del sys.path[0]

_tests = ModuleType("tests")
_tests.__path__ = [str(_CHECKOUT / "tests")]
sys.modules.setdefault("tests", _tests)

for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
