"""A visit that is yet to be written: the record's path, and its text with the blanks to fill in.

The date stays blank on purpose: a block that was opened and never filled in is then a hint to the
reader of the records and not a wrong date on somebody's archive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from builder import schema
from builder.contacts import IMPLIED
from builder.edit_links import NewFile
from builder.i18n import N_, Language
from builder.model import Rule
from builder.read.records import ENTRIES
from builder.views.site import Site

_TO_WHOM: Final = frozenset({"home_visit", "meeting", "phone_call", "video_call", "message"})
"""The kinds of visit that must say with whom they were."""

_FILL_IN: Final = N_("Fill in the blanks and save. Nothing is counted before there is a date.")
_NOT_REACHED: Final = N_("Nobody there? Add the line: {line}")
_MAY_BE: Final = N_("{field}: {choices}")


def loggable(rule: Rule) -> bool:
    """Whether a visit to one child is what a rule asks for."""
    return rule.scope == "child" and bool(_visit_kinds(rule.contact))


def visit_to_log(
    site: Site, child: str, *, rule: Rule | None = None, by: Sequence[str] = ()
) -> NewFile:
    """The host's page for a new visit to a child, as a rule wants it, by whoever owes it."""
    kinds = _visit_kinds(rule.contact) if rule else ()
    kind = kinds[0] if kinds else "home_visit"
    person = by[0] if len(by) == 1 else ""
    with_ = rule.with_[0] if rule and rule.with_ else ""
    name = "-".join(part for part in (person, child, f"{site.as_of:%m%d}") if part)
    folder = f"visits/{site.semester.id}" if site.semester else "visits"
    text = _text(site.language, child, kind, with_, person)
    return site.new_file(f"{folder}/{name}", text)


def week_to_log(site: Site, staff: str, due: Mapping[str, Sequence[Rule]]) -> NewFile:
    """The host's page for one person's log of a week: an entry for each child who is due.

    `due` has the rules of each child. Rules that one visit can keep share an entry; every other rule
    has one of its own, so that none is forgotten. What stays blank is a hint and no error.
    """
    language = site.language
    rows = [
        f"# {language.text(_FILL_IN)}",
        _not_reached(language),
        _choices(language, "kind"),
        _choices(language, "with"),
        f"{language.key('visit', 'by')}: {staff}",
        f"{ENTRIES[language.chinese]}:",
    ]
    for child, rules in due.items():
        for form in forms(rules):
            entry = _text(language, child, *form, "").splitlines()
            shared = f"{language.key('visit', 'by')}:"
            entry = [row for row in entry if not row.startswith(("#", shared))]
            rows += [f"{'  - ' if not n else '    '}{row}" for n, row in enumerate(entry)]
    folder = f"visits/{site.semester.id}" if site.semester else "visits"
    stem = f"{folder}/{staff}-{site.as_of:%m%d}"
    return site.new_file(stem, "\n".join(row.rstrip() for row in rows) + "\n")


def forms(rules: Sequence[Rule]) -> tuple[tuple[str, str], ...]:
    """The visits that keep all of some rules: of each its kind, and its counterpart or "".

    A visit already on the list keeps another rule too if that asks for its kind, and for its
    counterpart or for nobody in particular.
    """
    found: list[tuple[str, str]] = []
    for rule in rules:
        kinds, wanted = _visit_kinds(rule.contact), set(rule.with_)
        first = rule.with_[0] if rule.with_ else ""
        for place, (kind, with_) in enumerate(found):
            parties = {with_} if with_ else set(IMPLIED.get(kind, ()))
            open_ = not with_ and kind in _TO_WHOM
            if kind in kinds and (not wanted or parties & wanted or open_):
                found[place] = (kind, first if open_ else with_)
                break
        else:
            if kinds:
                found.append((kinds[0], first))
    return tuple(found)


def _text(language: Language, child: str, kind: str, with_: str, by: str) -> str:
    rows = [
        f"# {language.text(_FILL_IN)}",
        f"{language.key('visit', 'date')}: ",
        f"{language.key('visit', 'children')}: {child}",
        _choices(language, "kind"),
        f"{language.key('visit', 'kind')}: {language.coded('visit', 'kind', kind)}",
    ]
    if kind in _TO_WHOM or with_:
        rows.append(_choices(language, "with"))
        rows.append(f"{language.key('visit', 'with')}: {language.coded('visit', 'with', with_)}")
    rows += [
        f"{language.key('visit', 'by')}: {by}",
        _not_reached(language),
        f"{language.key('visit', 'summary')}: ",
    ]
    return "\n".join(row.rstrip() for row in rows) + "\n"


def _not_reached(language: Language) -> str:
    """A comment with the line that says that nobody was reached."""
    key, word = language.key("visit", "outcome"), language.coded("visit", "outcome", "not_reached")
    return f"# {language.text(_NOT_REACHED, line=f'{key}: {word}')}"


def _choices(language: Language, field: str) -> str:
    """A comment with every coded value of a field."""
    key, choices = language.key("visit", field), language.choices("visit", field)
    return f"# {language.text(_MAY_BE, field=key, choices=choices)}"


def _visit_kinds(contact: Sequence[str]) -> tuple[str, ...]:
    node = schema.node_at("visit", ("kind",)) or {}
    known = {choice.const for choice in schema.choices(node["items"])} if node else set()
    return tuple(kind for kind in contact if kind in known and kind != "peer_visit")
