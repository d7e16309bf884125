"""The arrows of the design (what may use what), docstrings that run, and the size of files."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dualnum as dn

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dualnum"

# each layer may use itself and what stands before it
C_LAYERS = [
    {"dd.h", "explog.h", "hyperbolic.h", "trig.h", "elementary.h", "reduce.c"},
    {"special.h", "special_poly.h"} | {p.name for p in (ROOT / "src").glob("special*.c")},
    {"partials.h", "rules.def"},
    {"wide.h"},
    {"rules.h", "rules.c", "evaluators.h", "far.c"},
    {"jet.h", "jet.c"},
    {"lanes.h", "lane_loops.h", "arrays.h", "array_loops.h", "arrays.c"},
    {p.name for p in (ROOT / "src").glob("isa_*.c")},
]
PYTHON_LAYERS = [
    {"_exceptions"},
    {"_array_errors", "_series_errors"},
    {"_transform_errors"},
    {"_optimize_errors", "_plot_errors"},
    {"errors"},
    {"_core"},
    {"_scalar"},
    {"_array"},
    {"functions", "numpy_functions"},
    {"_leaf", "_explain"},
    {"_structure"},
    {"_parameters"},
    {"_results"},
    {"_passes"},
    {"_derivatives"},
    {"_lanes"},
    {"_recurrences"},
    {"_series"},
    {"_series_rules"},
    {"expansion"},
    {"mapping"},
    {"_one_number"},
    {"transforms"},
    {"_differences"},
    {"checks"},
    {"optimize"},
    {"plot"},
    {"custom"},
    {"_rule"},
    {"special"},
    {"stats"},
    {"_namespace", "buffers"},
    {"_lifter"},
    {"lifted"},
    {"__init__"},
    {"demo", "__main__"},
]
OPTIMIZE_LAYERS = [
    {"_documentation"},
    {"_options", "_outcomes", "_result", "_variables"},
    {"_problem"},
    {"_minimum", "_residuals"},
    {"_loop"},
    {"_directions", "_steps", "_trust"},
    {"_interface"},
    {"_first_order", "_lbfgs", "_least_squares", "_newton", "_newton_cg", "_roots"},
    {"_standard_errors", "_stationary"},
    {"_scipy", "_scipy_options", "_scipy_use"},
    {"_scipy_table"},
    {"_scipy_constraints", "_scipy_shared"},
    {"_scipy_fits"},
    {"_scipy_curve_fit", "_scipy_ivp", "_scipy_minimize", "_scipy_roots"},
    {"__init__"},
]
PLOT_LAYERS = [
    {"_axes", "_breaks"},
    {"_sampling"},
    {"_animation", "_legends", "_limits", "_runs", "_two_parameters"},
    {"_convergence", "_curves", "_paths", "_surfaces"},
    {"_taylor"},
    {"_newton"},
    {"__init__"},
]
PACKAGES = {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
OPTIONAL = {"scipy", "matplotlib", "mpl_toolkits", "mpmath", "pandas", "jax", "autograd", "tqdm", "sklearn"}
LATER = {"dualnum.optimize", "dualnum.plot", "dualnum.checks", "dualnum._series"}
"""What is loaded when it is asked for."""
MODULES = ["dualnum", *(f"dualnum.{p.stem}" for p in sorted(PACKAGE.glob("*.py")) if p.stem != "__main__")]
MODULES += [
    f"dualnum.{p.parent.name}.{p.stem}".removesuffix(".__init__")
    for p in sorted(PACKAGE.glob("*/*.py"))
    if p.parent.name != "demo"
]
PUBLIC = [n for n in dn.__all__ if n not in ("errors", "functions", "special", "stats")]


def level(layers: list[set[str]], name: str) -> int:
    found = [i for i, layer in enumerate(layers) if name in layer]
    assert found, f"{name} has no place in the layout: add it to a layer of this test"
    return found[0]


def c_includes(path: Path) -> list[str]:
    return re.findall(r'^\s*#\s*include\s+["<]([^">]+)[">]', path.read_text(), re.MULTILINE)


def python_imports(path: Path) -> set[str]:
    """Full names of what a Python module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {path}"
            module = node.module or ""
            names |= {f"{module}.{a.name}" if module == "dualnum" else module for a in node.names}
    return names


