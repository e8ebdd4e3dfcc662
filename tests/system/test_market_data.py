"""Market data: what each download holds, and when it is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.contract.catalogue import Contract
from marketsim.contract.file_format import FILE_FORMATS
from marketsim.contract.filecolumns import read_download
from marketsim.system.call import Call, Caller
from marketsim.system.desk import Desk
from marketsim.system.markets.publishing import take_off
from marketsim.system.rules.all_rules import all_rules
from marketsim.system.rules.rulebook import Refused, RuleBook
from marketsim.system.services.market_data import HANDLERS
from marketsim.system.settings import Settings
from marketsim.system.store.caps import list_caps, post_calculation
from marketsim.system.store.downloads import (
    allocation_awards,
    auction_awards,
    binding_constraints,
    clearing_prices,
    publish,
)
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.markets import change_market
from marketsim.system.store.participants import all_participants
from marketsim.system.trace import Trace

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
AUCTION, ALLOCATION = "AUC_MN_2026_M11", "ALLOC_AN_2026_T1"  # posted
PRIVATE_GROUPS = sorted(each for each in FILE_FORMATS if each.startswith("PRIVATE_EXISTING_CRR"))
TYPE_PARAMETER = {
    "getPublicGeneralData": "publicGeneralDownloadType",
    "getPublicMarketData": "publicMarketDownloadType",
    "getPublicAllocationResult": "publicAllocationResultDownloadType",
    "getPublicAuctionResult": "publicAuctionResultDownloadType",
    "getPrivateGeneralData": "privateGeneralDownloadType",
    "getPrivateAllocationMarketData": "privateAllocationDataDownloadType",
    "getPrivateAllocationResult": "privateAllocationResultDownloadType",
    "getPrivateAuctionResult": "privateAuctionResultDownloadType",
}
RESULTS = [
    ("getPublicAllocationResult", "BINDING_CONSTRAINT", ALLOCATION),
    ("getPublicAllocationResult", "PUBLIC_ALLOCATION_RESULT", ALLOCATION),
    ("getPublicAuctionResult", "BINDING_CONSTRAINT", AUCTION),
    ("getPublicAuctionResult", "PUBLIC_AUCTION_RESULT", AUCTION),
    ("getPublicAuctionResult", "CLEARING_PRICE", AUCTION),
    ("getPrivateAllocationResult", "PRIVATE_ALLOCATION_RESULT", ALLOCATION),
    ("getPrivateAuctionResult", "PRIVATE_AUCTION_RESULT", AUCTION),
]
Rows = list[dict[str, Any]]


class Downloading:
    """Asks for downloads as a participant; every file is read in both formats and must hold the same rows."""

    def __init__(self, store: Connection) -> None:
        self.store = store
        self.now = NOW
        self.off: tuple[str, ...] = ()

    def __call__(self, operation_id: str, download_type: str, participant: str = "SRTX", **more: str) -> Rows:
        """The rows; raises Refused."""
        query = {TYPE_PARAMETER[operation_id]: download_type, "participantName": participant, **more}
        csv, json = (self._read(operation_id, query | {"fileFormat": each}) for each in ("CSV", "JSON"))
        assert (csv[0], json[0]) == ("CSV", "JSON")
        assert csv[1] == json[1]
        columns = [column.name for column in FILE_FORMATS[download_type].columns]
        assert all(list(row) == columns for row in csv[1])
        return csv[1]

    def refusal(
        self, operation_id: str, download_type: str, participant: str = "SRTX", **more: str
    ) -> list[str]:
        """The codes of the refusal."""
        with pytest.raises(Refused) as refused:
            self(operation_id, download_type, participant, **more)
        return [violation.code for violation in refused.value.violations]

    def _read(self, operation_id: str, query: Mapping[str, str]) -> tuple[str, Rows]:
        operation = Contract.load().operation("market_data", operation_id)
        call = Call(operation, "test", Caller("test", ()), query["participantName"], query, None, self.now)
        desk = Desk(self.store, RuleBook(all_rules(), self.off), Settings.load(), Trace("test"))
        answered = HANDLERS[operation_id](call, desk)
        assert isinstance(answered, bytes)
        return read_download(answered)


@pytest.fixture
def download() -> Iterator[Downloading]:
    """The world, but for the results of two of its markets: a test stores those it speaks of."""
    with laid_world(NOW) as store:
        take_off(store, AUCTION)
        take_off(store, ALLOCATION)
        yield Downloading(store)


def test_the_public_inventory_is_everybodys_unexpired_crrs(download: Downloading) -> None:
    """One row a CRR, whoever owns it; when its last second has passed it is gone."""
    rows = download("getPublicGeneralData", "PUBLIC_EXISTING_CRR")
    held = {crr.crr_id: crr for crr in list_crrs(download.store, not_ended_at=NOW)}
    assert [row["CrrId"] for row in rows] == sorted(held)
    for row in rows:
        crr = held[row["CrrId"]]
        assert (row["AssetOwner"], row["MW"], row["EndDate"]) == (crr.owner, crr.mw, crr.end)
        assert not any("price" in name.lower() for name in row)
    first = min(crr.end for crr in held.values())
    download.now = first
    assert len(download("getPublicGeneralData", "PUBLIC_EXISTING_CRR")) == len(held)
    download.now = first + timedelta(seconds=1)
    left = download("getPublicGeneralData", "PUBLIC_EXISTING_CRR")
    assert 0 < len(left) < len(held)
    assert all(row["EndDate"] > first for row in left)


def test_the_private_groups_are_the_public_inventory_divided(download: Downloading) -> None:
    """Over all owners and groups every row of the public file turns up once, and only with its owner."""
    public = download("getPublicGeneralData", "PUBLIC_EXISTING_CRR")
    private: Rows = []
    for participant in all_participants(download.store):
        for group in PRIVATE_GROUPS:
            try:
                rows = download("getPrivateGeneralData", group, participant.name)
            except Refused as refused:
                assert [each.code for each in refused.violations] == ["DWL0006"]
                continue
            assert {row["AssetOwner"] for row in rows} == {participant.name}
            private += rows
    assert sorted(private, key=lambda row: row["CrrId"]) == public


@pytest.mark.parametrize(
    ("group", "owner", "market"),
    [
        ("PRIVATE_EXISTING_CRR_ALLOCATION", "NVLY", "ALLOC_AN_2026_T1"),
        ("PRIVATE_EXISTING_CRR_AUCTION", "SRTX", "AUC_AN_2026"),
        ("PRIVATE_EXISTING_CRR_SECONDARY_MARKET", "SRTX", "SECONDARY_MARKET"),
        ("PRIVATE_EXISTING_CRR_SYSTEM", "SRTX", "SYSTEM"),
        ("PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3", "BAYC", "LOAD_MIGRATION"),
        ("PRIVATE_EXISTING_CRR_LM_BEYOND_3", "BAYC", "LOAD_MIGRATION"),
    ],
)
def test_each_private_group_shows_its_market_name(
    download: Downloading, group: str, owner: str, market: str
) -> None:
    """The market for an award, else the word for how the CRR came about."""
    assert market in {row["MarketName"] for row in download("getPrivateGeneralData", group, owner)}


def test_migrated_crrs_are_divided_by_the_year_they_end_in(download: Downloading) -> None:
    """This Pacific year and three more in one file, later ones in the other; the years move with the clock."""
    near = download("getPrivateGeneralData", "PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3", "BAYC")
    far = download("getPrivateGeneralData", "PRIVATE_EXISTING_CRR_LM_BEYOND_3", "BAYC")
    assert {row["Period"] for row in near} == {"2026_S04", "2027_S01", "2028_S01", "2029_S01"}
    assert {row["Period"] for row in far} == {f"{year}_S01" for year in range(2030, 2036)}
    download.now = datetime(2027, 1, 1, 7, 59, 59, tzinfo=UTC)  # still the old year in California
    assert download("getPrivateGeneralData", "PRIVATE_EXISTING_CRR_LM_BEYOND_3", "BAYC") == far
    download.now += timedelta(seconds=1)
    left = download("getPrivateGeneralData", "PRIVATE_EXISTING_CRR_LM_BEYOND_3", "BAYC")
    assert left == [row for row in far if row["Period"] != "2030_S01"]
    download.now = datetime(2032, 1, 1, 8, tzinfo=UTC)
    assert download.refusal("getPrivateGeneralData", "PRIVATE_EXISTING_CRR_LM_BEYOND_3", "BAYC") == [
        "DWL0006"
    ]


def test_replacements_name_the_period(download: Downloading) -> None:
    """The retired node and what stands for it, by period; with none there is nothing to download."""
    rows = download("getPublicGeneralData", "SOURCE_SINK_REPLACEMENT")
    assert {"Period": "2026_M12", "SourceSink": "RETIRED_7_B1", "Replacement": "MIDWAY_7_B1"} in rows
    download.store.exec_driver_sql("DELETE FROM source_sink_replacements")
    assert download.refusal("getPublicGeneralData", "SOURCE_SINK_REPLACEMENT") == ["DWL0005"]


def test_the_source_and_sink_list_spreads_locations_over_buses(download: Downloading) -> None:
    """A row a location, time of use and bus; the factors of each add up to 1; the flag says what may be bid."""
    rows = download("getPublicMarketData", "SOURCE_SINK", marketName="AUC_MN_2027_M01")
    keys = Counter((row["SourceSink"], row["TOU"], row["AugmentedBusName"]) for row in rows)
    assert set(keys.values()) == {1}
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        key = (row["SourceSink"], row["TOU"])
        sums[key] = sums.get(key, 0) + row["ParticipationFactor"]
    assert all(total == pytest.approx(1, abs=1e-9) for total in sums.values())
    assert {tou for _, tou in sums} == {"ON", "OFF"}
    assert {row["Type"] for row in rows} == {"LAP", "HUB", "SP", "GEN"}
    assert {row["SourceSink"] for row in rows if row["BiddableFlag"] == "N"} == {"NOBID_7_B1"}


@pytest.mark.parametrize("download_type", ["SOURCE_SINK", "GROUPED_BASE_LOADING", "SET_ASIDE"])
def test_model_data_come_out_on_the_market_s_publication_date(
    download: Downloading, download_type: str
) -> None:
    """One second before it there is no data, from then on there is."""
    name = "ALLOC_AN_2027_T1"
    change_market(download.store, name, data_publish_date=NOW - timedelta(days=20))
    download.now = NOW - timedelta(days=20, seconds=1)
    assert download.refusal("getPublicMarketData", download_type, marketName=name) == ["DWL0005"]
    download.now = NOW - timedelta(days=20)
    assert download("getPublicMarketData", download_type, marketName=name)


def test_set_asides_are_those_of_annual_allocations(download: Downloading) -> None:
    """Half of what base loading leaves of an intertie's import limit; other markets set nothing aside."""
    name = "ALLOC_AN_2027_T1"
    rows = download("getPublicMarketData", "SET_ASIDE", marketName=name)
    loads = download("getPublicMarketData", "GROUPED_BASE_LOADING", marketName=name)
    mead = sum(
        load["MW"]
        for load in loads
        if (load["Source"], load["TOU"], load["Period"]) == ("MEAD_2_N501", "ON", "2027_S01")
    )
    (row,) = [
        row for row in rows if (row["Interface"], row["TOU"], row["Period"]) == ("MEAD_ITC", "ON", "2027_S01")
    ]
    assert mead == 24  # an option of 24 MW, of which 5 were sold on
    assert (row["Direction"], row["Limit"], row["SetAside"]) == ("FORWARD", 1400, (1400 - mead) / 2)
    for other in ("AUC_AN_2027", "AUC_MN_2027_M01"):
        assert download.refusal("getPublicMarketData", "SET_ASIDE", marketName=other) == ["DWL0005"]


