"""What a finding says, in the reader's language.

A finding holds a code, a route and a few words; labels, choices and help come from the schema of
the field it points at. No text from a record is ever part of it.
"""

from __future__ import annotations

from typing import Final

from builder import schema
from builder.codes import CODES
from builder.finding import Finding, Route
from builder.i18n import Language
from builder.kinds import BY_PLACE
from builder.read.scan import kind_of

_MANY: Final = 24
"""So many choices fit into a hint."""


def worded(finding: Finding, language: Language) -> tuple[str, str]:
    """The message and the hint of a finding."""
    code = CODES[finding.code]
    words = _words(finding, language)
    return language.text(code.message, **words), language.text(code.hint, **words)


def _words(finding: Finding, language: Language) -> dict[str, str]:
    """Everything that a message may ask for: the finding's own words and the schema's."""
    kind = kind_of(finding.path)
    given = dict(finding.words)
    words = {
        "suggestion": "",
        "help": "",
        "fields": "",
        "choices": "",
        "field": "",
        "key": "",
        "folders": ", ".join(f"{place}/" for place, k in BY_PLACE.items() if k.folder),
        "low": "…",
        "high": "…",
        **given,
    }
    if kind is None:
        if near := given.get("near"):
            words["suggestion"] = language.text(" Did you mean {word}?", word=f"{near}/")
        return words
    route = _route(finding)
    node = schema.node_at(kind.name, route) or {}
    parent: Route = route[:-1] if finding.code in _ABOUT_A_KEY else route
    names = [step for step in route if isinstance(step, str)]
    words["field"] = language.field(kind.name, *route) if names else language.kind(kind.name)
    words["key"] = (
        str(node.get("title", names[-1] if names else ""))
        if language.chinese
        else (names[-1] if names else "")
    )
    words["fields"] = (
        given.get("options")
        and language.join(
            [language.field(kind.name, *parent, name) for name in given["options"].split()]
        )
    ) or _fields(kind.name, parent, language)
    words["choices"] = (
        given.get("ids") or given.get("known") or _choices(kind.name, route, language)
    )
    words["example"] = _example(kind.name, route, language)
    described = node.get("description" if language.chinese else "x-description-en", "")
    if described:
        words["help"] = language.text(" ({text})", text=described)
    if finding.code == "E212":
        words["help"] = language.text(" Such as {form}.", form=_form(node, language))
    if finding.code == "E301":
        known = given.get("known", "")
        words["help"] = (
            language.text(" On record: {choices}.", choices=language.join(known.split()))
            if known
            else ""
        )
    if finding.code == "E225" and route == ("children",):
        words["help"] = language.text(" (names or ids, several joined by 、 without blanks)")
    if finding.code in ("E204", "E225", "E624") and words["choices"]:
        words["help"] = language.text(" One of: {choices}.", choices=words["choices"])
    if near := given.get("near"):
        word = _near(finding, kind.name, parent, route, near, language)
        words["suggestion"] = language.text(" Did you mean {word}?", word=word)
    return _named(finding, kind.name, words, language)


_ABOUT_A_KEY: Final = frozenset({"E202", "E622"})
_PEOPLE: Final = {
    "W501": "consent",
    "W505": "consent",
    "W506": "consent",
    "W503": "unguarded",
    "O401": "followed_up",
    "O402": "answered",
}


