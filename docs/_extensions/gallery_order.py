"""The order of the examples on the gallery's page: what comes first is needed by what follows."""

from __future__ import annotations

SECTIONS = {
    "derivatives": """
        nested_sine rates_of_change common_functions symbolic_numerical_automatic taylor_sine
        tangent_line_and_plane""",
    "descent": """
        descent_one_variable sauna descent_sauna descent_three_starts first_order_methods""",
    "second_order": """
        newton_one_variable newton_two_variables constrained ode_jacobian""",
    "fits": """
        coin linear_regression curve_fit weibull_regression neuron_linear neuron_sigmoid""",
}
EXAMPLES = [f"plot_{name}.py" for names in SECTIONS.values() for name in names.split()]


class InOrder:
    """What sphinx-gallery sorts the scripts of a section by; scripts that are not in the list come last."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __call__(self, name: str) -> tuple[int, str]:
        return (EXAMPLES.index(name) if name in EXAMPLES else len(EXAMPLES)), name
