"""Cells: what a record says comes back from its cell; what people type is understood or refused."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from builder import workbook
from builder.i18n import language
from builder.read.form import form
from builder.schema import node_at
from builder.tables.cells import understood, written
from builder.tables.classes import class_ids, class_in
from builder.tables.scalars import Private, Unreadable, person_in

from .site.schools import SMALL
from .support import MemoryFolder, look
from .test_yamltext import free

CHINESE, ENGLISH = language("zh_CN"), language("en")


def read(cell: Any, *route: str, kind: str = "child") -> Any:
    node = node_at(kind, route)
    assert node is not None
    return understood(cell, node, route[-1])


@pytest.mark.parametrize(
    ("route", "cell", "expected"),
    [
        ("born", "2016.9.1", "2016-09-01"),
        ("born", "２０１６年９月１日", "2016-09-01"),
        ("born", "2016/9/1 00:00:00", "2016-09-01"),
        ("born", "20160901", "2016-09-01"),
        ("born", 20160901.0, "2016-09-01"),
        ("born", 42614.0, "2016-09-01"),
        ("born", datetime(2016, 9, 1), "2016-09-01"),
        ("enrolled", "2023.9", "2023-09"),
        ("enrolled", 2023.9, "2023-09"),
        ("enrolled", 2023.12, "2023-12"),
        ("enrolled", 2023.0, "2023"),
        ("enrolled", "2023年9月", "2023-09"),
        ("enrolled", "不详", None),
        ("sex", " 男 ", "男"),
        ("sex", "女生", "女"),
        ("hukou", "非农业", "城镇"),
        ("name", "张　 三", "张三"),
        ("name", "Li Lei", "Li Lei"),
        ("name", "无", None),
        ("interests", "画画，唱歌/跑步；看书", ["画画", "唱歌", "跑步", "看书"]),
        ("hardship", "低保、单亲", ["低保", "单亲"]),
        ("hardship", "无", None),
        ("boarding", "住校", [{}]),
        ("boarding", "走读", []),
        ("boarding", True, [{}]),
        ("boarding", "2024.9——2025.1.10", [{"since": "2024-09", "until": "2025-01-10"}]),
        ("boarding", "2024年9月至今", [{"since": "2024-09"}]),
        ("left_behind", "父母均外出", [{"type": "父母均外出"}]),
        ("left_behind", "２０２４．９起（一方外出）", [{"since": "2024-09", "type": "一方外出"}]),
        (
            "left_behind",
            "2020.9.1至2021.7.1 一方外出；2023.9起 双方外出",
            [
                {"since": "2020-09-01", "until": "2021-07-01", "type": "一方外出"},
                {"since": "2023-09", "type": "双方外出"},
            ],
        ),
        ("home.distance_km", "约3.5公里", "3.5"),
        ("home.distance_km", 3.25, "3.25"),
        ("parents.phone", 13800000001.0, "13800000001"),
        ("parents.phone", "１３８０００００００１", "13800000001"[:11]),
        ("parents.phone", "0576-88881234", "0576-88881234"),
        ("parents.phone", "无", None),
        ("parents.deceased", "√", "true"),
        ("student_no", "012", "012"),
        ("notes", "无", "无"),
        ("notes", "/", None),
    ],
)  # fmt: skip
def test_what_people_type(route: str, cell: Any, expected: Any) -> None:
    assert read(cell, *route.split(".")) == expected


@pytest.mark.parametrize(
    ("route", "cell"),
    [
        ("born", "2016.9"), ("born", 2016.1), ("enrolled", 2023.1), ("born", "昨天"), ("born", "2016-13-01"),
        ("born", "16.9.1"), ("boarding", "有时候"), ("boarding", "2024.9至2025.1"), ("parents.phone", "1.38E+10"),
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_refused(route: str, cell: Any) -> None:
    with pytest.raises(Unreadable):
        read(cell, *route.split("."))


@pytest.mark.parametrize(
    "cell",
    [
        "110105194912310003",
        "G110105194912310003",
        110105194912310003.0,
        "1.10105E+17",
        "身份证11010519491231002X",
    ],
)
@pytest.mark.parametrize("route", ["student_no", "notes", "parents.phone", "name", "interests"])
def test_what_is_never_kept(route: str, cell: Any) -> None:
    with pytest.raises(Private):
        read(cell, *route.split("."))


days = st.dates(date(1900, 3, 1), date(2199, 12, 31))
isos = days.map(lambda day: day.isoformat())
spell = st.fixed_dictionaries({"since": isos}, optional={"until": isos})
VALUES: dict[str, Any] = {
    "child notes": free,
    "child name": free,
    "child parents.phone": free,
    "child student_no": free,
    "child born": isos,
    "child interests": st.lists(free, min_size=1, max_size=4),
    "child hardship": st.lists(st.sampled_from(["low_income", "orphan", "other"]), min_size=1, unique=True),
    "child home.distance_km": st.integers(0, 500) | st.decimals(0, 500, places=2).map(float),
    "child parents.deceased": st.just(True),
    "child boarding": st.lists(spell, min_size=1, max_size=3),
    "child left_behind": st.lists(
        st.fixed_dictionaries({"since": isos, "type": st.sampled_from(["both_parents_away", "other"])}, optional={"until": isos}),
        min_size=1, max_size=3,
    ),
    "child priority": st.lists(
        st.fixed_dictionaries({"since": isos}, optional={"until": isos, "reason": free}), min_size=1, max_size=3
    ),
    "child absences": st.lists(
        st.fixed_dictionaries({"from": isos, "to": isos}, optional={"reason": free}), min_size=1, max_size=3
    ),
    "child earlier_classes": st.lists(st.fixed_dictionaries({"class": st.sampled_from(["2024-1", "2023-2"]), "until": isos}), min_size=1, max_size=2),
    "pairing results": st.lists(
        st.fixed_dictionaries({"date": isos, "text": free}, optional={"rating": st.sampled_from(["good", "poor"])}), min_size=1, max_size=3
    ),
    "pairing kind": st.sampled_from(["community_parent", "friend"]),
    "visit kind": st.lists(st.sampled_from(["home_visit", "counselling"]), min_size=1, unique=True),
    "visit minutes": st.integers(0, 1440),
    "visit summary": free,
}  # fmt: skip


@pytest.mark.parametrize("field", VALUES)
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_what_is_written_is_understood_as_it_was(field: str, locale: str, data: Any) -> None:
    kind, _, path = field.partition(" ")
    route = tuple(path.split("."))
    node = node_at(kind, route)
    assert node is not None
    reader: Any = form(kind).read
    for step in route:
        reader = getattr(reader, "item", reader).inner(step)
    drawn = data.draw(st.lists(VALUES[field], min_size=5, max_size=10))
    values = [reader(_typed(value), []) for value in drawn]
    dated = node.get("format") == "date"
    shown = [date.fromisoformat(value) if dated else value for value in values]
    cells = _through_excel([written(value, node, language(locale)) for value in shown])
    for value, cell in zip(values, cells, strict=True):
        try:
            found = understood(cell, node, route[-1])
        except Private:
            continue  # Then the reader would not have taken the record.
        assert reader(found, []) == value


def _typed(value: Any) -> Any:
    """As a file would hold it: everything is text."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else f"{value}"


