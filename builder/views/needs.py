"""By need and by concern: which children, and what was done for each this semester (S1-05, S2-01)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder import schema
from builder.model import Child
from builder.views.register import hidden
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one child got this semester, as counts; `plans` are those in force within it."""

    child: Link
    class_: Link
    plans: int
    tutoring: int
    aid: int
    activities: int
    visits: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.plans or self.tutoring or self.aid or self.activities or self.visits)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One of the school's own needs; `n` also counts children who may not be listed."""

    title: str
    anchor: str
    n: int
    rows: tuple[Done, ...]
    without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRow:
    """A concern and its children: those of their archives, and those a meeting found this semester."""

    title: str
    n: int
    archived: tuple[Link, ...]
    found: tuple[Link, ...]


def need_rows(site: Site) -> tuple[NeedRow, ...]:
    """Every need of the school, in its order."""
    found = []
    for need in site.store.school.needs:
        children = [
            child
            for group in site.children_of_class.values()
            for child in group
            if need.id in child.needs
        ]
        rows = tuple(_done(site, child) for child in children if not hidden(site, child.id))
        found.append(
            NeedRow(
                title=site.needs[need.id],
                anchor=f"need-{need.id}",
                n=len(children),
                rows=rows,
                without=sum(row.nothing for row in rows),
            )
        )
    return tuple(found)


def concern_rows(site: Site) -> tuple[ConcernRow, ...]:
    """Every concern that the records know, with the children it is about."""
    present = {child.id: child for child in site.children if not hidden(site, child.id)}
    found: dict[str, dict[str, None]] = {}
    for activity in site.store.activities:
        if site.this_semester(activity.date):
            for finding in activity.findings:
                if finding.child in present:
                    found.setdefault(finding.concern, {})[finding.child] = None
    return tuple(_concerns(site, present, found))


def _concerns(
    site: Site, present: dict[str, Child], found: dict[str, dict[str, None]]
) -> Iterator[ConcernRow]:
    node = schema.node_at("child", ("concerns",)) or {}
    for choice in schema.choices(node["items"]) if node else ():
        archived = [child for child, record in present.items() if choice.const in record.concerns]
        new = [child for child in found.get(choice.const, ()) if child not in archived]
        if archived or new:
            yield ConcernRow(
                title=site.language.value("child", "concerns", choice.const),
                n=len(archived) + len(new),
                archived=tuple(site.child_link(child) for child in archived),
                found=tuple(site.child_link(child) for child in new),
            )


def _done(site: Site, child: Child) -> Done:
    store, this = site.store, site.this_semester
    visits = [one for one in store.visits_of[child.id] if one.reached and this(one.date)]
    tutoring = sum("tutoring" in visit.kind for visit in visits)
    start = site.semester.start if site.semester else site.as_of
    plans = [
        plan
        for plan in store.plans_of[child.id]
        if plan.from_ <= site.as_of and (plan.to is None or plan.to >= start)
    ]
    return Done(
        child=site.child_link(child.id),
        class_=site.class_link(child.class_on(site.as_of), short=True),
        plans=len(plans),
        tutoring=tutoring,
        aid=sum(this(aid.date) for aid in store.aid_of[child.id]),
        activities=sum(this(one.date) for one in site.activities_of.get(child.id, ())),
        visits=len(visits) - tutoring,
    )
