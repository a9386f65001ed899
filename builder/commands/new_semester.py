"""`new semester`: the next semester from the last one, and what is to do beside it.

The semester is printed, or written to a new file; the list of what to do goes to standard error,
with ids only. Nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from builder.carry import (
    CHILD_LEFT,
    ENDED,
    PEER_LEFT,
    STAFF_LEFT,
    Carried,
    PairingToDo,
    carry,
    previous_semester,
    usual_new_classes,
)
from builder.commands.asking import (
    HOLIDAYS,
    Dialogue,
    Questions,
    Refused,
    a_day,
    an_end,
    apart,
    holidays_in,
)
from builder.commands.output import write
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_, Language
from builder.model import Range
from builder.semesters import Draft, semester_text, usual_end, usual_start
from builder.store import Store
from builder.yaml_text import quoted

_BETWEEN: Final = re.compile(r"[,，、;；\s]+")
_MOST_CLASSES: Final = 20
_HIGHEST_GRADE: Final = 12
_SATURDAY: Final = 5

_START: Final = N_("First day of the semester")
_END: Final = N_("Last day of the semester")
_MAKEUP_DAYS: Final = N_("Weekend days with lessons; several with spaces (blank: none)")
_NEW_CLASSES: Final = N_("How many classes in the first grade?")

_WHY: Final[Mapping[str, str]] = {
    ENDED: N_("Ended and not renewed: write a new one"),
    STAFF_LEFT: N_("No longer on the staff: end it, and pair somebody else"),
    PEER_LEFT: N_("The other child is gone: end it, and pair another"),
    CHILD_LEFT: N_("The child leaves: end it on {day}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options say; None was not said: it is asked for, or taken as usual."""

    start: str | None = None
    end: str | None = None
    holidays: tuple[str, ...] = ()
    makeup_days: tuple[str, ...] = ()
    new_classes: str | None = None
    highest_grade: str | None = None
    name: str = ""


def run(
    around: Surroundings,
    given: Given,
    *,
    dialogue: Dialogue | None,
    tell: Callable[[str], None],
    output: Path | None,
) -> Status:
    """Print or write the next semester, and `tell` what is to do. Raises `Unusable`."""
    inspection = around.inspect()
    store, language = inspection.store, around.language(inspection)
    asked = Questions(language, dialogue, language.text)
    bare = _days(store, inspection.as_of, given, asked)
    usual = usual_new_classes(store, bare.start)
    most = _MOST_CLASSES if usual or _begins_a_year(store, bare) else 0
    new_classes = (
        asked.settle(_NEW_CLASSES, given.new_classes, str(usual), lambda text: _number(text, most))
        if most or given.new_classes
        else 0
    )
    top = asked.taken(given.highest_grade or "0", lambda text: _number(text, _HIGHEST_GRADE))
    carried = carry(
        store,
        inspection.policy,
        bare,
        language,
        new_classes=new_classes,
        highest_grade=top or None,
    )
    folder = around.records[0].as_posix()
    text = semester_text(carried.draft, language, _heading(carried, language, folder))
    write(around, text, output)
    tell("\n".join(_to_do(carried, language, folder)))
    return Status.CLEAN


def _days(store: Store, as_of: date, given: Given, asked: Questions) -> Draft:
    """The days of the new semester, none of them in another one."""
    last = store.semesters[-1].end if store.semesters else None
    usual = usual_start(as_of, after=last)

    def free_start(text: str) -> date:
        start = a_day(text)
        _refuse_overlap(store, start, start)
        return start

    start = asked.settle(_START, given.start, usual.isoformat(), free_start)

    def free_end(text: str) -> date:
        end = an_end(text, start)
        _refuse_overlap(store, start, end)
        return end

    end = asked.settle(_END, given.end, usual_end(start).isoformat(), free_end)

    def inside(text: str) -> tuple[Range, ...]:
        return holidays_in(apart(text), start, end)

    def days(text: str) -> tuple[date, ...]:
        found = sorted({a_day(part) for part in _BETWEEN.split(text) if part})
        for day in found:
            if not start <= day <= end:
                raise Refused(N_("{day} lies outside the semester."), day=day)
            if day.weekday() < _SATURDAY:
                raise Refused(N_("{day} is no Saturday or Sunday."), day=day)
        return tuple(found)

    holidays = asked.settle(HOLIDAYS, "\n".join(given.holidays) or None, "", inside)
    makeup_days = asked.settle(_MAKEUP_DAYS, " ".join(given.makeup_days) or None, "", days)
    draft = Draft(
        start=start,
        end=end,
        classes=(),
        holidays=holidays,
        makeup_days=makeup_days,
        own_name=given.name,
    )
    asked.taken(draft.id, lambda id_: _refuse_taken(store, id_))
    return draft


