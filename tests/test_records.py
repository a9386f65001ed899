"""One file's records: which of them count where something beside them is wrong."""

from __future__ import annotations

from builder.kinds import KINDS
from builder.read.records import MOST_SLIPS, read_records
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


def test_after_many_slips_a_record_is_still_judged_though_not_told() -> None:
    """What is wrong is left out also where nobody is told any more, and what is right counts."""
    rows = "".join(f"  名{n}: x\n" for n in range(MOST_SLIPS + 1))
    visit = "  学生: [c2401]\n  方式: [谈心]\n  帮扶人: t08\n  内容: 都好\n"
    text = f"- 日期: 2026-10-26\n{visit}{rows}- 时长: 5\n{visit}- 日期: 2026-10-27\n{visit}"
    path = "visits/2026-autumn/t08-w09.yml"
    found = look(MemoryFolder({**files(CASES / "base"), path: text}), AS_OF)
    told = [finding for finding in found.findings if finding.path == path]
    assert len(told) == MOST_SLIPS
    assert {finding.code for finding in told} == {"E202"}
    counted = [visit.date.isoformat() for visit in found.store.visits if visit.origin.path == path]
    assert counted == ["2026-10-27"]
