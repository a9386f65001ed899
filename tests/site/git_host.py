"""A stand-in for a school's Git host: its page for a new file, and a repository behind it.

Speaks the form of Gitea and Forgejo (`/_new/BRANCH/FOLDER?filename=…&value=…`). What is saved there
is a commit in a real repository on disk.
"""

from __future__ import annotations

import html
import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>新文件</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 0; font-size: 16px }} textarea, input {{ width: 100%; box-sizing: border-box;
font: 13px/1.5 monospace }} textarea {{ white-space: pre; overflow-wrap: normal }}</style></head><body>
<form method="post"><input name="path" value="{path}"><textarea name="content" rows="14">
{content}</textarea><button>提交</button></form></body></html>"""


@dataclass
class GitHost:
    """Where it answers, and the working tree of the school's repository."""

    tree: Path
    url: str = ""
    opened: list[str] = field(default_factory=list)

    def git(self, *arguments: str) -> str:
        """Run Git in the repository."""
        identity = ("-c", "user.name=school", "-c", "user.email=school@example.cn")
        command = ["git", *identity, *arguments]
        done = subprocess.run(command, cwd=self.tree, check=True, capture_output=True, text=True)
        return done.stdout

    def save(self, path: str, content: str) -> None:
        """A commit with one new file, as the host's own button makes it."""
        file = self.tree / path
        assert not file.exists(), "a host refuses a name that is taken"
        assert file.resolve().is_relative_to(self.tree.resolve())
        file.parent.mkdir(parents=True, exist_ok=True)
        # A browser sends CRLF, and a host stores what the editor holds.
        file.write_text(content.replace("\r\n", "\n"), encoding="utf-8")
        self.git("add", path)
        self.git("commit", "-q", "-m", f"Add {path}")


@contextmanager
def git_host(tree: Path) -> Iterator[GitHost]:
    """The host, running, with everything in `tree` as the first commit."""
    host = GitHost(tree)
    host.git("init", "-q", "-b", "main")

    class Page(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            if "/_new/main/" not in parts.path:
                self.send_error(404)
                return
            folder = unquote(parts.path).partition("/_new/main/")[2]
            path = f"{folder}/{query['filename'][0]}"
            host.opened.append(path)
            self._say(PAGE.format(path=html.escape(path), content=html.escape(query["value"][0])))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
            host.save(form["path"][0], form["content"][0])
            self._say("<!doctype html><title>已提交</title><p id=saved>已提交</p>")

        def _say(self, page: str) -> None:
            body = page.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.url = f"http://127.0.0.1:{server.server_port}/school/records"
    yield host
    server.shutdown()
    server.server_close()
