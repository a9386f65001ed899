"""The forms by which the rosters and a child's page take a new record: what is known is filled in.

A child and a person of the staff are files named by their id, so their form is the one of the
command line (`shouwang new child`), under an id that is still free.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from builder.blank import blank
from builder.edit_links import NewFile
from builder.views.health import FIELDS as CHECKED
from builder.views.new_record import new_record
from builder.views.site import Site

_PAIRING: Final = ("kind", "child", "staff", "since", "goal")
_PEERS: Final = ("kind", "child", "peer", "since", "goal")
_PLAN: Final = ("child", "kind", "subject", "staff", "from", "schedule", "content", "goal")
_OBSERVATION: Final = ("child", "date", "area", "by", "text")
_WISH: Final = ("child", "text", "collected")
_AID: Final = ("children", "date", "kind", "item", "quantity", "amount", "source", "handled_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildForms:
    """What can be added about one child, besides a visit."""

    pairing: NewFile
    peer: NewFile
    plan: NewFile
    observation: NewFile
    wish: NewFile
    aid: NewFile
    health: NewFile


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterForms:
    """What a roster can be added to by: a child, somebody of the staff, and who is with whom."""

    child: NewFile
    staff: NewFile
    pairing: NewFile
    peer: NewFile


def child_forms(site: Site, child_id: str) -> ChildForms:
    """The forms of a child's page: whom they are about is filled in."""
    one = {"child": child_id}
    return ChildForms(
        pairing=new_record(site, "pairing", _PAIRING, one, child_id),
        peer=new_record(site, "pairing", _PEERS, {**one, "kind": "friend"}, f"{child_id}-peer"),
        plan=new_record(site, "plan", _PLAN, one, child_id),
        observation=new_record(site, "observation", _OBSERVATION, one, child_id),
        wish=new_record(site, "wish", _WISH, one, child_id),
        aid=new_record(site, "aid", _AID, {"children": child_id}, child_id),
        health=new_record(site, "health", ("child", "date", "provider", *CHECKED), one, child_id),
    )


def roster_forms(site: Site) -> RosterForms:
    """The forms of the rosters; who it is about is left blank."""
    return RosterForms(
        child=_person(site, "child", "children/c"),
        staff=_person(site, "staff", "staff/t"),
        pairing=new_record(site, "pairing", _PAIRING),
        peer=new_record(site, "pairing", _PEERS, {"kind": "friend"}, "peer"),
    )


def _person(site: Site, kind: str, stem: str) -> NewFile:
    """A file for somebody new; its name is the id, made of the day."""
    new = site.new_file(f"{stem}{site.as_of:%y%m%d}", blank(kind, site.language, {}))
    id_ = PurePosixPath(new.path).stem
    return replace(new, form=site.form(kind, {"id": id_}))
