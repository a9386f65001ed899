"""Checks across records: what is worth a look, though no record is wrong.

Each check is a small generator whose docstring states its rule; the runner finds the lines. Adding
one means writing it and naming it in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from builder.checks import (
    archives,
    classes,
    departed,
    duplicates,
    follow_ups,
    incidents,
    quotas,
    requests,
    semester_dates,
    semester_folders,
)
from builder.checks.subject import Subject
from builder.finding import Finding

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    archives.consent,
    archives.whose_consent,
    archives.guardian_with_telephone,
    archives.retention,
    classes.more_children_than_pupils,
    classes.forgotten_semester,
    classes.no_semester,
    classes.blank_class_teachers,
    classes.blank_pupils,
    duplicates.identical,
    semester_dates.outside_their_semester,
    semester_dates.made_up_for_nothing,
    semester_folders.far_from_its_semester,
    departed.still_responsible,
    quotas.per_person,
    quotas.per_class,
    quotas.unguarded_proxy,
    incidents.notified_late,
    incidents.not_notified,
    incidents.abuse_not_reported,
    follow_ups.past_their_day,
    requests.not_answered,
)

__all__ = ["CHECKS", "Check", "Subject"]
