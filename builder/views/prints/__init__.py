"""What a school prints: the five documents of every class, handbooks of visits, blank forms (S3-02)."""

from builder.views.prints import (
    archive,
    cards,
    handbook,
    index,
    notice,
    older,
    pairs,
    register,
    statistics,
    visit_form,
)

__all__ = [
    "archive",
    "cards",
    "handbook",
    "index",
    "notice",
    "older",
    "pairs",
    "register",
    "statistics",
    "visit_form",
]
