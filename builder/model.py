"""The records as typed values: what a schema's fields are called in Python, and nothing more.

Everything here has passed its schema and its references are ids. A field that is a Python keyword
has an underscore after it (`with_`, `from_`, `class_`). Days are `datetime.date`; partial dates
have become their first day; spells and ranges include both ends, and an end of None is open.
Where a record comes from is no part of its value: two records that say
the same are equal. A test holds every class against its schema.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from builder.finding import Origin

Day = date
"""A calendar day; named so that a field may be called `date`."""

Every = Literal[
    "day",
    "week",
    "month",
    "half_semester",
    "semester",
    "school_year",
    "vacation",
    "days",
    "windows",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch of days, both ends included; without an end it goes on."""

    since: Day
    until: Day | None = None

    def holds(self, day: Day) -> bool:
        """Whether `day` lies in the spell."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind(Spell):
    """A spell of being left behind, and who was away."""

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority(Spell):
    """A spell as a priority child (S1-09)."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A stretch of days with both ends, such as a holiday, a window or an absence."""

    from_: Day
    to: Day
    name: str | None = None
    reason: str | None = None

    def holds(self, day: Day) -> bool:
        """Whether `day` lies in the range."""
        return self.from_ <= day <= self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolClass:
    """A class of the school; its id never changes, its name does every year."""

    id: str
    entered: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where the records are edited."""

    provider: str
    url: str
    branch: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """A member of the leading group (S1-02)."""

    staff: str
    post: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One of the school's own priorities (四优先, S1-05, S2-09)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """Something in the activity room."""

    item: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRoom:
    """The room of the left-behind children (S2-10, S5-06)."""

    opened: Day | None = None
    equipment: tuple[Equipment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """A rule or regulation of the school (S2-03)."""

    title: str
    text: str
    date: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """The school itself."""

    origin: Origin = field(compare=False)
    name: str
    classes: tuple[SchoolClass, ...]
    locale: str = "zh_CN"
    timezone: str = "Asia/Shanghai"
    first_grade: int = 1
    repository: Repository | None = None
    leading_group: tuple[GroupMember, ...] = ()
    needs: tuple[Need, ...] = (
        Need(id="safety", title="安全监护"),
        Need(id="study", title="学习辅导"),
        Need(id="life", title="生活照顾"),
        Need(id="activity", title="活动安排"),
    )
    activity_room: ActivityRoom | None = None
    regulations: tuple[Regulation, ...] = ()
    privacy_officer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTeacher:
    """Who leads a class, and from when to when within the semester."""

    staff: str
    since: Day | None = None
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SemesterClass:
    """A class in one semester: its teachers and numbers."""

    class_: str
    class_teachers: tuple[ClassTeacher, ...]
    pupils: int
    girls: int | None = None
    boarders: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Semester:
    """One semester. `midpoint` is the first day of its second half."""

    origin: Origin = field(compare=False)
    id: str
    name: str
    term: str
    start: Day
    end: Day
    classes: tuple[SemesterClass, ...]
    midpoint: Day | None = None
    holidays: tuple[Range, ...] = ()
    makeup_days: tuple[Day, ...] = ()
    windows: dict[str, Range] | None = None
    plan: str | None = None

    def holds(self, day: Day) -> bool:
        """Whether `day` lies in the semester."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A teacher, administrator, member of the support staff, or person from outside."""

    origin: Origin = field(compare=False)
    id: str
    name: str
    group: str
    position: str | None = None
    counsellor: bool = False
    organisation: str | None = None
    phone: str | None = None
    since: Day | None = None
    until: Day | None = None

    def holds(self, day: Day) -> bool:
        """Whether the person works at or with the school on `day`."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierClass:
    """A class that a child was in before."""

    class_: str
    until: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A child's health as the archive has it (五清楚, S1-04)."""

    condition: str | None = None
    illnesses: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    disability: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a child lives."""

    village: str | None = None
    address: str | None = None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A father or mother."""

    relation: str
    name: str
    phone: str | None = None
    work_place: str | None = None
    away_since: Day | None = None
    best_time: str | None = None
    deceased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who looks after a child; the first on record is the main one."""

    name: str
    relation: str
    phone: str | None = None
    address: str | None = None
    capacity: str | None = None
    entrusted: Day | None = None
    since: Day | None = None
    until: Day | None = None

    def holds(self, day: Day) -> bool:
        """Whether this person is the child's guardian on `day`."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Consent to keeping a child's data."""

    by: str
    date: Day
    relation: str | None = None
    scope: tuple[str, ...] = ()
    withdrawn: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A left-behind child's archive (S1-03)."""

    origin: Origin = field(compare=False)
    id: str
    name: str
    sex: str
    born: Day
    class_: str
    enrolled: Day
    left_behind: tuple[LeftBehind, ...]
    earlier_classes: tuple[EarlierClass, ...] = ()
    left: Day | None = None
    left_reason: str | None = None
    ethnicity: str | None = None
    hukou: str | None = None
    student_no: str | None = None
    boarding: tuple[Spell, ...] = ()
    priority: tuple[Priority, ...] = ()
    unguarded: tuple[Spell, ...] = ()
    needs: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    personality: str | None = None
    interests: tuple[str, ...] = ()
    health: Health | None = None
    hardship: tuple[str, ...] = ()
    home: Home | None = None
    parents: tuple[Parent, ...] = ()
    guardians: tuple[Guardian, ...] = ()
    absences: tuple[Range, ...] = ()
    consent: Consent | None = None
    retain_until: Day | None = None
    notes: str | None = None

    def gone_on(self, day: Day) -> bool:
        """Whether the child has left the school before `day`."""
        return self.left is not None and self.left < day

    def enrolled_on(self, day: Day) -> bool:
        """Whether the child is a pupil of the school on `day`."""
        return self.enrolled <= day and (self.left is None or day <= self.left)

    def left_behind_on(self, day: Day) -> bool:
        """Whether the child counts as left-behind on `day`."""
        return any(spell.holds(day) for spell in self.left_behind)

    def class_on(self, day: Day) -> str:
        """The id of the child's class on `day`."""
        past = [earlier for earlier in self.earlier_classes if day <= earlier.until]
        return min(past, key=lambda earlier: earlier.until).class_ if past else self.class_

    def withdrawn_on(self, day: Day) -> bool:
        """Whether consent to the child's data is withdrawn on `day`."""
        given = self.consent
        return given is not None and given.withdrawn is not None and given.withdrawn <= day

    def here_until(self, day: Day) -> Day:
        """`day`, or for a child who had left by then the last day at the school."""
        return min(day, self.left) if self.left else day

    def age_on(self, day: Day) -> int:
        """Age in completed years on `day`."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a pairing (S4-08)."""

    date: Day
    text: str
    rating: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Who is paired with which child, as what."""

    origin: Origin = field(compare=False)
    kind: str
    child: str
    since: Day
    staff: str | None = None
    peer: str | None = None
    peer_name: str | None = None
    until: Day | None = None
    goal: str | None = None
    results: tuple[Result, ...] = ()

    def holds(self, day: Day) -> bool:
        """Whether the pairing is in force on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One contact: a home visit, a call, a talk, tutoring and so on."""

    origin: Origin = field(compare=False)
    date: Day
    children: tuple[str, ...]
    kind: tuple[str, ...]
    by: tuple[str, ...]
    with_: tuple[str, ...] = ()
    outcome: str = "reached"
    minutes: int | None = None
    purpose: str | None = None
    summary: str | None = None
    home: str | None = None
    guardian_view: str | None = None
    problem: str | None = None
    action: str | None = None
    follow_up: str | None = None
    follow_up_by: Day | None = None
    followed_up: Day | None = None
    confidential: bool = False

    @property
    def reached(self) -> bool:
        """Whether it counts as a contact."""
        return self.outcome == "reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A contest's result."""

    award: str
    child: str | None = None
    name: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What a parents' meeting found out about a child (S2-01)."""

    child: str
    concern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A meeting, training, lecture, contest, reading, festival and so on."""

    origin: Origin = field(compare=False)
    title: str
    kind: str
    date: Day
    until: Day | None = None
    place: str | None = None
    organisers: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    attendance: int | None = None
    guardians: int | None = None
    guardians_of: tuple[str, ...] = ()
    edition: int | None = None
    groups: int | None = None
    finalists: int | None = None
    results: tuple[Award, ...] = ()
    topics: tuple[str, ...] = ()
    findings: tuple[Concern, ...] = ()
    book: str | None = None
    notes: str | None = None

    @property
    def came(self) -> int | None:
        """How many people came; None where nothing on record says so.

        As written down, else the children named, else the guardians written down or named.
        """
        if self.attendance is not None:
            return self.attendance
        if self.children:
            return len(self.children)
        return self.guardians if self.guardians is not None else len(self.guardians_of) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a plan and what came of it."""

    date: Day
    result: str
    rating: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A study-support or behaviour plan (S1-06, S3-06)."""

    origin: Origin = field(compare=False)
    child: str
    kind: str
    staff: str
    from_: Day
    schedule: str
    content: str
    subject: str | None = None
    helper: str | None = None
    helper_name: str | None = None
    to: Day | None = None
    goal: str | None = None
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What somebody noticed about a child (S5-02, S4-05)."""

    origin: Origin = field(compare=False)
    child: str
    date: Day
    area: str
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """Goods, cash or meals; `amount` is in yuan and in total (S1-23)."""

    origin: Origin = field(compare=False)
    date: Day
    children: tuple[str, ...]
    kind: str
    item: str
    source: str
    quantity: str | None = None
    amount: float | None = None
    donor: str | None = None
    activity: str | None = None
    handled_by: str | None = None
    received_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish: collected, matched, fulfilled or dropped (S3-04)."""

    origin: Origin = field(compare=False)
    child: str
    text: str
    collected: Day
    donor: str | None = None
    matched: Day | None = None
    fulfilled: Day | None = None
    dropped: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """One health check; units are in the names (S2-12)."""

    origin: Origin = field(compare=False)
    child: str
    date: Day
    provider: str | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    systolic: float | None = None
    diastolic: float | None = None
    vision_left: float | None = None
    vision_right: float | None = None
    lung_capacity_ml: float | None = None
    chest_cm: float | None = None
    ent: str | None = None
    abnormal: tuple[str, ...] = ()
    follow_up_by: Day | None = None
    followed_up: Day | None = None
    informed: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Somebody was told of an incident; no children means all of them."""

    to: str
    at: datetime
    children: tuple[str, ...] = ()
    by: str | None = None
    how: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident; times are local to the school (S1-25)."""

    origin: Origin = field(compare=False)
    title: str
    occurred: datetime
    known: datetime
    kind: str
    children: tuple[str, ...]
    summary: str
    place: str | None = None
    notifications: tuple[Notification, ...] = ()
    actions: str | None = None
    closed: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One slot of a duty roster; `day` is 1 for Monday; no staff is a gap."""

    day: int
    slot: str
    staff: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A duty roster (S4-07)."""

    origin: Origin = field(compare=False)
    semester: str
    place: str
    slots: tuple[Slot, ...]
    from_: Day | None = None
    to: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """Eggs, lunches or an opening of the activity room on one day (S1-20, S1-21, S2-10)."""

    origin: Origin = field(compare=False)
    date: Day
    kind: str
    count: int
    by: str
    class_: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An approved exemption; no children means all, no rules means every rule."""

    origin: Origin = field(compare=False)
    from_: Day
    to: Day
    reason: str
    approved_by: str
    children: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def holds(self, day: Day) -> bool:
        """Whether `day` is covered."""
        return self.from_ <= day <= self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a family asked about its child's data, and what it was answered (个人信息保护法 art. 44 to 50).

    Without a child where that child has been erased: that it was done stays known.
    """

    origin: Origin = field(compare=False)
    received: Day
    by: str
    kind: str
    due: Day
    child: str | None = None
    asked: str | None = None
    handled_by: str | None = None
    answered: Day | None = None
    outcome: str | None = None
    reason: str | None = None

    def open_on(self, day: Day) -> bool:
        """Whether it had come in by `day` and was not answered."""
        return self.received <= day and (self.answered is None or self.answered > day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A report about the school's work (S5-07)."""

    outlet: str
    title: str
    date: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a person writes for the semester summary."""

    origin: Origin = field(compare=False)
    id: str
    achievements: str | None = None
    difficulties: str | None = None
    plans: str | None = None
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """For whom a rule is owed: everything that is said must hold, a list means any of it."""

    boarding: bool | None = None
    priority: bool | None = None
    unguarded: bool | None = None
    min_grade: int | None = None
    max_grade: int | None = None
    needs: tuple[str, ...] = ()
    hardship: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the contact policy, with every default filled in.

    `days` is set when `every` is "days" (a rolling rule), `windows` when it is "windows".
    `source` is the preset's name, or "" for the school's own.
    """

    id: str
    contact: tuple[str, ...]
    every: Every
    days: int = 0
    windows: tuple[str, ...] = ()
    title: str | None = None
    basis: str | None = None
    line: str | None = None
    scope: str = "child"
    with_: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    times: int = 1
    grace_days: int = 0
    min_school_days: int = 1
    during: str = "semester"
    for_: Selector = Selector()
    severity: str = "warning"
    enabled: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Who must be told of an incident within how many minutes of the school's knowing."""

    to: str
    minutes: int
    kinds: tuple[str, ...] = ()

    def covers(self, kind: str) -> bool:
        """Whether it applies to incidents of `kind`; without kinds, to all but suspected abuse."""
        return kind in self.kinds if self.kinds else kind != "abuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Children per teacher or administrator, and children per class."""

    min: int | None = None
    max: int | None = None
    per_class: int | None = None

    def over(self, n: int) -> bool:
        """Whether one person has more children than allowed."""
        return self.max is not None and n > self.max

    def short(self, n: int) -> bool:
        """Whether one person has fewer children than asked for."""
        return self.min is not None and n < self.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules in force, in order, and the school's other settings."""

    rules: tuple[Rule, ...] = ()
    extends: tuple[str, ...] = ()
    left_behind_definition: str | None = None
    incident_deadlines: tuple[Deadline, ...] = ()
    quotas: dict[str, Quota] | None = None
    completeness: dict[str, tuple[str, ...]] | None = None
    suppress_below: int = 10

    @property
    def enabled(self) -> tuple[Rule, ...]:
        """The rules that are switched on."""
        return tuple(rule for rule in self.rules if rule.enabled)
