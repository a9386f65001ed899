"""Languages: gettext for messages, Babel for dates and numbers, the schemas for the vocabulary.

English is the language of the message ids. Chinese is in `locale/zh_CN/LC_MESSAGES/*.po`, read as
it stands, so that a translator's edit needs no compiler.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from babel.dates import format_date, get_day_names
from babel.messages.pofile import read_po

from builder import schema
from builder.assets import LOCALE
from builder.finding import Route

LOCALES: Final = ("zh_CN", "en")


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for "mark, don't translate yet")
    """Mark a message for translation where it is defined; it is translated where it is shown."""
    return message


@cache
def _catalogue(locale: str) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((LOCALE / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and message.string and not message.fuzzy:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    string = message.string
                    found[key] = string if isinstance(string, str) else tuple(string)
    return found


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that depends on the language: `zh_CN` or `en`."""

    locale: str

    @property
    def chinese(self) -> bool:
        """Whether this is Chinese."""
        return self.locale != "en"

    def text(self, message: str, /, **words: object) -> str:
        """The message in this language with its `{words}` filled in."""
        found = _catalogue(self.locale).get(message, message)
        chosen = found if isinstance(found, str) else found[0]
        return chosen.format(**words) if words else chosen

    def plural(self, one: str, many: str, n: int, /, **words: object) -> str:
        """The message for `n` of something; `{n}` is filled in too."""
        found = _catalogue(self.locale).get(one)
        if found is None:
            return (one if n == 1 else many).format(n=n, **words)
        chosen = found if isinstance(found, str) else found[0]
        return chosen.format(n=n, **words)

    def kind(self, kind: str) -> str:
        """What a kind of record is called."""
        return schema.label(kind, (), self.locale)

    def field(self, kind: str, *route: str | int) -> str:
        """What a field is called: 务工地 or "Work place"."""
        return schema.label(kind, route, self.locale)

    def value(self, kind: str, field: str | Route, code: str) -> str:
        """What a coded value is called: 家访 or "Home visit"."""
        route: Route = tuple(field.split(".")) if isinstance(field, str) else field
        return schema.value_label(kind, route, code, self.locale)

    def key(self, kind: str, *route: str) -> str:
        """A field as it is typed in a record: the Chinese title, or the canonical name."""
        return self.field(kind, *route) if self.chinese else route[-1]

    def coded(self, kind: str, field: str | Route, code: str) -> str:
        """A coded value as it is typed in a record; an empty one stays empty."""
        return self.value(kind, field, code) if self.chinese and code else code

    def choices(self, kind: str, *route: str) -> str:
        """What a coded field may hold, as it is typed: 家访、面谈 or "home_visit, talk"."""
        node = schema.node_at(kind, route) or {}
        found = schema.choices(node.get("items", node))
        return self.join([one.title if self.chinese else one.const for one in found])

    def join(self, words: list[str] | tuple[str, ...]) -> str:
        """Several words in a row: 家访、电话 or "home visit, phone call"."""
        return ("、" if self.chinese else ", ").join(words)

    def join_lists(self, lists: list[str] | tuple[str, ...]) -> str:
        """Several lists in a row, each with commas of its own."""
        return ("；" if self.chinese else "; ").join(lists)

    def day(self, day: date | None) -> str:
        """A date in full: 2026年10月27日 or "27 Oct 2026"; empty for None."""
        if day is None:
            return ""
        if self.chinese:
            return f"{day.year}年{day.month}月{day.day}日"
        return str(format_date(day, "d MMM y", locale="en"))

    def short_day(self, day: date | None) -> str:
        """A date without its year: 10月27日 or "27 Oct"; empty for None."""
        if day is None:
            return ""
        return f"{day.month}月{day.day}日" if self.chinese else str(format_date(day, "d MMM", "en"))

    def near_day(self, day: date | None, today: date) -> str:
        """A date without its year, unless that is another year than today's; empty for None."""
        return self.short_day(day) if day is None or day.year == today.year else self.day(day)

    def moment(self, moment: datetime | None) -> str:
        """A date and time: 2026年10月12日 14:30; empty for None."""
        return f"{self.day(moment.date())} {moment:%H:%M}" if moment else ""

    def weekday(self, number: int) -> str:
        """The name of a day of the week, 1 for Monday: 星期一 or "Monday"."""
        return str(get_day_names("wide", locale=self.locale)[number - 1])

    def number(self, number: float | Decimal) -> str:
        """A number with its thousands apart and at most two decimals."""
        # Both languages write numbers alike; Babel would look the locale up on every call.
        rounded = round(float(number), 2)
        return f"{int(rounded) if rounded == int(rounded) else rounded:,}"

    def share(self, part: int, whole: int) -> str:
        """A share with its numerator and denominator: `96/314（30.6%）`; `0/0` has no percentage."""
        if not whole:
            return f"{part}/{whole}"
        found = percent(part, whole)
        return f"{part}/{whole}（{found}）" if self.chinese else f"{part}/{whole} ({found})"


def percent(part: float | Decimal, whole: int) -> str:
    """A share as a percentage, rounded as a spreadsheet does it (四舍五入): 6/96 is 6.3%.

    Empty where the whole is nothing.
    """
    if not whole:
        return ""
    exact = 100 * Decimal(str(part)) / whole
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


@cache
def language(locale: str) -> Language:
    """The language of a locale; anything that is not known is Chinese."""
    return Language(locale if locale in LOCALES else "zh_CN")
