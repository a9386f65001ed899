"""Whether a child's archive is clear, group by group (五清楚, S1-04), and which blanks keep it from it.

A group is clear when every one of its field paths is filled in. Of people on a list each one counts:
one parent's telephone says nothing of the other's. Left out are parents who have died, guardians
whose time is over, and the guardians of a child who is on record as having none: a blank that
nobody can fill in would only teach people to overlook blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from builder.i18n import N_, Language
from builder.model import Child, Guardian, Parent, Policy
from builder.policy import COMPLETENESS
from builder.schema import node_at

_ENGLISH: Final[Mapping[str, str]] = {
    "基本信息": N_("Basics"),
    "性格特征": N_("Character"),
    "兴趣爱好": N_("Interests"),
    "健康状况": N_("Health"),
    "父母及监护人联系方式": N_("How to reach parents and guardians"),
}
"""The groups of 篇1 in English; a school's own groups are called what the school calls them."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A field that is not filled in; `whose` is the relation of the parent or guardian it is about."""

    path: str
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an archive, and its blanks."""

    name: str
    blanks: tuple[Blank, ...]

    @property
    def clear(self) -> bool:
        """Whether nothing is missing."""
        return not self.blanks


def archive(child: Child, policy: Policy, day: date) -> tuple[Group, ...]:
    """The groups of a child's archive as it stands on a day (or stood when the child left)."""
    until = child.here_until(day)
    groups = policy.completeness or COMPLETENESS
    return tuple(
        Group(name, tuple(blank for path in paths for blank in _blanks(child, path, until)))
        for name, paths in groups.items()
    )


def clear_counts(
    children: Iterable[Child], policy: Policy, day: date
) -> tuple[tuple[str, int], ...]:
    """How many of some children have each group clear."""
    counts = dict.fromkeys(policy.completeness or COMPLETENESS, 0)
    for child in children:
        for group in archive(child, policy, day):
            counts[group.name] += group.clear
    return tuple(counts.items())


def all_clear(child: Child, policy: Policy, day: date) -> bool:
    """Whether every group of a child's archive is clear."""
    return all(group.clear for group in archive(child, policy, day))


def group_name(language: Language, name: str) -> str:
    """What a group is called."""
    return name if language.chinese else language.text(_ENGLISH.get(name, name))


def blank_name(language: Language, blank: Blank) -> str:
    """What is missing, by the schema's labels: 父亲·电话, 家庭住址·地址, 性格特征."""
    steps = tuple(blank.path.split("."))
    label = language.field("child", *steps)
    if blank.whose:
        return f"{language.value('child', (steps[0], 'relation'), blank.whose)}·{label}"
    return f"{language.field('child', steps[0])}·{label}" if len(steps) > 1 else label


def _blanks(child: Child, path: str, day: date) -> Iterator[Blank]:
    steps = tuple(path.split("."))
    if node_at("child", steps) is None:
        return  # The policy names a field that there is not: a finding says so (E6), no child lacks it.
    for whose in _missing(child, child, steps, day):
        yield Blank(path, whose)


def _missing(child: Child, value: Any, steps: tuple[str, ...], day: date) -> Iterator[str]:
    """The relation of everybody who lacks the field; once empty where it is the child's own."""
    found = _field(value, steps[0])
    rest = steps[1:]
    if isinstance(found, tuple) and steps[0] in ("parents", "guardians"):
        if not found or not (people := _asked(found, day)):
            if not (_excused(child, steps[0], day)):
                yield ""
        elif rest:
            for person in people:
                yield from (person.relation for _ in _missing(child, person, rest, day))
    elif not rest:
        if _unfilled(found):
            yield ""
    elif isinstance(found, tuple):
        lacking = [_ for member in found for _ in _missing(child, member, rest, day)]
        if lacking or not found:
            yield ""
    elif found is None:
        yield ""
    else:
        yield from _missing(child, found, rest, day)


def _asked(people: tuple[Parent | Guardian, ...], day: date) -> list[Parent | Guardian]:
    """Those whose fields are asked for."""
    return [
        person
        for person in people
        if (not person.deceased if isinstance(person, Parent) else person.holds(day))
    ]


def _excused(child: Child, field: str, day: date) -> bool:
    """Whether nobody on the list is what the records mean to say."""
    if field == "parents":
        return bool(child.parents) and all(parent.deceased for parent in child.parents)
    return any(spell.holds(day) for spell in child.unguarded)


def _field(value: Any, name: str) -> Any:
    """A field of a record by its canonical name (`class` is `class_` in Python)."""
    return getattr(value, name, None) if hasattr(value, name) else getattr(value, f"{name}_", None)


def _unfilled(value: Any) -> bool:
    return value is None or value == () or (isinstance(value, str) and not value.strip())
