"""A semester that is yet to be written: its usual dates, its id and name, and its text as YAML.

Used by `shouwang init` for a school's first one and by `shouwang new semester` for the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from builder.calendar import ONE_DAY
from builder.i18n import N_, Language
from builder.kinds import KINDS
from builder.model import Range, SemesterClass
from builder.yaml_text import quoted

AUTUMN_WEEKS: Final = 20
SPRING_WEEKS: Final = 18
"""How long a semester usually is; the education authority's calendar decides."""

_FIRST_OF_AUTUMN: Final = 7
"""A semester that begins in this month or later is an autumn one."""

_WEEKS: Final = {"autumn": AUTUMN_WEEKS, "spring": SPRING_WEEKS}
_NAMES: Final = {
    "autumn": N_("School year {year}-{next}, autumn semester"),
    "spring": N_("School year {year}-{next}, spring semester"),
}
_HOLIDAYS: Final = {
    "autumn": ((N_("National Day"), (10, 1), (10, 7)), (N_("New Year"), (1, 1), (1, 3))),
    "spring": ((N_("Qingming"), (4, 4), (4, 6)), (N_("Labour Day"), (5, 1), (5, 5))),
}
"""Two holidays of each, to be copied and put right: (month, day) of the first and the last day."""


def term_of(start: date) -> str:
    """`autumn` or `spring`, by a semester's first day."""
    return "autumn" if start.month >= _FIRST_OF_AUTUMN else "spring"


def school_year_from(start: date) -> int:
    """The year in which the school year of a semester beginning on a day began."""
    return start.year if term_of(start) == "autumn" else start.year - 1


def usual_end(start: date) -> date:
    """The Sunday on which a semester that begins on a day usually ends."""
    monday = start - timedelta(days=start.weekday())
    return monday + timedelta(weeks=_WEEKS[term_of(start)]) - ONE_DAY


