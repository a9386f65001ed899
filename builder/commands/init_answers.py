"""What `init` asks of a new school: each question, its usual answer, and how answers are understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from builder import schema
from builder.calendar import ONE_DAY
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
from builder.commands.surroundings import Surroundings
from builder.i18n import LOCALES, N_, language
from builder.model import SchoolClass
from builder.presets import SUMMARIES
from builder.semesters import school_year_from, usual_end, usual_start
from builder.skeleton import HOSTS, TIMEZONE, Answers

_LONGEST_NAME: Final = 60
_MOST_CLASSES: Final = 20
"""In one grade; a slip such as 2026 for the number of classes is refused."""

_GRADES: Final = {1: 6, 7: 3, 10: 3}
"""How many grades a school has, by its first one."""

_HIGHEST_GRADE: Final = 12
_NONE: Final = frozenset({"", "none", "无", "-"})
_BETWEEN: Final = re.compile(r"[,，、;；\s]+")
_CLASS_ID: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})\Z")
_WIDE_DIGITS: Final = str.maketrans("０１２３４５６７８９－", "0123456789-")
_BRANCH: Final = re.compile(
    r"(?!.*(?:\.\.|//|/\.|\.lock(?:/|\Z)|[./]\Z))[A-Za-z0-9][A-Za-z0-9._/-]*\Z"
)
"""What Git takes for a branch, of what it takes the plain part."""

_WELCOME: Final = N_("A new school's records. Enter takes what stands in brackets.")
_NAME: Final = N_("The school's full name")
_FIRST_GRADE: Final = N_("First grade (1 for a primary school, 7 for a middle school)")
_START: Final = N_("First day of the semester")
_END: Final = N_("Last day of the semester")
_CLASSES: Final = N_(
    "Classes in each grade from the lowest (2,2,1,1,1,1), or their ids (2026-1,2025-1)"
)
_HOST: Final = N_("Git host (gitea, forgejo, gitlab, github, gitee)")
_URL: Final = N_("Address of the repository's page (blank: not known yet)")
_PRESETS: Final = N_("Which sets of rules? Several with commas, or none")
_HEAD: Final = N_("Name of the head teacher (blank: later)")
_WAIVE: Final = N_(
    "The semester has begun. Does the head teacher waive what was due before today? (yes, no)"
)
_CLASSES_WRONG: Final = N_("Write the classes as 2,2,1,1,1,1 or as 2026-1,2025-1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options say; None was not said: it is asked for, or taken as usual."""

    name: str | None = None
    first_grade: str | None = None
    start: str | None = None
    end: str | None = None
    holidays: tuple[str, ...] = ()
    classes: str | None = None
    host: str | None = None
    url: str | None = None
    branch: str | None = None
    presets: str | None = None
    head: str | None = None
    waive: str | None = None


def answers(around: Surroundings, given: Given, dialogue: Dialogue | None) -> Answers:
    """Every answer. Later defaults rest on earlier answers. Raises `Unusable` for a wrong option."""
    word = _both if around.locale is None else around.language().text
    asked = Questions(around.language(), dialogue, word)
    asked.tell(_WELCOME)
    name = asked.settle(_NAME, given.name, "", _name)
    first_grade = asked.settle(_FIRST_GRADE, given.first_grade, "1", _grade)
    today = around.as_of or around.now.astimezone(ZoneInfo(TIMEZONE)).date()
    start = asked.settle(_START, given.start, usual_start(today).isoformat(), a_day)
    usual = usual_end(start).isoformat()
    end = asked.settle(_END, given.end, usual, lambda text: an_end(text, start))
    holidays = asked.settle(
        HOLIDAYS,
        "\n".join(given.holidays) or None,
        "",
        lambda text: holidays_in(apart(text), start, end),
    )
    year = school_year_from(start)
    classes = asked.settle(
        _CLASSES,
        given.classes,
        ",".join("1" * _GRADES.get(first_grade, 3)),
        lambda text: _classes(text, year, first_grade),
    )
    host = asked.settle(_HOST, given.host, "gitea", _host)
    url = asked.settle(_URL, given.url, "", _url)
    if given.presets is None:
        for preset, summary in SUMMARIES.items():
            asked.tell(summary, indent=f"  {preset}  ")
    presets = asked.settle(_PRESETS, given.presets, "pian-1", _presets)
    head = asked.settle(_HEAD, given.head, "", _person)
    waive = False
    if head and start < today:
        # Somebody has to approve it: nobody is taken to have said yes by an option left out.
        usual = "yes" if dialogue else "no"
        waive = asked.settle(_WAIVE, given.waive, usual, _yes_or_no)
    return Answers(
        name=name,
        first_grade=first_grade,
        start=start,
        end=end,
        holidays=holidays,
        classes=classes,
        host=host,
        url=url,
        branch=asked.taken(given.branch or "main", _branch),
        presets=presets,
        head=head,
        waived_until=today - ONE_DAY if waive else None,
        locale=around.locale or LOCALES[0],
    )


