"""Everything that can be printed, in one list: for the day before an inspection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.views.prints.documents import (
    DOCUMENTS,
    INDEX,
    blank_form,
    class_documents,
    handbooks,
    left_documents,
    notice,
    older_forms,
)
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A class or a person, and what can be printed of them."""

    whose: Link
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintIndexView:
    """The list."""

    as_of: str
    semester: str
    titles: tuple[str, ...]
    classes: tuple[Row, ...]
    left: tuple[Link, ...]
    staff: tuple[Row, ...]
    blank: Link
    notice: Link


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page."""
    people = [
        Row(whose=site.staff_link(staff), links=handbooks(site, staff) + older_forms(site, staff))
        for staff in sorted(site.store.staff)
    ]
    view = PrintIndexView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        titles=tuple(site.language.text(title) for title in DOCUMENTS.values()),
        classes=tuple(
            Row(whose=site.class_link(cls.class_), links=class_documents(site, cls.class_))
            for cls in site.semester_classes
        ),
        left=tuple(left_documents(site).values()),
        staff=tuple(row for row in people if row.links),
        blank=blank_form(site),
        notice=notice(site),
    )
    yield Sheet(
        path=INDEX,
        title=site.language.text("Print"),
        context=view,
        search=" ".join([*view.titles, view.blank.text, view.notice.text]),
    )
