"""What the exit statuses mean."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """0 nothing at or above what was asked; 1 something; 2 unusable; 3 a defect in the program."""

    CLEAN = 0
    FOUND = 1
    UNUSABLE = 2
    DEFECT = 3
