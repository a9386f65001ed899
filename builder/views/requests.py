"""What families asked about their children's data, what was answered, and which archives are to go.

For the leadership alone: who asked for what is itself a confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder.edit_links import NewFile
from builder.i18n import N_
from builder.model import Child, Request
from builder.views.marks import Tag
from builder.views.new_record import new_record
from builder.views.prints.documents import notice
from builder.views.record_links import anchor
from builder.views.site import Link, Sheet, Site

_STANDING: Final = {
    "late": (N_("not answered, and past its day"), "late"),
    "open": (N_("to be answered"), "warn"),
    "late_answer": (N_("answered late"), "warn"),
    "done": (N_("answered"), "good"),
}
"""Where a request may stand: what that is called, and the tone of its tag."""

_NEW: Final = ("received", "child", "by", "kind", "asked", "due", "handled_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One request. `days` is how many days are left to answer an open one, or how many it is late."""

    anchor: str
    received: str
    received_sort: str
    child: Link | None
    by: str
    kind: str
    asked: str
    due: str
    due_sort: str
    handled_by: Link | None
    answered: str
    outcome: str
    reason: str
    standing: Tag
    days: int
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRow:
    """An archive that is kept for longer than it was to be, and the command that erases it."""

    child: Link
    left: str
    until: str
    until_sort: str
    command: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsView:
    """The page: open requests first, the one due first at the top."""

    as_of: str
    on_record: int
    open_n: int
    late_n: int
    rows: tuple[RequestRow, ...]
    answered: tuple[RequestRow, ...]
    archives: tuple[ArchiveRow, ...]
    notice: Link
    new: NewFile


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page."""
    view = requests_view(site)
    title = site.language.text("Families' requests")
    yield Sheet(
        path="requests",
        title=title,
        context=view,
        search="",
        description=site.language.text(
            "Requests about children's data, as of {day}", day=view.as_of
        ),
    )


def requests_view(site: Site) -> RequestsView:
    """The requests that had come in by the day."""
    known = [one for one in site.store.requests if one.received <= site.as_of]
    waiting = sorted((one for one in known if one.open_on(site.as_of)), key=lambda one: one.due)
    done = [one for one in reversed(known) if not one.open_on(site.as_of)]
    gone = [
        child
        for child in site.store.children.values()
        if child.retain_until and child.retain_until < site.as_of
    ]
    return RequestsView(
        as_of=site.language.day(site.as_of),
        on_record=len(known),
        open_n=len(waiting),
        late_n=sum(one.due < site.as_of for one in waiting),
        rows=tuple(_row(site, one) for one in waiting),
        answered=tuple(_row(site, one) for one in done),
        archives=tuple(
            _archive(site, child)
            for child in sorted(gone, key=lambda one: (str(one.retain_until), one.id))
        ),
        notice=notice(site),
        new=new_record(site, "request", _NEW, {"received": site.as_of.isoformat()}),
    )


def _row(site: Site, one: Request) -> RequestRow:
    language = site.language
    waits = one.open_on(site.as_of)
    late = one.due < (site.as_of if waits else one.answered or site.as_of)
    stands = ("late" if late else "open") if waits else ("late_answer" if late else "done")
    words, tone = _STANDING[stands]
    return RequestRow(
        anchor=anchor(one.origin),
        received=language.day(one.received),
        received_sort=one.received.isoformat(),
        child=site.listed_link(one.child) if one.child else None,
        by=one.by,
        kind=language.value("request", "kind", one.kind),
        asked=one.asked or "",
        due=language.day(one.due),
        due_sort=one.due.isoformat(),
        handled_by=site.staff_link(one.handled_by) if one.handled_by else None,
        answered="" if waits else language.day(one.answered),
        outcome=language.value("request", "outcome", one.outcome)
        if one.outcome and not waits
        else "",
        reason=one.reason or "",
        standing=Tag(language.text(words), tone),
        days=abs((one.due - site.as_of).days),
        edit=site.links.edit(one.origin),
    )


def _archive(site: Site, child: Child) -> ArchiveRow:
    return ArchiveRow(
        child=site.listed_link(child.id),
        left=site.language.day(child.left),
        until=site.language.day(child.retain_until),
        until_sort=str(child.retain_until),
        command=f"shouwang forget {child.id}",
        edit=site.links.edit(child.origin),
    )
