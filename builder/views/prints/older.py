"""The forms of semesters before the last one, a page for each person and semester: no cover, no
contents, so that ten years of records don't make the site twice as large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.confidential import is_confidential
from builder.model import Staff
from builder.views.prints.documents import (
    Heading,
    Period,
    heading,
    older_forms,
    older_periods,
    visits_in,
)
from builder.views.prints.forms import VisitForm, visit_form
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderView:
    """Somebody's forms of a semester by date; `confidential` and `left_out` visits have none."""

    heading: Heading
    back: Link
    name: str
    semester: str
    forms: tuple[VisitForm, ...]
    confidential: int
    left_out: int


def sheets(site: Site) -> Iterator[Sheet]:
    """A page for everybody who made visits in an older semester, whether they are still there or
    not."""
    for staff_id, person in sorted(site.store.staff.items()):
        pages = {link.href for link in older_forms(site, staff_id)}
        for period in older_periods(site):
            path = f"print/{period.prefix}-{staff_id}"
            if f"{path}.html" in pages:
                view = older_view(site, person, period)
                title = f"{person.name}·{view.heading.title}·{period.semester}"
                yield Sheet(path=path, title=title, context=view, description=period.semester)


def older_view(site: Site, person: Staff, period: Period) -> OlderView:
    """One person's forms of a period."""
    visits = visits_in(site, person.id, period)
    shown = [one for one in visits if set(one.children) - site.withdrawn]
    plain = [one for one in shown if not is_confidential(one)]
    return OlderView(
        heading=heading(site, site.language.text("Visits as forms")),
        back=site.staff_link(person.id),
        name=person.name,
        semester=period.semester,
        forms=tuple(visit_form(site, one, n) for n, one in enumerate(plain, 1)),
        confidential=len(shown) - len(plain),
        left_out=len(visits) - len(shown),
    )
