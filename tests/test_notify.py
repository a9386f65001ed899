"""`shouwang notify`: counts and a link for each person, no names, no keys printed; really sent."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder import digest
from builder.cli import run
from tests.site.schools import EMPTY, SMALL, site, write

NAMES = ("林晓东", "王小雨")


@pytest.fixture
def received() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A chat robot of one's own: its address for Apprise, and what arrived."""
    arrived: list[dict[str, str]] = []

    class Robot(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            arrived.append(json.loads(body))
            self.send_response(200 if "broken" not in self.path else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}", arrived
    server.shutdown()


def options(tmp_path: Path, files: dict[str, str] | None = None) -> list[str]:
    records = write(tmp_path / "records", files or SMALL)
    return [
        "--records",
        str(records),
        "--as-of",
        "2026-10-28",
        "--site-url",
        "https://care.example/",
    ]


def test_counts_agree_with_the_overdue_list(tmp_path: Path) -> None:
    school = site(tmp_path, SMALL)
    found = {one.staff: one for one in digest.digests(school)}
    for person, one in found.items():
        rows = [row for row in school.evaluation.overdue if person in row.responsible]
        assert one.overdue == len(rows)
    assert sum(one.overdue for one in found.values()) > 0
    assert set(found) == {person.id for person in school.staff_now}


def test_a_message_is_counts_and_a_link(tmp_path: Path) -> None:
    school = site(tmp_path, SMALL)
    for one in digest.digests(school):
        text = digest.text(school, one)
        assert not any(name in text for name in NAMES)
        assert not any(child in text for child in school.store.children)
        assert "0项" not in text


def test_who_leads_hears_what_nobody_owes(tmp_path: Path) -> None:
    unpaired = {**SMALL, "pairings/all.yml": "[]\n"}
    school = site(tmp_path, unpaired)
    leaders = {m.staff for m in school.store.school.leading_group if m.post == "leader"}
    told = {one.staff: one.unassigned for one in digest.digests(school)}
    assert leaders
    assert school.evaluation.unassigned
    for staff, n in told.items():
        assert n == (len(school.evaluation.unassigned) if staff in leaders else 0)


def test_it_is_only_printed_unless_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], received: tuple[str, list[dict[str, str]]]
) -> None:
    address, arrived = received
    channels = tmp_path / "channels.yml"
    channels.write_text(f"t02: {address}/key-123\n", encoding="utf-8")
    given = options(tmp_path)
    assert run(["notify", *given, "--channels", str(channels)]) == 0
    said = capsys.readouterr().out
    assert "t02\n" in said and "已逾期" in said and "https://care.example/staff/t02.html" in said
    assert "没有发送" in said
    assert "key-123" not in said
    assert arrived == []


def test_it_is_sent_to_whom_it_concerns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], received: tuple[str, list[dict[str, str]]]
) -> None:
    address, arrived = received
    channels = tmp_path / "channels.yml"
    channels.write_text(
        f"t02: [{address}/one, {address}/two]\nt99: {address}/nobody\n", encoding="utf-8"
    )
    assert run(["notify", *options(tmp_path), "--channels", str(channels), "--send"]) == 1
    said = capsys.readouterr().out
    assert "t02  已发送" in said
    assert "t99：没有这个编号" in said
    assert address not in said
    assert len(arrived) == 2
    assert all("已逾期" in one["message"] and "守望" in one["title"] for one in arrived)
    assert not any(name in str(arrived) for name in NAMES)


def test_what_did_not_arrive_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], received: tuple[str, list[dict[str, str]]]
) -> None:
    address, _ = received
    channels = tmp_path / "channels.yml"
    channels.write_text(f"t02: {address}/broken\n", encoding="utf-8")
    assert run(["notify", *options(tmp_path), "--channels", str(channels), "--send"]) == 1
    assert "t02  没能发送" in capsys.readouterr().out
    channels.write_text("t02: nonsense://x\n", encoding="utf-8")
    assert run(["notify", *options(tmp_path / "b"), "--channels", str(channels), "--send"]) == 1


@pytest.mark.parametrize("text", ["t02\n", "- t02\n", "t02: 13800000000\n", "t02: [\n"])
def test_a_file_of_addresses_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    channels = tmp_path / "channels.yml"
    channels.write_text(text, encoding="utf-8")
    assert run(["notify", *options(tmp_path), "--channels", str(channels)]) == 2
    assert "一人一行" in capsys.readouterr().err


def test_keys_do_not_lie_among_the_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = options(tmp_path)
    inside = tmp_path / "records/channels.yml"
    inside.write_text("t02: json://127.0.0.1\n", encoding="utf-8")
    assert run(["notify", *given, "--channels", str(inside)]) == 2
    assert "不要放进 Git" in capsys.readouterr().err


def test_an_empty_school_has_nothing_to_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["notify", *options(tmp_path, EMPTY)]) == 0
    assert capsys.readouterr().out == "没有发送；加 --send 才发。\n"
