"""The figures of the summary, counted again by another way.

Every figure of summary.md has an entry here, by its id. Nothing of `builder.summary`, the
assessment or the views is used: only canonical records, as an outside reader would have them, loops
over them, and for what the policy asks the literal reading in `tests.oracle`. A figure without an
entry is a `KeyError`: no figure is added without being counted twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from builder.inspection import Inspection
from tests.oracle import evaluate as oracle
from tests.oracle.evaluate import Obligation, Record, Records
from tests.support import _plain, canonical

GROUPS = {
    "基本信息": ["name", "sex", "born", "class", "enrolled", "left_behind", "home.address"],
    "性格特征": ["personality"],
    "兴趣爱好": ["interests"],
    "健康状况": ["health.condition", "health.illnesses", "health.allergies"],
    "联系方式": [
        "parents.name",
        "parents.phone",
        "parents.work_place",
        "guardians.name",
        "guardians.phone",
    ],
}
"""五清楚 of 篇1, where a school names no groups of its own."""

TRAININGS = {"guardian_training", "parent_school"}
LECTURES = {"lecture_law", "lecture_safety", "lecture_mind"}
OF_GROWN_UPS = {"parents_meeting", "guardian_training", "parent_school", "seminar"}
PARTIES = {"child", "parent", "guardian"}


class Found(NamedTuple):
    """A figure's number and denominator (None: a plain count)."""

    n: float
    of: int | None = None


MISSING = Found(-1)
"""Nothing on record says it."""


def records_of(inspection: Inspection) -> Records:
    """Everything on record, as canonical mappings."""
    found = canonical(inspection)
    found["plan"] = [_plain(plan) for plan in inspection.store.plans]
    found["incident"] = [_plain(incident) for incident in inspection.store.incidents]
    found["policy"]["deadlines"] = [_plain(one) for one in inspection.policy.incident_deadlines]
    found["policy"]["groups"] = _plain(inspection.policy.completeness or {})
    return found


