"""The site inside MkDocs: finished pages go in, the theme's frame comes round them.

MkDocs puts titles, descriptions and the site's name into its pages unescaped, so everything given
to it is escaped here. Pages skip Markdown, and the search index is fed the few words that a page
wants to be found by instead of all its HTML: that is most of the time a large site would take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from builder.audience import Audience, Kind
from builder.edit_links import EditLinks
from builder.forms.links import Forms
from builder.history import first_committed, path_within, recent_changes, repository_root
from builder.i18n import N_, Language
from builder.inspection import Inspection
from builder.render import Page, render
from builder.views.site import Site
from builder.withhold import owed_elsewhere, withhold

Progress = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


class SitePlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Puts the pages of one school into one MkDocs build."""

    def __init__(
        self, pages: Mapping[str, Page], day: date, progress: Progress | None = None
    ) -> None:
        self.pages = pages
        self.day = day
        self.progress = progress
        self.done = 0
        self.content: str | None = None

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Every page becomes a file that is on no disk."""
        for path in self.pages:
            files.append(File.generated(config, path, content=""))
        return files

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:
        """The page's date is the day of which it speaks, not the day of the build."""
        page.update_date = self.day.isoformat()
        return page

    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """The page's metadata, escaped."""
        ours = self.pages.get(page.file.src_uri)
        if ours:
            title = str(escape(ours.title))
            page.title = title
            page.meta = {
                "title": title,
                "description": str(escape(ours.description)),
                "hide": ["navigation", "toc"],
                "search": {"exclude": ours.search is None},
            }
        return markdown

    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """The finished HTML and its sections (the theme's skip link leads to the first)."""
        ours = self.pages.get(page.file.src_uri)
        if ours is None:
            return html
        links = [AnchorLink(str(escape(title)), id_, 2) for id_, title in ours.sections]
        page.toc = TableOfContents(links)
        return ours.html

    def _index(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Any) -> Any:
        """For the search plugin alone: what the page is to be found by."""
        ours = self.pages.get(page.file.src_uri)
        if ours:
            self.content = page.content
            page.content = f"<p>{escape(_found_by(ours))}</p>"
        return context

    def _show(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Any) -> Any:
        """For everybody else: the page itself."""
        if self.content is not None:
            page.content, self.content = self.content, None
        self.done += 1
        if self.progress:
            self.progress(self.done, len(self.pages))
        return context

    on_page_context = CombinedEvent(event_priority(100)(_index), event_priority(-100)(_show))


def _found_by(page: Page) -> str:
    """The words that a page is found by; the pages of the navigation also by their sections.

    Never none: the search leaves out a page without words, its title too.
    """
    headings = [heading for _, heading in page.sections] if page.nav else []
    return " ".join([page.search or page.title, *headings])


_FOR_MEMBERS: Final = N_("{school} · as of {day} · for members of the school only")
_FOR_ANYBODY: Final = N_("{school} · {day}")


def connect(config: MkDocsConfig, site: Site, progress: Progress | None = None) -> None:
    """Let MkDocs build the site of `site`: its pages, names, language and navigation."""
    language = site.language
    pages = render(site)
    school = site.store.school.name
    config.site_name = str(escape(school))
    config.site_description = ""
    config.theme["language"] = "zh" if language.chinese else "en"
    config.copyright = str(
        escape(
            language.text(
                _FOR_ANYBODY if site.audience.kind is Kind.PUBLIC else _FOR_MEMBERS,
                school=school,
                day=language.day(site.as_of),
            )
        )
    )
    config.extra["not_found"] = language.text("There is no such page.")
    config.extra["stale"] = _stale(site)
    for palette, name in zip(config.theme["palette"], _palettes(site), strict=True):
        palette["toggle"]["name"] = name
    config.nav = _navigation(pages)
    config.plugins["shouwang"] = SitePlugin(pages, site.as_of, progress)


def _stale(site: Site) -> tuple[str, str] | None:
    """That the new semester was forgotten, as every page says it (`pages/base.html.j2`)."""
    if not site.stale_days:
        return None
    title = site.language.text("No new semester is on record.")
    said = site.language.plural(
        "The last one ended {n} day ago: what is owed can't be told until records/semesters/ has the "
        "next one.",
        "The last one ended {n} days ago: what is owed can't be told until records/semesters/ has the "
        "next one.",
        site.stale_days,
    )
    return str(escape(title)), str(escape(said))


def _navigation(pages: Mapping[str, Page]) -> list[Any]:
    """MkDocs' navigation: the pages that have a place in it, those of one section together."""
    nav: list[Any] = []
    sections: dict[str, list[Any]] = {}
    for path, page in pages.items():
        if not page.nav:
            continue
        entry = {str(escape(page.nav)): path}
        if not page.section:
            nav.append(entry)
            continue
        if page.section not in sections:
            sections[page.section] = []
            nav.append({str(escape(page.section)): sections[page.section]})
        sections[page.section].append(entry)
    return nav


def _palettes(site: Site) -> tuple[str, str, str]:
    text = site.language.text
    return text("Colours: as the device"), text("Colours: light"), text("Colours: dark")


def site_of(
    inspection: Inspection,
    folders: Sequence[Path],
    language: Language,
    site_url: str = "",
    forms: Forms | None = None,
) -> Site:
    """The site of records on disk: its edit links know where in the repository they lie."""
    places = tuple(place_in_repository(folder) for folder in folders)
    links = EditLinks(inspection.store.school.repository, places)
    history, written = recent_changes(folders[0]), first_committed(folders[0])
    return Site(
        inspection,
        language,
        links,
        changes=history,
        written=written,
        site_url=site_url,
        forms=forms,
    )


def site_for(site: Site, audience: Audience) -> Site:
    """The same school's site for an audience: only what it may see, and for those who are not of
    the school no way into the repository."""
    if audience.whole:
        return site
    writes = audience.kind in (Kind.STAFF, Kind.CLASS)
    return replace(
        site,
        inspection=withhold(site.inspection, audience, site.language),
        audience=audience,
        links=site.links if writes else EditLinks(),
        forms=site.forms if writes else None,
        changes=None,
        elsewhere=owed_elsewhere(site.inspection, audience, site.language)
        if audience.kind is Kind.STAFF
        else site.elsewhere,
    )


def place_in_repository(folder: Path) -> str:
    """A folder's path within its Git repository; its own name where there is none."""
    root = repository_root(folder)
    if root is None:
        return folder.resolve().name
    inside = path_within(root, folder)
    return "" if inside == "." else inside
