"""The contact policy in force: presets, the school's overrides, and every default filled in.

What a rule means is `builder.obligations`' business; here it is only put together, and refused
where it cannot mean anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from builder import model
from builder.finding import Finding, Route, Slip, words
from builder.periods import DEFAULT_WINDOWS
from builder.presets import presets
from builder.read.build import build
from builder.read.form import is_id
from builder.schema import choices, nearest, node_at
from builder.store import Store

DEFAULT_MIN_SCHOOL_DAYS: Final[Mapping[str, int]] = {"week": 3, "month": 5}

COMPLETENESS: Final[Mapping[str, tuple[str, ...]]] = {
    "基本信息": ("name", "sex", "born", "class", "enrolled", "left_behind", "home.address"),
    "性格特征": ("personality",),
    "兴趣爱好": ("interests",),
    "健康状况": ("health.condition", "health.illnesses", "health.allergies"),
    "父母及监护人联系方式": (
        "parents.name",
        "parents.phone",
        "parents.work_place",
        "guardians.name",
        "guardians.phone",
    ),
}
"""五清楚 of 篇1 (S1-04): the groups, and the fields that make each clear."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The policy in force, and the slips of putting it together (routes within policy.yml)."""

    policy: model.Policy
    slips: tuple[Slip, ...] = ()

    def findings(self, store: Store) -> Iterator[Finding]:
        """The slips as findings; their lines are the reader's to find."""
        origin = store.policy_origin
        for slip in self.slips:
            yield Finding(
                slip.code,
                origin.path if origin else "",
                route=slip.route,
                words=slip.words,
                folder=origin.folder if origin else 0,
            )


@dataclass(slots=True)
class _Rule:
    """A rule being put together: its values, where they come from, and its place in policy.yml."""

    values: dict[str, Any]
    source: str
    route: Route = ()
    overridden: bool = False
    presets: list[str] = field(default_factory=list)


def resolve(store: Store, as_of: date) -> Resolved:
    """The policy in force on a day (whose semester's windows a rule may name)."""
    own = store.policy
    if own is None:
        return Resolved(model.Policy(), (Slip("W601"),))
    slips: list[Slip] = []
    adopted = list(_adopted(own, slips))
    rules = _rules(own, adopted, slips)
    semester = store.calendar.semester_of(as_of)
    built = []
    for rule in rules.values():
        faults = list(_faults(rule, semester))
        slips += faults
        if not faults:
            built.append(_build(rule))
    slips += _unmeetable(rules, built)
    slips += _unknown_paths(own)
    layers = [*(presets()[name] for name in adopted), own]
    policy = build(
        model.Policy,
        {
            "extends": adopted,
            "incident_deadlines": _deadlines(layers),
            "quotas": _quotas(layers),
            "completeness": own.get("completeness")
            or {k: list(v) for k, v in COMPLETENESS.items()},
            **{k: own[k] for k in ("left_behind_definition", "suppress_below") if k in own},
        },
        rules=tuple(built),
    )
    return Resolved(policy, tuple(slips))


def _adopted(own: Mapping[str, Any], slips: list[Slip]) -> Iterator[str]:
    for position, name in enumerate(own.get("extends") or ()):
        if name in presets():
            yield name
        elif name is not None:
            near = nearest(name, presets())
            slips.append(Slip("E601", ("extends", position), words(near=near) if near else ()))