@dataclass(frozen=True, eq=False)
class Recount:
    """One school, one semester, one day."""

    records: Records
    semester_id: str
    day: date

    def __call__(self, id_: str) -> Found:
        """The figure of an id, counted again. Raises `KeyError` where nobody counts it."""
        if id_ in EXACT:
            return EXACT[id_](self)
        head, _, rest = id_.partition(".")
        if head == "aid":
            return self._source(rest.removeprefix("source-"))
        return BY_PREFIX[head](self, rest)

    # Who and when.

    def all(self, kind: str) -> list[Record]:
        return self.records.get(kind) or []

    @cached_property
    def semester(self) -> Record:
        (found,) = [one for one in self.all("semester") if one["id"] == self.semester_id]
        return found

    @cached_property
    def start(self) -> date:
        return _day(self.semester["start"])

    @cached_property
    def last_end(self) -> date | None:
        ends = [_day(one["end"]) for one in self.all("semester")]
        return max((end for end in ends if end < self.start), default=None)

    def here(self, day: date) -> list[Record]:
        """Enrolled and left behind on a day."""
        return [
            child
            for child in self.all("child")
            if _holds(child["enrolled"], child.get("left"), day)
            and _spell(child, "left_behind", day)
        ]

    @cached_property
    def n(self) -> list[Record]:
        return self.here(self.day)

    @cached_property
    def ids(self) -> set[str]:
        return {child["id"] for child in self.n}

    def of_n(self, fits: Callable[[Record], object]) -> Found:
        return Found(sum(bool(fits(child)) for child in self.n), len(self.n))

    def named(self, ids: set[str]) -> Found:
        return Found(len(ids & self.ids), len(self.n))

    def dated(self, kind: str, field: str = "date") -> list[Record]:
        """Records of a kind that are dated within the semester, up to the day."""
        return [
            one
            for one in self.all(kind)
            if self.start.isoformat() <= one[field][:10] <= self.day.isoformat()
        ]

    def of_kinds(self, *kinds: str) -> list[Record]:
        return [one for one in self.dated("activity") if one["kind"] in kinds]

    @cached_property
    def v(self) -> list[Record]:
        return [one for one in self.dated("visit") if one.get("outcome", "reached") == "reached"]

    def takes_part(self, child: Record, activity: Record) -> bool:
        return oracle.activity_counts_for(self.alone(child["id"]), activity, "child", child["id"])

    def joined(self, *kinds: str) -> set[str]:
        held = self.of_kinds(*kinds)
        return {c["id"] for c in self.n if any(self.takes_part(c, one) for one in held)}

    # 1 基本情况

    def sum_of_classes(self, field: str) -> float:
        """-1 where a class lacks its number."""
        numbers = [row.get(field) for row in self.semester.get("classes") or []]
        empty = [row for row in self.semester.get("classes") or [] if not row["pupils"]]
        if not numbers or None in numbers or empty:
            return -1
        return sum(int(n) for n in numbers)

    def pupils(self) -> Found:
        n = self.sum_of_classes("pupils")
        return Found(n) if n >= 0 else MISSING

    def whole_school(self, field: str) -> Found:
        n, pupils = self.sum_of_classes(field), self.sum_of_classes("pupils")
        return Found(n, int(pupils)) if n >= 0 else MISSING

    def children(self) -> Found:
        if not self.all("child"):
            return MISSING
        pupils = self.sum_of_classes("pupils")
        return Found(len(self.n), int(pupils) if pupils >= 0 else None)

    def in_class(self, class_: str) -> Found:
        if class_ == "blank":
            known = {row["class"] for row in self.semester["classes"]}
            return self.of_n(lambda child: oracle.class_of(child, self.day) not in known)
        return self.of_n(lambda child: oracle.class_of(child, self.day) == class_)

    def age(self, band: str) -> Found:
        def birthday(child: Record, years: int) -> str:
            """The first day of that age, as text: the same day, so many years on."""
            return f"{int(child['born'][:4]) + years}{child['born'][4:]}"

        today = self.day.isoformat()
        return {
            "6": self.of_n(lambda child: today < birthday(child, 6)),
            "6-13": self.of_n(lambda child: birthday(child, 6) <= today < birthday(child, 14)),
            "14": self.of_n(lambda child: birthday(child, 14) <= today),
        }[band]

    def type_of(self, child: Record) -> str | None:
        return next(
            (
                spell["type"]
                for spell in child["left_behind"]
                if _holds(spell["since"], spell.get("until"), self.day)
            ),
            None,
        )

    def main(self, child: Record, field: str) -> str:
        for guardian in child.get("guardians", []):
            if _holds(guardian.get("since"), guardian.get("until"), self.day):
                return guardian.get(field) or "blank"
        return "blank"

    def hardship(self, code: str) -> Found:
        if code == "none":
            return self.of_n(lambda child: not child.get("hardship"))
        return self.of_n(lambda child: code in child.get("hardship", []))

    def ministry(self) -> Found:
        def counted(child: Record) -> bool:
            born = child["born"]
            sixteen = f"{int(born[:4]) + 16}{born[4:]}"
            kinds = ("both_parents_away", "one_away_other_unable")
            return self.day.isoformat() < sixteen and self.type_of(child) in kinds

        return self.of_n(counted)

    def change(self, what: str) -> list[Record] | None:
        if self.last_end is None:
            return None
        then = self.here(self.last_end)
        before = {child["id"] for child in then}
        if what == "added":
            return [child for child in self.n if child["id"] not in before]
        return [child for child in then if child["id"] not in self.ids]

    def changed(self, what: str) -> Found:
        found = self.change(what)
        return MISSING if found is None else Found(len(found))

    def why_added(self, why: str) -> Found:
        found = self.change("added") or []
        new = [c for c in found if self.last_end and _day(c["enrolled"]) > self.last_end]
        return Found(len(new) if why == "enrolled" else len(found) - len(new), len(found))

    def why_ceased(self, why: str) -> Found:
        found = self.change("ceased") or []
        gone = [c for c in found if not _holds(c["enrolled"], c.get("left"), self.day)]
        if why == "here":
            return Found(len(found) - len(gone), len(found))
        return Found(sum(c.get("left_reason", "blank") == why for c in gone), len(found))

    # 2 组织制度, 3 建档

    def leading_group(self) -> Found:
        group = self.records["school"].get("leading_group") or []
        return Found(len(group)) if group else MISSING

    def regulations(self) -> Found:
        found = [
            one
            for one in self.records["school"].get("regulations") or []
            if one.get("date", "0") <= self.day.isoformat()
        ]
        return Found(len(found)) if found else MISSING

    def clear(self, child: Record, paths: list[str]) -> bool:
        return all(self.filled(child, path.split(".")) for path in paths)

    def filled(self, child: Record, path: list[str]) -> bool:
        value = child.get(path[0])
        if path[0] == "parents":
            living = [one for one in value or [] if not one.get("deceased")]
            return bool(value) and all(one.get(path[1]) for one in living)
        if path[0] == "guardians":
            asked = [
                one for one in value or [] if _holds(one.get("since"), one.get("until"), self.day)
            ]
            if not asked:
                return bool(_spell(child, "unguarded", self.day))
            return all(one.get(path[1]) for one in asked)
        for step in path[1:]:
            value = (value or {}).get(step)
        return bool(value)

    def groups(self) -> list[list[str]]:
        return list((self.records["policy"].get("groups") or GROUPS).values())

    def archive(self, what: str) -> Found:
        if what.startswith("group-"):
            paths = self.groups()[int(what.removeprefix("group-")) - 1]
            return self.of_n(lambda child: self.clear(child, paths))
        return {
            "all": lambda: self.of_n(
                lambda child: all(self.clear(child, paths) for paths in self.groups())
            ),
            "parent-phone": lambda: self.of_n(
                lambda child: [
                    1 for p in child.get("parents", []) if p.get("phone") and not p.get("deceased")
                ]
            ),
            "guardian-phone": lambda: self.of_n(
                lambda child: [
                    1
                    for g in child.get("guardians", [])
                    if g.get("phone") and _holds(g.get("since"), g.get("until"), self.day)
                ]
            ),
            "consent": lambda: self.of_n(self.consented),
        }[what]()

    def consented(self, child: Record) -> bool:
        given, today = child.get("consent"), self.day.isoformat()
        return bool(given) and given["date"] <= today < given.get("withdrawn", "9")

    # 4 结对

    def pairs(self, *kinds: str) -> list[Record]:
        return [
            one
            for one in self.all("pairing")
            if one["kind"] in kinds
            and one["child"] in self.ids
            and _holds(one["since"], one.get("until"), self.day)
        ]

    def group_of(self, staff: str | None) -> str:
        return next((p["group"] for p in self.all("staff") if p["id"] == staff), "")

    def pairing(self, what: str) -> Found:
        proxies = self.pairs("proxy_parent")
        gone = {c["id"] for c in self.all("child") if c.get("left", "9") < self.day.isoformat()}
        peers = [one for one in self.pairs("study_helper", "friend") if one.get("peer") not in gone]
        mothers = self.pairs("community_parent")
        if what.startswith("most-"):
            loads: dict[str, set[str]] = {}
            for one in self.pairs(what.removeprefix("most-")):
                loads.setdefault(one["staff"], set()).add(one["child"])
            return Found(max((len(children) for children in loads.values()), default=0))
        if what == "unguarded":
            alone = {c["id"] for c in self.n if _spell(c, "unguarded", self.day)}
            kept = {
                one["child"]
                for one in proxies
                if self.group_of(one.get("staff")) in ("administration", "support")
            }
            return Found(len(alone & kept), len(alone))
        if what == "teachers":
            teachers = {
                p["id"]
                for p in self.all("staff")
                if p["group"] == "teacher" and _holds(p.get("since"), p.get("until"), self.day)
            }
            busy = {one["staff"] for one in [*self.pairs("paired_teacher"), *proxies]}
            return Found(len(teachers & busy), len(teachers))
        return {
            "paired": self.named({one["child"] for one in self.pairs("paired_teacher")}),
            "proxy": self.named({one["child"] for one in proxies}),
            "peers": Found(len(peers)),
            "with-peers": self.named(
                {one["child"] for one in peers} | {one.get("peer", "") for one in peers}
            ),
            "community": Found(len({one["staff"] for one in mothers})),
            "with-community": self.named({one["child"] for one in mothers}),
        }[what]

    # 5 联系

    def visited(self, fits: Callable[[Record], object]) -> set[str]:
        return {child for visit in self.v if fits(visit) for child in visit["children"]}

    def kind(self, what: str) -> Found:
        kind, _, children = what.partition(".")
        if children:
            return self.named(self.visited(lambda visit: kind in visit["kind"]))
        return Found(sum(len(one["children"]) for one in self.v if kind in one["kind"]))

    def party(self, what: str) -> Found:
        spoken = [
            self.visited(lambda visit, p=party: p in oracle.counterparts(visit))
            for party in (sorted(PARTIES) if what == "all" else [what])
        ]
        return self.named(set.intersection(*spoken))

    # Rules, by the oracle. A child's obligations need only what is about the child.

    @cached_property
    def each_alone(self) -> Mapping[str, Records]:
        return {child["id"]: self._alone(child["id"]) for child in self.all("child")}

    def alone(self, child: str) -> Records:
        """The records without those of other children: what the oracle needs for one, and faster."""
        return self.each_alone[child]

    def _alone(self, child: str) -> Records:
        one = dict(self.records)
        one["child"] = [c for c in self.all("child") if c["id"] == child]
        for kind in ("pairing", "observation", "health", "wish"):
            one[kind] = [record for record in self.all(kind) if record["child"] == child]
        for kind in ("visit", "aid"):
            one[kind] = [record for record in self.all(kind) if child in record["children"]]
        one["activity"] = [
            record
            for record in self.all("activity")
            if not record.get("children") or child in record["children"]
        ]
        one["provision"] = []
        return one

    def about(self, rule: Record, unit: str) -> Records:
        return self.alone(unit) if oracle.scope_of(rule) == "child" else self.records

    @cached_property
    def owed(self) -> list[tuple[Record, str, Obligation]]:
        """Every obligation of the semester."""
        return [
            (rule, unit, one)
            for rule in oracle.enabled_rules(self.records)
            for unit in oracle.units(self.records, self.semester, rule)
            for one in oracle.obligations_of(
                self.about(rule, unit), self.semester, rule, unit, self.day
            )
        ]

    def rule(self, what: str) -> Found:
        id_, _, beside = what.partition(".")
        mine = [(rule, unit, one) for rule, unit, one in self.owed if rule["id"] == id_]
        if beside == "attempts":
            return Found(len(self.attempts(mine)))
        if beside:
            return Found(sum(self.why_not(*case) == beside for case in mine))
        states = [one.state for _, _, one in mine]
        done = states.count("met") + states.count("met_late")
        return Found(done, done + states.count("missed"))

    def meant(self, rule: Record, unit: str, day: date) -> bool:
        """Whether the rule is for the unit on a day, absent or exempted or not."""
        scope = oracle.scope_of(rule)
        if scope == "class":
            grade = oracle.grade_of(self.records, self.semester, unit)
            return oracle.grade_fits(rule.get("for") or {}, grade)
        if scope == "school":
            return True
        (child,) = self.alone(unit)["child"]
        return (
            _holds(child["enrolled"], child.get("left"), day)
            and bool(_spell(child, "left_behind", day))
            and oracle.fits_for(self.records, self.semester, rule, child, day)
        )

    def why_not(self, rule: Record, unit: str, one: Obligation) -> str:
        """Why nothing is asked in a period: not meant, still to come, exempted, vacant, waived."""
        if one.state != "waived":
            return one.state
        days = list(oracle.days_of(one.start, one.end))
        meant = [day for day in days if self.meant(rule, unit, day)]
        if not meant:
            return "not_meant"
        if one.start > self.day:
            return "future"
        records = self.about(rule, unit)
        child = records["child"][0] if oracle.scope_of(rule) == "child" else None
        present = [
            day
            for day in meant
            if (one.in_vacation or oracle.is_school_day(records, day))
            and not (child and oracle.is_absent(child, day))
        ]
        held = [
            day for day in present if not rule.get("by") or oracle.holders(records, rule, unit, day)
        ]
        asked = [
            day
            for day in present
            if not oracle.is_exempted(records, rule, child and child["id"], day)
        ]
        needed = oracle.min_school_days(rule)
        if len(held) >= needed:
            return "exempted"
        return "vacant" if len(asked) >= needed else "waived"

    def attempts(self, cases: list[tuple[Record, str, Obligation]]) -> set[int]:
        """The visits, by their place, that reached nobody and were meant for one of the cases."""
        place = {id(visit): n for n, visit in enumerate(self.all("visit"))}
        found = set()
        for rule, unit, one in cases:
            if oracle.scope_of(rule) != "child":
                continue
            records = self.alone(unit)
            for visit in records["visit"]:
                day = _day(visit["date"])
                if (
                    visit.get("outcome", "reached") != "reached"
                    and one.start <= day <= min(one.last_late_day, self.day)
                    and set(visit["kind"]) & set(rule["contact"])
                    and (not rule.get("with") or oracle.counterparts(visit) & set(rule["with"]))
                    and self.meant(rule, unit, day)
                    and oracle.done_by_a_holder(records, rule, unit, visit["by"], day)
                ):
                    found.add(place[id(visit)])
        return found

    # 6 四优先

    def need(self, what: str) -> Found:
        need, _, done = what.partition(".")
        tagged = [child for child in self.n if need in child.get("needs", [])]
        if not done:
            return Found(len(tagged), len(self.n))
        return Found(sum(self.something_done(need, child) for child in tagged), len(tagged))

    def something_done(self, need: str, child: Record) -> bool:
        id_, start = child["id"], self.start.isoformat()
        seen = [visit for visit in self.v if id_ in visit["children"]]
        by_need = {
            "safety": id_ in self.joined("lecture_safety")
            or any(
                id_ in one["children"] and start <= one.get("closed", "0") <= self.day.isoformat()
                for one in self.all("incident")
            )
            or bool(seen),
            "study": any(plan["child"] == id_ for plan in self.plans)
            or any("tutoring" in visit["kind"] for visit in seen),
            "life": any(id_ in one["children"] for one in self.dated("aid"))
            or any(
                _day(spell["since"]) <= self.day and spell.get("until", "9") >= start
                for spell in child.get("boarding", [])
            ),
            "activity": any(
                self.takes_part(child, one)
                for one in self.dated("activity")
                if one["kind"] not in OF_GROWN_UPS
            ),
        }
        return by_need[need] if need in by_need else any(by_need.values())

    @cached_property
    def had_left(self) -> set[str]:
        start = self.start.isoformat()
        return {child["id"] for child in self.all("child") if child.get("left", "9") < start}

    @cached_property
    def plans(self) -> list[Record]:
        return [
            plan
            for plan in self.all("plan")
            if plan["from"] <= self.day.isoformat()
            and plan.get("to", "9") >= self.start.isoformat()
            and plan["child"] not in self.had_left
        ]

    def with_result(self) -> Found:
        done = [
            plan
            for plan in self.plans
            if any(stage["date"] <= self.day.isoformat() for stage in plan.get("stages", []))
        ]
        return Found(len(done), len(self.plans))

    def checked(self) -> Found:
        return self.named({check["child"] for check in self.dated("health")})

    def followed(self) -> Found:
        abnormal = [check for check in self.dated("health") if check.get("abnormal")]
        done = [c for c in abnormal if c.get("followed_up", "9") <= self.day.isoformat()]
        return Found(len(done), len(abnormal))

    def notified(self) -> Found:
        night = datetime.combine(self.day + timedelta(days=1), datetime.min.time())
        kept = due = 0
        for incident in self.dated("incident", "known"):
            known, kind = datetime.fromisoformat(incident["known"]), incident["kind"]
            for deadline in self.records["policy"]["deadlines"]:
                kinds = deadline.get("kinds")
                if (kind not in kinds) if kinds else kind == "abuse":
                    continue
                if kind == "abuse" and deadline["to"] in ("guardian", "parents"):
                    continue
                limit = known + timedelta(minutes=deadline["minutes"])
                told = [self.told(incident, deadline["to"], c, night) for c in incident["children"]]
                if all(moment and moment <= limit for moment in told):
                    kept, due = kept + 1, due + 1
                elif any(m and m > limit for m in told) or (None in told and limit < night):
                    due += 1
        return Found(kept, due)

    def told(self, incident: Record, to: str, child: str, night: datetime) -> datetime | None:
        return min(
            (
                datetime.fromisoformat(one["at"])
                for one in incident.get("notifications", [])
                if one["to"] == to
                and datetime.fromisoformat(one["at"]) < night
                and child in (one.get("children") or [child])
            ),
            default=None,
        )

    # 7 活动, 9 家长学校

    def activity(self, what: str) -> Found:
        kind, _, part = what.partition(".")
        held = self.of_kinds(kind)
        if part == "attendance":
            return _sum(held, _came)
        return self.held(held, part)

    def training(self, part: str) -> Found:
        return self.held(self.of_kinds(*TRAININGS), part)

    def held(self, held: list[Record], part: str) -> Found:
        if part == "guardians":
            return _sum(held, lambda one: one.get("guardians"))
        if part == "children":
            if held and not any(one.get("guardians_of") for one in held):
                return MISSING
            return self.named({child for one in held for child in one.get("guardians_of", [])})
        return Found(len(held))

    def children_in_activities(self) -> Found:
        kinds = {one["kind"] for one in self.dated("activity")} - OF_GROWN_UPS
        return self.named(self.joined(*kinds))

    def books(self) -> Found:
        readings = self.of_kinds("reading")
        return Found(sum(self.takes_part(c, one) for c in self.n for one in readings))

    def reviews(self) -> Found:
        upper = {
            child["id"]
            for child in self.n
            if oracle.grade_of(self.records, self.semester, oracle.class_of(child, self.day)) >= 3
        }
        return Found(len(upper & self.joined("book_review")), len(upper))

    # 8 资助与供餐

    def yuan(self, given: list[Record]) -> Found:
        fen = [round(float(one["amount"]) * 100) for one in given if "amount" in one]
        return MISSING if given and not fen else Found(sum(fen) / 100)

    def _source(self, what: str) -> Found:
        sign, _, children = what.partition(".")
        given = [
            one
            for one in self.dated("aid")
            if hashlib.sha256(one["source"].encode()).hexdigest().startswith(sign)
        ]
        if not children:
            return self.yuan(given)
        return self.named({child for one in given for child in one["children"]})

    def wishes(self, fits: Callable[[Record], bool]) -> Found:
        collected = self.dated("wish", "collected")
        return Found(sum(map(fits, collected)), len(collected))

    def fulfilled(self, wish: Record) -> bool:
        return str(wish.get("fulfilled", "9")) <= self.day.isoformat()

    def matched(self, wish: Record) -> bool:
        if self.fulfilled(wish) or ("donor" in wish and "matched" not in wish):
            return True
        return str(wish.get("matched", "9")) <= self.day.isoformat()

    def provision(self, kind: str) -> Found:
        classes = [row["class"] for row in self.semester["classes"]]
        days = [
            day
            for day in oracle.days_of(self.start, self.day)
            if oracle.is_school_day(self.records, day)
        ]
        entered = {
            (one["class"], one["date"]) for one in self.all("provision") if one["kind"] == kind
        }
        n = sum((class_, day.isoformat()) in entered for class_ in classes for day in days)
        return Found(n, len(classes) * len(days))

    # 10 考核

    @cached_property
    def carried(self) -> Mapping[str, list[str]]:
        """What was kept or missed, by whoever carried it."""
        found: dict[str, list[str]] = {}
        for rule, unit, one in self.owed:
            if one.state in ("met", "met_late", "missed"):
                for person in self.carriers(rule, unit, one):
                    found.setdefault(person, []).append(one.state)
        return found

    def carriers(self, rule: Record, unit: str, one: Obligation) -> set[str]:
        """Who held the role last in it, for as many owed days as the rule asks of a period."""
        records = self.about(rule, unit)
        owed = [
            day
            for day in oracle.days_of(one.start, one.end)
            if (one.in_vacation or oracle.is_school_day(records, day))
            and oracle.applies(records, self.semester, rule, unit, day)
        ]
        held = [(day, set(oracle.responsible(records, rule, unit, day))) for day in owed]
        days: dict[str, list[date]] = {}
        for day, people in held:
            for person in people:
                days.setdefault(person, []).append(day)
        enough = {p: on for p, on in days.items() if len(on) >= oracle.min_school_days(rule)}
        if enough:
            last = max(on[-1] for on in enough.values())
            return {p for p, on in enough.items() if on[-1] == last}
        return held[-1][1] if held else set()

    def sound(self, teachers: bool) -> Found:
        owing = [p for p in self.carried if self.group_of(p)]
        owing = [p for p in owing if (self.group_of(p) == "teacher") is teachers]
        return Found(sum("missed" not in self.carried[p] for p in owing), len(owing))

    @cached_property
    def late(self) -> list[tuple[str, str]]:
        """Scope and unit of what is overdue on the day."""
        return [
            (oracle.scope_of(rule), unit)
            for rule in oracle.enabled_rules(self.records)
            for unit in oracle.units(self.records, self.semester, rule)
            if oracle.overdue_row(self.about(rule, unit), self.semester, rule, unit, self.day)
        ]


