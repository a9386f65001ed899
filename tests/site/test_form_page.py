"""The form page in a real browser: what is entered arrives as a commit that passes check."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builder.cli import run
from builder.forms.assets import ready
from builder.forms.links import PAGE

from ..form_school import SAVE, FormSchool, form_school
from ..walk import DAY, TEXT, walks
from .schools import SMALL, inspected, write
from .test_browser import Watched, _missing, browser  # noqa: F401 (fixture)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TODAY = date(2026, 10, 28)
DEMO = Path(__file__).parents[2] / "records"
VISIT = f"{PAGE}#/collections/visit/new?学生=c01&方式=家访&帮扶人=t02"
TAKES = 30_000


@pytest.fixture(autouse=True, scope="module")
def package() -> None:
    if not ready():
        _missing("the files of the form page are not here: make forms")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[FormSchool]:
    """The small school, with a remark in a file that the form did not write."""
    files = {**SMALL, "visits/2026-autumn/remark.yml": REMARK}
    with form_school(tmp_path / "small", lambda to: write(to, files), TODAY) as opened:
        yield opened


REMARK = """\
    # 这一条是手写的，备注要留着
    日期: 2026-10-20
    学生: c01
    方式: 谈心
    帮扶人: t02
    内容: 说了说同桌的事   # 不要告诉家长
    """


@pytest.fixture
def phone(browser) -> Watched:  # type: ignore[no-untyped-def] # noqa: F811
    watched = Watched(browser, 390, locale="zh-CN")
    watched.page.set_default_timeout(TAKES)
    return watched


def entered(page: Any, text: str) -> None:
    """A visit of which the form knows the child, the kind and the teacher already."""
    page.get_by_role("button", name=SAVE, exact=True).wait_for()
    page.get_by_role("checkbox", name="监护人").click()
    page.get_by_role("textbox", name="内容").fill(text)


def checked(records: Path, day: date, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What `check` says of a folder."""
    status = run(["check", "--records", str(records), "--as-of", str(day), "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {**found, "status": status}


def test_a_visit_arrives_as_a_commit_that_passes_check(
    school: FormSchool, phone: Watched, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school.open(phone.page, VISIT)
    school.sign_in(phone.page)
    text = "奶奶腰疼好些了。\n# 作业: 有人管了\n- “周末”再来，100%"
    entered(phone.page, text)
    school.save(phone.page)

    path = "visits/2026-autumn/form-2026-10-28-c01-t02.yml"
    assert school.host.changed() == [f"A\trecords/{path}"]
    assert school.host.commits()[0].startswith("T09: ")
    clone = school.clone(tmp_path) / "records"
    said = checked(clone, TODAY, capsys)
    assert said["status"] == 0
    assert not [finding for finding in said["findings"] if finding["file"] == path]
    [visit] = [visit for visit in inspected(clone, TODAY).store.visits if visit.origin.path == path]
    assert (visit.date, visit.children, visit.by) == (TODAY, ("c01",), ("t02",))
    assert (visit.kind, visit.with_, visit.summary) == (("home_visit",), ("guardian",), text)
    assert visit.reached
    # In the words of the school, as a teacher would type it, and nothing that was left blank.
    keys = [
        line.split(":")[0]
        for line in (clone / path).read_text(encoding="utf-8").splitlines()
        if not line.startswith((" ", "#", "-"))
    ]
    assert keys == ["日期", "学生", "方式", "受访人", "帮扶人", "内容"]
    # The visit counts: nobody is overdue for it any more.
    assert "c01" not in {row.unit for row in inspected(clone, TODAY).evaluation.overdue}


def test_a_second_visit_of_the_day_is_another_file_and_both_can_be_mended(
    school: FormSchool, phone: Watched
) -> None:
    school.open(phone.page, VISIT)
    school.sign_in(phone.page)
    entered(phone.page, "上午")
    school.save(phone.page)
    school.open(phone.page, VISIT)
    entered(phone.page, "下午")
    school.save(phone.page)
    folder = "records/visits/2026-autumn"
    assert school.host.changed() == [f"A\t{folder}/form-2026-10-28-c01-t02-1.yml"]

    school.open(phone.page, f"{PAGE}#/collections/visit/entries/form-2026-10-28-c01-t02")
    phone.page.get_by_role("textbox", name="内容").fill("上午，作业写完了")
    school.save(phone.page)
    assert school.host.changed() == [f"M\t{folder}/form-2026-10-28-c01-t02.yml"]
    mended = (school.host.folder / folder / "form-2026-10-28-c01-t02.yml").read_text("utf-8")
    assert "上午，作业写完了" in mended


def test_what_the_form_did_not_write_it_neither_shows_nor_loads(
    school: FormSchool, phone: Watched
) -> None:
    """Not a week's log and not a single record: it would drop their remarks when saving."""
    school.signed_in(phone.page)
    for form in ("visit", "child", "staff", "pairing-paired_teacher", "activity"):
        school.open(phone.page, f"{PAGE}#/collections/{form}")
        phone.page.get_by_text("没有条目").or_(phone.page.get_by_text("暂无")).first.wait_for()
    assert not [call for call in school.host.asked if "file-contents" in call]
    school.open(phone.page, VISIT)
    entered(phone.page, "又去了一次")
    school.save(phone.page)
    kept = (school.host.folder / "records/visits/2026-autumn/remark.yml").read_text("utf-8")
    assert "# 这一条是手写的，备注要留着" in kept and "# 不要告诉家长" in kept


def test_what_must_be_filled_in_is_asked_for(school: FormSchool, phone: Watched) -> None:
    school.open(phone.page, VISIT)
    school.sign_in(phone.page)
    before = school.host.head
    phone.page.get_by_role("button", name=SAVE, exact=True).click()
    phone.page.get_by_text("必填").first.wait_for()
    assert school.host.head == before


def test_people_sign_in_with_the_hosts_own_account(school: FormSchool, phone: Watched) -> None:
    """PKCE: the form page has no secret, and no server stands between it and the host."""
    school.open(phone.page, VISIT)
    phone.page.get_by_role("button", name="Gitea / Forgejo").click()
    entered(phone.page, "用账号登录的")
    school.save(phone.page)
    assert school.host.changed()[0].startswith("A\t")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_every_form_opens_without_a_complaint_and_asks_nobody_else(
    tmp_path: Path,
    browser,  # type: ignore[no-untyped-def] # noqa: F811
    width: int,
    scheme: str,
) -> None:
    """With all the children, classes and rules of the demo school."""
    watched = Watched(browser, width, locale="zh-CN", color_scheme=scheme)
    watched.page.set_default_timeout(TAKES)
    copied = lambda to: shutil.copytree(DEMO, to)  # noqa: E731
    with form_school(tmp_path, copied, date(2026, 11, 20)) as school:
        school.signed_in(watched.page)
        told = json.loads((tmp_path / "site/admin/config.json").read_text("utf-8"))
        # One width goes through all forms, the other through those that a week asks for.
        wanted = told["collections"] if width == 390 else told["collections"][:3]
        for form in wanted:
            school.open(watched.page, f"{PAGE}#/collections/{form['name']}/new")
            watched.page.get_by_role("button", name=SAVE, exact=True).wait_for()
            watched.page.mouse.move(width / 2, 500)
            for field in form["fields"]:
                shown = watched.page.locator(f'[data-key-path="{field["name"]}"]').first
                for _ in range(40):
                    if shown.count():
                        break
                    # What is further down is made when one gets there.
                    watched.page.mouse.wheel(0, 300)
                    watched.page.wait_for_timeout(50)
                assert shown.count(), (form["name"], field["name"])
            assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
        ours = (school.address, school.host.address, "data:", "blob:", "about:")
        assert [url for url in watched.requests if not url.startswith(ours)] == []
        assert watched.complaints == []
        assert school.host.refused == []


def test_a_school_just_begun_has_forms(
    tmp_path: Path,
    phone: Watched,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What `init` writes, before there is a child: the first one is entered in the form."""
    options = ["--name", "清溪小学", "--host", "gitea", "--as-of", "2026-11-20"]
    assert run(["init", str(tmp_path / "new"), *options]) == 0
    records = tmp_path / "new" / "records"
    copied = lambda to: shutil.copytree(records, to)  # noqa: E731
    with form_school(tmp_path, copied, date(2026, 11, 20)) as school:
        page = phone.page
        school.signed_in(page)
        told = json.loads((tmp_path / "site/admin/config.json").read_text("utf-8"))
        for form in told["collections"]:
            school.open(page, f"{PAGE}#/collections/{form['name']}/new")
            page.get_by_role("button", name=SAVE, exact=True).wait_for()
        school.open(page, f"{PAGE}#/collections/staff/new?编号=t88")
        page.get_by_role("textbox", name="姓名").fill("徐慧娟")
        page.get_by_role("radio", name="教师").click()
        school.save(page)
        assert school.host.changed() == ["A\trecords/staff/form-t88.yml"]
        capsys.readouterr()
        clone = school.clone(tmp_path) / "records"
        said = checked(clone, date(2026, 11, 20), capsys)
        assert said["counts"]["error"] == 0
        assert inspected(clone, date(2026, 11, 20)).store.staff["t88"].name == "徐慧娟"
    assert phone.complaints == []


def test_from_the_overdue_list_to_a_saved_visit_are_four_clicks_and_the_text(
    tmp_path: Path,
    browser,  # type: ignore[no-untyped-def] # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    copied = lambda to: shutil.copytree(DEMO, to)  # noqa: E731
    with form_school(tmp_path, copied, DAY, pages=True) as school:
        form, editor = walks(school, browser)
        with capsys.disabled():
            print(f"\n{form}\n{editor}")
        assert (form.clicks, form.keys) <= (4, 0)
        assert form.text == len(TEXT)
        assert (editor.clicks, editor.keys) == (1, 0)
        [change] = school.host.changed()
        path = change.partition("\trecords/")[2]
        said = checked(school.clone(tmp_path) / "records", DAY, capsys)
        assert said["counts"]["error"] == 0
        assert not [finding for finding in said["findings"] if finding["file"] == path]
