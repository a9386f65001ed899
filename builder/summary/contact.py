"""5 联系: contacts by kind, the three parties, and every rule's completion (S1-10, S1-11, S1-17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from builder import schema
from builder.assessment import Case, Ending, Tally
from builder.contacts import counterparts, sources
from builder.evaluation import Track
from builder.model import Rule, Visit
from builder.summary.facts import Facts
from builder.summary.figure import Counted, Figure, Prose, Section, Table, each, key, share, tally
from builder.summary.situation import part
from builder.views.coverage import PARTIES
from builder.views.record_links import Record


def contact(facts: Facts) -> Section:
    """The section; V is the reached visits of the semester."""
    text = facts.language.text
    contacts = tally(
        "contacts", text("contacts"), [Counted(v, weight=len(v.children)) for v in facts.visits]
    )
    reached = part(
        facts,
        "reached",
        text("children reached"),
        [c for c in facts.children if c.id in facts.visits_of],
    )
    reached = replace(
        reached,
        counted=tuple(replace(one, because=_visits_to(facts, one)) for one in reached.counted),
    )
    parties = _parties(facts)
    prose = Prose(
        words=text(
            "This semester there were {contacts} contacts with children and their families"
            " (a contact for two children counts twice); {reached} children were reached. With"
            " {all_three} children all three were spoken to: the child, a parent and the guardian."
        ),
        figures={"contacts": contacts, "reached": reached, "all_three": parties[-1]},
    )
    title = text("Who was spoken to")
    tables = (
        Table(
            id="contacts",
            title=text("In numbers"),
            heads=(text("What"), text("This semester")),
            rows=((contacts,), (reached,)),
        ),
        _by_kind(facts),
        Table(
            id="parties",
            title=title,
            heads=(text("What"), text("This semester")),
            rows=tuple((f,) for f in parties),
        ),
        _rules(facts),
    )
    return Section(id="contact", title=text("Contact"), prose=(prose,), tables=tables)


def _visits_to(facts: Facts, one: Counted) -> tuple[Visit, ...]:
    return facts.visits_of.get(getattr(one.what, "id", ""), ())


def _by_kind(facts: Facts) -> Table:
    """Each kind: contacts, and children reached by it. A visit of two kinds stands under both."""
    language, by_kind = facts.language, defaultdict[str, list[Visit]](list)
    for visit in facts.visits:
        for kind in visit.kind:
            by_kind[kind].append(visit)
    node = schema.node_at("visit", ("kind",)) or {}
    rows = []
    for choice in schema.choices(node.get("items", node)):
        visits, label = by_kind.get(choice.const, []), language.value("visit", "kind", choice.const)
        if visits:
            counted = [Counted(visit, weight=len(visit.children)) for visit in visits]
            rows.append(
                (
                    tally(f"kind.{choice.const}", label, counted),
                    _reached_by(facts, f"kind.{choice.const}.children", label, visits),
                )
            )
    title = language.text("Contacts by kind")
    heads = (
        language.field("visit", "kind"),
        language.text("contacts"),
        language.text("children reached"),
    )
    return Table(id="kinds", title=title, heads=heads, rows=tuple(rows), open=True)


def _reached_by(facts: Facts, id_: str, label: str, visits: Iterable[Visit]) -> Figure:
    of_child: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        for child in visit.children:
            of_child[child].append(visit)
    counted = [Counted(c, tuple(of_child[c.id])) for c in facts.children if c.id in of_child]
    return share(id_, label, counted, facts.children)


def _parties(facts: Facts) -> list[Figure]:
    """Children with the child, a parent, a guardian spoken to; and all three (三沟通)."""
    language = facts.language
    with_party = {
        party: [visit for visit in facts.visits if party in counterparts(visit)]
        for party in PARTIES
    }
    figures = [
        _reached_by(facts, f"party.{party}", language.value("visit", "with", party), visits)
        for party, visits in with_party.items()
    ]
    every = [
        Counted(child, _visits_with(facts, child.id))
        for child in facts.children
        if {p for v in _visits_with(facts, child.id) for p in counterparts(v)} >= set(PARTIES)
    ]
    figures.append(share("party.all", language.text("all three"), every, facts.children))
    return figures


def _visits_with(facts: Facts, child: str) -> tuple[Visit, ...]:
    """A child's visits with one of the three parties."""
    parties = set(PARTIES)
    return tuple(v for v in facts.visits_of.get(child, ()) if counterparts(v) & parties)


