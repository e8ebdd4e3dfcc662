"""What outages cut off, and which connected bus stands in for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.system.islands import splits, stand_ins
from marketsim.system.store.network import Branch

BUSES = "ABCDEF"


def line(name: str, x: float = 0.1) -> Branch:
    """A branch called after its two buses, such as AB or AB2."""
    return Branch(name, name[0], name[1], x, 100.0, 100.0)


RING = [line("AB"), line("BC"), line("CA"), line("CD", 0.1), line("AD", 0.3), line("DE"), line("EF")]


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        ((), {}),
        (("CD",), {}),
        (("CD", "AD", "DE"), {"D": "C", "E": "C", "F": "C"}),
        (("EF",), {"F": "E"}),
        (("DE",), {"E": "D", "F": "D"}),
    ],
)
def test_a_cut_off_bus_stands_at_the_nearest_connected_one(
    out: tuple[str, ...], expected: dict[str, str]
) -> None:
    """Nearest by reactance over all branches, those that are out included."""
    assert stand_ins(BUSES, RING, out) == expected


def test_of_two_halves_the_one_with_the_first_bus_goes_on() -> None:
    """Equal parts are decided by the order of the buses."""
    assert stand_ins("ABCD", [line("AB"), line("BC"), line("CD")], ["BC"]) == {"C": "B", "D": "B"}


def test_a_bus_that_nothing_leads_to_has_no_stand_in() -> None:
    """It has no place in the network to be mapped to."""
    assert stand_ins("ABZ", [line("AB")], ()) == {}


@given(st.sets(st.sampled_from([each.name for each in RING])))
def test_without_the_cut_off_buses_the_network_hangs_together(out: set[str]) -> None:
    """And every stand-in is one of what remains."""
    apart = stand_ins(BUSES, RING, out)
    left = [bus for bus in BUSES if bus not in apart]
    running = [each for each in RING if each.name not in out and each.from_bus in left]
    assert not splits(left, running, ())
    assert set(apart.values()) <= set(left)


def test_a_contingency_splits_the_network_or_does_not() -> None:
    """One line of the ring may trip, the only line to a bus may not."""
    assert [splits(BUSES, RING, each) for each in (["AB"], ["DE"], ["CD", "AD"])] == [False, True, True]
