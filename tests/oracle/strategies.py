"""Small schools for property tests, in canonical form.

`schools()` draws `(records, as_of)`: a record store as it is after reading (canonical keys and
codes, ids for references, lists for lists) that has every required field and breaks none of the
checks across records, and a date. A few weeks, two classes, a handful of people: dates come from a
small range round the semesters, and often straight from the days on which something begins or
ends, so that contacts, absences, roles and graces collide with the borders of periods. The simplest
school has one semester that begins on a Monday, one child and one rule.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Record = dict[str, Any]
Draw = st.DrawFn

CLASSES = ("2024-1", "2022-1")
WINDOWS = ("opening", "midterm", "final", "exam")

VISIT_KINDS = (
    "home_visit",
    "phone_call",
    "talk",
    "tutoring",
    "letter",
    "family_call",
    "meeting",
    "video_call",
    "message",
    "family_letter",
    "school_visit",
    "counselling",
    "home_stay",
    "peer_visit",
)
WITH_REQUIRED = {"home_visit", "meeting", "phone_call", "video_call", "message"}
PERIODS = ("week", "month", "day", "half_semester", "semester", "school_year", "vacation")
COUNTERPARTS = ("guardian", "parent", "child", "teacher")
ACTIVITY_KINDS = ("reading", "parents_meeting", "guardian_training", "mind_class", "other")
PROVISION_KINDS = ("egg", "lunch", "room_open")
AID_KINDS = ("goods", "cash", "other")
AREAS = ("diary", "study", "emotion")
PAIRINGS = ("paired_teacher", "proxy_parent", "community_parent")
GROUPS = ("teacher", "administration", "support", "outside")
ROLES = ("paired_teacher", "class_teacher", "proxy_parent", *GROUPS, "community_parent")
LEFT_BEHIND = ("both_parents_away", "one_parent_away")
NEEDS = ("study", "life")
HARDSHIP = ("low_income", "orphan")

CONTACTS = {
    "child": (
        *("home_visit", "phone_call", "talk", "tutoring", "letter", "family_call"),
        *("reading", "observation", "observation/diary", "aid", "aid/goods", "health", "wish"),
        *("peer_visit", "home_stay", "counselling", "meeting", "other", "aid/other"),
    ),
    "class": ("egg", "reading", "parents_meeting", "room_open", "lunch", "home_visit", "other"),
    "school": ("egg", "mind_class", "reading", "room_open", "guardian_training", "aid"),
}


def iso(day: date) -> str:
    return day.isoformat()


def shift(day: date, days: int) -> date:
    return day + timedelta(days=days)


def as_date(text: str) -> date:
    """A whole or partial date as its (first) day."""
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def sometimes(draw: Draw, odds: int = 3) -> bool:
    """True about once in `odds`; shrinks to False."""
    return draw(st.integers(0, odds - 1)) == odds - 1


def some_of(draw: Draw, values: Any, least: int = 0, most: int = 2) -> list[Any]:
    """A short list without repetitions."""
    most = min(most, len(values))
    return draw(st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True))


class Calendar:
    """The days to draw from: the semesters, the days on which something begins or ends, and a few
    weeks before and after.
    """

    def __init__(self, semesters: list[tuple[str, date, date]]) -> None:
        self.semesters = [(start, end) for _, start, end in semesters]
        self.start = shift(self.semesters[0][0], -10)
        self.end = shift(self.semesters[-1][1], 50)
        self.landmarks = [day for semester in self.semesters for day in semester]

    def mark(self, *days: date) -> None:
        self.landmarks += [day for day in days if day not in self.landmarks]

    def day(self, draw: Draw, low: date | None = None, high: date | None = None) -> date:
        """A day between low and high (default: anywhere): in a semester, at or beside a landmark,
        or any.
        """
        low, high = low or self.start, high or self.end
        where = draw(st.sampled_from(("semester", "landmark", "semester", "any")))
        if where == "any":
            return shift(low, draw(st.integers(0, (high - low).days)))
        if where == "landmark":
            day = shift(draw(st.sampled_from(self.landmarks)), draw(st.integers(-1, 1)))
        else:
            start, end = draw(st.sampled_from(self.semesters))
            day = shift(start, draw(st.integers(0, (end - start).days)))
        return min(max(day, low), high)

    def span(self, draw: Draw, low: date | None = None, high: date | None = None) -> list[date]:
        """A start and an end."""
        return sorted([self.day(draw, low, high), self.day(draw, low, high)])

    def short_span(self, draw: Draw) -> list[date]:
        start = self.day(draw)
        return [start, shift(start, draw(st.integers(0, 12)))]


def partial(draw: Draw, day: date) -> str:
    """The day, or the month or year that it lies in: `2021-09` is the first day of it."""
    return iso(day)[: draw(st.sampled_from((10, 7, 4)))]


def spell(draw: Draw, calendar: Calendar) -> Record:
    """A spell that mostly began long ago and sometimes ends."""
    since, until = calendar.span(draw)
    began = iso(since) if sometimes(draw) else draw(st.sampled_from(("2025", "2025-09")))
    found: Record = {"since": partial(draw, since) if sometimes(draw, 8) else began}
    if sometimes(draw):
        found["until"] = iso(until)
    return found


# --- semesters ----------------------------------------------------------------------------------


def semester_dates(draw: Draw) -> list[tuple[str, date, date]]:
    """One or two semesters as (term, start, end)."""
    shape = draw(st.sampled_from(("autumn", "spring", "autumn+spring", "spring+autumn")))
    offset = draw(st.sampled_from((0, 1, 2, 4, 5, 6)))
    length = draw(st.integers(14, 45))
    if shape == "autumn":
        start = shift(date(2026, 8, 31), offset)
        return [("autumn", start, shift(start, length))]
    if shape == "spring":
        start = shift(date(2027, 2, 22), offset)
        return [("spring", start, shift(start, length))]
    gap = draw(st.sampled_from((0, 1, 3, 10, 20, 50)))
    second = draw(st.integers(14, 35))
    if shape == "autumn+spring":
        start = shift(date(2026, 12, 7), offset)
        end = shift(start, length)
        next_start = max(shift(end, 1 + gap), date(2027, 1, 1))
        terms = ("autumn", "spring")
    else:
        start = shift(date(2027, 7, 12), offset)
        end = shift(start, length)
        next_start = shift(end, 1 + gap)
        terms = ("spring", "autumn")
    return [(terms[0], start, end), (terms[1], next_start, shift(next_start, second))]


def class_teacher_entries(
    draw: Draw, calendar: Calendar, staff: list[str], start: date, end: date
) -> list[Record]:
    """One class teacher, or two who follow each other, with a gap or an overlap."""
    first: Record = {"staff": draw(st.sampled_from(staff))}
    if not sometimes(draw):
        return [first]
    first["until"] = iso(calendar.day(draw, start, shift(end, 5)))
    if sometimes(draw, 2):
        return [first]
    second: Record = {
        "staff": draw(st.sampled_from(staff)),
        "since": iso(calendar.day(draw, start, end)),
    }
    if sometimes(draw):
        second["until"] = iso(calendar.day(draw, as_date(second["since"]), shift(end, 5)))
    return [first, second]


def make_semester(
    draw: Draw, calendar: Calendar, staff: list[str], term: str, start: date, end: date
) -> Record:
    semester: Record = {
        "id": f"{start.year}-{term}",
        "name": f"{start.year} {term}",
        "term": term,
        "start": iso(start),
        "end": iso(end),
    }
    if sometimes(draw):
        middle = calendar.day(draw, shift(start, 1), end)
        semester["midpoint"] = iso(middle)
        calendar.mark(middle)
    holidays = []
    for _ in range(draw(st.integers(0, 2))):
        first = calendar.day(draw, start, end)
        last = min(shift(first, draw(st.integers(0, 9))), end)
        holidays.append({"from": iso(first), "to": iso(last)})
        calendar.mark(first, last)
    if holidays:
        semester["holidays"] = holidays
    makeup = [calendar.day(draw, start, end) for _ in range(draw(st.integers(0, 2)))]
    if makeup:
        semester["makeup_days"] = sorted({iso(day) for day in makeup})
        calendar.mark(*makeup)
    # `exam` is always named, so that every rule's windows are known in every semester.
    windows = {}
    for name in ["exam", *some_of(draw, WINDOWS[:3], most=3)]:
        first, last = calendar.span(draw, start, end)
        windows[name] = {"from": iso(first), "to": iso(last)}
        calendar.mark(first, last)
    semester["windows"] = windows
    listed = CLASSES if not sometimes(draw, 4) else CLASSES[:1]
    semester["classes"] = [
        {
            "class": class_id,
            "class_teachers": class_teacher_entries(draw, calendar, staff, start, end),
            "pupils": 30,
        }
        for class_id in listed
    ]
    return semester


# --- people -------------------------------------------------------------------------------------


def make_staff(draw: Draw, calendar: Calendar, staff_id: str) -> Record:
    person: Record = {
        "id": staff_id,
        "name": f"Teacher {staff_id}",
        "group": draw(st.sampled_from(GROUPS)),
    }
    if sometimes(draw):
        person["counsellor"] = draw(st.booleans())
    since, until = calendar.span(draw)
    if sometimes(draw, 4):
        person["since"] = iso(since)
    if sometimes(draw, 4):
        person["until"] = iso(until)
    return person


def make_child(draw: Draw, calendar: Calendar, number: int) -> Record:
    child: Record = {
        "id": f"c{number}",
        "name": f"Child {number}",
        "sex": draw(st.sampled_from(("female", "male"))),
        "born": f"2016-03-{number:02}",
        "class": draw(st.sampled_from(CLASSES)),
        "enrolled": draw(st.sampled_from(("2025-09-01", "2025-09", "2025"))),
        "left_behind": [
            {**spell(draw, calendar), "type": draw(st.sampled_from(LEFT_BEHIND))}
            for _ in range(draw(st.integers(1, 2)))
        ],
    }
    enrolled, left = calendar.span(draw)
    if sometimes(draw, 5):
        child["enrolled"] = partial(draw, enrolled)
    if sometimes(draw, 5):
        child["left"] = iso(left)
        child["left_reason"] = "transferred"
    if sometimes(draw, 5):
        other = next(item for item in CLASSES if item != child["class"])
        child["earlier_classes"] = [{"class": other, "until": iso(calendar.day(draw))}]
    for spells in ("boarding", "priority", "unguarded"):
        if sometimes(draw):
            child[spells] = [spell(draw, calendar)]
    for codes, values in (("needs", NEEDS), ("hardship", HARDSHIP)):
        chosen = some_of(draw, values)
        if chosen:
            child[codes] = chosen
    absences = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        first, last = calendar.short_span(draw)
        absences.append({"from": iso(first), "to": iso(last)})
        calendar.mark(first, last)
    if absences:
        child["absences"] = absences
    return child


def make_pairing(
    draw: Draw, calendar: Calendar, kind: str, child: str, staff: list[str], since: str
) -> Record:
    pairing: Record = {"kind": kind, "child": child, "staff": draw(st.sampled_from(staff))}
    pairing["since"] = since
    if sometimes(draw):
        until = calendar.day(draw, max(as_date(since), calendar.start))
        pairing["until"] = iso(until)
        calendar.mark(until)
    return pairing


def make_pairings(
    draw: Draw, calendar: Calendar, children: list[str], staff: list[str]
) -> list[Record]:
    """Who looks after whom: often one, sometimes nobody, changes with gaps and overlaps."""
    found = []
    for child in children:
        for kind in PAIRINGS:
            if kind != "paired_teacher" and not sometimes(draw):
                continue
            if sometimes(draw, 6):
                continue
            found.append(make_pairing(draw, calendar, kind, child, staff, "2025-09"))
            if "until" in found[-1] and sometimes(draw, 2):
                since = iso(calendar.day(draw))
                found.append(make_pairing(draw, calendar, kind, child, staff, since))
    if len(children) > 1 and sometimes(draw, 4):
        kind = draw(st.sampled_from(("friend", "study_helper")))
        found.append(
            {"kind": kind, "child": children[0], "peer": children[1], "since": "2025-09-01"}
        )
    return found


# --- rules --------------------------------------------------------------------------------------


def make_for(draw: Draw, scope: str) -> Record:
    selector: Record = {}
    for name, values in (
        ("boarding", (True, False)),
        ("priority", (True, False)),
        ("unguarded", (False, True)),
        ("min_grade", (1, 2, 3, 4)),
        ("max_grade", (6, 4, 3, 2)),
    ):
        if sometimes(draw, 4 if scope == "child" or "grade" in name else 20):
            selector[name] = draw(st.sampled_from(values))
    for name, codes in (("needs", NEEDS), ("hardship", HARDSHIP)):
        if scope == "child" and sometimes(draw, 6):
            selector[name] = some_of(draw, codes, least=1)
    return selector


def make_every(draw: Draw) -> Any:
    shape = draw(st.sampled_from((*PERIODS, "week", "rolling", "rolling", "windows", "windows")))
    if shape == "rolling":
        return {"days": draw(st.integers(1, 21))}
    if shape == "windows":
        return {"windows": some_of(draw, WINDOWS, least=1, most=3)}
    return shape


def make_rule(draw: Draw, number: int) -> Record:
    scope = draw(st.sampled_from(("child", "child", "child", "class", "school")))
    every = make_every(draw)
    rule: Record = {
        "id": f"r{number}",
        "contact": some_of(draw, CONTACTS[scope][:4], least=1, most=3)
        if draw(st.booleans())
        else some_of(draw, CONTACTS[scope], least=1, most=5),
        "every": every,
    }
    if scope != "child" or sometimes(draw, 6):
        rule["scope"] = scope
    if sometimes(draw, 3 if scope == "child" else 12):
        rule["with"] = some_of(draw, COUNTERPARTS, least=1)
    if sometimes(draw, 2 if scope == "child" else 4):
        roles = ROLES if sometimes(draw, 2) else (ROLES[:2] if scope != "school" else GROUPS)
        rule["by"] = some_of(draw, (*roles, "counsellor"), least=1)
    if sometimes(draw, 4):
        rule["times"] = draw(st.integers(2, 3))
    if sometimes(draw, 2):
        rule["grace_days"] = draw(st.sampled_from((1, 2, 3, 5, 7, 9, 16)))
    if sometimes(draw):
        rule["min_school_days"] = draw(st.sampled_from((1, 2, 3, 4, 6)))
    if every == "vacation":
        rule["during"] = draw(st.sampled_from(("vacation", "always")))
    elif sometimes(draw):
        rule["during"] = draw(st.sampled_from(("always", "vacation", "semester")))
    if sometimes(draw):
        selector = make_for(draw, scope)
        if selector:
            rule["for"] = selector
    if sometimes(draw, 5):
        rule["severity"] = draw(st.sampled_from(("warning", "error", "info")))
    if sometimes(draw, 10):
        rule["enabled"] = draw(st.booleans())
    return rule


# --- what happened ------------------------------------------------------------------------------


class Happened:
    """Draws dated records; each names only children who are enrolled on its day."""

    def __init__(
        self, draw: Draw, calendar: Calendar, records: Record, rules: list[Record]
    ) -> None:
        self.draw, self.calendar, self.rules = draw, calendar, rules
        self.children: list[Record] = records["child"]
        self.pairings: list[Record] = records["pairing"]
        self.staff: list[str] = [person["id"] for person in records["staff"]]

    def code(self, codes: tuple[str, ...]) -> str:
        """One of the codes, mostly one that a rule asks for."""
        asked = [code for code in codes for rule in self.rules if code in rule["contact"]]
        return str(
            self.draw(st.sampled_from(codes if not asked or sometimes(self.draw) else asked))
        )

    def people(self, children: list[str]) -> list[str]:
        """One or two members of staff, mostly those who look after the children."""
        paired = [
            pairing["staff"]
            for pairing in self.pairings
            if pairing["child"] in children and "staff" in pairing
        ]
        near = sorted(set(paired))
        if near and not sometimes(self.draw):
            return some_of(self.draw, near, least=1)
        return some_of(self.draw, self.staff, least=1)

    def enrolled(self, day: date) -> list[str]:
        return [
            child["id"]
            for child in self.children
            if as_date(child["enrolled"]) <= day
            and ("left" not in child or day <= as_date(child["left"]))
        ]

    def children_on(self, day: date, most: int = 2) -> list[str]:
        present = self.enrolled(day)
        return some_of(self.draw, present, least=1, most=most) if present else []

    def visit(self) -> Record | None:
        draw, day = self.draw, self.calendar.day(self.draw)
        children = self.children_on(day)
        if not children:
            return None
        kinds = [self.code(VISIT_KINDS)]
        if sometimes(draw):
            kinds += some_of(draw, [kind for kind in VISIT_KINDS if kind not in kinds], least=1)
        visit: Record = {"date": iso(day), "children": children, "kind": kinds}
        if set(kinds) & WITH_REQUIRED or sometimes(draw):
            visit["with"] = some_of(draw, COUNTERPARTS, least=1, most=3)
        peers = [child for child in self.enrolled(day) if child not in children]
        if kinds == ["peer_visit"] and peers and draw(st.booleans()):
            visit["by"] = some_of(draw, peers, least=1, most=1)
        else:
            visit["by"] = self.people(children)
        if sometimes(draw, 4):
            visit["outcome"] = draw(st.sampled_from(("reached", "not_reached", "declined")))
        visit["summary"] = "Went well."
        if sometimes(draw, 8):
            visit["confidential"] = True
        return visit

    def activity(self) -> Record:
        draw, day = self.draw, self.calendar.day(self.draw)
        activity: Record = {
            "title": "Together",
            "kind": self.code(ACTIVITY_KINDS),
            "date": iso(day),
        }
        if sometimes(draw, 4):
            activity["until"] = iso(shift(day, draw(st.integers(0, 9))))
        if draw(st.booleans()):
            activity["organisers"] = some_of(draw, self.staff, least=1)
        if draw(st.booleans()):
            activity["classes"] = some_of(draw, CLASSES, least=1)
        children = self.children_on(day) if sometimes(draw) else []
        if children:
            activity["children"] = children
        return activity

    def provision(self) -> Record:
        draw, day = self.draw, self.calendar.day(self.draw)
        kind = self.code(PROVISION_KINDS)
        provision: Record = {"date": iso(day), "kind": kind, "count": 20}
        if kind != "room_open" or draw(st.booleans()):
            provision["class"] = draw(st.sampled_from(CLASSES))
        provision["by"] = draw(st.sampled_from(self.staff))
        return provision

    def aid(self) -> Record | None:
        day = self.calendar.day(self.draw)
        children = self.children_on(day)
        kind = self.draw(st.sampled_from(AID_KINDS))
        aid = {"date": iso(day), "children": children, "kind": kind, "item": "Coat"}
        return {**aid, "source": "Township"} if children else None

    def health(self) -> Record | None:
        day = self.calendar.day(self.draw)
        children = self.children_on(day, most=1)
        return {"child": children[0], "date": iso(day)} if children else None

    def wish(self) -> Record | None:
        day = self.calendar.day(self.draw)
        children = self.children_on(day, most=1)
        wish = {"text": "A ball", "collected": iso(day)}
        return {"child": children[0], **wish} if children else None

    def observation(self) -> Record | None:
        day = self.calendar.day(self.draw)
        children = self.children_on(day, most=1)
        area = self.draw(st.sampled_from(AREAS))
        by = self.people(children)[0]
        observation = {"date": iso(day), "area": area, "by": by, "text": "Read aloud."}
        return {"child": children[0], **observation} if children else None

    def several(self, one: Any, most: int) -> list[Record]:
        found = [one() for _ in range(self.draw(st.integers(0, most)))]
        return [record for record in found if record is not None]


def make_exemption(
    draw: Draw, calendar: Calendar, children: list[str], rules: list[str], staff: list[str]
) -> Record:
    first, last = calendar.short_span(draw)
    exemption: Record = {}
    if draw(st.booleans()):
        exemption["children"] = some_of(draw, children, least=1)
    if draw(st.booleans()):
        exemption["rules"] = some_of(draw, rules, least=1)
    exemption |= {"from": iso(first), "to": iso(last), "reason": "Flood"}
    exemption["approved_by"] = draw(st.sampled_from(staff))
    return exemption


# --- the school ---------------------------------------------------------------------------------


@st.composite
def schools(draw: Draw) -> tuple[dict[str, Any], str]:
    """A valid school and an as-of date before, in or after its semesters."""
    dates = semester_dates(draw)
    calendar = Calendar(dates)
    staff_ids = [f"t{number}" for number in range(1, draw(st.integers(2, 5)) + 1)]
    semesters = [make_semester(draw, calendar, staff_ids, *item) for item in dates]
    rules = [make_rule(draw, number) for number in range(1, draw(st.integers(1, 4)) + 1)]
    children = [
        make_child(draw, calendar, number) for number in range(1, draw(st.integers(1, 5)) + 1)
    ]
    child_ids = [child["id"] for child in children]
    school: Record = {
        "name": "Hill school",
        "classes": [
            {"id": class_id, "entered": int(class_id[:4]), "number": 1} for class_id in CLASSES
        ],
    }
    if sometimes(draw, 5):
        school["first_grade"] = draw(st.sampled_from((1, 2)))
    if draw(st.booleans()):
        school["leading_group"] = [
            {"staff": person, "post": draw(st.sampled_from(("leader", "deputy", "member")))}
            for person in some_of(draw, staff_ids, least=1, most=3)
        ]

    exemptions = [
        make_exemption(draw, calendar, child_ids, [rule["id"] for rule in rules], staff_ids)
        for _ in range(draw(st.sampled_from((0, 0, 1, 2))))
    ]
    records: dict[str, Any] = {
        "school": school,
        "policy": {"rules": rules},
        "semester": semesters,
        "staff": [make_staff(draw, calendar, staff_id) for staff_id in staff_ids],
        "child": children,
        "pairing": make_pairings(draw, calendar, child_ids, staff_ids),
        "exemption": exemptions,
    }
    happened = Happened(draw, calendar, records, rules)
    for kind, one, most in (
        ("visit", happened.visit, 16),
        ("activity", happened.activity, 6),
        ("provision", happened.provision, 6),
        ("aid", happened.aid, 2),
        ("health", happened.health, 1),
        ("wish", happened.wish, 2),
        ("observation", happened.observation, 3),
    ):
        records[kind] = happened.several(one, most)
    if sometimes(draw, 40):
        del records["policy"]
        records["exemption"] = [
            {key: value for key, value in item.items() if key != "rules"} for item in exemptions
        ]
    as_of = calendar.day(draw)
    if sometimes(draw, 6):
        as_of = shift(as_of, draw(st.integers(-20, 60)))
    return records, iso(as_of)
