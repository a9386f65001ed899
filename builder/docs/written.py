"""The pages that people wrote: Markdown, a Chinese file and an English one beside it.

`setup.md` is Chinese, `setup.en.md` says the same in English, section by section. A section's
address is made of its English heading on both sides, so that a link holds in either language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from builder.assets import TEMPLATES
from builder.i18n import N_, Language

FOLDER: Final = TEMPLATES / "docs"
IMAGES: Final = "images"

_TEACHERS: Final = N_("For teachers")
_MAINTAINERS: Final = N_("For maintainers")
_DEVELOPERS: Final = N_("For developers")

CHAPTERS: Final = (
    ("index", ""),
    ("teacher", _TEACHERS),
    ("messages", _TEACHERS),
    ("setup", _MAINTAINERS),
    ("policy", _MAINTAINERS),
    ("serving", _MAINTAINERS),
    ("forms", _MAINTAINERS),
    ("upkeep", _MAINTAINERS),
    ("backup", _MAINTAINERS),
    ("semester", _MAINTAINERS),
    ("leaving", _MAINTAINERS),
    ("restricted", _MAINTAINERS),
    ("developing", _DEVELOPERS),
)
"""Every written page with the section of the navigation that it belongs to, in this order."""

_FENCE: Final = re.compile(r"^\s*(`{3,}|~{3,})")
_HEADING: Final = re.compile(r"^(#{1,6}) +(.+?) *$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the source."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One written page in one language. `slugs` are the ids of its headings, in order."""

    name: str
    section: str
    title: str
    markdown: str
    slugs: tuple[str, ...]
    source: str


def chapters(language: Language) -> Iterator[Chapter]:
    """The written pages in a language, in the order of the navigation."""
    for name, section in CHAPTERS:
        file = source(name, language)
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8")
        english = FOLDER / f"{name}.en.md"
        yield Chapter(
            name=name,
            section=language.text(section) if section else "",
            title=headings(text)[0].text,
            markdown=text,
            slugs=tuple(_slugs(english.read_text(encoding="utf-8"))),
            source=file.name,
        )


def source(name: str, language: Language) -> Path:
    """The file of a page in a language."""
    return FOLDER / (f"{name}.md" if language.chinese else f"{name}.en.md")


def headings(text: str) -> tuple[Heading, ...]:
    """The headings of a page; what looks like one inside a code block is none."""
    found, fence = [], ""
    for line in text.splitlines():
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
        elif not fence and (heading := _HEADING.match(line)):
            found.append(Heading(len(heading[1]), heading[2]))
    return tuple(found)


def _slugs(text: str) -> Iterator[str]:
    seen: set[str] = set()
    for heading in headings(text):
        slug = "-".join(re.findall(r"[a-z0-9]+", heading.text.lower())) or "section"
        while slug in seen:
            slug += "-2"
        seen.add(slug)
        yield slug


def images(markdown: str) -> Iterator[Path]:
    """The pictures that a page shows."""
    for name in re.findall(rf"\]\({IMAGES}/([\w.-]+)\)", markdown):
        yield FOLDER / IMAGES / name
