"""Every link within the site leads somewhere: to a page, and to an id that stands on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from pathlib import Path
from posixpath import dirname, normpath

import pytest

from builder.i18n import language
from builder.render import Page, render
from builder.site_plugin import site_of

from .schools import EMPTY, SMALL, inspected, site

RECORDS = Path(__file__).parents[2] / "records"
# Between two semesters, in one, and before the first.
WITHDRAWN = {
    **SMALL,
    "children/c02.yml": SMALL["children/c02.yml"].replace(
        "date: 2026-09-01}", "date: 2026-09-01, withdrawn: 2026-10-01}"
    ),
    "pairings/peers.yml": "{kind: friend, child: c01, peer: c02, since: 2026-09-01}\n",
    "wishes/2026.yml": "- {child: c02, text: 一个书包, collected: 2026-09-10}\n",
    "health/2026.yml": "- {child: c02, date: 2026-09-10, height_cm: 130, abnormal: [近视]}\n",
    "aid/2026.yml": "- {date: 2026-09-12, children: c02, kind: goods, item: 书包, source: 镇政府}\n",
    "plans/2026.yml": "- {child: c02, kind: study, staff: t02, from: 2026-09-01, schedule: 周三,"
    " content: 识字}\n",
}
DAYS = (date(2026, 11, 20), date(2026, 8, 10), date(2026, 2, 1))


def lost(pages: Mapping[str, Page]) -> list[str]:
    """Links to pages or ids that there are not, as `page -> target`."""
    ids = {path: set(re.findall(r'\sid="([^"]+)"', page.html)) for path, page in pages.items()}
    found = []
    for path, page in pages.items():
        for raw in re.findall(r'href="([^"]+)"', page.html):
            href = unescape(raw)
            if re.match(r"[a-z]+:", href):
                continue
            target, _, anchor = href.partition("#")
            target = target.partition("?")[0]
            to = normpath(f"{dirname(path)}/{target}").lstrip("/") if target else path
            to = to.removesuffix(".html") + ".md" if target else to
            if to not in pages or (anchor and anchor not in ids[to]):
                found.append(f"{path} -> {href}")
    return found


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_link_of_the_demo_is_lost(day: date) -> None:
    pages = render(site_of(inspected(RECORDS, day), [RECORDS], language("zh_CN")))
    assert len(pages) > 100
    assert not lost(pages)
    for path, page in pages.items():
        ids = re.findall(r'\sid="([^"]+)"', page.html)
        assert len(ids) == len(set(ids)), f"an id stands twice on {path}"


@pytest.mark.parametrize("files", [SMALL, EMPTY, WITHDRAWN], ids=["small", "empty", "withdrawn"])
def test_no_link_of_a_small_school_is_lost(files: dict[str, str], tmp_path: Path) -> None:
    assert not lost(render(site(tmp_path, files)))
