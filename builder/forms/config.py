"""The whole configuration of the form page: a collection for each form, and whom there is to pick.

A collection sees files `form-….yml` of this semester's folder and nothing else, so a phone loads
what was written in the form since the semester began and not the school's whole memory. A file's
name is made of its date and of ids; a second one of the same has a number behind it. Nothing is
ever read out of such a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from builder import schema
from builder.forms.fields import Asked, Field, Pick, field
from builder.forms.host import backend
from builder.forms.links import Forms
from builder.forms.variants import KIND_NAMES, Variant, variants
from builder.i18n import N_
from builder.kinds import KINDS
from builder.schema import Node
from builder.views.site import Site

Config = dict[str, Any]

PREFIX: Final = "form-"
"""The beginning of the name of every file that was written in the form."""

_ONLY_ITS_OWN: Final = N_(
    "Here is only what was written in the form this semester; everything else is on the site."
)
_NAMED_BY: Final = ("child", "staff", "staff|child", "class", "semester")
"""What a file is named after: the people and classes that its record must name."""

_CONDITION: Final = re.compile("[；（;(]")
"""Where a hint goes on to say when a field is needed."""


def config(site: Site, forms: Forms) -> Config:
    """What the form page is told. The site's repository must be on a host that it can save to."""
    language = site.language
    asked = Asked(language, picks(site))
    return {
        "backend": backend(site, forms),
        "app_title": site.store.school.name,
        "show_preview_links": False,
        # There are no pictures in the records. Without a folder for them it wants a store named.
        "media_libraries": {"default": False, "uploadcare": False, "stock_assets": False},
        # A file's name has 64 characters; some are for "form-" and for a number behind it.
        "slug": {"encoding": "ascii", "timezone": "local", "maxlength": 64 - len(PREFIX) - 3},
        "editor": {"preview": False},
        "output": {"omit_empty_optional_fields": True},
        "collections": [
            _collection(site, asked, variant) for kind in KIND_NAMES for variant in variants(kind)
        ],
    }


def picks(site: Site) -> Mapping[str, tuple[Pick, ...]]:
    """Whom and what there is to pick on the day: whoever is at the school, what is in force.

    A child whose consent was withdrawn can be written about, and is on no list by name (safety.md).
    """
    store, day = site.store, site.as_of
    pupils = [child for _, child in sorted(store.children.items()) if not child.gone_on(day)]
    names = {child.id: site.listed_link(child.id).text for child in pupils}
    return {
        "child": tuple(
            Pick(child.id, f"{names[child.id]} {site.class_name(child.class_on(day), short=True)}")
            if child.id not in site.withdrawn
            else Pick(child.id, f"{names[child.id]} {child.id}")
            for child in pupils
        ),
        "staff": tuple(
            Pick(person.id, " ".join(filter(None, (person.name, person.position))))
            for person in site.staff_now
        ),
        "class": tuple(Pick(id_, site.class_name(id_)) for id_ in _class_ids(site)),
        "semester": tuple(
            Pick(semester.id, semester.name) for semester in reversed(store.semesters)
        ),
        "need": tuple(Pick(id_, title) for id_, title in site.needs.items()),
        "rule": tuple(Pick(rule.id, site.rule_title(rule)) for rule in site.policy.enabled),
    }


def _class_ids(site: Site) -> Iterable[str]:
    """The classes of the semester; where there is none, all of the school."""
    now = [cls.class_ for cls in site.semester_classes]
    return now or [cls.id for cls in site.store.school.classes]


