"""The requests of families, the archives to delete, and the notice to parents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from builder.i18n import language
from builder.publish import publish
from builder.render import render
from builder.schema import properties, schemas
from builder.views.prints.notice import notice_view
from builder.views.requests import requests_view
from builder.views.site import Site
from tests.support import folder, look
from tests.test_export import PERSON, SCHOOL

from .schools import SMALL, site
from .test_browser import Watched, browser  # noqa: F401 (a fixture)
from .test_paper import A4, sizes

DAY = "2026-11-20"
LEFT = {**PERSON, "id": "c9", "name": "钱走了", "left": "2022-07-01", "enrolled": "2020-09-01", "born": "2014-01-01"}  # fmt: skip


def school(locale: str = "zh_CN", **records: Any) -> Site:
    base = {**SCHOOL, "child": [{**PERSON, "id": "c1", "name": "林小雨"}]}
    return Site(look(folder({**base, **records}), DAY), language(locale))


def request(received: str, due: str, **more: str) -> dict[str, Any]:
    return {"received": received, "due": due, "by": "父亲", "kind": "access", **more}


def test_open_requests_are_ordered_by_their_day_and_late_ones_are_told() -> None:
    view = requests_view(
        school(
            request=[
                request("2026-11-01", "2026-12-01", child="c1"),
                request("2026-10-01", "2026-11-01", child="c1", asked="全部记录"),
                request("2026-09-01", "2026-09-15", answered="2026-09-20", outcome="refused", reason="查无此人"),
                request("2026-09-02", "2026-09-15", answered="2026-09-03", outcome="granted", handled_by="t1"),
                request("2026-11-02", "2026-12-02", answered="2026-11-25"),
                request("2026-11-21", "2026-12-01"),
            ]
        )
    )  # fmt: skip
    assert [(row.received_sort, row.standing.tone, row.days) for row in view.rows] == [
        ("2026-10-01", "late", 19),
        ("2026-11-01", "warn", 11),
        ("2026-11-02", "warn", 12),
    ]
    assert (view.on_record, view.open_n, view.late_n) == (5, 3, 1)
    assert [(row.standing.text, row.outcome) for row in view.answered] == [
        ("已答复", "已办理"),
        ("逾期才答复", "不予办理"),
    ]


def test_the_page_says_who_asked_what_and_what_was_answered() -> None:
    one = request("2026-10-01", "2026-11-01", child="c1", asked="<b>全部</b>", handled_by="t1")
    html = render(school(request=[one]))["requests.md"].html
    for word in (
        "林小雨",
        "父亲",
        "查阅复制",
        "&lt;b&gt;全部",
        "陈老师",
        "2026年11月1日",
        "逾期 19 天",
    ):
        assert word in html, word


def test_archives_past_their_day_come_with_the_command() -> None:
    kept = {**LEFT, "id": "c8", "name": "钱留着", "retain_until": "2026-12-31"}
    place = school(child=[{**LEFT, "retain_until": "2025-07-01"}, kept])
    view = requests_view(place)
    assert [(row.child.id, row.command) for row in view.archives] == [("c9", "shouwang forget c9")]
    html = render(place)["requests.md"].html
    assert "<code>shouwang forget c9</code>" in html and "钱留着" not in html
    quality = render(place)["quality.md"].html
    assert "shouwang forget c9" in quality


def test_a_withdrawn_child_is_not_named() -> None:
    gone = {**PERSON, "id": "c1", "name": "林小雨", "consent": {"by": "周母", "date": "2026-09-01", "withdrawn": "2026-10-01"}}  # fmt: skip
    place = school(child=[gone], request=[request("2026-10-01", "2026-11-01", child="c1")])
    html = render(place)["requests.md"].html
    assert "林小雨" not in html and "c1" not in re.sub("r-requests-[a-z0-9-]+", "", html)


def test_an_empty_school_has_the_page() -> None:
    html = render(school(child=[]))["requests.md"].html
    assert "还没有登记过申请" in html and "没有过了保存期限的档案" in html


# The notice


def test_every_field_of_the_archive_is_told() -> None:
    """What is kept is said by the schemas: a new field is in the notice by itself."""
    html = render(school())["print/notice.md"].html
    for name, node in properties(schemas()["child"]).items():
        if name != "id":
            assert node["title"] in html, name
    for kind in ("visit", "health", "incident", "request"):
        assert schemas()[kind]["title"] in html, kind


def test_why_who_how_long_and_whom_to_ask() -> None:
    rules = [
        {"id": "weekly", "contact": ["home_visit"], "every": "week"},
        {"id": "off", "contact": ["letter"], "every": "month", "enabled": False},
    ]
    group = {"leading_group": [{"staff": "t1", "post": "leader"}]}
    kept = {**LEFT, "retain_until": "2025-07-01"}
    records = {"school": {**SCHOOL["school"], **group}, "policy": {"rules": rules}}
    view = notice_view(school(**records, child=[kept]))
    assert len(view.rules) == 1 and "家访" in view.rules[0]
    assert view.leaders == "陈老师" and view.years == 3
    assert view.officer == "陈老师 0576-11112222"
    html = render(school(**records, child=[kept]))["print/notice.md"].html
    assert "离校以后 3 年" in html


@pytest.mark.parametrize("until", ["2024-07-01", "2032-07-01"])
def test_archives_that_differ_promise_no_number_of_years(until: str) -> None:
    other = {**LEFT, "id": "c8", "name": "钱留着", "retain_until": until}
    view = notice_view(school(child=[{**LEFT, "retain_until": "2025-07-01"}, other]))
    assert view.years == 0


def test_consent_is_asked_for_what_the_school_asks_consent_for() -> None:
    consent = {"by": "周母", "date": "2026-09-01", "scope": ["建档", "拍照"]}
    assert notice_view(school(child=[{**LEFT, "consent": consent}])).scopes == ("建档", "拍照")
    assert notice_view(school()).scopes[0] == "建档"


def test_an_empty_school_and_another_language() -> None:
    html = render(school(locale="en", child=[], school={**SCHOOL["school"], "privacy_officer": None}))  # fmt: skip
    page = html["print/notice.md"].html
    assert "________" in page and "From 14 on" in page and "Work place" in page
    assert "print/notice.html" in html["print/index.md"].html


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_notice_is_on_a4(tmp_path: Path, browser: Any) -> None:  # noqa: F811
    publish(site(tmp_path, SMALL), tmp_path / "site")
    address = (tmp_path / "site/print/notice.html").resolve().as_uri()
    page = Watched(browser).page
    page.goto(address)
    assert sizes(page.pdf(prefer_css_page_size=True)) == [A4, A4]
