"""Reads the demo's cast lists (`cast/*.txt`): one person or class a line, columns by ` | `."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .people import ClassInTerm, Staff
from .terms import AUTUMN, SPRING, Span, Term
from .yamltext import Value

_CAST = Path(__file__).parent / "cast"


@dataclass(frozen=True)
class Role:
    """A child's line in the cast: the rest of the archive is drawn, or said in `special`."""

    id: str
    class_id: str
    sex: str
    name: str
    tags: frozenset[str]

    @property
    def household(self) -> str:
        """Siblings share one; everybody else has their own."""
        for tag in sorted(self.tags):
            if tag.startswith("fam="):
                return tag
        return self.id


def _rows(name: str) -> list[list[str]]:
    text = (_CAST / name).read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.split("|")]
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    ]


def children() -> list[Role]:
    """Every child on record, the ones who left included."""
    return [
        Role(id=row[0], class_id=row[1], sex=row[2], name=row[3], tags=frozenset(row[4].split()))
        for row in _rows("children.txt")
    ]


def staff() -> list[Staff]:
    """Administration, teachers, support staff and volunteers."""
    people: list[Staff] = []
    for row in _rows("staff.txt"):
        columns = [*row, "", ""][:9]
        person, name, group, position, organisation, phone, since, until, counsellor = columns
        record: dict[str, Value] = {"name": name, "group": group}
        optional = {
            "position": position,
            "counsellor": counsellor == "y" or None,
            "organisation": organisation,
            "phone": phone,
            "since": since,
            "until": until,
        }
        record.update({key: value for key, value in optional.items() if value})
        people.append(Staff(person, name, group, counsellor == "y", record))
    return people


@dataclass(frozen=True)
class ClassLine:
    """A class for life: its id, year and number, and the second teacher who pairs there."""

    id: str
    entered: int
    number: int
    second_teacher: str


def class_lines() -> list[ClassLine]:
    """Every class that was in school in one of the two semesters."""
    return [ClassLine(row[0], int(row[1]), int(row[2]), row[5]) for row in _rows("classes.txt")]


def classes(
    changed: dict[tuple[str, str], tuple[tuple[str, Span], ...]],
) -> dict[str, dict[str, ClassInTerm]]:
    """Classes of each semester; `changed` names the teachers where they changed during it."""
    result: dict[str, dict[str, ClassInTerm]] = {}
    for term, column in ((SPRING, 3), (AUTUMN, 4)):
        result[term.id] = {
            row[0]: _class_in_term(row[0], row[column], term, changed)
            for row in _rows("classes.txt")
            if row[column]
        }
    return result


def _class_in_term(
    class_id: str,
    cell: str,
    term: Term,
    changed: dict[tuple[str, str], tuple[tuple[str, Span], ...]],
) -> ClassInTerm:
    teacher, pupils, girls, boarders = cell.split()
    always = ((teacher, term.span),)
    return ClassInTerm(
        id=class_id,
        teachers=changed.get((term.id, class_id), always),
        pupils=int(pupils),
        girls=int(girls),
        boarders=int(boarders),
    )
