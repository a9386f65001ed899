"""A text as a YAML value, quoted only where YAML needs it: the one place that decides so."""

from __future__ import annotations

import json
import re
from typing import Final

_READ_OTHERWISE: Final = re.compile(
    r"""[:#"'\\{}\[\],&*!|>%@`]   # signs of YAML, in a list or out of one
      | [\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]   # tabs, line ends, what is not printed
      | \A\s | \s\Z              # blanks at an end would be lost
      | \A[-?] | \A[~=]?\Z        # a list's dash, a key's mark; a blank and ~ are no text
      | \A<<\Z
    """,
    re.VERBOSE,
)
_NO_TEXT: Final = frozenset({"null", "Null", "NULL"})
_NOT_PRINTED: Final = re.compile("[\x7f-\xa0\u2028\u2029\ufeff]")
"""What JSON leaves as it is, and YAML does not take or takes for a line end."""


def quoted(text: str) -> str:
    """`text` as one YAML scalar, also within `[…]` and `{…}`: as it stands, or in double quotes."""
    if text not in _NO_TEXT and not _READ_OTHERWISE.search(text):
        return text
    written = json.dumps(text, ensure_ascii=False)
    return _NOT_PRINTED.sub(lambda found: f"\\u{ord(found.group()):04x}", written)
