"""The site in a real browser: nothing asked of anybody else, nothing scrolls sideways, search finds."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from builder.i18n import language
from builder.publish import publish
from builder.site_plugin import site_of
from tests.chromium import CHROMIUM, served

from .schools import SMALL, inspected, site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MAIN = (
    "index",
    "overdue",
    "follow-ups",
    "rosters",
    "staff-loads",
    "pairings",
    "groups",
    "needs",
    "ledgers",
    "activities",
    "incidents",
    "incidents-card",
    "duties",
    "provisions",
    "assessment",
    "lectures",
    "letters",
    "wishes",
    "aid",
    "health",
    "room",
    "summary",
    "summary/contact",
    "policy",
    "school",
    "quality",
    "children/c01",
    "classes/2024-1",
    "staff/t02",
    "assessment/staff-t02",
    "print/index",
    "print/cards-2024-1",
    "print/handbook-t02",
)
SIBLINGS = {
    f"children/c1{n}.yml": SMALL["children/c02.yml"].replace("王小雨", name)
    for n, name in enumerate(("林小东", "陈晓", "东方晓", "李东晓"))
}


DIARY = {
    "observations/2026.yml": """\
        - {child: c01, date: 2026-10-20, area: diary, by: t02, text: 今天举手了}
        - {child: c01, date: 2026-09-20, area: progress, by: t02, text: 会背了}
        """,
}


def _missing(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browser")
    publish(site(made, {**SMALL, **SIBLINGS, **DIARY}), made / "site")
    return made / "site"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as place:
        yield place


@pytest.fixture(scope="module")
def browser():  # type: ignore[no-untyped-def]
    if not CHROMIUM:
        _missing("no Chromium on this machine")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


class Watched:
    """A page whose requests and complaints are written down."""

    def __init__(self, browser, width: int = 1280, **more: object) -> None:  # type: ignore[no-untyped-def]
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "console",
            lambda said: said.type in ("error", "warning") and self.complaints.append(said.text),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def search(self, words: str) -> list[str]:
        """What the search box finds, best first."""
        self.page.locator("input.md-search__input").click()
        # Pasted, with no key pressed: the theme itself would not look.
        self.page.locator("input.md-search__input").fill(words)
        self.page.wait_for_selector(".md-search-result__item h1")
        self.page.wait_for_timeout(300)
        return self.page.locator(".md-search-result__item h1").all_inner_texts()


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, address: str, folder: Path) -> str:
    return address if request.param == "http" else f"{folder.resolve().as_uri()}/"


def test_nothing_is_asked_of_anybody_else(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    watched = Watched(browser)
    for name in MAIN:
        watched.page.goto(f"{base}{name}.html")
        watched.page.wait_for_timeout(200)
    assert watched.search("晓东")
    elsewhere = [url for url in watched.requests if not url.startswith((base, "data:", "blob:"))]
    assert elsewhere == []
    assert watched.complaints == []


def test_a_given_name_is_found_and_the_right_child_first(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    watched = Watched(browser)
    watched.page.goto(f"{base}index.html")
    assert watched.search("晓东")[0] == "林晓东"


def test_a_result_leads_to_the_child(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    watched = Watched(browser)
    watched.page.goto(f"{base}overdue.html")
    watched.search("林晓东")
    watched.page.locator(".md-search-result__item a").first.click()
    watched.page.wait_for_url("**/children/c01.html*")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", MAIN)
def test_nothing_scrolls_sideways(browser, address: str, name: str, width: int) -> None:  # type: ignore[no-untyped-def]
    watched = Watched(browser, width)
    watched.page.goto(f"{address}{name}.html")
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo school: as many children, classes and rules as a real one has."""
    records = Path(__file__).parents[2] / "records"
    made = tmp_path_factory.mktemp("demo")
    school = site_of(inspected(records, date(2026, 11, 20)), [records], language("zh_CN"))
    publish(school, made / "site")
    return made / "site"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("逾期", "逾期"),
        ("心愿", "心愿"),
        ("联系卡", "打印"),
        ("学期总结", "学期总结"),
        ("突发事件", "突发事件"),
        ("190-0003-0070", "林小雨"),  # The number that rang.
    ],
)
def test_pages_and_families_are_found(browser, demo: Path, words: str, first: str) -> None:  # type: ignore[no-untyped-def]
    watched = Watched(browser)
    watched.page.goto(f"{demo.resolve().as_uri()}/index.html")
    assert watched.search(words)[0] == first


