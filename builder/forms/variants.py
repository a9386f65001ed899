"""Which forms a kind of record has: one, or several where its value decides what must be filled in.

A form can't ask for a class when eggs are logged and not ask when the room was open. So a kind
whose schema says "if this is chosen, then that is required" has a form for each such choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from builder import schema
from builder.kinds import KINDS

LEFT_OUT: Final = frozenset({"school", "policy", "semester", "summary"})
"""The school's own papers: written once by one person, with remarks that a form would lose."""

KIND_NAMES: Final = (
    *("visit", "observation", "activity", "wish", "aid", "plan", "health", "provision", "incident"),
    *("pairing", "duty", "exemption", "request", "child", "staff"),
)
"""The kinds that have forms: first what is written every week, last what is once a year."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a kind: the coded field that tells it from the others, the codes that it is for,
    and the fields that it asks for. `by` is whom a field picks that could be one of the staff or
    a child."""

    name: str
    kind: str
    required: frozenset[str]
    chosen_by: str = ""
    codes: tuple[str, ...] = ()
    by: str = ""


@cache
def variants(kind: str) -> tuple[Variant, ...]:
    """The forms of a kind."""
    node = schema.schemas()[kind]
    required = schema.must_have(kind)
    if KINDS[kind].ids:
        required |= {"id"}
    if kind == "visit":
        return tuple(_visits(required))
    found = list(_by_choice(kind, required))
    if not found:
        return (Variant(kind, kind, required),)
    field = found[0].chosen_by
    told = {code for variant in found for code in variant.codes}
    choices = schema.choices(schema.properties(node)[field])
    rest = tuple(choice.const for choice in choices if choice.const not in told)
    if rest:
        found.append(Variant(f"{kind}-{rest[0]}", kind, required, field, rest))
    return tuple(found)


def _visits(required: frozenset[str]) -> Iterator[Variant]:
    """Those of the staff, and those of children among themselves: who went is picked from others.

    A visit may be of several sorts at once (a home visit with tutoring), so the first form asks for
    whatever any sort needs: a little more than the schema does, never less.
    """
    node = schema.schemas()["visit"]
    kinds = [choice.const for choice in schema.choices(schema.properties(node)["kind"]["items"])]
    of_staff = tuple(kind for kind in kinds if kind != _PEERS)
    always = required | schema.sometimes_required(node)
    yield Variant("visit", "visit", always, "kind", of_staff, "staff")
    yield Variant(f"visit-{_PEERS}", "visit", always - {"with"}, "kind", (_PEERS,), "child")


_PEERS: Final = "peer_visit"
"""The one sort of visit that a child makes, and that is to a child without saying so."""


def _by_choice(kind: str, required: frozenset[str]) -> Iterator[Variant]:
    """A form for each "if this one is chosen, then that is required" of a schema."""
    for rule in schema.schemas()[kind].get("allOf", ()):
        for field, test in rule["if"]["properties"].items():
            if "enum" in test:
                codes = tuple(test["enum"])
                then = frozenset(rule["then"].get("required", ()))
                yield Variant(f"{kind}-{codes[0]}", kind, required | then, field, codes)


def collection_of(kind: str, filled: Mapping[str, str]) -> str:
    """The name of the form for a record of which some values are known."""
    forms = variants(kind)
    for variant in forms:
        if filled.get(variant.chosen_by, "") in variant.codes:
            return variant.name
    return forms[0].name
