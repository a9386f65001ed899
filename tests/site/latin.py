"""The demo school with everything that people wrote in Latin letters: what is Chinese is ours.

Codes, ids, dates and numbers stay; every run of Chinese characters becomes a word of its own, so
that two names which differed still do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from builder import schema
from builder.i18n import language
from builder.render import Page, render
from builder.site_plugin import site_of
from tests.support import MemoryFolder, _plain, canonical, folder, look

from .demo import DAY, RECORDS, demo_site

_HAN: Final = re.compile(r"[⺀-鿿　-〿豈-﫿＀-￯]+")


def words(text: str) -> str:
    """The text with a made-up word for every run of Chinese."""
    return _HAN.sub(lambda run: _word(run[0]), text)


@cache
def _word(run: str) -> str:
    number = sum(ord(one) * 31**place for place, one in enumerate(run)) % 26**5
    letters = [chr(97 + number // 26**place % 26) for place in range(5)]
    return "".join(letters).capitalize()


def _latin(value: Any) -> Any:
    if isinstance(value, str):
        # A moment is written as a person writes it: 2026-10-12 14:30.
        return words(re.sub(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*", r"\1 \2", value))
    if isinstance(value, dict):
        return {key: _latin(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_latin(item) for item in value]
    return value


@cache
def latin_records() -> MemoryFolder:
    """The records as files."""
    store = demo_site().store
    found = canonical(demo_site().inspection)
    for kind, records in (
        ("plan", store.plans),
        ("incident", store.incidents),
        ("duty", store.duties),
    ):
        found[kind] = [_plain(record) for record in records]
    known = schema.properties(schema.schemas()["policy"]["properties"]["rules"]["items"])
    found["policy"]["rules"] = [
        {key: value for key, value in rule.items() if key in known}
        for rule in found["policy"]["rules"]
    ]
    found["summary"] = [_plain(one) for one in store.summaries.values()]
    return folder(_latin(found))


@cache
def latin_pages() -> Mapping[str, Page]:
    """The pages of the school in English."""
    inspection = look(latin_records(), DAY)
    return render(site_of(inspection, [RECORDS], language("en")))