@pytest.mark.parametrize(("operation_id", "download_type", "market"), RESULTS)
def test_results_nobody_has_worked_out_are_not_made_up(
    download: Downloading, operation_id: str, download_type: str, market: str
) -> None:
    """A posted market without stored results has no data: DWL0005 in public, DWL0006 for one's own."""
    code = "DWL0006" if "Private" in operation_id else "DWL0005"
    assert download.refusal(operation_id, download_type, marketName=market) == [code]


@pytest.mark.parametrize(("operation_id", "download_type", "market"), RESULTS)
def test_results_are_refused_for_no_market_another_type_or_before_posting(
    download: Downloading, operation_id: str, download_type: str, market: str
) -> None:
    """MKT0001, SER0005 and MKT0007, in that order; after the posting date the stored rows come."""
    _store_results(download.store)
    assert download.refusal(operation_id, download_type, "NVLY", marketName="AUC_MN_1999_M01") == ["MKT0001"]
    other = ALLOCATION if market == AUCTION else AUCTION
    assert download.refusal(operation_id, download_type, "NVLY", marketName=other) == ["SER0005"]
    change_market(download.store, market, posted_at=NOW + timedelta(seconds=1))
    assert download.refusal(operation_id, download_type, "NVLY", marketName=market) == ["MKT0007"]
    download.now = NOW + timedelta(seconds=1)
    rows = download(operation_id, download_type, "NVLY", marketName=market)
    assert {row["MarketName"] for row in rows} == {market}


