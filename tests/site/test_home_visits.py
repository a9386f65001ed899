"""Who has been without a home visit the longest: by anybody, whatever the rules ask."""

from pathlib import Path

from builder.render import render
from builder.views.child import child_view
from builder.views.home_visits import HomeVisitRow, home_visit_rows
from builder.views.overdue import overdue_view
from builder.views.today import today_view

from .schools import EMPTY, SMALL, site

QUIET = {key: text for key, text in SMALL.items() if not key.startswith("visits/")}


def rows(tmp_path: Path, visits: str, **files: str) -> dict[str, HomeVisitRow]:
    """The table of two children and these visits on 28 October, in its order."""
    text = "".join(f"- {{{line.strip()}}}\n" for line in visits.strip().splitlines())
    school = site(tmp_path, {**QUIET, "visits/all.yml": text or "[]\n", **files})
    return {row.child.id: row for row in home_visit_rows(school)}


def test_never_first_then_the_longest(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "date: 2026-10-20, children: c01, kind: home_visit, with: child, by: t02, summary: 在家",
    )
    assert list(found) == ["c02", "c01"]
    assert (found["c02"].last.text, found["c01"].days) == ("", 8)


def test_anybodys_visit_counts_and_only_a_home_visit_that_reached_somebody(tmp_path: Path) -> None:
    """The head visits c01 in September; since then only a call, two attempts, and one to come."""
    found = rows(
        tmp_path,
        """
        date: 2026-09-10, children: c01, kind: home_visit, with: guardian, by: t01, summary: 在家
        date: 2026-10-20, children: c01, kind: phone_call, with: guardian, by: t02, summary: 好
        date: 2026-10-21, children: c01, kind: home_visit, with: guardian, by: t02, outcome: not_reached
        date: 2026-10-22, children: c01, kind: home_visit, with: guardian, by: t03, outcome: declined
        date: 2026-10-29, children: c01, kind: home_visit, with: guardian, by: t02, summary: 明天
        """,
    )
    row = found["c01"]
    assert (row.last.text, row.days, row.failed) == ("2026年9月10日", 48, 2)
    assert [who.id for who in row.by] == ["t01"]
    assert row.last.href == "children/c01.html#r-visits-all-0"


def test_nobody_there_in_the_morning_and_somebody_in_the_afternoon(tmp_path: Path) -> None:
    """An attempt on the day of the visit that reached them is no attempt since."""
    tried = "children: c01, kind: home_visit, with: guardian, by: t02, outcome: not_reached"
    found = rows(
        tmp_path,
        f"""
        date: 2026-10-20, {tried}
        date: 2026-10-20, children: c01, kind: home_visit, with: guardian, by: t02, summary: 在家
        date: 2026-10-21, {tried}
        """,
    )
    assert (found["c01"].days, found["c01"].failed) == (8, 1)


def test_a_visit_to_two_leads_to_the_page_of_each(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "date: 2026-10-20, children: [c01, c02], kind: home_visit, with: child, by: t02, summary: 好",
    )
    assert found["c02"].last.href.startswith("children/c02.html#")


def test_who_is_away_and_who_is_on_no_list(tmp_path: Path) -> None:
    absent = "absences: [{from: 2026-10-26, to: 2026-10-30}]\n        consent:"
    away = SMALL["children/c01.yml"].replace("consent:", absent)
    withdrawn = SMALL["children/c02.yml"].replace("09-01}", "09-01, withdrawn: 2026-09-15}")
    found = rows(
        tmp_path,
        "date: 2026-10-20, children: [c01, c02], kind: home_visit, with: child, by: t02, summary: 好",
        **{"children/c01.yml": away, "children/c02.yml": withdrawn},
    )
    assert [tag.text for tag in found["c01"].tags] == ["目前请假"]
    hidden = found[""]
    assert (hidden.last.href, hidden.by, hidden.class_.text, hidden.days) == ("", (), "", 8)


def test_the_pages_say_it(tmp_path: Path) -> None:
    school = site(tmp_path, SMALL)
    assert [link.text for link in today_view(school).unvisited] == [
        "王小雨（从未）",
        "林晓东（14天）",
    ]
    assert [option.id for option in overdue_view(school).home_classes] == ["2024-1", "2023-1"]
    pages = render(school)
    assert 'href="overdue.html#home-visits"' in pages["index.md"].html
    assert pages["overdue.md"].html.index(
        "王小雨", pages["overdue.md"].html.index("home-visit-table")
    )


def test_it_needs_no_rule_and_no_child(tmp_path: Path) -> None:
    ruleless = render(site(tmp_path / "a", {**SMALL, "policy.yml": "rules: []\n"}))
    assert "2026年10月14日" in ruleless["overdue.md"].html
    empty = render(site(tmp_path / "b", EMPTY))["overdue.md"].html
    assert "home-visit-table" not in empty and "shouwang new child" in empty


def test_a_childs_page_says_who_was_there_last(tmp_path: Path) -> None:
    """At home, and at all: the overdue list asks another question (by whom a rule wants it)."""
    school = site(
        tmp_path,
        {
            **QUIET,
            "visits/all.yml": "- {date: 2026-09-10, children: c01, kind: home_visit, with: guardian, by: t01, summary: 好}\n"
            "- {date: 2026-10-20, children: c01, kind: phone_call, with: guardian, by: t02, summary: 好}\n",
        },
    )
    name = {id_: person.name for id_, person in school.store.staff.items()}
    facts = {
        fact.label: fact.text
        for fact in child_view(school, school.store.children["c01"]).body.facts
    }  # type: ignore[union-attr]
    assert facts["最近一次家访"] == f"9月10日（{name['t01']}）"
    assert facts["上次任何联系"] == f"10月20日（{name['t02']}）"


def test_today_names_who_is_overdue_the_longest(tmp_path: Path) -> None:
    """Each child once, with the most days; a school without anything overdue has no such row."""
    school = site(tmp_path / "a", QUIET)
    days: dict[str, int] = {}
    for row in school.evaluation.overdue:
        days[row.unit] = max(row.days_overdue, days.get(row.unit, 0))
    names = {id_: school.store.children[id_].name for id_ in days}
    assert days
    found = [link.text for link in today_view(school).longest]
    assert found == [
        f"{names[id_]}（{n}天）" for id_, n in sorted(days.items(), key=lambda one: -one[1])
    ]
    calm = today_view(site(tmp_path / "b", {**SMALL, "policy.yml": "rules: []\n"}))
    assert calm.longest == ()
