"""Every figure of the summary, walked back to its records and counted again by another way.

And the other way round: one record is edited, and exactly the figures that rest on it change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from builder.kinds import KINDS
from builder.model import Semester
from builder.summary.figure import Figure
from builder.summary.summary import summarise
from builder.views.site import Site
from tests.recount import MISSING, Found, Recount, records_of
from tests.site.schools import inspected, write
from tests.summary_school import DAY, FILES
from tests.test_summary_forms import CHINESE, ROOT

Files = Mapping[str, str]


def _said(figure: Figure) -> Found:
    return MISSING if figure.missing else Found(float(figure.n), figure.of)


def _differences(site: Site, semester: Semester) -> dict[str, tuple[Found, Found]]:
    """The figures that come out otherwise when counted again."""
    again = Recount(records_of(site.inspection), semester.id, min(site.as_of, semester.end))
    return {
        figure.id: (_said(figure), counted)
        for figure in summarise(site, semester).figures()
        if (counted := again(figure.id)) != _said(figure)
    }


def _site(folder: Path, files: Files = FILES, day: date = DAY) -> Site:
    found = inspected(write(folder / "records", dict(files)), day)
    assert not [one for one in found.findings if one.code[0] == "E"]
    return Site(found, CHINESE)


@pytest.mark.parametrize("semester", ["2026-spring", "2026-autumn"])
def test_every_figure_of_the_demo_counted_again(semester: str) -> None:
    site = Site(inspected(ROOT / "records", DAY), CHINESE)
    (chosen,) = [one for one in site.store.semesters if one.id == semester]
    assert _differences(site, chosen) == {}


@pytest.mark.parametrize("semester", ["2026-spring", "2026-autumn"])
def test_every_figure_of_a_small_school_counted_again(semester: str, tmp_path: Path) -> None:
    """Here each figure has a case that it must not count."""
    site = _site(tmp_path)
    (chosen,) = [one for one in site.store.semesters if one.id == semester]
    assert _differences(site, chosen) == {}


def test_a_figure_that_nobody_counts_again_is_an_error(tmp_path: Path) -> None:
    site = _site(tmp_path)
    again = Recount(records_of(site.inspection), "2026-autumn", DAY)
    for id_ in ("invented", "pairing.invented", "archive.invented", "health.invented"):
        with pytest.raises(KeyError):
            again(id_)


def test_every_kind_of_record_is_edited() -> None:
    assert {name.partition(":")[0] for name in EDITS} == set(KINDS)


def test_every_figure_leads_to_what_it_counts(tmp_path: Path) -> None:
    """A number is the sum of what stands behind it, and what a share leaves out stands there too."""
    site = _site(tmp_path)
    assert site.semester is not None
    for one in summarise(site, site.semester).figures():
        if one.of is not None and not one.missing and one.n != one.of:
            if one.id == "children" or one.id.startswith("school."):
                continue  # Other pupils have no record.
            assert one.others, one.id
            assert not one.others_said or len(one.others_said) == len(one.others), one.id


# One record edited.

Edit = tuple[str, str, str]
"""A file, what stood there, what stands there now."""


def _figures(site: Site) -> dict[str, Found]:
    assert site.semester is not None
    return {figure.id: _said(figure) for figure in summarise(site, site.semester).figures()}


@pytest.fixture(scope="module")
def unedited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    return _figures(_site(tmp_path_factory.mktemp("unedited")))


EDITS: dict[str, tuple[Edit, str]] = {
    "school: a regulation that is in force already": (
        ("school.yml", "寒假安排, date: 2026-12-01", "寒假安排, date: 2026-11-01"),
        "regulations",
    ),
    "semester: a class's pupils": (
        ("semesters/2026-autumn.yml", "pupils: 28", "pupils: 29"),
        "pupils children school.girls school.boarders",
    ),
    # The week of the holiday has two days left: too few.
    "semester: a longer holiday": (
        ("semesters/2026-autumn.yml", "to: 2026-10-07}]", "to: 2026-10-08}]"),
        "provision.egg rule.egg rule.weekly rule.weekly.waived",
    ),
    "staff: a teacher after all": (
        ("staff/t04.yml", "support", "teacher"),
        "assessment.sound assessment.others pairing.teachers pairing.unguarded",
    ),
    "child: a parent's telephone": (
        ("children/c01.yml", "name: 何春,", 'name: 何春, phone: "13800000009",'),
        "archive.parent-phone",
    ),
    "child: born a year earlier": (
        ("children/c01.yml", "2013-06-01", "2012-06-01"),
        "age.6-13 age.14",
    ),
    "child: another class": (
        ("children/c02.yml", "class: 2024-1", "class: 2023-1"),
        "class.2023-1 class.2024-1",
    ),
    "child: one more need": (
        ("children/c08.yml", "[safety]", "[safety, study]"),
        "need.study need.study.done",
    ),
    "child: away with one parent": (
        ("children/c08.yml", "both_parents_away", "one_parent_away"),
        "type.both_parents_away type.one_parent_away ministry",
    ),
    "pairing: over since yesterday": (
        (
            "pairings/all.yml",
            "child: c08, staff: t04, since: 2026-05-04",
            "child: c08, staff: t04, since: 2026-05-04, until: 2026-11-19",
        ),
        "pairing.most-proxy_parent pairing.proxy pairing.unguarded",
    ),
    "visit: nobody at home": (
        (
            "visits/2026-autumn.yml",
            "2026-09-16, children: c01, kind: home_visit, with: guardian, summary: 好",
            "2026-09-16, children: c01, kind: home_visit, with: guardian, outcome: not_reached",
        ),
        "contacts kind.home_visit rule.rolling rule.rolling.attempts rule.weekly"
        " rule.weekly.attempts",
    ),
    # Tutoring is no contact of the rolling rule, and the one before was missed.
    "visit: of another kind": (
        (
            "visits/2026-autumn.yml",
            "2026-11-03, children: c03, kind: talk",
            "2026-11-03, children: c03, kind: tutoring",
        ),
        "kind.talk kind.talk.children kind.tutoring kind.tutoring.children overdue.children",
    ),
    "activity: one more reader": (
        (
            "activities/2026-autumn.yml",
            "2026-10-30, children: [c03]",
            "2026-10-30, children: [c03, c02]",
        ),
        "activity.books activity.readers activity.reading.attendance",
    ),
    "activity: one more child's guardian": (
        ("activities/2026-autumn.yml", "guardians_of: [c01, c03]", "guardians_of: [c01, c03, c07]"),
        "activity.parent_school.children training.children",
    ),
    "plan: a result": (
        ("plans/all.yml", "守时}", "守时, stages: [{date: 2026-11-01, result: 好些}]}"),
        "plans",
    ),
    "observation: no figure counts them": (
        ("observations/all.yml", "area: study", "area: emotion"),
        "",
    ),
    "aid: its amount": (
        ("aid/all.yml", "item: 棉被,", "item: 棉被, amount: 90,"),
        "aid.source-e328bf32 aid.total",
    ),
    "wish: matched": (("wishes/all.yml", "2026-12-01", "2026-11-01"), "wishes.matched"),
    "health: followed up": (("health/all.yml", "2026-12-10", "2026-11-12"), "health.followed"),
    "incident: told within the minutes": (
        ("incidents/fall.yml", "2026-10-12 15:05", "2026-10-12 15:00"),
        "notified",
    ),
    "provision: on a school day": (
        ("provisions/all.yml", "{date: 2026-09-05, kind: egg", "{date: 2026-09-04, kind: egg"),
        "provision.egg rule.egg",
    ),
    "exemption: of one more child": (
        ("exemptions/all.yml", "[c02]", "[c02, c07]"),
        "rule.monthly rule.monthly.exempted",
    ),
    "policy: a rule enabled": (
        ("policy.yml", "every: week, enabled: false", "every: week"),
        "rule.off rule.off.attempts rule.off.exempted rule.off.waived overdue.children",
    ),
    "duty: no figure counts them": (
        (
            "duties/one.yml",
            "",
            "{semester: 2026-autumn, place: 校门, slots: [{day: 1, slot: 早, staff: t02}]}",
        ),
        "",
    ),
    "request: no figure counts them": (
        (
            "requests/one.yml",
            "",
            "{received: 2026-11-02, child: c01, by: 父亲, kind: access, due: 2026-11-20}",
        ),
        "",
    ),
    "summary: words, no figures": (("summaries/2026-autumn.yml", "开朗", "大方"), ""),
}
"""One record of every kind, and the figures that rest on what is edited in it."""


@pytest.mark.parametrize("name", EDITS)
def test_one_record_changes_exactly_what_rests_on_it(
    name: str, unedited: dict[str, Found], tmp_path: Path
) -> None:
    (file, before, after), expected = EDITS[name]
    text = FILES.get(file, "")
    assert before in text
    site = _site(tmp_path, {**FILES, file: text.replace(before, after, 1)})
    edited = _figures(site)
    changed = {
        id_ for id_ in unedited.keys() | edited.keys() if unedited.get(id_) != edited.get(id_)
    }
    assert changed == set(expected.split())
    assert site.semester is not None and _differences(site, site.semester) == {}
