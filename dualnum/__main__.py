"""``python -m dualnum``: exact derivatives of a loop, and a fit to real data."""

import sys

from dualnum.demo import nested_sine, weibull


def main() -> int:
    """Print both demonstrations; the exit status tells whether the fit converged."""
    nested_sine.show()
    print("\n")
    return 0 if weibull.show() else 1


if __name__ == "__main__":
    sys.exit(main())
