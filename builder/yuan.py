"""Money given: exact sums, and the share of each child where several were given something together.

An amount is on record in total. Binary fractions do not add up (0.1 + 0.2), and an amount divided
among three children is no round number of cents; so both are kept as fractions of whole numbers,
and rounded where they are printed. The shares of an aid always add up to its amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from builder.model import Aid


def amount(aid: Aid) -> Fraction:
    """The amount in yuan, as it was typed; nothing where none is on record."""
    return Fraction(str(aid.amount)) if aid.amount is not None else Fraction(0)


def share(aid: Aid) -> Fraction:
    """One child's share in yuan: the amount divided evenly among the children who received it."""
    return amount(aid) / len(aid.children)


def total(given: Iterable[Aid]) -> Fraction:
    """The amounts of several aids together, in yuan."""
    return sum(map(amount, given), Fraction(0))


def total_share(given: Iterable[Aid]) -> Fraction:
    """One child's shares of several aids together, in yuan."""
    return sum(map(share, given), Fraction(0))
