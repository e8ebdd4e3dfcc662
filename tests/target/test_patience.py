"""Waits are bounded, told before they begin, and look until what should come is there."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.target.halt import Halted
from marketsim.target.patience import Patience

START = datetime(2026, 11, 23, 17, tzinfo=UTC)


class Clock:
    """Time that goes on only when somebody sleeps; it keeps what was told."""

    def __init__(self) -> None:
        self.now, self.slept = START, 0.0
        self.told: list[dict[str, Any]] = []

    def sleep(self, seconds: float) -> None:
        """Let time go on."""
        assert seconds >= 0
        assert self.told, "a wait is told before it begins"
        self.slept += seconds
        self.now += timedelta(seconds=seconds)

    def patience(self, seconds: float) -> Patience:
        """A patience by this clock."""
        return Patience(seconds, lambda **told: self.told.append(told), lambda: self.now, self.sleep)


def coming(clock: Clock, delay: float) -> Any:
    """A look that sees the window from ``delay`` seconds after the start on."""
    return lambda: "open" if clock.now >= START + timedelta(seconds=delay) else None


def test_what_comes_in_time_is_waited_for() -> None:
    """The wait lasts until the announced moment, and what is there then is found."""
    clock = Clock()
    due = START + timedelta(seconds=90)
    assert clock.patience(120).wait("the window", due, coming(clock, 90)) == "open"
    assert clock.slept == 90
    assert clock.told == [{"what": "the window", "until": due, "seconds": 90.0}]


def test_what_comes_late_is_looked_for_again() -> None:
    """The ISO may be late; we look every few seconds while the patience lasts."""
    clock = Clock()
    assert clock.patience(120).wait("the window", START + timedelta(seconds=90), coming(clock, 97)) == "open"
    assert clock.slept == 100


@pytest.mark.parametrize("seconds", [0, 89.9])
def test_what_comes_too_late_is_a_skip_at_once(seconds: float) -> None:
    """Nobody waits in vain: the skip waits for the ISO and says until when."""
    clock = Clock()
    with pytest.raises(Halted) as stopped:
        clock.patience(seconds).wait("the window", START + timedelta(seconds=90), coming(clock, 0))
    halt = stopped.value
    assert (halt.verdict, halt.cause, halt.waits_for) == ("skipped", "timing", "ISO")
    assert (halt.until, clock.slept, clock.told) == ("2026-11-23T17:01:30Z", 0.0, [])


def test_a_window_that_is_due_but_does_not_come_is_a_skip() -> None:
    """It was announced, and was not there when the patience ran out."""
    clock = Clock()
    with pytest.raises(Halted, match="was due, and has not come"):
        clock.patience(120).wait("the window", START + timedelta(seconds=90), coming(clock, 999))
    assert clock.slept == 120


@given(patience=st.floats(0, 1e6), due=st.floats(-1e6, 1e6), late=st.floats(0, 1e6))
def test_no_wait_is_longer_than_the_patience(patience: float, due: float, late: float) -> None:
    """Whatever is announced and whatever comes, a scenario waits no longer than the profile allows."""
    clock = Clock()
    look = coming(clock, due + late)
    bounded = Patience(
        patience, lambda **told: clock.told.append(told), lambda: clock.now, clock.sleep, look_every=1000.0
    )
    with contextlib.suppress(Halted):
        bounded.wait("it", START + timedelta(seconds=due), look)
    assert clock.slept <= patience + 1e-3
