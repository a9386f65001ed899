"""Where the files that are not code lie: schemas, templates, presets, translations, the form.

In a wheel they are inside the package; in a checkout `schemas/` and `site_templates/` stand at the
top level, where people look for them. Everything else asks here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """The folder `name` inside the package, or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


SCHEMAS: Final = _folder("schemas")
TEMPLATES: Final = _folder("site_templates")
PRESETS: Final = _PACKAGE / "presets"
LOCALE: Final = _PACKAGE / "locale"
VENDOR: Final = _PACKAGE / "vendor"
"""Files of others, which are fetched and never committed (`builder/forms/assets.toml`)."""
