"""What a teacher would write about one child on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from .archives import FEMALE, LABELS
from .people import Child, School
from .prose import Prose, rng
from .terms import Term
from .yamltext import Value

SUBJECTS = ("语文", "数学", "英语", "科学")
_SEASONS: Mapping[str, Callable[[date], bool]] = {
    "spring": lambda day: day.month in (4, 5),
    "autumn": lambda day: day.month in (9, 10, 11),
    "cold": lambda day: day.month in (1, 3, 11, 12) or (day.month == 10 and day.day > 20),
    "hot": lambda day: day.month in (6, 9) or (day.month == 5 and day.day > 15),
    "opening": lambda day: day.month in (3, 9) and day.day <= 20,
    "early10": lambda day: day.month == 10 and 5 <= day.day <= 14,
    "beforemid": lambda day: (day.month, day.day // 10) in ((4, 2), (10, 2), (11, 0)),
    "aftermid": lambda day: (day.month, day.day // 9) in ((5, 1), (5, 2), (11, 1), (11, 2)),
    "midterm": lambda day: day.month in (5, 11),
    "monthend": lambda day: day.day >= 24,
    "friday": lambda day: day.weekday() == 4,
    "weekend": lambda day: day.weekday() >= 4,
}
"""When a sentence about the time of year is true; the names stand in `prose/*.txt`."""
_GRANDPARENTS = ("grandmother", "grandfather", "maternal_grandmother", "maternal_grandfather")


class Wording:
    """Fills the blanks of the prose for a child, and knows which sentences fit it."""

    def __init__(self, school: School, seed: str) -> None:
        self.school = school
        self.prose = Prose(seed)
        self._namesakes = school.namesakes()
        self._draw = rng("wording", seed)

    def ref(self, child: str, term: Term | None) -> str:
        """The full name; with the class, or the id, where two have it."""
        known = self.school.children[child]
        if known.name not in self._namesakes:
            return known.name
        return self.school.class_name(known.class_id, term) + known.name if term else child

    def away(self, child: Child, day: date) -> str:
        """The parent spoken of: father or mother, of those who are away."""
        away = [parent.relation for parent in child.parents if parent.work_place]
        relation = rng("away", child.id, day).choice(away)
        return LABELS[relation]

    def words(self, child: Child, day: date) -> dict[str, str]:
        """The blanks."""
        parent = self.away(child, day)
        place = next(
            parent_.work_place or ""
            for parent_ in child.parents
            if LABELS[parent_.relation] == parent
        )
        grade = 2026 - int(child.class_id[:4])
        subjects = SUBJECTS if grade >= 3 else SUBJECTS[:2]
        return {
            "n": child.short,
            "g": LABELS[child.guardian],
            "ta": "他" if child.sex == "m" else "她",
            "ta_g": "她" if child.guardian in FEMALE else "他",
            "ta_p": "她" if parent == "妈妈" else "他",
            "v": child.village,
            "km": f"{child.distance_km:g}",
            "s": self._draw.choice(subjects),
            "w": place[2:] if len(place) >= 4 else place,
            "p": parent,
        }

    def tags(self, child: Child, day: date, term: Term | None) -> set[str]:
        """The conditions that hold."""
        tags = {f"m{day.month:02d}", child.guardian}
        tags |= {name for name, fits in _SEASONS.items() if fits(day)}
        if rng("rain", day).random() < 0.22:
            tags.add("rain")
        if child.distance_km >= 4:
            tags.add("far")
        if child.boards(day):
            tags.add("boarding")
        if child.guardian in _GRANDPARENTS:
            tags.add("elder")
        if child.is_priority(day):
            tags.add("priority")
        if child.left_behind[0].name == "one_parent_away":
            tags.add("one_parent")
        if term:
            grade = self.school.grade(child.class_id, term)
            tags.add("lower" if grade <= 2 else "upper" if grade >= 5 else "middle")
        return tags

    def say(self, name: str, child: Child, day: date, term: Term | None) -> str:
        """One sentence about the child."""
        tags, words = self.tags(child, day, term), self.words(child, day)
        return self.prose.say(name, tags, words, child.id)

    def home_visit(self, child: Child, day: date, term: Term | None) -> str:
        """What was seen, what was talked of, how it ended."""
        parts = [self.say("home-scene", child, day, term)]
        parts.append(self.say("home-matter", child, day, term))
        if self._draw.random() < 0.35:
            parts.append(self.say("home-matter", child, day, term))
        if self._draw.random() < 0.45:
            parts.append(self.say("home-end", child, day, term))
        return "".join(parts)

    def guardian_word(self, child: Child) -> str:
        """How the guardian is named under `with`; 妈妈 there would be read as a parent."""
        return LABELS[child.guardian] if child.guardian in _GRANDPARENTS else "guardian"

    def counterparts(self, child: Child, with_child: bool) -> Value:
        """Whom a home visit met."""
        guardian = self.guardian_word(child)
        return [guardian, "child"] if with_child else guardian
