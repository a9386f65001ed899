"""Both languages are whole: no message without its translation, and no translation without use."""

from __future__ import annotations

import re

from tests.messages import ROOT, asked, translated


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


def test_a_message_is_translated_once() -> None:
    """Two texts under one message would be read as one: what a merge of two versions leaves."""
    catalogue = (ROOT / "builder/locale/zh_CN/LC_MESSAGES/shouwang.po").read_text("utf-8")
    assert not re.findall(r'^msgstr ".*"\nmsgstr ".*"$', catalogue, re.MULTILINE)
    starts = re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE)
    assert len(starts) == len(set(starts)) > 500
