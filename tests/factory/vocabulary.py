"""Field names and codes in Chinese, read from the schemas: they are the only vocabulary."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from .yamltext import Noted, Row, Value

_SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


@cache
def _file(name: str) -> Mapping[str, Any]:
    with (_SCHEMAS / name).open(encoding="utf-8") as stream:
        loaded: Mapping[str, Any] = json.load(stream)
    return loaded


@cache
def _schema(kind: str) -> Mapping[str, Any]:
    return _file(f"{kind}.schema.json")


def chinese(kind: str, record: Mapping[str, Value]) -> dict[str, Value]:
    """The record with the schema's titles for its keys and coded values."""
    return _mapping(record, _schema(kind), _schema(kind))


def _resolve(node: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[Any, Any]:
    while "$ref" in node:
        name, _, route = str(node["$ref"]).partition("#")
        root = _file(name) if name else root
        node = root
        for step in route.strip("/").split("/"):
            node = node[step]
    return node, root


def _mapping(
    record: Mapping[str, Value], node: Mapping[str, Any], root: Mapping[str, Any]
) -> dict[str, Value]:
    result: dict[str, Value] = {}
    properties = node["properties"]
    for key, value in record.items():
        if key == "entries":
            result["记录"] = _value(value, {"items": node}, root)
            continue
        inner, inner_root = _resolve(properties[key], root)
        result[_title(properties[key], inner)] = _value(value, inner, inner_root)
    return result


def _title(declared: Mapping[str, Any], resolved: Mapping[str, Any]) -> str:
    return str(declared.get("title") or resolved["title"])


def _value(value: Value, node: Mapping[str, Any], root: Mapping[str, Any]) -> Value:
    node, root = _resolve(node, root)
    if isinstance(value, Noted):
        return Noted(_value(value.value, node, root), value.remark, value.above)
    if isinstance(value, Row):
        return Row(_mapping(value.fields, _inside(node, root)[0], _inside(node, root)[1]))
    if isinstance(value, Mapping):
        inner, inner_root = _inside(node, root)
        return _mapping(value, inner, inner_root) if "properties" in inner else value
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = node.get("items", node)
        return [_value(item, items, root) for item in value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        inner, _ = _inside(node, root)
        for choice in inner.get("oneOf", ()):
            if choice.get("const") == value:
                return str(choice["title"])
    return value


def _inside(node: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[Any, Any]:
    """The schema of one item where a list is declared and one value alone was given."""
    node, root = _resolve(node, root)
    return _resolve(node["items"], root) if node.get("type") == "array" else (node, root)