def _collection(site: Site, asked: Asked, variant: Variant) -> Config:
    """One form: its fields, where its files lie, and what its list shows."""
    language, kind = site.language, KINDS[variant.kind]
    node = schema.schemas()[kind.name]
    fields = _fields(asked, variant, node)
    found: Config = {
        "name": variant.name,
        "label": _label(asked, variant),
        "description": language.text(_ONLY_ITS_OWN),
        "folder": site.links.in_repository(_folder(site, kind.name)),
        "path": f"{PREFIX}{{{{slug}}}}",
        "extension": "yml",
        "format": "yml",
        "slug": {"template": _slug(asked, variant, node), "editable": False},
        "identifier_field": fields[0]["name"],
        "summary": _summary(asked, variant, node),
        "duplicate": False,
        "fields": fields,
    }
    if kind.date_field:
        key = language.key(kind.name, kind.date_field)
        found["sortable_fields"] = {
            "fields": [key],
            "default": {"field": key, "direction": "descending"},
        }
    if variant.codes:
        found["filter"] = {
            "field": language.key(kind.name, variant.chosen_by),
            "value": [language.coded(kind.name, variant.chosen_by, code) for code in variant.codes],
        }
    return found


def _fields(asked: Asked, variant: Variant, node: Node) -> list[Field]:
    """The fields of a form: those that must be filled in first, as a blank record has them."""
    kind = KINDS[variant.kind]
    names = schema.properties(node)
    order = [name for name in names if name in variant.required]
    order += [name for name in names if name not in variant.required and name != "id"]
    found = [
        field(
            asked,
            kind.name,
            (name,),
            _picked_by(names[name], variant),
            required=name in variant.required,
            # What happened is mostly written down on the day.
            today=name == kind.date_field == "date",
        )
        for name in order
    ]
    asked_more = variant.required.difference(node.get("required", ()))
    keys = {asked.language.key(kind.name, name) for name in asked_more - {"id"}}
    for one in found:
        if one["name"] in keys:
            one["hint"] = _CONDITION.split(one.get("hint", ""))[0]  # Here it always is.
        if variant.codes and one["name"] == asked.language.key(kind.name, variant.chosen_by):
            values = {
                asked.language.coded(kind.name, variant.chosen_by, code) for code in variant.codes
            }
            one["options"] = [choice for choice in one["options"] if choice["value"] in values]
            if len(values) == 1:
                only = one["options"][0]["value"]
                one["default"] = [only] if one.get("multiple") else only
    return found


def _picked_by(node: Node, variant: Variant) -> Node:
    """A field's node, with the staff or the children to pick where the schema has both."""
    item = node.get("items", node)
    if "|" not in item.get("x-ref", ""):
        return node
    item = {**item, "x-ref": variant.by}
    return {**node, "items": item} if "items" in node else item


def _label(asked: Asked, variant: Variant) -> str:
    """What a form is called: the kind, and where it has several, for what this one is."""
    language = asked.language
    name = language.kind(variant.kind)
    if not variant.codes or variant.name == variant.kind:
        return name
    sorts = [language.value(variant.kind, variant.chosen_by, code) for code in variant.codes]
    return f"{name}{'：' if language.chinese else ': '}{language.join(sorts)}"


def _folder(site: Site, kind: str) -> str:
    """Where the records of a kind go, below the records folder: people's archives to the others,
    everything else to the semester's."""
    place = KINDS[kind].place
    if KINDS[kind].ids or site.semester is None:
        return place
    return f"{place}/{site.semester.id}"


def _slug(asked: Asked, variant: Variant, node: Node) -> str:
    """The name of a record's file: its id, or its date and whom it is about, never a name."""
    kind = KINDS[variant.kind]
    if kind.ids:
        return f"{{{{{asked.language.key(kind.name, 'id')}}}}}"
    about = [
        asked.language.key(kind.name, name) + (".0" if one.get("type") == "array" else "")
        for name, one in schema.properties(node).items()
        if name in variant.required
        and (one["items"] if one.get("type") == "array" else one).get("x-ref") in _NAMED_BY
    ]
    dated = [asked.language.key(kind.name, kind.date_field)] if kind.date_field else []
    return "-".join(f"{{{{{tag}}}}}" for tag in [*dated, *(about or ["uuid_shorter"])])


def _summary(asked: Asked, variant: Variant, node: Node) -> str:
    """What the list of a form shows of a record: what must be filled in, but long texts."""
    names = [
        asked.language.key(variant.kind, name)
        for name, one in schema.properties(node).items()
        if name in variant.required and "x-long" not in one and name != "summary"
    ]
    return " ".join(f"{{{{{name}}}}}" for name in names[:5])
