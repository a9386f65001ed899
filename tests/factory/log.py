"""The teachers' logs: one file a teacher and week, one a teacher and month in the vacation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .folder import Folder
from .people import School
from .prose import rng
from .terms import AUTUMN, SPRING, SUMMER, Term
from .yamltext import Noted, Value

Entry = dict[str, Value]
_BY_ID = ("t03", "t10", "t17", "t23")
_ENGLISH = ("t12",)
_REMARKS = (
    "回来当天写的",
    "补记",
    "手机上写的，周末再整理",
    "和班主任核对过",
    "照片在班级相册里",
    "时间以门卫登记为准",
    "与生活老师一起去的",
)


def term_of(day: date) -> Term | None:
    """The semester that holds the day."""
    return next((term for term in (SPRING, AUTUMN) if day in term.span), None)


def folder_of(day: date) -> str:
    """The folder of a day's records."""
    term = term_of(day)
    return term.id if term else SUMMER.name


class Log:
    """Collects entries by the person who wrote them."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._entries: dict[str, dict[str, list[tuple[date, int, Entry]]]] = {}
        self.count = 0

    def add(self, staff: str, day: date, entry: Mapping[str, Value]) -> None:
        """One visit; `date` comes first in the file."""
        term = term_of(day)
        if term:
            week = (day - term.span.first).days // 7 + 1
            path = f"visits/{term.id}/{staff}-w{week:02d}"
        else:
            path = f"visits/{SUMMER.name}/{staff}-{day:%Y-%m}"
        self.count += 1
        row: Entry = {"date": day, **entry}
        self._entries.setdefault(path, {}).setdefault(staff, []).append((day, self.count, row))

    def write(self, folder: Folder, extra: Mapping[str, tuple[Entry, ...]]) -> None:
        """Every log into the folder; `extra` are blocks to put at the end of a file."""
        for path in sorted(self._entries):
            for staff, rows in self._entries[path].items():
                entries = [row for _, _, row in sorted(rows, key=lambda item: item[:2])]
                entries.extend(extra.get(path, ()))
                self._file(folder, path, staff, entries)

    def _file(self, folder: Folder, path: str, staff: str, entries: list[Entry]) -> None:
        draw = rng("log", path)
        name = self._school.staff[staff].name
        shared: Value = name
        if staff in _BY_ID:
            shared = Noted(staff, name) if draw.random() < 0.4 else staff
        heading = [draw.choice(_REMARKS)] if staff < "t20" and draw.random() < 0.1 else []
        if len(entries) == 1 and draw.random() < 0.5:
            single: Entry = {**entries[0]}
            single.setdefault("by", shared)
            folder.record(path, "visit", single, heading, staff in _ENGLISH)
            return
        body: Entry = {"by": shared, "entries": entries}
        folder.record(path, "visit", body, heading, staff in _ENGLISH)