def usual_start(day: date, after: date | None = None) -> date:
    """The Monday on which the semester of a day usually begins; in a vacation, the next one's.

    Autumn begins in the week that holds 1 September, spring on the first Monday of March. With
    `after`, a semester that begins no later than that is passed over.
    """
    starts = [
        start
        for year in range(day.year - 1, day.year + 3)
        for start in (_monday_on_or_after(date(year, 3, 1)), _monday_on_or_before(date(year, 9, 1)))
    ]
    return next(
        start for start in starts if usual_end(start) >= day and (after is None or start > after)
    )


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _monday_on_or_before(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDraft:
    """A class in the semester to be written, what it is called there, and what to look at.

    `teachers_note` and `pupils_note` are finished sentences.
    """

    values: SemesterClass
    name: str
    teachers_note: str = ""
    pupils_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A semester to be written. `windows` are those of the school's own that rules ask for."""

    start: date
    end: date
    classes: tuple[ClassDraft, ...]
    holidays: tuple[Range, ...] = ()
    makeup_days: tuple[date, ...] = ()
    windows: tuple[Range, ...] = ()
    own_id: str = ""
    own_name: str = ""

    @property
    def term(self) -> str:
        """`autumn` or `spring`."""
        return term_of(self.start)

    @property
    def id(self) -> str:
        """The semester's id, such as `2026-autumn`: its file's name."""
        return self.own_id or f"{self.start.year}-{self.term}"

    @property
    def path(self) -> str:
        """Its file, relative to the records folder."""
        return f"{KINDS['semester'].place}/{self.id}.yml"

    def name(self, language: Language) -> str:
        """What it is called: 2026-2027学年第一学期."""
        year = school_year_from(self.start)
        return self.own_name or language.text(_NAMES[self.term], year=year, next=year + 1)


def semester_text(draft: Draft, language: Language, heading: Iterator[str] | None = None) -> str:
    """The semester's file. `heading` are lines of remarks for its top."""
    rows = [f"# {line}".rstrip() for line in heading or ()]
    rows += [
        f"{language.key('semester', 'name')}: {quoted(draft.name(language))}",
        f"{language.key('semester', 'term')}: {language.coded('semester', 'term', draft.term)}",
        f"{language.key('semester', 'start')}: {draft.start}",
        f"{language.key('semester', 'end')}: {draft.end}",
        *_holidays(draft, language),
        *_makeup_days(draft, language),
        *_windows(draft, language),
        f"{language.key('semester', 'classes')}:",
    ]
    for one in draft.classes:
        rows += _class(one, language)
    plan = language.text(N_("the plan made at the start, a line each below"))
    rows += [f"# {language.key('semester', 'plan')}: |   # {plan}"]
    return "\n".join(rows) + "\n"


def _holidays(draft: Draft, language: Language) -> Iterator[str]:
    key = language.key("semester", "holidays")
    if draft.holidays:
        yield f"{key}:"
        yield from (f"  - {_range(holiday, language, 'holidays')}" for holiday in draft.holidays)
        return
    what = language.text(N_("holidays; weekends need no entry. Take the # away and mind the dates"))
    yield f"# {key}:   # {what}"
    for name, first, last in _HOLIDAYS[draft.term]:
        days = [_in_semester(draft, *first), _in_semester(draft, *last)]
        example = Range(from_=days[0], to=days[1], name=language.text(name))
        yield f"#   - {_range(example, language, 'holidays')}"


def _in_semester(draft: Draft, month: int, day: int) -> date:
    """A day of the year in the semester's first calendar year, or else in the next."""
    this = date(draft.start.year, month, day)
    return this if this >= draft.start else date(draft.start.year + 1, month, day)


def _makeup_days(draft: Draft, language: Language) -> Iterator[str]:
    key = language.key("semester", "makeup_days")
    if draft.makeup_days:
        yield f"{key}: [{', '.join(day.isoformat() for day in draft.makeup_days)}]"
        return
    what = language.text(N_("weekend days with lessons, such as [2026-10-10]"))
    yield f"# {key}:   # {what}"


def _windows(draft: Draft, language: Language) -> Iterator[str]:
    """The school's own windows; the three that every semester has are only explained."""
    what = language.text(
        N_(
            "first days, mid-term and last days count as the first 21 days, 10 days round the "
            "middle, and the last 21 days; other days are written here"
        )
    )
    key = language.key("semester", "windows")
    yield f"{key}:   # {what}" if draft.windows else f"# {key}:   # {what}"
    look = language.text(N_("moved on from last semester, please check"))
    for window in draft.windows:
        name = quoted(window.name or "")
        bare = Range(from_=window.from_, to=window.to)
        yield f"  {name}: {_range(bare, language, 'windows', 'opening')}   # {look}"


def _class(one: ClassDraft, language: Language) -> Iterator[str]:
    values = one.values
    teachers = [
        f"{{{language.key('semester', 'classes', 'class_teachers', 'staff')}: {quoted(teacher.staff)}}}"
        for teacher in values.class_teachers
    ]
    fields = {
        "class_teachers": f"[{', '.join(teachers)}]",
        "pupils": str(values.pupils),
        "girls": "" if values.girls is None else str(values.girls),
        "boarders": "" if values.boarders is None else str(values.boarders),
    }
    notes = {"class_teachers": one.teachers_note, "pupils": one.pupils_note}
    yield f"  - {language.key('semester', 'classes', 'class')}: {quoted(values.class_)}{_note(one.name)}"
    for name, value in fields.items():
        if value:
            yield f"    {language.key('semester', 'classes', name)}: {value}{_note(notes.get(name, ''))}"


def _note(text: str) -> str:
    return f"   # {text}" if text else ""


def _range(range_: Range, language: Language, *route: str) -> str:
    """A stretch of days on one line: `{名称: 国庆节, 起: 2026-10-01, 止: 2026-10-07}`."""
    parts = (
        [f"{language.key('semester', *route, 'name')}: {quoted(range_.name)}"]
        if range_.name
        else []
    )
    parts += [
        f"{language.key('semester', *route, 'from')}: {range_.from_}",
        f"{language.key('semester', *route, 'to')}: {range_.to}",
    ]
    return f"{{{', '.join(parts)}}}"
