"""Both languages are whole: no message without its translation, and no translation without use."""

from __future__ import annotations

import re

from tests.messages import asked, translated


def test_no_translation_is_missing() -> None:
    """Every message that code or a template asks for has a Chinese text."""
    known = translated()
    missing = {message: place for message, place in asked() if not all(known.get(message, ("",)))}
    assert not missing


def test_no_translation_is_left_over() -> None:
    """A translation that nothing asks for was forgotten when its message changed."""
    used = {message for message, _ in asked()}
    assert not set(translated()) - used


def test_placeholders_agree() -> None:
    """A translation fills in exactly what its message fills in, or less of it."""
    for message, texts in translated().items():
        for text in texts:
            given = set(re.findall(r"\{(\w+)\}", text))
            assert given <= set(re.findall(r"\{(\w+)\}", message)) | {"n"}, message
