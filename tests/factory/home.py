"""Home visits and calls by the paired teachers, letters, and the vacation's contacts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from .lapses import blocked
from .log import Entry, Log
from .people import Child, School
from .prose import rng, texts
from .terms import AS_OF, DAY, SUMMER, Term
from .wording import Wording
from .yamltext import Value

RAIN_WEEK = (date(2026, 6, 8), date(2026, 6, 14))
CLOSED_ROAD = "6月8日至14日暴雨，去岭脚、白岩、大岙的路断了，全校停止家访，改为电话联系"
ILL_GUARDIAN = ("c2408", date(2026, 10, 12), date(2026, 10, 25))
ROADWORKS = (("c2416", "c2513"), date(2026, 11, 2), date(2026, 11, 15))
TWINS = ("c2401", "c2402")


def visitable(child: Child, day: date, term: Term) -> bool:
    """Monday to Saturday outside holidays; boarders at the weekend or on a Friday."""
    if term.is_holiday(day) or RAIN_WEEK[0] <= day <= RAIN_WEEK[1]:
        return False
    if child.id == ILL_GUARDIAN[0] and ILL_GUARDIAN[1] <= day <= ILL_GUARDIAN[2]:
        return False
    if child.id in ROADWORKS[0] and ROADWORKS[1] <= day <= ROADWORKS[2]:
        return False
    if child.boards(day) and not child.is_priority(day):
        return day.weekday() in (4, 5, 6)
    return day.weekday() < 6


class HomeContacts:
    """Plans one semester of the paired teachers' contacts."""

    def __init__(self, school: School, wording: Wording, log: Log, term: Term) -> None:
        self.school = school
        self.wording = wording
        self.log = log
        self.term = term
        self.last = min(term.span.last, AS_OF)

    def plan(self) -> None:
        """Everything, child by child."""
        for child in self.school.children.values():
            days = [
                day
                for day in self.term.span.days()
                if day <= self.last and child.owed(day) and self._teacher(child, day)
            ]
            if child.id != TWINS[1] and days:
                self._weekly(child, [day for day in days if child.is_priority(day)])
                self._rolling(child, [day for day in days if not child.is_priority(day)])
            self._calls(child, days)
        self._letters()

    def _teacher(self, child: Child, day: date) -> str | None:
        return self.school.holder("paired_teacher", child.id, day)

    def _weekly(self, child: Child, days: Sequence[date]) -> None:
        draw = rng("weekly", self.term.id, child.id)
        for number, week in enumerate(self.term.weeks()):
            here = [day for day in days if day in week]
            owed = [day for day in here if self.term.is_school_day(day)]
            choices = [day for day in here if visitable(child, day, self.term)]
            open_week = week.last > self.last
            if len(owed) < 3 or not choices:
                continue
            recent = number >= len(self.term.weeks()) - 2 or week.last > self.last - 21 * DAY
            if draw.random() < (0.25 if open_week else 0.0 if recent else 0.05):
                continue
            day = draw.choice(choices)
            if blocked(child.id, "home", day):
                if number == 9:
                    self._missed(draw, child, day)
                continue
            if draw.random() < 0.06 and day > choices[0]:
                self._missed(draw, child, draw.choice([it for it in choices if it < day]))
            self._visit(draw, child, day)

    def _rolling(self, child: Child, days: Sequence[date]) -> None:
        if not days:
            return
        draw = rng("rolling", self.term.id, child.id)
        target = days[0] + timedelta(days=draw.randint(2, 22))
        while target <= self.last:
            day = next((d for d in days if d >= target and visitable(child, d, self.term)), None)
            if day is None:
                break
            if blocked(child.id, "home", day):
                target = day + 7 * DAY
                continue
            if draw.random() < 0.05 and (day - DAY) in days:
                self._missed(draw, child, day - DAY)
            self._visit(draw, child, day)
            late = draw.random() < 0.04 and day + 62 * DAY < self.last
            target = day + timedelta(days=draw.randint(30, 35) if late else draw.randint(16, 25))

    def _missed(self, draw: random.Random, child: Child, day: date) -> None:
        teacher = self._teacher(child, day)
        if not teacher:
            return
        declined = draw.random() < 0.25
        words = self.wording.words(child, day)
        sentences = [line for line in texts("declined" if declined else "missed")
                     if "{p}" not in line and "电话" not in line and "视频" not in line]  # fmt: skip
        self.log.add(
            teacher,
            day,
            {
                "children": [self.wording.ref(child.id, self.term)],
                "kind": "home_visit",
                "with": self.wording.counterparts(child, False),
                "outcome": "declined" if declined else "not_reached",
                "summary": draw.choice(sentences).format_map(words),
            },
        )

    def _visit(self, draw: random.Random, child: Child, day: date) -> None:
        teacher = self._teacher(child, day)
        assert teacher
        names: list[Value] = [self.wording.ref(child.id, self.term)]
        if child.id == TWINS[0]:
            names.append(self.wording.ref(TWINS[1], self.term))
        with_tutoring = draw.random() < 0.12
        entry: Entry = {
            "children": names,
            "kind": ["home_visit", "tutoring"] if with_tutoring else "home_visit",
            "with": self.wording.counterparts(child, with_tutoring or draw.random() < 0.7),
        }
        if draw.random() < 0.35:
            entry["minutes"] = draw.choice((20, 25, 30, 30, 35, 40, 45, 50))
        if draw.random() < 0.25:
            entry["purpose"] = draw.choice(texts("purpose"))
        entry["summary"] = self.wording.home_visit(child, day, self.term)
        if draw.random() < 0.06:
            entry["home"] = self.wording.say("home-state", child, day, self.term)
        if draw.random() < 0.12:
            entry["guardian_view"] = self.wording.say("guardian-view", child, day, self.term)
        forced = child.id == "c2304" and date(2026, 10, 1) < day < date(2026, 10, 30)
        if forced or draw.random() < 0.1:
            self._problem(draw, child, day, entry, forced)
        self.log.add(teacher, day, entry)

    def _problem(
        self, draw: random.Random, child: Child, day: date, entry: Entry, forced: bool
    ) -> None:
        while True:
            parts = self.wording.say("problem", child, day, self.term).split("/")
            problem, action, follow_up = (part.strip() for part in [*parts, ""][:3])
            if follow_up or not forced:
                break
        entry["problem"], entry["action"] = problem, action
        if not follow_up:
            return
        entry["follow_up"] = follow_up
        due = day + timedelta(days=draw.choice((7, 10, 14, 14, 21)))
        entry["follow_up_by"] = due
        if forced:
            return
        done = day + timedelta(days=draw.randint(4, (due - day).days))
        if due <= AS_OF or done <= AS_OF - 2 * DAY:
            entry["followed_up"] = min(done, child.left)

    def _calls(self, child: Child, days: Sequence[date]) -> None:
        draw = rng("calls", self.term.id, child.id)
        for month in self.term.months():
            here = [day for day in days if day in month]
            if sum(self.term.is_school_day(day) for day in here) < 5:
                continue
            still_open = month.last > self.last
            if draw.random() < (0.15 if still_open else 0.04 if month.first.month != 10 else 0.0):
                continue
            day = draw.choice(here)
            teacher = self._teacher(child, day)
            if teacher is None or blocked(child.id, "call", day):
                continue
            if draw.random() < 0.05 and day > here[0]:
                before = draw.choice([d for d in here if d < day])
                self._call(draw, child, before, reached=False)
            self._call(draw, child, day, reached=True)

    def _call(self, draw: random.Random, child: Child, day: date, reached: bool) -> None:
        teacher = self._teacher(child, day)
        if teacher is None:
            return
        words = self.wording.words(child, day)
        entry: Entry = {
            "children": [self.wording.ref(child.id, self.term)],
            "kind": "video_call" if draw.random() < 0.25 else "phone_call",
            "with": words["p"],
        }
        if not reached:
            entry["outcome"] = "not_reached"
            entry["summary"] = draw.choice(
                [
                    line
                    for line in texts("missed")
                    if "手机" in line or "开会" in line or "响" in line
                ]
            ).format_map(words)
        else:
            if draw.random() < 0.4:
                entry["minutes"] = draw.choice((5, 8, 10, 10, 12, 15, 20))
            tags = self.wording.tags(child, day, self.term)
            entry["summary"] = self.wording.prose.say("call", tags, words, child.id)
        self.log.add(teacher, day, entry)

    def _letters(self) -> None:
        day_in = date(2026, 5, 18) if self.term.season == "spring" else date(2026, 11, 12)
        pupils: dict[str, list[Child]] = {}
        for child in self.school.children.values():
            teacher = self._teacher(child, day_in)
            if teacher and child.owed(day_in):
                pupils.setdefault(teacher, []).append(child)
        for number, (teacher, group) in enumerate(sorted(pupils.items())):
            if self.term.season == "autumn" and number % 4 == 3:
                continue
            day = day_in + timedelta(days=number % 5)
            self.log.add(
                teacher,
                day,
                {
                    "children": [self.wording.ref(child.id, self.term) for child in group],
                    "kind": "letter",
                    "with": "parent",
                    "summary": self.wording.say("letter", group[0], day, self.term),
                },
            )


