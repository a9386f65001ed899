"""Bad input and what is said of it: one folder a case (see `tests.corpus`).

Every case gives exactly its findings, each at its own file, line and column. Each is worded in
Chinese and in English without a value of the records, all of it within two seconds.
"""

from __future__ import annotations

import json
import os
import re
import time
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from builder import presets as shipped
from builder.assets import SCHEMAS
from builder.codes import CODES, PLACEHOLDER
from builder.finding import Finding
from builder.i18n import LOCALES, language
from builder.kinds import BY_PLACE
from builder.read.decode import decode
from builder.report import FORMATS, Report
from builder.wording import worded
from tests import corpus
from tests.corpus import AS_OF, CASES, NAMES, Outcome, files
from tests.messages import translated
from tests.support import MemoryFolder, look

SECONDS: Final = 2.0 * float(os.environ.get("SHOUWANG_PATIENCE", "1"))
"""So long may finding and wording a case take; most take some milliseconds. Where every line is
counted (`tests.coverage`) it takes longer."""

_HAN_RUN: Final = re.compile("[\u3400-\u9fff]+")
_WORD_RUN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{2,}[A-Za-z0-9]")
_DAY_OR_COUNT: Final = re.compile(r"[0-9]{1,5}(?:[.-][0-9]{1,2}){0,2}")
_CHARACTER: Final = re.compile(r"U\+[0-9A-F]{4,6}")
_LATIN: Final = re.compile(r"[A-Za-z]{2,}")


def findings(name: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """What a case expects, and what is found in it."""
    return corpus.expected(name), corpus.outcome(name).findings


def test_base_has_nothing_to_say() -> None:
    """The good example of every code."""
    for schools in (("base",), ("base", "village")):
        laid = {path: text for one in schools for path, text in files(CASES / one).items()}
        assert look(MemoryFolder(laid), AS_OF).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    """Exactly the expected findings, each in words, and no value of a record where all can read."""
    begun = time.process_time()
    outcome = corpus.outcome(name)
    written = "".join(_reports(outcome))
    took = time.process_time() - begun
    assert took < SECONDS, f"{name}: {took:.1f} s of work, more than {SECONDS} s"
    wanted = corpus.expected(name)
    rows = sorted(wanted["findings"], key=_place)
    got = sorted(map(_row, outcome.findings), key=_place)
    assert [_bare(row, like) for row, like in zip(got, rows, strict=False)] + got[len(rows) :] == [
        _bare(row, row) for row in rows
    ]
    assert bool(outcome.reason) == bool(wanted.get("unusable"))
    _in_words(name, outcome, rows)
    texts = [decode(_raw(content)).text for content in corpus.laid(name).files.values()]
    assert not leaked(written, texts, _ids(outcome) | _public_words(name))


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["file"], row["line"] or 0, row["code"], row.get("column") or 0)


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "file": finding.path,
        "line": finding.line,
        "column": finding.column,
    }


