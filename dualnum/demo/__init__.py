"""What ``python -m dualnum`` shows: the nested sine, and a maximum-likelihood fit."""
