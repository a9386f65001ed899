"""A visit that is yet to be written: the record's path, and its text with the blanks to fill in.

Most visits are written down on a phone, in the host's editor. So a visit is put on one line
(`- 家访 c2403 监护人`, builder/read/oneline.py): the teacher touches the screen twice, before it for
the day and behind it for what was said, and sees all children of a week at once, where the long form
takes five lines and a touch for each blank. What does not fit stays in the long form: a file in no
semester's folder, whose short dates have no year, and an id that reads as a word of the vocabulary.

The date stays blank on purpose: a visit that was opened and never filled in is then a hint to the
reader of the records and not a wrong date on somebody's archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from builder import schema
from builder.contacts import IMPLIED
from builder.edit_links import NewFile
from builder.i18n import N_, Language
from builder.model import Rule
from builder.read.oneline import read_line
from builder.read.records import ENTRIES
from builder.views.site import Site

_TO_WHOM: Final = frozenset({"home_visit", "meeting", "phone_call", "video_call", "message"})
"""The kinds of visit that must say with whom they were."""

_ROUND_THE_LINE: Final = N_(
    "Write the date behind the dash, and at the end with whom and what; then save. A line without a "
    "date does not count."
)
_SO: Final = N_("For example: {line}")
_NOBODY: Final = N_("Nobody there: {line}")
_SAID: Final = N_("the homework is looked after now")
_FILL_IN: Final = N_("Fill in the blanks and save. Nothing is counted before there is a date.")
_NOT_REACHED: Final = N_("Nobody there? Add the line: {line}")
_MAY_BE: Final = N_("{field}: {choices}")

Wanted = tuple[str, str, str]
"""A visit to come: the child, its kind, and its counterpart or ""."""


def loggable(rule: Rule) -> bool:
    """Whether a visit to one child is what a rule asks for."""
    return rule.scope == "child" and bool(_visit_kinds(rule.contact))


def visit_to_log(
    site: Site, child: str, *, rule: Rule | None = None, by: Sequence[str] = ()
) -> NewFile:
    """The host's page for a new visit to a child, as a rule wants it, by whoever owes it.

    What the rule wants is part of the file's name: two rules that want the same share the file, two
    that don't have one each.
    """
    kinds = _visit_kinds(rule.contact) if rule else ()
    kind = kinds[0] if kinds else "home_visit"
    person = by[0] if len(by) == 1 else ""
    with_ = rule.with_[0] if rule and rule.with_ else ""
    parts = (person, child, f"{site.as_of:%m%d}", kind.replace("_", "-"), with_)
    return _new_file(site, parts, person, [(child, kind, with_)])


def week_to_log(site: Site, staff: str, due: Mapping[str, Sequence[Rule]]) -> NewFile:
    """The host's page for one person's log of a week: an entry for each child who is due.

    `due` has the rules of each child. Rules that one visit can keep share an entry; every other rule
    has one of its own, so that none is forgotten. What stays blank is a hint and no error.
    """
    wanted = [(child, *form) for child, rules in due.items() for form in forms(rules)]
    return _new_file(site, (staff, f"{site.as_of:%m%d}"), staff, wanted)


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


def _new_file(site: Site, name: Sequence[str], by: str, wanted: Sequence[Wanted]) -> NewFile:
    """The file of some visits by one person, each on its line where it fits on one."""
    language = site.language
    lines = [_on_one_line(site, one) for one in wanted]
    pairs = list(zip(lines, wanted, strict=True))
    entries = [f"- {line}" if line else _long(language, one) for line, one in pairs]
    first = next((one for line, one in pairs if line), None)
    comments = [*(_examples(site, first) if first else ())]
    if not all(lines):
        comments += [language.text(_FILL_IN), _not_reached(language)]
    comments.append(_choices(language, "kind"))
    if any(with_ or kind in _TO_WHOM for _, kind, with_ in wanted):
        comments.append(_choices(language, "with"))
    rows = [
        *(f"# {comment}" for comment in comments),
        f"{language.key('visit', 'by')}: {by}".rstrip(),
        f"{ENTRIES[language.chinese]}:",
        *entries,
    ]
    folder = f"visits/{site.semester.id}" if site.semester else "visits"
    stem = "-".join(part for part in name if part)
    return site.new_file(f"{folder}/{stem}", "\n".join(rows) + "\n")


def _on_one_line(site: Site, wanted: Wanted) -> str:
    """The line of a visit but for its date and text; empty where it would be read otherwise."""
    language, semester = site.language, site.semester
    child, kind, with_ = wanted
    if semester is None:
        return ""
    words = [language.coded("visit", "kind", kind), child, language.coded("visit", "with", with_)]
    line = " ".join(word for word in words if word)
    span = (semester.start, semester.end)
    read = read_line(_dated(site, line), span).values
    meant = {"date": site.as_of.isoformat(), "kind": [kind], "children": [child]}
    if with_:
        meant["with"] = [with_]
    return line if read == meant and read_line(line, span).untouched else ""


def _dated(site: Site, line: str) -> str:
    return f"{site.as_of.month}.{site.as_of.day} {line}"


def _examples(site: Site, wanted: Wanted) -> Iterator[str]:
    """How the first of the lines looks once it is filled in, and how if nobody was there."""
    language = site.language
    child, kind, with_ = wanted
    if kind in _TO_WHOM:
        with_ = with_ or "guardian"
    line = f"- {_dated(site, _on_one_line(site, (child, kind, with_)))}"
    yield language.text(_ROUND_THE_LINE)
    yield language.text(_SO, line=f"{line} {language.text(_SAID)}")
    yield language.text(_NOBODY, line=f"{line} {_unreached(language)}")


def _long(language: Language, wanted: Wanted) -> str:
    """A visit with a line for every field; who made it stands at the top of the file."""
    child, kind, with_ = wanted
    fields = {
        "date": "",
        "children": child,
        "kind": language.coded("visit", "kind", kind),
        "with": language.coded("visit", "with", with_),
        "summary": "",
    }
    if not with_ and kind not in _TO_WHOM:
        del fields["with"]
    rows = [f"{language.key('visit', name)}: {value}".rstrip() for name, value in fields.items()]
    return "- " + "\n  ".join(rows)


def _not_reached(language: Language) -> str:
    """The line that says that nobody was reached."""
    line = f"{language.key('visit', 'outcome')}: {_unreached(language)}"
    return language.text(_NOT_REACHED, line=line)


def _unreached(language: Language) -> str:
    return language.coded("visit", "outcome", "not_reached")


def _choices(language: Language, field: str) -> str:
    """Every coded value of a field."""
    key, choices = language.key("visit", field), language.choices("visit", field)
    return language.text(_MAY_BE, field=key, choices=choices)


def _visit_kinds(contact: Sequence[str]) -> tuple[str, ...]:
    node = schema.node_at("visit", ("kind",)) or {}
    known = {choice.const for choice in schema.choices(node["items"])} if node else set()
    return tuple(kind for kind in contact if kind in known and kind != "peer_visit")
