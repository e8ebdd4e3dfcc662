"""The guard: what is not due, not allowed or too early does not leave."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import Operation
from marketsim.target.guard import Guard
from marketsim.target.halt import Halted
from marketsim.target.phases import CONNECTIVITY, PHASES, is_due
from marketsim.target.writes import WRITES, is_allowed

OPERATIONS = list(Contract.load().operations.values())
WRITING = [each for each in OPERATIONS if each.access == "write"]
READING = [each for each in OPERATIONS if each.access == "read"]
CREATION = Contract.load().operation("auction", "portfolioCreation")

operations = st.sampled_from(OPERATIONS)
phases = st.sampled_from(PHASES)


def halted(guard: Guard, operation: Operation) -> Halted:
    """With what the guard holds an operation back."""
    with pytest.raises(Halted) as stop:
        guard.admit(operation)
    return stop.value


def test_every_write_of_the_contract_is_in_the_table_of_writes_and_nothing_else() -> None:
    """A write that nobody classed would be allowed by accident."""
    assert set(WRITES) == {each.key for each in WRITING}
    assert len(OPERATIONS) == 69


def test_only_portfolios_can_be_taken_back() -> None:
    """What has reached a partner or the ISO's own books cannot."""
    reversible = {key.service for key, undo in WRITES.items() if undo == "reversible"}
    irreversible = {key.service for key, undo in WRITES.items() if undo == "irreversible"}
    assert reversible == {"auction", "nomination"}
    assert not reversible & irreversible


@given(st.sampled_from(READING), phases, st.sampled_from(["", "all", "reversible"]))
def test_a_read_is_always_due_and_always_allowed(operation: Operation, phase: str, allowed: str) -> None:
    """Whatever the phase and the profile."""
    assert is_due(operation, phase)
    assert is_allowed(operation, allowed)
    Guard(phase, allowed).admit(operation)


@given(st.sampled_from(WRITING), phases)
def test_a_write_is_due_from_week_two_for_portfolios_and_with_the_simulation_for_the_rest(
    operation: Operation, phase: str
) -> None:
    """Week one takes no write at all; from the structured phase on every write is due."""
    upload = operation.service in ("auction", "nomination")
    assert is_due(operation, phase) == (phase not in CONNECTIVITY or (upload and phase != CONNECTIVITY[0]))


def test_a_phase_of_no_calendar_is_a_mistake_of_the_caller() -> None:
    """It is no reason to send or to hold back."""
    with pytest.raises(ValueError, match="connectivity-week-1"):
        is_due(CREATION, "connectivity-week-9")


@given(st.sampled_from(WRITING))
def test_nothing_is_written_where_the_profile_allows_nothing(operation: Operation) -> None:
    """The default of a live target: the scenario waits for us, it does not fail."""
    stop = halted(Guard("structured", ()), operation)
    assert (stop.verdict, stop.cause, stop.waits_for) == ("skipped", "data", "us")
    assert str(operation.key) in stop.reason


@given(st.sampled_from(WRITING), st.sampled_from(WRITING))
def test_an_irreversible_write_is_allowed_by_its_own_name_alone(one: Operation, other: Operation) -> None:
    """``reversible`` covers what can be taken back; a name covers that one write and no other."""
    undo = WRITES[one.key]
    assert is_allowed(one, "reversible") == (undo == "reversible")
    assert is_allowed(one, ("reversible", str(one.key)))
    assert is_allowed(one, (str(other.key),)) == (one is other)
    assert is_allowed(one, "all")


@given(st.sampled_from(WRITING), phases)
def test_a_write_that_is_not_due_is_omitted_elsewhere_and_skipped_where_it_is_needed(
    operation: Operation, phase: str
) -> None:
    """A scenario made for the phase waits for the ISO; one that is not made for it does not apply."""
    if is_due(operation, phase):
        Guard(phase, "all").admit(operation)
        return
    elsewhere = halted(Guard(phase, "all", needed=("structured",)), operation)
    assert (elsewhere.verdict, elsewhere.cause) == ("omitted", "phase")
    needed = halted(Guard(phase, "all", needed=(phase,)), operation)
    assert (needed.verdict, needed.cause, needed.waits_for) == ("skipped", "timing", "ISO")


def test_the_phase_is_judged_before_the_permission() -> None:
    """What does not apply needs no permission."""
    assert halted(Guard("connectivity-week-1", ()), CREATION).verdict == "omitted"


def test_a_submission_larger_than_the_profile_allows_waits_for_us() -> None:
    """A file has an upper bound on records; one at the bound still goes."""
    guard = Guard("structured", "all", max_records=500)
    guard.admit(CREATION, 500)
    with pytest.raises(Halted, match="501") as stop:
        guard.admit(CREATION, 501)
    assert stop.value.waits_for == "us"


