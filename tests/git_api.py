"""A stand-in for a Gitea server: as much of its API as the form page calls, over a real repository.

What is saved arrives as a commit in an ordinary Git repository, so a test can clone and check it.
The sign-in with the host's own account is there too, for somebody who has already said yes.
"""

import base64
import hashlib
import http.server
import json
import os
import re
import secrets
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

OWNER, REPO = "yunxi", "records"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
CLIENT_ID = "7b1e3c52-form"


def git(folder: Path, *arguments: str, **more: str) -> str:
    """The answer of a Git command, whoever's machine this is."""
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "守望",
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "守望",
        "GIT_COMMITTER_EMAIL": "test@example.org",
        **more,
    }
    done = subprocess.run(
        ["git", "-c", "core.quotepath=off", *arguments],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


def repository(folder: Path) -> Path:
    """The files of a folder as a repository with one commit."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=start")
    return folder


@dataclass
class GitHost:
    """A running stand-in. `asked` are the calls it was asked, `refused` those it does not know."""

    folder: Path
    address: str = ""
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The repository's web address."""
        return f"{self.address}/{OWNER}/{REPO}"

    @property
    def head(self) -> str:
        return git(self.folder, "rev-parse", "HEAD").strip()

    def commits(self) -> list[str]:
        """What the commits say, the newest first."""
        return git(self.folder, "log", "--format=%an: %s").splitlines()

    def changed(self) -> list[str]:
        """The files of the newest commit, each with what became of it: A, M or D."""
        return git(self.folder, "show", "--format=", "--name-status", "HEAD").splitlines()

    # What the API answers, by its path below /api/v1.

    def version(self, **_: Any) -> object:
        return {"version": "1.24.0"}

    def user(self, **_: Any) -> object:
        return {
            "id": 7,
            "login": "t09",
            "full_name": "T09",
            "email": "t09@example.org",
            "avatar_url": f"{self.address}/avatars/7",
            "html_url": f"{self.address}/t09",
        }

    def settings(self, **_: Any) -> object:
        return {
            "max_response_items": 50,
            "default_paging_num": 30,
            "default_git_trees_per_page": 1000,
            "default_max_blob_size": 10485760,
            "default_max_response_size": 104857600,
        }

    def repo(self, **_: Any) -> object:
        rights = {"admin": False, "push": True, "pull": True}
        return {"default_branch": "main", "permissions": rights}

    def branch(self, **_: Any) -> object:
        message = git(self.folder, "log", "-1", "--format=%B").strip()
        return {"name": "main", "commit": {"id": self.head, "message": message}}

    def tree(self, **_: Any) -> object:
        rows = git(self.folder, "ls-tree", "-r", "-l", "HEAD").splitlines()
        tree = []
        for row in rows:
            about, _tab, path = row.partition("\t")
            _mode, kind, sha, size = about.split()
            tree.append({"path": path, "type": kind, "sha": sha, "size": int(size)})
        return {"sha": self.head, "tree": tree, "truncated": False}

    def file_contents(self, *, body: Any, **_: Any) -> object:
        return [
            {
                "path": path,
                "encoding": "base64",
                "content": base64.b64encode((self.folder / path).read_bytes()).decode("ascii"),
            }
            for path in body["files"]
        ]

    def commit(self, *, body: Any, **_: Any) -> object:
        for change in body["files"]:
            file = self.folder / change["path"]
            if change["operation"] == "create" and file.exists():
                raise FileExistsError(change["path"])
            if change["operation"] == "delete":
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(base64.b64decode(change["content"]))
        git(self.folder, "add", "--all")
        author = body["author"]
        git(
            self.folder,
            "commit",
            "--quiet",
            f"--message={body['message']}",
            GIT_AUTHOR_NAME=author["name"],
            GIT_AUTHOR_EMAIL=author["email"],
        )
        made = [
            None
            if change["operation"] == "delete"
            else {
                "path": change["path"],
                "sha": git(self.folder, "rev-parse", f"HEAD:{change['path']}").strip(),
            }
            for change in body["files"]
        ]
        when = git(self.folder, "log", "-1", "--format=%cI").strip()
        return {"commit": {"sha": self.head, "created": when}, "files": made}

    def history(self, **_: Any) -> object:
        return []


_CALLS: tuple[tuple[str, str, Callable[..., object]], ...] = (
    ("GET", "/version", GitHost.version),
    ("GET", "/user", GitHost.user),
    ("GET", "/settings/api", GitHost.settings),
    ("GET", f"/repos/{OWNER}/{REPO}", GitHost.repo),
    ("GET", f"/repos/{OWNER}/{REPO}/branches/main", GitHost.branch),
    ("GET", f"/repos/{OWNER}/{REPO}/git/trees/[0-9a-f]+", GitHost.tree),
    ("GET", f"/repos/{OWNER}/{REPO}/commits", GitHost.history),
    ("POST", f"/repos/{OWNER}/{REPO}/file-contents", GitHost.file_contents),
    ("POST", f"/repos/{OWNER}/{REPO}/contents", GitHost.commit),
)


@contextmanager
def git_host(folder: Path) -> Iterator[GitHost]:
    """A host that serves the repository of a folder, until the block ends."""
    host = GitHost(folder)

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

        def do_OPTIONS(self) -> None:
            self.answer(204, b"", "text/plain")

        def do_GET(self) -> None:
            self.serve("GET")

        def do_POST(self) -> None:
            self.serve("POST")

        def serve(self, method: str) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else b""
            if parts.path == "/login/oauth/authorize":
                self.authorize(parse_qs(parts.query))
            elif parts.path == "/login/oauth/access_token":
                self.token(body)
            elif parts.path == "/avatars/7":
                self.answer(200, b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
            elif parts.path.startswith(f"/{OWNER}/{REPO}/_new/"):
                self.editor(parse_qs(parts.query))
            else:
                self.call(method, parts.path, body)

        def call(self, method: str, path: str, body: bytes) -> None:
            host.asked.append(f"{method} {path}")
            if self.headers.get("Authorization") not in (f"token {TOKEN}", f"Bearer {TOKEN}"):
                self.reply(401, {"message": "token is required"})
                return
            for way, form, answer in _CALLS:
                if way == method and re.fullmatch("/api/v1" + form, unquote(path)):
                    told = json.loads(body) if body else None
                    try:
                        self.reply(200, answer(host, body=told))
                    except FileExistsError as error:
                        self.reply(422, {"message": f"{error} already exists"})
                    return
            host.refused.append(f"{method} {path}")
            self.reply(404, {"message": "not here"})

        def authorize(self, asked: dict[str, list[str]]) -> None:
            """Somebody who is signed in and has said yes before."""
            one = {name: values[0] for name, values in asked.items()}
            if one["client_id"] != CLIENT_ID or one["code_challenge_method"] != "S256":
                self.reply(400, {"message": "unknown application"})
                return
            code = secrets.token_hex(8)
            host.codes[code] = one["code_challenge"]
            back = urlencode({"code": code, "state": one["state"]})
            self.send_response(302)
            self.send_header("Location", f"{one['redirect_uri']}?{back}")
            self.end_headers()

        def token(self, body: bytes) -> None:
            try:
                told = json.loads(body)
            except ValueError:
                told = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            digest = hashlib.sha256(told["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if host.codes.pop(told["code"], "") != challenge:
                self.reply(400, {"error": "invalid_grant"})
                return
            self.reply(200, {"access_token": TOKEN, "token_type": "bearer", "refresh_token": "r"})

        def editor(self, asked: dict[str, list[str]]) -> None:
            """The host's page for a new file, with the text that the address carries."""
            from html import escape

            text = escape(asked.get("value", [""])[0])
            name = escape(asked["filename"][0])
            page = (
                "<!doctype html><meta charset=utf-8><title>new</title>"
                f"<input id=name value='{name}'><textarea id=text rows=12>{text}</textarea>"
                "<button id=commit>Commit</button>"
            )
            self.answer(200, page.encode("utf-8"), "text/html; charset=utf-8")

        def reply(self, status: int, value: object) -> None:
            self.answer(status, json.dumps(value).encode("utf-8"), "application/json")

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            # As `[cors] ENABLED = true` with `HEADERS` has it in app.ini.
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
            self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
