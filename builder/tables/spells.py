"""A list of spells, absences, earlier classes or results in a cell: a line an item.

`2023-09-01至2025-01-10 一方外出`, `2025-02-01起`; a line that begins with a full-width space goes on
with the text before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from builder.i18n import N_, Language
from builder.schema import Node, choices, properties
from builder.tables.scalars import WIDE, Unreadable, coded, day_text
from builder.yamltext import spelled

Tree = Any
"""What the reader's form takes: text, lists of it, mappings with canonical keys."""

NO_SPELL: Final = N_("This is no stretch of time. Write 2023-09-01至2025-01-10, or 2023-09-01起.")
NO_RESULT: Final = N_("Begin each line with its date: 2026-11-13 [好] …")


def _spell_text(item: Mapping[str, Any], node: Node, language: Language) -> str:
    first, last = ("since", "until") if "since" in properties(node) else ("from", "to")
    chinese = language.chinese
    open_, between = ("起", "至") if chinese else ("/..", "/")
    until = item.get(last)
    days = f"{item[first]}{between}{until}" if until else f"{item[first]}{open_}"
    rest = [name for name in properties(node) if name not in (first, last)]
    said = [spelled(item[name], properties(node)[name], language) for name in rest if name in item]
    return " ".join([days, *said])


def _class_text(item: Mapping[str, Any], node: Node, language: Language) -> str:
    return f"{item['class']} {'至' if language.chinese else '/'}{item['until']}"


def _result_text(item: Mapping[str, Any], node: Node, language: Language) -> str:
    text, rating = str(item["text"]), item.get("rating")
    if rating or text.startswith("["):
        said = spelled(rating, properties(node)["rating"], language) if rating else ""
        text = f"[{said}] {text}"
    return f"{item['date']} {text}"


def apart(line: str) -> list[str]:
    """Several spells on one line, as people write them: `2020.9至2021.7；2023.9起`."""
    return _BETWEEN_SPELLS.split(line) if "\n" not in line else [line]


_BETWEEN_SPELLS: Final = re.compile(r"[;；]\s*(?=[0-9０-９]{4})")


_DATE: Final = r"[0-9]{4}(?:[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?|月)?|年)?"
_SPELL: Final = re.compile(
    rf"(?:从|自)?(?P<first>{_DATE})\s*"
    rf"(?:(?:至今|起|以来|开始|/\.\.)|(?:至|到|[-—~～/]+)\s*(?P<last>{_DATE})止?)?"
    r"(?:\s+|(?=[（(])|\Z)(?P<rest>.*)\Z",
    re.DOTALL,
)


def _spell(line: str, items: Node) -> Tree:
    names = properties(items)
    first, last = ("since", "until") if "since" in names else ("from", "to")
    others = [name for name in names if name not in (first, last)]
    found = _SPELL.match(line.translate(WIDE))
    if found is None:
        if others and not re.match(r"[0-9０-９]", line):
            return {others[0]: _rest(line, names[others[0]])}
        raise Unreadable(NO_SPELL)
    out = {first: day_text(found["first"], partial="since" in names)}
    if found["last"]:
        out[last] = day_text(found["last"], partial=False)
    # What follows the dates is as it was typed, not as it was narrowed to find them.
    rest = line[found.start("rest") :]
    if rest:
        if not others:
            raise Unreadable(NO_SPELL)
        out[others[0]] = _rest(rest, names[others[0]])
    return out


def _rest(text: str, node: Node) -> str:
    if choices(node):
        return coded(node)(text.strip("()（） ")) or ""
    return text.strip()


_LEFT_CLASS: Final = re.compile(rf"(?P<class>.+?)\s*(?:至|到|/|\buntil\b)\s*(?P<until>{_DATE})\Z")


def _left_class(line: str, items: Node) -> Tree:
    found = _LEFT_CLASS.match(line.translate(WIDE).strip())
    if found is None:
        raise Unreadable(NO_SPELL)
    return {"class": found["class"], "until": day_text(found["until"], partial=False)}


_RESULT: Final = re.compile(
    rf"(?P<date>{_DATE})(?:\s+|[:：]\s*)(?:\[(?P<rating>[^\]\n]*)\]\s*)?(?P<text>.+)\Z", re.DOTALL
)


def _result(line: str, items: Node) -> Tree:
    found = _RESULT.match(line)
    if found is None:
        raise Unreadable(NO_RESULT)
    out = {"date": day_text(found["date"], partial=False), "text": found["text"].strip()}
    if found["rating"]:
        out["rating"] = found["rating"]
    return out


_Codec = tuple[Callable[[Mapping[str, Any], Node, Language], str], Callable[[str, Node], Tree]]
CODECS: Final[Mapping[frozenset[str], _Codec]] = {
    frozenset({"since", "until"}): (_spell_text, _spell),
    frozenset({"since", "until", "type"}): (_spell_text, _spell),
    frozenset({"since", "until", "reason"}): (_spell_text, _spell),
    frozenset({"from", "to", "reason"}): (_spell_text, _spell),
    frozenset({"class", "until"}): (_class_text, _left_class),
    frozenset({"date", "text", "rating"}): (_result_text, _result),
}
"""How an item of each list of mappings is written on a line, and read from it."""
