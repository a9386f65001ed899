"""Links from the site into the Git host's own editor.

Nothing here makes a request: a link is a string. A URL ends up in proxies' and hosts' logs, so it
holds ids and never a name; a new file's contents travel in it only where the host takes them
(GitHub, Gitea and Forgejo), elsewhere the page shows the path and the text to copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import quote, urlsplit

from builder.finding import Origin
from builder.model import Repository

LONGEST_URL: Final = 8000
"""Bytes; web servers refuse request lines longer than about 8 kB."""

_EDIT: Final = {
    "github": "edit/{branch}/{path}",
    "gitea": "_edit/{branch}/{path}",
    "forgejo": "_edit/{branch}/{path}",
    "gitlab": "-/edit/{branch}/{path}",
    "gitee": "edit/{branch}/{path}",
}
_NEW: Final = {
    "github": "new/{branch}/{folder}?filename={name}",
    "gitea": "_new/{branch}/{folder}?filename={name}",
    "forgejo": "_new/{branch}/{folder}?filename={name}",
    "gitlab": "-/new/{branch}?file_name={path}",
}
_TAKES_CONTENT: Final = frozenset({"github", "gitea", "forgejo"})


@dataclass(frozen=True, slots=True)
class NewFile:
    """A record to be written: where, with what in it, and the host's page for it.

    `url` is empty where the host has no such page; `filled` says whether the page opens with
    `text` already in it, or the reader has to copy it. `form` is the address, below the site's
    root, of the same record in the site's own form; empty where the site has none.
    """

    path: str
    text: str
    url: str = ""
    filled: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class EditLinks:
    """The links of one school. `places` are its records folders' paths within the repository.

    Only the first folder is the school's own repository: a second one (`--records` twice) is kept
    apart from most people, and the site does not know where.
    """

    repository: Repository | None = None
    places: tuple[str, ...] = ("records",)

    @property
    def address(self) -> str:
        """The repository's address; empty unless it is a plain web address."""
        if self.repository is None:
            return ""
        url = self.repository.url.rstrip("/").removesuffix(".git")
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        sound = parts.scheme in ("http", "https") and parts.netloc and "@" not in parts.netloc
        return quote(url, safe=":/") if sound else ""

    def in_repository(self, path: str) -> str:
        """Where a path of the first records folder lies in the repository."""
        return "/".join(part for part in (self.places[0].strip("/"), path) if part)

    def edit(self, origin: Origin | None) -> str:
        """The host's editor on the file of a record; empty where there is none."""
        if origin is None or origin.folder:
            return ""
        return self.edit_path(origin.path)

    def edit_path(self, path: str) -> str:
        """The host's editor on a file of the first records folder; empty where there is none."""
        return _edit_address(self, path)

    def new(self, path: str, text: str) -> NewFile:
        """The host's page for a new record, with `text` in it where the host takes it."""
        full = self.in_repository(path)
        provider = self.repository.provider if self.repository else ""
        if not self.address or self.repository is None or provider not in _NEW:
            return NewFile(full, text)
        folder, _, name = full.rpartition("/")
        form = _NEW[provider].format(
            branch=quote(self.repository.branch),
            folder=quote(folder),
            name=quote(name, safe=""),
            path=quote(full, safe=""),
        )
        url = f"{self.address}/{form}"
        if provider in _TAKES_CONTENT:
            filled = f"{url}&value={quote(text, safe='')}"
            if len(filled) <= LONGEST_URL:
                return NewFile(full, text, filled, filled=True)
        return NewFile(full, text, url)


@cache
def _edit_address(links: EditLinks, path: str) -> str:
    """A file holds many records and is linked from many pages: its address is made once."""
    base, repository = links.address, links.repository
    if not base or not path or repository is None:
        return ""
    branch, full = quote(repository.branch), quote(links.in_repository(path))
    return f"{base}/{_EDIT[repository.provider].format(branch=branch, path=full)}"
