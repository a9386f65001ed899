"""Keyboard and screen reader: axe-core finds nothing to complain of, on any page, light or dark."""

from importlib.resources import files

import pytest

from .test_browser import MAIN, Watched, address, browser, folder  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = files("axe_playwright_python").joinpath("axe.min.js")
RUN = """() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations.flatMap(
  (rule) => rule.nodes.map((node) => rule.id + ': ' + node.html.slice(0, 200))))"""


def complaints(watched: Watched, url: str) -> list[str]:
    """What axe-core says of a page: the rule and the element."""
    watched.page.goto(url)
    watched.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = watched.page.evaluate(RUN)
    return found


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_no_violation_on_any_page(browser, address: str, width: int, scheme: str) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    watched = Watched(browser, width, color_scheme=scheme)
    found = {name: said for name in MAIN if (said := complaints(watched, f"{address}{name}.html"))}
    assert found == {}


def test_axe_is_really_at_work(browser, address: str) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    """A page that is spoiled on purpose is complained of."""
    watched = Watched(browser)
    watched.page.goto(f"{address}index.html")
    watched.page.evaluate(
        "document.querySelector('.sw h1').insertAdjacentHTML('afterend', '<img src=\"lamp.svg\"><button></button>')"
    )
    watched.page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {said.partition(":")[0] for said in watched.page.evaluate(RUN)}
    assert {"image-alt", "button-name"} <= rules
