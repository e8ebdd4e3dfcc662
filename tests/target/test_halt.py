"""A halt says whether a scenario does not apply or could not be told, and then for whom it waits."""

from __future__ import annotations

from marketsim.target.halt import Halted, omitted, skipped


def test_a_skip_says_for_whom_we_wait_and_until_when() -> None:
    """Both are what a reader acts on."""
    stop = skipped("timing", "the window is not open yet", waits_for="ISO", until="2026-12-01T08:00:00Z")
    assert (stop.verdict, stop.cause, stop.waits_for, stop.until) == (
        "skipped",
        "timing",
        "ISO",
        "2026-12-01T08:00:00Z",
    )
    assert str(stop) == "the window is not open yet"


def test_an_omission_waits_for_nobody() -> None:
    """It does not apply, so nobody has anything to do."""
    stop = omitted("function", "the profile claims no function CUDC")
    assert (stop.verdict, stop.cause, stop.waits_for, stop.until) == ("omitted", "function", None, None)


def test_a_halt_is_no_failed_assertion() -> None:
    """Steps that catch failures of the system under test do not swallow it."""
    assert issubclass(Halted, Exception)
    assert not issubclass(Halted, AssertionError)
