"""The deadlines of an incident as one sheet to hang on the wall: whom to tell, how soon, a box to tick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from builder.model import Deadline
from builder.notices import NEVER_OF_ABUSE, deadlines_for
from builder.views.contact_card import dial
from builder.views.notice_rows import party
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One party to tell within some minutes; `kinds` where that holds for some kinds only.

    `number` says where its telephone number stands: below (the leading group), card (the child's
    contact card) or blank (a line to write it on).
    """

    to: str
    minutes: int
    kinds: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the leading group, to be called."""

    name: str
    post: str
    lines: tuple[str, ...]
    phone: str
    dial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """The sheet. `abuse` has the parties to tell of a suspected abuse, `never` those who are not."""

    school: str
    as_of: str
    lines: tuple[Line, ...]
    abuse: tuple[Line, ...]
    never: tuple[str, ...]
    members: tuple[Member, ...]
    ledger: Link
    edit_policy: str
    edit_school: str


def sheets(site: Site) -> Iterator[Sheet]:
    """The one sheet."""
    yield Sheet(
        path="incidents-card",
        title=site.language.text("Incident checklist"),
        context=card_view(site),
        search="",
        description=site.language.text("Whom to tell of an incident, and within how many minutes"),
    )


def card_view(site: Site) -> CardView:
    """The deadlines of the policy in force, the most pressing first."""
    deadlines = [one for one in site.policy.incident_deadlines if set(one.kinds) != {"abuse"}]
    return CardView(
        school=site.store.school.name,
        as_of=site.language.day(site.as_of),
        lines=_lines(site, deadlines),
        abuse=_lines(site, deadlines_for(site.policy, "abuse"), named=False),
        never=tuple(party(site, to) for to in sorted(NEVER_OF_ABUSE)),
        members=tuple(_members(site)),
        ledger=Link(site.language.text("Incidents"), "incidents.html"),
        edit_policy=site.links.edit(site.store.policy_origin),
        edit_school=site.links.edit(site.store.school.origin),
    )


_NUMBERS: Final = {"school_leaders": "below", "guardian": "card", "parents": "card"}


def _lines(site: Site, deadlines: Iterable[Deadline], *, named: bool = True) -> tuple[Line, ...]:
    """The soonest first. Suspected abuse has a list of its own, and is named in none."""
    found = []
    for one in sorted(deadlines, key=lambda one: one.minutes):
        kinds = [kind for kind in one.kinds if named and kind != "abuse"]
        found.append(
            Line(
                to=party(site, one.to),
                minutes=one.minutes,
                kinds=site.language.join(
                    [site.language.value("incident", "kind", kind) for kind in kinds]
                ),
                number=_NUMBERS.get(one.to, "blank"),
            )
        )
    return tuple(found)


def _members(site: Site) -> Iterator[Member]:
    """The leading group's members who are still on the staff, in its own order."""
    for member in site.store.school.leading_group:
        person = site.store.staff.get(member.staff)
        if person is not None and person.holds(site.as_of):
            yield Member(
                name=person.name,
                post=site.language.value("school", "leading_group.post", member.post),
                lines=member.lines,
                phone=person.phone or "",
                dial=dial(person.phone),
            )
