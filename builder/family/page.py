"""The family's file as one HTML page that needs nothing else: no script, no request."""

from __future__ import annotations

from dataclasses import fields

from builder.family.file import FamilyFile
from builder.i18n import Language
from builder.render import lines
from builder.templating import for_pages


def page(file: FamilyFile, language: Language) -> bytes:
    """The page as UTF-8. Record text is escaped, and nothing else of the school is in reach."""
    environment = for_pages()
    environment.globals.update({"_": language.text, "chinese": language.chinese})
    environment.filters["lines"] = lines
    template = environment.get_template("family.html.j2")
    context = {field.name: getattr(file, field.name) for field in fields(file)}
    return template.render(context).encode("utf-8")
