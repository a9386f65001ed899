"""`check --explain`: the manual page of a code, or the fields of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from builder import schema
from builder.codes import CODES, examples, without_finding
from builder.finding import Finding, Severity
from builder.i18n import N_, Language
from builder.kind_names import kind_named, kind_of_value
from builder.kinds import KINDS
from builder.read.oneline import FIELDS

SEVERITIES: Final = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.INFO: N_("hint"),
}


def explain(word: str, language: Language) -> str | None:
    """The manual page of `word`, in any spelling; None when there is none."""
    if word.upper() in CODES:
        return _code(word.upper(), language)
    name = kind_named(word) or kind_of_value(word)
    return _kind(name, language) if name else None


def _code(code: str, language: Language) -> str:
    row = CODES[code]
    severity = language.text(SEVERITIES[Finding(code).severity])
    sentences = [without_finding(language.text(text)) for text in (row.message, row.hint)]
    lines = [f"{code}  ({severity})", "", *sentences]
    bad, good = examples(code, chinese=language.chinese)
    if bad:
        lines += ["", language.text("Instead of:"), *_indented(bad)]
        lines += [language.text("write:"), *_indented(good)]
    return "\n".join(lines) + "\n"


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.split("\n")]


def _kind(kind: str, language: Language) -> str:
    node = schema.schemas()[kind]
    described = node.get("description" if language.chinese else "x-description-en", "")
    place = KINDS[kind].place + ("/" if KINDS[kind].folder else ".yml")
    lines = [f"{language.kind(kind)} ({kind}): {described}", f"records/{place}", ""]
    if line := node.get("x-line"):
        order = language.join([language.field(kind, name) for name in FIELDS])
        lines += [language.text("On one line, in this order: {order}", order=order)]
        lines += [f"    - {line}", ""]
    lines += _fields(kind, language)
    if schema.sometimes_required(node, either=True):
        lines += ["", language.text(N_("★ always required; ☆ required in some cases."))]
    return "\n".join(lines) + "\n"


def _fields(kind: str, language: Language) -> Iterator[str]:
    for route, field, star in schema.form(kind):
        indent = "  " * (len(route) - 1)
        described = field.get("description" if language.chinese else "x-description-en", "")
        mark = f" {star}" if star else ""
        yield f"{indent}{route[-1]} {field.get('title', '')}{mark}  {described}".rstrip()
        item = field["items"] if field.get("type") == "array" else field
        if found := schema.choices(item):
            yield f"{indent}    " + " | ".join(f"{choice.const} {choice.title}" for choice in found)
