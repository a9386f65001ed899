"""Bad input and what is said of it: one folder a case.

`tests/cases/base` is a small school with nothing to say about it. Every other folder holds files
that are laid over it and, in `expected.json`, every finding that this must give, each at its own
file and line, and no other. A new case is a new folder.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from builder import presets as shipped
from builder.codes import CODES, PLACEHOLDER
from builder.finding import Finding
from builder.i18n import LOCALES, language
from builder.wording import worded
from tests.support import MemoryFolder, look

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir() if path.name != "base")
AS_OF = "2026-10-28"


def files(folder: Path) -> dict[str, str | bytes]:
    """Every file below a folder."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def findings(name: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """What a case expects, and what is found in it."""
    expected = json.loads((CASES / name / "expected.json").read_text(encoding="utf-8"))
    laid = {**files(CASES / "base"), **files(CASES / name / "records")}
    for path in expected.get("removed", ()):
        del laid[path]
    return expected, look(MemoryFolder(laid), expected.get("as_of", AS_OF)).findings


def test_base_has_nothing_to_say() -> None:
    """The good example of every code."""
    assert look(MemoryFolder(files(CASES / "base")), AS_OF).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    """Exactly the expected findings, each worded in both languages without a value of the record."""
    expected, found = findings(name)
    got = [{"code": f.code, "file": f.path, "line": f.line} for f in found]
    assert sorted(got, key=str) == sorted(expected["findings"], key=str)
    for finding in found:
        for locale in LOCALES:
            message, hint = worded(finding, language(locale))
            assert message
            assert hint
            assert not PLACEHOLDER.search(message + hint)
            assert ("。" in message) == (locale == "zh_CN")


_FALLBACKS = {"E219", "E639"}
"""What is said when no better sentence is known; no input that leads here is known either."""

_ELSEWHERE = {"E102", "E116", "E118", "E602", "O101", "O201"}
"""Codes whose examples are tests of their own: links, sizes, permissions, presets, lists."""


def test_every_code_has_an_example() -> None:
    """A code that nothing triggers is dead, or untested."""
    triggered = {
        row["code"]
        for name in NAMES
        for row in json.loads((CASES / name / "expected.json").read_text(encoding="utf-8"))[
            "findings"
        ]
    }
    assert triggered | _FALLBACKS | _ELSEWHERE == set(CODES)


def test_every_code_is_in_a_family_and_documented() -> None:
    """Codes are a letter and three digits, and a bad line comes with its mend."""
    for code, row in CODES.items():
        assert re.fullmatch(r"[EWIO][1-6][0-9]{2}", code)
        assert bool(row.bad) == bool(row.good)


def test_link_is_refused(tmp_path: Path) -> None:
    """E102, on disk: a link is not followed, and what it points to is not read."""
    from builder.read.scan import DiskFolder

    for path, content in files(CASES / "base").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "visits" / "link.yml").symlink_to(tmp_path / "school.yml")
    found = look(DiskFolder(tmp_path), AS_OF).findings  # type: ignore[arg-type]
    assert [(f.code, f.path) for f in found] == [("E102", "visits/link.yml")]


def test_file_too_large() -> None:
    """E116: over 1 MiB."""
    laid = files(CASES / "base")
    laid["visits/big.yml"] = b"# " + b"x" * 1024 * 1024
    found = look(MemoryFolder(laid), AS_OF).findings
    assert [(f.code, f.path, f.line) for f in found] == [("E116", "visits/big.yml", None)]


def test_file_that_cannot_be_opened() -> None:
    """E118: an error of the disk is a finding like any other."""

    class Locked(MemoryFolder):
        def read(self, path: str) -> bytes:
            if path.startswith("visits/"):
                raise PermissionError(path)
            return super().read(path)

    found = look(Locked(files(CASES / "base")), AS_OF).findings
    assert [(f.code, f.line) for f in found] == [("E118", None)]


def test_two_presets_with_one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """E602, and that repeating the rule settles it."""
    rule = {"id": "same", "contact": ["home_visit"], "every": "week"}
    both = {"pian-1": {"rules": [rule]}, "pian-2": {"rules": [rule]}}
    monkeypatch.setattr("builder.policy.presets", lambda: both)
    laid = files(CASES / "base")
    laid["policy.yml"] = "采用: [pian-1, pian-2]\n"
    found = look(MemoryFolder(laid), AS_OF).findings
    assert [(f.code, f.line) for f in found] == [("E602", 1)]
    laid["policy.yml"] = "采用: [pian-1, pian-2]\n规则:\n- id: same\n"
    assert look(MemoryFolder(laid), AS_OF).findings == ()
    assert set(shipped.presets()) == {f"pian-{n}" for n in range(1, 6)}
