"""Places of findings in files that change, or are taken away, between the reading and the telling."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from builder.finding import Finding
from builder.read.locate import located
from tests.support import MemoryFolder, look
from tests.test_cases import AS_OF, CASES, files

VISIT = "visits/2026-autumn/t07-w09.yml"


@dataclass
class Changing(MemoryFolder):
    """A folder in which one file is something else, or nothing, when it is read again."""

    later: str | None = None
    read_already: set[str] = field(default_factory=set)

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        if path == VISIT and path in self.read_already:
            if self.later is None:
                raise FileNotFoundError(path)
            return self.later.encode()
        self.read_already.add(path)
        return super().read(path)


@pytest.mark.parametrize(
    ("later", "line"),
    [
        ("学生: [张三]\n", 1),
        ("# 重写\n", None),
        ("", None),
        (None, None),
    ],
)
def test_a_finding_stays_when_its_file_does_not(later: str | None, line: int | None) -> None:
    """Without a line where there is none any more, and never an exception."""
    text = "日期: 2026-10-27\n方式: [谈心]\n帮扶人: t08\n内容: 都好\n学生: [张三]\n"
    folder = Changing({**files(CASES / "base"), VISIT: text}, later=later)
    found = look(folder, AS_OF).findings
    assert [(f.code, f.path, f.line) for f in found] == [("E301", VISIT, line)]


def test_what_is_said_of_a_file_of_no_kind_has_no_line() -> None:
    finding = Finding("E101", "notes.txt", route=("name",))
    assert located([finding], [MemoryFolder({"notes.txt": "name: x\n"})]) == [finding]