def _rules(facts: Facts) -> Table:
    """Every rule in force: kept of due; and beside it waived, exempted, attempts that failed."""
    text = facts.language.text
    heads = (
        text("Rule"),
        text("kept / due"),
        text("not asked for"),
        text("exempted"),
        text("attempts that reached nobody"),
    )
    behind = _Behind(facts)
    found = facts.site.assessment.by_rule
    rows = tuple(
        tuple(_rule_figures(facts, behind, found.get(rule.id, Tally(key=rule.id)), rule))
        for rule in facts.site.policy.enabled
    )
    return Table(
        id="rules",
        title=text("Rules (what may still be kept in time is not counted)"),
        heads=heads,
        rows=rows,
    )


def _rule_figures(facts: Facts, behind: _Behind, tally_: Tally, rule: Rule) -> Iterator[Figure]:
    title, id_ = facts.site.rule_title(rule), f"rule.{rule.id}"
    kept = tally_.of(Ending.MET, Ending.MET_LATE)
    done = tuple(behind.counted(kept, with_records=True))
    missed: dict[object, list[Case]] = defaultdict(list)
    for case in tally_.of(Ending.MISSED):
        missed[key(behind.unit(case.track))].append(case)
    yield Figure(
        id=id_,
        label=title,
        counted=done,
        of=tally_.due,
        others=tuple(behind.unit(cases[0].track) for cases in missed.values()),
        others_said=tuple(_when_due(facts, cases) for cases in missed.values()),
    )
    yield tally(f"{id_}.waived", title, behind.counted(tally_.of(Ending.WAIVED)))
    yield tally(f"{id_}.exempted", title, behind.counted(tally_.of(Ending.EXEMPTED)))
    yield tally(f"{id_}.attempts", title, each(tally_.attempts))


def _when_due(facts: Facts, cases: Iterable[Case]) -> str:
    """The days by which something was due and was not done."""
    days = [facts.language.short_day(case.obligation.end) for case in cases]
    return facts.language.text("due {day}", day=facts.language.join(days))


@dataclass(frozen=True)
class _Behind:
    """The records behind obligations."""

    facts: Facts

    def unit(self, track: Track) -> Record:
        """The child, class or school that a track is about."""
        store = self.facts.store
        if track.rule.scope == "child":
            return store.children[track.unit]
        if track.rule.scope == "class":
            return self.facts.site.calendar.classes[track.unit]
        return store.school

    def counted(self, cases: Iterable[Case], with_records: bool = False) -> Iterator[Counted]:
        """Each unit with the number of its obligations among some."""
        found: dict[tuple[str, str], list[Case]] = defaultdict(list)
        for case in cases:
            found[case.rule.id, case.unit].append(case)
        for mine in found.values():
            records = self.records(mine) if with_records else ()
            yield Counted(self.unit(mine[0].track), records, len(mine))

    def records(self, cases: Sequence[Case]) -> tuple[Record, ...]:
        """What met the obligations of one unit under one rule."""
        rule, unit = cases[0].rule, cases[0].unit
        days = {day for case in cases for day in case.obligation.credited}
        holdings = self.facts.site.roles.answering(rule, unit)
        found = sources(rule, self.facts.contacts.of(rule.scope, unit), holdings, days)
        return tuple(found[day] for day in sorted(found))