def _refuse_overlap(store: Store, start: date, end: date) -> None:
    for other in store.semesters:
        if start <= other.end and other.start <= end:
            raise Refused(
                N_("These days overlap the semester {id}, {start} to {end}."),
                id=other.id,
                start=other.start,
                end=other.end,
            )


def _refuse_taken(store: Store, id_: str) -> None:
    if any(other.id == id_ for other in store.semesters):
        raise Refused(N_("There is a semester {id} already."), id=id_)


def _begins_a_year(store: Store, bare: Draft) -> bool:
    """Whether a first grade may enter: in an autumn semester, or when nothing is on record."""
    return bare.term == "autumn" or previous_semester(store, bare.start) is None


def _number(text: str, most: int) -> int:
    digits = text.strip()
    if not most and digits != "0":
        raise Refused(N_("No first grade enters in a spring semester: leave --new-classes out."))
    if not digits.isdecimal() or int(digits) > most:
        raise Refused(N_("Write a number from 0 to {n} here."), n=most)
    return int(digits)


def _heading(carried: Carried, language: Language, folder: str) -> Iterator[str]:
    path = f"{folder}/{carried.draft.path}"
    yield language.text(N_("Save it as {path}."), path=path)
    if carried.previous:
        says = N_("Carried on from {id}: please look at every line.")
        yield language.text(says, id=carried.previous.id)


# What is to do beside it:


def _to_do(carried: Carried, language: Language, folder: str) -> Iterator[str]:
    """Everything that the new semester's file does not do by itself; ids only."""
    yield ""
    yield from _fresh_classes(carried, language, folder)
    yield from _leaving_classes(carried, language)
    for class_id, staff in carried.gone:
        says = N_("{id}: the class teacher {staff} is no longer on the staff.")
        yield language.text(says, id=class_id, staff=staff)
    if carried.unused:
        says = N_("Not carried, as the last semester did not have them: {classes}")
        yield language.text(says, classes=language.join(carried.unused))
    yield from _pairings(carried, language, folder)
    yield language.text(
        N_("To fill in and to check: class teachers, numbers of pupils, holidays, the plan.")
    )


def _fresh_classes(carried: Carried, language: Language, folder: str) -> Iterator[str]:
    if not carried.fresh:
        return
    key = language.field("school", "classes") if language.chinese else "classes"
    path = f"{folder}/school.yml"
    says = N_("New classes: add these lines to {path} under {key}, before this semester is saved.")
    yield language.text(says, path=path, key=key)
    for cls in carried.fresh:
        values = {"id": quoted(cls.id), "entered": cls.entered, "number": cls.number}
        pairs = (
            f"{language.field('school', 'classes', name) if language.chinese else name}: {value}"
            for name, value in values.items()
        )
        yield f"  - {{{', '.join(pairs)}}}"
    yield ""


def _leaving_classes(carried: Carried, language: Language) -> Iterator[str]:
    if not carried.leaving:
        return
    yield language.text(N_("Classes that leave; write into each child's archive:"))
    reason = language.value("child", "left_reason", "graduated")
    chinese = language.chinese
    for name, value in (
        ("left", str(carried.last_day)),
        ("left_reason", reason if chinese else "graduated"),
    ):
        yield f"  {language.field('child', name) if chinese else name}: {value}"
    for cls in carried.leaving:
        nobody = language.text(N_("no child on record"))
        yield f"    {cls.id}  {' '.join(cls.children) or nobody}"
    yield ""


def _pairings(carried: Carried, language: Language, folder: str) -> Iterator[str]:
    for why, title in _WHY.items():
        found = [row for row in carried.pairings if row.why == why]
        if found:
            yield language.text(_PAIRINGS, what=language.text(title, day=carried.last_day))
            yield from (f"    {_pairing(row, language, folder)}" for row in found)
            yield ""


_PAIRINGS: Final = N_("Pairings. {what}")


def _pairing(row: PairingToDo, language: Language, folder: str) -> str:
    pairing = row.pairing
    kind = language.value("pairing", "kind", pairing.kind)
    other = pairing.staff or pairing.peer or ""
    place = f"{folder}/{pairing.origin.path}:{pairing.origin.line}"
    return "  ".join(part for part in (pairing.child, kind, other, place) if part)