EXACT: Mapping[str, Callable[[Recount], Found]] = {
    "pupils": Recount.pupils,
    "children": Recount.children,
    "ministry": Recount.ministry,
    "added": lambda one: one.changed("added"),
    "ceased": lambda one: one.changed("ceased"),
    "leading-group": Recount.leading_group,
    "regulations": Recount.regulations,
    "contacts": lambda one: Found(sum(len(visit["children"]) for visit in one.v)),
    "reached": lambda one: one.named(one.visited(lambda visit: True)),
    "plans": Recount.with_result,
    "lectures": lambda one: Found(len(one.of_kinds(*LECTURES))),
    "health.checked": Recount.checked,
    "health.followed": Recount.followed,
    "notified": Recount.notified,
    "activities": lambda one: Found(len(one.dated("activity"))),
    "activity.children": Recount.children_in_activities,
    "activity.readers": lambda one: one.named(one.joined("reading")),
    "activity.books": Recount.books,
    "activity.reviews": Recount.reviews,
    "aid.total": lambda one: one.yuan(one.dated("aid")),
    "aid.children": lambda one: one.named({c for a in one.dated("aid") for c in a["children"]}),
    "wishes": lambda one: Found(len(one.dated("wish", "collected"))),
    "wishes.matched": lambda one: one.wishes(one.matched),
    "wishes.fulfilled": lambda one: one.wishes(one.fulfilled),
    "training": lambda one: one.training(""),
    "assessment.sound": lambda one: one.sound(True),
    "assessment.others": lambda one: one.sound(False),
    "overdue.children": lambda one: one.named({u for s, u in one.late if s == "child"}),
    "overdue.others": lambda one: Found(sum(scope != "child" for scope, _ in one.late)),
}
"""Figures by their ids."""

