"""Each write has a look that tells what became of it: done, not done, or unknown - never a guess."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.exchange import Exchange
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import Operation, OperationKey
from marketsim.target.read_back import READ_BACKS, Sent, read_back
from marketsim.target.writes import WRITES

CONTRACT = Contract.load()
BLANK = Exchange(
    "id", None, "GET", "/x", {}, {}, b"", 200, {}, b"", datetime(2027, 1, 1, tzinfo=UTC), 0.0, 1, "X"
)


class Told:
    """A system that answers reads from a table: a JSON value, a code that it refuses with, or a failure."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def operation(self, service: str, operation_id: str) -> Operation:
        """The operation of that key."""
        return CONTRACT.operation(service, operation_id)

    def call(self, operation: Operation, query: Any = None, body: Any = None) -> Answer[Any]:
        """The answer of the table."""
        assert operation.access == "read", "a look changes nothing"
        self.asked.append((operation.operation_id, query))
        told = self.answers[operation.operation_id]
        if isinstance(told, Exception):
            raise told
        if isinstance(told, str):
            detail = {"errorCode": told, "errorDescription": "x", "severity": "ERROR"}
            refusal = {"errorList": [detail], "creationTime": "2027-01-01T00:00:00Z"}
            return Answer(replace(BLANK, status=400, response_body=json.dumps(refusal).encode()), json.loads)
        return Answer(replace(BLANK, response_body=json.dumps(told).encode()), json.loads)


def outcome(told: Told, operation: str, body: Any = None, query: Mapping[str, Any] | None = None) -> str:
    """What a look says of a write of this body and query."""
    sent = Sent(OperationKey(*operation.split(".")), query or {}, body)
    return read_back(cast(CrrClient, told), sent).outcome


def test_every_write_has_its_look() -> None:
    """The two tables have the same operations, and these are all that the contract calls writes."""
    assert set(READ_BACKS) == set(WRITES)
    assert set(WRITES) == {key for key, each in CONTRACT.operations.items() if each.access == "write"}


NAMES = {"marketName": "M", "portfolioName": "P", "participantName": "SRTX"}
OF_PORTFOLIOS = [
    ("portfolioCreation", "VALID", "done"),
    ("portfolioCreation", None, "not done"),
    ("portfolioSubmission", "SUBMITTED", "done"),
    ("portfolioSubmission", "REJECTED", "done"),
    ("portfolioSubmission", "VALID", "not done"),
    ("portfolioSubmission", "INVALID", "unknown"),
    ("portfolioSubmission", None, "not done"),
    ("retraction", "VALID", "done"),
    ("retraction", "SUBMITTED", "not done"),
    ("retraction", None, "unknown"),
    ("deletePortfolio", None, "done"),
    ("deletePortfolio", "DELETED", "done"),
    ("deletePortfolio", "VALID", "not done"),
]


@pytest.mark.parametrize("service", ["auction", "nomination"])
@pytest.mark.parametrize(("write", "status", "expected"), OF_PORTFOLIOS)
def test_a_portfolio_s_status_tells_what_became_of_a_write(
    service: str, write: str, status: str | None, expected: str
) -> None:
    """The status after a lost answer, or that there is no such portfolio, says it."""
    read = "getPortfolioStatus" if service == "auction" else "portfolioStatus"
    retraction = "postPortfolioRetraction" if service == "auction" else "portfolioRetraction"
    told = Told(**{read: {"status": status} if status else "POR0100"})
    operation = f"{service}.{retraction if write == 'retraction' else write}"
    deletes = write == "deletePortfolio"
    assert outcome(told, operation, None if deletes else NAMES, NAMES if deletes else None) == expected
    assert told.asked == [(read, NAMES)]


HOUR = {"sinkName": "L", "effectiveDate": "2027-01-01T08:00:00Z", "hourEnding": 1, "dataType": "FINAL_LOAD"}
LOAD = {"loadSubmissionWindowName": "W", "periodName": "P", "assetOwner": "NVLY"}
COUNT = {"lse": "1", "class": "LIGHTING", "numberOfCustomers": 5}
COUNTS = {"loadMigrationMarket": "M", "udcName": "UPGAE", "numberOfCustomerRecords": [COUNT]}
DASR = {"recordId": "R", "class": "LIGHTING", "fromLse": "1", "toLse": "2", "numCustomerTransfer": 3}
DASRS = {"loadMigrationMarket": "M", "udcName": "UPGAE", "dasrRecords": [DASR]}
RATE = {"class": "LIGHTING", "tou": "ON", "seasonNumber": 1, "kwRate": 1.5, "year": 2027}
RATES = {"loadMigrationMarket": "M", "udcName": "UPGAE", "customerRateRecords": [RATE]}
OFFER = {
    "assetOwner": "SRTX",
    "source": "A",
    "sink": "B",
    "mw": 1.25,
    "price": -3.5,
    "startDate": "2027-01-01T08:00:00Z",
}
REQUEST = {"source": "A", "sink": "B", "mw": 2.0, "transfereeAO": "SRTX", "modeled": "Y"}
REQUESTS = {"torConversionWindow": "W", "torHolder": "TORA", "conversionRequests": [REQUEST]}
DECISION = {"conversionApprovalId": 7, "approvalStatus": "APPROVED"}
DECISIONS = {
    "torConversionWindow": "W",
    "assetOwner": "SRTX",
    "conversionApprovalRecords": [DECISION | {"mw": 1}],
}
AS = {"participantName": "SRTX"}

