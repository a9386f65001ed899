"""The documentation's pages, and MkDocs round them: Chinese at the top, English in `en/`.

`render` is a pure function from a language and the command line to pages. The generated ones are
finished HTML from templates, like every page of a school's site; the written ones are Markdown of
our own, and the only Markdown there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from builder import __version__
from builder.docs.command_line import commands_view
from builder.docs.kinds import kind_view, kinds_view
from builder.docs.presets import presets_view
from builder.docs.written import FOLDER, IMAGES, Chapter, chapters, images
from builder.i18n import LOCALES, N_, Language, language
from builder.kinds import KINDS
from builder.publish import Occupied, put_folder, run_mkdocs
from builder.render import sections, templates
from builder.views.quality import CodeRow, code_rows

DAY: Final = date(2026, 1, 1)
"""The clock of MkDocs: the same version gives the same bytes, whenever it is built."""

ENGLISH: Final = "en"
"""The folder of the English pages."""

_REFERENCE: Final = N_("Reference")
_RECORDS: Final = N_("Kinds of records")
_MARK: Final = "docs.css"
"""The documentation's own stylesheet: a folder without it holds something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocPage:
    """One page. `path` is its source's as links name it, `address` that of the finished page.

    A generated page has `html`; a written one has `markdown` and the ids of its headings.
    """

    path: str
    address: str
    title: str
    section: tuple[str, ...] = ()
    html: str = ""
    markdown: str = ""
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFamily:
    """The codes of one family, under a heading of their own."""

    id: str
    title: str
    codes: tuple[CodeRow, ...]


@dataclass(frozen=True, slots=True)
class CodesView:
    """The catalogue of codes, by family."""

    families: tuple[CodeFamily, ...]


_FAMILIES: Final = {
    "E1": N_("Files and how they are typed"),
    "E2": N_("Fields and values"),
    "E3": N_("Who and what is meant"),
    "E4": N_("Days"),
    "E5": N_("What must not be written"),
    "E6": N_("The policy"),
    "I": N_("Hints"),
    "W": N_("Warnings"),
    "O": N_("Overdue and open"),
}


def codes_view(language: Language) -> CodesView:
    """Every code, in its family."""
    rows = code_rows(language)
    return CodesView(
        tuple(
            CodeFamily(
                family.lower(),
                language.text(title),
                tuple(row for row in rows if row.code.startswith(family)),
            )
            for family, title in _FAMILIES.items()
        )
    )


def render(language: Language, group: click.Group) -> dict[str, DocPage]:
    """Every page of the documentation in a language, by its path, in the order of the navigation."""
    pages = [_of_chapter(chapter) for chapter in chapters(language)]
    pages += _generated(language, group)
    return {page.path: page for page in pages}


def _of_chapter(chapter: Chapter) -> DocPage:
    return DocPage(
        path=chapter.source,
        address=f"{chapter.name}.html",
        title=chapter.title,
        section=(chapter.section,) if chapter.section else (),
        markdown=chapter.markdown,
        slugs=chapter.slugs,
    )


def _generated(language: Language, group: click.Group) -> Iterator[DocPage]:
    text = language.text
    reference = text(_REFERENCE)
    yield _page(language, "commands", text(N_("Commands")), commands_view(group, language))
    yield _page(language, "codes", text("Catalogue of findings"), codes_view(language))
    yield _page(language, "presets", text(N_("Shipped sets of rules")), presets_view(language))
    kinds = (reference, text(_RECORDS))
    yield _page(language, "kinds", text(N_("All kinds")), kinds_view(language), kinds)
    for kind in KINDS.values():
        view = kind_view(kind, language)
        title = f"{view.title} {view.name}" if language.chinese else view.title
        yield _page(language, kind.name, title, view, kinds, "kind")


def _page(
    language: Language,
    name: str,
    title: str,
    view: Any,
    section: tuple[str, ...] = (),
    template: str = "",
) -> DocPage:
    """A page of the reference, from its template and its view."""
    found = templates(language).get_template(f"reference/{template or name}.html.j2")
    context = {field.name: getattr(view, field.name) for field in fields(view)}
    return DocPage(
        path=f"reference/{name}.md",
        address=f"reference/{name}.html",
        title=title,
        section=section or (language.text(_REFERENCE),),
        html=found.render(context, page_title=title, root="../").strip(),
    )


class DocsPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Puts the pages of one language into one MkDocs build."""

    def __init__(self, pages: Mapping[str, DocPage], language: Language) -> None:
        self.pages = pages
        self.language = language
        self.slugs: Iterator[str] = iter(())

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """The pages, and the pictures that they show."""
        shown = {_MARK: FOLDER / _MARK}
        for path, page in self.pages.items():
            file = File.generated(config, path, content=page.markdown)
            file.dest_uri = page.address
            files.append(file)
            shown.update((f"{IMAGES}/{found.name}", found) for found in images(page.markdown))
        for uri, found in shown.items():
            files.append(File.generated(config, uri, abs_src_path=str(found)))
        return files

    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """The page's metadata, escaped, and the ids of its headings."""
        ours = self.pages[page.file.src_uri]
        self.slugs = iter(ours.slugs)
        page.title = str(escape(ours.title))
        page.meta = {"title": page.title, "other_language": self._other(ours)}
        return markdown

    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """A generated page's HTML and sections; a written page in the frame that all share."""
        ours = self.pages[page.file.src_uri]
        if not ours.html:
            return f'<div class="sw sw-doc">\n{html}\n</div>'
        links = [AnchorLink(str(escape(title)), id_, 2) for id_, title in sections(ours.html)]
        page.toc = TableOfContents(links)
        return ours.html

    def _other(self, page: DocPage) -> dict[str, str]:
        """The same page in the other language."""
        up = "../" * page.address.count("/")
        if self.language.chinese:
            return {"href": f"{up}{ENGLISH}/{page.address}", "lang": "en", "name": "English"}
        return {"href": f"../{up}{page.address}", "lang": "zh", "name": "中文"}

    def slug(self, value: str, separator: str) -> str:
        """The id of the next heading: that of the English page, in both languages."""
        return next(self.slugs, "section")


def publish_docs(group: click.Group, target: Path) -> int:
    """Build the documentation in both languages and put it at `target`; says how many pages.

    Raises `NotPublished`; `Occupied` also where a school's own site stands there.
    """
    if target.is_dir() and any(target.iterdir()) and not (target / _MARK).is_file():
        raise Occupied(target.name)
    pages = {locale: render(language(locale), group) for locale in LOCALES}

    def fill(folder: Path) -> None:
        for locale in LOCALES:
            spoken = language(locale)
            place = folder if spoken.chinese else folder / ENGLISH
            _build(pages[locale], spoken, place)

    put_folder(target, fill)
    return sum(map(len, pages.values()))


def _build(pages: Mapping[str, DocPage], spoken: Language, folder: Path) -> None:
    plugin = DocsPlugin(pages, spoken)
    text = spoken.text

    def prepare(config: MkDocsConfig) -> None:
        config.site_name = text(N_("Shouwang: documentation"))
        config.site_description = ""
        config.theme["language"] = "zh" if spoken.chinese else "en"
        config.theme["features"] = [*config.theme["features"], *_FEATURES]
        config.copyright = str(
            escape(
                text(N_("Shouwang {version} · everybody shown is invented"), version=__version__)
            )
        )
        config.extra["not_found"] = text("There is no such page.")
        config.extra["alternate"] = True
        config.extra["homepage"] = "index.html"  # MkDocs knows none by another name.
        names = (
            text("Colours: as the device"),
            text("Colours: light"),
            text("Colours: dark"),
        )
        for palette, name in zip(config.theme["palette"], names, strict=True):
            palette["toggle"]["name"] = name
        config.extra_css = [*config.extra_css, _MARK]
        config.mdx_configs["toc"] = {"slugify": plugin.slug}
        config.nav = _navigation(tuple(pages.values()))
        config.plugins["shouwang"] = plugin

    run_mkdocs(folder, DAY, prepare)


_FEATURES: Final = ("toc.follow",)


def _navigation(pages: Sequence[DocPage]) -> list[Any]:
    """MkDocs' navigation: a section within a section where a page says so."""
    nav: list[Any] = []
    for page in pages:
        level = nav
        for name in page.section:
            title = str(escape(name))
            inner = next((row[title] for row in level if title in row), None)
            if not isinstance(inner, list):
                inner = []
                level.append({title: inner})
            level = inner
        level.append({str(escape(page.title)): page.path})
    return nav
