"""QR codes: the address that was meant, drawn as the library draws it; and what is an address."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from builder import mkdocs_hook
from builder.cli import run
from builder.qr import QUIET, qr_code, site_address
from builder.views.site import Site

from .prints import drawn
from .schools import DAY, SMALL, write


def test_the_code_is_the_address_and_nothing_else() -> None:
    address = "https://care.example.cn/yunxi/children/c01.html"
    expected = segno.make(address, error="m", micro=False)
    modules = drawn(qr_code(address, "x"))
    assert modules == [[bool(m) for m in row] for row in expected.matrix_iter(border=QUIET)]
    assert not any(map(any, modules[:QUIET])), "a quiet zone"
    assert 'fill="#fff"' in qr_code(address, "x") and 'fill="#000"' in qr_code(address, "x")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://care.example.cn", "https://care.example.cn/"),
        ("http://192.168.1.9:8080/site/", "http://192.168.1.9:8080/site/"),
    ],
)
def test_an_address_ends_in_a_slash(text: str, address: str) -> None:
    assert site_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "care.example.cn",
        "ftp://care.example.cn/",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@care.example.cn/",
        "https://care.example.cn/?a=b",
        "https://care.example.cn/#x",
        "https://care.example.cn/a b",
        "https://care.example.cn:port/",
        'https://care.example.cn/"><script>',
        "https://学校.cn/",
    ],
)
def test_what_is_no_address_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        site_address(text)
    records = write(tmp_path / "records", SMALL)
    place = tmp_path / "site"
    assert (
        run(["build", "--records", str(records), "--site-dir", str(place), "--site-url", text]) == 2
    )
    assert not place.exists()


def test_build_takes_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = write(tmp_path / "records", SMALL)
    monkeypatch.setenv("SHOUWANG_SITE_URL", "https://care.example.cn")
    place = tmp_path / "pages"
    given = ["--records", str(records), "--as-of", DAY.isoformat(), "--pages", str(place)]
    assert run(["build", *given]) == 0
    assert "<svg" in (place / "print/cards-2024-1.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("address", "codes"),
    [("https://care.example.cn", True), ("http://127.0.0.1:8000/", False), ("", False)],
)
def test_the_mkdocs_command_has_its_own_site_url(
    address: str, codes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`mkdocs serve` puts the preview's address there, to which no card may lead."""
    found: list[Site] = []
    monkeypatch.setattr(mkdocs_hook, "connect", lambda _, school: found.append(school))
    monkeypatch.setenv("SHOUWANG_RECORDS", str(write(tmp_path / "records", SMALL)))
    monkeypatch.delenv("SHOUWANG_SITE_URL", raising=False)
    config = MkDocsConfig()
    config.load_dict({"site_name": "x", "site_url": address})
    mkdocs_hook.on_config(config)
    assert bool(found[0].site_url) == codes
    config.load_dict({"site_url": "ftp://care.example.cn"})
    with pytest.raises(PluginError):
        mkdocs_hook.on_config(config)
