"""Whatever two hundred histories of bilateral trades bring: no MW is lost or made on any day."""

from __future__ import annotations

import pytest
from bilateral_history import History
from counter import counter_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketsim.system.rules.all_rules import all_rules

STEPS = 30
# A history that breaks a law is told as it is: to find a shorter one would take minutes.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def histories(count: int) -> None:
    """So many histories, each on a world of its own and judged after every step; trades come about in many."""
    approved: list[int] = []

    @settings(max_examples=count, deadline=None, phases=UNSHRUNK, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def told(data: st.DataObject) -> None:
        with counter_of("secondary_market") as counter:
            history = History(counter, data.draw)
            for _ in range(data.draw(st.integers(1, STEPS))):
                history.step()
                history.require_the_laws()
            approved.append(history.approved)

    told()
    assert sum(approved) >= count / 5


def test_random_trades_keep_the_laws() -> None:
    """Per day, path and time of use the MW stay, none is negative, states are legal, no id is used twice."""
    histories(25)


@pytest.mark.parametrize("rule", [each.id for each in all_rules() if each.id.startswith("sm-")])
def test_a_rule_that_is_off_breaks_no_law_of_conservation(rule: str) -> None:
    """What no rule refuses ends in ERROR when it cannot be carried out; nothing crashes."""

    @settings(max_examples=1, deadline=None, phases=UNSHRUNK, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def told(data: st.DataObject) -> None:
        with counter_of("secondary_market") as counter:
            counter.off = (rule,)
            history = History(counter, data.draw)
            for _ in range(STEPS):
                history.step()
                history.require_the_laws(rules_off=True)

    told()


@pytest.mark.nightly
def test_two_hundred_random_histories_keep_the_laws() -> None:
    """The same, two hundred times."""
    histories(200)
