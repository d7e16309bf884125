"""Writes the lists of the table's functions that a type checker needs to read: two stubs and __all__.

Run with the installed package after adding a row: ``python tools/write_stubs.py``. With ``--check``
nothing is written, and the exit code tells whether something would be.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dualnum.functions import ALIASES, RULES

PACKAGE = Path(__file__).parents[1] / "dualnum"
BEGIN = "    # {0} of the table, by tools/write_stubs.py\n"
END = "    # end of the {0} of the table\n"
NAMES = [*RULES, *ALIASES]

HEAD = """# Written by tools/write_stubs.py
from collections.abc import Callable
from typing import Any, TypeVar, overload

from numpy.typing import NDArray

from dualnum._core import ALIASES as ALIASES
from dualnum._core import INSTRUCTION_SETS as INSTRUCTION_SETS
from dualnum._core import RULES as RULES
from dualnum._scalar import Dual, HyperDual

_Kind = TypeVar("_Kind", float, Dual, HyperDual, NDArray[Any])
_Array = NDArray[Any]

__all__ = [
{names}]

FUNCTIONS: dict[str, Callable[..., Any]]

"""

UNARY = "def {name}(x: _Kind, /) -> _Kind: ...\n"
BINARY = """@overload
def {name}(x: float, y: float, /) -> float: ...
@overload
def {name}(x: Dual, y: Dual | float, /) -> Dual: ...
@overload
def {name}(x: float, y: Dual, /) -> Dual: ...
@overload
def {name}(x: HyperDual, y: HyperDual | float, /) -> HyperDual: ...
@overload
def {name}(x: float, y: HyperDual, /) -> HyperDual: ...
@overload
def {name}(x: _Array, y: _Array | float, /) -> _Array: ...
@overload
def {name}(x: float, y: _Array, /) -> _Array: ...
"""
METHODS = {
    1: "    def {name}(self: _J) -> _J: ...\n",
    2: "    def {name}(self: _J, y: _J | float, /) -> _J: ...\n",
}


def functions() -> str:
    """functions.pyi, whole."""
    defined = [(UNARY if r.arity == 1 else BINARY).format(name=r.name) for r in RULES.values()]
    aliases = [f"{alias} = {name}\n" for alias, name in ALIASES.items()]
    names = ["ALIASES", "FUNCTIONS", "INSTRUCTION_SETS", "RULES", *NAMES]
    head = HEAD.replace("{names}", listed(names))
    return head + "".join(defined) + "\n" + "".join(aliases)


def listed(names: list[str]) -> str:
    return "".join(f'    "{name}",\n' for name in names)


def methods() -> str:
    rows = {**RULES, **{alias: RULES[name] for alias, name in ALIASES.items()}}
    return "".join(METHODS[row.arity].format(name=name) for name, row in rows.items())


def section(path: Path, what: str, lines: str) -> str:
    """A file with its section of the table's `what` replaced."""
    begin, end = BEGIN.format(what), END.format(what)
    before, rest = path.read_text().split(begin)
    return before + begin + lines + end + rest.split(end)[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell whether the stubs are up to date")
    check = parser.parse_args().check
    stale = 0
    scalar, init = PACKAGE / "_scalar.pyi", PACKAGE / "__init__.py"
    for path, wanted in (
        (PACKAGE / "functions.pyi", functions()),
        (scalar, section(scalar, "methods", methods())),
        (init, section(init, "functions", listed(["FUNCTIONS", "RULES", *NAMES]))),
    ):
        if path.exists() and path.read_text() == wanted:
            continue
        stale += 1
        print(f"{path.name} {'is out of date: run tools/write_stubs.py' if check else 'written'}")
        if not check:
            path.write_text(wanted)
    return stale if check else 0


if __name__ == "__main__":
    sys.exit(main())
