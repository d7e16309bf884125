"""Sphinx' settings. All pages are built offline, from the dualnum that is installed."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent

# The checkout's dualnum is not compiled: what is documented is the installed one.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]
sys.path.insert(0, str(HERE / "_extensions"))
os.environ["MPLBACKEND"] = "Agg"

from gallery_order import SECTIONS  # noqa: E402

import dualnum  # noqa: E402

project = "dualnum"
author = "The dualnum developers"
copyright = "the dualnum developers"
release = version = dualnum.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
    "function_tables",
    "benchmark_page",
    "api_pages",
    "project_facts",
    "offline",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_templates"]
templates_path = ["_templates"]
nitpicky = True
highlight_language = "python"
default_role = "literal"
smartquotes = False  # strings in docstrings stay strings

# ---- Markdown: no TeX, formulas are text ---------------------------------------------------------------

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

# ---- API reference -------------------------------------------------------------------------------------

autosummary_generate = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_attributes_as_param_list = True

# ---- gallery -------------------------------------------------------------------------------------------

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "backreferences_dir": "gallery/backreferences",  # pages of functions show the examples that call them
    "doc_module": ("dualnum",),
    "filename_pattern": r"plot_",
    "subsection_order": [f"../examples/{section}" for section in SECTIONS],
    "matplotlib_animations": True,
    "image_scrapers": ("moving_pictures.scraper",),
    "abort_on_example_error": True,
    "show_signature": False,
    "download_all_examples": False,
    "write_computation_times": False,  # their page loads scripts from elsewhere; the build prints them
    "within_subsection_order": "gallery_order.InOrder",
    "capture_repr": (),
    "remove_config_comments": True,
}

# ---- pages ---------------------------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = "dualnum"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_show_sourcelink = False
html_copy_source = False
NO_SECTIONS = ("index", "install", "tutorial", "benchmarks")
html_sidebars: dict[str, list[str]] = {page: [] for page in NO_SECTIONS}
html_theme_options = {
    "navbar_persistent": ["search-button"],
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 8,
    "navigation_with_keys": False,
    "secondary_sidebar_items": {
        "**": ["page-toc"],
        "index": [],
        "benchmarks": [],
        "reference/functions": [],
        "reference/special": [],
        "reference/stats": [],
        "reference/numpy": [],
    },
}
