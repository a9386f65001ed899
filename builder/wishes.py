"""How far a wish has come: the one judgement that the ledger and the summary read (S3-04).

What is dated after the day has not happened yet.
"""

from __future__ import annotations

from datetime import date

from builder.model import Wish


def came_true(wish: Wish, day: date) -> bool:
    """Whether it had come true by the day."""
    return wish.fulfilled is not None and wish.fulfilled <= day


def taken_on(wish: Wish, day: date) -> bool:
    """Whether anybody had taken it on by the day.

    A donor without a date counts, and so does a wish fulfilled on the spot (现场满愿), which nobody
    had to take on before: of the wishes taken on, never more can be fulfilled than there are.
    """
    if came_true(wish, day):
        return True
    return wish.matched <= day if wish.matched else bool(wish.donor)
