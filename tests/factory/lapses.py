"""What went wrong at the demo school, on purpose: the overdue list must have something to say."""

from __future__ import annotations

from datetime import date

from .terms import AS_OF

# (child, kind of contact): nothing of it from the first day to the last.
_LAPSES: dict[tuple[str, str], tuple[date, date]] = {
    ("c2403", "home"): (date(2026, 10, 11), AS_OF),
    ("c2110", "home"): (date(2026, 9, 12), AS_OF),
    ("c2409", "home"): (date(2026, 10, 13), AS_OF),
    ("c2215", "call"): (date(2026, 9, 25), AS_OF),
    ("c2506", "call"): (date(2026, 9, 19), AS_OF),
    ("c2609", "proxy"): (date(2026, 11, 7), AS_OF),
    ("c2117", "proxy-parent"): (date(2026, 8, 31), AS_OF),
    ("c2316", "boarder"): (date(2026, 11, 7), AS_OF),
    ("c2513", "admin"): (date(2026, 9, 25), AS_OF),
    ("c2302", "proxy-teacher"): (date(2026, 10, 8), AS_OF),
}


def blocked(child: str, kind: str, day: date) -> bool:
    """Whether this contact is one of those that were not made."""
    spell = _LAPSES.get((child, kind))
    return spell is not None and spell[0] <= day <= spell[1]
