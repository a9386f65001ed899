"""Due dates as a calendar (iCalendar, RFC 5545) that a teacher can subscribe to.

One event of a whole day for each obligation that is open, on the last day on which it is accepted
(grace included), and one for each overdue row, on the as-of day. Events keep their UID from day to
day; a UID is a digest of ids and dates. Titles hold the rule and the child's id; names only where
the report has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event, vText

from builder.calendar import ONE_DAY
from builder.evaluation import Overdue, State, Track
from builder.i18n import N_
from builder.model import Rule
from builder.report.report import Report
from builder.report.rows import unit
from builder.roles import Roles, responsible
from builder.rule_words import title

_PRODUCT: Final = "-//Shouwang//Shouwang//EN"
_OPEN: Final = N_("{rule}: {unit}")
_LATE: Final = N_("Overdue, due by {day}: {rule}, {unit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One event: its day, its title, what is below it, and what makes it the same one tomorrow."""

    day: date
    summary: str
    description: str
    key: tuple[str, ...]


def overdue_calendar(report: Report, whom: str | None = None) -> str:
    """The calendar as text with the line ends that the format asks for.

    With `whom` (a staff id) it has what that person owes; the report's overdue rows are taken as
    they are.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("X-WR-CALNAME", vText(_plain(_name(report, whom))))
    if left_out := report.left_out():
        calendar.add("X-WR-CALDESC", vText(left_out))
    calendar.add("X-PUBLISHED-TTL", vText("P1D"))
    # The clock is an argument: the calendar was written on the day of which it speaks.
    stamp = datetime.combine(report.inspection.as_of, time.min, UTC)
    entries = [*_open(report, whom), *_overdue(report)]
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.key)):
        event = Event()
        event.add("uid", f"{_digest(entry.key)}@shouwang.invalid")
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + ONE_DAY)
        event.add("summary", _plain(entry.summary))
        event.add("description", _plain(entry.description))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")


def _name(report: Report, whom: str | None) -> str:
    """What a calendar program calls it."""
    words = report.language.text(N_("Shouwang: what is due"))
    return f"{words} · {report.people([whom])}" if whom else words


def _open(report: Report, whom: str | None) -> Iterator[_Entry]:
    """What may still be done in time, for those who are at the school."""
    inspection, language = report.inspection, report.language
    roles = Roles(inspection.store)
    for track in inspection.evaluation.tracks:
        if not _present(report, track):
            continue
        owe = responsible(roles, track.rule, track.unit, inspection.as_of)
        if whom is not None and whom not in owe:
            continue
        for obligation in track.obligations:
            if obligation.state is State.OPEN:
                due = obligation.end + timedelta(days=track.rule.grace_days)
                yield _Entry(
                    day=due,
                    summary=language.text(_OPEN, **_words(report, track.rule, track.unit)),
                    description=_below(report, owe, track.contacts[-1] if track.contacts else None),
                    key=_key("open", track.rule, track.unit, obligation.start, obligation.end),
                )


def _present(report: Report, track: Track) -> bool:
    """Whether a unit can still be met: a child who left cannot."""
    child = report.inspection.store.children.get(track.unit)
    day = report.inspection.as_of
    return track.rule.scope != "child" or (
        child is not None and child.enrolled_on(day) and child.left_behind_on(day)
    )


def _overdue(report: Report) -> Iterator[_Entry]:
    """What is late, on the day of which the calendar speaks, so that nobody scrolls back for it."""
    for row in report.overdue:
        words = _words(report, row.rule, row.unit)
        day = report.language.short_day(row.due)
        yield _Entry(
            day=report.inspection.as_of,
            summary=report.language.text(_LATE, day=day, **words),
            description=_late_below(report, row),
            key=_key("overdue", row.rule, row.unit, row.due, row.due),
        )


def _words(report: Report, rule: Rule, id_: str) -> dict[str, str]:
    return {"rule": title(rule, report.language), "unit": unit(report, rule.scope, id_)}


def _below(report: Report, owe: tuple[str, ...], last: date | None) -> str:
    language = report.language
    contact = (
        language.text("last {day}", day=language.short_day(last))
        if last
        else language.text("never yet")
    )
    people = language.text(N_("Responsible: {people}"), people=report.people(owe))
    return f"{people} · {contact}"


def _late_below(report: Report, row: Overdue) -> str:
    language = report.language
    late = language.plural("{n} day late", "{n} days late", row.days_overdue)
    run = language.plural("{n} in a row", "{n} in a row", row.missed_in_a_row)
    return f"{late} · {run} · {_below(report, row.responsible, row.last_contact)}"


def _key(state: str, rule: Rule, id_: str, start: date, end: date) -> tuple[str, ...]:
    return (rule.scope, id_, rule.id, state, start.isoformat(), end.isoformat())


def _digest(key: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(key).encode()).hexdigest()[:32]


def _plain(text: str) -> str:
    """Text on one line without a sign that is not printed: a title is no place for either."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
