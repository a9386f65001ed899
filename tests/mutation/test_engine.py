"""What a mutant of the policy engine has to survive: a hundred and fifty small schools, read once.

The schools and what the independent reading (`tests/oracle`) makes of them are worked out before
any mutant is at work; then each mutant takes a second at most. `make mutants` uses this file and
the unit tests of the modules it changes: a mutant is to die of what it says, and not of an
unrelated test.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from builder.model import Policy
from builder.obligations import evaluate
from builder.store import Store
from tests.oracle.evaluate import evaluate as read_literally
from tests.oracle.evaluate import tracks
from tests.oracle.strategies import schools
from tests.support import folder, look
from tests.test_engine import rows, tracked

SCHOOLS = 150


@cache
def known() -> list[tuple[Store, Policy, Any, Any]]:
    """So many schools: store, policy, day, and what should come of it."""
    found: list[tuple[Store, Policy, Any, Any]] = []

    @settings(
        max_examples=SCHOOLS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(schools())
    def collect(case: tuple[dict[str, Any], str]) -> None:
        records, as_of = case
        seen = look(folder(records), as_of)
        expected = (read_literally(records, as_of), tracks(records, as_of))
        found.append((seen.store, seen.policy, seen.as_of, expected))

    collect()
    return found


def test_every_known_school() -> None:
    """Row by row, unit by unit; a copy of the store, since it keeps what it has worked out."""
    for store, policy, day, expected in known():
        found = evaluate(replace(store), policy, day)
        assert (rows(found), tracked(found)) == expected
