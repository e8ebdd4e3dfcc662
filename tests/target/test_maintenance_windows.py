"""Announced outages, every week or once, in Pacific time; what fails in one is a matter of timing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.client.transport_failure import TransportFailure
from marketsim.target.halt import Halted
from marketsim.target.maintenance import maintenance_flaws, outage_at
from marketsim.target.profile_tables import MaintenanceTable, TargetTable

WEEKLY = MaintenanceTable(from_="Mon 09:00", to="Tue 09:00")
ONCE = MaintenanceTable(
    from_=datetime(2026, 12, 5, 8),  # noqa: DTZ001 - as TOML writes a local date-time
    to=datetime(2026, 12, 5, 17),  # noqa: DTZ001
    reason="a new release",
)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2026, 11, 23, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), True),  # Monday 09:00 in winter
        (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 6, 16, 0, tzinfo=UTC), True),  # Monday 09:00 in summer
        (datetime(2026, 7, 6, 15, 59, tzinfo=UTC), False),
    ],
)
def test_a_weekly_outage_is_on_from_its_start_to_its_end(moment: datetime, inside: bool) -> None:
    """By the Pacific clock, in winter and in summer."""
    assert (outage_at([WEEKLY], moment) is not None) == inside


def test_an_outage_once_is_on_once() -> None:
    """And says why."""
    outage = outage_at([WEEKLY, ONCE], datetime(2026, 12, 5, 18, tzinfo=UTC))
    assert outage is not None
    assert str(outage) == "a new release from Sat 2026-12-05 08:00 to Sat 2026-12-05 17:00 Pacific"
    assert outage_at([ONCE], datetime(2026, 12, 12, 18, tzinfo=UTC)) is None


def test_an_outage_over_the_end_of_the_week_is_on_on_both_sides() -> None:
    """Saturday evening to Monday morning."""
    window = MaintenanceTable(from_="saturday 20:00", to="monday 06:00")
    sunday, monday = datetime(2026, 11, 22, 20, tzinfo=UTC), datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert outage_at([window], sunday) == outage_at([window], monday) is not None
    assert outage_at([window], monday + timedelta(hours=1, minutes=1)) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - made aware below
    st.integers(0, 7 * 24 * 60 - 1),
    st.integers(1, 7 * 24 * 60 - 1),
)
def test_a_moment_in_an_outage_lies_between_its_start_and_its_end(
    moment: datetime, begin: int, lasts: int
) -> None:
    """Whatever the window; and the same moment a week on is in the next one."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

    def text(minute: int) -> str:
        day, rest = divmod(minute % (7 * 24 * 60), 24 * 60)
        return f"{names[day]} {rest // 60:02}:{rest % 60:02}"

    window = MaintenanceTable(from_=text(begin), to=text(begin + lasts))
    instant = moment.replace(tzinfo=UTC)
    assert list(maintenance_flaws([window])) == []
    outage = outage_at([window], instant)
    if outage is not None:
        assert outage.start.astimezone(UTC) <= instant < outage.end.astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Moonday 09:00", "Tue 09:00"),
        ("Mon 25:00", "Tue 09:00"),
        ("Mon 09:00", "Mon 09:00"),
        ("Mon 09:00", ONCE.to),
        (ONCE.to, ONCE.from_),
        (900, 1700),
    ],
)
def test_a_window_that_cannot_be_meant_has_a_flaw(start: Any, end: Any) -> None:
    """No day, no time, no length, both kinds mixed, or backwards."""
    assert len(list(maintenance_flaws([MaintenanceTable(from_=start, to=end)]))) == 1


@contextmanager
def skipped_for_maintenance() -> Iterator[None]:
    """What is done inside ends in a skip for the ISO's timing."""
    with pytest.raises(Halted) as halted:
        yield
    found = halted.value
    assert (found.verdict, found.cause, found.waits_for) == ("skipped", "timing", "ISO")
    assert "a new release" in found.reason
    assert found.until is not None


class TestASessionWithATargetThatIsDown:
    """Nobody listens at the address."""

    @pytest.fixture
    def nobody(self, talk: Callable[..., Any], dead_port: int) -> Callable[..., Any]:
        """A client of a dead port, in a profile with these outages."""

        def connect(*windows: MaintenanceTable) -> Any:
            session = talk(observed=True).session
            target = TargetTable(base_url=f"https://127.0.0.1:{dead_port}/crr", ca="ca.pem")
            session.profile = msgspec.structs.replace(session.profile, target=target, maintenance=windows)
            return session.client(session.party("CRRH"))

        return connect

    def test_in_an_announced_outage_it_is_skipped(self, nobody: Callable[..., Any]) -> None:
        """Until the outage ends."""
        now = datetime.now(UTC)
        window = MaintenanceTable(
            from_=now - timedelta(hours=1), to=now + timedelta(hours=1), reason="a new release"
        )
        with skipped_for_maintenance():
            nobody(window).app_status.get_status()

    def test_otherwise_it_is_a_failure_of_the_network(self, nobody: Callable[..., Any]) -> None:
        """An outage that is over excuses nothing."""
        past = MaintenanceTable(from_=datetime(2020, 1, 1), to=datetime(2020, 1, 2))  # noqa: DTZ001
        with pytest.raises(TransportFailure):
            nobody(past).app_status.get_status()
