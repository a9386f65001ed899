"""Small stores for tests: records in memory, through the same reader as files on disk."""

from __future__ import annotations

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
