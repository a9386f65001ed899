"""Numbers that must never be kept: identity numbers, bank cards, national pupil numbers.

They are looked for in the whole text of a file, comments included, since all of it is in Git.
A check digit decides, so that telephone numbers and dates are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from builder.finding import Slip

_WIDE: Final = str.maketrans("０１２３４５６７８９ＧｇＸｘ　", "0123456789GgXx ")
_MAYBE: Final = re.compile(r"[0-9０-９](?:[ \u3000-]?[0-9０-９]){14,}")
_PUPIL: Final = re.compile(r"(?<![0-9A-Za-z])[Gg][ ]?([0-9]{17}[0-9Xx])(?![0-9])")
_IDENTITY: Final = re.compile(
    r"(?<![0-9])([0-9]{6}[ -]?[0-9]{4}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{3}[0-9Xx]"
    r"|[0-9]{4}(?:[ -][0-9]{4}){3}[ -][0-9][0-9Xx]|[0-9]{6}[ -][0-9]{6}[ -][0-9]{5}[0-9Xx])(?![0-9])"
)
"""As one number, or in groups: 6-8-4 (with the date apart), in fours, in sixes."""
_CARD: Final = re.compile(
    r"(?<![0-9])([0-9]{16,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)(?![0-9Xx])"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def private_numbers(text: str) -> Iterator[Slip]:
    """A slip for every line of a file that holds such a number; one a line and kind is enough."""
    if not _MAYBE.search(text):
        return
    for number, row in enumerate(text.split("\n"), start=1):
        if not _MAYBE.search(row):
            continue
        row = row.translate(_WIDE)
        pupil = next((m for m in _PUPIL.finditer(row) if is_identity(m.group(1))), None)
        if pupil:
            yield Slip("E503", line=number, column=pupil.start() + 1)
            row = row.replace(pupil.group(), " ")
        identity = next((m for m in _IDENTITY.finditer(row) if is_identity(m.group(1))), None)
        if identity:
            yield Slip("E501", line=number, column=identity.start() + 1)
            row = row.replace(identity.group(), " ")
        card = next((m for m in _CARD.finditer(row) if is_card(m.group(1))), None)
        if card:
            yield Slip("E502", line=number, column=card.start() + 1)


def is_identity(text: str) -> bool:
    """Whether this is a resident identity number: 18 characters, a date, the check of GB 11643."""
    bare = re.sub("[ -]", "", text).upper()
    try:
        born = date(int(bare[6:10]), int(bare[10:12]), int(bare[12:14]))
    except ValueError:
        return False
    if not 1880 <= born.year <= 2100:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(bare[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == bare[17]


def is_card(text: str) -> bool:
    """Whether this is a bank card's number: 16 to 19 digits, the check of ISO/IEC 7812 (Luhn)."""
    digits = [int(char) for char in text if char.isdigit()]
    if len(set(digits)) == 1:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
