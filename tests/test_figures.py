"""`make figures` prints a row for each promise. What takes long in it is tried elsewhere."""

import pytest

from tests import corpus, figures


def test_every_row_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(figures, "FUZZ_RUNS", 70)
    monkeypatch.setattr(figures, "covered", lambda: "1/1")
    monkeypatch.setattr(figures, "opened", lambda site: (2, 3, 0))
    monkeypatch.setattr(figures, "passed", lambda *tests: asked.append(tests) or "9 passed")
    assert figures.main() == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert len(rows) == 9 + len(figures.GROUPS) and all(row.count("|") == 3 for row in rows)
    assert f"| {len(corpus.NAMES)}（" in rows[0]
    files = {one for tests in asked for one in tests if one.endswith(".py")}
    assert len(files) >= 4 and all((figures.ROOT / one).is_file() for one in files)
    assert any(row.split("|")[2].strip().startswith("70") for row in rows)
    assert any("`" in row and len(row.split("`")[1]) == 32 for row in rows), "a digest"


def test_a_broken_promise_is_the_commands_status(monkeypatch: pytest.MonkeyPatch) -> None:
    for told, status in (("9 passed", 0), ("FAILED: 1 failed, 8 passed", 1)):
        monkeypatch.setattr(figures, "measured", lambda told=told: iter([("x", told)]))
        assert figures.main() == status