class Watch:
    """A clock that only waiting and working move; it remembers how long was waited."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@given(
    st.floats(0.1, 50),
    st.lists(st.floats(0, 5), min_size=1, max_size=20),
)
def test_requests_are_never_closer_together_than_the_rate_says(rate: float, work: list[float]) -> None:
    """However long the work between them takes, and without waiting when it took long enough."""
    watch, sent = Watch(), []
    guard = Guard("structured", "all", requests_per_second=rate, clock=watch, wait=watch.wait)
    for seconds in work:
        guard.admit(READING[0])
        sent.append(watch.now)
        watch.now += seconds
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    for gap, seconds in zip(gaps, work, strict=False):
        assert gap == pytest.approx(max(1 / rate, seconds))


def test_the_first_request_waits_for_nobody() -> None:
    """There is none before it."""
    watch = Watch()
    Guard("structured", "all", requests_per_second=1, clock=watch, wait=watch.wait).pace()
    assert watch.waits == []


def test_without_a_rate_nothing_waits() -> None:
    """An embedded system takes as much as it can."""
    watch = Watch()
    guard = Guard("structured", "all", clock=watch, wait=watch.wait)
    for _ in range(3):
        guard.pace()
    assert watch.waits == []


def test_a_repeated_attempt_keeps_to_the_rate_too() -> None:
    """A short back-off does not let two requests go within one second."""
    watch = Watch()
    guard = Guard("structured", "all", requests_per_second=1, clock=watch, wait=watch.wait)
    guard.admit(READING[0])
    guard.rest(0.25)
    assert watch.waits == [0.25, 0.75]
    assert math.isclose(watch.now, 1_001.0)


def test_a_request_that_is_held_back_takes_no_turn() -> None:
    """Only what leaves counts for the rate."""
    watch = Watch()
    guard = Guard("structured", (), requests_per_second=1, clock=watch, wait=watch.wait)
    halted(guard, CREATION)
    guard.admit(READING[0])
    assert watch.waits == []


@given(st.text(max_size=30))
def test_a_name_that_is_no_write_allows_no_write(name: str) -> None:
    """Whatever stands in the profile: only the three words and the 21 names open anything."""
    known = {"all", "reversible", *map(str, WRITES)}
    if name not in known:
        assert not any(is_allowed(each, (name,)) for each in WRITING)


OFFER = Contract.load().operation("secondary_market", "postPublicSmBuyOffers")
RESPONSE = Contract.load().operation("secondary_market", "postSmResponseToBuyOffers")


def test_an_irreversible_write_is_not_begun_where_a_later_one_is_not_allowed() -> None:
    """It would be sent for nothing: the whole scenario waits for us, and the missing writes are named."""
    guard = Guard("structured", ("reversible", str(OFFER.key)))
    with pytest.raises(Halted) as stop:
        guard.foresee([OFFER, RESPONSE, CREATION])
    assert (stop.value.verdict, stop.value.cause, stop.value.waits_for) == ("skipped", "data", "us")
    assert str(RESPONSE.key) in str(stop.value) and str(CREATION.key) not in str(stop.value)


@pytest.mark.parametrize(
    ("phase", "allowed", "writes"),
    [
        ("structured", ("reversible", str(OFFER.key), str(RESPONSE.key)), [OFFER, RESPONSE]),
        ("structured", ("reversible",), [OFFER, RESPONSE]),
        ("structured", (str(CREATION.key),), [CREATION, RESPONSE]),
        ("connectivity-week-1", ("reversible", str(OFFER.key)), [OFFER, RESPONSE]),
        ("structured", (), []),
    ],
    ids=["all allowed", "none irreversible allowed", "only reversible sent", "not due", "no writes"],
)
def test_what_sends_nothing_for_nothing_is_judged_call_by_call(
    phase: str, allowed: tuple[str, ...], writes: list[Operation]
) -> None:
    """No irreversible write would be lost, or the phase speaks first: what a scenario reads before still counts."""
    Guard(phase, allowed).foresee(writes)


@given(st.sampled_from(OPERATIONS), phases)
def test_what_the_target_does_not_offer_is_omitted(operation: Operation, phase: str) -> None:
    """Whatever is allowed and due: such a scenario does not apply, and is held back before its first call."""
    guard = Guard(phase, "all", not_offered=(str(operation.key),))
    stop = halted(guard, operation)
    assert (stop.verdict, stop.cause) == ("omitted", "target")
    with pytest.raises(Halted, match=str(operation.key)):
        guard.require_offered([operation])
    Guard(phase, "all").require_offered([operation])
