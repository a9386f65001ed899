"""1 基本情况: how many left-behind children there are, and who they are (S1-01, S4-01)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from builder import schema
from builder.model import Child, LeftBehind, SemesterClass
from builder.summary.facts import Facts
from builder.summary.figure import (
    Counted,
    Figure,
    Prose,
    Section,
    Sum,
    Table,
    each,
    key,
    share,
    tally,
)

_MINISTRY_AGE: Final = 16
_MINISTRY_TYPES: Final = ("both_parents_away", "one_away_other_unable")


def situation(facts: Facts) -> Section:
    """The section on the day, every figure with N below the line."""
    text, language = facts.language.text, facts.language
    types, spells = _types(facts), _spells(facts)
    pupils, children, ministry = pupils_figure(facts), children_figure(facts), _ministry(facts)
    changes = _changes(facts)
    whole = text("The school has {pupils} pupils; {children} of them are left-behind children.")
    alone = text("The school has {children} left-behind children.")
    rest = text(
        "Of these {both} have both parents away, {boarding} board at school, {priority} are"
        " priority children and {unguarded} are without a guardian. By the ministry's count (under"
        " 16, both parents away, or one away and the other unable to care) there are {ministry}."
    )
    prose = Prose(
        words=(alone if pupils.missing else whole) + ("" if language.chinese else " ") + rest,
        figures={
            "pupils": pupils,
            "children": children,
            "both": types.rows[0][0],
            "boarding": spells["boarding"],
            "priority": spells["priority"],
            "unguarded": spells["unguarded"],
            "ministry": ministry,
        },
    )
    tables = (
        _table(
            facts,
            "totals",
            text("In numbers"),
            [pupils, children, ministry, *changes.figures.values()],
        ),
        _by_class(facts),
        _coded(facts, "sex", ("sex",), {child.id: child.sex for child in facts.children}),
        _ages(facts),
        types,
        _table(facts, "spells", text("Boarding, priority, without a guardian"), spells.values()),
        _coded(
            facts,
            "hukou",
            ("hukou",),
            {child.id: child.hukou for child in facts.children},
            undated=True,
        ),
        _coded(facts, "guardian", ("guardians", "relation"), _main(facts, "relation")),
        _coded(facts, "capacity", ("guardians", "capacity"), _main(facts, "capacity")),
        _hardship(facts),
        _whole_school(facts),
        *_reasons(facts),
    )
    return Section(
        id="situation",
        title=text("Situation"),
        prose=(prose, changes),
        tables=tables,
        sums=tuple(_sums(facts, types)),
        unprinted=tuple(_unprinted(facts, spells["boarding"])),
    )


def _unprinted(facts: Facts, boarding: Figure) -> Iterator[Figure]:
    """Who is of the ministry's types at any age, who goes home every day, and who was left behind
    at the last semester's end already."""
    spells = ((child, _spell_on(facts, child)) for child in facts.children)
    these = [child for child, spell in spells if spell and spell.type in _MINISTRY_TYPES]
    yield part(facts, "type.ministry", "", these)
    boards = {key(one.what) for one in boarding.counted}
    day = [child for child in facts.children if key(child) not in boards]
    yield part(facts, "spell.day", "", day)
    if facts.previous is not None:
        new = {child.id for child in _come_and_gone(facts)[0]}
        yield part(facts, "stayed", "", [c for c in facts.children if c.id not in new])


def _sums(facts: Facts, types: Table) -> Iterator[Sum]:
    """What adds up to what: the ministry's count is all of two types, or all but the oldest; the
    last semester's children have ceased or stayed; "of grade 3 and over" says how many a class has;
    and among all pupils are those who are not left behind."""
    ministry = tuple(f"type.{code}" for code in _MINISTRY_TYPES)
    others = tuple(row[0].id for row in types.rows if row[0].id not in ministry)
    yield Sum(total="type.ministry", parts=ministry)
    yield Sum(parts=("type.ministry", *others))
    if facts.previous is not None:
        yield Sum(total="children", parts=("added", "stayed"))
        yield Sum(parts=("ceased", "stayed"))
    yield Sum(total="pupils", parts=("children",), rest=True)
    for name, here, elsewhere in (
        ("girls", "sex.female", "sex.male"),
        ("boarders", "spell.boarding", "spell.day"),
    ):
        yield Sum(total="pupils", parts=(f"school.{name}",), rest=True)
        yield Sum(total=f"school.{name}", parts=(here,), rest=True)
        yield Sum(total="pupils", parts=(f"school.{name}", elsewhere), rest=True)
    for upper in (True, False):
        ids = [cls.class_ for cls in facts.site.semester_classes]
        yield Sum(parts=tuple(f"class.{id_}" for id_ in ids if facts.is_upper(id_) is upper))


def pupils_figure(facts: Facts) -> Figure:
    """All pupils of the semester's classes."""
    return _of_classes(facts, "pupils", facts.language.text("Pupils"), lambda cls: cls.pupils)


