"""What Chromium makes of the pages for paper: A4, nothing blank, nothing cut, one click."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.publish import publish

from .prints import OTHERS
from .schools import SMALL, site
from .test_browser import Watched, browser  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# On paper, by Chromium


def sizes(paper: bytes) -> list[tuple[int, int]]:
    """The pages of a PDF in points: as many as there are, each with its width and height."""
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", paper)
    assert len(boxes) == count
    return [(round(float(width)), round(float(height))) for width, height in boxes]


A4 = (595, 842)
WIDE = (842, 595)


SENTENCE = "张老师下午到家，奶奶在晒谷，先看作业本，再问吃住和睡眠，最后说到手机。"
MORE_GUARDIANS = "".join(f", {{name: 亲戚{n}, relation: relative}}" for n in "甲乙丙丁")
LONG = {
    "visits/2026-autumn/t03.yml": f"""\
        - {{date: 2026-10-20, children: c02, kind: home_visit, with: guardian, by: t03, summary: {SENTENCE * 55}}}
        - {{date: 2026-10-21, children: c02, kind: phone_call, with: parent, by: t03, summary: 短}}
        """,
    "children/c02.yml": SMALL["children/c02.yml"]
    .replace("88885678}", "88885678}" + MORE_GUARDIANS)
    .rstrip()
    + f"\n        notes: {SENTENCE * 40}\n",
    "children/c09.yml": SMALL["children/c01.yml"].replace("林晓东", "钱走").rstrip()
    + "\n        left: 2026-10-10\n",
}
"""Texts that no page holds."""


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A school with two sheets of cards, published to a folder: printing needs no server."""
    made = tmp_path_factory.mktemp("printer")
    more = {
        f"children/c1{n}.yml": SMALL["children/c01.yml"].replace("林晓东", f"学生{name}")
        for n, name in enumerate("甲乙丙丁戊己庚辛")
    }
    publish(site(made, {**SMALL, **OTHERS, **LONG, **more}), made / "site")
    return f"{(made / 'site').resolve().as_uri()}/print/"


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("archive-2024-1", [A4] * 11),
        ("cards-2024-1", [A4] * 2),
        ("left-2024-1", [A4]),
        ("statistics-2024-1", [A4]),
        ("register-2024-1", [WIDE]),
        ("visit-form", [A4]),
        ("archive-2024-1.html#child-c01", [A4]),
        ("cards-2024-1.html#child-c04", [A4]),
        ("handbook-t02.html#r-visits-2026-autumn-t02-4", [A4]),
    ],
)
def test_paper_is_a4_and_no_page_is_lost_or_blank(
    browser: Any,  # noqa: F811
    printer: str,
    name: str,
    pages: list[tuple[int, int]],
) -> None:
    page = Watched(browser, color_scheme="dark").page
    page.goto(printer + (name if "#" in name else f"{name}.html"))
    assert sizes(page.pdf(prefer_css_page_size=True)) == pages


def test_a_handbook_is_cover_contents_and_forms(browser: Any, printer: str) -> None:  # noqa: F811
    page = Watched(browser).page
    page.goto(f"{printer}handbook-t02.html")
    forms = page.locator(".sw-form").count()
    paper = sizes(page.pdf(prefer_css_page_size=True))
    assert set(paper) == {A4}
    assert 2 + forms // 4 < len(paper) <= 2 + -(-forms // 2), "two forms a page, or three"


def test_paper_is_black_on_white_and_without_the_frame(
    browser: Any,  # noqa: F811
    printer: str,
) -> None:
    page = Watched(browser, color_scheme="dark").page
    page.goto(f"{printer}archive-2024-1.html")
    page.emulate_media(media="print", color_scheme="dark")
    for frame in (".md-header", ".md-tabs", ".md-footer", ".md-search", ".sw-bench", "h1"):
        assert not page.locator(frame).first.is_visible(), frame
    colours = page.evaluate(
        "[...document.querySelectorAll('.sw-paper, .sw-paper *')].map(e => getComputedStyle(e).color)"
    )
    assert set(colours) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}
    paper = page.evaluate("getComputedStyle(document.querySelector('.sw-paper')).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def text_of() -> Callable[[bytes], list[str]]:
    """What a reader finds on each page of a PDF, by poppler."""
    if not (pdftotext := shutil.which("pdftotext")):
        pytest.skip("no pdftotext on this machine")

    def read(paper: bytes) -> list[str]:
        command = [pdftotext, "-layout", "-", "-"]
        found = subprocess.run(command, check=True, input=paper, capture_output=True)
        return found.stdout.decode().split("\f")[:-1]

    return read


LONG_TABLE = """
    const body = document.querySelector("#staff-table").tBodies[0];
    for (let n = 0; n < 120; n += 1) body.append(body.rows[0].cloneNode(true));
"""


def test_a_head_that_can_be_sorted_is_no_button_on_paper(
    browser: Any,  # noqa: F811
    printer: str,
) -> None:
    """Chromium leaves a button out of a head that it repeats on the next page."""
    page = Watched(browser).page
    page.goto(f"{printer}../assessment.html")
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.querySelectorAll('.sw-sort')].map(e => getComputedStyle(e).display)"
    )
    assert shown and set(shown) == {"contents"}


