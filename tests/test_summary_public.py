"""The public version can't be solved: a reader who knows every definition tries (attack.py)."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.cli import run
from builder.i18n import language
from builder.summary.disclosure import World, divisions
from builder.summary.figure import Figure, Summary
from builder.summary.markdown import markdown
from builder.summary.public import public
from builder.summary.summary import summarise
from builder.views.site import Site
from tests.attack import Attack, attack, join
from tests.site.schools import site, write
from tests.test_summary_forms import ROOT, site_of

CHINESE, ENGLISH = language("zh_CN"), language("en")
DAY = date(2026, 11, 20)

Child = dict[str, Any]


def pupils(n: int, **fields: Any) -> list[Child]:
    return [dict(fields) for _ in range(n)]


def school(children: Iterable[Child], extra: dict[str, str] | None = None) -> dict[str, str]:
    """A school of children with some fields each; what a field doesn't say is the commonest."""
    files = {
        "school.yml": "name: 清溪学校\nclasses:\n"
        + "".join(
            f"  - {{id: {year}-1, entered: {year}, number: 1}}\n" for year in range(2017, 2027)
        ),
        "staff/t01.yml": "{name: 王芳, group: teacher}\n",
        "policy.yml": "rules: []\n",
    }
    for id_, name, term, start, end in (
        ("2026-spring", "春", "spring", "2026-02-23", "2026-07-05"),
        ("2026-autumn", "秋", "autumn", "2026-08-31", "2027-01-17"),
    ):
        years = range(2020, 2026) if term == "spring" else range(2021, 2027)
        files[f"semesters/{id_}.yml"] = (
            f"name: {name}\nterm: {term}\nstart: {start}\nend: {end}\nclasses:\n"
            + "".join(
                f"  - {{class: {year}-1, class_teachers: [{{staff: t01}}], pupils: 80, girls: 40,"
                " boarders: 12}\n"
                for year in years
            )
        )
    for n, child in enumerate(children):
        fields: Child = {
            "name": f"林{n}",
            "sex": "male" if n % 2 else "female",
            "born": "2016-05-06",
            "class": "2024-1",
            "enrolled": "2024-09-01",
            "hukou": "rural",
            **child,
        }
        kind = fields.pop("type", "one_parent_away")
        spell = f"{{since: {fields['enrolled']}, type: {kind}}}"
        fields.setdefault("left_behind", f"[{spell}]")
        files[f"children/c{n:02}.yml"] = "".join(f"{k}: {v}\n" for k, v in fields.items())
    return {**files, **(extra or {})}


def both(folder: Path, files: dict[str, str], least: int = 10) -> tuple[Summary, Summary, Site]:
    """The public version of a school's summary, and the whole of it."""
    one = site(folder, files, day=DAY)
    assert not [f for f in one.inspection.findings if f.code.startswith("E")]
    assert one.semester is not None
    whole = summarise(one, one.semester)
    return public(whole, least), whole, one


def numbers(summary: Summary) -> dict[str, int]:
    return {f.id: int(f.n) for f in summary.figures() if not f.withheld and not f.missing}


BOARDS = {"boarding": "[{since: 2024-09-01}]"}
EACH_MONTH = """\
rules:
  - {id: all, title: 每月联系每个孩子, contact: [phone_call], every: month}
  - {id: day, title: 每月联系走读生, contact: [phone_call], every: month, for: {boarding: false}}
"""


def everyone(n: int, first: int = 0) -> str:
    return "[" + ", ".join(f"c{i:02}" for i in range(first, first + n)) + "]"


def call(day: str, children: str, kind: str = "phone_call") -> str:
    return f"- {{by: t01, date: {day}, children: {children}, kind: {kind}, with: [parent], summary: 好}}\n"


def wishes(collected: int, matched: int, fulfilled: int) -> str:
    lines = []
    for n in range(collected):
        more = ", donor: 镇, matched: 2026-09-12" if n < matched else ""
        more += ", fulfilled: 2026-10-01" if n < fulfilled else ""
        lines.append(f"- {{child: c{n:02}, text: 书, collected: 2026-09-10{more}}}\n")
    return "".join(lines)


