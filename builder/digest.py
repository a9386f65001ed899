"""A week's digest for each person: what is overdue, what is due, what they promised. Counts alone.

A message passes through a chat company's servers and stands on a lock screen: it holds no name and
no id of a child, and leads to the private site, where whoever may log in sees the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from builder.follow_ups import Standing
from builder.i18n import Language
from builder.views.follow_ups import by_person
from builder.views.owed import everything_owed
from builder.views.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One person's week in numbers; `unassigned` are the school's, and told to who leads it."""

    staff: str
    overdue: int
    due: int
    follow_ups: int
    follow_ups_late: int
    unassigned: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.overdue or self.due or self.follow_ups or self.unassigned)


def digests(site: Site) -> Iterator[Digest]:
    """The digest of everybody who works at or with the school on the day, by id."""
    overdue: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for one in everything_owed(site):
        if one.this_week(site.week[1]):
            late = one.state == "overdue"
            (overdue if late else due).update(one.responsible)
    promised = by_person(site)
    leaders = {one.staff for one in site.store.school.leading_group if one.post == "leader"}
    for person in site.staff_now:
        mine = promised.get(person.id, ())
        yield Digest(
            staff=person.id,
            overdue=overdue[person.id],
            due=due[person.id],
            follow_ups=len(mine),
            follow_ups_late=sum(one.standing is Standing.LATE for one in mine),
            unassigned=len(site.evaluation.unassigned) if person.id in leaders else 0,
        )


def title(site: Site) -> str:
    """The line above every digest."""
    return site.language.text("Shouwang, {day}", day=site.language.short_day(site.as_of))


def text(site: Site, digest: Digest) -> str:
    """The message: a line a count, and where to look."""
    language: Language = site.language
    plural = language.plural
    rows = [
        plural("{n} contact overdue", "{n} contacts overdue", digest.overdue),
        plural("{n} contact due by Sunday", "{n} contacts due by Sunday", digest.due),
        plural("{n} open follow-up", "{n} open follow-ups", digest.follow_ups),
        plural(
            "{n} follow-up past its day", "{n} follow-ups past their day", digest.follow_ups_late
        ),
        plural("{n} contact that nobody owes", "{n} contacts that nobody owes", digest.unassigned),
    ]
    counts = (
        digest.overdue,
        digest.due,
        digest.follow_ups,
        digest.follow_ups_late,
        digest.unassigned,
    )
    shown = [row for row, n in zip(rows, counts, strict=True) if n]
    if site.site_url:
        shown.append(f"{site.site_url}staff/{digest.staff}.html")
    return "\n".join(shown)
