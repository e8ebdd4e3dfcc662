"""The ISO's trading desk: it acts where there is a console, and looks whether the ISO has acted where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marketsim.target.halt import Halted
from marketsim.target.patience import Patience
from marketsim.target.trading_desk import TradingDesk

START = datetime(2026, 11, 23, 17, tzinfo=UTC)
DEEDS: dict[str, Callable[[TradingDesk], Any]] = {
    "check credit": lambda desk: desk.check_credit(1, lambda: False),
    "tell": lambda desk: desk.told(1),
    "disapprove": lambda desk: desk.disapprove(1, "because"),
}


class Watch:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = START

    def sleep(self, seconds: float) -> None:
        """Let time go on."""
        self.now += timedelta(seconds=seconds)


@pytest.mark.parametrize("deed", DEEDS)
def test_without_a_console_every_deed_waits_for_the_iso(deed: str) -> None:
    """A skip that says so, never a crash."""
    with pytest.raises(Halted) as caught:
        DEEDS[deed](TradingDesk(None))
    assert (caught.value.verdict, caught.value.waits_for) == ("skipped", "ISO")


def test_a_decision_that_is_there_already_needs_no_patience() -> None:
    """A live target may approve by itself, and at once."""
    TradingDesk(None).check_credit(1, lambda: True)


def test_a_decision_of_the_iso_is_waited_for_within_the_patience() -> None:
    """Looked for again and again, no longer than the profile allows."""
    watch = Watch()
    patience = Patience(60, now=lambda: watch.now, sleep=watch.sleep)
    TradingDesk(None, patience).check_credit(1, lambda: watch.now >= START + timedelta(seconds=20))
    assert START + timedelta(seconds=20) <= watch.now <= START + timedelta(seconds=60)
    with pytest.raises(Halted):
        TradingDesk(None, patience).check_credit(1, lambda: False)
