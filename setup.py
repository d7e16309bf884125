"""Builds the C core, once for each instruction set, and the extension modules over it."""

import platform
import sys
from glob import glob

import numpy
from Cython.Build import cythonize
from setuptools import Extension, setup

MSVC = sys.platform == "win32"
X86 = platform.machine().lower() in ("x86_64", "amd64") and not MSVC

# Bits must not depend on the compiler's taste: no contraction of a*b+c, nothing that relaxes IEEE 754.
# Math functions set no errno and traps are off, so that loops vectorize.
GNU_FLAGS = ["-std=c11", "-O3", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-g0"]
FLAGS = ["/std:c11", "/O2", "/fp:precise"] if MSVC else GNU_FLAGS
# The short loops of the core take a third longer where they happen to lie badly.
ALIGNMENT = [] if MSVC else ["-falign-functions=64", "-falign-loops=32"]
INSTRUCTION_SETS = {
    "avx2": ["-mavx2", "-mfma"],
    "avx512": ["-mavx2", "-mfma", "-mavx512f", "-mavx512dq", "-mavx512vl", "-mprefer-vector-width=512"],
}
HEADERS = sorted(glob("src/*.h") + glob("src/*.def"))
MACROS = [("DN_HAVE_X86", "1")] if X86 else []


def library(name, sources, flags=()):
    build = {
        "sources": sources,
        "obj_deps": {"": HEADERS},
        "include_dirs": ["src"],
        "macros": MACROS,
        "cflags": [*FLAGS, *ALIGNMENT, *flags],
    }
    return name, build


LIBRARIES = [
    library(
        "dn_rules",
        ["src/rules.c", "src/isa_baseline.c", "src/far.c", "src/reduce.c", *glob("src/special_*.c")],
    ),
]
if X86:
    LIBRARIES += [
        library(f"dn_{isa}", [f"src/isa_{isa}.c"], flags) for isa, flags in INSTRUCTION_SETS.items()
    ]


def extension(name, *sources, libraries=(), include_dirs=()):
    return Extension(
        f"dualnum.{name}",
        [f"dualnum/{name}.pyx", *sources],
        include_dirs=["src", *include_dirs],
        define_macros=[("NPY_NO_DEPRECATED_API", "NPY_2_0_API_VERSION")],
        depends=HEADERS,
        libraries=[*libraries, *([] if MSVC else ["m"])],
        extra_compile_args=FLAGS,
    )


setup(
    libraries=LIBRARIES,
    ext_modules=cythonize(
        [
            extension("_core", libraries=[name for name, _ in LIBRARIES]),
            extension("_scalar", "src/jet.c"),
            extension("_lanes"),
            extension("_array", "src/arrays.c", include_dirs=[numpy.get_include()]),
        ],
        compiler_directives={"language_level": 3, "binding": False, "autotestdict": False},
    ),
)
