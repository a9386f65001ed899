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


def test_hints_make_room_for_errors() -> None:
    """A whole term typed with full-width colons, one child unknown and one identity number: both are
    told, and neither is left out in silence behind five hundred hints."""
    visit = "- 日期：2026-09-{:02}\n  学生：{}\n  方式：谈心\n  帮扶人：t08\n  内容：{}\n"
    rows = [visit.format(1 + n % 28, "c2401", f"都好{n}") for n in range(120)]
    rows[100] = visit.format(7, "李四光", "都好")
    rows[110] = visit.format(8, "c2401", "身份证 11010519491231002X")
    path = "visits/2026-autumn/t08-w09.yml"
    found = look(MemoryFolder({**files(CASES / "base"), path: "".join(rows)}), AS_OF)
    told = [finding for finding in found.findings if finding.path == path]
    assert len(told) == MOST_SLIPS
    errors = {(finding.code, finding.line) for finding in told if finding.code[0] == "E"}
    assert errors == {("E301", 502), ("E501", 555)}
    assert len([one for one in found.store.visits if one.origin.path == path]) == 118


def test_after_many_hints_what_is_wrong_is_still_said() -> None:
    """Five hundred hints, then a visit without a date: that it does not count has its reason."""
    visit = "- 日期：2026-10-26\n  学生：c2401\n  方式：谈心\n  帮扶人：t08\n  内容：好\n"
    digits = "  时长: １２\n"
    text = (visit.replace("：", ": ") + digits) * (MOST_SLIPS + 5)
    text += "- 学生: c2401\n  方式: 谈心\n  帮扶人: t08\n  内容: 好\n"
    path = "visits/2026-autumn/t08-w09.yml"
    found = look(MemoryFolder({**files(CASES / "base"), path: text}), AS_OF)
    last = text.count("\n") - 3
    errors = [f for f in found.findings if f.path == path and f.code[0] == "E"]
    assert [(one.code, one.line, one.field[-5:]) for one in errors] == [("E204", last, ".date")]
