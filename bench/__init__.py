"""Benchmarks: ``python -m bench`` prints one table of ratios, ``pytest bench`` the times.

What is measured is the *installed* package. A checkout's own ``dualnum`` directory holds
no compiled modules, so where Python put the checkout first on its path it is taken off.
"""

import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent

if sys.path and Path(sys.path[0] or ".").resolve() == _CHECKOUT:
    del sys.path[0]
