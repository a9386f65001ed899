"""Laws of the import, for whatever stands in the cells: every row has one outcome, nothing is lost."""

from __future__ import annotations

import textwrap
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.i18n import LOCALES, language
from builder.read.loading import load
from builder.tables.account import Account
from builder.tables.columns import KINDS
from builder.tables.existing import Overlay
from builder.tables.grid import Grid
from builder.tables.plan import Plan, plan
from builder.tables.results import Conditions, Outcome
from builder.tables.table import Unclear, find
from builder.tables.variants import VARIANTS

from .sheets import counts
from .site.schools import SMALL
from .support import MemoryFolder
from .test_yamltext import NASTY

DAY = date(2026, 10, 28)
FOLDER = MemoryFolder({path: textwrap.dedent(text) for path, text in SMALL.items()})
STORE = load([FOLDER]).store

HEADS = st.sampled_from(
    [word for routes in VARIANTS.values() for words in routes.values() for word in words.split()]
    + ["姓名", "编号", "性别", "班级", "日期", "方式", "学生", "帮扶教师", "代理家长", "父亲", "监护人", "电话", "身份证号"]
    + ["", "随便", "类别", "入学日期", "留守情况", "帮扶人", "类型", "起", *NASTY[:8]]
)  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "林晓东", "王小雨", "张三", "c01", "t02", "男", "三(1)班", "2024-1", "2026-10-01"]
    ),
    st.sampled_from(
        [
            "家访",
            "奶奶",
            "双方外出",
            "是",
            "否",
            "无",
            "合计",
            "注：",
            "2024.9起",
            "教师",
            "帮扶教师",
        ]
    ),
    st.sampled_from(NASTY),
    st.text(max_size=8),
    st.integers(-5, 60_000).map(float),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.just(time(12, 30)),
    st.just(timedelta(hours=30)),
)
SOUND = {
    "child": {"姓名": "张三", "性别": "男", "出生日期": "2017-05-06", "班级": "2024-1", "入学日期": "2024-09", "留守情况": "2024-09起 其他"},
    "known child": {"姓名": "林晓东", "出生日期": "2017-05-06", "监护人电话": "0576-88881234"},
    "known visit": {"日期": "2026-09-02", "学生": "c01", "方式": "家访", "帮扶人": "t02", "受访人": "奶奶", "内容": "奶奶在家"},
    "visit": {"日期": "2026-10-01", "学生": "c01", "方式": "谈心", "帮扶人": "t02", "内容": "画画"},
    "pairing": {"类型": "手拉手", "学生": "c01", "同学": "c02", "起": "2026-09-01"},
    "staff": {"姓名": "周梅", "类别": "教师"},
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[list[Any]]:
    """A table with some sound columns, some others, and anything in its cells."""
    sound = SOUND[draw(st.sampled_from(sorted(SOUND)))]
    heads = [*sound, *draw(st.lists(HEADS, max_size=5))]
    order = draw(st.permutations(range(len(heads))))
    rows: list[list[Any]] = [heads]
    for _ in range(draw(st.integers(0, 6))):
        row = [
            sound.get(head) if draw(st.integers(0, 9)) else draw(CELLS)
            for head in heads[: len(sound)]
        ]
        rows.append([*row, *(draw(CELLS) for _ in heads[len(sound) :])])
    above = draw(st.lists(st.lists(CELLS, max_size=3), max_size=2))
    return above + [[row[n] for n in order] for row in rows]


def planned(grid: Grid, *, overwrite: bool) -> Plan | None:
    calendar = STORE.calendar
    try:
        found = find(grid, KINDS, calendar, 2026, {kind: {} for kind in KINDS})
    except Unclear:
        return None
    given = {kind: {} for kind in KINDS}
    on = Conditions(
        [FOLDER], STORE, DAY, datetime(2026, 10, 28, tzinfo=UTC), language("en"), overwrite, given
    )
    return plan(found, on)


@settings(max_examples=150, deadline=None)
@given(tables(), st.booleans())
def test_every_row_is_accounted_for_and_what_is_written_is_sound(
    rows: list[list[Any]], overwrite: bool
) -> None:
    grid = Grid("三(1)班", rows)
    made = planned(grid, overwrite=overwrite)
    if made is None:
        return
    for table, results in made.tables:
        assert [result.row.number for result in results] == list(range(1, len(rows) + 1))
        assert all(
            (result.outcome is Outcome.ASIDE) == (result.row.aside is not None)
            for result in results
        )
        assert all(result.remarks for result in results if result.outcome is Outcome.REFUSED)
        assert table.grid is grid
    for locale in LOCALES:
        said = Account(made, [], language(locale), False, False, overwrite).text()
    assert sum(counts(said).values()) == len(rows) * len(made.tables)
    assert "::error" not in said and "##[error" not in said
    after = load([Overlay(FOLDER, made.files.by_folder()[0])])
    assert not [finding for finding in after.findings if finding.code[0] == "E"]
    new = sum(result.outcome is Outcome.NEW for _, results in made.tables for result in results)
    assert after.store.records == STORE.records + new, "a new row is one record more"
    if not overwrite:
        assert not made.files.changed
    assert not set(made.files.new) & set(FOLDER.files)
