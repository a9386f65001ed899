"""Questions that a command may put to a person at a terminal, and answers given as options.

An answer is understood by one function, wherever it comes from: a wrong option ends the command, a
wrong answer at the terminal is asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from builder.i18n import N_, Language
from builder.model import Range
from builder.read.loading import Unusable
from builder.read.values import day as read_day

T = TypeVar("T")

HOLIDAYS: Final = N_(
    "Holidays, such as National Day=2026-10-01..2026-10-07; several with spaces (blank: none)"
)
EARLIEST: Final = date(1990, 1, 1)
LATEST: Final = date(2199, 12, 31)


class Refused(Exception):
    """An answer that cannot be used. `reason` is a message id with `words` to fill in."""

    def __init__(self, reason: str, **words: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words

    def said(self, language: Language) -> str:
        """The reason in words."""
        return language.text(self.reason, **self.words)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A person at a terminal: `ask` puts a question with its default, `tell` says something."""

    ask: Callable[[str, str], str]
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks, or takes what was given; without a person every default holds.

    `word` puts a message id into words for a question: in one language, or in both.
    """

    language: Language
    dialogue: Dialogue | None
    word: Callable[[str], str]

    def settle(
        self, question: str, given: str | None, default: str, parse: Callable[[str], T]
    ) -> T:
        """The answer to a question (a message id). Raises `Unusable` for an option that is wrong."""
        if given is not None or self.dialogue is None:
            return self.taken(default if given is None else given, parse)
        while True:
            try:
                return parse(self.dialogue.ask(self.word(question), default))
            except Refused as refused:
                self.dialogue.tell(refused.said(self.language))

    def taken(self, given: str, parse: Callable[[str], T]) -> T:
        """What an option means. Raises `Unusable`."""
        try:
            return parse(given)
        except Refused as refused:
            raise Unusable(refused.said(self.language)) from refused

    def tell(self, message: str, indent: str = "") -> None:
        """Say something to the person, if there is one."""
        if self.dialogue is not None:
            self.dialogue.tell(f"{indent}{self.word(message)}")


def a_day(text: str) -> date:
    """A date in any form that people type. Raises `Refused`."""
    try:
        found = date.fromisoformat(str(read_day(text.strip(), [])))
    except ValueError as error:
        raise Refused(N_("Write the date as 2026-09-01.")) from error
    if not EARLIEST <= found <= LATEST:
        raise Refused(N_("Write the date as 2026-09-01."))
    return found


def a_holiday(text: str) -> Range:
    """`国庆节=2026-10-01..2026-10-07`; the name may be left out, one day stands alone."""
    name, _, days = text.strip().rpartition("=")
    first, _, last = days.partition("..")
    try:
        found = Range(from_=a_day(first), to=a_day(last or first), name=name.strip() or None)
    except Refused as refused:
        raise Refused(N_("Write a holiday as National Day=2026-10-01..2026-10-07.")) from refused
    if found.to < found.from_:
        raise Refused(N_("This holiday ends before it begins."))
    return found


_BETWEEN_HOLIDAYS: Final = re.compile(r"[,，、;；]+\s*|(?<=[0-9日])\s+|\n+")


def apart(text: str) -> list[str]:
    """Several holidays in one answer; a blank within a name parts nothing."""
    return [part for part in _BETWEEN_HOLIDAYS.split(text.strip()) if part.strip()]


def holidays_in(given: Iterable[str], start: date, end: date) -> tuple[Range, ...]:
    """Holidays, each with a day in the semester at least, in order. Raises `Refused`."""
    found = sorted((a_holiday(text) for text in given), key=lambda holiday: holiday.from_)
    for holiday in found:
        if holiday.to < start or end < holiday.from_:
            raise Refused(
                N_("The holiday from {day} lies outside the semester."), day=holiday.from_
            )
    return tuple(found)


SHORTEST_DAYS: Final = 28
LONGEST_DAYS: Final = 250
"""What passes for a semester; anything else is a slip in one of the dates."""


def an_end(text: str, start: date) -> date:
    """The last day of a semester that begins on a day. Raises `Refused`."""
    end = a_day(text)
    days = (end - start).days + 1
    if days <= 0:
        raise Refused(N_("The semester would end before it begins."))
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise Refused(
            N_("A semester of {days} days? Look at both dates, {start} and {end}."),
            days=days,
            start=start,
            end=end,
        )
    return end