def test_public_results_are_the_sum_of_private_ones(download: Downloading) -> None:
    """Everybody's awards are public with their owner; what was bid, and what got nothing, is private."""
    _store_results(download.store)
    for kind, market in (("Auction", AUCTION), ("Allocation", ALLOCATION)):
        public = download(f"getPublic{kind}Result", f"PUBLIC_{kind.upper()}_RESULT", marketName=market)
        assert len(public) == 2
        for owner in ("NVLY", "BAYC"):
            own = download(
                f"getPrivate{kind}Result", f"PRIVATE_{kind.upper()}_RESULT", owner, marketName=market
            )
            assert {row["AssetOwner"] for row in own} == {owner}
            awarded = sum(row["MW"] for row in public if row["AssetOwner"] == owner)
            assert sum(row["MW"] for row in own) == awarded
        assert len(own) == 2  # BAYC: one award, one that got nothing


def test_caps_need_a_posted_calculation_of_that_kind_and_rows(download: Downloading) -> None:
    """CAP0001, CAP0002, DWL0006, then the participant's own caps."""
    operation_id = "getPrivateAllocationMarketData"
    for name, kind in (("NO_SUCH_CALC", "SEQ"), ("SEQ_2027", "MEQ")):
        assert download.refusal(operation_id, kind, "NVLY", nominationCapCalcName=name) == ["CAP0001"]
    waiting = "MEQ_2027_M01_T2"
    assert download.refusal(operation_id, "MEQ", "NVLY", nominationCapCalcName=waiting) == ["CAP0002"]
    post_calculation(download.store, waiting, NOW)
    for kind, name in (("MEQ", waiting), ("SEQ", "SEQ_2027"), ("UPPER_BOUND", "SEQ_2027")):
        caps = list_caps(download.store, name, kind, "NVLY")
        rows = download(operation_id, kind, "NVLY", nominationCapCalcName=name)
        assert [(row["Period"], row["TOU"], row["Sink"], row["MW"]) for row in rows] == [
            (cap.period, cap.tou, cap.sink, cap.mw) for cap in caps
        ]
        assert {row["AssetOwner"] for row in rows} == {"NVLY"} and "Source" not in rows[0]
    rows = download(operation_id, "SIGNATURE", "NVLY", nominationCapCalcName="SEQ_2027")
    pairs = {
        (each.source, each.sink, each.mw)
        for each in list_caps(download.store, "SEQ_2027", "SIGNATURE", "NVLY")
    }
    assert {(row["Source"], row["Sink"], row["MW"]) for row in rows} == pairs
    assert ("GEYSERS_7_B1", "DLAP_PGAE-APND") in {pair[:2] for pair in pairs}
    assert download.refusal(operation_id, "SIGNATURE", "OBAX", nominationCapCalcName="SEQ_2027") == [
        "DWL0006"
    ]