def cython_imports(path: Path) -> set[str]:
    """The same for Cython: import, cimport and include at the start of a line."""
    text = path.read_text()
    names = set(re.findall(r"^\s*from\s+([\w.]+)\s+c?import", text, re.MULTILINE))
    names |= set(re.findall(r"^\s*c?import\s+([\w.]+)", text, re.MULTILINE))
    for module, imported in re.findall(r"^from (dualnum) import ([\w, ]+?)(?: as \w+)?$", text, re.MULTILINE):
        names |= {f"{module}.{n.strip()}" for n in imported.split(",")}
    return names - {"dualnum"}


def own(names: set[str]) -> set[str]:
    """The package's modules among imported names: dualnum.demo.weibull is demo."""
    return {n.split(".")[1] for n in names if n.startswith("dualnum.")}


# ---- arrows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "src").glob("*.*")), ids=lambda p: p.name)
def test_c_includes_point_forward(path: Path) -> None:
    here = level(C_LAYERS, path.name)
    files = {p.name for p in (ROOT / "src").iterdir()}
    for name in c_includes(path):
        if name in files:
            assert level(C_LAYERS, name) <= here, f"{path.name} includes {name}"
        else:
            assert re.fullmatch(r"[a-z0-9]+\.h", name), f"{path.name} includes {name}"
    assert not re.search(r"\bPy[A-Z_]\w*|\bPython\.h|numpy|cython", path.read_text()), (
        "src knows nothing of Python"
    )


def test_the_algebra_has_no_function_names() -> None:
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", (ROOT / "src/jet.c").read_text(), flags=re.DOTALL)
    assert not re.search(r"\b(sin|cos|exp|log|pow|tanh|sqrt|hypot|UNARY|BINARY)\b", text)


SOURCES = sorted([*PACKAGE.glob("*.py"), *PACKAGE.glob("*/*.py"), *PACKAGE.glob("*.p[yx]?")])


