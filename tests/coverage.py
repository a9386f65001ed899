"""`make coverage`: the tests that go through the reader, the engine and the audience filter, and
every line and branch of these that they leave out. The status is 0 when there is none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]

COVERED: Final = (
    *("read", "obligations", "periods", "contacts", "roles", "calendar", "evaluation"),
    *("audience", "withhold", "confidential"),
)
"""What the reader, the engine and the audience filter are made of."""

COVERING: Final = (
    *("cases", "oneline", "mending", "tidy", "presets", "hints", "schemas"),
    *("decode", "form", "loading", "locate", "records", "scan", "structure"),
    *("calendar", "contacts", "obligations", "periods", "roles", "withhold"),
)
"""The tests that go through them: `cases` stands for `tests/test_cases.py`.

None that is slow and goes nowhere else, such as whole commands, and not the fuzzer: it asks only
that there is an answer, not which.
"""


def run(
    *options: str, cores: str = "auto", quiet: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run the covering tests with more options of pytest-cov; what `quiet` keeps back is in it."""
    with tempfile.TemporaryDirectory() as place:
        return subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *("-n", cores, "--dist", "loadgroup", "--cov-branch"),
                *(f"--cov=builder.{name}" for name in COVERED),
                *(f"tests/test_{name}.py" for name in COVERING),
                *options,
            ],
            cwd=ROOT,
            env={
                **{name: text for name, text in os.environ.items() if "PYTEST" not in name},
                "COVERAGE_FILE": str(Path(place) / "coverage"),
                "SHOUWANG_PATIENCE": "5",
            },
            capture_output=quiet,
            text=True,
            check=False,
        )


WHOLE: Final = ("--cov-report=term-missing", "--cov-fail-under=100")
"""What is asked of it: nothing left out."""

if __name__ == "__main__":
    sys.exit(run(*WHOLE).returncode)
