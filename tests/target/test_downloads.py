"""Every download type is asked of what has it, by the operation that offers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.target.binding import Binder
from marketsim.target.download_rows import rows_of
from marketsim.target.downloads import download_type, download_types, downloads_of

Talks = Callable[..., Any]
CONTRACT = Contract.load()


def test_the_contract_has_each_type_once_but_for_binding_constraints() -> None:
    """They are of auctions and of allocations."""
    kinds = [each.kind for each in download_types(CONTRACT)]
    assert {kind for kind in kinds if kinds.count(kind) > 1} == {"BINDING_CONSTRAINT"}
    found = {side: download_type(CONTRACT, "BINDING_CONSTRAINT", side) for side in ("auction", "allocation")}
    assert {side: each.operation.operation_id for side, each in found.items()} == {
        "auction": "getPublicAuctionResult", "allocation": "getPublicAllocationResult",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "side", "private", "subject"),
    [
        ("PUBLIC_EXISTING_CRR", None, False, None),
        ("PRIVATE_EXISTING_CRR_SYSTEM", None, True, None),
        ("SET_ASIDE", None, False, "marketName"),
        ("PRIVATE_ALLOCATION_RESULT", "allocation", True, "marketName"),
        ("SEQ", None, True, "nominationCapCalcName"),
    ],
)
def test_a_type_tells_whose_it_is_and_of_what(
    kind: str, side: str | None, private: bool, subject: str | None
) -> None:
    """By its operation alone."""
    found = download_type(CONTRACT, kind)
    assert (found.side, found.private, found.subject) == (side, private, subject)


@pytest.mark.parametrize(
    "kind", ["SOURCE_SINK", "MEQ", "UPPER_BOUND", "CLEARING_PRICE", "PUBLIC_EXISTING_CRR"]
)
def test_some_of_what_a_type_can_be_asked_of_has_rows(talk: Talks, kind: str) -> None:
    """In the world, for a load-serving entity."""
    session = talk().session
    party = next(each for each in session.parties if each.name == "NVLY" and each.write)
    asked = downloads_of(session, Binder(session), party, download_type(CONTRACT, kind))
    assert any(rows_of(each.ask(session, party, "CSV")) for each in asked)


def test_a_holder_is_told_of_no_caps(talk: Talks) -> None:
    """There is nothing to ask of."""
    session = talk().session
    wanted = download_type(CONTRACT, "SEQ")
    assert not list(downloads_of(session, Binder(session), session.party("CRRH"), wanted))