def children_figure(facts: Facts) -> Figure:
    """N, of all pupils; a plain count where their number is not on record.

    Without a single archive it is not nought, but unknown.
    """
    pupils, text = pupils_figure(facts), facts.language.text
    return Figure(
        id="children",
        label=text("Left-behind children"),
        counted=tuple(each(facts.children)),
        of=None if pupils.missing else int(pupils.n),
        whole="pupils",
        missing="" if facts.store.children else text("the archives of left-behind children"),
    )


def part(facts: Facts, id_: str, label: str, children: Iterable[Child]) -> Figure:
    """Some of N."""
    return share(id_, label, each(children), facts.children)


def _table(
    facts: Facts,
    id_: str,
    title: str,
    figures: Iterable[Figure],
    *,
    partition: bool = False,
    open_: bool = False,
    undated: bool = False,
) -> Table:
    """Figures below each other."""
    text, rows = facts.language.text, tuple((figure,) for figure in figures)
    return Table(
        id=id_,
        title=title,
        heads=(text("What"), text("This semester")),
        rows=rows,
        partition=partition,
        open=open_,
        undated=undated,
    )


def _shared_out(
    facts: Facts,
    id_: str,
    title: str,
    choices: Iterable[tuple[str, str]],
    value: Mapping[str, str | None],
    *,
    undated: bool = False,
    open_: bool = False,
) -> Table:
    """N by a value that each child has once; those of whom it is not on record come last."""
    blank = ("blank", facts.language.text("not on record"))
    rest = [blank] if any(value[child.id] is None for child in facts.children) else []
    figures = []
    for code, label in [*choices, *rest]:
        wanted = None if (code, label) == blank else code
        these = [child for child in facts.children if value[child.id] == wanted]
        figures.append(part(facts, f"{id_}.{code}", label, these))
    return _table(facts, id_, title, figures, partition=True, open_=open_, undated=undated)


def _coded(
    facts: Facts,
    id_: str,
    route: tuple[str, ...],
    value: Mapping[str, str | None],
    *,
    undated: bool = False,
) -> Table:
    """N by a coded field: every value of a short list, of a long one those that somebody has."""
    language = facts.language
    choices = schema.choices(schema.node_at("child", route) or {})
    long = len(choices) > _SHORT
    if long:
        choices = tuple(choice for choice in choices if choice.const in value.values())
    labels = [(one.const, language.value("child", route, one.const)) for one in choices]
    title = language.field("child", *(route[:1] if route[-1] == "type" else route))
    if route[0] == "guardians":
        title = language.text("Main guardian: {field}", field=title)
    return _shared_out(facts, id_, title, labels, value, open_=long, undated=undated)


_SHORT: Final = 4


def _by_class(facts: Facts) -> Table:
    site = facts.site
    choices = [(cls.class_, site.class_name(cls.class_)) for cls in site.semester_classes]
    known = {code for code, _ in choices}
    of_child = {child.id: child.class_on(facts.day) for child in facts.children}
    value = {child: code if code in known else None for child, code in of_child.items()}
    return _shared_out(facts, "class", facts.language.text("By class"), choices, value)


def _ages(facts: Facts) -> Table:
    text = facts.language.text
    bands = (("6", text("under 6")), ("6-13", text("6 to 13")), ("14", text("14 and over")))
    value = {child.id: _band(child.age_on(facts.day)) for child in facts.children}
    return _shared_out(facts, "age", text("By age"), bands, value)


def _band(age: int) -> str:
    return "6" if age < 6 else "6-13" if age <= 13 else "14"


def _spell_on(facts: Facts, child: Child) -> LeftBehind | None:
    return next((spell for spell in child.left_behind if spell.holds(facts.day)), None)


def _types(facts: Facts) -> Table:
    spells = {child.id: _spell_on(facts, child) for child in facts.children}
    value = {child: spell.type if spell else None for child, spell in spells.items()}
    return _coded(facts, "type", ("left_behind", "type"), value)


def _spells(facts: Facts) -> dict[str, Figure]:
    """Who boards, is a priority child, has no guardian: by the spells that hold the day."""

    def held(child: Child, name: str) -> bool:
        return any(spell.holds(facts.day) for spell in getattr(child, name))

    return {
        name: part(
            facts,
            f"spell.{name}",
            facts.language.field("child", name),
            [child for child in facts.children if held(child, name)],
        )
        for name in ("boarding", "priority", "unguarded")
    }


def _main(facts: Facts, field: str) -> dict[str, str | None]:
    """A field of each child's main guardian: the first on record who is one on the day."""
    found: dict[str, str | None] = {}
    for child in facts.children:
        main = next((one for one in child.guardians if one.holds(facts.day)), None)
        found[child.id] = getattr(main, field) if main else None
    return found


def _hardship(facts: Facts) -> Table:
    """A child may have several, so these shares need not add up to the whole."""
    language, route = facts.language, ("hardship",)
    node = schema.node_at("child", route) or {}
    choices = schema.choices(node.get("items", {}))
    figures = [
        part(facts, f"hardship.{one.const}", language.value("child", route, one.const), these)
        for one in choices
        if (these := [child for child in facts.children if one.const in child.hardship])
    ]
    nobody = [child for child in facts.children if not child.hardship]
    figures.append(part(facts, "hardship.none", language.text("none on record"), nobody))
    return _table(
        facts, "hardship", language.field("child", "hardship"), figures, open_=True, undated=True
    )


