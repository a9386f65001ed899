"""One file's records: which of them count where something beside them is wrong."""

from __future__ import annotations

from builder.kinds import KINDS
from builder.read.records import read_records


def test_the_first_of_two_texts_of_one_name_stays() -> None:
    contents = read_records("内容: 好\n内容　: 别的\n", KINDS["visit"], "x")
    assert [raw.values["summary"] for raw in contents.records] == ["好"]
    assert not contents.records[0].sound
