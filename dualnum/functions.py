"""One function for each row of the table (src/rules.def), and their other spellings.

Each takes numbers, NumPy arrays (element by element) or dual numbers, and returns the same kind. Names
are NumPy's and scipy.special's; math's spellings (``asin``, ``atan2``, ``pow``, ``lgamma`` ...) name the
same objects. Outside a function's domain the result is NaN, as in NumPy and unlike math.

Examples
--------
>>> import dualnum as dn
>>> dn.hypot(3.0, 4.0)
5.0
>>> dn.hypot(dn.Dual(3.0, 1.0), 4.0)
Dual(5.0, 0.6)
"""

from __future__ import annotations

from dualnum._core import ALIASES, INSTRUCTION_SETS, RULES
from dualnum._scalar import FUNCTIONS

globals().update(FUNCTIONS)
globals().update({alias: FUNCTIONS[name] for alias, name in ALIASES.items()})

__all__ = ["ALIASES", "FUNCTIONS", "INSTRUCTION_SETS", "RULES", *FUNCTIONS, *ALIASES]
