"""What a school's own server needs, as texts by path: nginx, systemd, the script that publishes.

Pure: what is asked, and where it is written, is `builder.commands.server_files`'s business. The texts are
templates in `site_templates/serving/`. They end up in four languages (nginx, shell, systemd, sudo)
that quote in four ways, so nothing is quoted at all: every value is a plain word or is refused.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment

from builder.templating import for_files

ACCOUNTS: Final = ("file", "host")
"""Whose accounts count: a file of passwords on the server, or the Git host's own."""

_PORTS: Final = {"http": 80, "https": 443}
_PLAIN: Final = re.compile(r"[A-Za-z0-9._:/@~+\[\]-]*")
"""A word that means itself to nginx, to a shell, in a unit and in a file of settings."""


class NotPlain(ValueError):
    """A value that a configuration file could read as something else; holds the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What must be known of a school's server.

    `site_url` is where the site will be served, ending in `/`. `host_url` is the Git host's own
    address (its front page), needed where its accounts are the site's. `clone_url` is blank until
    known. `leaders` are the logins that see every child. `prefix` comes before every path, to try
    the files in a scratch folder.
    """

    site_url: str
    clone_url: str = ""
    host_url: str = ""
    branch: str = "main"
    timezone: str = "Asia/Shanghai"
    leaders: tuple[str, ...] = ()
    accounts: str = "file"
    workflow_path: str = ".gitea/workflows/publish.yml"
    public: bool = False
    prefix: str = ""


FILES: Final[tuple[str, ...]] = (
    "install",
    "nginx.conf",
    "audiences.map",
    "publish.conf",
    "shouwang-publish",
    "shouwang.service",
    "shouwang.timer",
    "shouwang-failed.service",
    "logrotate.conf",
    "pages/401.html",
    "pages/403.html",
    "pages/404.html",
    "pages/500.html",
    "runner/publish.yml",
    "runner/sudoers",
)
PROGRAMS: Final = frozenset({"install", "shouwang-publish"})
"""Files that are run."""


def files(server: Server) -> dict[str, str]:
    """Every file by its path. Raises `NotPlain`."""
    words = _words(server)
    return {path: _environment().get_template(f"serving/{path}").render(words) for path in FILES}


def _words(server: Server) -> Mapping[str, Any]:
    """What the templates speak of."""
    site = urlsplit(server.site_url)
    host = urlsplit(server.host_url)
    place = server.prefix
    name = site.hostname or ""
    return {
        "accounts": server.accounts,
        "public": server.public,
        "site_url": server.site_url,
        "name": name,
        "san": f"{'IP' if _is_address(name) else 'DNS'}:{name}",
        "port": site.port or _PORTS["https"],
        "clone_url": server.clone_url,
        "branch": server.branch,
        "timezone": server.timezone,
        "leaders": server.leaders,
        "workflow_path": server.workflow_path,
        "host_scheme": host.scheme,
        "host_name": host.netloc,
        "host_bare": host.hostname or "",
        "host_address": f"{host.hostname}:{host.port or _PORTS.get(host.scheme, '')}",
        "host_path": host.path.rstrip("/"),
        "prefix": place,
        "etc": f"{place}/etc/shouwang",
        "srv": f"{place}/srv/shouwang",
        "site": f"{place}/srv/shouwang/site",
        "state": f"{place}/var/lib/shouwang",
        "log": f"{place}/var/log/shouwang",
        "run": f"{place}/run",
        "acme": f"{place}/var/www/shouwang-acme",
        "nginx_conf": f"{place}/etc/nginx/conf.d/shouwang.conf",
        "nginx_pid": f"{place}/run/nginx.pid",
        "logrotate": f"{place}/etc/logrotate.d/shouwang",
        "units": f"{place}/etc/systemd/system",
        "publish": f"{place}/usr/local/sbin/shouwang-publish",
        "program": f"{place}/opt/shouwang/bin/shouwang",
        "apprise": f"{place}/opt/shouwang/bin/apprise",
    }


def _is_address(name: str) -> bool:
    """Whether a host is named by its number."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _plain(value: object) -> object:
    """A value on its way into a file."""
    text = str(value)
    if not _PLAIN.fullmatch(text):
        raise NotPlain(text)
    return text


@cache
def _environment() -> Environment:
    """The templates. Their marks are `[[ ]]` and `[% %]`: braces belong to nginx and the shell."""
    return for_files(_plain)
