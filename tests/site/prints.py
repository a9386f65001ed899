"""Beside the small school: what the documents on paper must be careful with; and ways to read them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from builder.render import Page, render
from builder.views.site import Site

OTHERS = {
    "children/c03.yml": """\
        name: 周明
        sex: male
        born: 2017-01-02
        class: 2024-1
        enrolled: 2024-09-01
        left_behind: [{since: 2024-09-01, type: both_parents_away}]
        boarding: [{since: 2026-08-31}]
        home: {address: 半山村3号}
        parents: [{relation: mother, name: 周母, phone: "13800000003", work_place: 义乌}]
        guardians: [{name: 周老汉, relation: grandfather, phone: 0576-88880003, capacity: fair}]
        personality: 好动
        consent: {by: 周老汉, date: 2026-09-01, withdrawn: 2026-10-20}
        """,
    "children/c04.yml": """\
        name: 方圆
        sex: female
        born: 2017-02-03
        class: 2024-1
        enrolled: 2024-09-01
        left_behind: [{since: 2024-09-01, type: one_parent_away}]
        unguarded: [{since: 2026-09-01}]
        needs: [study]
        hardship: [low_income]
        consent: {by: 方父, date: 2026-09-01}
        """,
    "semesters/2026-spring.yml": """\
        {name: 2026年春季学期, term: spring, start: 2026-02-23, end: 2026-07-05, classes: [{class: 2024-1, class_teachers: [{staff: t02}], pupils: 30}]}
        """,
    "pairings/more.yml": """\
        - {kind: paired_teacher, child: c03, staff: t02, since: 2026-08-31}
        - {kind: friend, child: c01, peer: c02, since: 2026-09-07, goal: 一起上学}
        - {kind: friend, child: c04, peer: c03, since: 2026-09-07}
        """,
    "visits/2026-autumn/more.yml": """\
        - {date: 2026-09-10, children: c03, kind: home_visit, with: guardian, by: t02, summary: 不该印出来的话}
        - {date: 2026-09-11, children: [c01, c03], kind: tutoring, by: t02, summary: 两人一起口算}
        - {date: 2026-09-12, children: c01, kind: counselling, by: t02, summary: 心里的话}
        - {date: 2026-09-13, children: c01, kind: phone_call, with: parent, by: t02, summary: 家里的秘密, confidential: true}
        - {date: 2026-10-18, children: c02, kind: peer_visit, by: c01, summary: 一起做了风筝}
        """,
    "visits/2026-spring/t02.yml": """\
        - {date: 2026-05-06, children: c01, kind: phone_call, with: parent, by: t02, summary: 上学期的电话, minutes: 12}
        - {date: 2026-08-01, children: c01, kind: home_visit, with: child, by: t02, summary: 暑假家访}
        - {date: 2025-11-05, children: c01, kind: home_visit, with: child, by: t02, summary: 去年的家访}
        """,
}
"""Beside the small school: a child whose consent was withdrawn, one with nearly no archive, pairs,
confidential visits, and visits of the semester before and of the one before that."""


def printed(school: Site) -> dict[str, Page]:
    """The pages for paper by path, without their ending."""
    everything = render(school)
    return {path[6:-3]: page for path, page in everything.items() if path.startswith("print/")}


class Rooms(HTMLParser):
    """The labelled rooms of a form: label and text, in order; a blank one too."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("dt", "dd"):
            self._in = tag
            if tag == "dt":
                self.found.append(("", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            label, text = self.found[-1]
            self.found[-1] = (label + data, text) if self._in == "dt" else (label, text + data)


def part(html: str, id_: str) -> str:
    """One sheet, card or form of a page."""
    start = html.index(f'id="{id_}"')
    ends = [html.find(mark, start) for mark in (' sw-one" id="', "</section>")]
    return html[start : min(end for end in ends if end > 0)]


def drawn(svg: str) -> list[list[bool]]:
    """The modules of a code as the picture shows them, quiet zone included."""
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    path = re.search(r'<path d="([^"]*)"', svg)
    assert size and path
    width, height = int(size[1]), int(size[2])
    dark = [[False] * width for _ in range(height)]
    for x, y, n in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path[1]):
        for at in range(int(x), int(x) + int(n)):
            dark[int(y)][at] = True
    return dark
