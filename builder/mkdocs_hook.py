"""`mkdocs build` and `mkdocs serve` in a checkout: reads the records and connects the site.

Which records and which day is said in the environment (SHOUWANG_RECORDS, SHOUWANG_AS_OF,
SHOUWANG_LOCALE), since these commands know no options of ours. Where the site is served is
mkdocs.yml's own `site_url`, or SHOUWANG_SITE_URL.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

try:
    import builder
except ImportError:  # MkDocs loads a hook from its file; the project need not be installed.
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    import builder

from builder.cli import surroundings
from builder.qr import site_address
from builder.read.loading import Unusable
from builder.site_plugin import connect, site_of

__all__ = ["builder", "on_config"]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read and evaluate the records; from here on `SitePlugin` does the rest."""
    here = Path(config.config_file_path or ".").parent
    named = os.environ.get("SHOUWANG_RECORDS") or "records"
    folders = [here / name for name in named.split(os.pathsep)]
    day = os.environ.get("SHOUWANG_AS_OF")
    try:
        around = surroundings(
            folders, date.fromisoformat(day) if day else None, os.environ.get("SHOUWANG_LOCALE")
        )
        inspection = around.inspect()
    except ValueError:
        raise PluginError("SHOUWANG_AS_OF: 2026-11-20") from None
    except Unusable as error:
        raise PluginError(error.reason) from None
    try:
        address = _address(os.environ.get("SHOUWANG_SITE_URL") or config.site_url or "")
    except ValueError:
        raise PluginError("site_url, SHOUWANG_SITE_URL: https://care.example.cn/") from None
    connect(config, site_of(inspection, folders, around.language(inspection), address))
    return config


def _address(text: str) -> str:
    """Where the site is served. `mkdocs serve` puts its own address there: no card may lead to it."""
    address = site_address(text) if text else ""
    return "" if urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1") else address