# operation, body, read-back, what it tells when the write was done, and when it was not
OF_RECORDS: list[tuple[str, Any, str, Any, Any]] = [
    (
        "historical_forecasted_load.postLoadSubmission",
        LOAD | {"hourlyLoad": [HOUR | {"mw": 5.0}]},
        "getLoadData",
        [LOAD | {"hourlyLoad": [HOUR | {"mw": 5.0, "timeOfUse": "ON"}]}],
        [LOAD | {"hourlyLoad": [HOUR | {"mw": 4.0, "timeOfUse": "ON"}]}],
    ),
    (
        "load_migration.postNumberOfCustomers",
        COUNTS,
        "getExistingNumberOfCustomers",
        COUNTS | {"numberOfCustomerRecords": [COUNT | {"lastModified": "2027-01-01T00:00:00Z"}]},
        COUNTS | {"numberOfCustomerRecords": [COUNT | {"numberOfCustomers": 4}]},
    ),
    (
        "load_migration.postDasrSummary",
        DASRS,
        "getExistingDasrSummary",
        DASRS,
        DASRS | {"dasrRecords": []},
    ),
    (
        "load_migration.postCustomerRates",
        RATES,
        "getExistingCustomerRates",
        RATES,
        RATES | {"customerRateRecords": [RATE | {"kwRate": 1.4}]},
    ),
    *(
        (
            f"secondary_market.{name}",
            [OFFER],
            "getMySmOffersByStatus",
            [OFFER | {"requestId": 3, "startDate": "2027-01-01T00:00:00-08:00"}],
            [OFFER | {"requestId": 3, "mw": 1.0}],
        )
        for name in (
            "postPublicSmBuyOffers",
            "postPublicSmSellOffers",
            "postPrivateSmBuyOffers",
            "postPrivateSmSellOffers",
        )
    ),
    (
        "secondary_market.targetSmPublicOfferToMp",
        [{"requestId": 3, "respondingMpName": "GBTR", "price": 1}],
        "getMySmOffersByStatus",
        [{"requestId": 4}],
        [{"requestId": 3}, {"requestId": 4}],
    ),
    *(
        (
            f"secondary_market.{name}",
            [{"requestId": 3}],
            "getMySmResponsesByStatus",
            [{"requestId": 3, "responseId": 9}],
            [{"requestId": 2, "responseId": 9}],
        )
        for name in ("postSmResponseToBuyOffers", "postSmResponseToSellOffers")
    ),
    (
        "tor_conversion.postTorConversionRequest",
        REQUESTS,
        "getTorConversionRequestList",
        [REQUEST | {"id": 1, "requestStatus": "PENDING_APPROVAL"}],
        [],
    ),
    (
        "tor_conversion.postTorConversionApproval",
        DECISIONS,
        "getMtTorCRRList",
        [DECISION],
        [DECISION | {"approvalStatus": "PENDING_APPROVAL"}],
    ),
]


@pytest.mark.parametrize(
    ("operation", "body", "read", "done", "undone"), OF_RECORDS, ids=lambda each: str(each)[:40]
)
def test_records_tell_what_became_of_an_upload(
    operation: str, body: Any, read: str, done: Any, undone: Any
) -> None:
    """What was sent is compared with what is there, whatever the system adds or how it spells a time."""
    assert outcome(Told(**{read: done}), operation, body, AS) == "done"
    assert outcome(Told(**{read: undone}), operation, body, AS) == "not done"


def test_the_table_of_examples_covers_every_upload() -> None:
    """No upload is left without its example."""
    assert {each[0] for each in OF_RECORDS} == {
        str(key) for key, undo in WRITES.items() if undo == "irreversible"
    }


def test_a_part_of_what_was_sent_is_neither_done_nor_undone() -> None:
    """Half of an upload that is there may be from before: unknown, with the numbers."""
    two = COUNTS | {"numberOfCustomerRecords": [COUNT, COUNT | {"lse": "2"}]}
    told = Told(getExistingNumberOfCustomers=COUNTS)
    sent = Sent(OperationKey("load_migration", "postNumberOfCustomers"), AS, two)
    seen = read_back(cast(CrrClient, told), sent)
    assert seen.outcome == "unknown" and "of 2 records sent, 1 are there" in seen.found


@pytest.mark.parametrize("told", ["SER0028", TransportFailure("reset", "broke", None), [], {"status": 1}])
def test_a_system_that_does_not_tell_leaves_it_unknown(told: Any) -> None:
    """A refusal, a failure or an answer of another shape: nothing is claimed, nothing is raised."""
    assert outcome(Told(getPortfolioStatus=told), "auction.portfolioSubmission", NAMES) == "unknown"


@pytest.mark.parametrize("body", [None, [], {"marketName": "M"}, "text"])
def test_a_body_that_names_nothing_leaves_it_unknown(body: Any) -> None:
    """A deliberate breach may have no names in it."""
    assert (
        outcome(Told(getPortfolioStatus={"status": "VALID"}), "auction.portfolioCreation", body) == "unknown"
    )