BY_PREFIX: Mapping[str, Callable[[Recount, str], Found]] = {
    "class": Recount.in_class,
    "sex": lambda one, code: one.of_n(lambda c: c.get("sex") == code),
    "age": Recount.age,
    "type": lambda one, code: one.of_n(lambda c: one.type_of(c) == code),
    "spell": lambda one, name: one.of_n(lambda c: _spell(c, name, one.day)),
    "hukou": lambda one, code: one.of_n(lambda c: c.get("hukou", "blank") == code),
    "guardian": lambda one, code: one.of_n(lambda c: one.main(c, "relation") == code),
    "capacity": lambda one, code: one.of_n(lambda c: one.main(c, "capacity") == code),
    "hardship": Recount.hardship,
    "school": Recount.whole_school,
    "added": Recount.why_added,
    "ceased": Recount.why_ceased,
    "archive": Recount.archive,
    "pairing": Recount.pairing,
    "kind": Recount.kind,
    "party": Recount.party,
    "rule": Recount.rule,
    "need": Recount.need,
    "activity": Recount.activity,
    "training": Recount.training,
    "provision": Recount.provision,
}
"""Families of figures, by what stands before the first dot of their ids."""


def _day(text: str) -> date:
    return oracle.first_day(text[:10])


def _holds(since: str | None, until: str | None, day: date) -> bool:
    return (since or "0") <= day.isoformat() <= (until or "9")


def _spell(child: Record, name: str, day: date) -> list[Record]:
    return [
        spell for spell in child.get(name, []) if _holds(spell["since"], spell.get("until"), day)
    ]


def _came(activity: Record) -> int | None:
    """As written down; else as many as are named; else the guardians, written down or named."""
    for number in (
        activity.get("attendance"),
        len(activity.get("children", [])) or None,
        activity.get("guardians"),
        len(activity.get("guardians_of", [])) or None,
    ):
        if number is not None:
            return int(number)
    return None


def _sum(held: list[Record], number: Callable[[Record], int | None]) -> Found:
    known = [n for one in held if (n := number(one)) is not None]
    return MISSING if held and not known else Found(sum(known))
