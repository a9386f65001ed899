"""The two kinds of template that there are: pages, and texts in which braces mean something else.

Every template is a file of the package; none is ever made of record text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.assets import TEMPLATES


def for_pages() -> Environment:
    """Templates of HTML: everything that comes into them is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def for_files(finalize: Callable[[Any], Any]) -> Environment:
    """Templates of YAML, shell and configuration: their marks are `[[ ]]` and `[% %]`, since `{{ }}`
    and `${ }` belong to the files. `finalize` makes every value safe for the kind of file."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,
        finalize=finalize,
        undefined=StrictUndefined,
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
