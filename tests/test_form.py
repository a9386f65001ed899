"""What a schema says of a record: keywords that no schema uses yet are told too."""

from __future__ import annotations

from typing import Any

import pytest

from builder import schema
from builder.finding import Slip
from builder.read import form as forms


def test_a_keyword_without_a_sentence_of_its_own_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """E219 at the field, so that a schema may be made stricter without a record being let pass."""
    fields: dict[str, Any] = dict(schema.properties(schema.schemas()["wish"]))
    fields["text"] = {**fields["text"], "maxLength": 4}
    stricter = {**schema.schemas()["wish"], "properties": fields}
    monkeypatch.setattr(forms, "schemas", lambda: {"wish": stricter})
    wish = {"child": "c2401", "text": "见到妈妈", "collected": "2026-10-27"}
    assert forms.Form("wish").judge(wish) == []
    assert forms.Form("wish").judge({**wish, "text": "想见妈妈"}) == []
    assert forms.Form("wish").judge({**wish, "text": "想见到妈妈"}) == [Slip("E219", ("text",))]


def test_every_name_that_the_form_does_not_have_is_told() -> None:
    """Whoever hands over values of their own making, not read by the form, hears of each."""
    wish = {"child": "c2401", "text": "见到妈妈", "collected": "2026-10-27"}
    found = forms.form("wish").judge({**wish, "to": "x", "for": "x"})
    assert found == [Slip("E202", ("for",), at_key=True), Slip("E202", ("to",), at_key=True)]


def test_whether_alone_is_told_without_the_reasons() -> None:
    wish = {"child": "c2401", "text": "见到妈妈"}
    assert forms.form("wish").judge(wish) == [Slip("E204", ("collected",))]
    assert forms.form("wish").judge(wish, why=False) == [Slip("E219")]
    assert forms.form("wish").judge({**wish, "collected": "2026-10-27"}, why=False) == []
