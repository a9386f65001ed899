"""Every message of the program: what the code and the templates ask gettext for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {
    "_": None,
    "N_": None,
    "text": None,
    "say": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
}


def asked() -> Iterator[tuple[str, str]]:
    """Every message id with the place that asks for it."""
    for folder, method in (
        ("builder", [("**.py", "python")]),
        ("site_templates", [("**.j2", "jinja2.ext:babel_extract")]),
    ):
        for file, line, message, _, _ in extract_from_dir(
            str(ROOT / folder), method, keywords=KEYWORDS
        ):
            first = message[0] if isinstance(message, tuple) else message
            if first:
                yield first, f"{folder}/{file}:{line}"


def translated(locale: str = "zh_CN") -> dict[str, tuple[str, ...]]:
    """Every message of the catalogues with its translations (one a plural form)."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((ROOT / "builder/locale" / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    string = message.string
                    found[key] = (string,) if isinstance(string, str) else tuple(string)
    return found


if __name__ == "__main__":
    known = translated()
    for message, place in sorted(set(asked())):
        if message not in known or not all(known[message]):
            print(f"{place}\t{message!r}")
