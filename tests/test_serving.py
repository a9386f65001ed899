"""A school's server, for real: nginx from the shipped configuration, asked over TLS.

Each login gets the bytes of its own build and of no other; every answer carries the headers; who
read what is in the log, and what was searched for is not.
"""

from __future__ import annotations

import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from builder.audience import audience_of
from builder.cli import run
from builder.publish import publish
from builder.serving import FILES, NotPlain, Server, files
from builder.site_plugin import site_for
from tests.server import PASSWORD, found, free_port, installed, needed
from tests.server import Server as Running
from tests.site.schools import SMALL, site, write
from tests.site.test_browser import SIBLINGS, Watched, browser  # noqa: F401  (a fixture)

ROOT = Path(__file__).parent.parent
SECRET = "林晓东"
HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "strict-transport-security": "max-age=31536000",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
CSP = {
    "default-src 'self'",
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "script-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
ALL = f"全校 {SECRET}"
OWN = "t07 的一份"
PUBLIC = "公开的一份"

pytestmark = pytest.mark.xdist_group("serving")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Accounts in a file; t01 leads the school, t07 teaches, t09 has no build."""
    running = installed(tmp_path_factory.mktemp("serving"))
    lay_out(running)
    for login in ("t01", "t07", "t09", "T07", "all", "head.teacher"):
        running.account(login)
    running.start()
    yield running
    running.stop()


def lay_out(running: Running) -> None:
    """Small builds, whose links look as the builder makes them."""
    for audience, text in (("all", ALL), ("staff-t07", OWN), ("public", PUBLIC)):
        running.page(audience, "index.html", text)
        running.page(audience, "search/search_index.json", json.dumps({"docs": text}))
        running.page(audience, "404.html", f"没有这一页 {text}")
    running.page("all", "children/c01.html", ALL)
    running.page("staff-t07", "assets/own.css", "p{}")
    (running.root / "srv/shouwang/status.txt").write_text("last_status=0\n")


def test_nobody_sees_anything_without_a_login(server: Running) -> None:
    for path in ("/", "/index.html", "/search/search_index.json", "/status.txt", "/no-such-page"):
        answer = server.get(path)
        assert answer.status == 401, path
        assert answer.headers["www-authenticate"].startswith("Basic")
        assert "请先登录" in answer.body.decode()
    assert server.get("/", "t07", "wrong").status == 401
    assert server.get("/", "t99").status == 401


def test_each_login_is_led_to_its_own_build(server: Running) -> None:
    assert server.get("/", "t01").body.decode() == ALL
    assert server.get("/children/c01.html", "t01").body.decode() == ALL
    assert server.get("/", "t07").body.decode() == OWN
    index = server.get("/search/search_index.json", "t07")
    assert json.loads(index.body) == {"docs": OWN}
    missing = server.get("/children/c01.html", "t07")
    assert missing.status == 404
    assert OWN in missing.body.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/all/",
        "/all/index.html",
        "/../all/index.html",
        "/../../site/all/index.html",
        "/%2e%2e/all/index.html",
        "/..%2fall%2findex.html",
        "/%2e%2e%2fall%2findex.html",
        "/..%5call%5cindex.html",
        "/assets/../../all/index.html",
        "/assets/%2e%2e/%2e%2e/all/index.html",
        "/assets/..%2f..%2fall/index.html",
        "/.all-0123456789ab/index.html",
        "//all/index.html",
        "/./all/index.html",
        "/%00/all/index.html",
        "/staff-t07/../all/index.html",
        "/_shouwang/../../all/index.html",
        "/_shouwang/%2e%2e/htpasswd",
        "/_shouwang/401.html",
        "/_shouwang_login",
        "/public/../all/index.html",
        "/status.txt/../all/index.html",
        "/etc/shouwang/htpasswd",
    ],
)
def test_no_way_round_leads_to_another_build(server: Running, path: str) -> None:
    answer = server.get(path, "t07")
    assert answer.status in (400, 404), path
    assert SECRET not in answer.body.decode()


def test_what_a_client_says_of_itself_counts_for_nothing(server: Running) -> None:
    """Headers that other servers take for a login, and another host name."""
    for header in ("Remote-User", "X-Remote-User", "X-WEBAUTH-USER", "X-Forwarded-User"):
        assert server.get("/", headers={header: "t01"}).status == 401
        assert server.get("/", "t07", headers={header: "t01"}).body.decode() == OWN
    assert server.get("/", "t07", headers={"Host": "all"}).body.decode() == OWN
    assert server.get("/", "t07", headers={"X-Original-URI": "/all/"}).body.decode() == OWN


@pytest.mark.parametrize("login", ["t09", "T07", "all", "head.teacher"])
def test_a_login_without_a_build_is_told_so(server: Running, login: str) -> None:
    """Accounts that are no staff id never fall through to the folder that holds every build."""
    for path in ("/", "/all/index.html", "/staff-t07/index.html", "/search/search_index.json"):
        answer = server.get(path, login)
        assert answer.status == 403
        assert "没有给您看的内容" in answer.body.decode()


def test_a_login_without_a_build_is_not_told_apart_before_the_password(server: Running) -> None:
    """Or anybody could find out who has children in their care."""
    answers = [server.get("/", login, "wrong") for login in ("t01", "t07", "t09", "t99")]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.body for answer in answers}) == 1


@pytest.mark.parametrize(
    ("path", "login", "status"),
    [
        ("/", "t07", 200),
        ("/assets/own.css", "t07", 200),
        ("/search/search_index.json", "t07", 200),
        ("/status.txt", "t07", 200),
        ("/", None, 401),
        ("/", "t09", 403),
        ("/no-such-page", "t07", 404),
        ("/%2e%2e/x", "t07", 400),
    ],
)
def test_every_answer_has_the_headers(
    server: Running, path: str, login: str | None, status: int
) -> None:
    answer = server.get(path, login)
    assert answer.status == status
    if status == 400:  # Refused before any of the configuration is looked at.
        assert SECRET.encode() not in answer.body
        return
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert set(answer.headers["content-security-policy"].split("; ")) == CSP
    assert answer.headers["server"] == "nginx"
    assert "last-modified" not in answer.headers or status == 200


def test_only_reading(server: Running) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert server.get("/", "t07", method=method).status == 405
    head = server.get("/", "t07", method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_a_link_that_the_builder_did_not_make_is_not_followed(server: Running) -> None:
    """Within a build only links to what the same user owns; nothing of the system's."""
    outside = server.root / "etc/shouwang/htpasswd"
    planted = server.site / ".staff-t07-0123456789ab/planted.html"
    planted.symlink_to(outside)
    if planted.lstat().st_uid == 0 and outside.stat().st_uid == 0:
        shutil.chown(outside, 65534)
        outside.chmod(0o644)
    try:
        assert server.get("/planted.html", "t07").status in (403, 404)
    finally:
        planted.unlink()


def test_a_new_build_is_served_as_soon_as_its_link_is_swapped(server: Running) -> None:
    fresh = server.site / ".staff-t07-ffffffffffff"
    fresh.mkdir()
    (fresh / "index.html").write_text("新的", encoding="utf-8")
    link, aside = server.site / "staff-t07", server.site / ".staff-t07-link-1"
    old = link.readlink()
    for target, text in ((fresh.name, "新的"), (str(old), OWN)):
        aside.symlink_to(target)
        aside.replace(link)
        assert server.get("/", "t07").body.decode() == text


def test_who_read_which_page_is_on_record(server: Running) -> None:
    """Login, path, status; never what was searched for, and no name that nobody checked."""
    server.get("/children/c01.html?h=%E6%9E%97%E6%99%93%E4%B8%9C&secret=1", "t01")
    server.get("/no-such?q=%E6%9E%97", "t01", headers={"Referer": "https://x/?q=secret"})
    server.get("/mark-guess?q=secret", "t01", "wrong")
    server.get("/%2e%2e/x?q=secret", "t01", "wrong")
    server.get("/mark-end", "t07")
    lines = server.log("/mark-end")
    seen = [line[1:6] for line in lines]
    assert ["t01", "all", "200", "GET", "/children/c01.html"] in seen
    assert ["t01", "all", "404", "GET", "/no-such"] in seen
    assert ["-", "all", "401", "GET", "/mark-guess"] in seen
    assert ["t07", "staff-t07", "404", "GET", "/mark-end"] in seen
    assert all(line[1] == "-" for line in lines if line[3] in ("400", "401", "429", "500"))
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d", line[0]) for line in lines
    )
    kept = "".join(file.read_text() for file in server.logs.iterdir())
    assert "?" not in kept and "secret" not in kept and "%E6" not in kept


