"""A child whose consent is withdrawn: the statutory archive and the counts, and no word elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from builder.i18n import language
from builder.inspection import Inspection, inspect
from builder.read.scan import DiskFolder
from builder.render import Page, render
from builder.views.site import Site
from tests.support import folder, look
from tests.test_export import DAY, PERSON, SCHOOL

ROOT = Path(__file__).resolve().parents[1]
CONSENT = {"by": "吴桂香", "date": "2026-09-01", "withdrawn": "2026-10-26"}
OTHER = {**PERSON, "id": "c2", "name": "徐家珍"}
GONE = {**PERSON, "id": "c1", "name": "林小雨", "consent": CONSENT}


def visit(*children: str, text: str, **more: Any) -> dict[str, Any]:
    whole = {"date": "2026-10-12", "children": list(children), "kind": ["talk"], "by": ["t1"]}
    return {**whole, "summary": text, **more}


def school(*children: dict[str, Any], **records: Any) -> Inspection:
    return look(folder({**SCHOOL, "child": list(children), **records}), DAY)


def test_the_texts_of_others_do_not_name_the_child() -> None:
    records = {
        "visit": [
            visit("c1", "c2", text="小雨和家珍和好了，林小雨先道的歉"),
            visit("c2", text="跟林小雨玩，小雨点落下来", date="2026-10-13"),
        ],
        "activity": [{"title": "林小雨的生日", "kind": "other", "date": "2026-10-12", "notes": "林小雨"}],
        "summary": [{"id": "2026-autumn", "achievements": "林小雨得了奖"}],
        "semester": [{"id": "2026-autumn", "name": "秋", "term": "autumn", "start": "2026-08-31", "end": "2027-01-17", "classes": []}],
    }  # fmt: skip
    store = school(GONE, OTHER, **records).store
    assert [one.summary for one in store.visits] == [
        "某学生和家珍和好了，某学生先道的歉",
        "跟某学生玩，小雨点落下来",
    ]
    assert store.activities[0].title == "某学生的生日" and store.activities[0].notes == "某学生"
    assert store.summaries["2026-autumn"].achievements == "某学生得了奖"
    assert store.visits[0].children == ("c1", "c2")
    assert store.children["c1"].name == "林小雨"


def test_a_namesake_keeps_the_name() -> None:
    twin = {**OTHER, "id": "c3", "name": "林小雨", "born": "2018-01-01"}
    texts = [visit("c2", text="跟林小雨玩"), visit("c1", "c3", text="小雨哭了", date="2026-10-13")]
    store = school(GONE, OTHER, twin, visit=texts).store
    assert [one.summary for one in store.visits] == ["跟林小雨玩", "小雨哭了"]


@pytest.mark.parametrize(
    "consent", [{**CONSENT, "withdrawn": "2026-11-21"}, {"by": "甲乙", "date": "2026-09-01"}]
)
def test_before_the_withdrawal_nothing_changes(consent: dict[str, str]) -> None:
    store = school(
        {**GONE, "consent": consent}, OTHER, visit=[visit("c2", text="跟林小雨玩")]
    ).store
    assert store.visits[0].summary == "跟林小雨玩"


@pytest.fixture(scope="module")
def demo() -> dict[str, Page]:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    inspection = inspect([DiskFolder(ROOT / "records")], now=now, as_of=date(2026, 11, 20))
    return render(Site(inspection, language("zh_CN")))


OWN = {"children/c2308.md", "print/archive-2023-1.md"}
"""The child's page and the archive that the law has the school keep."""


def test_no_page_of_the_demo_names_the_child(demo: dict[str, Page]) -> None:
    """c2308 is in shared visits, in pairs, in activities; all pages but its own archive are silent."""
    named = {path for path, page in demo.items() if "若溪" in page.html}
    assert named == OWN
    titles = [path for path, page in demo.items() if "若溪" in page.title + page.description]
    assert set(titles) <= OWN
    found = {path for path, page in demo.items() if "若溪" in (page.search or "")}
    assert found <= OWN
    # The data quality page names the file in which the withdrawal stands, for the maintainer.
    assert {path for path, page in demo.items() if "c2308" in page.html} == OWN | {"quality.md"}


def test_the_childs_page_says_so_and_shows_the_minimum(demo: dict[str, Page]) -> None:
    page = demo["children/c2308.md"].html
    assert "2026年10月26日撤回" in page
    archive = (ROOT / "records/children/c2308.yml").read_text("utf-8")
    telephone = next(line for line in archive.splitlines() if "电话:" in line).split(": ")[-1]
    assert telephone not in page
