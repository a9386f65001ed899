"""Small stores for tests: records in memory, through the same reader as files on disk."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from builder.inspection import Inspection, inspect
from builder.kinds import KINDS
from builder.read.scan import Entry

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass
class MemoryFolder:
    """A records folder that exists only here: path to text or bytes."""

    files: dict[str, str | bytes] = field(default_factory=dict)

    def entries(self) -> Iterable[Entry]:
        """Every file in it."""
        return [Entry(path) for path in self.files]

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        content = self.files[path]
        return content.encode() if isinstance(content, str) else content


def folder(records: Mapping[str, Any]) -> MemoryFolder:
    """Canonical records by kind, as files: JSON is YAML, so the ordinary reader reads them."""
    files: dict[str, str | bytes] = {}
    for name, content in records.items():
        kind = KINDS[name]
        if not kind.folder:
            files[f"{kind.place}.yml"] = _yaml(content)
        elif kind.one_a_file:
            for record in content:
                bare = {key: value for key, value in record.items() if key != "id"}
                files[f"{kind.place}/{record['id']}.yml"] = _yaml(bare)
        elif content:
            files[f"{kind.place}/all.yml"] = _yaml(content)
    return MemoryFolder(files)


def _yaml(content: Any) -> str:
    return json.dumps(_texts(content), ensure_ascii=False, indent=1)


def _texts(content: Any) -> Any:
    """Numbers and booleans as the text that a person would type."""
    if isinstance(content, dict):
        return {key: _texts(value) for key, value in content.items() if value is not None}
    if isinstance(content, list):
        return [_texts(item) for item in content]
    if isinstance(content, bool):
        return "true" if content else "false"
    return content if isinstance(content, str) else str(content)


def look(folder: MemoryFolder, as_of: str | date | None = None, **more: Any) -> Inspection:
    """Everything that can be said about a folder on a day."""
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return inspect([folder], now=more.pop("now", NOON), as_of=day, **more)


def canonical(inspection: Inspection) -> dict[str, Any]:
    """The records of an inspection as the canonical mappings that an outside reader would have."""
    store = inspection.store
    found: dict[str, Any] = {
        "school": _plain(store.school),
        "policy": {"rules": [_rule(rule) for rule in inspection.policy.rules]},
        "semester": [_plain(semester) for semester in store.semesters],
        "staff": [_plain(person) for person in store.staff.values()],
        "child": [_plain(child) for child in store.children.values()],
    }
    for kind, records in (
        ("pairing", store.pairings),
        ("visit", store.visits),
        ("activity", store.activities),
        ("observation", store.observations),
        ("aid", store.aid),
        ("wish", store.wishes),
        ("health", store.health),
        ("provision", store.provisions),
        ("exemption", store.exemptions),
    ):
        found[kind] = [_plain(record) for record in records]
    return found


def _rule(rule: Any) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(rule)
    days, windows = plain.pop("days"), plain.pop("windows", [])
    if rule.every == "days":
        plain["every"] = {"days": days}
    elif rule.every == "windows":
        plain["every"] = {"windows": windows}
    return plain


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        pairs = ((f.name.rstrip("_"), getattr(value, f.name)) for f in dataclasses.fields(value))
        return {k: _plain(v) for k, v in pairs if v not in (None, ()) and k != "origin"}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