def _through_excel(cells: list[Any]) -> list[Any]:
    """The cells out of a workbook: integers come back as floats, dates as dates."""
    book = workbook.workbook()
    workbook.sheet(book, "x", ["x"], [[cell] for cell in cells])
    raw = workbook.as_bytes(book, date(2026, 11, 20))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
    return [row[0] for row in sheet.to_python(skip_empty_area=False)[1:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三(1)班", ["2024-1"]), ("三（1）班", ["2024-1"]), ("三年级一班", ["2024-1"]), ("三1班", ["2024-1"]),
        ("3.1", ["2024-1"]), ("301", ["2024-1"]), ("3-1", ["2024-1"]), ("2026-03-01", ["2024-1"]), ("3月1日", ["2024-1"]),
        ("2024-1", ["2024-1"]), ("2024级1班", ["2024-1"]), ("24级(1)班", ["2024-1"]), ("三年级", ["2024-1"]),
        ("四 年 级 1 班", ["2023-1"]), ("三(2)班", []), ("九(9)班", []), ("大班", []), ("", []), ("1", []),
    ],
)  # fmt: skip
def test_classes_as_people_write_them(text: str, expected: list[str]) -> None:
    assert class_ids(text, calendar(), 2026) == expected


def calendar() -> Any:
    """The calendar of the small school."""
    import textwrap

    return look(
        MemoryFolder({path: textwrap.dedent(text) for path, text in SMALL.items()})
    ).store.calendar


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("清溪小学三年级（1）班留守儿童花名册", "2024-1"), ("三(1)班", "2024-1"), ("301", "2024-1"),
        ("三年级1班、四年级1班", None), ("2026年秋季学期花名册", None), ("Sheet1", None), ("留守儿童", None),
    ],
)  # fmt: skip
def test_the_class_in_a_title(title: str, expected: str | None) -> None:
    assert class_in(title, calendar(), 2026) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-06 14:30", "2026-11-06"), ("2026.11.6下午", "2026-11-06"), ("2026年11月6日 上午9点", "2026-11-06"),
        ("2026/11/6 9:05:00", "2026-11-06"), ("2026.11.6 下午2:30", "2026-11-06"), ("2026年11月6日星期五", "2026-11-06"),
    ],
)  # fmt: skip
def test_a_time_of_day_after_a_date_is_left_out(cell: str, expected: str) -> None:
    """As it is where Excel has it as a moment."""
    assert read(cell, "date", kind="visit") == expected


@pytest.mark.parametrize(
    "cell", ["2026-11-06至11-08", "2026.11下午", "2026年晚上", "2026-11-06、07", "2026-11-0614:30"]
)
def test_what_follows_a_date_and_is_no_time_of_day(cell: str) -> None:
    with pytest.raises(Unreadable):
        read(cell, "date", kind="visit")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("王桂芳（奶奶）13800001111", {"name": "王桂芳", "relation": "奶奶", "phone": "13800001111"}),
        ("王 桂 芳 ( 奶奶 ) ", {"name": "王桂芳", "relation": "奶奶"}),
        ("王桂芳１３８００００１１１１（奶奶）", {"name": "王桂芳", "relation": "奶奶", "phone": "13800001111"}),
        ("王桂芳：0576-88881234", {"name": "王桂芳", "phone": "0576-88881234"}),
        ("王桂芳", {"name": "王桂芳"}),
        ("王桂芳、李大山 13800001111/13800002222", {}),
        ("13800001111", {}),
    ],
)  # fmt: skip
def test_a_person_in_one_cell(cell: str, expected: dict[str, str]) -> None:
    assert person_in(cell) == expected


@pytest.mark.parametrize("route", ["name", "consent.by", "guardians.name"])
def test_a_name_holds_no_telephone_number(route: str) -> None:
    with pytest.raises(Unreadable):
        read("王桂芳、李大山 13800001111", *route.split("."))
