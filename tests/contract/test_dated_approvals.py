"""Approval records that still carry the dates of earlier versions: undocumented in strict mode, no breach otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from marketsim.contract import Contract
from marketsim.contract.deviation import Deviation
from marketsim.contract.exchange import ExchangeCheck

from .samples import JSON_HEADERS, REQUEST_ID, as_bytes

CONTRACT = Contract.load()
POSTING = CONTRACT.operation("tor_conversion", "postTorConversionApproval")
LIST = CONTRACT.operation("tor_conversion", "getMtTorCRRList")
DATED: dict[str, Any] = {
    "conversionApprovalId": 7,
    "source": "WEST",
    "sink": "EAST",
    "tou": "ON",
    "hedgeType": "OPT",
    "mw": 1.5,
    "approvalStatus": "APPROVED",
    "startDate": "2026-12-01T08:00:00Z",
    "endDate": "2027-01-01T07:59:59Z",
}
UPLOAD = {"torConversionWindow": "W", "assetOwner": "SRTX", "conversionApprovalRecords": [DATED]}


def posted(*, strict: bool) -> list[Deviation]:
    check = ExchangeCheck(CONTRACT, strict=strict)
    return check.request(POSTING, {}, {**REQUEST_ID, **JSON_HEADERS}, as_bytes(UPLOAD))


def listed(*, strict: bool) -> list[Deviation]:
    return ExchangeCheck(CONTRACT, strict=strict).response(LIST, 200, JSON_HEADERS, as_bytes([DATED]))


@pytest.mark.parametrize("look", [posted, listed])
def test_dates_of_an_approval_are_no_breach(look: Any) -> None:
    """Sent or listed."""
    assert look(strict=False) == []


@pytest.mark.parametrize("look", [posted, listed])
def test_strict_mode_calls_both_dates_undocumented_and_finds_nothing_else(look: Any) -> None:
    """So that whoever still sends them hears of it, and is not failed."""
    found = look(strict=True)
    assert [each.path.rpartition(".")[2] for each in found] == ["startDate", "endDate"]
    assert all(each.undocumented for each in found)
