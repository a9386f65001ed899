"""Shouwang (守望, to keep watch): records in, the overdue list and a private site out.

The way through the house::

    records/ ─ read ─ schema ─ store ─┬─ obligations(policy, date) ─┬─ views ─ render ─ site (MkDocs)
                                      └─ checks ────────────────────┤
                            findings of every stage ────────────────┴─ report

Every stage is `(input) -> (value, findings)`. Nothing goes back along an arrow.
"""

__version__ = "0.1.0"