def test_the_public_build_needs_a_login_unless_the_school_says_otherwise(
    server: Running, tmp_path: Path
) -> None:
    assert server.get("/public/index.html").status == 401
    running = installed(tmp_path, "--public")
    lay_out(running)
    running.account("t01")
    running.start()
    try:
        for path in ("/public/", "/public/index.html"):
            assert running.get(path).body.decode() == PUBLIC
        assert running.get("/public").headers["location"].endswith("/public/")
        assert running.get("/").status == 401
        claimed = running.get("/public/", "t01", "wrong")
        assert claimed.status == 200
        assert {name: claimed.headers.get(name) for name in HEADERS} == HEADERS
        for path in (
            "/public/../all/index.html",
            "/public/%2e%2e/all/index.html",
            "/public/..%2fall/index.html",
            "/public../all/index.html",
        ):
            assert running.get(path).status in (400, 401, 404), path
            assert SECRET not in running.get(path).body.decode()
        missing = running.get("/public/x-missing")
        assert missing.status == 404 and "没有这一页" in missing.body.decode()
        assert {line[1] for line in running.log("/public/x-missing") if line[2] == "public"} == {
            "-"
        }
    finally:
        running.stop()


class GitHost(http.server.BaseHTTPRequestHandler):
    """Answers as Gitea and Forgejo do: a password may be an access token, and then the name that
    was typed is never looked at; a list of tokens is for its owner and for administrators."""

    passwords: ClassVar = {"t01": PASSWORD, "t07": PASSWORD, "boss": PASSWORD}
    tokens: ClassVar = {"token-of-t07": "t07"}
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []
    down = False

    def do_GET(self) -> None:
        """Who asks, and for whose tokens."""
        sent = {name.lower(): value for name, value in self.headers.items()}
        self.asked.append((self.path, sent))
        if self.down:
            self.answer(503, {})
            return
        login, _, password = (
            base64.b64decode(sent.get("authorization", "")[6:]).decode().partition(":")
        )
        doer = self.tokens.get(password) or (
            login if password and self.passwords.get(login) == password else None
        )
        found = re.fullmatch(r"/git/api/v1/users/([^/?]+)/tokens\?page=9999&limit=1", self.path)
        if doer is None:
            self.answer(401, {"message": "user does not exist"})
        elif self.path == "/git/api/v1/user":
            self.answer(200, {"login": doer})
        elif not found or found[1] not in self.passwords:
            self.answer(404, {"message": "not found"})
        elif doer not in (found[1], "boss"):
            self.answer(
                403, {"message": "doer should be the site admin or be same as the contextUser"}
            )
        else:
            self.answer(200, [])

    def answer(self, status: int, content: object) -> None:
        """With the headers that the API sends: they forbid any caching."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Cache-Control", "max-age=0, private, must-revalidate, no-transform")
        self.send_header("Set-Cookie", "i_like_gitea=0123; Path=/; HttpOnly")
        self.send_header("Vary", "Origin")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[Running, type[GitHost]]]:
    """A server whose accounts are those of a Git host."""

    class Host(GitHost):
        asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    port = free_port()
    git = http.server.ThreadingHTTPServer(("127.0.0.1", port), Host)
    threading.Thread(target=git.serve_forever, daemon=True).start()
    school = SMALL["school.yml"].replace(
        "https://git.example.cn/school/records", f"http://127.0.0.1:{port}/git/school/records"
    )
    running = installed(tmp_path, "--accounts", "host", records={**SMALL, "school.yml": school})
    lay_out(running)
    running.start()
    yield running, Host
    running.stop()
    git.shutdown()


def test_the_git_hosts_accounts_are_the_sites(host: tuple[Running, type[GitHost]]) -> None:
    running, git = host
    nobody = running.get("/")
    assert nobody.status == 401
    assert nobody.headers["www-authenticate"].startswith("Basic")
    assert git.asked == []
    assert running.get("/", "t01").body.decode() == ALL
    own = running.get("/", "t07")
    assert own.body.decode() == OWN
    assert "set-cookie" not in own.headers
    assert {name: own.headers.get(name) for name in HEADERS} == HEADERS
    wrong = running.get("/", "t07", "wrong")
    assert wrong.status == 401
    assert "请先登录" in wrong.body.decode()
    assert wrong.headers["www-authenticate"].startswith("Basic")
    assert running.get("/", "t99").status == 401
    assert running.get("/search/search_index.json").status == 401
    assert running.get("/_shouwang_login", "t07").status == 401


def test_a_token_is_good_for_its_owner_alone(host: tuple[Running, type[GitHost]]) -> None:
    """Gitea takes a token for a password whatever name stands before it: t01 with t07's token."""
    running, _ = host
    assert running.get("/", "t07", "token-of-t07").body.decode() == OWN
    stolen = running.get("/", "t01", "token-of-t07")
    assert stolen.status == 401
    assert SECRET not in stolen.body.decode()