def _rules(own: Mapping[str, Any], adopted: list[str], slips: list[Slip]) -> dict[str, _Rule]:
    """Rules by id: presets in order, then the school's, each overriding by repeating an id."""
    rules: dict[str, _Rule] = {}
    for name in adopted:
        for values in presets()[name].get("rules", ()):
            rule = rules.setdefault(values["id"], _Rule(dict(values), name))
            rule.presets.append(name)
    seen: set[str] = set()
    for position, values in enumerate(own.get("rules") or ()):
        if values is None:
            continue
        route: Route = ("rules", position)
        if values["id"] in seen:
            slips.append(Slip("E603", (*route, "id"), words(rule=values["id"])))
            continue
        seen.add(values["id"])
        rule = rules.setdefault(values["id"], _Rule({}, ""))
        rule.values = {**rule.values, **values}
        rule.route, rule.overridden = route, True
    for id_, rule in rules.items():
        if len(set(rule.presets)) > 1 and not rule.overridden:
            position = adopted.index(rule.presets[-1])
            slips.append(Slip("E602", ("extends", position), words(rule=id_)))
    return rules


def _faults(rule: _Rule, semester: model.Semester | None) -> Iterator[Slip]:
    """Why a rule cannot be used."""
    id_ = rule.values["id"]
    missing = [name for name in ("contact", "every") if name not in rule.values]
    if missing:
        yield Slip("E604", rule.route, words(rule=id_, missing=" ".join(missing)))
        return
    every = rule.values["every"]
    if isinstance(every, dict) and "windows" in every and semester is not None:
        known = list(dict.fromkeys([*DEFAULT_WINDOWS, *(semester.windows or {})]))
        for name in every["windows"]:
            if name not in known:
                near = nearest(name, [name for name in known if is_id(name)])
                more = {"near": near} if near else {}
                # A window's name is the school's own text; only those that are ids are repeated.
                shown = " ".join(name for name in known if is_id(name))
                named = words(rule=id_, semester=semester.id, known=shown, **more)
                yield Slip("E605", (*rule.route, "every", "windows"), named)


def shipped_rules(preset: str) -> tuple[model.Rule, ...]:
    """The rules of a shipped preset as they stand where a school changes nothing."""
    rules = presets()[preset].get("rules", ())
    return tuple(_build(_Rule(dict(values), preset)) for values in rules)


def _build(rule: _Rule) -> model.Rule:
    """The typed rule. `every` is a period's name, or a mapping with days or windows."""
    values = dict(rule.values)
    every = values["every"]
    if isinstance(every, dict):
        values["every"] = "days" if "days" in every else "windows"
        values |= every
    values.setdefault("min_school_days", DEFAULT_MIN_SCHOOL_DAYS.get(values["every"], 1))
    return build(model.Rule, values, source=rule.source)


def _kinds(name: str) -> frozenset[str]:
    node = node_at(name, ("kind",)) or {}
    return frozenset(choice.const for choice in choices(node.get("items", node)))


def _unmeetable(rules: Mapping[str, _Rule], built: list[model.Rule]) -> Iterator[Slip]:
    """Rules that nothing on record can ever meet: a hint, since they say what they say."""
    visits, activities = _kinds("visit"), _kinds("activity")
    for rule in built:
        countable = {
            kind
            for kind in rule.contact
            if kind in visits
            or (not rule.with_ and (kind in activities or kind.startswith("observation")))
            or (not rule.with_ and not rule.by)
        }
        if not countable and rule.enabled:
            yield Slip("I601", rules[rule.id].route, words(rule=rule.id))


def _unknown_paths(own: Mapping[str, Any]) -> Iterator[Slip]:
    for group, paths in (own.get("completeness") or {}).items():
        for position, path in enumerate(paths or ()):
            if path is not None and node_at("child", tuple(path.split("."))) is None:
                yield Slip("E607", ("completeness", group, position))


def _deadlines(layers: list[Mapping[str, Any]]) -> list[Any]:
    found: dict[tuple[object, ...], Any] = {}
    for layer in layers:
        for deadline in layer.get("incident_deadlines") or ():
            if deadline is not None:
                found[(deadline["to"], *sorted(deadline.get("kinds", ())))] = deadline
    return list(found.values())


def _quotas(layers: list[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for layer in layers:
        for role, quota in (layer.get("quotas") or {}).items():
            found[role] = {**found.get(role, {}), **quota}
    return found