def test_a_head_is_repeated_with_its_words(
    browser: Any,  # noqa: F811
    printer: str,
    text_of: Callable[[bytes], list[str]],
) -> None:
    page = Watched(browser).page
    page.goto(f"{printer}../assessment.html")
    page.evaluate(LONG_TABLE)
    pages = text_of(page.pdf(prefer_css_page_size=True))
    name = page.locator("#staff-table tbody tr").first.locator("th").inner_text()
    whole = [text for text in pages if text.count(name) > 9]
    assert len(whole) > 1
    assert all("完成/应完成" in text and "未完成" in text for text in whole)


def test_a_text_longer_than_a_page_begins_on_the_page_of_its_form(
    browser: Any,  # noqa: F811
    printer: str,
    text_of: Callable[[bytes], list[str]],
) -> None:
    """It goes on on the next one, and no page is left empty for it."""
    page = Watched(browser).page
    page.goto(f"{printer}handbook-t03.html#r-visits-2026-autumn-t03-0")
    first, second = text_of(page.pdf(prefer_css_page_size=True))
    assert "家访记录表" in first and first.count("奶奶在晒谷") > 25
    assert second.count("奶奶在晒谷") > 3 and "帮扶人签字" in second


def test_an_archive_of_two_pages_has_its_head_and_number_on_both(
    browser: Any,  # noqa: F811
    printer: str,
    text_of: Callable[[bytes], list[str]],
) -> None:
    page = Watched(browser).page
    page.goto(f"{printer}archive-2023-1.html#child-c02")
    pages = text_of(page.pdf(prefer_css_page_size=True))
    for n, text in enumerate(pages, 1):
        assert "姓名：王小雨" in text and "留守儿童档案" in text, n
        assert re.search(rf"{n} ?/ ?{len(pages)}\s*$", text), n
    assert len(pages) == 2 and "奶奶在晒谷" in pages[1]


def test_every_card_has_its_lines_and_eight_find_room(
    browser: Any,  # noqa: F811
    printer: str,
) -> None:
    """The line to the left of the first column lies on the sheet; a crowded card is set smaller."""
    page = Watched(browser).page
    page.goto(f"{printer}cards-2023-1.html")
    page.emulate_media(media="print")
    assert page.locator(".sw-idcard.is-crowded").count() == 1
    page.goto(f"{printer}cards-2024-1.html")
    assert page.locator(".sw-idcard.is-crowded").count() == 0
    for name in ("cards-2023-1", "cards-2024-1"):
        page.goto(f"{printer}{name}.html")
        page.emulate_media(media="print")
        sheet, cards = page.evaluate(
            "[document.querySelector('.sw-paper--cards'), ...document.querySelectorAll('.sw-idcard')]"
            ".map(e => e.getBoundingClientRect()).map(r => [r.left, r.top, r.height / 96 * 25.4])"
            ".reduce(([s, c], r, n) => n ? [s, [...c, r]] : [r, c], [null, []])"
        )
        assert min(card[0] for card in cards) >= sheet[0], name
        assert min(card[1] for card in cards) >= sheet[1], name
        assert max(card[2] for card in cards) < 70.75, "a quarter of the sheet"


def test_a_narrowed_handbook_says_so_on_paper(browser: Any, printer: str) -> None:  # noqa: F811
    page = Watched(browser).page
    page.goto(f"{printer}handbook-t02.html")
    notes = page.locator("[data-narrowed]")
    assert notes.count() == 2 and not notes.first.is_visible()
    page.locator("select[data-filter=kind]").select_option("home_visit")
    page.emulate_media(media="print")
    assert "只印了一部分：家访。" in notes.first.inner_text()
    page.locator("select[data-filter=kind]").evaluate(
        "e => { e.value = ''; e.dispatchEvent(new Event('change')); }"
    )
    assert not notes.first.is_visible()


