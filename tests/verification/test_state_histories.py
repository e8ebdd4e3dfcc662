"""Histories of states: what can have happened between looks, and what cannot."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.verification.histories import LIVES, judge_histories, judge_history

KINDS = st.sampled_from(sorted(LIVES))


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("public offer", ["POSTED", "PENDING_MP_RESPONSE", "PENDING_CREDIT_CHECK", "APPROVED"]),
        ("public offer", ["POSTED", "POSTED", "PENDING_CREDIT_CHECK", "DISAPPROVED"]),
        ("private offer", ["ERROR"]),
        ("response", ["PENDING_MP_RESPONSE", "APPROVED"]),
        ("TOR request", ["PENDING_APPROVAL", "DISAPPROVED"]),
        ("TOR window", ["NEW", "OPEN_FOR_CONVERSION", "OPEN_FOR_APPROVAL", "POSTED"]),
        ("migration market", ["PREP", "OPEN", "CLOSED", "POSTED"]),
        ("portfolio", ["VALID", "SUBMITTED", "VALID", "DELETED"]),
        ("portfolio", ["INVALID", "SUBMITTED", "REJECTED", "VALID"]),
        ("load submission", ["VALID", "ERROR", "VALID"]),
    ],
)
def test_histories_that_can_have_happened_are_legal(kind: str, statuses: list[str]) -> None:
    """Whether or not every state on the way was seen."""
    judgement = judge_history(kind, statuses, from_birth=True)
    assert judgement.findings == ()
    assert judgement.judged["state-known"] == len(statuses)


@pytest.mark.parametrize(
    ("kind", "statuses", "told"),
    [
        ("public offer", ["APPROVED", "PENDING_CREDIT_CHECK"], "APPROVED does not lead to PENDING_CREDIT_CHECK"),
        ("public offer", ["PENDING_MP_RESPONSE", "POSTED"], "PENDING_MP_RESPONSE does not lead to POSTED"),
        ("response", ["ERROR", "APPROVED"], "ERROR does not lead to APPROVED"),
        ("TOR request", ["ERROR", "PENDING_APPROVAL"], "ERROR does not lead to PENDING_APPROVAL"),
        ("TOR approval", ["APPROVED", "DISAPPROVED"], "APPROVED does not lead to DISAPPROVED"),
        ("TOR window", ["POSTED", "OPEN_FOR_APPROVAL"], "POSTED does not lead to OPEN_FOR_APPROVAL"),
        ("migration market", ["CLOSED", "OPEN"], "CLOSED does not lead to OPEN"),
        ("portfolio", ["DELETED", "VALID"], "DELETED does not lead to VALID"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_have_happened_is_named(kind: str, statuses: list[str], told: str) -> None:
    """With the look that showed it; only by the law of steps."""
    judgement = judge_history(kind, statuses, name="7")
    (found,) = judgement.findings
    assert (found.check, found.meaning) == ("step", told)
    assert found.where.startswith(f"{kind} 7, look ")
    assert judge_history(kind, statuses, without=["step"]).findings == ()


def test_the_first_look_and_unknown_states_have_laws_of_their_own() -> None:
    """Nothing begins approved; a state that nobody knows is no step."""
    assert judge_history("response", ["APPROVED"], from_birth=True).laws() == {"first-state"}
    assert judge_history("response", ["APPROVED"]).clean
    strange = ["PENDING_MP_RESPONSE", "DONE", "APPROVED"]
    assert judge_history("response", strange).laws() == {"state-known"}
    with pytest.raises(KeyError):
        judge_history("nothing", [])


def test_who_saw_every_step_allows_none_to_be_missed() -> None:
    """A trace, as against a look now and then."""
    skipped = ["POSTED", "PENDING_CREDIT_CHECK"]
    assert judge_history("public offer", skipped).clean
    assert judge_history("public offer", skipped, every_step=True).laws() == {"step"}


def test_what_the_operator_turns_back_is_legal_where_it_is_told() -> None:
    """A window that was opened again, a posting that was taken back; never a trade."""
    assert judge_history("migration market", ["POSTED", "CLOSED", "OPEN"], reopened=True).clean
    assert judge_history("TOR window", ["CLOSED_FOR_APPROVAL", "OPEN_FOR_APPROVAL"], reopened=True).clean
    assert not judge_history("response", ["APPROVED", "PENDING_CREDIT_CHECK"], reopened=True).clean


def test_many_histories_are_judged_at_once() -> None:
    """Findings name whose they are."""
    judgement = judge_histories([
        ("TOR request", "3", ["PENDING_APPROVAL", "APPROVED"]), ("portfolio", "P1", ["DELETED", "VALID"]),
    ])  # fmt: skip
    assert [each.where for each in judgement.findings] == ["portfolio P1, look 2"]
    assert judgement.judged == {"state-known": 4, "step": 2}


def _walked(kind: str, chance: Random) -> list[str]:
    life = LIVES[kind]
    at = chance.choice(sorted(life.begins))
    statuses = [at]
    while life.steps[at] and chance.random() < 0.8:
        at = chance.choice(sorted(life.steps[at]))
        statuses.append(at)
    return statuses


@given(KINDS, st.randoms(use_true_random=False))
def test_looks_now_and_then_at_any_walk_find_nothing(kind: str, chance: Random) -> None:
    """Whichever states were missed."""
    seen = [each for each in _walked(kind, chance) if chance.random() < 0.7]
    assert judge_history(kind, seen).findings == ()


ONE_WAY = [kind for kind in sorted(LIVES) if kind not in ("portfolio", "load submission")]


@given(st.sampled_from(ONE_WAY), st.randoms(use_true_random=False))
def test_a_walk_backwards_is_always_found(kind: str, chance: Random) -> None:
    """In all lives that have no way back."""
    statuses = _walked(kind, chance)
    backwards = [*statuses, *reversed(statuses[:-1])]
    assert judge_history(kind, backwards).clean == (len(statuses) == 1)
