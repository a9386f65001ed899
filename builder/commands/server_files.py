"""`server-files`: the files that a school's own server needs, filled in from its records.

They go into a folder of their own and not among the records: what runs on the server, and who may
see every child, must not be changed by whoever may write a visit.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_, Language
from builder.inspection import Inspection
from builder.read.loading import Unusable
from builder.serving import PROGRAMS, NotPlain, Server, files
from builder.skeleton import HOSTS

NO_SITE_URL: Final = N_(
    "Say where the site will be served, at the root of a host: --site-url https://care.example.cn/"
)
NOT_ITS_ACCOUNTS: Final = N_("Only Gitea and Forgejo can be asked about accounts.")
_ACCOUNTS: Final = frozenset({"gitea", "forgejo"})


def run(
    around: Surroundings,
    target: Path,
    *,
    site_url: str,
    clone_url: str,
    accounts: str,
    public: bool,
    prefix: str,
) -> Status:
    """Write the server's files into a new or empty folder.

    Raises `Unusable` where the folder holds something, an option is wrong, or a file can't be
    written.
    """
    site = urlsplit(site_url)
    if site.scheme != "https" or site.path != "/":
        raise Unusable(NO_SITE_URL)
    inspection = around.inspect()
    language = around.language(inspection)
    _outside_records(around, target)
    server = _server(inspection, site_url, clone_url, accounts, public, prefix)
    try:
        texts = files(server)
    except NotPlain as error:
        wrong = N_("“{value}” can't stand in the server's files.")
        raise Unusable(language.text(wrong, value=error)) from error
    _write(target, texts)
    said = [
        language.plural(
            "{n} file written to {folder}.",
            "{n} files written to {folder}.",
            len(texts),
            folder=target,
        ),
        *_next_steps(target, server, language),
    ]
    around.out("\n".join(said) + "\n")
    return Status.CLEAN


def _outside_records(around: Surroundings, target: Path) -> None:
    full = target.absolute()
    for folder in around.records:
        if full == folder.absolute() or folder.absolute() in full.parents:
            raise Unusable(N_("Name a folder outside the records."))


def _server(
    inspection: Inspection,
    site_url: str,
    clone_url: str,
    accounts: str,
    public: bool,
    prefix: str,
) -> Server:
    """The server, as far as the records tell."""
    school = inspection.store.school
    repository = school.repository
    if accounts == "host" and (repository is None or repository.provider not in _ACCOUNTS):
        raise Unusable(NOT_ITS_ACCOUNTS)
    seeing_all = {one.staff for one in school.leading_group if one.post in ("leader", "deputy")}
    ci = HOSTS[repository.provider].path if repository else ""
    return Server(
        site_url=site_url,
        clone_url=clone_url or (_by_deploy_key(repository.url) if repository else ""),
        host_url=_front_page(repository.url) if repository else "",
        branch=repository.branch if repository else "main",
        timezone=school.timezone,
        leaders=tuple(sorted(seeing_all & set(inspection.store.staff))),
        accounts=accounts,
        workflow_path=f"{ci.rpartition('/')[0] or '.gitea/workflows'}/publish.yml",
        public=public,
        prefix=prefix.rstrip("/"),
    )


def _by_deploy_key(url: str) -> str:
    """The repository's address for a key that may only read."""
    page = urlsplit(url)
    return f"ssh://git@{page.hostname}{page.path.rstrip('/').removesuffix('.git')}.git"


def _front_page(url: str) -> str:
    """The Git host itself: the repository's page without owner and name."""
    page = urlsplit(url)
    above = page.path.rstrip("/").rsplit("/", 2)[0]
    return f"{page.scheme}://{page.netloc}{above}/"


def _write(target: Path, texts: dict[str, str]) -> None:
    """Write into a folder that is empty. What holds a server's settings is never overwritten."""
    try:
        if target.exists() and any(target.iterdir()):
            raise Unusable(N_("That folder is not empty; nothing was written."))
        for path, text in texts.items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
            if file.name in PROGRAMS and os.name == "posix":
                file.chmod(0o755)
    except OSError as error:
        raise Unusable(N_("The file could not be written.")) from error


def _next_steps(target: Path, server: Server, language: Language) -> Iterator[str]:
    """What to look at, and the command to go on with. Nothing is installed by this program."""
    say = language.text
    seeing_all = language.join(list(server.leaders)) or say(N_("nobody yet"))
    clone = server.clone_url or say(N_("not known: fill in SHOUWANG_REMOTE"))
    look = {
        "audiences.map": say(N_("who sees every child: {ids}"), ids=seeing_all),
        "publish.conf": say(N_("where the records are cloned from: {url}"), url=clone),
    }
    yield ""
    yield say(N_("Look at these before installing:"))
    for file, what in look.items():
        yield f"  {file:<13}  {what}"
    yield ""
    yield say(N_("Then, on the server:"))
    yield f"  cd {shlex.quote(str(target))} && sudo sh install"
    yield say(
        N_("Every step, and what a backup must hold, is on the page “serving” of the manual.")
    )
