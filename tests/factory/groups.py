"""Contacts by proxy parents, the administration, the dormitory, the counsellor and others."""

from __future__ import annotations

from datetime import date

from .lapses import blocked
from .log import Entry, Log
from .people import Child, School
from .prose import rng, texts
from .terms import AS_OF, DAY, Span, Term
from .wording import Wording
from .yamltext import Value

_ADMINISTRATION = ("t01", "t02", "t03", "t04")


class GroupContacts:
    """Plans one semester of everybody else's contacts."""

    def __init__(self, school: School, wording: Wording, log: Log, term: Term) -> None:
        self.school = school
        self.wording = wording
        self.log = log
        self.term = term
        self.last = min(term.span.last, AS_OF)
        self.days = [day for day in term.span.days() if day <= self.last]
        self.school_days = [day for day in self.days if term.is_school_day(day)]

    def plan(self) -> None:
        """Everything."""
        for proxy in sorted(self.school.staff):
            if any(self._group(proxy, day) for day in self.school_days):
                self._weekly(proxy)
                self._with_teachers(proxy)
        for child in self.school.children.values():
            self._with_parent(child)
            self._proxy_visit(child)
            if "mind" in child.needs:
                self._counselling(child)
            self._class_teacher(child)
        self._administration()
        self._dormitory()
        self._family_calls()
        self._home_stays()

    def _names(self, children: list[Child]) -> Value:
        return [self.wording.ref(child.id, self.term) for child in children]

    def _group(self, proxy: str, day: date) -> list[Child]:
        return [
            child
            for child in self.school.children.values()
            if child.owed(day) and self.school.holder("proxy_parent", child.id, day) == proxy
        ]

    def _weekly(self, proxy: str) -> None:
        draw = rng("proxy", self.term.id, proxy)
        habit = draw.randint(0, 4)
        for week in self.term.weeks():
            here = [day for day in self.school_days if day in week]
            if not here or (week.last > self.last and draw.random() < 0.15):
                continue
            day = min(here, key=lambda d: (abs(d.weekday() - habit), d))
            if week.last < self.last - 28 * DAY and draw.random() < 0.015:
                continue
            later = [d for d in here if d > day]
            group = [child for child in self._group(proxy, day)
                     if not blocked(child.id, "proxy", day)]  # fmt: skip
            sick = [child for child in group if draw.random() < 0.04] if later else []
            present = [child for child in group if child not in sick]
            if present:
                spoken = draw.choice(present)
                tutoring = draw.random() < 0.84
                entry: Entry = {
                    "children": self._names(present),
                    "kind": "tutoring" if tutoring else "talk",
                }
                if tutoring and draw.random() < 0.5:
                    entry["minutes"] = draw.choice((30, 40, 40, 45, 60))
                name = "tutoring" if tutoring else "talk"
                entry["summary"] = self.wording.say(name, spoken, day, self.term)
                self.log.add(proxy, day, entry)
            missing = [child for child in self._late(proxy, here) if child not in group]
            for child in [*sick, *missing]:
                possible = [d for d in here if d > day and child.owed(d)] or [
                    d for d in here if child in self._group(proxy, d)
                ]
                self._talk(proxy, child, draw.choice(possible))

    def _late(self, proxy: str, here: list[date]) -> list[Child]:
        """Those who joined the group, or left it, in the middle of a week."""
        seen: dict[str, Child] = {}
        counts: dict[str, int] = {}
        for day in here:
            for child in self._group(proxy, day):
                seen[child.id] = child
                counts[child.id] = counts.get(child.id, 0) + 1
        return [
            child
            for child in seen.values()
            if counts[child.id] >= 3 and not blocked(child.id, "proxy", here[-1])
        ]

    def _talk(self, staff: str, child: Child, day: date) -> None:
        self.log.add(
            staff,
            day,
            {
                "children": self._names([child]),
                "kind": "talk",
                "summary": self.wording.say("talk", child, day, self.term),
            },
        )

    def _with_teachers(self, proxy: str) -> None:
        draw = rng("with teachers", self.term.id, proxy)
        for month in self.term.months():
            here = [day for day in self.school_days if day in month]
            if len(here) < 5 or (month.last > self.last and draw.random() < 0.4):
                continue
            day = draw.choice(here[len(here) // 3 :])
            late = draw.random() < 0.12
            if late:
                after = [d for d in self.school_days if 1 <= (d - month.last).days <= 6]
                day = after[0] if after else day
            group = [child for child in self._group(proxy, day)
                     if not blocked(child.id, "proxy-teacher", day)]  # fmt: skip
            if not group:
                continue
            child = draw.choice(group)
            words = self.wording.words(child, day)
            text = draw.choice(
                (
                    "跟{s}老师碰了头，{n}课上肯举手了，作业还要盯。",
                    "课间和{s}老师核对了各人的作业情况，{n}订正慢，商量少布置几题。",
                    "找班主任了解了这几个孩子本月的表现，{n}进步最明显。",
                    "和任课老师一起看了单元卷，{n}的计算要再练。",
                    "班主任说{n}最近和同学处得好，{s}老师也这么说。",
                    "跟{s}老师说了{n}在家没人检查作业，以后在校先看一遍。",
                    "问了体育和音乐老师，孩子们课上都愉快，{n}跑得快了。",
                )
            ).format_map(words)
            self.log.add(
                proxy,
                day,
                {
                    "children": self._names(group),
                    "kind": "meeting" if draw.random() < 0.8 else "phone_call",
                    "with": "teacher",
                    "summary": ("上个月没来得及，补一次。" if late else "") + text,
                },
            )

    def _halves(self) -> tuple[Span, Span]:
        middle = self.term.midpoint
        return (
            Span("", self.term.span.first, middle - DAY),
            Span("", middle, self.term.span.last),
        )

    def _with_parent(self, child: Child) -> None:
        draw = rng("with parent", self.term.id, child.id)
        for half in self._halves():
            here = [
                day
                for day in self.days
                if day in half
                and child.owed(day)
                and self.school.holder("proxy_parent", child.id, day)
                and not blocked(child.id, "proxy-parent", day)
            ]
            still_open = half.last > self.last
            if not here or draw.random() < (0.5 if still_open else 0.025):
                continue
            day = draw.choice(here)
            proxy = self.school.holder("proxy_parent", child.id, day)
            assert proxy
            words = self.wording.words(child, day)
            self.log.add(
                proxy,
                day,
                {
                    "children": self._names([child]),
                    "kind": "message",
                    "with": words["p"],
                    "summary": self.wording.prose.say(
                        "message", self.wording.tags(child, day, self.term), words, child.id
                    ),
                },
            )

    def _proxy_visit(self, child: Child) -> None:
        draw = rng("proxy visit", self.term.id, child.id)
        here = [
            day
            for day in self.days
            if child.owed(day)
            and not blocked(child.id, "proxy", day)
            and self.school.holder("proxy_parent", child.id, day)
            and self.school.holder("proxy_parent", child.id, day)
            != self.school.holder("paired_teacher", child.id, day)
            and not self.term.is_holiday(day)
        ]
        if not here or draw.random() < (0.3 if self.term.season == "autumn" else 0.02):
            return
        day = draw.choice(here)
        proxy = self.school.holder("proxy_parent", child.id, day)
        assert proxy
        self.log.add(
            proxy,
            day,
            {
                "children": self._names([child]),
                "kind": "home_visit",
                "with": self.wording.counterparts(child, draw.random() < 0.6),
                "summary": self.wording.home_visit(child, day, self.term),
            },
        )

    def _administration(self) -> None:
        for month in self.term.months():
            draw = rng("administration", month.name)
            here = [day for day in self.school_days if day in month]
            if len(here) < 5:
                continue
            for number, child in enumerate(self.school.children.values()):
                owed = [day for day in here if child.owed(day) and child.is_priority(day)]
                if len(owed) < 5 or (month.last > self.last and draw.random() < 0.35):
                    continue
                day = draw.choice(owed)
                if child.id == "c2403" and month.name == "2026-10":
                    day = date(2026, 10, 9)
                if blocked(child.id, "admin", day):
                    continue
                first = _ADMINISTRATION[(number + month.first.month) % 4]
                entry: Entry = {
                    "children": self._names([child]),
                    "kind": "home_visit",
                    "with": self.wording.counterparts(child, draw.random() < 0.5),
                    "summary": self.wording.say("admin-visit", child, day, self.term),
                }
                if draw.random() < 0.4:
                    other = _ADMINISTRATION[(number + month.first.month + 1) % 4]
                    entry["by"] = [first, other]
                self.log.add(first, day, entry)

    def _dormitory(self) -> None:
        draw = rng("dormitory", self.term.id)
        for week in self.term.weeks():
            here = [day for day in self.school_days if day in week]
            if len(here) < 2:
                continue
            for index, sex in enumerate("fm"):
                day = here[min(index + draw.randint(0, 2), len(here) - 1)]
                group = [
                    child
                    for child in self.school.children.values()
                    if child.sex == sex
                    and child.owed(day)
                    and child.boards(day)
                    and not blocked(child.id, "boarder", day)
                ]
                if not group:
                    continue
                spoken = draw.choice(group)
                self.log.add(
                    "t20",
                    day,
                    {
                        "children": self._names(group),
                        "kind": "talk",
                        "minutes": 30,
                        "summary": self.wording.say("talk", spoken, day, self.term),
                    },
                )

    def _counselling(self, child: Child) -> None:
        draw = rng("counselling", self.term.id, child.id)
        for month in self.term.months():
            here = [day for day in self.school_days if day in month and child.owed(day)]
            if len(here) < 5:
                continue
            day = draw.choice(here)
            self.log.add(
                "t18",
                day,
                {
                    "children": self._names([child]),
                    "kind": "counselling",
                    "minutes": draw.choice((20, 30, 40)),
                    "summary": self.wording.say("counselling", child, day, self.term),
                    "confidential": True,
                },
            )

    def _class_teacher(self, child: Child) -> None:
        draw = rng("class teacher", self.term.id, child.id)
        for name, kind, chance in (
            ("meeting", "meeting", 0.45),
            ("school-visit", "school_visit", 0.1),
        ):
            days = [day for day in self.school_days if child.owed(day)]
            if draw.random() > chance or not days:
                continue
            day = draw.choice(days)
            teacher = self.school.class_teacher(self.term, child, day)
            if not teacher:
                continue
            words = self.wording.words(child, day)
            entry: Entry = {"children": self._names([child]), "kind": kind}
            if kind == "meeting":
                entry["with"] = self.wording.guardian_word(child)
            else:
                entry["with"] = words["p"]
            tags = self.wording.tags(child, day, self.term)
            entry["summary"] = self.wording.prose.say(name, tags, words, child.id)
            self.log.add(teacher, day, entry)

    def _family_calls(self) -> None:
        for class_id in sorted(self.school.classes[self.term.id]):
            draw = rng("family calls", self.term.id, class_id)
            for month in self.term.months():
                here = [day for day in self.school_days if day in month]
                if len(here) < 8:
                    continue
                day = draw.choice(here)
                group = [
                    child
                    for child in self.school.children.values()
                    if child.class_id == class_id and child.owed(day)
                ]
                teacher = self.school.class_teacher(self.term, group[0], day) if group else None
                if not teacher:
                    continue
                letter = month.first.month in (5, 11) and draw.random() < 0.5
                entry: Entry = {
                    "children": self._names(group),
                    "kind": "family_letter" if letter else "family_call",
                }
                if not letter:
                    entry["minutes"] = draw.choice((40, 60, 60, 90))
                if draw.random() < 0.5:
                    child = draw.choice(group)
                    entry["summary"] = draw.choice(
                        (
                            "信写完念给大家听，{n}写了满满一页。",
                            "每人一封，自己贴邮票，{n}画了一幅画夹在里面。",
                        )
                        if letter
                        else (
                            "亲情电话室轮流打，{n}跟{p}说了五分钟，挂了电话还笑着。",
                            "排队打电话，两个没打通，晚上再打；{n}报了单词听写满分的喜。",
                            "都打通了，{n}先想好三件事再拨号，说得很顺。",
                            "{n}一开口就哭，换下一个，最后又打了一次，好了。",
                            "视频打的，{p}在工地食堂，{n}数了数桌上的菜。",
                        )
                    ).format_map(self.wording.words(child, day))
                self.log.add(teacher, day, entry)

    def _home_stays(self) -> None:
        for child in self.school.children.values():
            draw = rng("home stay", self.term.id, child.id)
            for month in self.term.months():
                here = [day for day in self.days
                        if day in month and day.weekday() == 5 and child.owed(day)]  # fmt: skip
                often = 3 if child.id == "c2213" and month.first >= date(2026, 9, 1) else 1
                for day in sorted(draw.sample(here, min(often, len(here)))):
                    staff = self.school.holder("community_parent", child.id, day)
                    if staff:
                        self.log.add(
                            staff,
                            day,
                            {
                                "children": self._names([child]),
                                "kind": "home_stay",
                                "summary": self.wording.say("home-stay", child, day, self.term),
                            },
                        )


def peer_visits(school: School, wording: Wording, term: Term) -> dict[str, list[Entry]]:
    """Visits of pupils to each other, one list a month; the children write in their own words."""
    result: dict[str, list[Entry]] = {}
    draw = rng("peers", term.id)
    friends = [pairing for pairing in school.pairings if pairing.kind == "friend" and pairing.peer]
    for month in term.months():
        days = [day for day in month.days() if day <= AS_OF and day.weekday() >= 5]
        for pairing in friends:
            if not days or draw.random() > 0.22:
                continue
            day = draw.choice(days)
            peer = pairing.peer or ""
            if not (pairing.holds(day) and school.children[peer].owed(day)):
                continue
            if not school.children[pairing.child].owed(day):
                continue
            result.setdefault(month.name, []).append(
                {
                    "date": day,
                    "children": [wording.ref(peer, term)],
                    "by": wording.ref(pairing.child, term),
                    "kind": "peer_visit",
                    "summary": draw.choice(texts("peer")),
                }
            )
    for rows in result.values():
        rows.sort(key=lambda row: (str(row["date"]), str(row["by"])))
    return result


__all__ = ["GroupContacts", "peer_visits"]
