"""The machine of a run, by its make and its software: never by its name."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dualnum.functions import INSTRUCTION_SETS

CPUINFO = Path("/proc/cpuinfo")


def machine() -> dict[str, Any]:
    """Processor, cores, the instruction sets dualnum uses there, system, Python and the day."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "instruction sets": list(INSTRUCTION_SETS),
        "system": system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "date": datetime.now(UTC).date().isoformat(),
    }


def processor() -> str:
    """The model, where the system tells it; else the architecture."""
    if CPUINFO.exists():
        for line in CPUINFO.read_text().splitlines():
            key, _, model = line.partition(":")
            if key.strip() == "model name":
                return model.strip()
    if sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return platform.processor() or platform.machine()


def system() -> str:
    """The system and its version, with the architecture."""
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        name = f"{platform.system()} {platform.release()}"
    return f"{name}, {platform.machine()}"