@pytest.mark.parametrize("login", ["T01", "t01/../t07", "t01?x=", "../t01", "t01 ", "t01@x", ""])
def test_only_a_staff_id_is_asked_about(host: tuple[Running, type[GitHost]], login: str) -> None:
    running, git = host
    assert running.get("/", login, "token-of-t07").status == 401
    assert git.asked == []


def test_nothing_but_the_password_reaches_the_host(host: tuple[Running, type[GitHost]]) -> None:
    running, git = host
    running.get("/", "t07", headers={"Cookie": "session=1", "X-WEBAUTH-USER": "t01"})
    ((_, sent),) = git.asked
    assert set(sent) <= {"authorization", "host", "x-real-ip", "connection"}


def test_the_host_is_not_asked_for_every_picture(host: tuple[Running, type[GitHost]]) -> None:
    """One answer serves for a minute; a wrong password and another login are asked about anew."""
    running, git = host
    for _ in range(5):
        assert running.get("/assets/own.css", "t07").status == 200
    assert len(git.asked) == 1
    assert [running.get("/", "t07", "wrong").status for _ in range(2)] == [401, 401]
    assert len(git.asked) == 3
    assert running.get("/", "t01", "token-of-t07").status == 401
    assert running.get("/", "t01").status == 200
    assert len(git.asked) == 5
    kept = running.root / "run/shouwang-login"
    assert any(kept.rglob("*"))
    assert kept.stat().st_mode & 0o077 == 0