def test_paper_says_nothing_about_files(browser: Any, printer: str) -> None:  # noqa: F811
    page = Watched(browser).page
    page.goto(f"{printer}archive-2023-1.html")
    page.evaluate(
        "document.querySelector('.sw-paper').innerHTML = "
        "'<div class=\"sw-empty\"><p>empty</p><p>records/children/</p></div>'"
    )
    assert page.get_by_text("records/children/").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_text("records/children/").is_visible()
    assert page.get_by_text("empty").is_visible()


@pytest.mark.parametrize("width", [740, 768, 850])
def test_the_list_of_what_can_be_printed_is_no_wider_than_the_screen(
    browser: Any,  # noqa: F811
    printer: str,
    width: int,
) -> None:
    page = Watched(browser, width).page
    page.goto(f"{printer}index.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_card_for_incidents_is_one_page_in_english_too(
    browser: Any,  # noqa: F811
    tmp_path: Path,
) -> None:
    """With the deadlines of the preset and five people to call."""
    group = "".join(f"\n          - {{staff: t0{n}, post: member}}" for n in (2, 3, 4, 5))
    files = {
        **SMALL,
        "policy.yml": "extends: [pian-1]\n",
        "school.yml": SMALL["school.yml"].rstrip() + group,
        "staff/t04.yml": "{name: 周平, group: teacher}\n",
        "staff/t05.yml": "{name: 吴凡, group: teacher}\n",
    }
    publish(site(tmp_path, files, "en"), tmp_path / "site")
    page = Watched(browser).page
    page.goto(f"{(tmp_path / 'site').resolve().as_uri()}/incidents-card.html")
    assert page.locator(".sw-wall__list tbody tr").count() == 5
    assert page.locator(".sw-wall__phones tbody tr").count() == 5
    assert sizes(page.pdf(prefer_css_page_size=True)) == [A4]


def test_no_row_is_cut_in_two(browser: Any, printer: str) -> None:  # noqa: F811
    """The browser is told so; on the sheets themselves nothing sticks out sideways either."""
    page = Watched(browser).page
    for name in ("register-2024-1", "statistics-2024-1", "pairs-2024-1", "cards-2024-1"):
        page.goto(f"{printer}{name}.html")
        page.emulate_media(media="print")
        kept = page.evaluate(
            "[...document.querySelectorAll('.sw-grid tr, .sw-form, .sw-idcard')]"
            ".every(e => getComputedStyle(e).breakInside === 'avoid')"
        )
        assert kept, name
        assert page.evaluate(
            "[...document.querySelectorAll('.sw-grid')].every(e => "
            "e.getBoundingClientRect().width <= e.closest('.sw-paper').clientWidth + 1)"
        ), name


def test_one_click_prints(browser: Any, printer: str) -> None:  # noqa: F811
    watched = Watched(browser)
    page = watched.page
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
    for name in ("archive-2024-1", "handbook-t02", "visit-form"):
        page.goto(f"{printer}{name}.html")
        page.locator("[data-print]").click()
        assert page.evaluate("window.printed") == 1, name
    assert watched.complaints == []


def test_without_scripts_there_is_no_dead_button(browser: Any, printer: str) -> None:  # noqa: F811
    page = Watched(browser, java_script_enabled=False).page
    page.goto(f"{printer}register-2024-1.html")
    assert not page.locator("[data-print]").is_visible()
    assert page.locator(".sw-grid--register").is_visible()


def test_one_visit_alone_and_back(browser: Any, printer: str) -> None:  # noqa: F811
    page = Watched(browser).page
    page.goto(f"{printer}handbook-t02.html")
    forms = page.locator(".sw-form:visible")
    everything = forms.count()
    assert everything > 2 and not page.locator(".sw-alone").is_visible()
    page.locator("#contents a").nth(1).click()
    assert forms.count() == 1 and not page.locator(".sw-cover").is_visible()
    page.locator(".sw-alone a").click()
    assert forms.count() == everything and page.locator(".sw-cover").is_visible()


def test_a_handbook_can_be_narrowed(browser: Any, printer: str) -> None:  # noqa: F811
    page = Watched(browser).page
    page.goto(f"{printer}handbook-t02.html")
    forms, rows = page.locator(".sw-form:visible"), page.locator("#contents tbody tr:visible")
    before = forms.count(), rows.count()
    page.locator("select[data-filter=kind]").select_option("home_visit")
    assert forms.count() == rows.count() == 6
    assert set(page.locator(".sw-form:visible h3").all_inner_texts()) == {
        f"家访记录表 第{n}号" for n in (1, 2, 4, 5, 6, 7)
    }
    assert "6" in page.locator(".sw-count").inner_text()
    page.locator("select[data-filter=kind]").select_option("")
    assert (forms.count(), rows.count()) == before
