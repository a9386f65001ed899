"""The support handbook (帮扶手册): somebody's children and load, and every visit of the semester as
a form, by date. The semester before has one too, so that a visit of June can be shown in September.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from builder.confidential import is_confidential
from builder.model import Staff, Visit
from builder.roles import Holding, Tenure
from builder.schema import choices, node_at
from builder.views.load import ROLES, load_of
from builder.views.marks import month_name
from builder.views.prints.documents import (
    Cell,
    Heading,
    Period,
    handbooks,
    heading,
    held_in,
    periods,
    visits_in,
)
from builder.views.prints.forms import VisitForm, visit_form
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """As what somebody looked after a child, and from when to when."""

    name: str
    days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookChild:
    """One child on the cover: as what, and on how many days this person reached the child.

    Confidential visits don't count here: the difference to the contents would say whose they were.
    """

    name: str
    class_: str
    roles: tuple[HeldRole, ...]
    times: int
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookLoad:
    """How many children somebody had in a role: at any time of the period, and on its last day.

    `quota`, empty where there is none, speaks of a day: it stands beside `last`.
    """

    name: str
    whole: int
    last: int
    quota: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """How many visits there were of a kind, and how many of them reached somebody."""

    label: str
    reached: int
    tried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the contents. A confidential visit has its day and its outcome, and nothing else."""

    number: int
    anchor: str
    when: str
    children: str
    what: str
    outcome: str
    kinds: str = ""
    ids: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookView:
    """One handbook: cover, contents, forms. `unnamed` and `left_out` count what is not shown."""

    heading: Heading
    back: Link
    person: tuple[Cell, ...]
    children: tuple[HandbookChild, ...]
    unnamed: int
    load: tuple[HandbookLoad, ...]
    last_day: str
    kinds: tuple[KindCount, ...]
    whole: KindCount
    contents: tuple[Entry, ...]
    forms: tuple[VisitForm, ...]
    left_out: int
    kind_options: tuple[Link, ...]
    child_options: tuple[Link, ...]
    month_options: tuple[Link, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The handbooks of everybody who has children or made visits."""
    for period in periods(site):
        for staff_id, person in sorted(site.store.staff.items()):
            path = f"print/{period.prefix}-{staff_id}"
            if any(link.href == f"{path}.html" for link in handbooks(site, staff_id)):
                view = handbook_view(site, person, period)
                title = f"{person.name}·{view.heading.title}·{period.semester}"
                yield Sheet(path=path, title=title, context=view, description=period.semester)


def handbook_view(site: Site, person: Staff, period: Period) -> HandbookView:
    """One person's handbook of a period."""
    language = site.language
    visits = [one for one in visits_in(site, person.id, period) if _shown(site, one)]
    plain = [one for one in visits if not is_confidential(one)]
    forms = tuple(visit_form(site, one, n) for n, one in enumerate(plain, 1))
    held = held_in(site, person.id, period)
    mine = tuple(dict.fromkeys(one.child.id for one in held))
    named = [child for child in mine if child not in site.withdrawn]
    visited = dict.fromkeys(child for form in forms for child in form.ids.split())
    return HandbookView(
        heading=heading(site, language.text("Support handbook")),
        back=site.staff_link(person.id),
        person=_person(site, person, period),
        children=tuple(
            _child(site, [one for one in held if one.child.id == child], plain, period)
            for child in named
        ),
        unnamed=len(mine) - len(named),
        load=tuple(_load(site, person, held, period)),
        last_day=language.day(period.last),
        kinds=tuple(_kinds(site, visits)),
        whole=_count(language.text("In all"), visits),
        contents=tuple(_contents(site, visits, forms)),
        forms=forms,
        left_out=len(visits_in(site, person.id, period)) - len(visits),
        kind_options=tuple(
            Link(language.value("visit", "kind", kind), "", kind)
            for kind in dict.fromkeys(kind for one in plain for kind in one.kind)
        ),
        child_options=tuple(site.child_link(child) for child in sorted(visited)),
        month_options=tuple(
            Link(month_name(language, day), "", f"{day:%Y-%m}")
            for day in dict.fromkeys(one.date.replace(day=1) for one in plain)
        ),
    )


def _shown(site: Site, visit: Visit) -> bool:
    """Whether a visit has a child who may be on a list."""
    return bool(set(visit.children) - site.withdrawn)


def _person(site: Site, person: Staff, period: Period) -> tuple[Cell, ...]:
    language = site.language
    field = language.field
    days = f"{language.day(period.first)} – {language.day(period.last)}"
    return (
        Cell(field("staff", "name"), person.name, 6),
        Cell(field("staff", "group"), language.value("staff", "group", person.group), 6),
        Cell(field("staff", "position"), person.position or "", 6),
        Cell(field("staff", "phone"), person.phone or "", 6),
        Cell(language.kind("semester"), period.semester, 6),
        Cell(language.text("Days covered"), days, 6),
    )


def _load(
    site: Site, person: Staff, held: Sequence[Tenure], period: Period
) -> Iterator[HandbookLoad]:
    """The children of each role, each once however often it was taken up again."""
    last = Period(prefix="", semester="", first=period.last, last=period.last)
    then = held_in(site, person.id, last)
    mine = {role: {person.id: _ids(held, role)} for role in ROLES}
    for load in load_of(site, person, mine):
        yield HandbookLoad(
            name=load.name, whole=load.n, last=len(_ids(then, load.role)), quota=load.quota
        )


def _ids(held: Sequence[Tenure], role: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.child.id for one in held if one.role == role))