def test_the_log_of_a_host_login(host: tuple[Running, type[GitHost]]) -> None:
    running, _ = host
    running.get("/ok", "t07")
    running.get("/as-leader", "t01", "token-of-t07")
    running.get("/end", "t07")
    seen = {line[5]: line[1] for line in running.log("/end")}
    assert seen["/ok"] == "t07"
    assert seen["/as-leader"] == "-"


def test_a_host_that_does_not_answer_lets_nobody_in(host: tuple[Running, type[GitHost]]) -> None:
    running, git = host
    git.down = True
    answer = running.get("/", "t07")
    assert answer.status == 500
    assert "核对不了密码" in answer.body.decode()


@pytest.mark.browser
def test_the_site_works_under_its_policy(
    browser,  # type: ignore[no-untyped-def]  # noqa: F811
    tmp_path: Path,
) -> None:
    """Chromium logs in, reads, searches: no complaint, and nothing asked of anybody else."""
    running = installed(tmp_path)
    school = site(tmp_path, {**SMALL, **SIBLINGS})
    publish(school, running.site / "all")
    own = audience_of("staff:t02", school.store, school.as_of)
    publish(site_for(school, own), running.site / own.folder)
    for name in ("t01", "t02"):
        running.account(name)
    running.start()
    try:
        login = {"username": "t01", "password": PASSWORD}
        watched = Watched(browser, http_credentials=login, ignore_https_errors=True)
        watched.page.add_init_script(
            "window.refused = [];"
            "addEventListener('securitypolicyviolation', e => window.refused.push(e.blockedURI))"
        )
        for name in (
            "",
            "overdue.html",
            "children/c01.html",
            "print/cards-2024-1.html",
            "policy.html",
        ):
            response = watched.page.goto(running.address + name)
            assert response and response.status == 200
            watched.page.wait_for_timeout(200)
            assert watched.page.evaluate("window.refused") == []
        assert watched.search("晓东")[0] == SECRET
        assert watched.page.evaluate("window.refused") == []
        assert watched.complaints == []
        assert {url.split("/")[2] for url in watched.requests if url.startswith("http")} == {
            f"localhost:{running.port}"
        }
        watched.page.locator(".md-search-result__item a").first.click()
        watched.page.wait_for_url("**/children/c01.html*")
        log = running.log("/children/c01.html")
        assert all("?" not in " ".join(line) for line in log)
        login["username"] = "t02"
        teacher = Watched(browser, http_credentials=login, ignore_https_errors=True)
        for name in ("", "children/c01.html", "no-such-page"):
            teacher.page.goto(running.address + name)
            teacher.page.wait_for_timeout(200)
        teacher.complaints = [said for said in teacher.complaints if "404" not in said]
        assert teacher.complaints == []
        assert {line[2] for line in running.log("/no-such-page") if line[1] == "t02"} == {
            "staff-t02"
        }
    finally:
        running.stop()


