"""Community parents and other donors on record: whom they look after, and what they gave
(S5-03 社会妈妈, S4-03, S4-09)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.model import Aid
from builder.views.aid_sums import Sum, sum_of
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorRow:
    """One person: their children of the day, visits and stays this semester, and what they gave."""

    person: Link
    organisation: str
    children: tuple[Link, ...]
    unnamed: int
    visits: int
    stays: int
    now: Sum
    ever: Sum


def donor_rows(site: Site, now: Sequence[Aid], before: Sequence[Aid]) -> tuple[DonorRow, ...]:
    """Whoever gave something, and every community parent of the day whether or not they did."""
    return tuple(_rows(site, now, before))


def _rows(site: Site, now: Sequence[Aid], before: Sequence[Aid]) -> Iterator[DonorRow]:
    paired: dict[str, list[str]] = {}
    for pairing in site.pairings_now:
        if pairing.kind == "community_parent" and pairing.staff:
            paired.setdefault(pairing.staff, []).append(pairing.child)
    gave = {aid.donor for aid in (*now, *before) if aid.donor}
    for id_ in sorted(gave | set(paired)):
        person = site.store.staff.get(id_)
        children = list(dict.fromkeys(paired.get(id_, ())))
        named = [child for child in children if child not in site.withdrawn]
        visits = [
            v for v in site.visits_by.get(id_, ()) if v.reached and site.this_semester(v.date)
        ]
        here = [aid for aid in now if aid.donor == id_]
        yield DonorRow(
            person=site.staff_link(id_),
            organisation=person.organisation or "" if person else "",
            children=tuple(site.child_link(child) for child in named),
            unnamed=len(children) - len(named),
            visits=len(visits),
            stays=sum("home_stay" in visit.kind for visit in visits),
            now=sum_of(site.language, here),
            ever=sum_of(site.language, here + [aid for aid in before if aid.donor == id_]),
        )
