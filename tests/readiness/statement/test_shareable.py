"""Only named members pass into what is shared; values pass as published words or as keyed digests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.contract.catalogue import Contract
from marketsim.readiness.record import assemble
from marketsim.readiness.statement.canonical import canonical
from marketsim.readiness.statement.comparison import agrees
from marketsim.readiness.statement.facts import Shown
from marketsim.readiness.statement.published import PublishedWords
from marketsim.readiness.statement.shareable import Sharing
from marketsim.readiness.statement.veil import Veil

from ..rehearsal import Rehearsal, deviation

CANARY = "DLAP_CANARY-APND 17.25 MW at 3.5"
VEIL = Veil(bytes(range(32)))
WORDS = PublishedWords(Contract.load())


def test_a_canary_in_any_text_of_any_event_is_not_shared(tmp_path: Path) -> None:
    """Queries, headers, bodies, paths, reasons, messages, participants, versions, deviations: none of it passes."""
    stage = Rehearsal(tmp_path / "evidence")
    stage.run()
    with stage.scenario("MS-AUC-21", description=CANARY, row={"path": CANARY}, step_text=f"we bid {CANARY}"):
        stage.call(
            None,
            None,
            method="GET",
            path=f"/{CANARY}",
            query={"marketName": CANARY, CANARY: "x"},
            participant=CANARY,
            request_headers={"x-canary": CANARY},
            response_headers={"content-type": "application/json"},
            request_body=json.dumps({"bids": [{"source": CANARY}]}).encode(),
            response_body=json.dumps({"serviceVersion": CANARY, "bids": [CANARY]}).encode(),
            request_id=CANARY,
            intended_breach=CANARY,
            transport_error=("reset", CANARY),
            deviations=[deviation(where=CANARY, path=f"bids[0].{CANARY}", expected=CANARY, found=CANARY)],
        )
        stage.asserts(
            what=CANARY, expected=CANARY, found=[CANARY, 17.25], operation=CANARY, request_id=CANARY
        )
        stage.asserts(
            what="x", expected=f"{CANARY} listed", found="listed", comparison="listed", subject="presence"
        )
        stage.recorder.problem(cause="harness", message=CANARY, detail=CANARY)
        stage.recorder.halted(verdict="skipped", cause="data", reason=CANARY, until=CANARY)
    stage.end()
    attempt = assemble(stage.events()).attempts[0]
    shared = canonical(Sharing(Contract.load(), VEIL, "run").course(attempt)).decode()
    assert "CANARY" not in shared and "17.25" not in shared and "3.5" not in shared
    assert '"said":"listed"' in shared


@pytest.mark.parametrize("text", ["200", "400 POR0100", "200, or 400 with a code of the application", "401"])
def test_statuses_and_codes_of_an_answer_are_told(text: str) -> None:
    """They are published, and nobody's secret."""
    assert WORDS.shown(text, "status", VEIL, "here") == Shown(said=text)


@pytest.mark.parametrize(
    "value", ["200", 200, 200.0, "VALID 12.5", "DLAP_PGAE-APND", "SRTX", ["VALID"], None, True, "of the"]
)
def test_values_are_digested_also_when_they_look_like_a_status(value: Any) -> None:
    """Two hundred may be MW."""
    shown = WORDS.shown(value, "value", VEIL, "here")
    assert shown.said is None and shown.digest


@pytest.mark.parametrize("state", ["VALID", "SUBMITTED", "PENDING_APPROVAL", "OPEN", "listed"])
def test_states_are_told(state: str) -> None:
    """The contract lists them."""
    assert WORDS.shown(state, "state", VEIL, "here").said == state


def test_a_text_with_a_code_tells_the_code_and_nothing_else() -> None:
    """The code decides whose fault it is; the text around it may hold names."""
    shown = WORDS.shown("SRTX was refused with SEC0001 in AUC_MN_2026_M11", "value", VEIL, "here")
    assert (shown.said, shown.codes) == (None, ("SEC0001",))


SMALL = st.one_of(
    st.integers(-1000, 1000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.none(),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(one=SMALL, other=SMALL)
def test_equal_values_have_equal_digests_at_one_place_and_different_ones_do_not(one: Any, other: Any) -> None:
    """So expected and found can be compared without being told."""
    same = json.dumps(one) == json.dumps(other) or (
        one == other and type(one) is not bool and type(other) is not bool
    )
    assert (VEIL.digest("here", one) == VEIL.digest("here", other)) == same


def test_the_digest_of_a_value_cannot_be_guessed_without_the_salt_nor_be_linked_between_places() -> None:
    """A price of 12.5 has another digest in another campaign, and at another place."""
    digests = {
        VEIL.digest("here", 12.5),
        VEIL.digest("there", 12.5),
        Veil(Veil.fresh_salt()).digest("here", 12.5),
    }
    assert len(digests) == 3
    assert "0001" not in repr(VEIL)


@pytest.mark.parametrize(
    ("comparison", "expected", "found", "told"),
    [
        ("equal", Shown("VALID"), Shown("VALID"), True),
        ("equal", Shown(digest="aa"), Shown(digest="ab"), False),
        ("equal", Shown("VALID"), Shown(digest="ab"), False),
        ("listed", Shown("listed"), Shown("not listed"), False),
        ("code", Shown("POR0100"), Shown("400 POR0100"), True),
        ("code", Shown("POR0100"), Shown("POR0100"), False),
        ("code", Shown("POR0100"), Shown("500 POR0100"), False),
        ("code", Shown("SER0028"), Shown("500 SER0028"), True),
        ("code", Shown("POR0100"), Shown(digest="aa"), None),
        ("status", Shown("200"), Shown("200"), True),
        ("status", Shown("200"), Shown("400 POR0100"), False),
        ("one of", Shown("one of VALID, INVALID"), Shown("INVALID"), True),
        ("application", Shown("200, or 400 with a code of the application"), Shown("400 MKT0001"), True),
        ("application", Shown("200, or 400 with a code of the application"), Shown("400 SEC0002"), False),
        ("application", Shown("200, or 400 with a code of the application"), Shown("403 SEC0001"), False),
        ("recorded", Shown("200"), Shown("200"), None),
    ],
)
def test_expected_and_found_are_compared_again(
    comparison: str, expected: Shown, found: Shown, told: bool | None
) -> None:
    """By the comparison that was made; where the shown forms cannot tell, that is said."""
    assert agrees(comparison, expected, found) is told