# The files themselves.


def test_what_is_written_is_told_and_complete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = write(tmp_path / "records", SMALL)
    given = ["--records", str(school), "--site-url", "https://care.example.cn/"]
    made = tmp_path / "server"
    assert run(["server-files", str(made), *given]) == 0
    said = capsys.readouterr().out
    assert "谁看得到全部孩子：t01" in said
    assert "ssh://git@git.example.cn/school/records.git" in said
    assert {file.relative_to(made).as_posix() for file in made.rglob("*") if file.is_file()} == set(
        FILES
    )
    assert sorted(FILES) == sorted(
        file.relative_to(ROOT / "site_templates/serving").as_posix()
        for file in (ROOT / "site_templates/serving").rglob("*")
        if file.is_file()
    )
    assert "t01 all;" in (made / "audiences.map").read_text(encoding="utf-8")
    assert os.name != "posix" or (made / "install").stat().st_mode & 0o111
    assert run(["server-files", str(made), *given]) == 2
    assert "已经有东西" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--site-url", "http://care.example.cn/"], "网址"),
        (["--site-url", "https://care.example.cn/yunxi/"], "网址"),
        ([], "网址"),
        (["--site-url", "https://care.example.cn/", "--clone-url", "x; rm -rf /"], "不能写进"),
        (["--site-url", "https://care.example.cn/", "--prefix", "/tmp/$(id)"], "不能写进"),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    school = write(tmp_path / "records", SMALL)
    made = tmp_path / "server"
    assert run(["server-files", str(made), "--records", str(school), *options]) == 2
    assert said in capsys.readouterr().err
    assert not made.exists()


def test_it_does_not_go_among_the_records(tmp_path: Path) -> None:
    school = write(tmp_path / "records", SMALL)
    given = ["--records", str(school), "--site-url", "https://care.example.cn/"]
    assert run(["server-files", str(school / "server"), *given]) == 2
    assert not (school / "server").exists()


def test_accounts_of_a_host_that_cannot_be_asked(tmp_path: Path) -> None:
    school = SMALL["school.yml"].replace("provider: gitea", "provider: github")
    records = write(tmp_path / "records", {**SMALL, "school.yml": school})
    given = ["--records", str(records), "--site-url", "https://care.example.cn/"]
    assert run(["server-files", str(tmp_path / "server"), *given, "--accounts", "host"]) == 2


@pytest.mark.parametrize("value", ["a b", "a;b", "a\nb", "$x", "`x`", "x'", '"', "{", "中", "a\\b"])
def test_no_value_is_anything_but_a_word(value: str) -> None:
    with pytest.raises(NotPlain):
        files(Server(site_url="https://x.example/", clone_url=value))


