"""A visit as the form that inspectors ask for (家访记录表), filled in from its record or blank.

Made of the record alone, so that nothing is written twice; signatures are the one thing added by
hand. Confidential visits and counselling have no form (safety.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from builder import schema
from builder.contacts import counterparts
from builder.i18n import N_
from builder.model import Child, Visit
from builder.views.contact_card import home_text
from builder.views.marks import visit_title, with_detail
from builder.views.record_links import anchor
from builder.views.site import Site

HOME_VISIT: Final = N_("Home visit record")
OTHER: Final = N_("Support record")

_PARTIES: Final = ("child", "parent", "guardian", "teacher")
_APART: Final = frozenset({"counselling", "peer_visit"})
"""Kinds of visit that no teacher writes down on such a form."""
_AFAR: Final = frozenset(
    {"phone_call", "video_call", "message", "letter", "family_call", "family_letter"}
)
"""Kinds of visit at which nobody sits across the table who could sign."""

_LONG: Final = 20
"""With more lines than this a form may go on on the next page: kept whole it would leave most of
one empty."""
_WIDE, _HALF = 46, 20
"""So many Chinese characters stand in a line across the form, and in one across half of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitForm:
    """One form: the record's fields as texts, empty where there is a blank to fill in by hand.

    `kinds`, `ids` and `month` are what a handbook is narrowed by. `signer` is the party that can
    sign beside the teacher: `guardian`, `parent`, or empty where neither was there in person. A
    `long` form may be cut by the end of a page.
    """

    anchor: str
    title: str
    number: int = 0
    children: str = ""
    class_: str = ""
    date: str = ""
    kind: str
    with_: str
    by: str = ""
    home_address: str = ""
    guardian: str = ""
    purpose: str = ""
    outcome: str
    minutes: str = ""
    summary: str = ""
    home: str = ""
    guardian_view: str = ""
    problem: str = ""
    action: str = ""
    follow_up: str = ""
    follow_up_by: str = ""
    followed_up: str = ""
    kinds: str = ""
    ids: str = ""
    month: str = ""
    signer: str = ""
    long: bool = False
    edit: str = ""


def visit_form(site: Site, visit: Visit, number: int) -> VisitForm:
    """The form of one visit; children whose consent was withdrawn are counted on it, not named."""
    language = site.language
    known = [site.store.children.get(one) for one in visit.children if one not in site.withdrawn]
    children = [child for child in known if child]
    parties = counterparts(visit)
    minutes = visit.minutes
    title = HOME_VISIT if "home_visit" in visit.kind else OTHER
    return VisitForm(
        anchor=anchor(visit.origin),
        title=language.text(title),
        number=number,
        children=_names(site, visit, children),
        class_=_classes(site, visit, children),
        date=language.day(visit.date),
        kind=visit_title(language, visit),
        with_=language.join(
            [language.value("visit", "with", one) for one in _PARTIES if one in parties]
        ),
        by=language.join([site.anybody(one).text for one in visit.by if one not in site.withdrawn]),
        home_address=_of_each(site, visit, children, lambda child: home_text(child.home)),
        guardian=_of_each(site, visit, children, lambda child: _guardian(site, child, visit)),
        purpose=visit.purpose or "",
        outcome=language.value("visit", "outcome", visit.outcome),
        minutes=language.plural("{n} minute", "{n} minutes", minutes) if minutes else "",
        summary=visit.summary or "",
        home=visit.home or "",
        guardian_view=visit.guardian_view or "",
        problem=visit.problem or "",
        action=visit.action or "",
        follow_up=visit.follow_up or "",
        follow_up_by=language.day(visit.follow_up_by),
        followed_up=language.day(site.so_far(visit.followed_up)),
        kinds=" ".join(visit.kind),
        ids=" ".join(child.id for child in children),
        month=f"{visit.date:%Y-%m}",
        signer=_signer(visit),
        long=_lines(visit) > _LONG,
        edit=site.links.edit(visit.origin),
    )


def blank_visit(site: Site) -> VisitForm:
    """A form to take along and fill in by hand, its choices as boxes to tick."""
    return VisitForm(
        anchor="form",
        title=site.language.text(HOME_VISIT),
        date=Markup('<span class="sw-box">{}</span>').format(
            site.language.text("____ / ____ / ________")
        ),
        kind=_boxes(site, "kind"),
        with_=_boxes(site, "with"),
        outcome=_boxes(site, "outcome"),
        signer="guardian",
    )


def _boxes(site: Site, name: str) -> Markup:
    """The choices of a field as boxes to tick, each on one line with its word."""
    node = schema.node_at("visit", (name,)) or {}
    return Markup(" ").join(
        Markup('<span class="sw-box">□{}</span>').format(
            site.language.value("visit", name, choice.const)
        )
        for choice in schema.choices(node.get("items", node))
        if choice.const not in _APART
    )


def _names(site: Site, visit: Visit, children: Sequence[Child]) -> str:
    names = site.language.join([child.name for child in children])
    unnamed = len(set(visit.children) & site.withdrawn)
    more = site.language.plural("{n} child not named", "{n} children not named", unnamed)
    return with_detail(site.language, names, more if unnamed else "")


def _classes(site: Site, visit: Visit, children: Sequence[Child]) -> str:
    """Their classes on the day of the visit, each once."""
    ids = dict.fromkeys(child.class_on(visit.date) for child in children)
    short = len(ids) > 1
    return site.language.join([site.class_name(one, short=short, day=visit.date) for one in ids])


def _of_each(
    site: Site, visit: Visit, children: Sequence[Child], text: Callable[[Child], str]
) -> str:
    """What is on record of the children of a visit: once where it is the same for all, else by name.

    By name at a home visit alone: that of a whole group at school would fill the form.
    """
    texts = [text(child) for child in children]
    if len(children) == len(visit.children) and len(set(texts)) == 1:
        return texts[0]
    if "home_visit" not in visit.kind or not any(texts):
        return ""
    language = site.language
    pairs = zip(children, texts, strict=True)
    return language.join_lists(
        [language.text("{kind}: {title}", kind=child.name, title=words) for child, words in pairs]
    )


def _signer(visit: Visit) -> str:
    """Which of the family was there in person, the guardian first."""
    if not visit.reached or set(visit.kind) <= _AFAR:
        return ""
    parties = counterparts(visit)
    return next((party for party in ("guardian", "parent") if party in parties), "")


def _lines(visit: Visit) -> int:
    """About how many lines the texts of a form take; what stands side by side counts once."""

    def lines(text: str | None, room: int) -> int:
        return sum(-(-len(row) // room) for row in (text or "").splitlines())

    side_by_side = (
        (visit.home, visit.guardian_view),
        (visit.problem, visit.action),
        (visit.follow_up,),
    )
    return lines(visit.summary, _WIDE) + sum(
        max(lines(text, _HALF) for text in texts) for texts in side_by_side
    )


def _guardian(site: Site, child: Child, visit: Visit) -> str:
    """The main guardian on the day of the visit, with the telephone."""
    main = next((one for one in child.guardians if one.holds(visit.date)), None)
    if main is None:
        return ""
    relation = site.language.value("child", "guardians.relation", main.relation)
    return f"{with_detail(site.language, main.name, relation)} {main.phone or ''}".strip()
