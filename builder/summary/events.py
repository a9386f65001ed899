"""7 活动, 8 资助与供餐, 9 家长学校与监护人培训 (S1-12, S1-19 to S1-23, S2-11, S3-04, S4-09)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from builder import schema
from builder.model import Activity, Aid, Provision
from builder.summary.facts import Facts
from builder.summary.figure import (
    Counted,
    Figure,
    Listing,
    Prose,
    Section,
    Sum,
    Table,
    each,
    key,
    share,
    tally,
)
from builder.wishes import came_true, taken_on

TRAININGS: Final = ("guardian_training", "parent_school")
_CONTESTS: Final = ("contest", "book_review", "exhibition")
_RANKS: Final = "特一二三四五优"
"""First characters of prizes, the highest first."""


def activities(facts: Facts) -> Section:
    """7 活动: counts and attendance by kind, who took part, books, contests."""
    text = facts.language.text
    held = tally("activities", text("activities"), each(facts.activities))
    took_part = share(
        "activity.children",
        text("children in at least one activity"),
        [
            Counted(c, facts.took_part_in[c.id])
            for c in facts.children
            if c.id in facts.took_part_in
        ],
        facts.children,
    )
    kinds = _kinds(facts)
    upper = [child for child in facts.children if facts.is_upper(child.class_on(facts.day))]
    readers = share(
        "activity.readers",
        text("children who read a book"),
        facts.by_activity(("reading",)),
        facts.children,
    )
    reviews = share(
        "activity.reviews",
        text("children of grade 3 and over who wrote a book review"),
        facts.by_activity(("book_review",)),
        upper,
    )
    prose = Prose(
        words=text(
            "{held} activities were held; {took_part} children took part in at least one."
            " {readers} children read a book; of grade 3 and over {reviews} wrote a review."
        ),
        figures={"held": held, "took_part": took_part, "readers": readers, "reviews": reviews},
    )
    table = Table(
        id="activities",
        title=text("In numbers"),
        heads=(text("What"), text("This semester")),
        rows=((held,), (took_part,), (readers,), (_books(facts),), (reviews,)),
    )
    return Section(
        id="activities",
        title=text("Activities"),
        prose=(prose,),
        tables=(table, kinds),
        sums=(Sum(total="activities", parts=tuple(row[0].id for row in kinds.rows)),),
        listings=(_contests(facts),) if any(map(_is_contest, facts.activities)) else (),
    )


def _books(facts: Facts) -> Figure:
    """Books read: each child of N once for each reading activity, and a book read by two is two."""
    found = list(facts.by_activity(("reading",)))
    read = Counter(key(activity) for one in found for activity in one.because)
    held = [one for one in facts.activities if one.kind == "reading" and key(one) in read]
    left = len(facts.children) - len(found)
    return Figure(
        id="activity.books",
        label=facts.language.text("books read, one for each child and reading"),
        counted=tuple(Counted(one, weight=read[key(one)]) for one in held),
        people=min(len(found), left) if left else len(found),
    )


def _kinds(facts: Facts) -> Table:
    language, rows = facts.language, []
    node = schema.node_at("activity", ("kind",)) or {}
    for choice in schema.choices(node):
        held = [one for one in facts.activities if one.kind == choice.const]
        if held:
            label, id_ = (
                language.value("activity", "kind", choice.const),
                f"activity.{choice.const}",
            )
            rows.append(
                (
                    tally(id_, label, each(held)),
                    facts.attendance(f"{id_}.attendance", label, held),
                )
            )
    heads = (
        language.field("activity", "kind"),
        language.text("held"),
        language.field("activity", "attendance"),
    )
    title = language.text("Activities by kind")
    return Table(id="activity-kinds", title=title, heads=heads, rows=tuple(rows), open=True)


def _is_contest(activity: Activity) -> bool:
    return activity.kind in _CONTESTS and bool(
        activity.results or activity.edition or activity.groups or activity.finalists
    )


def _rank(prize: tuple[str, object]) -> int:
    """特等奖, 一等奖, 二等奖 … 优秀奖; other words stay in the order of the record, after these."""
    found = _RANKS.find(prize[0][:1])
    return found if found >= 0 else len(_RANKS)


def _contests(facts: Facts) -> Listing:
    """Contests with edition, groups, finalists and awards (S2-11)."""
    language = facts.language

    def count(number: int | None) -> str:
        return language.text("not on record") if number is None else str(number)

    def won(activity: Activity) -> str:
        winners: dict[str, list[str]] = {}
        for one in activity.results:
            winners.setdefault(one.award, []).append(facts.awarded(one))
        prizes = sorted(winners.items(), key=_rank)
        return language.join_lists(
            [
                language.text("{award}: {who}", award=award, who=language.join(names))
                for award, names in prizes
            ]
        )

    fields = ("title", "date", "edition", "groups", "finalists", "results")
    return Listing(
        title=language.text("Contests"),
        heads=tuple(language.field("activity", name) for name in fields),
        rows=tuple(
            (
                one.title,
                language.short_day(one.date),
                count(one.edition),
                count(one.groups),
                count(one.finalists),
                won(one),
            )
            for one in facts.activities
            if _is_contest(one)
        ),
    )


def aid(facts: Facts) -> Section:
    """8 资助与供餐: yuan by source, children aided, wishes, eggs and lunches."""
    text, language = facts.language.text, facts.language
    given = [one for one in facts.store.aid if facts.inside(one.date)]
    total = _amount(facts, "aid.total", text("aid in all, yuan"), given)
    of_child: dict[str, list[Aid]] = {}
    for one in given:
        for child in one.children:
            of_child.setdefault(child, []).append(one)
    aided = share(
        "aid.children",
        text("children aided"),
        [Counted(c, tuple(of_child[c.id])) for c in facts.children if c.id in of_child],
        facts.children,
    )
    wishes = [one for one in facts.store.wishes if facts.inside(one.collected)]
    collected = tally("wishes", text("wishes collected"), each(wishes))
    matched = share(
        "wishes.matched",
        text("wishes matched / collected"),
        each(one for one in wishes if taken_on(one, facts.day)),
        wishes,
    )
    fulfilled = share(
        "wishes.fulfilled",
        text("wishes fulfilled / collected"),
        each(one for one in wishes if came_true(one, facts.day)),
        wishes,
    )
    prose = Prose(
        words=text(
            "Aid came to {total} yuan in all; {aided} children received some. {collected} wishes"
            " were collected, {matched} of them matched with a donor and {fulfilled} fulfilled."
        ),
        figures={
            "total": total,
            "aided": aided,
            "collected": collected,
            "matched": matched,
            "fulfilled": fulfilled,
        },
    )
    provided = [one for one in facts.store.provisions if facts.inside(one.date)]
    asked = {kind for rule in facts.site.policy.enabled for kind in rule.contact}
    served = tuple(
        (_class_days(facts, kind, [one for one in provided if one.kind == kind]),)
        for kind in ("egg", "lunch")
        if kind in asked or any(one.kind == kind for one in provided)
    )
    title = text("Provision: class-days with an entry / all class-days")
    tables = (
        Table(
            id="aid",
            title=text("In numbers"),
            heads=(text("What"), text("This semester")),
            rows=tuple((figure,) for figure in prose.figures.values()),
        ),
        _by_source(facts, given),
        Table(
            id="provisions",
            title=title,
            heads=(language.field("provision", "kind"), text("This semester")),
            rows=served,
            open=True,
        ),
    )
    return Section(id="aid", title=text("Aid and provision"), prose=(prose,), tables=tables)


def _amount(facts: Facts, id_: str, label: str, given: Sequence[Aid]) -> Figure:
    """Σ yuan, as decimals: ten gifts of ten fen are one yuan. Gifts without an amount are noted."""
    priced = [one for one in given if one.amount is not None]
    if given and not priced:
        lacking = facts.language.text(
            "{what} of {classes}", what=facts.language.field("aid", "amount"), classes=label
        )
        return Figure(id=id_, label=label, missing=lacking)
    counted = tuple(Counted(one, weight=Decimal(str(one.amount))) for one in priced)
    n, note = len(given) - len(priced), ""
    if n:
        note = facts.language.plural("{n} gift without an amount", "{n} gifts without an amount", n)
    people = len({child for one in priced for child in one.children})
    return Figure(id=id_, label=label, counted=counted, note=note, people=people)


def _by_source(facts: Facts, given: list[Aid]) -> Table:
    """Σ amount, and children aided, by source."""
    language, rows = facts.language, []
    for source in sorted({one.source for one in given}):
        # The same source has the same id in every semester, and no id holds a donor's name.
        id_ = f"aid.source-{hashlib.sha256(source.encode()).hexdigest()[:8]}"
        these = [one for one in given if one.source == source]
        reached = {child for one in these for child in one.children}
        rows.append(
            (
                _amount(facts, id_, source, these),
                share(
                    f"{id_}.children",
                    source,
                    [
                        Counted(c, tuple(one for one in these if c.id in one.children))
                        for c in facts.children
                        if c.id in reached
                    ],
                    facts.children,
                ),
            )
        )
    heads = (
        language.field("aid", "source"),
        language.field("aid", "amount"),
        language.text("children aided"),
    )
    title = language.text("Aid by source")
    return Table(id="aid-sources", title=title, heads=heads, rows=tuple(rows), names=True)


def _class_days(facts: Facts, kind: str, given: list[Provision]) -> Figure:
    """Different (class, school day) pairs with an entry, of all there were up to D."""
    days = set(facts.school_days)
    classes = {cls.class_ for cls in facts.site.semester_classes}
    found: dict[tuple[str, object], Counted] = {}
    for one in given:
        if one.class_ in classes and one.date in days:
            found.setdefault((one.class_ or "", one.date), Counted(one))
    blank = {
        cls.class_: [day for day in facts.school_days if (cls.class_, day) not in found]
        for cls in facts.site.semester_classes
    }
    blank = {class_: days_ for class_, days_ in blank.items() if days_}
    return Figure(
        id=f"provision.{kind}",
        label=facts.language.value("provision", "kind", kind),
        counted=tuple(found.values()),
        of=len(days) * len(classes),
        others=tuple(facts.site.calendar.classes[class_] for class_ in blank),
        others_said=tuple(
            facts.language.join([facts.language.short_day(day) for day in days_])
            for days_ in blank.values()
        ),
    )


def guardians(facts: Facts) -> Section:
    """9 家长学校与监护人培训: sessions, and whose guardians came (S1-12, S1-19)."""
    text, language = facts.language.text, facts.language
    held = [one for one in facts.activities if one.kind in TRAININGS]
    sessions = tally("training", text("sessions"), each(held))
    came = _attending(facts, "training.guardians", text("guardians attending"), held)
    children = _of_guardians(facts, "training.children", text("children whose guardian came"), held)
    prose = Prose(
        words=text(
            "{sessions} sessions of guardians' training and parents' school were held; guardians"
            " attended {came} times. The guardians of {children} children came at least once."
        ),
        figures={"sessions": sessions, "came": came, "children": children},
    )
    rows = []
    for kind in TRAININGS:
        these = [one for one in held if one.kind == kind]
        label, id_ = language.value("activity", "kind", kind), f"activity.{kind}"
        rows.append(
            (
                tally(id_, label, each(these)),
                _attending(facts, f"{id_}.guardians", label, these),
                _of_guardians(facts, f"{id_}.children", label, these),
            )
        )
    rows.append((replace(sessions, label=text("in all")), came, children))
    heads = (
        language.field("activity", "kind"),
        text("held"),
        language.field("activity", "guardians"),
        text("children whose guardian came"),
    )
    title = text("Parents' school and guardians' training")
    table = Table(id="trainings", title=title, heads=heads, rows=tuple(rows))
    sums = (
        *(
            Sum(total=f"training{end}", parts=tuple(f"activity.{kind}{end}" for kind in TRAININGS))
            for end in ("", ".guardians")
        ),
        # Who else came.
        *(
            Sum(
                total=f"activity.{kind}.attendance",
                parts=(f"activity.{kind}.guardians",),
                rest=True,
            )
            for kind in TRAININGS
        ),
    )
    return Section(id="guardians", title=title, prose=(prose,), tables=(table,), sums=sums)


def _attending(facts: Facts, id_: str, label: str, held: Sequence[Activity]) -> Figure:
    """Σ guardians who came; missing where none of the sessions says how many."""
    counted = [Counted(one, weight=one.guardians) for one in held if one.guardians is not None]
    if held and not counted:
        return Figure(id=id_, label=label, missing=facts.language.field("activity", "guardians"))
    return tally(id_, label, counted, facts.not_counted(held, "guardians"))


def _of_guardians(facts: Facts, id_: str, label: str, held: Sequence[Activity]) -> Figure:
    """The children whose guardian came; missing where none of the sessions says whose."""
    silent = sum(not one.guardians_of for one in held)
    if held and silent == len(held):
        return Figure(id=id_, label=label, missing=facts.language.field("activity", "guardians_of"))
    note = ""
    if silent:
        note = facts.language.plural(
            "{n} session does not say whose", "{n} sessions do not say whose", silent
        )
    return share(id_, label, _came(facts, held), facts.children, note)


def _came(facts: Facts, held: Iterable[Activity]) -> Iterator[Counted]:
    of_child: dict[str, list[Activity]] = {}
    for one in held:
        for named in one.guardians_of:
            of_child.setdefault(named, []).append(one)
    for child in facts.children:
        if child.id in of_child:
            yield Counted(child, tuple(of_child[child.id]))
