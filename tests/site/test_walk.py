"""The way of somebody with a phone: from what is late to a record that is saved, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from builder.cli import run
from builder.i18n import language
from builder.publish import publish
from builder.site_plugin import site_of

from .git_host import GitHost, git_host
from .schools import DAY, SMALL, inspected, write
from .test_browser import browser  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@dataclass
class Finger:
    """Counts what it does: touches, and keys of the phone's keyboard."""

    touches: int = 0
    keys: int = 0
    steps: list[str] = field(default_factory=list)

    def touch(self, what: str, on: Any, **where: Any) -> None:
        """One touch."""
        on.tap(**where)
        self.touches += 1
        self.steps.append(f"touch {self.touches}: {what}")

    def type(self, page: Any, text: str) -> None:
        """Letters, one after another, where the cursor stands."""
        page.keyboard.type(text)
        self.keys += len(text)
        self.steps.append(f"type {len(text)} characters: {text}")


def at_the_end_of(area: Any, row: int, column: int | None = None) -> dict[str, float]:
    """Where on a text field a row ends (or one of its columns is), to be touched there."""
    found: dict[str, float] = area.evaluate(
        """(area, [row, column]) => {
          const style = getComputedStyle(area), line = parseFloat(style.lineHeight);
          const text = area.value.split('\\n')[row].slice(0, column ?? undefined);
          const canvas = document.createElement('canvas').getContext('2d');
          canvas.font = style.font;
          const x = canvas.measureText(text).width;
          return {x: parseFloat(style.paddingLeft) + x + 1, y: parseFloat(style.paddingTop) + (row + 0.5) * line};
        }""",
        [row, column],
    )
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GitHost, str]]:
    """A school's repository at a host, and its site."""
    made = tmp_path_factory.mktemp("walk")
    tree = made / "repository"
    tree.mkdir()
    with git_host(tree) as host:
        settings = SMALL["school.yml"].replace("https://git.example.cn/school/records", host.url)
        write(tree / "records", {**SMALL, "school.yml": settings})
        host.git("add", ".")
        host.git("commit", "-q", "-m", "The school")
        host.git("tag", "first")
        publish(_site(tree), made / "site")
        yield host, (made / "site").resolve().as_uri()


@pytest.fixture
def school(served: tuple[GitHost, str]) -> tuple[GitHost, str]:
    """The same as it was at first: nothing is saved yet."""
    host, _ = served
    host.git("reset", "-q", "--hard", "first")
    host.opened.clear()
    return served


def _site(tree: Path) -> Any:
    records = tree / "records"
    return site_of(inspected(records), [records], language("zh_CN"))


def late(tree: Path) -> set[tuple[str, str]]:
    return {(row.unit, row.rule.id) for row in inspected(tree / "records").evaluation.overdue}


def test_editor_from_the_overdue_list_to_a_saved_visit(  # type: ignore[no-untyped-def]
    browser,  # noqa: F811
    school: tuple[GitHost, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Four touches and the text: the button, before the line, behind it, save."""
    host, site = school
    assert ("c01", "teacher-weekly-visit") in late(host.tree)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{site}/overdue.html")
    finger = Finger()
    row = page.locator("#overdue tbody tr:has(a[href='children/c01.html'])")
    with context.expect_page() as opening:
        finger.touch("记一次", row.locator(".sw-act a"))
    editor = opening.value
    editor.wait_for_load_state()
    area = editor.locator("textarea")
    rows = area.input_value().splitlines()
    assert rows[-1] == "- 家访 c01" and rows[-3] == "帮扶人: t02"
    last = len(rows) - 1
    finger.touch("the place behind “- ”", area, position=at_the_end_of(area, last, 2))
    finger.type(editor, "10.28 ")
    finger.touch("the end of the line", area, position=at_the_end_of(area, last))
    finger.type(editor, " 奶奶 腰疼好些了，作业有人管")
    finger.touch("提交", editor.locator("button"))
    editor.wait_for_selector("#saved")
    context.close()

    with capsys.disabled():
        print("", *finger.steps, f"{finger.touches} touches, {finger.keys} keys", sep="\n  ")
    text = len("腰疼好些了，作业有人管")
    assert finger.touches <= 4
    assert finger.keys <= text + len("10.28 ") + len(" 奶奶 ")

    (path,) = host.git("show", "--name-only", "--format=").splitlines()
    assert path.startswith("records/visits/2026-autumn/t02-c01-1028-home-visit-")
    assert host.git("status", "--porcelain") == ""
    found = inspected(host.tree / "records")
    assert not [f for f in found.findings if f.path == path.removeprefix("records/")]
    assert ("c01", "teacher-weekly-visit") not in late(host.tree)
    visit = found.store.visits[-1]
    assert (visit.date, visit.children, visit.by, visit.with_) == (
        DAY,
        ("c01",),
        ("t02",),
        ("guardian",),
    )
    assert visit.summary == "腰疼好些了，作业有人管"


def test_editor_and_check_agree(
    school: tuple[GitHost, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What the host saves is checked by the command as well: no error, whatever was there before."""
    host, _ = school
    from builder.views.log_visit import visit_to_log

    new = visit_to_log(_site(host.tree), "c01", by=("t02",))
    host.save(new.path, new.text.replace("- 家访 c01", "- 10.28 家访 c01 奶奶 好些了"))
    status = run(
        ["check", "--records", str(host.tree / "records"), "--as-of", str(DAY), "--no-names"]
    )
    said = capsys.readouterr().out
    assert status == 0
    assert new.path.removeprefix("records/") not in said


def test_editor_for_a_week_is_one_file(browser, school: tuple[GitHost, str]) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    """From the teacher's page: the button, each line at both ends, save."""
    host, site = school
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{site}/staff/t02.html")
    finger = Finger()
    with context.expect_page() as opening:
        finger.touch("记本周帮扶", page.locator(".sw-actions a.sw-button").first)
    editor = opening.value
    editor.wait_for_load_state()
    area = editor.locator("textarea")
    rows = area.input_value().splitlines()
    lines = [n for n, row in enumerate(rows) if row.startswith("- ")]
    for row in lines:
        finger.touch("the place behind “- ”", area, position=at_the_end_of(area, row, 2))
        finger.type(editor, "10.28 ")
        finger.touch("the end of the line", area, position=at_the_end_of(area, row))
        finger.type(editor, " 奶奶 好些了")
    finger.touch("提交", editor.locator("button"))
    editor.wait_for_selector("#saved")
    context.close()
    assert finger.touches == 2 + 2 * len(lines)
    after = inspected(host.tree / "records")
    assert not [f for f in after.findings if f.path.startswith("visits/2026-autumn/t02-1028")]
    assert not [unit for unit, rule in late(host.tree) if rule == "teacher-weekly-visit"]


def test_editor_twice_on_one_day_makes_two_files(browser, school: tuple[GitHost, str]) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    """The site is not built in between: the hour and the minute keep the names apart."""
    host, site = school
    context = browser.new_context(viewport={"width": 390, "height": 844})
    for clock in ("2026-10-28T15:04:00", "2026-10-28T15:31:00"):
        page = context.new_page()
        page.clock.set_fixed_time(clock)
        page.goto(f"{site}/overdue.html")
        with context.expect_page() as opening:
            page.locator("#overdue tbody tr .sw-act a").first.click()
        opening.value.wait_for_load_state()
        opening.value.locator("button").click()
        opening.value.wait_for_selector("#saved")
    context.close()
    assert [path.rpartition("-")[2] for path in host.opened] == ["1504.yml", "1531.yml"]
    assert host.git("rev-list", "--count", "HEAD").strip() == "3"