def _ministry(facts: Facts) -> Figure:
    """The ministry's count: the circular of 2016 (国发〔2016〕13号) counts those under 16 with both
    parents away, or with one away and the other unable to care for them."""
    these = [
        child
        for child in facts.children
        if child.age_on(facts.day) < _MINISTRY_AGE
        and (spell := _spell_on(facts, child)) is not None
        and spell.type in _MINISTRY_TYPES
    ]
    return part(facts, "ministry", facts.language.text("By the ministry's count"), these)


def _of_classes(
    facts: Facts, id_: str, label: str, number: Callable[[SemesterClass], int | None]
) -> Figure:
    """A sum over the semester's classes; missing while one of them lacks its number.

    A class of no pupils is one whose number nobody has filled in yet, as after `init`.
    """
    site, language = facts.site, facts.language
    if not site.semester_classes:
        return Figure(
            id=id_, label=label, missing=language.text("the semester's classes, with their pupils")
        )
    blank = [
        cls.class_
        for cls in site.semester_classes
        if number(cls) is None or (id_ == "pupils" and not cls.pupils)
    ]
    if blank:
        names = language.join([site.class_name(class_id, short=True) for class_id in blank])
        what = language.field("semester", "classes", "pupils") if id_ == "pupils" else label
        lacking = language.text("{what} of {classes}", what=what, classes=names)
        return Figure(id=id_, label=label, missing=lacking)
    counted = [
        Counted(site.calendar.classes[cls.class_], weight=number(cls) or 0)
        for cls in site.semester_classes
    ]
    return tally(id_, label, counted)


def _whole_school(facts: Facts) -> Table:
    """Girls and boarders among all pupils, as the classes have them."""
    language, pupils = facts.language, pupils_figure(facts)
    fields: Mapping[str, Callable[[SemesterClass], int | None]] = {
        "girls": lambda cls: cls.girls,
        "boarders": lambda cls: cls.boarders,
    }
    figures = []
    for name, number in fields.items():
        figure = _of_classes(
            facts, f"school.{name}", language.field("semester", "classes", name), number
        )
        lacking = figure.missing or pupils.missing
        of = None if lacking else int(pupils.n)
        figures.append(
            Figure(
                id=figure.id,
                label=figure.label,
                counted=figure.counted,
                of=of,
                missing=lacking,
                whole="pupils",
            )
        )
    return _table(facts, "school", language.text("All pupils"), figures)


def _come_and_gone(facts: Facts) -> tuple[list[Child], list[Child]]:
    """Who is left behind now and was not at the last semester's end; and the other way round."""
    if facts.previous is None:
        return [], []
    then = facts.store.left_behind_on(facts.previous.end)
    before, now = {child.id for child in then}, {child.id for child in facts.children}
    added = [child for child in facts.children if child.id not in before]
    return added, [child for child in then if child.id not in now]


def _changes(facts: Facts) -> Prose:
    """How many have come and gone since the last semester's end."""
    text = facts.language.text
    added, ceased = _come_and_gone(facts)
    lacking = "" if facts.previous else text("the last semester's record")
    return Prose(  # Where there is no last semester, the table says so.
        words=text("Since the last semester {added} were added and {ceased} ceased to be counted."),
        figures={
            "added": replace(tally("added", text("added"), each(added)), missing=lacking),
            "ceased": replace(tally("ceased", text("ceased"), each(ceased)), missing=lacking),
        },
    )


def _reasons(facts: Facts) -> Iterator[Table]:
    """Why they were added or ceased; nothing where nobody was."""
    language, (added, ceased) = facts.language, _come_and_gone(facts)
    if facts.previous is None:
        return
    last = facts.previous.end
    new = {child.id: "enrolled" if child.enrolled > last else "left-behind" for child in added}
    why_added = {
        "enrolled": language.text("newly enrolled"),
        "left-behind": language.text("newly left behind"),
    }
    node = schema.node_at("child", ("left_reason",)) or {}
    why_ceased = {
        one.const: language.value("child", "left_reason", one.const) for one in schema.choices(node)
    }
    why_ceased["here"] = language.text("no longer left behind")
    why_ceased["blank"] = language.text("not on record")
    gone = {
        child.id: "here" if child.enrolled_on(facts.day) else child.left_reason or "blank"
        for child in ceased
    }
    for id_, title, children, reason, words in (
        ("added", language.text("Added since the last semester"), added, new, why_added),
        ("ceased", language.text("Ceased since the last semester"), ceased, gone, why_ceased),
    ):
        figures = [
            share(f"{id_}.{code}", label, each(these), children)
            for code, label in words.items()
            if (these := [child for child in children if reason[child.id] == code])
        ]
        yield _table(facts, id_, title, figures, partition=True, open_=True)
