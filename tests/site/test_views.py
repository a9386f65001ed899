"""What the pages say of a small school, without templates."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from builder.i18n import language
from builder.load import load_of
from builder.model import Rule, Selector
from builder.promises import promises
from builder.render import render
from builder.rule_words import sentence
from builder.schema import choices, node_at
from builder.site_plugin import site_of
from builder.views.log_visit import visit_to_log
from builder.views.overdue import overdue_view
from builder.views.policy import policy_view
from builder.views.quality import quality_view
from builder.views.site import Site
from builder.views.strip import strip
from builder.views.today import today_view

from .schools import EMPTY, SMALL, inspected, site, write


@pytest.fixture
def small(tmp_path: Path) -> Site:
    return site(tmp_path, SMALL)


def test_the_worked_example_is_the_overdue_list(small: Site) -> None:
    view = overdue_view(small)
    row = next(row for row in view.rows if row.unit.id == "c01")
    assert (row.days, row.in_a_row, row.due, row.last) == (3, 1, "10月25日", "10月14日")
    assert row.last_any == "10月14日"
    assert row.failed == 1
    assert [person.id for person in row.responsible] == ["t02"]
    assert (view.children_overdue, view.children) == (2, 2)


def test_the_same_rows_by_class_person_and_rule(small: Site) -> None:
    view = overdue_view(small)
    for groups in (view.by_class, view.by_rule):
        assert sum(len(group.rows) for group in groups) == len(view.rows)
    assert {group.head.id for group in view.by_person} == {"t01", "t02"}


def test_a_child_that_nobody_owes_anything_is_named(small: Site) -> None:
    vacancies = {row.child.id: row for row in overdue_view(small).unassigned}
    assert vacancies["c02"].roles == ("帮扶教师",)
    assert vacancies["c01"].roles == ("代理家长",)


def test_today_counts_with_denominators(small: Site) -> None:
    view = today_view(small)
    assert (view.children, view.pupils) == (2, 58)
    assert (view.week, view.weeks) == (9, 20)
    assert sum(bucket.n for bucket in view.buckets) == 2
    assert [(bucket.n, bucket.tone) for bucket in view.buckets] == [
        (0, "good"),
        (1, "plain"),
        (0, "warn"),
        (0, "late"),
        (1, "late"),
    ]
    assert [(row.n, row.whole) for row in view.vacancies] == [(1, 2), (1, 2), (1, 2)]
    assert [(row.due, row.days) for row in view.open] == [("10月20日", 8)]
    assert view.archive == (
        ("基本信息", 1),
        ("性格特征", 1),
        ("兴趣爱好", 1),
        ("健康状况", 1),
        ("父母及监护人联系方式", 1),
    )
    assert [(row.kind, row.n, row.attendance) for row in view.activities] == [("监护人培训", 1, 21)]


def test_a_suspected_abuse_names_nobody_on_the_printed_page(tmp_path: Path) -> None:
    incident = """\
        title: 大门口的事
        occurred: 2026-10-20 10:00
        known: 2026-10-20 10:05
        kind: {kind}
        children: [c01]
        summary: 不写在这里
        """
    shown = {}
    for kind in ("injury", "abuse"):
        files = {**SMALL, "incidents/one.yml": incident.format(kind=kind)}
        pages = render(site(tmp_path / kind, files))
        start = pages["index.md"].html.index('id="open"')
        shown[kind] = pages["index.md"].html[start:].split("<h2")[0]
    assert "大门口的事" in shown["injury"] and "incidents.html" not in shown["injury"]
    assert "疑似侵害" in shown["abuse"] and "大门口的事" not in shown["abuse"]
    # The follow-up of the small school names the child as well, in both.
    assert shown["injury"].count("林晓东") == shown["abuse"].count("林晓东") + 1


def test_what_is_due_this_week(small: Site) -> None:
    row = next(
        row for row in today_view(small).due_this_week if row.rule.id == "teacher-weekly-visit"
    )
    assert (row.done, row.whole) == (0, 1)
    assert [(who.id, n) for who, n in row.people] == [("t02", 1)]


def test_what_is_due_this_week_begins_on_monday(tmp_path: Path) -> None:
    """Of a rule for every school day: Monday to the day, and no Friday of the week before."""
    daily = "rules: [{id: egg, scope: class, title: 鸡蛋, contact: [egg], every: day}]\n"
    egg = "- {date: 2026-10-26, kind: egg, class: 2024-1, count: 30, by: t02}\n"
    files = {**SMALL, "policy.yml": daily, "provisions/x.yml": egg}
    for day, whole in ((26, 2), (27, 4), (28, 6)):
        found = today_view(site(tmp_path / str(day), files, day=date(2026, 10, day)))
        (row,) = found.due_this_week
        assert (row.done, row.whole) == (1, whole), day


def test_completion_is_the_engines(small: Site) -> None:
    row = next(row for row in today_view(small).completion if row.rule.id == "teacher-weekly-visit")
    assert (row.done, row.due) == (5, 7)


def test_a_strip_shows_the_worked_example(small: Site) -> None:
    chart = strip(small, small.evaluation.tracks_of["child:c01"])
    assert chart is not None
    row = next(row for row in chart.rows if row.rule.id == "teacher-weekly-visit")
    assert dict(row.counts) == {"按时完成": 5, "未完成": 2, "进行中": 1, "不要求": 1, "未到期": 11}
    assert row.missed == ("9月28日–10月4日", "10月19日–10月25日")


def test_a_visit_to_log_is_one_line_to_be_filled_in_at_both_ends(
    small: Site, tmp_path: Path
) -> None:
    rule = small.policy.rules[0]
    new = visit_to_log(small, "c01", rule=rule, by=("t02",))
    assert "林晓东" not in new.url and "李强" not in new.url
    assert new.path == "records/visits/2026-autumn/t02-c01-1028-home-visit.yml"
    assert new.text.endswith("帮扶人: t02\n记录:\n- 家访 c01\n")
    before = inspected(tmp_path / "records").findings
    untouched = {new.path.removeprefix("records/"): new.text}
    write(tmp_path / "records", untouched)
    found = [f for f in inspected(tmp_path / "records").findings if f not in before]
    assert {str(f.severity) for f in found} <= {"info"}
    text = new.text.replace("- 家访 c01\n", "- 10.27 家访 c01 奶奶 奶奶在家\n")
    write(tmp_path / "records", {new.path.removeprefix("records/"): text})
    after = inspected(tmp_path / "records")
    assert [f for f in after.findings if f not in before] == []
    assert any(visit.date == date(2026, 10, 27) for visit in after.store.visits)


def test_an_english_visit_to_log_reads_as_well(tmp_path: Path) -> None:
    english = site(tmp_path, SMALL, "en")
    new = visit_to_log(english, "c01", rule=english.policy.rules[0], by=("t02",))
    text = new.text.replace("- home_visit c01\n", "- 10.27 home_visit c01 guardian well\n")
    before = english.inspection.findings
    write(tmp_path / "records", {new.path.removeprefix("records/"): text})
    assert [f for f in inspected(tmp_path / "records").findings if f not in before] == []


def test_the_load_is_there_before_anybody_is_paired(small: Site) -> None:
    load = load_of(small.store, small.policy, small.evaluation)
    weekly, monthly, training = load.rules
    # 19 of the 20 weeks have three school days or more; the holiday week has two.
    assert weekly.units == 2 and weekly.per_unit == pytest.approx(19 / 20)
    assert (weekly.people, weekly.vacant) == (1, 1)
    assert monthly.per_unit == pytest.approx(5 / 20)
    assert (training.units, training.people) == (1, 1)
    assert training.per_unit == pytest.approx(2 / 20)
    shares = {person.staff: person for person in load.people}
    assert shares["t02"].per_week == pytest.approx(19 / 20) and shares["t02"].children == 1


def test_policy_rows_carry_words_and_numbers(small: Site) -> None:
    row = policy_view(small).rules[0]
    assert row.sentence.startswith("每周，每名留守儿童：由帮扶教师家访至少1次。")
    assert (row.done, row.due) == (5, 7)


def test_a_rule_with_fewer_than_five_obligations_is_ranked_with_no_other(small: Site) -> None:
    """On 28 October seven weeks are over, and no more than two months and half a semester."""
    view = policy_view(small)
    assert [(rule.id, rule.due) for rule in view.kept] == [("teacher-weekly-visit", 7)]
    assert [rule.id for rule in view.few] == ["proxy-month", "training"]
    assert all(rule.due < view.fewer_than == 5 for rule in view.few)
    html = render(small)["policy.md"].html
    table, few = (
        html.split(f'id="kept-{one}"')[1].split("</table>")[0] for one in ("table", "few")
    )
    assert "data-sortable" in table and table.count("data-sort=") == 4, "no open, no waived"
    assert "data-sort" not in few and "data-value" not in few
    assert "不满5项" in html


def test_quality_counts_records(small: Site) -> None:
    view = quality_view(small)
    assert view.sound == view.records
    assert [row.child.id for row in view.blanks] == ["c02"]


def test_an_empty_school_has_something_to_say(tmp_path: Path) -> None:
    empty = site(tmp_path, EMPTY)
    assert today_view(empty).children == 0
    assert overdue_view(empty).rules_in_force == 0
    assert policy_view(empty).has_policy is False
    assert load_of(empty.store, empty.policy, empty.evaluation).rules == ()


def rule(**more: object) -> Rule:
    return Rule(**{"id": "r", "contact": ("home_visit",), "every": "week", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "chinese", "english"),
    [
        (
            rule(by=("paired_teacher",), with_=("guardian",)),
            "每周，每名留守儿童：由帮扶教师家访至少1次，联系到监护人。",
            "Every week, for each left-behind child: at least 1 × home visit by the paired teacher, speaking to the guardian.",
        ),
        (
            rule(every="days", days=10, contact=("talk", "meeting"), times=1),
            "每10天，每名留守儿童：谈心或面谈至少1次。",
            "Every 10 days, for each left-behind child: at least 1 × talk or meeting.",
        ),
        (
            rule(
                every="windows",
                windows=("opening", "final"),
                scope="class",
                contact=("parents_meeting",),
            ),
            "期初、期末各一次，每个班：家长会至少1次。",
            "Once in each of these: opening weeks, final weeks, for each class: at least 1 × parents meeting.",
        ),
        (
            rule(
                every="semester",
                contact=("book_review",),
                for_=Selector(min_grade=3, boarding=True),
            ),
            "每学期，每名留守儿童（寄宿、3年级以上）：读后感至少1次。",
            "Every semester, for each left-behind child (who board, grade 3 and over): at least 1 × book review.",
        ),
        (
            rule(grace_days=3, min_school_days=3),
            "每周，每名留守儿童：家访至少1次。期限过后3天内仍可补做。周期内上课日少于3天的不要求。",
            "Every week, for each left-behind child: at least 1 × home visit. Still accepted 3 days later. "
            "Not asked for in a period with fewer than 3 school days.",
        ),
    ],
)
def test_rules_in_words(given: Rule, chinese: str, english: str) -> None:
    assert sentence(given, language("zh_CN")) == chinese
    assert sentence(given, language("en")) == english


def test_promises_name_kinds_that_exist() -> None:
    node = node_at("policy", ("rules", "contact"))
    assert node is not None
    known = {choice.const for choice in choices(node["items"])}
    for rows in promises().values():
        for row in rows:
            assert set(row.contact) <= known, row


def test_recent_changes_come_from_git(tmp_path: Path) -> None:
    """Who changed how many files and when; without Git the page says that it cannot know."""
    write(tmp_path / "records", SMALL)
    inspection = inspected(tmp_path / "records", date(2026, 11, 20))
    before = site_of(inspection, [tmp_path / "records"], language("zh_CN"))
    assert before.changes is None
    assert "没有修改历史" in render(before)["quality.md"].html
    identity = ["-c", "user.name=王芳", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "records"], ["commit", "-q", "-m", "记录"]):
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)
    after = site_of(inspection, [tmp_path / "records"], language("zh_CN"))
    assert after.changes is not None
    (change,) = after.changes
    assert (change.author, len(change.paths)) == ("王芳", len(SMALL))
    assert "王芳" in render(after)["quality.md"].html


def test_late_entries_are_told_by_git(tmp_path: Path) -> None:
    """A visit of 1 September that came into Git weeks later is late; the first commit is no witness."""
    write(tmp_path / "records", SMALL)
    child = next(path for path in SMALL if path.startswith("children/"))
    staff = next(path for path in SMALL if path.startswith("staff/"))
    visit = f"date: 2026-09-01\nchildren: {Path(child).stem}\nkind: talk\nby: {Path(staff).stem}\nsummary: 好\n"
    identity = ["-c", "user.name=王芳", "-c", "user.email=t@example.org"]
    moment = {**os.environ, "GIT_COMMITTER_DATE": "2026-11-20T12:00:00+08:00"}
    for words in (["init", "-q"], ["add", "records"], ["commit", "-q", "-m", "一"]):
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, env=moment)
    write(tmp_path / "records", {"visits/late.yml": visit})
    for words in (["add", "records"], ["commit", "-q", "-m", "二"]):
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, env=moment)
    inspection = inspected(tmp_path / "records", date(2026, 11, 20))
    view = quality_view(site_of(inspection, [tmp_path / "records"], language("zh_CN")))
    assert [(row.path, row.entries, row.days) for row in view.late] == [("visits/late.yml", 1, 80)]
    assert view.dated == 1
