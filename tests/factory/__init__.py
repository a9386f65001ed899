"""Writes record folders: the invented demo school, and schools of any size for the benchmarks.

Everything is drawn from seeded generators, so the same call writes the same bytes on every
machine; nothing reads a clock. The demo is the committed `records/` folder: change it here and
write it again, never by hand.
"""

from __future__ import annotations

from .demo import write_demo
from .school import write_school

__all__ = ["write_demo", "write_school"]
