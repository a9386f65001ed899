"""One file's records: which of them count where something beside them is wrong."""

from __future__ import annotations

from builder.kinds import KINDS
from builder.read.records import read_records
from tests.support import MemoryFolder, look
from tests.test_cases import AS_OF, CASES, files

SEMESTER = "semesters/2026-autumn.yml"


def case(name: str) -> MemoryFolder:
    """The base school with a case's records over it."""
    return MemoryFolder({**files(CASES / "base"), **files(CASES / name / "records")})


def test_of_two_rules_below_a_blank_one_the_wrong_one_goes() -> None:
    """A blank item is no rule, and does not make the one before it out of a wrong one."""
    found = look(case("E622-rule-below-a-blank-one"), AS_OF)
    assert [rule.id for rule in found.policy.rules] == ["monthly"]


def test_a_class_with_two_mistakes_goes_and_its_neighbour_stays() -> None:
    (semester,) = look(case("E301-class-and-its-teacher"), AS_OF).store.semesters
    assert [row.class_ for row in semester.classes] == ["2023-1"]


def test_a_day_that_is_left_out_takes_no_other_with_it() -> None:
    laid = files(CASES / "base")
    days = "调休上课日: [“2026-09-27”, 2026-10-10]\n"
    laid[SEMESTER] = bytes(laid[SEMESTER]).decode() + days
    found = look(MemoryFolder(laid), AS_OF)
    assert [finding.code for finding in found.findings] == ["E228"]
    (semester,) = found.store.semesters
    assert [day.isoformat() for day in semester.makeup_days] == ["2026-10-10"]


def test_the_first_of_two_texts_of_one_name_stays() -> None:
    contents = read_records("内容: 好\n内容　: 别的\n", KINDS["visit"], "x")
    assert [raw.values["summary"] for raw in contents.records] == ["好"]
    assert not contents.records[0].sound