def vacation(school: School, wording: Wording, log: Log) -> None:
    """July and August: each child once a month, in whatever way."""
    for child in school.children.values():
        draw = rng("vacation", child.id)
        for first, last in ((SUMMER.first, date(2026, 7, 31)), (date(2026, 8, 1), SUMMER.last)):
            day = first + timedelta(days=draw.randint(2, (last - first).days - 1))
            teacher = school.holder("paired_teacher", child.id, day)
            if not teacher or not child.owed(day) or draw.random() < 0.04:
                continue
            kind = draw.choice(("phone_call", "message", "message", "video_call", "home_visit"))
            words = wording.words(child, day)
            text = _vacation_text(wording, child, day, kind)
            log.add(
                teacher,
                day,
                {
                    "children": [wording.ref(child.id, None)],
                    "kind": kind,
                    "with": [wording.guardian_word(child), "child"]
                    if words["g"] in text or kind == "home_visit"
                    else "child",
                    "summary": text,
                },
            )


def _vacation_text(wording: Wording, child: Child, day: date, kind: str) -> str:
    """A sentence that fits the way in which the contact was made."""
    while True:
        text = wording.say("vacation", child, day, None)
        if (
            (kind == "home_visit") == ("走了一趟" in text or "晒谷场" in text)
            and ("微信" not in text or kind == "message")
            and ("照片" not in text or kind == "message")
            and ("电话" not in text or kind == "phone_call")
        ):
            return text
