"""From a record that is yet to be written to the address of its form, with what is known filled in.

The address holds ids and codes after its `#`, so not even the school's own server sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from builder.forms.variants import LEFT_OUT, collection_of
from builder.i18n import Language

FOLDER: Final = "admin"
PAGE: Final = f"{FOLDER}/index.html"


@dataclass(frozen=True, slots=True)
class Forms:
    """That a site has a form. `client_id` is the id under which its Git host knows the form page,
    for signing in with the host's own account; without one, people sign in with an access token.
    """

    client_id: str = ""

    def new(self, language: Language, kind: str, filled: Mapping[str, str]) -> str:
        """The form of a new record, by its canonical fields and values; empty where there is none."""
        if kind in LEFT_OUT:
            return ""
        known = {
            language.key(kind, name): language.coded(kind, name, value)
            for name, value in filled.items()
            if value
        }
        query = "&".join(f"{quote(key)}={quote(value)}" for key, value in known.items())
        form = f"{PAGE}#/collections/{collection_of(kind, filled)}/new"
        return f"{form}?{query}" if query else form
