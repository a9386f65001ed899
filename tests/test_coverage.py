"""No line and no branch of the reader, the engine and the audience filter is left out by the tests."""

from tests.coverage import WHOLE, run


def test_nothing_is_left_out() -> None:
    """In a run of its own: only tests that are about these modules count, not every command."""
    done = run(*WHOLE, cores="0", quiet=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "100.00%" in done.stdout, "something was measured"
