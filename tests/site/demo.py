"""The demo school, read and rendered once for all tests of a run that only look at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from builder.i18n import language
from builder.render import Page, render
from builder.site_plugin import site_of
from builder.views.site import Site

from .schools import inspected

RECORDS = Path(__file__).parents[2] / "records"
DAY = date(2026, 11, 20)


@cache
def demo_site(locale: str = "zh_CN") -> Site:
    """The demo school on its day, in a language."""
    return demo_on(DAY, locale)


def demo_on(day: date, locale: str = "zh_CN") -> Site:
    """The demo school on another day."""
    return site_of(inspected(RECORDS, day), [RECORDS], language(locale))


@cache
def demo_pages(locale: str = "zh_CN") -> Mapping[str, Page]:
    """Its pages."""
    return render(demo_site(locale))


def demo_files() -> dict[str, str | bytes]:
    """Its records by path, to add to."""
    files = (file for file in sorted(RECORDS.rglob("*")) if file.is_file())
    return {file.relative_to(RECORDS).as_posix(): file.read_bytes() for file in files}
