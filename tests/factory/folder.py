"""The folder being written: paths to text, checked before a byte reaches the disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .vocabulary import chinese
from .yamltext import Value, document

_STEP = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class Folder:
    """Collects the files of one records folder."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}

    def text(self, path: str, text: str) -> None:
        """Add a file as it is; each path once."""
        if path in self._files:
            raise ValueError(f"{path} is written twice")
        self._files[path] = text

    def record(
        self,
        path: str,
        kind: str,
        value: Mapping[str, Value] | Sequence[Mapping[str, Value]],
        heading: Iterable[str] = (),
        english: bool = False,
    ) -> None:
        """Add a YAML file of one kind, with Chinese keys unless `english`."""
        for step in path.split("/"):
            if not _STEP.fullmatch(step):
                raise ValueError(f"{path}: ids and paths are lower-case letters and digits")
        body: Value
        if english:
            body = value
        elif isinstance(value, Mapping):
            body = chinese(kind, value)
        else:
            body = [chinese(kind, item) for item in value]
        self.text(f"{path}.yml", document(body, heading))

    def write(self, target: Path) -> int:
        """Write every file below `target`, which must be empty of other records."""
        for path, text in sorted(self._files.items()):
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        return len(self._files)
