"""The one way from folders of records to everything that can be said about them on a day."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from builder.checks import CHECKS, Subject
from builder.evaluation import Evaluation
from builder.finding import Finding, Severity
from builder.model import Policy
from builder.obligations import evaluate
from builder.policy import resolve
from builder.read.loading import Progress, load
from builder.read.locate import located
from builder.read.scan import Folder
from builder.store import Store
from builder.withdrawal import unnamed


@dataclass(frozen=True)
class Inspection:
    """A school on a day: its records, what is owed, and what was found on the way."""

    store: Store
    policy: Policy
    evaluation: Evaluation
    findings: tuple[Finding, ...]

    @property
    def as_of(self) -> date:
        """The day of which everything here speaks."""
        return self.evaluation.as_of

    def count(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(finding.severity is severity for finding in self.findings)


def inspect(
    folders: Sequence[Folder],
    *,
    now: datetime,
    as_of: date | None = None,
    progress: Progress | None = None,
    named: bool = False,
) -> Inspection:
    """Read, evaluate and check. Without `as_of` the day is the school's own today.

    Texts name no child whose consent is withdrawn, unless `named`. Raises `Unusable` when there is
    no school to speak of.
    """
    with _collector_paused():
        loaded = load(folders, now=None if as_of else now, progress=progress)
        day = as_of or now.astimezone(ZoneInfo(loaded.store.school.timezone)).date()
        store = loaded.store if named else unnamed(loaded.store, day)
        resolved = resolve(store, day)
        evaluation = evaluate(store, resolved.policy, day)
        subject = Subject(store, resolved.policy, evaluation)
        later = [*resolved.findings(store)]
        later += [finding for check in CHECKS for finding in check(subject)]
        findings = sorted([*loaded.findings, *located(later, folders)], key=lambda f: f.order)
        return Inspection(store, resolved.policy, evaluation, tuple(findings))


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: nearly all that is made stays, and looking costs a quarter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
