"""Where each record is shown: what makes "the records behind a figure" one click away.

A page that shows a record gives the element `id=anchor(record.origin)`; whoever lists the record
elsewhere links to it with `record_link`.
"""

from __future__ import annotations

from typing import Final

from builder import model
from builder.confidential import is_abuse
from builder.finding import Origin
from builder.views.site import Link, Site

Record = (
    model.Child
    | model.Staff
    | model.Pairing
    | model.Visit
    | model.Activity
    | model.Plan
    | model.Observation
    | model.Aid
    | model.Wish
    | model.HealthCheck
    | model.Incident
    | model.Duty
    | model.Provision
    | model.Exemption
    | model.SchoolClass
    | model.School
)
"""Any record that a figure may rest on, and the units of rules that are about no child."""

_LEDGERS: Final = {
    model.Activity: "activities",
    model.Aid: "aid",
    model.Wish: "wishes",
    model.HealthCheck: "health",
    model.Incident: "incidents",
    model.Duty: "duties",
}
"""The kinds that have a ledger, and its page."""


def provisions_page(site: Site, semester: str) -> str:
    """The path of the page with a semester's daily provision: a semester's entries fill a page."""
    current = site.semester is None or semester == site.semester.id
    return "provisions" if current else f"provisions/{semester}"


def anchor(origin: Origin) -> str:
    """The id of a record on a page. Made of its place in the records, so it holds no name."""
    stem = origin.path.rpartition(".")[0] or origin.path
    steps = [str(step) for step in origin.route if isinstance(step, int)]
    parts = [str(origin.folder)] if origin.folder else []
    return "-".join(["r", *parts, stem.replace("/", "-"), *steps])


def record_link(site: Site, record: Record) -> Link:
    """Where a record stands on the site, in a few words: its day, or whose it is."""
    if isinstance(record, model.Child):
        return site.listed_link(record.id)
    if isinstance(record, model.SchoolClass):
        return site.class_link(record.id)
    if isinstance(record, model.School):
        return Link(record.name, "school.html")
    if isinstance(record, model.Staff):
        return site.staff_link(record.id)
    if isinstance(record, model.Visit):
        shown = [child for child in record.children if child not in site.withdrawn]
        words = site.short_day(record.date)
        return _on_page_of(site, shown[0], record, words) if shown else Link(words)
    if isinstance(record, model.Pairing | model.Plan | model.Observation):
        words = site.listed_link(record.child).text
        if isinstance(record, model.Pairing) and record.peer in site.withdrawn:
            return Link(words)
        return _on_page_of(site, record.child, record, words)
    if isinstance(record, model.Exemption):
        return Link(record.reason, "", anchor(record.origin))
    if isinstance(record, model.Wish | model.HealthCheck) and record.child in site.withdrawn:
        # The ledger counts it and doesn't list it.
        return Link(_words(site, record))
    if isinstance(record, model.Provision):
        semester = site.calendar.semester_of(record.date)
        meals = provisions_page(site, semester.id if semester else "")
        page = "room" if record.kind == "room_open" else meals
    else:
        page = _LEDGERS[type(record)]
    return Link(_words(site, record), f"{page}.html#{anchor(record.origin)}")


def visit_href(site: Site, visit: model.Visit | model.Observation, child: str) -> str:
    """Where a visit stands on the page of one of its children, even where it was for a sister too;
    empty for a child whose consent was withdrawn."""
    page = site.listed_link(child).href
    return f"{page}#{anchor(visit.origin)}" if page else ""


def _on_page_of(
    site: Site,
    child: str,
    record: model.Visit | model.Pairing | model.Plan | model.Observation,
    words: str,
) -> Link:
    """On a child's page; of a child whose consent was withdrawn, or of a pairing with such a child,
    nothing but the words."""
    page = site.listed_link(child)
    hidden = isinstance(record, model.Pairing) and record.peer in site.withdrawn
    return Link(words, f"{page.href}#{anchor(record.origin)}" if page.href and not hidden else "")


def _words(
    site: Site,
    record: model.Activity
    | model.Aid
    | model.Wish
    | model.HealthCheck
    | model.Incident
    | model.Duty
    | model.Provision,
) -> str:
    if isinstance(record, model.Incident):
        # What happened to whom is not for a link: a title may say it.
        hidden = is_abuse(record) or site.withdrawn.intersection(record.children)
        kind = site.language.value("incident", "kind", record.kind)
        return kind if hidden else record.title
    if isinstance(record, model.Activity):
        return record.title
    if isinstance(record, model.Aid):
        return record.item
    if isinstance(record, model.Wish | model.HealthCheck):
        return site.listed_link(record.child).text
    if isinstance(record, model.Duty):
        return record.place
    return site.short_day(record.date)