LEAKS: Mapping[str, tuple[dict[str, str], set[str]]] = {
    "four with only another hardship: 60 - 36 without any - 20 with the one": (
        school(pupils(20, hardship="[low_income]") + pupils(4, hardship="[orphan]") + pupils(36)),
        {"hardship.none", "hardship.low_income"},
    ),
    "one of 16 or over: 30 + 12 of the ministry's types, 41 by its count": (
        school(
            pupils(1, type="both_parents_away", born="2010-05-06")
            + pupils(29, type="both_parents_away")
            + pupils(12, type="one_away_other_unable")
            + pupils(20)
            + pupils(11, type="other")
        ),
        {"type.both_parents_away", "type.one_away_other_unable", "ministry"},
    ),
    "four boarders: 80 of 80 monthly calls for all, 72 of 72 for day pupils": (
        school(
            pupils(4, **BOARDS) + pupils(36),
            {
                "policy.yml": EACH_MONTH,
                "visits/v.yml": call("2026-09-10", everyone(40)) + call("2026-10-10", everyone(40)),
            },
        ),
        {"rule.all", "rule.day"},
    ),
    "three contacts of another kind: 23 - 20 calls": (
        school(
            pupils(40),
            {
                "visits/v.yml": call("2026-09-10", everyone(20))
                + call("2026-09-11", everyone(3), "counselling")
            },
        ),
        {"contacts", "kind.phone_call"},
    ),
    "three wishes are open: 28 matched, 25 fulfilled": (
        school(pupils(40), {"wishes/w.yml": wishes(40, 28, 25)}),
        {"wishes.matched", "wishes.fulfilled"},
    ),
    "three read no book: 24 at any activity, 21 of them readers": (
        school(
            pupils(40),
            {
                "activities/a.yml": f"- {{title: 书, kind: reading, date: 2026-09-10, children: {everyone(21)}}}\n"
                f"- {{title: 会, kind: festival, date: 2026-09-11, children: {everyone(3, 21)}}}\n"
            },
        ),
        {"activity.readers", "activity.children"},
    ),
    "six were not there: 34 attended, all by name, of 40": (
        school(
            pupils(40),
            {
                "activities/a.yml": "- {title: 会, kind: festival, date: 2026-09-11,"
                f" children: {everyone(34)}}}\n"
            },
        ),
        {"activity.festival.attendance"},
    ),
    "five pupils are not left behind: 80 - 75": (
        school(
            pupils(75),
            {
                "semesters/2026-autumn.yml": "name: 秋\nterm: autumn\nstart: 2026-08-31\nend: 2027-01-17\n"
                "classes: [{class: 2024-1, class_teachers: [{staff: t01}], pupils: 80, girls: 40}]\n"
            },
        ),
        {"pupils"},
    ),
    "three girls are not left behind: 40 - 37": (
        school(
            pupils(37, sex="female") + pupils(38, sex="male"),
            {
                "semesters/2026-autumn.yml": "name: 秋\nterm: autumn\nstart: 2026-08-31\nend: 2027-01-17\n"
                "classes: [{class: 2024-1, class_teachers: [{staff: t01}], pupils: 100, girls: 40}]\n"
            },
        ),
        {"school.girls", "sex.female"},
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_what_could_be_subtracted_is_not_printed(name: str, tmp_path: Path) -> None:
    """Every figure of such a set would give a small count away together with the others."""
    files, together = LEAKS[name]
    shown, whole, _ = both(tmp_path, files)
    assert together <= {figure.id for figure in whole.figures()}
    assert not together <= numbers(shown).keys()
    assert not attack(shown, whole).given_away(10)


def _by_rule(one: Attack, prefix: str = "") -> None:
    """Who is owed a call every month: the months are in everybody's calendar."""
    day, everybody = f"{prefix}day pupils", f"{prefix}children"
    one.truth[day] = one.truth[everybody] - one.truth[f"{prefix}spell.boarding"]
    one.add(everybody, [f"{prefix}spell.boarding", day])
    for rule, children in (("rule.all/of", everybody), ("rule.day/of", day)):
        owed = one.truth.get(f"{prefix}{rule}", 0)
        if owed and not owed % one.truth[children]:
            one.times(f"{prefix}{rule}", Fraction(owed, one.truth[children]), children)


def _only_small(whole: Summary, least: int) -> Summary:
    """A version in which only what is small itself is withheld."""

    def bare(figure: Figure) -> Figure:
        low = int(figure.n) < least and not figure.missing
        return replace(figure, withheld=low)

    return replace(
        whole,
        sections=tuple(
            replace(
                section,
                prose=tuple(
                    replace(p, figures={name: bare(f) for name, f in p.figures.items()})
                    for p in section.prose
                ),
                tables=tuple(
                    replace(t, rows=tuple(tuple(map(bare, row)) for row in t.rows))
                    for t in section.tables
                ),
            )
            for section in whole.sections
        ),
    )


def test_the_attack_is_worth_its_name(tmp_path: Path) -> None:
    """Where only small counts themselves are withheld it finds them."""
    for n, name in enumerate(list(LEAKS)[:6]):
        _, whole, _ = both(tmp_path / str(n), LEAKS[name][0])
        one = attack(_only_small(whole, 10), whole)
        _by_rule(one)
        assert one.given_away(10), name


def test_the_demo_stands_the_attack() -> None:
    one = site_of(ROOT / "records")
    assert one.semester is not None
    whole = summarise(one, one.semester)
    found = attack(public(whole, 10), whole)
    assert not found.given_away(10)
    assert len(found.known) > 120, "and still says something"


CHOICES: dict[str, list[str]] = {
    "sex": ["male", "female"],
    "class": ["2021-1", "2024-1", "2025-1", "2026-1"],
    "born": ["2010-05-06", "2013-05-06", "2016-05-06"],
    "type": ["both_parents_away", "one_away_other_unable", "one_parent_away", "other"],
    "hukou": ["rural", "urban"],
    "hardship": ["[]", "[low_income]", "[orphan]", "[low_income, orphan]"],
    "boarding": ["[]", "[{since: 2024-09-01}]"],
    "enrolled": ["2024-09-01", "2026-08-31"],
    "left": ["", "2026-07-06"],
}


def random_school(seed: int) -> dict[str, str]:
    """Every field has a common value and rare ones, so that counts lie about the limit."""
    dice = random.Random(seed)
    children: list[Child] = []
    common = {name: dice.sample(values, len(values)) for name, values in CHOICES.items()}
    common["left"] = CHOICES["left"]
    for _ in range(dice.randrange(12, 48)):
        child: Child = {}
        for name, values in common.items():
            if value := values[min(int(dice.expovariate(1.1)), len(values) - 1)]:
                child[name] = value
        if child["class"] == "2026-1":
            child["enrolled"] = "2026-08-31"
        if child.get("left") and child["enrolled"] == "2024-09-01":
            child["left_reason"] = dice.choice(["graduated", "transferred"])
            child["class"] = dice.choice(["2020-1", "2020-1", child["class"]])
        else:
            child.pop("left", None)
        children.append(child)
    children.sort(key=lambda child: "left" in child)
    n = sum("left" not in child for child in children)
    visits = ""
    for kind in ("phone_call", "home_visit", "letter", "counselling"):
        for day in ("2026-09-10", "2026-10-12", "2026-11-03"):
            here = [f"c{i:02}" for i in range(n) if dice.random() < dice.choice([0.1, 0.5, 0.95])]
            if here:
                visits += call(day, f"[{', '.join(here)}]", kind)
    lots = sorted(dice.randrange(n + 1) for _ in range(3))
    return school(
        children,
        {
            "policy.yml": EACH_MONTH,
            "visits/v.yml": visits or "[]\n",
            "wishes/w.yml": wishes(lots[2], lots[1], lots[0]) or "[]\n",
        },
    )


def _two_releases(one: Site, least: int) -> tuple[Attack, Summary]:
    """A reader with the public versions of two semesters after each other."""
    assert one.semester is not None
    spring = next(s for s in one.store.semesters if s.id == "2026-spring")
    now, then = summarise(one, one.semester), summarise(one, spring)
    shown = public(now, least)
    found = attack(shown, now)
    join(found, public(then, least), then, "spring ")
    _by_rule(found)
    if {"added", "ceased"} <= found.truth.keys():
        found.truth["stayed"] = found.truth["children"] - found.truth["added"]
        found.add("children", ["added", "stayed"])
        found.add("spring children", ["ceased", "stayed"])
        # Those of the class that has left are among those who ceased.
        found.add("ceased", ["spring class.2020-1"], rest=True)
        found.add("added", ["class.2026-1"], rest=True)
    return found, shown


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6), least=st.sampled_from([3, 5, 10]))
def test_random_schools_stand_the_attack(
    seed: int, least: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On its own, and with the public version of the semester before in hand."""
    one = site(tmp_path_factory.mktemp("school"), random_school(seed), day=DAY)
    assert not [f for f in one.inspection.findings if f.code.startswith("E")]
    found, _ = _two_releases(one, least)
    assert not found.given_away(least)


def test_the_leaving_class_tells_who_else_left(tmp_path: Path) -> None:
    """17 ceased, and the class that left was 13: four more left with it."""
    files = school(
        pupils(12)
        + pupils(14, **{"class": "2026-1", "enrolled": "2026-08-31"})
        + pupils(13, **{"class": "2020-1", "left": "2026-07-06", "left_reason": "graduated"})
        + pupils(4, left="2026-07-06", left_reason="transferred")
    )
    shown, whole, one = both(tmp_path, files)
    assert {"ceased": 17, "added": 14}.items() <= numbers(whole).items()
    assert "ceased" not in numbers(shown)
    assert not _two_releases(one, 10)[0].given_away(10)


def test_the_last_semesters_number_tells_who_was_added(tmp_path: Path) -> None:
    """41 children then, 33 now, 11 ceased: three were added."""
    files = school(
        pupils(30)
        + pupils(3, enrolled="2026-08-31")
        + pupils(11, left="2026-07-06", left_reason="transferred")
    )
    shown, whole, one = both(tmp_path, files)
    assert {"ceased": 11, "added": 3, "children": 33}.items() <= numbers(whole).items()
    assert not {"ceased", "added"} & numbers(shown).keys()
    assert not _two_releases(one, 10)[0].given_away(10)


# Sets that share out others.


@given(st.lists(st.integers(1, 2**7 - 1), max_size=7), st.integers(1, 4))
def test_every_way_to_share_out_a_set_is_found(sets: list[int], least: int) -> None:
    world = World()
    for n in range(7):
        world.child(f"c{n}")
    wanted = {
        (whole, frozenset(parts), rest)
        for whole in set(sets)
        for n in range(1, 7)
        for parts in combinations(set(sets) - {whole}, n)
        if sum(part.bit_count() for part in parts) == _union(parts).bit_count()
        and not _union(parts) & ~whole
        and (rest := whole & ~_union(parts)).bit_count() < least
    }
    found = [(one.whole, frozenset(one.parts), one.rest) for one in divisions(world, sets, least)]
    assert set(found) == wanted and len(found) == len(wanted)


def _union(parts: Iterable[int]) -> int:
    union = 0
    for part in parts:
        union |= part
    return union


# What is left out is said.


def _lines(summary: Summary, title: str) -> list[str]:
    """The rows of a table as Markdown has it."""
    words = markdown(summary, CHINESE)
    assert f"**{title}**" in words, title
    return words.split(f"**{title}**")[1].split("\n\n")[1].splitlines()[2:]


def test_rows_that_are_left_out_are_counted(tmp_path: Path) -> None:
    """Of six classes two have enough children: the reader is told of the other four."""
    sizes = {2021: 6, 2022: 6, 2023: 15, 2024: 15, 2025: 6, 2026: 6}
    children = [c for year, n in sizes.items() for c in pupils(n, **{"class": f"{year}-1"})]
    shown, _, _ = both(tmp_path, school(children))
    *kept, last = _lines(shown, "按班级")
    assert [row.split("|")[2].strip() for row in kept] == ["15/54（27.8%）"] * 2
    assert last == "| 不公开的4项 | × |"
    assert _lines(shown, "年龄") == ["| 不公开的3项 | × |"]
    assert "| 4 rows not published | × |" in markdown(shown, ENGLISH)


def test_where_rows_are_for_what_was_counted_none_is_a_sign(tmp_path: Path) -> None:
    """Whether there is an orphan or none, the table looks the same."""
    some = school(
        pupils(20, hardship="[low_income]")
        + pupils(3, hardship="[low_income, orphan]")
        + pupils(37)
    )
    none = school(pupils(23, hardship="[low_income]") + pupils(37))
    tables = [
        _lines(both(tmp_path / str(n), files)[0], "困难情况")
        for n, files in enumerate((some, none))
    ]
    assert tables[0] == tables[1]
    assert tables[0][-1] == "| 其余（如有） | × |"


def test_nothing_is_left_out_of_a_summary_that_is_not_public(tmp_path: Path) -> None:
    _, whole, _ = both(tmp_path, school(pupils(20)))
    words = markdown(whole, CHINESE)
    assert "不公开" not in words and "其余" not in words


def test_a_number_is_shown_without_a_whole_that_would_tell(tmp_path: Path) -> None:
    """75 of 80 pupils: the 75 is the denominator of everything, so the 80 is withheld."""
    files = LEAKS["five pupils are not left behind: 80 - 75"][0]
    shown, _, _ = both(tmp_path, files)
    assert (
        shown.sections[0].prose[0].text(CHINESE).startswith("全校现有学生×人，其中留守儿童75人。")
    )


def test_whoever_publishes_in_the_running_semester_is_warned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = ["--records", str(write(tmp_path / "records", school(pupils(20))))]
    arguments = ["summary", *records, "--public", "--force", "-o", str(tmp_path / "s.md")]
    for day, warned in (("2026-11-20", True), ("2027-02-01", False)):
        assert run([*arguments, "--semester", "2026-autumn", "--as-of", day]) == 0
        assert ("每学期只公开一份" in capsys.readouterr().out) is warned
