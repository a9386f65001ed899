"""What is said of an inspection, in the format that a person or a program asked for.

Every format is a function from a `Report` to text, looked up by name in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from builder.report import github, gitlab, jsontext, junit, plain
from builder.report.report import Report

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": plain.text,
    "json": jsontext.text,
    "github": github.text,
    "gitlab": gitlab.text,
    "junit": junit.text,
}

__all__ = ["FORMATS", "Report"]
