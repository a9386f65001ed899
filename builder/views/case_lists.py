"""Obligations as lists: by how they ended, then by rule, then by child or class (S1-27).

What was missed is named by its period, what was kept by the days of the contacts, which lead to
their records. Every list has an id made of its ending (`missed`), within it of its rule
(`missed-teacher-weekly-visit`), so that a figure can lead to exactly what it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from builder.assessment import Case, Ending, Tally
from builder.contacts import Contacts, Source, sources
from builder.evaluation import Track
from builder.i18n import N_
from builder.model import Exemption, Observation, Visit
from builder.views.record_links import record_link, visit_href
from builder.views.site import Link, Site
from builder.views.strip import span

OWED: Final = (Ending.MISSED, Ending.MET_LATE, Ending.MET)
"""What a share is made of; what was missed stands first."""

BESIDE: Final = (Ending.OPEN, Ending.EXEMPTED, Ending.VACANT, Ending.WAIVED)
"""What stands beside a share and is no part of it."""

ENDINGS: Final[Mapping[Ending, str]] = {
    Ending.MISSED: N_("missed"),
    Ending.MET_LATE: N_("kept late"),
    Ending.MET: N_("kept"),
    Ending.OPEN: N_("open"),
    Ending.EXEMPTED: N_("exempted"),
    Ending.VACANT: N_("nobody in charge"),
    Ending.WAIVED: N_("waived"),
}
"""What the endings that are shown are called, in the order of the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One obligation: its period (empty where the day of the contact says enough), the days of the
    contacts credited to it, and how many attempts within it reached nobody."""

    period: str
    days: tuple[Link, ...]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """The obligations of one child or class under one rule that ended alike.

    `beside` is what the page does not say at its top: the class, whoever carries them; `reasons`
    are those of exemptions.
    """

    who: Link
    beside: tuple[Link, ...]
    terms: tuple[TermRow, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleList:
    """The obligations under one rule that ended alike; `unnamed` are those of children on no list."""

    id: str
    rule: Link
    n: int
    units: tuple[UnitRow, ...]
    unnamed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """All obligations that ended alike."""

    id: str
    title: str
    n: int
    rules: tuple[RuleList, ...]


Beside = Callable[[Site, Case], tuple[Link, ...]]
"""What a list says of a child or class beside its name."""


def its_class(site: Site, case: Case) -> tuple[Link, ...]:
    """The class of a child, for a page that is no class's."""
    if case.rule.scope != "child" or not case.class_:
        return ()
    return (site.class_link(case.class_, short=True),)


def its_carriers(site: Site, case: Case) -> tuple[Link, ...]:
    """Whoever carries it, for a page that is no person's."""
    return site.staff_links(case.carriers)


def both(site: Site, case: Case) -> tuple[Link, ...]:
    """The class and whoever carries it."""
    return its_class(site, case) + its_carriers(site, case)


Days = Mapping[tuple[str, str], Mapping[date, str]]


def contact_hrefs(site: Site) -> Days:
    """By rule and unit: where the record of each credited contact is shown, by its day."""
    contacts = Contacts(site.store, site.as_of)
    return {
        (track.rule.id, track.unit): _hrefs(site, contacts, track)
        for track in site.evaluation.tracks
        if any(obligation.credited for obligation in track.obligations)
    }


def _hrefs(site: Site, contacts: Contacts, track: Track) -> Mapping[date, str]:
    rule, unit = track.rule, track.unit
    credited = {day for obligation in track.obligations for day in obligation.credited}
    by_kind, holdings = contacts.of(rule.scope, unit), site.roles.answering(rule, unit)
    found = sources(rule, by_kind, holdings, credited)
    return {day: _href(site, track, source) for day, source in found.items()}


def _href(site: Site, track: Track, source: Source) -> str:
    if track.rule.scope == "child" and isinstance(source, Visit | Observation):
        return visit_href(site, source, track.unit)
    return record_link(site, source).href


@dataclass(frozen=True, slots=True)
class CaseLists:
    """What makes the lists of many pages: the site, and where contacts are shown."""

    site: Site
    hrefs: Days

    def parts(self, tally: Tally, endings: Sequence[Ending], beside: Beside) -> tuple[Part, ...]:
        """The lists of a tally, those that hold anything."""
        return tuple(
            Part(
                id=str(ending),
                title=self.site.language.text(ENDINGS[ending]),
                n=len(cases),
                rules=tuple(self._rules(ending, cases, beside)),
            )
            for ending in endings
            if (cases := tally.of(ending))
        )

    def _rules(self, ending: Ending, cases: Sequence[Case], beside: Beside) -> Iterator[RuleList]:
        withdrawn = self.site.withdrawn
        for rule_id, members in groupby(cases, key=lambda case: case.rule.id):
            some = list(members)
            named = [c for c in some if c.rule.scope != "child" or c.unit not in withdrawn]
            yield RuleList(
                id=f"{ending}-{rule_id}",
                rule=self.site.rule_link(some[0].rule),
                n=len(some),
                units=tuple(
                    self._unit(ending, list(own), beside)
                    for _, own in groupby(named, key=lambda case: case.unit)
                ),
                unnamed=len(some) - len(named),
            )

    def _unit(self, ending: Ending, cases: Sequence[Case], beside: Beside) -> UnitRow:
        first = cases[0]
        kinds = {(case.class_, case.carriers): case for case in cases}.values()
        reasons = _reasons(self.site, cases) if ending == Ending.EXEMPTED else ()
        hrefs = self.hrefs.get((first.rule.id, first.unit), {})
        return UnitRow(
            who=self.site.unit_link(first.rule.scope, first.unit),
            beside=tuple(dict.fromkeys(link for case in kinds for link in beside(self.site, case))),
            terms=tuple(self._term(case, hrefs) for case in cases),
            reasons=reasons,
        )

    def _term(self, case: Case, hrefs: Mapping[date, str]) -> TermRow:
        language, one = self.site.language, case.obligation
        return TermRow(
            period="" if case.ending is Ending.MET else span(language, one),
            days=tuple(Link(language.short_day(day), hrefs.get(day, "")) for day in one.credited),
            attempts=len(case.attempts),
        )


def _reasons(site: Site, cases: Sequence[Case]) -> tuple[str, ...]:
    """Why a child was exempted, each reason once."""
    return tuple(
        dict.fromkeys(
            entry.reason
            for entry in site.store.exemptions
            if any(_covers(entry, case) for case in cases)
        )
    )


def _covers(entry: Exemption, case: Case) -> bool:
    for_all = not entry.children
    theirs = case.rule.scope == "child" and case.unit in entry.children
    period = case.obligation
    return (
        (for_all or theirs)
        and (not entry.rules or case.rule.id in entry.rules)
        and entry.from_ <= period.end
        and period.start <= entry.to
    )
