"""What some aids come to: yuan, and the goods, whether or not anybody put a price on them.

An aid without an amount is no aid of 0 yuan: it is named with its quantity, beside the sum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from builder import schema, yuan
from builder.i18n import Language
from builder.model import Aid
from builder.views.by_semester import Season
from builder.views.marks import with_detail
from builder.views.site import Link, Site

_QUANTITY: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(\D*)")
"""A number and its unit, as in 8 份; quantities of one unit can be added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Some aids together. `yuan` is empty where no amount is on record at all; `goods` names the
    things given, with their quantity; `unpriced` counts the entries without an amount."""

    entries: int
    yuan: str
    sort: float
    unpriced: int
    goods: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SumRow:
    """The sums of one source, kind or event: this semester and in all. `children` are those who
    had a part in it this semester, each counted once; `last` is the last day."""

    head: Link
    now: Sum
    ever: Sum
    children: int
    last: str
    last_sort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """One semester: what was given, and how many of its children received any."""

    semester: Link
    sum: Sum
    children: int
    whole: int


def sum_of(language: Language, given: Sequence[Aid]) -> Sum:
    """Some aids together."""
    priced = [aid for aid in given if aid.amount is not None]
    whole = yuan.total(priced)
    return Sum(
        entries=len(given),
        yuan=money(language, whole) if priced else "",
        sort=float(whole),
        unpriced=len(given) - len(priced),
        goods=goods(language, given),
    )


def share_of(language: Language, given: Sequence[Aid]) -> Sum:
    """One child's part of what was given to it, alone or together with others.

    A quantity is on record for all of them together, so the goods are named without it.
    """
    mine = yuan.total_share(given)
    unpriced = sum(aid.amount is None for aid in given)
    return Sum(
        entries=len(given),
        yuan=money(language, mine) if unpriced < len(given) else "",
        sort=float(mine),
        unpriced=unpriced,
        goods=tuple(dict.fromkeys(aid.item for aid in given if _is_goods(aid))),
    )


def money(language: Language, sum_: Fraction) -> str:
    """Yuan as a page prints them: rounded to the cent."""
    return language.number(float(sum_))


def goods(language: Language, given: Iterable[Aid]) -> tuple[str, ...]:
    """Each thing once, with all its quantities: 书包（15 份、2 箱）."""
    found: dict[str, list[str]] = {}
    for aid in given:
        if _is_goods(aid):
            found.setdefault(aid.item, []).extend([aid.quantity] if aid.quantity else [])
    return tuple(
        with_detail(language, item, language.join(_added(language, many)))
        for item, many in found.items()
    )


def _is_goods(aid: Aid) -> bool:
    """Whether there is a thing to name: goods are, priced or not; cash never is; of the rest what
    was counted, or has no price to be told by."""
    if aid.kind in ("goods", "cash"):
        return aid.kind == "goods"
    return aid.quantity is not None or aid.amount is None


def _added(language: Language, quantities: Iterable[str]) -> list[str]:
    """Quantities of the same unit as one; what is not a number and a unit stays as it is."""
    units: dict[str, Fraction] = {}
    words: list[str] = []
    for quantity in quantities:
        if found := _QUANTITY.fullmatch(quantity.strip()):
            unit = found[2].strip()
            units[unit] = units.get(unit, Fraction(0)) + Fraction(found[1])
        else:
            words.append(quantity)
    sums = [f"{language.number(float(n))} {unit}".strip() for unit, n in units.items()]
    return sums + list(dict.fromkeys(words))


def total_row(language: Language, now: Sequence[Aid], before: Sequence[Aid]) -> SumRow | None:
    """Everything in one row, for the foot of a table; None where nothing is on record."""
    return _row(language, Link(""), list(before), list(now)) if now or before else None


def season_row(language: Language, season: Season[Aid]) -> SeasonRow:
    """One semester's aid."""
    return SeasonRow(
        semester=season.semester,
        sum=sum_of(language, season.records),
        children=season.reached(child for aid in season.records for child in aid.children),
        whole=len(season.children),
    )


def rows_by(
    site: Site, now: Sequence[Aid], before: Sequence[Aid], head: Callable[[Aid], Link | None]
) -> tuple[SumRow, ...]:
    """Sums by what `head` says of an aid, the largest of this semester first; None is left out."""
    found: dict[Link, tuple[list[Aid], list[Aid]]] = {}
    for place, given in enumerate((before, now)):
        for aid in given:
            if name := head(aid):
                found.setdefault(name, ([], []))[place].append(aid)
    rows = [_row(site.language, name, *given) for name, given in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.now.sort, -row.now.entries, row.head.id)))


def _row(language: Language, head: Link, before: list[Aid], now: list[Aid]) -> SumRow:
    ever = before + now
    return SumRow(
        head=head,
        now=sum_of(language, now),
        ever=sum_of(language, ever),
        children=len({child for aid in now for child in aid.children}),
        last=language.day(ever[-1].date),
        last_sort=ever[-1].date.isoformat(),
    )


def kind_of(site: Site, aid: Aid) -> Link:
    """The kind of an aid, as a heading."""
    return Link(site.language.value("aid", "kind", aid.kind), "", aid.kind)


def kind_options(site: Site, given: Iterable[Aid]) -> tuple[Link, ...]:
    """The kinds that some aids are of, in the order of the schema."""
    seen = {aid.kind for aid in given}
    node = schema.node_at("aid", ("kind",)) or {}
    return tuple(
        Link(site.language.value("aid", "kind", choice.const), "", choice.const)
        for choice in schema.choices(node)
        if choice.const in seen
    )