def test_installing_again_keeps_the_settings(tmp_path: Path) -> None:
    """What the maintainer changed stays; the new one lies beside it; programs are renewed."""
    running = installed(tmp_path)
    changed = running.etc / "audiences.map"
    changed.write_text("t05 all;\n")
    program = running.root / "usr/local/sbin/shouwang-publish"
    program.write_text("old")
    running.account("t05")
    key = (running.etc / "tls/site.key").read_bytes()
    again = subprocess.run(
        ["sh", str(tmp_path / "server/install")], capture_output=True, text=True, check=True
    )
    assert changed.read_text() == "t05 all;\n"
    assert "t01 all;" in changed.with_name("audiences.map.new").read_text(encoding="utf-8")
    assert "audiences.map.new" in again.stdout
    assert program.read_text(encoding="utf-8").startswith("#!/bin/sh")
    assert "t05:" in (running.etc / "htpasswd").read_text()
    assert (running.etc / "tls/site.key").read_bytes() == key
    for name, mode in {"htpasswd": 0o640, "alert.conf": 0o600, "tls/site.key": 0o600}.items():
        assert (running.etc / name).stat().st_mode & 0o777 == mode, name


def test_the_units_are_sound_and_closed(tmp_path: Path) -> None:
    """systemd takes every line, and the service may do little."""
    needed("systemd-analyze")
    running = installed(tmp_path)
    program = running.root / "opt/shouwang/bin/apprise"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    units = sorted((running.root / "etc/systemd/system").iterdir())
    verified = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    scored = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(units[1])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert units[1].name == "shouwang.service"
    assert scored.returncode == 0, scored.stdout[-500:]


def test_the_log_is_turned_over_and_nginx_writes_on(tmp_path: Path) -> None:
    needed("logrotate")
    running = installed(tmp_path)
    running.page("all", "index.html", ALL)
    running.account("t01")
    running.start()
    try:
        running.get("/before", "t01")
        running.log("/before")
        subprocess.run(
            [
                *(found("logrotate"), "--force", "--state", str(tmp_path / "state")),
                str(running.root / "etc/logrotate.d/shouwang"),
            ],
            check=True,
        )
        time.sleep(0.3)
        running.get("/after", "t01")
        assert all(line[5] != "/before" for line in running.log("/after"))
        assert len(list(running.logs.glob("read.log-*"))) == 1
    finally:
        running.stop()


@pytest.mark.parametrize("page", ["serving.md", "serving.en.md"])
def test_the_manual_names_the_places_that_the_files_use(page: str) -> None:
    """Every path of ours on the page is one that `install` or a configuration speaks of."""
    text = (ROOT / "site_templates/docs" / page).read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w.])/(?:etc|opt|srv|usr|var)/[\w./-]*shouwang[\w./-]*", text))
    written = "\n".join(files(Server(site_url="https://care.example.cn/")).values())
    written = written.replace("$etc", "/etc/shouwang").replace("$srv", "/srv/shouwang")
    unknown = {
        path
        for path in named
        if path.rstrip("/*") not in written
        and not path.startswith(("/var/lib/shouwang/.ssh", "/opt/shouwang"))
        and path not in ("/var/lib/shouwang/records", "/etc/nginx/conf.d/shouwang.conf.new")
    }
    assert len(named) > 10
    assert unknown == set()


def test_both_pages_name_the_same_places_and_commands() -> None:
    found = []
    for page in ("serving.md", "serving.en.md"):
        text = (ROOT / "site_templates/docs" / page).read_text(encoding="utf-8")
        found.append(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    assert found[0] == found[1]


@pytest.mark.parametrize("page", ["serving.md", "serving.en.md"])
def test_the_manual_says_what_the_statuses_are(page: str) -> None:
    """Those of `status.txt` on the page are among those of the script."""
    text = (ROOT / "site_templates/docs" / page).read_text(encoding="utf-8")
    script = files(Server(site_url="https://care.example.cn/"))["shouwang-publish"]
    known = set(re.findall(r"\bfailed (\d)\b", script)) | {"0", "1"}
    said = set(re.findall(r"last_status=(\d)", text))
    assert {"0", "2", "3", "4"} <= said <= known
