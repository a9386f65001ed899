"""What a summary must not tell: in public by arithmetic, and to anybody who is on no list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from builder.model import Child
from builder.summary.figure import (
    Counted,
    Figure,
    Section,
    Sum,
    Summary,
    Table,
    each,
    share,
    tally,
)
from builder.summary.public import public
from builder.summary.summary import summarise
from builder.views.record_links import record_link
from builder.views.site import Site
from builder.views.summary import BasisView, sheets
from tests.site.schools import SMALL, site

SEEN = date(2026, 10, 28)


def _child(one: Site, n: int) -> Child:
    child = next(iter(one.store.children.values()))
    return replace(child, id=f"x{n}", origin=replace(child.origin, line=n))


@pytest.fixture
def children(tmp_path: Path) -> list[Child]:
    """96 children."""
    one = site(tmp_path, SMALL)
    return [_child(one, n) for n in range(96)]


def _public(*figures: Figure, sums: tuple[Sum, ...] = (), partition: int = 0) -> dict[str, Figure]:
    """What is left of a section whose first figures share out a whole."""
    whole, rest = figures[:partition], figures[partition:]
    tables = (
        Table(id="p", title="p", heads=("", ""), rows=tuple((f,) for f in whole), partition=True),
        Table(id="t", title="t", heads=("", ""), rows=tuple((f,) for f in rest)),
    )
    section = Section(id="s", title="s", tables=tables, sums=sums)
    summary = Summary(
        school="", semester="", semester_id="", as_of="", running=False, sections=(section,)
    )
    return {one.id: one for one in public(summary, 10).figures()}


def test_weekly_obligations_of_few_children_are_withheld(children: list[Child]) -> None:
    """94 weekly visits in 12 weeks are eight priority children."""
    few = Figure(id="few", label="", counted=tuple(Counted(c, (), 12) for c in children[:8]), of=96)
    many = Figure(id="many", label="", counted=tuple(Counted(c, (), 8) for c in children[:12]))
    assert set(_public(replace(few, of=None), replace(few, id="all", of=96), many)) == {"many"}


def test_the_whole_of_a_share_gives_no_remainder_away(children: list[Child]) -> None:
    """90 of 96 have the need: withheld. "Something done for 90 of 90" would say the same."""
    everybody = tally("children", "", each(children))
    tagged = share("need", "", each(children[:90]), children)
    done = share("need.done", "", each(children[:90]), children[:90])
    half = share("half.done", "", each(children[:40]), children[:50])
    assert set(_public(everybody, tagged, done, half)) == {"children", "half.done"}


def test_what_is_owed_to_nearly_all_is_withheld(children: list[Child]) -> None:
    """Some had a week off, so no division tells the children; but whom a rule is for, it does."""
    everybody = tally("children", "", each(children))
    for_all = [Counted(c, (), 12 - n % 2) for n, c in enumerate(children)]
    all_ = Figure(id="all", label="", counted=tuple(for_all), of=1104)
    day = Figure(id="day", label="", counted=tuple(for_all[:90]), of=1035)
    half = Figure(id="half", label="", counted=tuple(for_all[:40]), of=460)
    assert set(_public(everybody, all_, day, half)) == {"children", "all", "half"}


def test_a_number_beside_that_of_all_children_is_withheld(children: list[Child]) -> None:
    """98 waived beside 96 children would be taken for two who left, whoever they were."""
    everybody = tally("children", "", each(children))
    twice = [Counted(c, (), 1 + (n < 2)) for n, c in enumerate(children)]
    assert set(_public(everybody, tally("waived", "", twice))) == {"children"}


def test_a_note_has_no_count_of_its_own(children: list[Child]) -> None:
    noted = tally("yuan", "", each(children), note="1 gift without an amount")
    assert _public(noted)["yuan"].note == ""


def test_a_row_that_stands_only_where_somebody_is_counted_is_no_sign(
    children: list[Child],
) -> None:
    """Orphans have a row where there is one: then the row is left out, as if there were none."""
    orphans = share("orphan", "", each(children[:1]), children)
    low = share("low", "", each(children[:20]), children)
    assert set(_public(orphans, low)) == {"low"}


def test_a_sum_printed_elsewhere_leaves_no_figure_alone() -> None:
    """4 + 11 are withheld, 12 + 15 shown; that the first and the third are 16 tells the 4."""
    sizes = {"a": 4, "b": 11, "c": 12, "d": 15}
    parts = [
        Figure(id=id_, label="", counted=(Counted(cast(Child, None), weight=n),), of=42)
        for id_, n in sizes.items()
    ]
    assert set(_public(*parts, partition=4)) == {"c", "d"}
    assert "c" not in _public(*parts, partition=4, sums=(Sum(parts=("a", "c")),))


def _school(sizes: dict[str, int], types: dict[str, int] | None = None) -> dict[str, str]:
    """A school of classes with so many children each, and so many of each type."""
    kinds = [kind for kind, n in (types or {}).items() for _ in range(n)]
    files = {
        "school.yml": "name: 清溪小学\nclasses:\n"
        + "".join(f"  - {{id: {id_}, entered: {id_[:4]}, number: {id_[5:]}}}\n" for id_ in sizes),
        "staff/t01.yml": "{name: 王芳, group: teacher}\n",
        "semesters/2026-autumn.yml": "name: 秋\nterm: autumn\nstart: 2026-08-31\n"
        "end: 2027-01-17\nclasses:\n"
        + "".join(
            f"  - {{class: {id_}, class_teachers: [{{staff: t01}}], pupils: 40}}\n" for id_ in sizes
        ),
    }
    classes = [id_ for id_, n in sizes.items() for _ in range(n)]
    for n, class_ in enumerate(classes):
        kind = kinds[n] if kinds else "one_parent_away"
        files[f"children/c{n}.yml"] = (
            f"{{name: 林{n}, sex: male, born: 2017-05-06, class: {class_}, enrolled: 2024-09-01,"
            f" left_behind: [{{since: 2024-09-01, type: {kind}}}]}}\n"
        )
    return files


def _shown(tmp_path: Path, files: dict[str, str]) -> dict[str, int]:
    one = site(tmp_path, files)
    assert one.semester is not None
    figures = public(summarise(one, one.semester), 10).figures()
    return {f.id: int(f.n) for f in figures if not f.withheld and not f.missing}


def test_the_ministrys_count_gives_no_type_away(tmp_path: Path) -> None:
    """85 - 58 by the ministry - 23 with one parent away would be the four of another type."""
    types = {
        "both_parents_away": 50,
        "one_away_other_unable": 8,
        "one_parent_away": 23,
        "other": 4,
    }
    found = _shown(tmp_path, _school({"2024-1": 85}, types))
    assert found["type.one_parent_away"] == 23 and found["type.both_parents_away"] == 50
    assert "ministry" not in found


def test_reviews_of_grade_3_and_over_give_no_class_away(tmp_path: Path) -> None:
    """Of 42 children 23 are of grade 3 and over, so that the classes below have 19: with the one
    of 4 goes the one of 15, and no class above, which would not help."""
    sizes = {"2026-1": 4, "2023-1": 11, "2023-2": 12, "2026-2": 15}
    files = _school(sizes)
    upper = [f"c{n}" for n in range(4, 27)]
    files["activities/2026-10.yml"] = (
        f"- {{title: 读后感, kind: book_review, date: 2026-10-10, children: {upper}}}\n"
    )
    found = _shown(tmp_path, files)
    assert found["activity.reviews"] == 23
    assert {id_ for id_ in found if id_.startswith("class.")} == {"class.2023-1", "class.2023-2"}


# Who is on no list.


WITHDRAWN = {
    **SMALL,
    "children/c02.yml": SMALL["children/c02.yml"].replace(
        "date: 2026-09-01}", "date: 2026-09-01, withdrawn: 2026-10-01}"
    ),
    "pairings/peers.yml": "{kind: friend, child: c01, peer: c02, since: 2026-09-01}\n",
    "wishes/2026.yml": "- {child: c02, text: 一个书包, collected: 2026-09-10}\n",
    "health/2026.yml": "- {child: c02, date: 2026-09-10, height_cm: 130}\n",
    "visits/both.yml": "{by: t02, date: 2026-09-20, children: [c02, c01], kind: talk, summary: 好}\n",
}


def _bases(one: Site) -> Iterator[BasisView]:
    return (s.context for s in sheets(one) if isinstance(s.context, BasisView))


def test_no_link_to_what_no_page_shows(tmp_path: Path) -> None:
    """Wishes, checks and peer pairs of a child whose consent was withdrawn stand on no page."""
    one = site(tmp_path, WITHDRAWN)
    store = one.store
    (wish,), (check,) = store.wishes, store.health
    (pair,) = (p for p in store.pairings if p.peer)
    assert [record_link(one, record).href for record in (wish, check, pair)] == ["", "", ""]


def test_a_sister_is_not_shown_beside_a_child_on_no_list(tmp_path: Path) -> None:
    """A visit to both stands with the one who is listed."""
    one = site(tmp_path, WITHDRAWN)
    (talks,) = (f for b in _bases(one) for f in b.figures if f.anchor == "f-kind-talk")
    assert [b.what.id for b in talks.counted] == ["c01"]


def test_consent_withdrawn_since_counts_in_an_older_summary(tmp_path: Path) -> None:
    """A summary is written after the semester too; who has withdrawn by then has no name in it."""
    files = {
        **WITHDRAWN,
        "children/c02.yml": WITHDRAWN["children/c02.yml"].replace("2026-10-01", "2027-01-20"),
        "activities/2026-09.yml": "- {title: 征文, kind: contest, date: 2026-09-18, groups: 2,"
        " results: [{child: c02, award: 一等奖}]}\n",
    }
    for day, named in ((date(2027, 1, 18), True), (date(2027, 1, 25), False)):
        one = site(tmp_path / str(named), files, day=day)
        assert one.semester is not None
        found = summarise(one, one.semester)
        words = [cell for s in found.sections for li in s.listings for r in li.rows for cell in r]
        assert any("王小雨" in word for word in words) is named


def test_no_list_says_who_a_suspected_abuse_was_about(tmp_path: Path) -> None:
    files = {
        **SMALL,
        "children/c01.yml": SMALL["children/c01.yml"].rstrip() + "\n        needs: [safety]\n",
        "visits/2026-autumn/t02.yml": "[]\n",
        "incidents/2026.yml": "- {title: 某事, occurred: 2026-10-12 14:30, known: 2026-10-12 14:40,"
        " kind: abuse, children: c01, summary: 经过, closed: 2026-10-20}\n",
    }
    one = site(tmp_path, files, day=SEEN)
    (done,) = (f for b in _bases(one) for f in b.figures if f.anchor == "f-need-safety-done")
    assert [b.what.id for b in done.counted] == ["c01"]
    assert not any(b.because or b.said for b in done.counted)