@pytest.mark.parametrize(("name", "first"), [("晓东", "林晓东"), ("家宝", "徐家宝")])
def test_a_given_name_is_found_among_many(browser, demo: Path, name: str, first: str) -> None:  # type: ignore[no-untyped-def]
    """In a real school several children share a character; every one of a query counts."""
    watched = Watched(browser)
    watched.page.goto(f"{demo.resolve().as_uri()}/index.html")
    assert watched.search(name) == [first]


def test_a_real_schools_monday_sheet_fits_on_a_page(browser, demo: Path) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser).page
    page.goto((demo / "index.html").resolve().as_uri())
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_a_real_schools_pages_do_not_scroll_sideways(browser, demo: Path, width: int) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser, width).page
    some = [f"{name}.html" for name in MAIN if "/" not in name]
    for kind in ("children", "classes", "staff"):
        found = sorted((demo / kind).resolve().glob("*.html"))
        some += [f"{kind}/{file.name}" for file in (found[0], found[len(found) // 2], found[-1])]
    wide, narrow, tall = [], [], []
    for name in some:
        page.goto((demo / name).resolve().as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
        narrow += [f"{name}: {text}" for text in page.evaluate(NARROW)]
        if page.evaluate("document.documentElement.scrollHeight") > 20_000:
            tall.append(name)
    assert wide == []
    assert narrow == [], "one character a line"
    assert tall == [], "more than twenty screens"


NARROW = """() => [...document.querySelectorAll('.sw-table :is(th, td)')].filter((cell) => {
  const words = cell.innerText.trim();
  return words.length > 3 && cell.checkVisibility() && cell.clientWidth > 1 && cell.clientWidth < 36;
}).map((cell) => cell.innerText)"""


def test_on_a_phone_a_long_list_begins_with_its_first_rows(browser, demo: Path) -> None:  # type: ignore[no-untyped-def]
    """And a button for the others; a choice of a filter, an order and a link to a row still hold."""
    page = Watched(browser, 390).page
    page.goto(f"{demo.resolve().as_uri()}/wishes.html")
    rows, more = (
        page.locator("#wishes tbody tr:visible"),
        page.locator("#wishes + .sw-more"),
    )
    every = page.locator("#wishes tbody tr").count()
    assert every > 12 and rows.count() == 8
    assert more.inner_text() == f"显示全部{every}行"
    page.locator("[data-filters=wishes] [data-filter=class]").select_option("2022-1")
    few = rows.count()
    assert 0 < few <= 12 and not more.is_visible()
    page.locator("[data-filters=wishes] [data-filter=class]").select_option("")
    assert rows.count() == 8
    last = page.locator("#wishes tbody tr").last.get_attribute("id")
    more.click()
    assert rows.count() == every and not more.is_visible()
    page.goto(f"{demo.resolve().as_uri()}/wishes.html#{last}")
    page.reload()
    assert page.locator(f"#{last}").is_visible() and rows.count() == every


def test_a_desk_and_paper_have_every_row(browser, demo: Path) -> None:  # type: ignore[no-untyped-def]
    for width, media in ((1280, "screen"), (390, "print")):
        page = Watched(browser, width).page
        page.goto(f"{demo.resolve().as_uri()}/wishes.html")
        page.emulate_media(media=media)
        rows = page.locator("#wishes tbody tr")
        assert page.locator("#wishes tbody tr:visible").count() == rows.count() > 12
        assert not page.locator("#wishes + .sw-more").is_visible()


def test_the_list_can_be_narrowed(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser).page
    page.goto(f"{base}overdue.html")
    rows = page.locator("#overdue tbody tr:visible")
    everything = rows.count()
    classes = page.locator("[data-filters=overdue] select[data-filter=class]")
    classes.select_option("2024-1")
    assert 0 < rows.count() < everything
    assert page.locator("#overdue tbody tr:visible").first.get_attribute("data-class") == "2024-1"
    classes.select_option("")
    assert rows.count() == everything


def test_no_choice_leaves_nothing_to_read(browser, demo: Path) -> None:  # type: ignore[no-untyped-def]
    """What no row of a list has is not offered, unless a link asked for it."""
    page = Watched(browser).page
    for name in ("activities", "aid", "health"):
        page.goto(f"{demo.as_uri()}/{name}.html")
        for box in page.locator("[data-filters]").all():
            for select in box.locator("select").all():
                for value in select.locator("option").evaluate_all("all => all.map(o => o.value)"):
                    select.select_option(value)
                    assert not box.locator("output").inner_text().startswith("显示0行"), value
                select.select_option("")
    page.goto(f"{demo.as_uri()}/activities.html?kind=exhibition")
    shown = page.locator("[data-count-of]").all_inner_texts()
    assert [text.split("，")[0] for text in shown] == ["显示0行", "显示1行"]


def test_one_filter_narrows_several_tables(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    """People who can be compared and those who can't stand in two tables."""
    page = Watched(browser).page
    page.goto(f"{address}assessment.html")
    shown = {"#staff-table": 1, "#staff-few": 2}
    rows = {table: page.locator(f"{table} tbody tr:visible") for table in shown}
    assert {table: row.count() for table, row in rows.items()} == shown
    page.locator("select[data-filter=group]").select_option("administration")
    assert {table: row.count() for table, row in rows.items()} == {
        "#staff-table": 0,
        "#staff-few": 1,
    }
    assert page.locator("[data-count-of]").inner_text() == "显示1行，共3行"


def test_a_figure_opens_the_list_that_it_counts(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    """What was kept is folded away; a link to it unfolds it."""
    page = Watched(browser).page
    page.goto(f"{base}assessment/staff-t02.html")
    assert not page.locator("#met-teacher-weekly-visit .sw-terms").is_visible()
    page.locator("a[href='#met-teacher-weekly-visit']").click()
    page.locator("#met-teacher-weekly-visit .sw-terms a").last.click()
    page.wait_for_url("**/children/c01.html#r-visits-*")


def test_a_timeline_can_be_narrowed(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    """By the selects, and by a link that asks for one area; folds without an entry left go."""
    page = Watched(browser).page
    page.goto(f"{base}children/c01.html")
    entries = page.locator("#timeline-entries .sw-event:visible")
    everything = entries.count()
    months = page.locator("#timeline-entries details:visible").count()
    page.locator("[data-filters=timeline-entries] [data-filter=kind]").select_option("observation")
    assert entries.count() == 2 < everything
    page.locator("[data-filters=timeline-entries] [data-filter=area]").select_option("diary")
    assert entries.all_inner_texts()[0].count("今天举手了") == entries.count() == 1
    assert page.locator("#timeline-entries details:visible").count() == 1 < months
    page.goto(f"{base}children/c01.html?area=progress#timeline")
    assert [text.count("会背了") for text in entries.all_inner_texts()] == [1]
    page.locator("[data-filters=timeline-entries] [data-filter=area]").select_option("")
    assert entries.count() == everything


def test_a_link_to_a_narrowed_list_unfolds_it(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser).page
    page.goto(f"{base}pairings.html?state=proxy_parent#care")
    rows = page.locator("#care tbody tr:visible")
    assert 0 < rows.count() < page.locator("#care tbody tr").count()


def test_the_list_can_be_sorted_by_keyboard(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser).page
    page.goto(f"{address}overdue.html")
    heading = page.locator("#overdue th[data-sort=number]").first
    heading.locator("button").focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    days = [int(cell) for cell in page.locator("#overdue .sw-late").all_inner_texts()]
    assert days == sorted(days)


def test_without_scripts_every_row_is_there(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser, java_script_enabled=False).page
    page.goto(f"{address}overdue.html")
    assert page.locator("#overdue tbody tr:visible").count() > 1
    assert page.locator("[data-filters]").count() == 2
    assert page.locator("[data-filters]:visible").count() == 0
    page.goto(f"{address}children/c01.html")
    for month in page.locator("#timeline-entries summary").all():
        if month.locator("..").get_attribute("open") is None:
            month.click()
    entries = page.locator("#timeline-entries .sw-event")
    assert entries.count() == page.locator("#timeline-entries .sw-event:visible").count() > 3


def test_the_monday_sheet_fits_on_a_page(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser).page
    page.goto(f"{address}index.html")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


def test_a_real_schools_checklist_fits_on_a_page(browser, demo: Path) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser).page
    page.goto((demo / "incidents-card.html").resolve().as_uri())
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


def test_one_click_prints(browser, base: str) -> None:  # type: ignore[no-untyped-def]
    """The button is there where the script runs, and only there."""
    page = Watched(browser).page
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
    for name in ("incidents-card", "duties"):
        page.goto(f"{base}{name}.html")
        page.locator("[data-print]").click()
        assert page.evaluate("window.printed") == 1, name
    bare = Watched(browser, java_script_enabled=False).page
    bare.goto(f"{base}incidents-card.html")
    assert not bare.locator("[data-print]").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(browser, address: str, scheme: str) -> None:  # type: ignore[no-untyped-def]
    """Contrast of every text against what is behind it: 4.5 to 1, or 3 to 1 for large text (AA)."""
    page = Watched(browser, color_scheme=scheme).page
    for name in MAIN:
        page.goto(f"{address}{name}.html")
        page.wait_for_timeout(400)
        assert page.evaluate(CONTRAST) == [], name


CONTRAST = """() => {
  const light = (c) => { const f = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const parse = (s) => { const m = s.match(/[\\d.]+/g).map(Number); return { c: m.slice(0, 3), a: m[3] ?? 1 }; };
  const behind = (e) => { for (; e; e = e.parentElement) { const b = parse(getComputedStyle(e).backgroundColor); if (b.a > 0.99) return b.c; } return [255, 255, 255]; };
  const found = new Set();
  for (const e of document.querySelectorAll('.sw *:not(svg *), .md-tabs__link, .sw-foot__line')) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility()) continue;
    const s = getComputedStyle(e), size = parseFloat(s.fontSize), big = size >= 24 || (size >= 18.6 && s.fontWeight >= 700);
    const a = light(parse(s.color).c), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (big ? 3 : 4.5)) found.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${s.color}`);
  }
  return [...found];
}"""


def test_fingers_find_what_they_want(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    """On a phone, buttons and the links that stand alone are at least 44 pixels high."""
    page = Watched(browser, 390).page
    page.goto(f"{address}overdue.html")
    small = page.evaluate(
        "[...document.querySelectorAll('.sw-button, .sw-sections a, .sw-choose select, .sw-table tbody th a')]"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"
    )
    assert small == []


def test_names_that_are_folded_away_are_printed(browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Nobody can unfold paper."""
    ids = [path[9:12] for path in SIBLINGS]
    aid = f"{{date: 2026-09-10, children: [{', '.join(ids)}], kind: goods, item: 书包, source: 镇妇联}}\n"
    publish(site(tmp_path, {**SMALL, **SIBLINGS, "aid/a.yml": aid}), tmp_path / "site")
    page = Watched(browser).page
    page.goto((tmp_path / "site/aid.html").resolve().as_uri())
    names = page.locator("#aid-rows .sw-some p")
    assert not names.is_visible()
    page.emulate_media(media="print")
    assert names.is_visible() and "林小东" in names.inner_text()
    assert not page.locator("#aid-rows .sw-some > summary").is_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 30), (390, 43.5)])
def test_a_button_that_unfolds_is_one_like_the_others(  # type: ignore[no-untyped-def]
    browser, tmp_path: Path, width: int, height: float
) -> None:
    """Without a repository "log an incident" unfolds what to type; its words stay to be read."""
    school = "\n".join(row for row in SMALL["school.yml"].splitlines() if "repository" not in row)
    publish(site(tmp_path, {**SMALL, "school.yml": school}), tmp_path / "site")
    page = Watched(browser, width).page
    page.goto((tmp_path / "site/incidents.html").resolve().as_uri())
    button, other = page.locator("summary.sw-button").first, page.locator("a.sw-button").first
    look = "e => { const s = getComputedStyle(e); return [s.borderRadius, s.color, s.backgroundColor] }"
    assert button.evaluate(look) == other.evaluate(look)
    assert button.bounding_box()["height"] >= height
    button.hover()
    shown = button.evaluate(look)
    other.hover()
    page.wait_for_timeout(400)  # The theme lets the colours of a link change slowly.
    assert shown == other.evaluate(look)
    assert shown[1] != shown[2]


MANY = {
    **SMALL,
    "policy.yml": "rules:\n"
    + "".join(
        f"  - {{id: {kind.replace('_', '-')}, contact: [{kind}], with: [child], by: [paired_teacher], every: week}}\n"
        for kind in ("home_visit", "meeting", "phone_call")
    ),
    **{
        f"children/d{n:02d}.yml": SMALL["children/c01.yml"].replace(
            "林晓东", f"林东{chr(0x4E00 + n)}"
        )
        for n in range(60)
    },
    "pairings/d.yml": "".join(
        f"- {{kind: paired_teacher, child: d{n:02d}, staff: t03, since: 2026-08-31}}\n"
        for n in range(60)
    ),
}
"""One teacher with sixty children and three rules: too long for an address."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("many")
    publish(site(made, MANY), made / "site")
    return (made / "site/staff/t03.html").resolve().as_uri()


@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "no clipboard"])
def test_what_no_address_can_hold_is_copied(browser, many: str, clipboard: bool) -> None:  # type: ignore[no-untyped-def]
    """One touch, under HTTPS and without; the name shown changes with that of the page it opens."""
    watched = Watched(browser, 390)
    page = watched.page
    if clipboard:
        watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(many)
    box = page.locator(".sw-log").first
    box.locator("summary").click()
    buttons = box.locator("[data-copy]")
    assert buttons.count() == 2 and buttons.first.inner_text() == "复制"
    text = box.locator("textarea").input_value()
    assert text.count("\n- ") == 180
    page.evaluate(
        "document.body.insertAdjacentHTML('afterbegin', '<textarea id=paste></textarea>')"
    )
    for button, expected in (
        (buttons.first, box.locator("code").inner_text()),
        (buttons.last, text),
    ):
        button.click()
        page.wait_for_timeout(100)
        assert button.inner_text() == "已复制"
        page.locator("#paste").fill("")
        page.locator("#paste").focus()
        page.keyboard.press("Control+v")
        assert page.locator("#paste").input_value() == expected
    assert watched.complaints == []
    opens = box.locator("a[href*='filename=']")
    opens.evaluate("a => a.addEventListener('click', e => e.preventDefault())")
    opens.click()
    name = box.locator("code").inner_text().rpartition("/")[2]
    assert re.fullmatch(r"t03-1028-[0-9]{4}\.yml", name)
    assert opens.get_attribute("href").endswith(f"filename={name}")


def test_without_scripts_the_text_can_be_copied_by_hand(browser, many: str) -> None:  # type: ignore[no-untyped-def]
    page = Watched(browser, 390, java_script_enabled=False).page
    page.goto(many)
    box = page.locator(".sw-log").first
    box.locator("summary").click()
    assert box.locator("textarea").is_visible()
    assert not box.locator("[data-copy]").first.is_visible()
