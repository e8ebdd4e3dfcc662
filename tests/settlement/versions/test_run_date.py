"""The day on which a statement counts as run when none is given: the Pacific one, as trade dates are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marketsim.settlement.versions import run_date
from marketsim.settlement.versions.run_date import run_date_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2019, 10, 30, 6, 59, tzinfo=UTC), date(2019, 10, 29)),
        (datetime(2019, 10, 30, 7, 0, tzinfo=UTC), date(2019, 10, 30)),
        (datetime(2019, 12, 1, 7, 59, tzinfo=UTC), date(2019, 11, 30)),
        (datetime(2019, 12, 1, 8, 0, tzinfo=UTC), date(2019, 12, 1)),
    ],
)
def test_today_begins_at_pacific_midnight(
    moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In summer and in winter time."""
    monkeypatch.setattr(run_date, "now", lambda: moment)
    assert run_date_of(None) == day


def test_a_day_that_is_given_is_taken_as_it_is() -> None:
    """Whatever today is."""
    assert run_date_of(date(2019, 8, 6)) == date(2019, 8, 6)