def _child(
    site: Site, held: Sequence[Tenure], visits: Sequence[Visit], period: Period
) -> HandbookChild:
    """A child with every role held for it; its class is that of its last day in the period."""
    child = held[0].child
    days = sorted({one.date for one in visits if child.id in one.children and one.reached})
    day = min(period.last, child.left or date.max)
    return HandbookChild(
        name=child.name,
        class_=site.class_name(child.class_on(day), day=day),
        roles=tuple(
            HeldRole(name=site.role_name(one.role), days=_span(site, one.holding, period))
            for one in held
        ),
        times=len(days),
        last=site.language.day(days[-1]) if days else "",
    )


def _span(site: Site, holding: Holding, period: Period) -> str:
    """From when to when; open at the end where it went on beyond the period."""
    language = site.language
    if holding.last > period.last:
        return language.text("since {day}", day=language.day(holding.first))
    return f"{language.day(holding.first)} – {language.day(holding.last)}"


def _kinds(site: Site, visits: Sequence[Visit]) -> Iterator[KindCount]:
    """Visits by kind, in the order of the vocabulary; confidential ones by that word alone."""
    language = site.language
    plain = [one for one in visits if not is_confidential(one)]
    found = Counter(kind for one in plain for kind in one.kind)
    node = node_at("visit", ("kind", "items")) or node_at("visit", ("kind",)) or {}
    for choice in choices(node.get("items", node)):
        if found[choice.const]:
            label = language.value("visit", "kind", choice.const)
            yield _count(label, [one for one in plain if choice.const in one.kind])
    if len(plain) < len(visits):
        yield _count(language.text("Confidential"), [v for v in visits if is_confidential(v)])


def _count(label: str, visits: Sequence[Visit]) -> KindCount:
    return KindCount(label=label, reached=sum(one.reached for one in visits), tried=len(visits))


def _contents(site: Site, visits: Sequence[Visit], forms: Sequence[VisitForm]) -> Iterator[Entry]:
    """A row for every visit; `forms` are those of the visits that are not confidential."""
    language = site.language
    pages = iter(forms)
    for visit in visits:
        when = language.short_day(visit.date)
        outcome = language.value("visit", "outcome", visit.outcome)
        if is_confidential(visit):
            yield Entry(number=0, anchor="", when=when, children="", what="", outcome=outcome)
            continue
        form = next(pages)
        yield Entry(
            number=form.number,
            anchor=form.anchor,
            when=when,
            children=form.children,
            what=form.kind,
            outcome=outcome,
            kinds=form.kinds,
            ids=form.ids,
            month=form.month,
        )
