"""A blank form for a home visit, to take along and fill in by hand on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.views.prints.documents import BLANK, INDEX, Heading, blank_form, heading
from builder.views.prints.forms import VisitForm, blank_visit
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankFormView:
    """The form under the school's name."""

    heading: Heading
    back: Link
    form: VisitForm


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page."""
    title = blank_form(site).text
    form = blank_visit(site)
    view = BlankFormView(
        heading=heading(site, form.title),
        back=Link(site.language.text("Print"), f"{INDEX}.html"),
        form=form,
    )
    yield Sheet(path=BLANK, title=title, context=view)