@pytest.mark.parametrize(
    ("rule", "operation_id", "download_type", "query", "then"),
    [
        ("download-market-exists", "getPublicMarketData", "SOURCE_SINK", {"marketName": "NONE"}, ["DWL0005"]),
        ("download-market-type", "getPublicAuctionResult", "CLEARING_PRICE", {"marketName": ALLOCATION}, ["DWL0005"]),
        ("download-results-posted", "getPrivateAuctionResult", "PRIVATE_AUCTION_RESULT",
         {"marketName": "AUC_MN_2026_M12"}, ["DWL0006"]),
        ("public-download-has-rows", "getPublicAuctionResult", "CLEARING_PRICE", {"marketName": AUCTION}, []),
        ("private-download-has-rows", "getPrivateAuctionResult", "PRIVATE_AUCTION_RESULT", {"marketName": AUCTION}, []),
        ("cap-calculation-exists", "getPrivateAllocationMarketData", "SEQ",
         {"nominationCapCalcName": "NONE"}, ["DWL0006"]),
        ("cap-calculation-posted", "getPrivateAllocationMarketData", "MEQ",
         {"nominationCapCalcName": "MEQ_2027_M01_T2"}, ["DWL0006"]),
    ],
)  # fmt: skip
def test_a_rule_switched_off_does_not_fire(
    download: Downloading, rule: str, operation_id: str, download_type: str, query: dict[str, str],
    then: list[str],
) -> None:  # fmt: skip
    """The request goes on to what comes next; a download without rows is then an empty file."""
    before = download.refusal(operation_id, download_type, **query)
    download.off = (rule,)
    if then:
        assert before != then
        assert download.refusal(operation_id, download_type, **query) == then
    else:
        assert download(operation_id, download_type, **query) == []