def module_of(path: Path) -> str:
    """The module of a file of the package: the name of a subpackage, or of the .pyx that includes it."""
    if path.parent.name in PACKAGES - {"dualnum"}:
        return path.parent.name
    if path.suffix != ".pxi":
        return path.stem
    including = [p.stem for p in PACKAGE.glob("*.pyx") if f'include "{path.name}"' in p.read_text()]
    return including[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_imports_point_forward(path: Path) -> None:
    if path.suffix == ".pyi":
        return
    names = python_imports(path) if path.suffix == ".py" else cython_imports(path)
    module = module_of(path)
    here = level(PYTHON_LAYERS, module)
    for name in own(names) - {module}:
        place = level(PYTHON_LAYERS, name)
        assert place < here or (place == here and module == "__main__"), f"{path.name} imports dualnum.{name}"
    allowed = {"tqdm"}  # loaded where a bar is asked for
    if module == "plot":
        allowed |= {"matplotlib", "mpl_toolkits"}  # for their types
    assert {n.split(".")[0] for n in names} & OPTIONAL <= allowed


INSIDE = {"optimize": OPTIMIZE_LAYERS, "plot": PLOT_LAYERS}


@pytest.mark.parametrize(
    "path",
    [p for name in INSIDE for p in sorted((PACKAGE / name).glob("*.py"))],
    ids=lambda p: f"{p.parent.name}/{p.stem}",
)
def test_imports_inside_packages_point_forward(path: Path) -> None:
    package = path.parent.name
    here = level(INSIDE[package], path.stem)
    for name in python_imports(path):
        if name.startswith(f"dualnum.{package}."):
            assert level(INSIDE[package], name.split(".")[2]) < here, f"{path.name} imports {name}"


def test_every_included_file_is_included_once() -> None:
    modules = "".join(p.read_text() for p in PACKAGE.glob("*.pyx"))
    included = re.findall(r'^include "(\w+\.pxi)"', modules, re.MULTILINE)
    assert sorted(included) == sorted(p.name for p in PACKAGE.glob("*.pxi"))


def loaded(code: str) -> set[str]:
    """The modules that are there after some code, and the packages they belong to."""
    code = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    return modules | {module.split(".")[0] for module in modules}


def test_import_loads_nothing_optional() -> None:
    assert not loaded("import dualnum") & (OPTIONAL | LATER)


def test_plot_loads_nothing_optional() -> None:
    modules = loaded("import dualnum as dn\ndn.plot.function")
    assert "dualnum.plot" in modules
    assert not modules & OPTIONAL


def test_optimizers_load_nothing_optional() -> None:
    modules = loaded("import dualnum as dn\ndn.optimize.newton(lambda x: x * x, 1.0)")
    assert "dualnum.optimize" in modules
    assert not modules & OPTIONAL


# ---- names and docstrings --------------------------------------------------------------------------------


def test_public_names() -> None:
    assert sorted(dn.__all__) == sorted(set(dn.__all__))
    for name in dn.__all__:
        assert hasattr(dn, name)
    assert set(dn.functions.RULES) <= set(dn.__all__)
    assert set(dn.functions.ALIASES) <= set(dn.__all__)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_have_docstrings(name: str) -> None:
    thing = getattr(dn, name)
    if isinstance(thing, (dict, tuple)):
        return  # RULES, ALIASES, INSTRUCTION_SETS: described by their module
    text = inspect.getdoc(thing)
    assert text
    assert len(text.splitlines()[0]) > 10


SECTIONS = ["Parameters", "Returns", "Raises", "Examples"]


SECTIONED = [(p, n) for p in (dn.optimize, dn.plot) for n in p.__all__ if callable(getattr(p, n))]


@pytest.mark.parametrize(("package", "name"), SECTIONED, ids=lambda v: getattr(v, "__name__", v))
def test_docstrings_of_packages_have_all_sections(package: Any, name: str) -> None:
    thing = getattr(package, name)
    text = inspect.getdoc(thing) or ""
    for section in ["Attributes"] if isinstance(thing, type) else SECTIONS:
        assert re.search(rf"^{section}\n-{{{len(section)}}}$", text, re.MULTILINE), section


@pytest.mark.parametrize("kind", [dn.Dual, dn.HyperDual], ids=lambda t: t.__name__)
def test_public_members_have_docstrings(kind: type) -> None:
    for name in dir(kind):
        if not name.startswith("_"):
            assert inspect.getdoc(getattr(kind, name)), name


def examples(thing: Any, name: str, names: dict[str, Any]) -> int:
    """Runs the examples of one docstring; their number."""
    runner = doctest.DocTestRunner(verbose=False)
    count = 0
    for test in doctest.DocTestFinder(recurse=False, exclude_empty=True).find(thing, name, globs=dict(names)):
        count += len(test.examples)
        out: list[str] = []
        runner.run(test, out=out.append)
        assert runner.failures == 0, "".join(out)
    return count


@pytest.mark.parametrize("module", MODULES)
def test_doctests_of_modules(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(module)):
        runner.run(test)
        if "matplotlib.pyplot" in sys.modules:  # each docstring begins without a figure
            sys.modules["matplotlib.pyplot"].close("all")
    assert runner.failures == 0


DOCUMENTED = ["Dual", "HyperDual", *(n for n in vars(dn.transforms) if n in dn.__all__ and n in PUBLIC)]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_doctests_of_names(name: str) -> None:
    assert examples(getattr(dn, name), name, {}) > 0


README_BLOCKS = re.findall(r"^```(?:python|pycon)\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)


def test_readme_runs() -> None:
    text = "\n".join(block for block in README_BLOCKS if ">>>" in block)
    test = doctest.DocTestParser().get_doctest(text, {}, "README", "README.md", 0)
    assert test.examples
    runner = doctest.DocTestRunner(verbose=False)
    out: list[str] = []
    runner.run(test, out=out.append)
    assert runner.failures == 0, "".join(out)


# ---- sizes -----------------------------------------------------------------------------------------------

CODE = [
    path
    for folder in ("src", "dualnum", "tests", "bench", "tools", "docs", "examples")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".pyx", ".pxi", ".pxd", ".h", ".c", ".def"}
    and not (path.suffix == ".c" and path.with_suffix(".pyx").exists())  # what Cython wrote
]


def test_no_file_holds_two_nouns() -> None:
    long = {str(p.relative_to(ROOT)): n for p in CODE if (n := len(p.read_text().splitlines())) > 420}
    assert not long
