"""Guesses at an encoding: what the corpus of files that cannot be read does not show."""

from __future__ import annotations

import pytest

from builder.read.decode import guessed_encoding


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("奶奶腰疼".encode("gbk"), "gb18030"),
        ("奶奶".encode("utf-16-le"), None),
        ("by: t08".encode("utf-16-le"), "utf-16-le"),
        ("by: t08".encode("utf-16-be"), "utf-16-be"),
        (b"a\0", None),
        (b"by: t08", None),
        (b"", None),
    ],
)
def test_only_wide_characters_tell_an_encoding(raw: bytes, encoding: str | None) -> None:
    """Letters are the same in all of them; UTF-16 without a mark shows by its NULs alone."""
    assert guessed_encoding(raw) == encoding
