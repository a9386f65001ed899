"""The reader's promise: whatever the bytes, a record or a finding, never an exception, within 2 s."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import SCHOOL, Input, inputs, outcome, run, run_on_all_cores

RUNS = int(os.environ.get("SHOUWANG_FUZZ_RUNS", "2000"))


def test_mutated_records_give_a_record_or_a_finding() -> None:
    ended, slowest = run(RUNS, seed=20261128)
    assert sum(ended.values()) == RUNS
    assert min(ended["record"], ended["finding"], ended["both"], ended["unusable"]) > 0, (
        "the inputs reach every way in which a file can end"
    )
    assert slowest < 2


@given(content=st.binary(max_size=300))
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes(content: bytes) -> None:
    outcome(Input("visits/x.yml", content))


@given(content=st.text(max_size=200), path=st.sampled_from(sorted(SCHOOL)))
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_in_any_file(content: str, path: str) -> None:
    outcome(Input(path, content.encode("utf-8", "surrogatepass")))


def test_the_inputs_are_the_same_each_time_and_differ_from_each_other() -> None:
    first = [one for _, one in zip(range(200), inputs(3), strict=False)]
    again = [one for _, one in zip(range(200), inputs(3), strict=False)]
    assert first == again
    assert len({(one.path, one.content) for one in first}) > 190
    assert max(Counter(one.path for one in first).values()) < 40


def test_on_all_cores_no_input_is_left_out() -> None:
    ended, slowest = run_on_all_cores(31, seed=5)
    assert sum(ended.values()) == 31 and 0 < slowest < 2


def test_a_file_that_vanishes_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law itself is tried: an input that gives neither is caught."""
    monkeypatch.setattr("tests.fuzz._known", lambda path: 10**6)
    with pytest.raises(AssertionError, match="neither"):
        outcome(Input("aid/x.yml", SCHOOL["aid/all.yml"]))