def _named(
    finding: Finding, kind: str, words: dict[str, str], language: Language
) -> dict[str, str]:
    """Words that are codes in the finding and labels in a sentence."""
    if field := _PEOPLE.get(finding.code):
        words["field"] = language.field(kind, field)
    if finding.code in ("E402", "E403"):
        words["enrolled"] = language.field("child", "enrolled")
        words["left"] = language.field("child", "left")
    if finding.code == "E305":
        words["choices"] = language.join([one.replace("=", " = ") for one in words["ids"].split()])
    if finding.code == "E401":
        words["start"] = language.field(kind, *finding.route[:-1], words["start"])
    if to := words.get("to"):
        words["who"] = language.value("policy", ("incident_deadlines", "to"), to)
    if finding.code == "O202":
        words["role"] = language.value("pairing", "kind", words["role"])
    if missing := words.get("missing"):
        labels = [language.field("policy", "rules", name) for name in missing.split()]
        words["missing"] = language.join(labels)
    if finding.code == "E605":
        windows = [language.field("semester", "windows", name) for name in words["known"].split()]
        words["choices"] = language.join(windows)
    if finding.code == "E601":
        words["choices"] = ", ".join(f"pian-{n}" for n in range(1, 6))
    return words


def _route(finding: Finding) -> Route:
    """The route within a record: `entries` and list positions at the file's top are no fields."""
    route = finding.route
    while route and (isinstance(route[0], int) or route[0] == "entries"):
        route = route[1:]
    return route


def _near(
    finding: Finding, kind: str, parent: Route, route: Route, near: str, language: Language
) -> str:
    if finding.code in _ABOUT_A_KEY:
        return language.field(kind, *parent, near) if language.chinese else near
    if finding.code == "E605":
        return language.field("semester", "windows", near) if language.chinese else near
    if finding.code in ("E203", "E222", "E623"):
        return language.value(kind, route, near) if language.chinese else near
    return near


def _fields(kind: str, route: Route, language: Language) -> str:
    node = schema.node_at(kind, route)
    if node is None:
        return ""
    inner = node["items"] if node.get("type") == "array" else node
    names = list(schema.properties(inner))
    shown = [language.field(kind, *route, name) if language.chinese else name for name in names]
    return language.join(shown)


def _example(kind: str, route: Route, language: Language) -> str:
    """A number of the field, or two items of a list, as they should be written."""
    node = schema.node_at(kind, route) or {}
    if node.get("type") in _NUMBERS:
        return str(next(iter(node.get("examples", ())), _NUMBERS[node["type"]]))
    item = node.get("items", node)
    titles = [choice.title for choice in schema.choices(item)[:2]]
    consts = [choice.const for choice in schema.choices(item)[:2]]
    people = item.get("x-ref", "") != "class" and language.chinese
    names = ["李小雨", "王芳"] if people else ["2024-1", "2023-1"] if language.chinese else []
    return ", ".join((titles if language.chinese else consts) or names or ["c2301", "c2302"])


_NUMBERS: Final = {"integer": "3", "number": "3.5"}


def _form(node: schema.Node, language: Language) -> str:
    """A short form of a mapping as it may be typed: `{起: 2024-09, 类型: 双方外出}`."""
    inner = node.get("items", node)
    fields = schema.properties(inner)
    names = [name for name in fields if name in inner.get("required", ())] or list(fields)[:2]
    pairs = (
        f"{fields[name].get('title', name) if language.chinese else name}: "
        f"{_value(fields[name], language)}"
        for name in names
    )
    return "{" + ", ".join(pairs) + "}"


def _value(node: schema.Node, language: Language) -> str:
    """A value of a field as it may be typed; a gap where only a person can know one."""
    for choice in schema.choices(node):
        return choice.title if language.chinese else choice.const
    return _SAMPLES.get(node.get("format", node.get("type")), "…")


_SAMPLES: Final = {
    "partial-date": "2024-09",
    "date": "2026-09-01",
    "local-time": "2026-10-12 14:30",
    **_NUMBERS,
}


def _choices(kind: str, route: Route, language: Language) -> str:
    node = schema.node_at(kind, route)
    if node is None:
        return ""
    inner = node["items"] if node.get("type") == "array" else node
    found = [choice for choice in schema.choices(inner) if "/" not in choice.const]
    words = [choice.title if language.chinese else choice.const for choice in found]
    return language.join(words[:_MANY]) + ("…" if len(words) > _MANY else "")