def _bare(row: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    """What is compared: a case need not say at which column."""
    return {key: value for key, value in row.items() if key != "says" and key in like}


def _raw(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _in_words(name: str, outcome: Outcome, rows: list[dict[str, Any]]) -> None:
    """A sentence and a hint for each finding in both languages; the Chinese ones all Chinese."""
    said: dict[tuple[Any, ...], str] = {}
    for finding in outcome.findings:
        for locale in LOCALES:
            message, hint = worded(finding, language(locale))
            assert ("。" in message) == (locale == "zh_CN")
            for text in (message, hint):
                assert text.strip()
                assert not PLACEHOLDER.search(text)
            if locale == "zh_CN":
                assert _HAN_RUN.search(message)
                assert _HAN_RUN.search(hint)
                assert not _english_in(finding, message, hint, _ids(outcome) | _public_words(name))
                said.setdefault(_place(_row(finding)), "")
                said[_place(_row(finding))] += message + hint
    for row in rows:
        if parts := row.get("says"):
            told = next(text for place, text in said.items() if _fits(place, row))
            for part in [parts] if isinstance(parts, str) else parts:
                assert part in told, f"{name}: {told}"


def _fits(place: tuple[Any, ...], row: dict[str, Any]) -> bool:
    wanted = _place(row)
    return place[:3] == wanted[:3] and wanted[3] in (0, place[3])


def _english_in(finding: Finding, message: str, hint: str, ids: frozenset[str]) -> set[str]:
    """English words in Chinese sentences that their translations don't have of themselves."""
    code, chinese = CODES[finding.code], language("zh_CN")
    of_itself = chinese.text(code.message) + chinese.text(code.hint)
    of_itself += f" {finding.path} {dict(finding.words).get('rule')}"
    known = {*_LATIN.findall(of_itself), *_LATIN.findall(" ".join(ids)), *_TECHNICAL, *BY_PLACE}
    return set(_LATIN.findall(_CHARACTER.sub("", message + hint))) - known


_TECHNICAL: Final = frozenset({"GBK", "Big", "UTF", "pian", "yml"})
"""Names that are the same in Chinese: of encodings, presets and files."""


def _reports(outcome: Outcome) -> list[str]:
    """What CI would print, in every format and both languages."""
    if outcome.inspection is None:
        return []
    reports = [Report.of(outcome.inspection, language(locale)) for locale in LOCALES]
    return [FORMATS[name](report) for name in FORMATS for report in reports]


def _ids(outcome: Outcome) -> frozenset[str]:
    """The ids of a school: they stand in URLs and logs."""
    if outcome.inspection is None:
        return frozenset()
    store, policy = outcome.inspection.store, outcome.inspection.policy
    found = {*store.staff, *store.children, *(cls.id for cls in store.school.classes)}
    found |= {semester.id for semester in store.semesters} | {
        need.id for need in store.school.needs
    }
    return frozenset(found | {rule.id for rule in policy.rules})


def leaked(written: str, texts: list[str], public: frozenset[str]) -> set[str]:
    """What is written of the records' texts: three characters in a row, a short word whole.

    Ids, days, small numbers and whatever the program says of itself are no secrets.
    """
    told = _shreds(written) - _shreds_of_program() - _shreds(" ".join(public))
    return {shred for text in texts for shred in _shreds(text) & told}


def _shreds(text: str) -> set[str]:
    han = _HAN_RUN.findall(text)
    found = {run[at : at + 3] for run in han for at in range(len(run) - 2)}
    found |= {run for run in han if len(run) == 2}
    return found | {word for word in _WORD_RUN.findall(text) if not _DAY_OR_COUNT.fullmatch(word)}


@cache
def _shreds_of_program() -> frozenset[str]:
    """Everything that the program can say whatever the records hold: catalogues and schemas."""
    texts = [
        "null true false",
        *translated(),
        *(text for forms in translated().values() for text in forms),
    ]
    texts += [path.read_text("utf-8") for path in SCHEMAS.glob("*.json")]
    return frozenset(_shreds("\n".join(texts)))


def _public_words(name: str) -> frozenset[str]:
    """Paths stand in every report; that they carry no names is for E105 to say."""
    return frozenset(corpus.laid(name).files) | corpus.laid(name).links


def test_a_value_in_a_report_is_noticed() -> None:
    """The guard itself: a name, a telephone and a piece of somebody's text are each found."""
    texts = ["学生: [林小雨, 张伟]\n电话: 0576-88880001\n内容: 奶奶腰疼\n日期: 2026-10-27\n"]
    public = frozenset({"c2301"})
    for said in ("林小雨：缺少", "张伟 c2301", "0576-88880001", "“奶奶腰疼”", "看奶奶腰"):
        assert leaked(said, texts, public), said
    for said in ("学生 c2301", "请写成 2026-10-27", "日期：这不是日期"):
        assert not leaked(said, texts, public), said


def test_english_in_a_chinese_sentence_is_noticed() -> None:
    finding = Finding("E203", "visits/t07.yml", 3, 1, ("kind",))
    assert _english_in(finding, "方式：home_visit", "可选：家访。", frozenset()) == {
        "home",
        "visit",
    }
    assert not _english_in(finding, "方式：不在可选范围内。", "可选：家访。", frozenset())


def test_every_case_is_of_a_family_and_there_are_enough() -> None:
    """The corpus covers what people do wrong, and holds what only looks wrong."""
    assert set(map(corpus.family, NAMES)) == set(corpus.FAMILIES)
    assert sum(corpus.count().values()) == len(NAMES) >= 320
    assert corpus.count()["weeks"] >= 10
    assert all(corpus.harmless().values()), corpus.harmless()


_FALLBACKS = {"E219", "E639"}
"""What is said when no better sentence is known; no input that leads here is known either."""

_ELSEWHERE = {"E602", "O101", "O201"}
"""Codes whose examples are tests of their own: presets, lists."""


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
