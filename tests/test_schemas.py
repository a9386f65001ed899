"""The schemas are the only vocabulary: the model, the table of kinds and the files agree with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from builder import model, schema
from builder.blank import blank
from builder.i18n import language
from builder.kinds import KINDS
from builder.presets import presets
from builder.read.build import CLASSES
from builder.read.form import form
from builder.read.records import read_records
from tests.support import folder, look
from tests.test_engine import worked_example


def nodes(kind: str) -> Iterator[tuple[tuple[str, ...], schema.Node]]:
    """Every field of a kind with its route."""
    pending: list[tuple[tuple[str, ...], schema.Node]] = [((), schema.schemas()[kind])]
    while pending:
        route, node = pending.pop()
        inner = node["items"] if node.get("type") == "array" else node
        for name, field in schema.properties(inner).items():
            yield (*route, name), field
            pending.append(((*route, name), field))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_schema_is_valid_and_speaks_both_languages(kind: str) -> None:
    """A title in Chinese and a description in both for every field, so that forms can explain."""
    jsonschema.Draft202012Validator.check_schema(schema.schemas()[kind])
    for route, node in nodes(kind):
        assert node.get("title"), route
        if node.get("type") != "object" or "properties" not in node:
            described = {"description", "x-description-en"} & set(node)
            assert len(described) in (0, 2), route


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_two_spellings_of_one_form_clash(kind: str) -> None:
    """No word means two keys of one mapping, or two codes of one field."""
    for route, node in [((), schema.schemas()[kind]), *nodes(kind)]:
        inner = node["items"] if node.get("type") == "array" else node
        keys = [
            spelling
            for name, field in schema.properties(inner).items()
            for spelling in set(schema.key_spellings(name, field))
        ]
        assert len(keys) == len(set(keys)), (route, sorted(k for k in keys if keys.count(k) > 1))
        codes = [word for choice in schema.choices(inner) for word in set(choice.spellings)]
        assert len(codes) == len(set(codes)), (route, [c for c in codes if codes.count(c) > 1])


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_model_has_the_fields_of_the_schema(kind: str) -> None:
    """A field that the schema knows and the model does not would be lost without a word."""
    names = {field.name.rstrip("_") for field in dataclasses.fields(CLASSES[kind])} - {"origin"}
    wanted = set(schema.properties(schema.schemas()[kind]))
    assert names - {"id"} == wanted - {"id"}


def test_rule_has_the_fields_of_the_schema() -> None:
    """`every` with days or windows is spread over three fields of the model."""
    names = {field.name.rstrip("_") for field in dataclasses.fields(model.Rule)}
    item = schema.schemas()["policy"]["properties"]["rules"]["items"]
    assert names - {"days", "windows", "source"} == set(schema.properties(item))


@pytest.mark.parametrize("name", sorted(presets()))
def test_presets_pass_their_schema(name: str) -> None:
    """A shipped preset is held to what a school's own policy is held to, and cites its source."""
    values = dict(presets()[name])
    assert form("policy").judge(values) == []
    for rule in values.get("rules", ()):
        assert rule["basis"].startswith("篇")
        assert rule["title"]


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_blank_record_reads_once_it_is_filled_in(kind: str, locale: str) -> None:
    """`new` writes nothing that the reader does not know: only what is blank is missing."""
    text = blank(kind, language(locale))
    contents = read_records(text, KINDS[kind], "c2301")
    codes = {slip.code for slip in contents.slips}
    assert codes <= {"E204", "E217", "E624", "I201", "E201"}, (text, contents.slips)


@pytest.mark.parametrize("word", ["家访", "home_visit", "上门家访"])
def test_chinese_and_english_mean_the_same(word: str) -> None:
    """A record may be written in titles, codes or aliases, mixed."""
    records: dict[str, Any] = worked_example()
    for visit in records["visit"]:
        visit["方式"] = visit.pop("kind") and [word]
        visit["受访人"] = visit.pop("with") and ["奶奶"]
    found = look(folder(records), "2026-10-28")
    assert {visit.kind for visit in found.store.visits} == {("home_visit",)}
    assert {visit.with_ for visit in found.store.visits} == {("guardian",)}


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("家仿", "家访", "家访"),
        ("佳访", "家访", "家访"),
        ("电化", "电话", "电话"),
        ("男生", "男", "男"),
        ("帮付人", "帮扶人", "帮扶人"),
        ("dat", "date", "date"),
        ("校长", "家长", None),
        ("老师", "老人", None),
        ("人名", "姓名", None),
        ("🙂访", "家访", None),
    ],
)
def test_a_suggestion_is_more_than_a_character_in_common(
    typed: str, known: str, meant: str | None
) -> None:
    """Of a word of two characters the other must sound alike; a wrong guess would be followed."""
    assert schema.nearest(typed, [known]) == meant
