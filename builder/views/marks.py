"""Words that several pages put beside a record: labelled facts, tags, where a follow-up stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date

from builder import model
from builder.i18n import N_, Language
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is on record; an empty text is a blank."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A few words and how they are meant: late, warn, good, quiet, plain."""

    text: str
    tone: str = "plain"


def month_name(language: Language, day: date) -> str:
    """The month of a day: 2026年11月 or "November 2026"."""
    if language.chinese:
        return f"{day.year}年{day.month}月"
    return str(format_date(day, "MMMM y", locale="en"))


def visit_title(language: Language, visit: model.Visit) -> str:
    """What a visit was: its kinds; of one whose contents are withheld, that there was one."""
    if not visit.kind:
        return language.value("visit", "outcome", "reached")
    return language.join([language.value("visit", "kind", kind) for kind in visit.kind])


def outcome_tag(language: Language, visit: model.Visit) -> tuple[Tag, ...]:
    """That nobody was reached; nothing where somebody was."""
    if visit.reached:
        return ()
    return (Tag(language.value("visit", "outcome", visit.outcome), "warn"),)


@dataclass(frozen=True, slots=True)
class FollowUpWords:
    """What a follow-up is called when it is done, past its date, and still to be done."""

    done: str
    late: str
    to_do: str


VISIT_AGAIN: Final = FollowUpWords(
    N_("followed up {day}"), N_("follow-up was due {day}"), N_("follow up by {day}")
)
CHECK_AGAIN: Final = FollowUpWords(
    N_("checked again {day}"), N_("was to be checked again by {day}"), N_("check again by {day}")
)
"""The follow-up of a health check: 复查, where that of a visit is a 回访."""


def follow_up_tag(
    language: Language,
    by: date | None,
    done: date | None,
    as_of: date,
    words: FollowUpWords = VISIT_AGAIN,
    left: date | None = None,
) -> tuple[Tag, ...]:
    """Where a follow-up stands: done, past its date, or to be done. One that was not done before
    the child `left` the school is not late: nobody can do it any more."""
    if done is not None and done <= as_of:
        day = language.near_day(done, as_of)
        return (Tag(language.text(words.done, day=day), "good"),)
    if by is None:
        return ()
    if left is not None and left < as_of:
        return (Tag(language.text("left before it was done"), "quiet"),)
    day = language.near_day(by, as_of)
    if by < as_of:
        return (Tag(language.text(words.late, day=day), "late"),)
    return (Tag(language.text(words.to_do, day=day), "plain"),)


def with_detail(language: Language, what: str, detail: str) -> str:
    """Something and what is to be known of it, in brackets; alone where there is nothing."""
    return language.text("{what} ({detail})", what=what, detail=detail) if detail else what


def facts(language: Language, kind: str, pairs: dict[str, str | None]) -> tuple[Fact, ...]:
    """Fields of a record with their labels, those that are filled in."""
    return tuple(Fact(language.field(kind, name), text) for name, text in pairs.items() if text)


def partner(site: Site, pairing: model.Pairing) -> tuple[Link, ...]:
    """Who a child is paired with; nobody where that is a child who may not be named."""
    if pairing.staff:
        return (site.staff_link(pairing.staff),)
    if pairing.peer:
        return () if pairing.peer in site.withdrawn else (site.child_link(pairing.peer),)
    return (Link(pairing.peer_name),) if pairing.peer_name else ()