def _both(message: str) -> str:
    """A message in both languages, while nobody has said which one is wanted."""
    return " / ".join(dict.fromkeys(language(locale).text(message) for locale in LOCALES))


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Refused(N_("The school needs a name: --name."))
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise Refused(N_("That is no name."))
    return name


def _person(text: str) -> str:
    """A name, or nothing yet."""
    return _name(text) if text.strip() else ""


def _yes_or_no(text: str) -> bool:
    known = {"yes": True, "y": True, "是": True, "no": False, "n": False, "否": False}
    answer = known.get(text.strip().lower())
    if answer is None:
        raise Refused(N_("Write yes or no (是, 否)."))
    return answer


def _grade(text: str) -> int:
    grade = text.strip().translate(_WIDE_DIGITS)
    if not grade.isdecimal() or not 1 <= int(grade) <= _HIGHEST_GRADE:
        raise Refused(N_("Write the first grade as a number from 1 to 12."))
    return int(grade)


def _classes(text: str, year: int, first_grade: int) -> tuple[SchoolClass, ...]:
    """Classes in the school year that began in `year`, the lowest grade first.

    `2,1` is two classes in the lowest grade and one in the next; `2026-1,2025-1` names them.
    """
    parts = [part for part in _BETWEEN.split(text.translate(_WIDE_DIGITS).strip()) if part]
    if not parts or any("-" in part for part in parts):
        return tuple(_named_classes(parts, year, first_grade))
    if len(parts) + first_grade - 1 > _HIGHEST_GRADE:
        raise Refused(N_("There is no grade beyond {n}."), n=_HIGHEST_GRADE)
    classes: list[SchoolClass] = []
    for n, part in enumerate(parts):
        if not part.isdecimal() or int(part) > _MOST_CLASSES:
            raise Refused(_CLASSES_WRONG)
        classes += [_class(year - n, number) for number in range(1, int(part) + 1)]
    if not classes:
        raise Refused(_CLASSES_WRONG)
    return tuple(classes)


def _named_classes(parts: Sequence[str], year: int, first_grade: int) -> Iterator[SchoolClass]:
    seen: set[str] = set()
    if not parts:
        raise Refused(_CLASSES_WRONG)
    for part in parts:
        found = _CLASS_ID.match(part)
        if found is None or not int(found[2]):
            raise Refused(_CLASSES_WRONG)
        entered = int(found[1])
        if not first_grade <= year - entered + first_grade <= _HIGHEST_GRADE:
            raise Refused(
                N_("The class {id} is not at the school in the school year {year}-{next}."),
                id=part,
                year=year,
                next=year + 1,
            )
        cls = _class(entered, int(found[2]))
        if cls.id in seen:
            raise Refused(N_("The class {id} stands there twice."), id=part)
        seen.add(cls.id)
        yield cls


def _class(entered: int, number: int) -> SchoolClass:
    return SchoolClass(id=f"{entered}-{number}", entered=entered, number=number)


def _host(text: str) -> str:
    node = schema.node_at("school", ("repository", "provider")) or {}
    for choice in schema.choices(node):
        if text.strip().lower() in (spelling.lower() for spelling in choice.spellings):
            return choice.const
    raise Refused(N_("Hosts: {hosts}."), hosts=", ".join(HOSTS))


def _url(text: str) -> str:
    """The repository's page; never with a password in it, since it stands on every page."""
    url = text.strip().rstrip("/")
    if not url:
        return ""
    node = schema.node_at("school", ("repository", "url")) or {}
    try:
        sound = re.search(node.get("pattern", ""), url) and urlsplit(url).hostname
    except ValueError:
        sound = None
    if not sound or "@" in urlsplit(url).netloc:
        raise Refused(N_("Write the address as https://git.example.org/school/records."))
    return url


def _branch(text: str) -> str:
    if not _BRANCH.match(text):
        raise Refused(N_("That is no name of a branch."))
    return text


def _presets(text: str) -> tuple[str, ...]:
    """`pian-1, pian-5`, `1 5` or `none`; in the order of the presets."""
    if text.strip().lower() in _NONE:
        return ()
    words = [word.lower() for word in _BETWEEN.split(text.translate(_WIDE_DIGITS).strip()) if word]
    names = {word if word.startswith("pian-") else f"pian-{word}" for word in words}
    if names - set(SUMMARIES):
        raise Refused(N_("Sets of rules: {presets}, or none."), presets=", ".join(SUMMARIES))
    return tuple(name for name in SUMMARIES if name in names)
