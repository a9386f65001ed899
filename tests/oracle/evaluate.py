"""The contact policy read word by word.

This module answers the same questions as the engine, in the most literal way: it walks over days,
children and records again and again, and every function stands for a sentence of the policy text,
which it quotes. It is slow on purpose and shares no code with the engine.

Input: a mapping from kind (``school``, ``policy``, ``semester``, ``staff``, ``child``, ``pairing``,
``visit``, ``activity``, ``observation``, ``aid``, ``wish``, ``health``, ``provision``,
``exemption``) to a list of canonical records; ``school`` and ``policy`` map to one mapping each.
A missing kind is an empty one. The policy is resolved: ``rules`` is the complete list.

Readings chosen
---------------

Where the text leaves room, this is what the module does.

R1  After the last semester on record (with no next one, however long ago) "the semester" is still
    that last one: "both lists go on until the next one begins".
R2  With no semester nothing is owed and nobody is unassigned; completion still has one all-zero
    entry per enabled rule.
R3  ``during: vacation`` is owed in the vacation only, ``always`` in both, ``semester`` in the
    semester only. "Also owed in the vacation" is read as "also" for ``always``.
R4  ``every: vacation`` gives no period in a semester, so with ``during: semester`` it gives none at
    all. ``day``, ``half_semester``, ``semester``, ``school_year`` and windows give none in a
    vacation, so with ``during: vacation`` they give none at all. A rolling rule ignores ``during``:
    it always runs in the semester and never in a vacation.
R5  "45 days where none is" is the 45 days from the day after the semester's end. On the 46th no
    vacation holds D: vacation obligations are gone, those of the semester stay.
R6  The vacation's obligations exist only while D is in it; those of the semester before it exist
    beside them and share one order, one crediting of contacts and one run.
R7  Completion counts every obligation that exists on D: a vacation belongs, as for the lists, to
    the semester before it, and a school year to both its semesters. The narrower reading (no
    vacation obligations) is ``COMPLETION_COUNTS_VACATION = False``.
R8  A school day lies inside a semester on record (its own ``holidays`` and ``makeup_days``); a day
    of a vacation is one for vacation periods only, "and nowhere else". So a school year that runs
    to 31 August, or over the winter vacation, has no school days outside its semesters.
R9  A make-up day inside a holiday, or on a Monday to Friday, is a school day ("plus").
R10 The "spring semester after it" and "the autumn one" are those of the same school year (it begins
    in the year in which its autumn semester starts: for a spring semester, the year before).
    31 August is that of the year after.
R11 Only weeks and months are "cut". ``opening`` and ``final`` of a semester shorter than 21 days
    are the whole of it ("its first 21 days"). A default ``midterm`` and a window that the semester
    names are taken as they are, even if they reach outside it. A window that the semester does not
    know gives no period.
R12 "(an owed day, weekends and holidays aside)": the rolling clock starts on the first day of the
    semester, school day or not, on which everything else about an owed day holds. The due day must
    be an owed school day.
R13 A rolling obligation starts on the clock's day (the first day, or the day of the contact that
    closed the one before); only a contact on a later day closes it. It is never waived. It is
    ``future`` when its start is after D.
R14 The rolling clock also starts on a class's or the school's first day to which the rule applies.
R15 "Every child on record" is every child, whoever it is: a child who is not left behind, or left
    years ago, adds waived obligations. "Class of the semester": each one the semester lists.
R16 ``for`` on a class is ``min_grade`` and ``max_grade``, on the school nothing.
R17 The grade on every day of an evaluation is that of the semester's school year (also in the
    summer vacation after it), for the class of which the child is a member on that day: the first
    of ``earlier_classes`` whose ``until`` is not past, else ``class``.
R18 A pairing role is held for a child. No class and not the school has a ``paired_teacher``,
    ``proxy_parent`` or ``community_parent``, so a rule of theirs with only such roles is waived.
R19 A pairing and a class-teacher entry hold as written, whatever the staff member's own ``since``
    and ``until``; these limit the group roles and ``counsellor`` only.
R20 A class teacher without ``since`` starts with the semester; without ``until`` goes on to the day
    before the next semester on record, or for ever. A written ``since`` or ``until`` is not cut.
R21 A group role (``administration``, …) is held for every child, every class and the school by each
    member of the group, and ``responsible`` lists them all.
R22 An activity names a child in ``children`` only (not in results, findings or ``guardians_of``).
    Its contact is on ``date``, whatever ``until`` says. For a class, its ``children`` do not
    matter: an activity that lists no class counts for every class.
R23 A visit and a child's records never count for a class or the school.
R24 ``with`` of a visit, when given, replaces the defaults of all its kinds; when blank, the
    defaults of all its kinds count together, for each of its kinds. One match is enough.
R25 A confidential visit counts like any other.
R26 ``by`` of a visit is compared with staff ids; a child who visits a peer holds no role.
R27 A contact of the rule before the semester, or after every period, is not credited but is a
    "qualifying contact" for ``last_contact``, the run, and "dated after that period's end".
    So is one that was credited, or was not enough (``times``).
R28 "A met one" of the run is ``met`` or ``met_late``.
R29 ``closed`` is the parenthesis alone (not waived, end + grace before D): an obligation met before
    its end is not closed until then.
R30 The condition on D is for children only: a class or the school may be overdue on a day on which
    it is exempted or without a holder of the role.
R31 Unassigned looks at the day D only: a child-scope rule with ``by`` is listed even if it has no
    period on that day (a vacation rule in term, a window that is past).
R32 ``responsible`` of a school-scope rule without ``by``: every member of the leading group whose
    post is ``leader``. Of a class: its class teachers on D.
R33 An empty list (``by``, ``with``, ``children``, ``rules``, ``for``'s) is the same as a blank one.
R34 ``contact: other`` is the activity kind. ``aid/other`` is the aid kind.
R35 ``min_school_days`` is 1 or more: a period without an owed day is always waived.
    ``grace_days`` are calendar days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

Record = dict[str, Any]
Records = dict[str, Any]

COMPLETION_COUNTS_VACATION = True  # R7

STATES = ("met", "met_late", "missed", "open", "waived", "future")
SCHOOL = "school"
ONE_DAY = timedelta(days=1)

# "`with` is ★ for home_visit, …; otherwise blank means": what a blank `with` means, by kind.
BLANK_WITH: dict[str, set[str]] = {
    "home_visit": set(),
    "meeting": set(),
    "phone_call": set(),
    "video_call": set(),
    "message": set(),
    "talk": {"child"},
    "tutoring": {"child"},
    "counselling": {"child"},
    "home_stay": {"child"},
    "peer_visit": {"child"},
    "family_call": {"child", "parent"},
    "family_letter": {"child", "parent"},
    "letter": {"parent"},
    "school_visit": {"parent"},
}
PAIRING_ROLES = ("paired_teacher", "proxy_parent", "community_parent")
GROUP_ROLES = ("administration", "teacher", "support", "outside")


# --- days ---------------------------------------------------------------------------------------


@cache
def first_day(text: str) -> date:
    """`2021` or `2021-09`: "the first day of it"; a whole date is itself."""
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def days_of(start: date, end: date) -> Iterator[date]:
    """Each day from start to end, both included."""
    day = start
    while day <= end:
        yield day
        day += ONE_DAY


def within(day: date, start: str | None, end: str | None) -> bool:
    """Policy: "All ends are inclusive"; a blank start or end is no limit."""
    return (not start or first_day(start) <= day) and (not end or day <= first_day(end))


def in_a_spell(day: date, spells: list[Record] | None) -> bool:
    return any(within(day, spell["since"], spell.get("until")) for spell in spells or [])


# --- semesters and vacations --------------------------------------------------------------------


def entries(records: Records, kind: str) -> list[Record]:
    return records.get(kind) or []


def start_of(semester: Record) -> date:
    return first_day(semester["start"])


def end_of(semester: Record) -> date:
    return first_day(semester["end"])


def semesters(records: Records) -> list[Record]:
    return sorted(entries(records, "semester"), key=start_of)


def semester_on(records: Records, day: date) -> Record | None:
    """Policy: "The semester is the one that holds D; between two, the one that ended last; before the
    first or with none on record there is none."
    """
    begun = [semester for semester in semesters(records) if start_of(semester) <= day]
    return begun[-1] if begun else None


def next_semester(records: Records, semester: Record) -> Record | None:
    later = [other for other in semesters(records) if start_of(other) > end_of(semester)]
    return later[0] if later else None


def vacation_after(records: Records, semester: Record) -> tuple[date, date]:
    """Policy: "A vacation runs from the day after a semester's end to the day before the next one on
    record (45 days where none is)."
    """
    following = next_semester(records, semester)
    if following is None:
        return end_of(semester) + ONE_DAY, end_of(semester) + timedelta(days=45)
    return end_of(semester) + ONE_DAY, start_of(following) - ONE_DAY


def is_school_day(records: Records, day: date) -> bool:
    """Policy: "Monday to Friday outside `holidays`, plus `makeup_days`." """
    for semester in semesters(records):
        if not start_of(semester) <= day <= end_of(semester):
            continue
        if day in [first_day(text) for text in semester.get("makeup_days") or []]:
            return True
        holiday = any(
            first_day(item["from"]) <= day <= first_day(item["to"])
            for item in semester.get("holidays") or []
        )
        return day.isoweekday() <= 5 and not holiday
    return False


def year_school_year_began(semester: Record) -> int:
    year = start_of(semester).year
    return year if semester["term"] == "autumn" else year - 1


def school_year(records: Records, semester: Record) -> tuple[date, date]:
    """Policy: "From the start of the autumn semester to the end of the spring semester after it (31 August
    where that one isn't on record; from the spring semester's start where the autumn one isn't)."
    """
    began = year_school_year_began(semester)
    same_year = [item for item in semesters(records) if year_school_year_began(item) == began]
    autumn = [item for item in same_year if item["term"] == "autumn"]
    spring = [item for item in same_year if item["term"] == "spring"]
    start = start_of(autumn[0]) if autumn else start_of(spring[0])
    end = end_of(spring[-1]) if spring else date(began + 1, 8, 31)
    return start, end


def midpoint(semester: Record) -> date:
    """Policy: "The first day of the second half; default: start + (days in semester) // 2." """
    if semester.get("midpoint"):
        return first_day(semester["midpoint"])
    days_in_semester = len(list(days_of(start_of(semester), end_of(semester))))
    return start_of(semester) + timedelta(days=days_in_semester // 2)


# --- periods ------------------------------------------------------------------------------------


class Period(NamedTuple):
    start: date
    end: date
    in_vacation: bool = False


def weeks(start: date, end: date) -> list[tuple[date, date]]:
    """Policy: "`week` Monday to Sunday", cut to start and end."""
    pieces: dict[tuple[int, int], list[date]] = {}
    for day in days_of(start, end):
        pieces.setdefault((day.isocalendar().year, day.isocalendar().week), []).append(day)
    return [(days[0], days[-1]) for days in pieces.values()]


def months(start: date, end: date) -> list[tuple[date, date]]:
    """Policy: "`month` the calendar month", cut to start and end."""
    pieces: dict[tuple[int, int], list[date]] = {}
    for day in days_of(start, end):
        pieces.setdefault((day.year, day.month), []).append(day)
    return [(days[0], days[-1]) for days in pieces.values()]


def window(semester: Record, name: str) -> tuple[date, date] | None:
    """The semester's named window; else the default ones: "`opening` is its first 21 days,
    `midterm` midpoint - 10 to midpoint + 10, `final` its last 21 days".
    """
    start, end = start_of(semester), end_of(semester)
    named = (semester.get("windows") or {}).get(name)
    if named:
        return first_day(named["from"]), first_day(named["to"])
    if name == "opening":
        return start, min(start + timedelta(days=20), end)
    if name == "midterm":
        return midpoint(semester) - timedelta(days=10), midpoint(semester) + timedelta(days=10)
    if name == "final":
        return max(end - timedelta(days=20), start), end
    return None


def is_rolling(rule: Record) -> bool:
    return isinstance(rule["every"], dict) and "days" in rule["every"]


def periods(records: Records, semester: Record, rule: Record, as_of: date) -> list[Period]:
    """Every period of a rule that is not rolling, "ordered by their end, then by their start"."""
    every, during = rule["every"], rule.get("during") or "semester"
    found: list[Period] = []
    if during in ("semester", "always"):
        found += [Period(*piece) for piece in periods_in_semester(records, semester, every)]
    if during in ("vacation", "always"):
        start, end = vacation_after(records, semester)
        if start <= as_of <= end:  # "the vacation that holds D"
            found += [Period(*piece, True) for piece in periods_in_vacation(start, end, every)]
    return sorted(found, key=lambda period: (period.end, period.start))


def periods_in_semester(records: Records, semester: Record, every: Any) -> list[tuple[date, date]]:
    start, end = start_of(semester), end_of(semester)
    if every == "day":  # "each school day"
        return [(day, day) for day in days_of(start, end) if is_school_day(records, day)]
    if every == "week":
        return weeks(start, end)
    if every == "month":
        return months(start, end)
    if every == "half_semester":  # "splits at `midpoint`"
        middle = midpoint(semester)
        halves = [(start, middle - ONE_DAY), (middle, end)]
        return [half for half in halves if half[0] <= half[1]]
    if every == "semester":
        return [(start, end)]
    if every == "school_year":
        return [school_year(records, semester)]
    if isinstance(every, dict) and "windows" in every:
        named = [window(semester, name) for name in every["windows"]]
        return [piece for piece in named if piece is not None]
    return []  # "every: vacation" has no period in a semester


def periods_in_vacation(start: date, end: date, every: Any) -> list[tuple[date, date]]:
    """Policy: "In weeks, months or once (`every: vacation`) cut to it. Other periods have no meaning in a
    vacation."
    """
    if every == "week":
        return weeks(start, end)
    if every == "month":
        return months(start, end)
    if every == "vacation":
        return [(start, end)]
    return []


# --- children and classes -----------------------------------------------------------------------


def child_by_id(records: Records, unit: str) -> Record:
    return next(child for child in entries(records, "child") if child["id"] == unit)


def class_of(child: Record, day: date) -> str:
    """The class a child is in on a day."""
    earlier = sorted(child.get("earlier_classes") or [], key=lambda item: first_day(item["until"]))
    for item in earlier:
        if day <= first_day(item["until"]):
            return str(item["class"])
    return str(child["class"])


def grade_of(records: Records, semester: Record, class_id: str) -> int:
    """Policy: "(year in which the school year began) - entered + first_grade." """
    school = records["school"]
    entered = next(item["entered"] for item in school["classes"] if item["id"] == class_id)
    return int(year_school_year_began(semester) - entered + (school.get("first_grade") or 1))


def is_enrolled(child: Record, day: date) -> bool:
    return within(day, child["enrolled"], child.get("left"))


def is_absent(child: Record, day: date) -> bool:
    return any(within(day, item["from"], item["to"]) for item in child.get("absences") or [])


def grade_fits(selector: Record, grade: int) -> bool:
    lowest, highest = selector.get("min_grade"), selector.get("max_grade")
    return (lowest is None or grade >= lowest) and (highest is None or grade <= highest)


def fits_for(records: Records, semester: Record, rule: Record, child: Record, day: date) -> bool:
    """Policy: "All of `for` must hold; a list in it means any of; `false` means must not." """
    selector = rule.get("for") or {}
    for spells in ("boarding", "priority", "unguarded"):
        wanted = selector.get(spells)
        if wanted is not None and in_a_spell(day, child.get(spells)) != wanted:
            return False
    for codes in ("needs", "hardship"):
        any_of = selector.get(codes)
        if any_of and not set(any_of) & set(child.get(codes) or []):
            return False
    return grade_fits(selector, grade_of(records, semester, class_of(child, day)))


def is_exempted(records: Records, rule: Record, child_id: str | None, day: date) -> bool:
    """Covered by an exemption for that rule; `None` is a class or the school ("exemptions without
    children apply").
    """
    for exemption in entries(records, "exemption"):
        children, rules = exemption.get("children") or [], exemption.get("rules") or []
        if (
            within(day, exemption["from"], exemption["to"])
            and (not children or child_id in children)
            and (not rules or rule["id"] in rules)
        ):
            return True
    return False


# --- roles --------------------------------------------------------------------------------------


def class_teachers(records: Records, class_id: str, day: date) -> set[str]:
    """Policy: "From the semester; without `until` until the next semester begins." """
    holders = set()
    for semester in semesters(records):
        following = next_semester(records, semester)
        for row in semester.get("classes") or []:
            if row["class"] != class_id:
                continue
            for entry in row.get("class_teachers") or []:
                since = first_day(entry["since"]) if entry.get("since") else start_of(semester)
                if entry.get("until"):
                    holds = since <= day <= first_day(entry["until"])
                elif following:
                    holds = since <= day < start_of(following)
                else:
                    holds = since <= day
                if holds:
                    holders.add(str(entry["staff"]))
    return holders


def role_holders(records: Records, scope: str, unit: str, role: str, day: date) -> set[str]:
    """Who holds a role for a child, a class or the school on a day."""
    if role == "class_teacher":
        if scope == "child":
            return class_teachers(records, class_of(child_by_id(records, unit), day), day)
        return class_teachers(records, unit, day) if scope == "class" else set()
    if role in PAIRING_ROLES:
        return {
            str(pairing["staff"])
            for pairing in entries(records, "pairing")
            if scope == "child"
            and pairing["kind"] == role
            and pairing["child"] == unit
            and pairing.get("staff")
            and within(day, pairing["since"], pairing.get("until"))
        }
    return {
        str(person["id"])
        for person in entries(records, "staff")
        if (person["group"] == role or (role == "counsellor" and person.get("counsellor")))
        and within(day, person.get("since"), person.get("until"))
    }


def holders(records: Records, rule: Record, unit: str, day: date) -> set[str]:
    """Who holds one of the rule's roles for the unit on a day."""
    found: set[str] = set()
    for role in rule.get("by") or []:
        found |= role_holders(records, scope_of(rule), unit, role, day)
    return found


# --- owed days ----------------------------------------------------------------------------------


def scope_of(rule: Record) -> str:
    return rule.get("scope") or "child"


def fits(records: Records, semester: Record, rule: Record, unit: str, day: date) -> bool:
    """Everything about an owed day but the school day and the role."""
    scope = scope_of(rule)
    if scope == "child":
        child = child_by_id(records, unit)
        return (
            is_enrolled(child, day)
            and in_a_spell(day, child["left_behind"])
            and not is_absent(child, day)
            and fits_for(records, semester, rule, child, day)
            and not is_exempted(records, rule, unit, day)
        )
    if is_exempted(records, rule, None, day):
        return False
    if scope == "class":
        return grade_fits(rule.get("for") or {}, grade_of(records, semester, unit))
    return True


def applies(records: Records, semester: Record, rule: Record, unit: str, day: date) -> bool:
    """Policy: "A day on which the rule applies": an owed day, "school day or not"."""
    has_holder = not rule.get("by") or bool(holders(records, rule, unit, day))
    return has_holder and fits(records, semester, rule, unit, day)


def is_owed_school_day(
    records: Records, semester: Record, rule: Record, unit: str, day: date
) -> bool:
    return is_school_day(records, day) and applies(records, semester, rule, unit, day)


def owed_days(
    records: Records, semester: Record, rule: Record, unit: str, period: Period
) -> list[date]:
    """The owed days of a period; in a vacation "each of its days counts as a school day"."""
    return [
        day
        for day in days_of(period.start, period.end)
        if (period.in_vacation or is_school_day(records, day))
        and applies(records, semester, rule, unit, day)
    ]


# --- contacts -----------------------------------------------------------------------------------


def is_reached(visit: Record) -> bool:
    return (visit.get("outcome") or "reached") == "reached"


def counterparts(visit: Record) -> set[str]:
    """Whom a visit was with: what it says, else what a blank means "of several kinds, all of these
    together".
    """
    if visit.get("with"):
        return set(visit["with"])
    return set().union(*(BLANK_WITH[kind] for kind in visit["kind"]))


def done_by_a_holder(
    records: Records, rule: Record, unit: str, people: list[str] | None, day: date
) -> bool:
    """Policy: "Done by somebody who held one of the roles … on that day." """
    return not rule.get("by") or bool(set(people or []) & holders(records, rule, unit, day))


def visit_dates(records: Records, rule: Record, unit: str) -> Iterator[date]:
    """Policy: "A visit: each of its `children`. Visits count only when `reached`." """
    if scope_of(rule) != "child":
        return
    for visit in entries(records, "visit"):
        day = first_day(visit["date"])
        if (
            unit in visit["children"]
            and is_reached(visit)
            and set(visit["kind"]) & set(rule["contact"])
            and (not rule.get("with") or counterparts(visit) & set(rule["with"]))
            and done_by_a_holder(records, rule, unit, visit["by"], day)
        ):
            yield day


def activity_counts_for(records: Records, activity: Record, scope: str, unit: str) -> bool:
    """Policy: "An activity: the school; each class it lists, or every class when it lists none; each child
    it names, or, when it names none, each child of a class it *lists* who is enrolled that day."
    """
    classes, children = activity.get("classes") or [], activity.get("children") or []
    if scope == "school":
        return True
    if scope == "class":
        return not classes or unit in classes
    if children:
        return unit in children
    child, day = child_by_id(records, unit), first_day(activity["date"])
    return class_of(child, day) in classes and is_enrolled(child, day)


def activity_dates(records: Records, rule: Record, unit: str) -> Iterator[date]:
    for activity in entries(records, "activity"):
        day = first_day(activity["date"])
        if (
            activity["kind"] in rule["contact"]
            and activity_counts_for(records, activity, scope_of(rule), unit)
            and done_by_a_holder(records, rule, unit, activity.get("organisers"), day)
        ):
            yield day


def provision_dates(records: Records, rule: Record, unit: str) -> Iterator[date]:
    """Policy: "Provisions: their class, and the school." """
    for provision in entries(records, "provision"):
        for_unit = scope_of(rule) == "school" or (
            scope_of(rule) == "class" and provision.get("class") == unit
        )
        if provision["kind"] in rule["contact"] and for_unit:
            yield first_day(provision["date"])


def observation_dates(records: Records, rule: Record, unit: str) -> Iterator[date]:
    """An observation: its child; `observation/diary` narrows it by area."""
    if scope_of(rule) != "child":
        return
    for observation in entries(records, "observation"):
        day = first_day(observation["date"])
        if (
            observation["child"] == unit
            and {"observation", f"observation/{observation['area']}"} & set(rule["contact"])
            and done_by_a_holder(records, rule, unit, [observation["by"]], day)
        ):
            yield day


def care_dates(records: Records, rule: Record, unit: str) -> Iterator[date]:
    """Policy: "Aid, health checks, wishes (on `collected`): their child." """
    if scope_of(rule) != "child":
        return
    for aid in entries(records, "aid"):
        if unit in aid["children"] and {"aid", f"aid/{aid['kind']}"} & set(rule["contact"]):
            yield first_day(aid["date"])
    for check in entries(records, "health"):
        if check["child"] == unit and "health" in rule["contact"]:
            yield first_day(check["date"])
    for wish in entries(records, "wish"):
        if wish["child"] == unit and "wish" in rule["contact"]:
            yield first_day(wish["collected"])


def contacts(records: Records, rule: Record, unit: str, as_of: date) -> list[date]:
    """The days with a qualifying contact. "Contacts dated after D are ignored. Several contacts on
    one day count as one."
    """
    found = set(visit_dates(records, rule, unit))
    if not rule.get("with"):  # "A rule with `with` counts visits only."
        found |= set(activity_dates(records, rule, unit))
        found |= set(observation_dates(records, rule, unit))
        if not rule.get("by"):  # "… counts visits, activities and observations only"
            found |= set(provision_dates(records, rule, unit))
            found |= set(care_dates(records, rule, unit))
    return sorted(day for day in found if day <= as_of)


def last_visit_of_any_kind(records: Records, unit: str, as_of: date) -> date | None:
    """Policy: "The child's last reached visit of any kind." """
    found = [
        first_day(visit["date"])
        for visit in entries(records, "visit")
        if unit in visit["children"] and is_reached(visit) and first_day(visit["date"]) <= as_of
    ]
    return max(found, default=None)


# --- obligations --------------------------------------------------------------------------------


@dataclass
class Obligation:
    start: date
    end: date
    last_late_day: date
    in_vacation: bool = False
    waived: bool = False
    credited: list[date] = field(default_factory=list)
    state: str = ""


class Owed(NamedTuple):
    """One obligation as `obligations` lists it."""

    rule: str
    scope: str
    unit: str
    start: str
    end: str
    state: str


class Grounds(NamedTuple):
    """What can be said of one rule, one unit and one day."""

    meant: bool
    applies: bool
    owed: bool
    spared: bool


class Tracked(NamedTuple):
    """One rule and one unit as `tracks` lists them: `obligations` are start, end, state, and the
    days credited; `grounds` are those of the as-of date."""

    rule: str
    scope: str
    unit: str
    contacts: list[str]
    obligations: list[tuple[str, str, str, list[str]]]
    grounds: Grounds


def grace_of(rule: Record) -> timedelta:
    return timedelta(days=rule.get("grace_days") or 0)


def min_school_days(rule: Record) -> int:
    """Policy: "Default: week 3, month 5, everything else 1." """
    if rule.get("min_school_days") is not None:
        return int(rule["min_school_days"])
    return {"week": 3, "month": 5}.get(rule["every"], 1) if isinstance(rule["every"], str) else 1


def state_of(credited: list[date], times: int, obligation: Obligation, as_of: date) -> str:
    """The table of states, "decided in this order"."""
    if obligation.waived:
        return "waived"
    if len(credited) >= times and credited[-1] <= obligation.end:
        return "met"
    if len(credited) >= times:
        return "met_late"
    if obligation.start > as_of:
        return "future"
    if as_of > obligation.last_late_day:
        return "missed"
    return "open"


def periodic_obligations(
    records: Records, semester: Record, rule: Record, unit: str, as_of: date
) -> list[Obligation]:
    times = rule.get("times") or 1
    found = []
    for period in periods(records, semester, rule, as_of):
        owed = owed_days(records, semester, rule, unit, period)
        found.append(
            Obligation(
                start=period.start,
                end=period.end,
                last_late_day=period.end + grace_of(rule),
                in_vacation=period.in_vacation,
                waived=len(owed) < min_school_days(rule),
            )
        )
    # "In date order each contact is credited to the oldest obligation not yet met, not waived, that
    # it falls into (grace included); it counts for no other obligation of that rule."
    for day in contacts(records, rule, unit, as_of):
        for obligation in found:
            falls_into_it = obligation.start <= day <= obligation.last_late_day
            if not obligation.waived and len(obligation.credited) < times and falls_into_it:
                obligation.credited.append(day)
                break
    for obligation in found:
        obligation.state = state_of(obligation.credited, times, obligation, as_of)
    return found


def rolling_due(
    records: Records, semester: Record, rule: Record, unit: str, start: date
) -> date | None:
    """Policy: "Falls due N days later, or on the next owed school day when that day is none. An obligation
    due after the semester's end does not exist."
    """
    earliest = start + timedelta(days=rule["every"]["days"])
    for day in days_of(earliest, end_of(semester)):
        if is_owed_school_day(records, semester, rule, unit, day):
            return day
    return None


def rolling_obligations(
    records: Records, semester: Record, rule: Record, unit: str, as_of: date
) -> list[Obligation]:
    first = None  # "the first day of the semester on which the rule applies"
    for day in days_of(start_of(semester), end_of(semester)):
        if applies(records, semester, rule, unit, day):
            first = day
            break
    if first is None:
        return []
    found = []
    # "Contacts on or before the first day are ignored." A later one closes the obligation "and
    # starts the next one"; None stands for the contact that has not come.
    closing = [day for day in contacts(records, rule, unit, as_of) if day > first]
    start = first
    for contact in [*closing, None]:
        due = rolling_due(records, semester, rule, unit, start)
        if due is None:
            break
        obligation = Obligation(start=start, end=due, last_late_day=due + grace_of(rule))
        if contact is not None and contact <= obligation.last_late_day:
            obligation.credited.append(contact)
        obligation.state = state_of(obligation.credited, 1, obligation, as_of)
        found.append(obligation)
        if contact is not None:
            start = contact
    return found


def obligations_of(
    records: Records, semester: Record, rule: Record, unit: str, as_of: date
) -> list[Obligation]:
    """The obligations of one rule and one unit, "ordered by their end, then by their start"."""
    make = rolling_obligations if is_rolling(rule) else periodic_obligations
    found = make(records, semester, rule, unit, as_of)
    return sorted(found, key=lambda obligation: (obligation.end, obligation.start))


def enabled_rules(records: Records) -> list[Record]:
    rules = (records.get("policy") or {}).get("rules") or []
    return [rule for rule in rules if rule.get("enabled", True)]


def units(records: Records, semester: Record, rule: Record) -> list[str]:
    """Policy: "Every child on record (class of the semester; the school)." """
    if scope_of(rule) == "child":
        return sorted(child["id"] for child in entries(records, "child"))
    if scope_of(rule) == "class":
        return sorted({row["class"] for row in semester.get("classes") or []})
    return [SCHOOL]


# --- overdue, unassigned, completion ------------------------------------------------------------


def responsible(records: Records, rule: Record, unit: str, as_of: date) -> list[str]:
    """Policy: "Who holds the rule's roles on D, sorted by id; where the rule names none, the class teacher,
    for the school the leader of the leading group."
    """
    if rule.get("by"):
        return sorted(holders(records, rule, unit, as_of))
    if scope_of(rule) == "school":
        group = records["school"].get("leading_group") or []
        return sorted({member["staff"] for member in group if member["post"] == "leader"})
    return sorted(role_holders(records, scope_of(rule), unit, "class_teacher", as_of))


def overdue_row(
    records: Records, semester: Record, rule: Record, unit: str, as_of: date
) -> Record | None:
    """The row of the overdue list, or None."""
    closed = [
        obligation
        for obligation in obligations_of(records, semester, rule, unit, as_of)
        if obligation.state != "waived" and obligation.last_late_day < as_of
    ]
    if not closed or closed[-1].state != "missed":
        return None
    qualifying = contacts(records, rule, unit, as_of)
    last_contact = qualifying[-1] if qualifying else None
    if last_contact is not None and last_contact > closed[-1].end:
        return None
    if scope_of(rule) == "child" and not applies(records, semester, rule, unit, as_of):
        return None
    run = []
    for obligation in reversed(closed):
        made_good = last_contact is not None and obligation.end < last_contact
        if obligation.state != "missed" or made_good:
            break
        run.append(obligation)
    due = run[-1].end
    seen = last_visit_of_any_kind(records, unit, as_of) if scope_of(rule) == "child" else None
    return {
        "scope": scope_of(rule),
        "unit": unit,
        "rule": rule["id"],
        "due": due.isoformat(),
        "days_overdue": (as_of - due).days,
        "missed_in_a_row": len(run),
        "last_contact": last_contact.isoformat() if last_contact else None,
        "last_any_contact": seen.isoformat() if seen else None,
        "responsible": responsible(records, rule, unit, as_of),
    }


def is_unassigned(records: Records, semester: Record, rule: Record, unit: str, as_of: date) -> bool:
    """Policy: "Where everything fits but nobody holds the role … only children can be." """
    return (
        scope_of(rule) == "child"
        and bool(rule.get("by"))
        and not holders(records, rule, unit, as_of)
        and fits(records, semester, rule, unit, as_of)
    )


def is_meant(records: Records, semester: Record, rule: Record, unit: str, day: date) -> bool:
    """Whether a rule is for a unit on a day: what no absence and no exemption changes."""
    if scope_of(rule) == "child":
        child = child_by_id(records, unit)
        here = is_enrolled(child, day) and in_a_spell(day, child["left_behind"])
        return here and fits_for(records, semester, rule, child, day)
    if scope_of(rule) == "class":
        return grade_fits(rule.get("for") or {}, grade_of(records, semester, unit))
    return True


def grounds(records: Records, semester: Record, rule: Record, unit: str, day: date) -> Grounds:
    """Why a rule is owed on a day, or not; holidays do not matter here."""
    meant = is_meant(records, semester, rule, unit, day)
    child = unit if scope_of(rule) == "child" else None
    present = meant and not (child and is_absent(child_by_id(records, unit), day))
    held = not rule.get("by") or bool(holders(records, rule, unit, day))
    return Grounds(
        meant,
        fits(records, semester, rule, unit, day),
        applies(records, semester, rule, unit, day),
        present and held and is_exempted(records, rule, child, day),
    )


def tracks(records: Records, as_of: str) -> list[Tracked]:
    """Everything about every unit under every rule, in the policy's order, by unit."""
    day = first_day(as_of)
    semester = semester_on(records, day)
    if semester is None:
        return []
    return [
        Tracked(
            rule["id"],
            scope_of(rule),
            unit,
            [contact.isoformat() for contact in contacts(records, rule, unit, day)],
            [
                (
                    obligation.start.isoformat(),
                    obligation.end.isoformat(),
                    obligation.state,
                    [credited.isoformat() for credited in obligation.credited],
                )
                for obligation in obligations_of(records, semester, rule, unit, day)
            ],
            grounds(records, semester, rule, unit, day),
        )
        for rule in enabled_rules(records)
        for unit in units(records, semester, rule)
    ]


def obligations(records: Records, as_of: str) -> list[Owed]:
    """Every obligation: by rule in the policy's order, by unit, by end, by start."""
    return [
        Owed(track.rule, track.scope, track.unit, start, end, state)
        for track in tracks(records, as_of)
        for start, end, state, _ in track.obligations
    ]


def completion(records: Records, semester: Record | None, as_of: date) -> list[Record]:
    """Policy: "It counts every obligation of the semester … one entry per enabled rule, also when all is
    zero."
    """
    found = []
    for rule in enabled_rules(records):
        row: Record = {"rule": rule["id"], **dict.fromkeys(STATES, 0)}
        for unit in units(records, semester, rule) if semester else []:
            assert semester is not None
            for obligation in obligations_of(records, semester, rule, unit, as_of):
                if COMPLETION_COUNTS_VACATION or not obligation.in_vacation:
                    row[obligation.state] += 1
        found.append(row)
    return found


def evaluate(records: Records, as_of: str) -> Record:
    """The overdue list, the unassigned list, completion and the semester, as `check` prints them."""
    day = first_day(as_of)
    semester = semester_on(records, day)
    overdue: list[Record] = []
    unassigned: list[Record] = []
    if semester is not None:
        for rule in enabled_rules(records):
            for unit in units(records, semester, rule):
                row = overdue_row(records, semester, rule, unit, day)
                if row is not None:
                    overdue.append(row)
                if is_unassigned(records, semester, rule, unit, day):
                    unassigned.append({"unit": unit, "rule": rule["id"]})
    overdue.sort(key=lambda row: (-row["days_overdue"], row["rule"], row["unit"]))
    unassigned.sort(key=lambda row: (row["rule"], row["unit"]))
    return {
        "overdue": overdue,
        "unassigned": unassigned,
        "completion": completion(records, semester, day),
        "semester": semester["id"] if semester else None,
    }
