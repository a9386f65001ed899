"""What a summary is made of: figures that know the records behind them.

A figure is not a number but a list of what was counted; its number is the sum of the weights. So
a page can list the records behind it, a test can recount it, and nothing can be printed that no
record supports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from builder.i18n import Language, percent
from builder.views.record_links import Record

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that a figure counts, the records that make it count, and for how much.

    `what` is a child whose visits are `because`; or a visit that counts once for each of its
    children (`weight`); or a gift with its yuan. `said` is what of it counts, where that is no
    record of its own: who was told in time of an incident.
    """

    what: Record
    because: tuple[Record, ...] = ()
    weight: Number = 1
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `of` is its denominator (None: a plain count), `others` what is in it and not
    counted, each with what `others_said` says of it (or nothing).

    `missing` says what lacks where the figure can't be computed, `note` what it leaves out;
    `withheld` figures show no number (the public version). `people` is how many children a figure
    speaks about where that is not its own number: an amount of yuan may all be one child's. `whole`
    is the id of the figure whose number is the denominator, where the figure can't list what is in it.
    """

    id: str
    label: str
    counted: tuple[Counted, ...] = ()
    of: int | None = None
    others: tuple[Record, ...] = ()
    others_said: tuple[str, ...] = ()
    missing: str = ""
    note: str = ""
    withheld: bool = False
    people: int | None = None
    whole: str = ""

    @property
    def n(self) -> Number:
        """The number: people, records, days or yuan, as the label says."""
        return sum((one.weight for one in self.counted), 0)

    def text(self, language: Language) -> str:
        """The figure as it is printed: `96/314（30.6%）`, `12`, or what lacks."""
        if self.withheld:
            return WITHHELD
        if self.missing:
            return language.text("missing: {what}", what=self.missing)
        if self.empty:
            return language.text("none this semester")
        whole = self.of
        found = _plain(language, self.n) if whole is None else language.share(int(self.n), whole)
        return self._noted(language, found)

    @property
    def empty(self) -> bool:
        """Whether there is nothing of which this could be a share."""
        return self.of == 0 and not self.missing and not self.withheld

    def spoken(self, language: Language, unit: str = "") -> str:
        """The figure within a sentence: `96人（96/314，30.6%）`."""
        if self.withheld:
            return f"{WITHHELD}{unit}"
        if self.missing or self.of == 0:
            return self.text(language)
        number = f"{_plain(language, self.n)}{unit}"
        if self.of is None:
            return self._noted(language, number)
        part, rate = f"{self.n}/{self.of}", percent(self.n, self.of)
        found = language.text("{n} ({share}, {percent})", n=number, share=part, percent=rate)
        return self._noted(language, found)

    def _noted(self, language: Language, found: str) -> str:
        if not self.note:
            return found
        return language.text("{what} ({detail})", what=found, detail=self.note)


def _plain(language: Language, number: Number) -> str:
    """A number as those of a share are written: official documents part no thousands with commas."""
    return language.number(number).replace(",", "")


WITHHELD: Final = "×"
"""What stands for a number that is not published, as in official tables; `dated` explains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A paragraph with figures in it: `{children}` in `words` is the figure of that name.

    `{children:人}` has the unit that Chinese puts after a number.
    """

    words: str
    figures: Mapping[str, Figure]

    def parts(self) -> Iterator[tuple[str, Figure | None]]:
        """Texts, and figures with the units they are spoken with, in the order of reading."""
        end = 0
        for place in _PLACE.finditer(self.words):
            yield self.words[end : place.start()], None
            yield place["unit"] or "", self.figures[place["name"]]
            end = place.end()
        yield self.words[end:], None

    def complete(self) -> Prose | None:
        """The paragraph without the clauses that have nothing to say; None where none is left.

        Of what lacks, or of a share of nothing, no sentence can be made. A table has every figure
        that a paragraph has, and there it says so.
        """
        clauses = []
        for clause in _CLAUSE.findall(self.words):
            figures = [self.figures[place["name"]] for place in _PLACE.finditer(clause)]
            if not any(figure.missing or figure.empty for figure in figures):
                clauses.append(clause)
        words = "".join(clauses).strip()
        if not words or (self.figures and not _PLACE.search(words)):
            return None
        if words[-1] in "；;":
            words = words[:-1] + ("。" if words[-1] == "；" else ".")
        return replace(self, words=words[0].upper() + words[1:])

    def text(self, language: Language) -> str:
        """The paragraph as it is printed."""
        return "".join(
            figure.spoken(language, words) if figure else words for words, figure in self.parts()
        )


_PLACE: Final = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<unit>[^}]*))?\}")
_CLAUSE: Final = re.compile(r".+?(?:[。；]|[.;](?:\s+|$)|$)")
"""Up to a full stop or a semicolon, with the blank after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of figures under heads, the first head over the labels.

    The first figures of a `partition` share out their common denominator. `names` says that labels
    are words from the records and may name somebody, `undated` that figures rest on fields without
    a date: of an earlier day they can only be computed from the records as they are now. An `open`
    table has rows only for what was counted at all; of any other a public version says how many
    rows are `left_out`.
    """

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]
    partition: bool = False
    names: bool = False
    open: bool = False
    left_out: int = 0
    undated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Names and words in columns, straight from the records: never in a public version."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a person wrote; empty where nobody did, and then `missing` says what to do."""

    title: str
    text: str
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Figures, by id, of which the first is the sum of the others: each gives the last one away.

    Without a `total` the sum is a number that is printed elsewhere, as a denominator. Where there
    may be a `rest` the others overlap nowhere, and what they leave of the first is a count as well.
    """

    parts: tuple[str, ...]
    total: str = ""
    rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of the summary. `sums` says which figures can be worked out from others.

    `unprinted` are figures that stand nowhere, and that a reader may still work with.
    """

    id: str
    title: str
    prose: tuple[Prose, ...] = ()
    tables: tuple[Table, ...] = ()
    listings: tuple[Listing, ...] = ()
    texts: tuple[Text, ...] = ()
    sums: tuple[Sum, ...] = ()
    unprinted: tuple[Figure, ...] = ()

    def figures(self) -> Iterator[Figure]:
        """Every figure, each once, in the order of reading."""
        seen: set[str] = set()
        in_prose = (figure for prose in self.prose for _, figure in prose.parts())
        in_tables = (figure for table in self.tables for row in table.rows for figure in row)
        for figure in (*in_prose, *in_tables):
            if figure is not None and figure.id not in seen:
                seen.add(figure.id)
                yield figure

    def gaps(self) -> Iterator[str]:
        """What lacks in this section, in words."""
        found = [figure.missing for figure in self.figures()]
        found += [listing.missing for listing in self.listings]
        found += [text.missing for text in self.texts]
        yield from dict.fromkeys(gap for gap in found if gap)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The whole document on a day. `before` has the figures of the semester before by id, and
    `before_rows` the rows of its tables; `over` says that the day is past.

    Of a public version `suppressed_below` is the smallest count that it shows.
    """

    school: str
    semester: str
    semester_id: str
    as_of: str
    running: bool
    sections: tuple[Section, ...]
    before: Mapping[str, Figure] = field(default_factory=dict)
    before_name: str = ""
    before_rows: Mapping[str, tuple[tuple[Figure, ...], ...]] = field(default_factory=dict)
    over: bool = False
    suppressed_below: int | None = None

    def figures(self) -> Iterator[Figure]:
        """Every figure of every section."""
        for section in self.sections:
            yield from section.figures()


def key(record: Record) -> tuple[object, ...]:
    """What tells a record from every other: its place, and for a class its id."""
    origin = getattr(record, "origin", None)
    return ("origin", origin) if origin else ("id", getattr(record, "id", ""))


def share(
    id_: str, label: str, counted: Iterable[Counted], whole: Sequence[Record], note: str = ""
) -> Figure:
    """How many of `whole`. What is counted twice counts once; what is not in `whole` not at all."""
    inside = {key(record) for record in whole}
    found: dict[tuple[object, ...], Counted] = {}
    for one in counted:
        if key(one.what) in inside:
            found.setdefault(key(one.what), one)
    others = tuple(record for record in whole if key(record) not in found)
    return Figure(
        id=id_, label=label, counted=tuple(found.values()), of=len(whole), others=others, note=note
    )


def tally(id_: str, label: str, counted: Iterable[Counted], note: str = "") -> Figure:
    """A plain count or sum."""
    return Figure(id=id_, label=label, counted=tuple(counted), note=note)


def each(records: Iterable[Record]) -> Iterator[Counted]:
    """Every record once, for itself."""
    return (Counted(record) for record in records)
