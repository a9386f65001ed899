"""`shouwang export`: all of a child's records for the family, and nothing of anybody else's."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from builder.cli import run
from builder.family.file import OTHERS, FamilyFile, family_file
from builder.i18n import language
from builder.kinds import KINDS
from builder.schema import Node, choices, properties, schemas
from builder.tables.existing import Existing
from builder.views.site import Site
from tests.support import MemoryFolder, folder, look

DAY = "2026-11-20"
ROOT = Path(__file__).resolve().parents[1]

PERSON: dict[str, Any] = {
    "sex": "female",
    "born": "2017-05-12",
    "class": "2023-1",
    "enrolled": "2023-09-01",
    "left_behind": [{"since": "2023-09-01", "type": "both_parents_away"}],
}
SCHOOL: dict[str, Any] = {
    "school": {
        "name": "测试小学",
        "classes": [{"id": "2023-1", "entered": 2023, "number": 1}],
        "privacy_officer": "t1",
    },
    "staff": [{"id": "t1", "name": "陈老师", "group": "teacher", "phone": "0576-11112222"}],
}


def filled(kind: str, node: Node, whose: str, route: str = "") -> dict[str, Any]:
    """A record in which every text field holds a canary of its own: `甲 visit.summary 乙`."""
    out: dict[str, Any] = {}
    for name, field in properties(node).items():
        place = f"{route}{name}"
        items = field.get("items", field)
        if "x-id" in field:
            continue
        if "x-ref" in items:
            value: Any = _reference(items["x-ref"], whose, kind, place)
        elif properties(items):
            value = filled(kind, items, whose, f"{place}.")
        elif choices(items):
            value = choices(items)[0].const
        elif field.get("type") in ("integer", "number"):
            value = field.get("minimum", 4)
        elif field.get("type") == "boolean":
            value = False
        elif "format" in field:
            value = _formatted(field["format"], name, whose)
        else:
            value = f"{whose}{kind}.{place}"
        if value is not None:
            out[name] = [value] if field.get("type") == "array" else value
    return out


def _reference(target: str, whose: str, kind: str, place: str) -> str | None:
    if target == "child":
        other = place in ("peer", "helper")
        return None if other else whose
    return {"staff": "t1", "staff|child": "t1", "class": "2023-1", "need": "study", "rule": None}[
        target
    ]


def _formatted(form: str, name: str, whose: str) -> str:
    digit = {"c1": "1", "c2": "2"}[whose]
    if form == "phone":
        return f"1390000000{digit}"
    day = "2026-10-12"
    return f"{day} 14:30" if form == "local-time" else day


KINDS_OF_A_CHILD = (
    "pairing", "plan", "visit", "observation", "wish", "aid", "health", "activity", "incident", "exemption", "request",
)  # fmt: skip


def everything() -> dict[str, Any]:
    """Two children who have everything on record, each in every field."""
    records: dict[str, Any] = {**SCHOOL, "child": []}
    for whose, name in (("c1", "林小雨"), ("c2", "徐家珍")):
        archive = {
            **filled("child", schemas()["child"], whose),
            **PERSON,
            "id": whose,
            "name": name,
        }
        for gone in ("left", "left_reason", "absences", "earlier_classes"):
            archive.pop(gone, None)
        archive["consent"].pop("withdrawn")
        records["child"].append(archive)
        for kind in KINDS_OF_A_CHILD:
            record = {**filled(kind, schemas()[kind], whose)}
            if kind == "incident":
                record["kind"] = "injury"
            if kind in ("pairing", "plan"):
                record.pop("peer_name", None)
                record.pop("helper_name", None)
            records.setdefault(kind, []).append(record)
    return records


def file_of(records: dict[str, Any], child: str = "c1", locale: str = "zh_CN") -> FamilyFile:
    store = folder(records)
    inspection = look(store, DAY)
    assert not [one for one in inspection.findings if one.code[0] == "E"], inspection.findings
    site = Site(inspection, language(locale))
    return family_file(site, Existing([store], inspection.store), site.store.children[child])


def told(file: FamilyFile) -> str:
    return "\n".join(
        f"{part.title}\n{entry.title}\n"
        + "\n".join(f"{row.label} {row.text}" for row in entry.rows)
        for part in file.parts
        for entry in part.entries
    )


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


def test_every_field_is_in_it_and_none_of_another_child() -> None:
    """By the schemas: a new text field is in the file, or in the list of what is about others."""
    records = everything()
    text = told(file_of(records))
    others = {f"c1{kind}.{name}" for kind, name in OTHERS}
    hidden = {
        (kind, name)
        for kind, name in OTHERS
        if "x-ref" not in str(properties(schemas()[kind])[name])
    }
    assert hidden == {
        ("wish", "donor"), ("aid", "received_by"), ("pairing", "peer_name"), ("plan", "helper_name"), ("visit", "confidential"),
    }  # fmt: skip
    canaries = [one for one in texts(records) if re.match(r"c1[a-z]+\.", one)]
    assert len(canaries) > 60
    assert [one for one in canaries if one not in others and one not in text] == []
    assert [one for one in others if one in text] == []
    assert "13900000001" in text
    for word in ("c2", "徐家珍", "13900000002", "0576-11112222"):
        assert word not in text, word


def test_labels_and_values_are_in_the_language() -> None:
    assert "务工地 " in told(file_of(everything()))
    english = told(file_of(everything(), locale="en"))
    assert "Work place " in english and "Home visit" in english


def test_partial_dates_stay_as_they_were_typed() -> None:
    records = everything()
    records["child"][0]["left_behind"] = [{"since": "2021-09", "type": "other"}]
    assert "起 2021-09；" in told(file_of(records))


@pytest.mark.parametrize(
    "visit",
    [
        {"kind": ["counselling"], "summary": "金丝雀"},
        {"kind": ["talk"], "confidential": True, "summary": "金丝雀"},
    ],
)
def test_what_is_confidential_is_not_in_it(visit: dict[str, Any]) -> None:
    whole = {"date": "2026-10-12", "children": ["c1"], "by": ["t1"], **visit}
    records = {**SCHOOL, "child": [{**PERSON, "id": "c1", "name": "林小雨"}], "visit": [whole]}
    without = {**records, "visit": []}
    assert file_of(records) == file_of(without)


def test_a_suspected_abuse_leaves_no_mark() -> None:
    """The file is the same as without it: nor may it tell that something was left out."""
    incident = {
        "title": "金丝雀",
        "occurred": "2026-10-12 14:30",
        "known": "2026-10-12 14:30",
        "kind": "abuse",
        "children": ["c1"],
        "summary": "金丝雀",
    }
    records = {
        **SCHOOL,
        "child": [{**PERSON, "id": "c1", "name": "林小雨"}],
        "incident": [incident],
    }
    assert file_of(records) == file_of({**records, "incident": []})


def test_other_children_in_texts() -> None:
    visit = {
        "date": "2026-10-12",
        "children": ["c1", "c2"],
        "kind": ["talk"],
        "by": ["t1"],
        "summary": "家珍哭了。小雨劝家珍。徐家珍的妈妈赵春梅来电，13811112222。都好了。",
    }
    other = {
        **PERSON,
        "id": "c2",
        "name": "徐家珍",
        "parents": [{"relation": "mother", "name": "赵春梅", "phone": "138-1111-2222"}],
    }
    records = {
        **SCHOOL,
        "child": [{**PERSON, "id": "c1", "name": "林小雨"}, other],
        "visit": [visit],
    }
    text = told(file_of(records))
    for word in ("家珍", "赵春梅", "2222", "哭了", "来电"):
        assert word not in text, word
    assert "小雨劝另一名学生。" in text and "都好了。" in text
    assert "共同的学生数 2" in text


def test_a_child_that_helps_another_reads_nothing_of_it() -> None:
    two = [{**PERSON, "id": "c1", "name": "林小雨"}, {**PERSON, "id": "c2", "name": "徐家珍"}]
    plan = {
        "child": "c2",
        "kind": "study",
        "staff": "t1",
        "helper": "c1",
        "from": "2026-09-01",
        "schedule": "课后",
        "content": "金丝雀",
    }
    pairing = {
        "kind": "friend",
        "child": "c2",
        "peer": "c1",
        "since": "2026-09-01",
        "goal": "金丝雀",
    }
    visit = {
        "date": "2026-10-12",
        "children": ["c2"],
        "kind": ["peer_visit"],
        "by": ["c1"],
        "summary": "金丝雀",
    }
    text = told(
        file_of({**SCHOOL, "child": two, "plan": [plan], "pairing": [pairing], "visit": [visit]})
    )
    assert text.count("帮助另一名学生") == 3
    assert "金丝雀" not in text and "徐家珍" not in text


# The command


def on_disk(top: Path, records: dict[str, Any]) -> Path:
    store: MemoryFolder = folder(records)
    for path, content in store.files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(str(content), encoding="utf-8")
    return top


def export(records: Path, output: Path, child: str = "林小雨", *more: str) -> int:
    return run(
        ["export", child, "--records", str(records), "--as-of", DAY, "-o", str(output), *more]
    )


def test_html_asks_for_nothing_and_escapes(tmp_path: Path) -> None:
    records = everything()
    records["child"][0]["notes"] = "<script>x</script> {{ 7 * 7 }} & 体温<37"
    top = on_disk(tmp_path / "records", records)
    assert export(top, tmp_path / "a.html") == 0
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "&lt;script&gt;x&lt;/script&gt; {{ 7 * 7 }} &amp; 体温&lt;37" in page
    assert not re.search(r"<(script|img|link|iframe)|url\(|src=|href=", page)
    assert "陈老师 0576-11112222" in page
    assert export(top, tmp_path / "a.html") == 2
    assert export(top, tmp_path / "a.html", "c1", "--force") == 0


def test_word_says_the_same_in_chinese_fonts(tmp_path: Path) -> None:
    records = everything()
    records["child"][0]["notes"] = "A & B，体温<37\n第二行"
    top = on_disk(tmp_path / "records", records)
    assert export(top, tmp_path / "a.docx") == 0
    content = (tmp_path / "a.docx").read_bytes()
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    file = file_of(records)
    wanted = [
        text
        for part in file.parts
        for entry in part.entries
        for row in entry.rows
        for text in (row.label, row.text)
    ]
    assert cells == wanted
    assert "A & B，体温<37\n第二行" in cells
    styles = document.styles.element.xml
    assert 'w:eastAsia="zh-CN"' in styles and 'w:eastAsia="宋体"' in styles
    assert export(top, tmp_path / "b.docx") == 0
    assert (tmp_path / "b.docx").read_bytes() == content


def test_it_is_not_written_where_it_cannot_be(tmp_path: Path) -> None:
    top = on_disk(tmp_path / "records", everything())
    assert export(top, tmp_path / "a.pdf") == 2
    assert export(top, tmp_path / "a.html", "没有这个人") == 2
    assert export(top, top / "a.html") == 2
    empty = on_disk(tmp_path / "empty", {"school": SCHOOL["school"]})
    assert export(empty, tmp_path / "a.html") == 2
    assert list(tmp_path.glob("a.*")) == []


def test_the_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A real school: nobody else's name in the file, and the counts are those of the store."""
    assert export(ROOT / "records", tmp_path / "a.html", "应宇泽") == 0
    page = (tmp_path / "a.html").read_text("utf-8")
    archives = [path.read_text("utf-8") for path in (ROOT / "records/children").glob("*.yml")]
    names = {name for text in archives for name in re.findall(r"^姓名[:：]\s*(\S+)$", text, re.M)}
    assert len(names) > 80
    assert [name for name in names - {"应宇泽"} if name in page] == []
    assert "交出去以前" in capsys.readouterr().out


def test_every_kind_that_names_a_child_is_known() -> None:
    def names_a_child(node: Node) -> bool:
        return any(
            "child" in field.get("items", field).get("x-ref", "").split("|")
            or names_a_child(field.get("items", field))
            for field in properties(node).values()
        )

    assert {kind for kind in KINDS if names_a_child(schemas()[kind])} == set(KINDS_OF_A_CHILD)
