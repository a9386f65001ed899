"""What every check looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from builder.evaluation import Evaluation
from builder.model import Policy
from builder.store import Store


@dataclass(frozen=True, slots=True)
class Subject:
    """The sound records, the policy in force, and what is owed on the day."""

    store: Store
    policy: Policy
    evaluation: Evaluation

    @property
    def as_of(self) -> date:
        """The day of which the checks speak."""
        return self.evaluation.as_of
