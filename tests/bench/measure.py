"""One run of a command: its time and its peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """How long a command took, and the most memory it held."""

    seconds: float
    peak_mib: float


def measured(command: list[str]) -> Run:
    """Run a command to its end. Raises RuntimeError when it fails."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        peak = usage.ru_maxrss / unit
    else:
        code, peak = process.wait(), float("nan")
    if code:
        raise RuntimeError(f"{command[:4]} ended with {code}")
    return Run(time.perf_counter() - begun, peak)