def _store_results(store: Connection) -> None:
    """An award for NVLY and BAYC each, and one record of BAYC that got nothing; a price and a constraint each."""
    product = {"period": "2026_M11", "tou": "ON"}
    path = {"source": "GEYSERS_7_B1", "sink": "DLAP_PGAE-APND", "hedge_type": "OBL"}
    awards = [("NVLY", 10.0, 7.5), ("BAYC", 4.25, 4.25), ("BAYC", 3.0, 0.0)]
    for market in (AUCTION, ALLOCATION):
        constraint = {
            "constraint_name": "PATH15", "constraint_type": "INTERFACE", "contingency": None,
            "direction": "FORWARD", "limit_mw": 3265.0, "flow_mw": 3265.0, "shadow_price": None,
        }  # fmt: skip
        publish(store, binding_constraints, [{"market_name": market, **product, **constraint}])
    price = {"location": "DLAP_PGAE-APND", "price": -1.25}
    publish(store, clearing_prices, [{"market_name": AUCTION, **product, **price}])
    for owner, asked, awarded in awards:
        key = {**product, **path, "owner": owner, "crr_id": None, "awarded_mw": awarded}
        nominated = {"market_name": ALLOCATION, "crr_type": "LSE", "nominated_mw": asked}
        publish(store, allocation_awards, [key | nominated])
        bid = {"market_name": AUCTION, "crr_type": "AUC", "bid_type": "BUY", "bid_mw": asked}
        publish(store, auction_awards, [key | bid | {"clearing_price": 12.34}])
