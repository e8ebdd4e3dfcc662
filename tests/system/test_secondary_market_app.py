"""Secondary market, load migration and TOR conversion asked through the application: access, contract, then service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at
from counter import NOW, day, end_of_day

SALE = {
    "assetOwner": "SRTX",
    "crrId": 1000001,
    "source": "SYLMARDC_2_N501",
    "sink": "DLAP_SCE-APND",
    "tou": "ON",
    "hedgeType": "OPT",
    "crrType": "MT",
    "startDate": day(2027, 2, 1),
    "endDate": end_of_day(2027, 2, 14),
    "mw": 1.125,
    "price": -4.5,
    "targetMpName": "GBTR",
}
FOR_SRTX, FOR_GBTR = {"participantName": "SRTX"}, {"participantName": "GBTR"}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder: Path = tmp_path_factory.mktemp("bilateral")
    with system_at(folder, NOW) as asking:
        yield asking


def test_a_trade_between_two_persons(ask: Asking) -> None:
    """A private sale by one person is answered by another, and both sides then list it as waiting for credit."""
    sold = ask("secondary_market.postPrivateSmSellOffers", "srtx", query=FOR_SRTX, body=[SALE]).value[0]
    record = {"requestId": sold["requestId"]}
    taken = ask("secondary_market.postSmResponseToSellOffers", "gbtr", query=FOR_GBTR, body=[record])
    assert taken.value[0]["responseStatus"] == "PENDING_CREDIT_CHECK"
    assert [move[0] for move in taken.trace.transitions] == ["sm-response", "sm-offer"]
    waiting = {"OfferStatusType": "PENDING_CREDIT_CHECK", **FOR_SRTX}
    listed = ask("secondary_market.getMySmOffersByStatus", "srtx", query=waiting).value
    assert sold["requestId"] in {each["requestId"] for each in listed}


@pytest.mark.parametrize(
    ("change", "code"),
    [({"crrType": "FTR"}, "SMT0138"), ({"mw": 1.0005}, "SER0017"), ({"mw": "1"}, "SER0017")],
)
def test_a_record_against_the_contract_refuses_the_upload(
    ask: Asking, change: dict[str, Any], code: str
) -> None:
    """What the contract forbids in one record refuses all of them, before the service sees any."""
    body = [SALE, SALE | change]
    refused = ask("secondary_market.postPrivateSmSellOffers", "srtx", query=FOR_SRTX, body=body)
    assert (refused.status, refused.codes) == (400, [code])


def test_an_unknown_status_filter_has_its_own_code(ask: Asking) -> None:
    """A status that no offer can have is refused with SER0014."""
    query = {"OfferStatusType": "SOLD", **FOR_SRTX}
    assert ask("secondary_market.getMySmOffersByStatus", "srtx", query=query).codes == ["SER0014"]


def test_a_very_long_name_fits_its_refusal(ask: Asking) -> None:
    """A counterparty of any length is refused in a text that keeps the contract."""
    body = [SALE | {"targetMpName": "X" * 100_000}]
    refused = ask("secondary_market.postPrivateSmSellOffers", "srtx", query=FOR_SRTX, body=body)
    assert refused.codes == ["SMT0107"]


def test_a_holder_asks_for_itself_alone(ask: Asking) -> None:
    """The participant of a conversion is the torHolder in the body, and must be one of the person's own."""
    request = {
        "source": "MALIN_5_N101", "sink": "DLAP_PGAE-APND", "startDate": day(2027, 2, 1),
        "endDate": end_of_day(2027, 2, 28), "mw": 2, "transfereeAO": "SRTX", "modeled": "N",
    }  # fmt: skip
    body = {"torConversionWindow": "TOR_CONVERSION_2027_M02", "conversionRequests": [request]}
    foreign = ask("tor_conversion.postTorConversionRequest", "torb", body={**body, "torHolder": "TORA"})
    assert foreign.codes == ["SEC0002"]
    assert (
        ask("tor_conversion.postTorConversionRequest", "tora", body={**body, "torHolder": "TORA"}).status
        == 200
    )
    query = {"torConversionWindow": "TOR_CONVERSION_2027_M02", "participantName": "TORA"}
    assert len(ask("tor_conversion.getTorConversionRequestList", "tora", query=query).value) == 1


def test_an_approval_may_still_carry_dates(ask: Asking) -> None:
    """An approval record as it was before version 1.2.1, with start and end dates, decides like any other."""
    query = {"torConversionWindow": "TOR_CONVERSION_2026_M12", "participantName": "PCFT"}
    mine = ask("tor_conversion.getMtTorCRRList", "pcft", query=query).value
    dated = {"startDate": day(2026, 12, 1), "endDate": end_of_day(2026, 12, 31), "approvalStatus": "APPROVED"}
    records = [{**each, **dated} for each in mine]
    body = {"torConversionWindow": "TOR_CONVERSION_2026_M12", "assetOwner": "PCFT"}
    body |= {"conversionApprovalRecords": records}
    assert ask("tor_conversion.postTorConversionApproval", "pcft", body=body).value["status"] == "VALID"
    after = ask("tor_conversion.getMtTorCRRList", "pcft", query=query).value
    assert {each["approvalStatus"] for each in after} == {"APPROVED"}


def test_uploads_are_for_utilities(ask: Asking) -> None:
    """A utility posts its counts; a load-serving entity may look at the markets but not post."""
    counts = [{"lse": "100000001", "class": "LIGHTING", "numberOfCustomers": 4}]
    body = {"loadMigrationMarket": "LOAD_MIGRATION_2027_M01", "numberOfCustomerRecords": counts}
    sent = {name: {**body, "udcName": name} for name in ("UPGAE", "NVLY")}
    post = "load_migration.postNumberOfCustomers"
    good = ask(post, "upgae", query={"participantName": "UPGAE"}, body=sent["UPGAE"])
    bad = ask(post, "nvly", query={"participantName": "NVLY"}, body=sent["NVLY"])
    assert (good.value, bad.codes) == ({"submissionStatus": "VALID"}, ["SEC0001"])
    lists = ask("load_migration.getActiveLoadMigrationMarketList", "nvly", query={"participantName": "NVLY"})
    assert lists.status == 200


def test_each_refusal_hangs_on_a_rule_that_can_be_switched_off(ask: Asking) -> None:
    """A window that is not there is TOR0016; with that rule off the request goes on."""
    query = {"torConversionWindow": "NO", "participantName": "TORA"}
    operation = "tor_conversion.getTorConversionWindowPaths"
    assert ask(operation, "tora", query=query).codes == ["TOR0016"]
    with ask.without("tor-window-exists"):
        assert ask(operation, "tora", query=query).value == []
