"""How much is on record about a child's growth: the four areas of 篇5, progress and diary.

S5-02 (study, activity, behaviour, emotion), S1-07 (progress), S4-05 (growth diary).
"""

from __future__ import annotations

from dataclasses import dataclass

from builder import schema
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One area: its entries of this semester and of all time, and the day of the last one.

    `area` leads to those entries on the child's timeline.
    """

    area: Link
    now: int
    ever: int
    last: str


def area_rows(site: Site, child_id: str) -> tuple[AreaRow, ...]:
    """Every area there is, also those without an entry: a blank is what has to be seen."""
    node = schema.node_at("observation", ("area",)) or {}
    entries = [one for one in site.store.observations_of[child_id] if one.date <= site.as_of]
    rows = []
    for choice in schema.choices(node):
        days = [one.date for one in entries if one.area == choice.const]
        words = site.language.value("observation", "area", choice.const)
        href = f"children/{child_id}.html?area={choice.const}#timeline" if days else ""
        rows.append(
            AreaRow(
                area=Link(words, href, choice.const),
                now=sum(site.this_semester(day) for day in days),
                ever=len(days),
                last=site.short_day(max(days, default=None)),
            )
        )
    return tuple(rows)
