"""Pictures of the demo school for the documentation and the README: `python -m tests.screenshots`.

Everybody in them is invented. A picture is a WebP file in `site_templates/docs/images/`, named
after its page and, in English, with `.en` before the ending. Light colours, two widths: a phone's
and a desk's.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from builder.i18n import LOCALES, language
from builder.inspection import inspect
from builder.publish import publish
from builder.read.scan import DiskFolder
from builder.site_plugin import site_of
from tests.chromium import CHROMIUM

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "site_templates/docs/images"
DAY: Final = date(2026, 11, 20)
PHONE: Final = 390
DESK: Final = 1280


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: a page at a width, from what is found by `at` (a CSS selector) downwards.

    `height` in CSS pixels; `at` is empty for the top of the page.
    """

    name: str
    page: str
    width: int
    height: int
    at: str = ""

    def file(self, locale: str) -> str:
        """The picture's file name in a language."""
        return f"{self.name}.webp" if locale == "zh_CN" else f"{self.name}.en.webp"


_BELOW_THE_HEADER: Final = "e => scrollBy(0, e.getBoundingClientRect().top - 64)"

SHOTS: Final = (
    Shot("today", "index.html", DESK, 860),
    Shot("overdue-phone", "overdue.html", PHONE, 780, "#overdue tbody tr"),
    Shot("child-phone", "children/c2403.html", PHONE, 780, "h2#owed"),
    Shot("teacher-phone", "staff/t09.html", PHONE, 780),
    Shot("follow-ups-phone", "follow-ups.html", PHONE, 780, "#follow-ups tbody tr"),
    Shot("quality", "quality.html", DESK, 720),
    Shot("policy", "policy.html", DESK, 860),
)


def shots() -> Iterator[str]:
    """The name of every picture that there is to be."""
    for locale in LOCALES:
        for shot in SHOTS:
            yield shot.file(locale)


def take(folder: Path = FOLDER) -> None:
    """Build the demo's site in both languages and take every picture."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for locale in LOCALES:
            site = Path(place) / locale
            publish(_demo(locale), site)
            for shot in SHOTS:
                picture = _taken(browser, (site / shot.page).resolve().as_uri(), shot)
                (folder / shot.file(locale)).write_bytes(picture)
        browser.close()


def _demo(locale: str) -> Any:
    records = ROOT / "records"
    found = inspect([DiskFolder(records)], now=datetime(2030, 1, 1, tzinfo=UTC), as_of=DAY)
    return site_of(found, [records], language(locale))


def _taken(browser: Any, address: str, shot: Shot) -> bytes:
    """One picture; a phone's at one and a half times its pixels, so that words stay sharp."""
    scale = 1.5 if shot.width == PHONE else 1
    size = {"width": shot.width, "height": shot.height}
    context = browser.new_context(viewport=size, device_scale_factor=scale, color_scheme="light")
    page = context.new_page()
    page.goto(address)
    if shot.at:
        page.locator(shot.at).first.evaluate(_BELOW_THE_HEADER)
    page.wait_for_timeout(600)  # The theme fades its header in.
    session = context.new_cdp_session(page)
    wanted = {"format": "webp", "quality": 62, "captureBeyondViewport": False}
    data = session.send("Page.captureScreenshot", wanted)["data"]
    context.close()
    return base64.b64decode(data)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
