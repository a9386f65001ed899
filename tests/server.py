"""A school's server in a scratch folder: the shipped files, installed as the manual says, and nginx."""

from __future__ import annotations

import base64
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from builder.cli import run
from tests.site.schools import SMALL, write

TOOLS = ("nginx", "openssl", "sh", "install")
PASSWORD = "an-invented-password"


def found(tool: str) -> str | None:
    """Where a program lies; those of the system's owner are on no ordinary path."""
    return shutil.which(tool, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")


def needed(*tools: str) -> None:
    """Skip where a machine lacks what a server has; in CI that is a failure."""
    lacking = [tool for tool in tools if not found(tool)]
    if lacking:
        reason = f"not on this machine: {', '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """What the server answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Server:
    """nginx with the shipped configuration; every path lies under `root`."""

    root: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def site(self) -> Path:
        """The folder of all builds."""
        return self.root / "srv/shouwang/site"

    @property
    def etc(self) -> Path:
        """The settings."""
        return self.root / "etc/shouwang"

    @property
    def logs(self) -> Path:
        """The log of who read what."""
        return self.root / "var/log/shouwang"

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"https://localhost:{self.port}/"

    def account(self, login: str) -> None:
        """A line in the file of passwords, as the manual makes it."""
        made = subprocess.run(
            ["openssl", "passwd", "-6", "-stdin"],
            input=PASSWORD,
            capture_output=True,
            text=True,
            check=True,
        )
        with (self.etc / "htpasswd").open("a", encoding="utf-8") as file:
            file.write(f"{login}:{made.stdout.strip()}\n")

    def page(self, audience: str, path: str, text: str) -> None:
        """A page in an audience's build, which is a link to a folder as the builder makes it."""
        folder = self.site / f".{audience}-0123456789ab"
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        link = self.site / audience
        if not link.is_symlink():
            link.symlink_to(folder.name)

    def start(self) -> None:
        """Start nginx in the foreground and wait until it answers."""
        nginx = found("nginx")
        assert nginx is not None
        main = self.root / "etc/nginx/nginx.conf"
        user = "user www-data;" if os.geteuid() == 0 else ""
        temp = "\n".join(
            f"{name}_temp_path {self.root}/run/{name};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main.write_text(
            f"{user} daemon off; pid {self.root}/run/nginx.pid; error_log stderr crit;\n"
            f"events {{}}\nhttp {{ include /etc/nginx/mime.types; {temp}\n"
            f"default_type application/octet-stream; include {main.parent}/conf.d/*.conf; }}\n"
        )
        command = [nginx, "-c", str(main), "-e", str(self.root / "run/early.log")]
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        assert "warn" not in tested.stderr
        self.process = subprocess.Popen(command)
        for _ in range(100):
            try:
                self.get("/")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def stop(self) -> None:
        """Stop nginx."""
        if self.process:
            self.process.terminate()
            self.process.wait(10)

    def get(
        self,
        path: str,
        login: str | None = None,
        password: str = PASSWORD,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for a path exactly as it is written, with a login or without."""
        context = ssl.create_default_context(cafile=str(self.etc / "tls/site.crt"))
        connection = http.client.HTTPSConnection(
            "localhost", self.port, context=context, timeout=20
        )
        sent = dict(headers or {})
        if login is not None:
            token = base64.b64encode(f"{login}:{password}".encode()).decode()
            sent["Authorization"] = f"Basic {token}"
        try:
            connection.request(method, path, headers=sent)
            response = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in response.getheaders():
                name = name.lower()
                found[name] = f"{found[name]}, {value}" if name in found else value
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def log(self, ends: str) -> list[list[str]]:
        """The lines of the log, split at spaces, once one for the path `ends` is there."""
        for _ in range(60):
            lines = [line.split(" ") for line in (self.logs / "read.log").read_text().splitlines()]
            if any(line[5].endswith(ends) for line in lines):
                return lines
            time.sleep(0.05)
        raise AssertionError(f"{ends} is not in the log")


def installed(place: Path, *options: str, records: Mapping[str, str] | None = None) -> Server:
    """The shipped files filled in by `shouwang server-files` and put in their places by its `install`."""
    needed(*TOOLS)
    # Not below `place`, which is closed to the user that nginx gives its workers.
    server = Server(Path(tempfile.mkdtemp(prefix="shouwang-server-")), free_port())
    weakref.finalize(server, shutil.rmtree, server.root, ignore_errors=True)
    server.root.chmod(0o755)
    (server.root / "run").mkdir()
    school = write(place / "records", dict(records or SMALL))
    made = place / "server"
    given = [
        *("--records", str(school), "--as-of", "2026-10-28"),
        *("--site-url", server.address, "--prefix", str(server.root), *options),
    ]
    assert run(["server-files", str(made), *given]) == 0
    done = subprocess.run(
        ["sh", str(made / "install")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return server
