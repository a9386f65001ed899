"""A walk with a stopwatch: from the overdue list to a saved visit, on a phone.

`python -m tests.walk` prints what it takes in the form, up to the commit, and in the Git host's
editor, up to its page with the record filled in (what comes after is the host's own). Everybody is
signed in already. Taps and keys are counted, the text itself is not.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .chromium import CHROMIUM
from .form_school import SAVE, FormSchool, form_school

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "zh-CN"}
TEXT = "奶奶腰疼好些了，作业有人管了。周末爸爸会打电话来。"
DEMO = Path(__file__).resolve().parents[1] / "records"
DAY = date(2026, 11, 20)


@dataclass
class Walk:
    """What one way took. `keys` are those beside the text, `seconds` the machine's, not a person's."""

    name: str
    clicks: int = 0
    keys: int = 0
    text: int = 0
    seconds: float = 0.0

    def click(self, target: Any) -> None:
        self.clicks += 1
        target.click()

    def type(self, page: Any, text: str) -> None:
        """Type the text into whatever has the focus."""
        self.text += len(text)
        page.keyboard.insert_text(text)

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.clicks} clicks, {self.keys} keys, "
            f"a text of {self.text} characters, {self.seconds:.1f} s"
        )


def in_the_form(school: FormSchool, page: Any) -> Walk:
    """From the first visit on the overdue list to a commit, in the form."""
    walk = Walk("form")
    page.clock.set_fixed_time(f"{school.day}T16:20:00")
    page.goto(f"{school.address}overdue.html")
    began = time.monotonic()
    walk.click(page.get_by_text("用表单记", exact=True).first)
    asked = page.get_by_role("group", name="受访人", exact=True)
    asked.wait_for()
    # Where the rule says whom to see, it is ticked already.
    if not asked.get_by_role("checkbox", checked=True).count():
        walk.click(asked.get_by_role("checkbox", name="监护人"))
    walk.click(page.get_by_role("textbox", name="内容"))
    walk.type(page, TEXT)
    walk.click(page.get_by_role("button", name=SAVE, exact=True))
    page.get_by_text("条目已保存").wait_for()
    walk.seconds = time.monotonic() - began
    return walk


def in_the_editor(school: FormSchool, page: Any) -> Walk:
    """From the same place to the host's page for a new file, filled in."""
    walk = Walk("editor (somebody else's), its page filled in")
    page.goto(f"{school.address}overdue.html")
    began = time.monotonic()
    with page.expect_popup() as opened:
        walk.click(page.get_by_text("记一次", exact=True).first)
    opened.value.locator("#text").wait_for()
    walk.seconds = time.monotonic() - began
    assert re.search(r"\bc\d{4}\b", opened.value.locator("#text").input_value())
    return walk


def walks(school: FormSchool, browser: Any) -> Iterator[Walk]:
    """Both ways, one after the other."""
    page = browser.new_context(**PHONE).new_page()
    page.set_default_timeout(20_000)
    school.signed_in(page)
    yield in_the_form(school, page)
    yield in_the_editor(school, page)


def main() -> int:
    """Walk through the demo school and print what it took."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory() as place,
        form_school(Path(place), lambda to: shutil.copytree(DEMO, to), DAY, pages=True) as school,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for walk in walks(school, browser):
            print(walk)
        print(school.host.commits()[0])
        print(school.host.changed()[0])
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
