"""Load migration: markets, what utilities upload, and when results may be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from counter import NOW, Counter, codes, counter_of, day
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.calendar.time_of_use import tou_of
from marketsim.system.rules.rulebook import Refused
from marketsim.system.store.holdings import crrs
from marketsim.system.store.load_migration import customer_numbers, customer_rates, dasr_records
from marketsim.system.store.migration_markets import change_migration_market, find_migration_market

POSTED, CLOSED, OPEN, PREP, UNCONFIGURED = (
    "LOAD_MIGRATION_2026_M11",
    "LOAD_MIGRATION_2026_M12",
    "LOAD_MIGRATION_2027_M01",
    "LOAD_MIGRATION_2027_M02",
    "LOAD_MIGRATION_2027_M03",
)
NVLY, BAYC = "100000001", "100000002"


@pytest.fixture
def counter() -> Iterator[Counter]:
    with counter_of("load_migration") as open_counter:
        yield open_counter


def read(counter: Counter, operation: str, participant: str = "UPGAE", market: str = OPEN) -> Any:
    return counter.call(operation, participant, query={"loadMigrationMarketName": market})


def refused(counter: Counter, act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return list(codes(refusal.value))


def numbers(*records: tuple[str, str, int], market: str = OPEN, udc: str = "UPGAE") -> dict[str, Any]:
    listed = [{"lse": lse, "class": of, "numberOfCustomers": count} for lse, of, count in records]
    return {"loadMigrationMarket": market, "udcName": udc, "numberOfCustomerRecords": listed}


def dasr(*records: tuple[str, str, str, int], effective: str = day(2027, 1, 1)) -> dict[str, Any]:
    listed = [
        {
            "recordId": name,
            "class": "RESIDENTIAL",
            "fromLse": loser,
            "toLse": gainer,
            "numCustomerTransfer": count,
        }
        for name, loser, gainer, count in records
    ]
    return {
        "loadMigrationMarket": OPEN, "udcName": "UPGAE", "effectiveDate": effective, "dasrRecords": listed,
    }  # fmt: skip


def rates(*records: tuple[str, str, int, float]) -> dict[str, Any]:
    listed = [
        {"class": of, "tou": tou, "seasonNumber": season, "kwRate": kw, "year": 2027}
        for of, tou, season, kw in records
    ]
    return {"loadMigrationMarket": OPEN, "udcName": "UPGAE", "customerRateRecords": listed}


def test_active_and_posted_lists_part_the_configured_markets(counter: Counter) -> None:
    """PREP, OPEN and CLOSED markets are active, the posted one is posted; one without dates is in no list."""
    active = counter.call("getActiveLoadMigrationMarketList", "UPGAE")
    posted = counter.call("getPostedLoadMigrationMarketList", "NVLY")
    assert {each["marketName"]: each["marketStatus"] for each in (*active, *posted)} == {
        POSTED: "POSTED", CLOSED: "CLOSED", OPEN: "OPEN", PREP: "PREP",
    }  # fmt: skip
    assert [each["marketName"] for each in posted] == [POSTED]
    assert all(
        each["effectiveDate"] in {day(2026, 12, 1), day(2027, 1, 1), day(2027, 2, 1)} for each in active
    )


@pytest.mark.parametrize(
    ("market", "status"), [(POSTED, "POSTED"), (CLOSED, "CLOSED"), (OPEN, "OPEN"), (PREP, "PREP")]
)
def test_each_market_tells_its_status(counter: Counter, market: str, status: str) -> None:
    """The status follows from the dates."""
    assert read(counter, "getLoadMigrationMarketStatus", market=market) == {"marketStatus": status}


def test_the_clock_opens_and_closes_a_market(counter: Counter) -> None:
    """A market in PREP opens and then closes as market time passes."""
    seen = []
    for days in (0, 30, 60):
        counter.now = NOW + timedelta(days=days)
        seen.append(read(counter, "getLoadMigrationMarketStatus", market=PREP)["marketStatus"])
    assert seen == ["PREP", "OPEN", "CLOSED"]


def test_counts_are_kept_and_replaced_by_key(counter: Counter) -> None:
    """What was posted is listed with the time of it; a second posting replaces what has the same LSE and class."""
    posting = numbers((NVLY, "RESIDENTIAL", 10), (BAYC, "LIGHTING", 3))
    assert counter.call("postNumberOfCustomers", "UPGAE", posting) == {"submissionStatus": "VALID"}
    counter.now += timedelta(hours=1)
    counter.call("postNumberOfCustomers", "UPGAE", numbers((NVLY, "RESIDENTIAL", 12)))
    listed = read(counter, "getExistingNumberOfCustomers")
    assert (listed["loadMigrationMarket"], listed["udcName"]) == (OPEN, "UPGAE")
    assert listed["numberOfCustomerRecords"] == [
        {
            "lse": NVLY,
            "class": "RESIDENTIAL",
            "numberOfCustomers": 12,
            "lastModified": "2026-11-21T21:00:00Z",
        },
        {"lse": BAYC, "class": "LIGHTING", "numberOfCustomers": 3, "lastModified": "2026-11-21T20:00:00Z"},
    ]


def test_a_count_of_zero_is_taken_but_not_listed(counter: Counter) -> None:
    """The published list starts at 1, so a class whose customers have all gone is no longer listed."""
    counter.call("postNumberOfCustomers", "UPGAE", numbers((NVLY, "RESIDENTIAL", 5)))
    counter.call("postNumberOfCustomers", "UPGAE", numbers((NVLY, "RESIDENTIAL", 0)))
    assert read(counter, "getExistingNumberOfCustomers")["numberOfCustomerRecords"] == []


def test_the_largest_count_is_kept_exactly(counter: Counter) -> None:
    """The contract's largest count comes back as it was posted."""
    counter.call("postNumberOfCustomers", "UPGAE", numbers((NVLY, "RESIDENTIAL", 2**63 - 1)))
    (record,) = read(counter, "getExistingNumberOfCustomers")["numberOfCustomerRecords"]
    assert record["numberOfCustomers"] == 2**63 - 1


def test_transfers_are_kept_and_replaced_by_record_id(counter: Counter) -> None:
    """A second posting of a recordId replaces the first."""
    counter.call("postDasrSummary", "UPGAE", dasr(("A", NVLY, BAYC, 7), ("B", BAYC, NVLY, 1)))
    counter.call("postDasrSummary", "UPGAE", dasr(("A", NVLY, BAYC, 9)))
    listed = read(counter, "getExistingDasrSummary")["dasrRecords"]
    assert [(each["recordId"], each["fromLse"], each["numCustomerTransfer"]) for each in listed] == [
        ("A", NVLY, 9), ("B", BAYC, 1),
    ]  # fmt: skip


def test_the_effective_date_is_an_instant(counter: Counter) -> None:
    """The market's effective date is taken whatever zone it is written in."""
    counter.call(
        "postDasrSummary", "UPGAE", dasr(("A", NVLY, BAYC, 7), effective="2027-01-01T00:00:00-08:00")
    )
    assert len(read(counter, "getExistingDasrSummary")["dasrRecords"]) == 1


def test_a_rate_keeps_the_date_of_its_first_upload(counter: Counter) -> None:
    """A replaced rate keeps its uploadDate and moves its lastModified."""
    counter.call("postCustomerRates", "UPGAE", rates(("LIGHTING", "ON", 1, 0.005)))
    counter.now += timedelta(days=1)
    counter.call("postCustomerRates", "UPGAE", rates(("LIGHTING", "ON", 1, 0.125)))
    assert read(counter, "getExistingCustomerRates")["customerRateRecords"] == [
        {
            "class": "LIGHTING", "tou": "ON", "seasonNumber": 1, "kwRate": 0.125, "year": 2027,
            "uploadDate": "2026-11-21T20:00:00Z", "lastModified": "2026-11-22T20:00:00Z",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    "operation", ["getExistingNumberOfCustomers", "getExistingDasrSummary", "getExistingCustomerRates"]
)
def test_utilities_see_their_own_uploads_only(counter: Counter, operation: str) -> None:
    """Before anybody posted, every list of an open market is empty; then only the poster's has rows."""
    for udc in ("UPGAE", "USCE", "USDGE"):
        assert [each for each in read(counter, operation, udc).values() if isinstance(each, list)] == [[]]
    counter.call("postNumberOfCustomers", "UPGAE", numbers((NVLY, "RESIDENTIAL", 1)))
    counter.call("postDasrSummary", "UPGAE", dasr(("A", NVLY, BAYC, 1)))
    counter.call("postCustomerRates", "UPGAE", rates(("LIGHTING", "ON", 1, 1)))
    rows = [
        len(found)
        for udc in ("UPGAE", "USCE", "USDGE")
        for found in read(counter, operation, udc).values()
        if isinstance(found, list)
    ]
    assert rows == [1, 0, 0]


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["LIGHTING", "MED_COM"]), st.sampled_from(["ON", "OFF"]), st.integers(1, 4)
        ),
        st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)),
        min_size=1,
    )
)
def test_the_last_posting_of_a_key_is_what_is_listed(
    posted: dict[tuple[str, str, int], tuple[int, int]],
) -> None:
    """Two postings of the same rates in any order of records leave the second of each, to three decimals."""
    with counter_of("load_migration") as counter:
        for turn in (0, 1):
            counter.call(
                "postCustomerRates", "UPGAE", rates(*((*key, kw[turn] / 1000) for key, kw in posted.items()))
            )
        listed = read(counter, "getExistingCustomerRates")["customerRateRecords"]
    found = {(each["class"], each["tou"], each["seasonNumber"]): each["kwRate"] for each in listed}
    assert found == {key: kw[1] / 1000 for key, kw in posted.items()}


# By rule: the code, the operation, who posts, and an upload at fault.
UPLOADS: dict[str, tuple[str, str, str, Any]] = {
    "lm-market-exists": ("LMV1003", "postNumberOfCustomers", "UPGAE", numbers((NVLY, "LIGHTING", 1), market="NO")),
    "lm-market-configured": (
        "LMV1002", "postNumberOfCustomers", "UPGAE", numbers((NVLY, "LIGHTING", 1), market=UNCONFIGURED)),
    "lm-window-open": ("LMV0102", "postNumberOfCustomers", "UPGAE", numbers((NVLY, "LIGHTING", 1), market=CLOSED)),
    "lm-utility-valid": ("LMV024", "postNumberOfCustomers", "USCE", numbers((NVLY, "LIGHTING", 1))),
    "lm-effective-date": (
        "LMV023", "postDasrSummary", "UPGAE", dasr(("A", NVLY, BAYC, 1), effective=day(2027, 2, 1))),
    "lm-lse-exists": ("SER0030", "postDasrSummary", "UPGAE", dasr(("A", NVLY, "999999999", 1))),
    "lm-record-once": (
        "SER0030", "postNumberOfCustomers", "UPGAE", numbers((NVLY, "LIGHTING", 1), (NVLY, "LIGHTING", 2))),
    "lm-two-lses": ("SER0030", "postDasrSummary", "UPGAE", dasr(("A", NVLY, NVLY, 1))),
}  # fmt: skip


@pytest.mark.parametrize("rule", UPLOADS)
def test_a_refused_upload_names_its_code_and_keeps_nothing(counter: Counter, rule: str) -> None:
    """An upload with one such fault is refused as a whole, and with that rule switched off it is not."""
    code, operation, participant, body = UPLOADS[rule]
    tables = (customer_numbers, dasr_records, customer_rates)
    kept = [counter.rows(table) for table in tables]
    assert refused(counter, lambda: counter.call(operation, participant, body)) == [code]
    assert counter.fired == {rule}
    assert [counter.rows(table) for table in tables] == kept
    counter.off = (rule,)
    assert counter.call(operation, participant, body) == {"submissionStatus": "VALID"}


def test_every_record_at_fault_is_told(counter: Counter) -> None:
    """A refusal has an entry for every record at fault, which names it."""
    body = dasr(("A", NVLY, BAYC, 1), ("B", "", BAYC, 1), ("C", NVLY, "5", 1))
    with pytest.raises(Refused) as refusal:
        counter.call("postDasrSummary", "UPGAE", body)
    assert [each.text for each in refusal.value.violations] == [
        "dasrRecords[1]: no load-serving entity has the DUNS number ",
        "dasrRecords[2]: no load-serving entity has the DUNS number 5",
    ]


READS = (
    "getLoadMigrationMarketStatus",
    "getLoadPercentages",
    "getLoadMigrationCRRs",
    "getNHourData",
    "getExistingNumberOfCustomers",
    "getExistingDasrSummary",
    "getExistingCustomerRates",
)


@pytest.mark.parametrize(
    ("operation", "market", "rule", "code"),
    [
        *((operation, "LOAD_MIGRATION_1999_M01", "lm-market-exists", "LMV1003") for operation in READS),
        *(
            (operation, UNCONFIGURED, "lm-market-configured", "LMV1002")
            for operation in READS[:3] + READS[4:]
        ),
        *product(("getNHourData",), (OPEN, PREP), ("lm-hours-published",), ("LMV0101",)),
        *product(READS[1:3], (PREP, OPEN, CLOSED), ("lm-results-posted",), ("LMV0103",)),
    ],
)
def test_a_refused_read_names_its_code(
    counter: Counter, operation: str, market: str, rule: str, code: str
) -> None:
    """Reading about an unknown or unconfigured market, or too early, is refused unless that rule is off."""
    assert refused(counter, lambda: read(counter, operation, market=market)) == [code]
    assert counter.fired == {rule}
    counter.off = (rule,)
    read(counter, operation, market=market)


@pytest.mark.parametrize("market", [POSTED, CLOSED])
def test_n_hour_data_are_hours_of_their_time_of_use(counter: Counter, market: str) -> None:
    """Every LAP, season and time of use has its hours, and the calendar agrees about each of them."""
    hours = read(counter, "getNHourData", market=market)
    assert (
        len({(each["defaultLoadAggregationPoint"], each["seasonNumber"], each["tou"]) for each in hours})
        == 24
    )
    for each in hours:
        on = datetime.fromisoformat(each["effectiveDate"]).astimezone(PACIFIC)
        assert (on.hour, each["seasonNumber"]) == (0, (on.month + 2) // 3)
        assert tou_of(on.date(), each["hourEnding"]) == each["tou"]


def test_n_hour_data_come_out_on_their_date(counter: Counter) -> None:
    """A market that posts its hours later has none before that date."""
    change_migration_market(
        counter.store, OPEN, n_hour_posting=True, n_hour_post_date=NOW + timedelta(days=1)
    )
    assert refused(counter, lambda: read(counter, "getNHourData")) == ["LMV0101"]
    counter.now += timedelta(days=1)
    assert read(counter, "getNHourData") == []


def test_the_world_has_the_hours_of_a_market_to_come(counter: Counter) -> None:
    """A market in PREP that posts its hours later shows them all from that date on."""
    market = find_migration_market(counter.store, PREP)
    assert market is not None
    assert market.n_hour_post_date is not None
    counter.now = market.n_hour_post_date - timedelta(seconds=1)
    assert refused(counter, lambda: read(counter, "getNHourData", market=PREP)) == ["LMV0101"]
    counter.now = market.n_hour_post_date
    hours = read(counter, "getNHourData", market=PREP)
    assert {each["lastModified"] for each in hours} == {f"{counter.now:%Y-%m-%dT%H:%M:%SZ}"}
    assert len(hours) == len(read(counter, "getNHourData", market=POSTED))


@pytest.mark.parametrize("udc", ["UPGAE", "USCE", "USDGE"])
@pytest.mark.parametrize("market", [POSTED, CLOSED])
def test_the_world_has_uploads_of_every_utility(counter: Counter, udc: str, market: str) -> None:
    """Rates, counts and transfers of all utilities are there for the markets that have closed."""
    for operation in ("getExistingNumberOfCustomers", "getExistingDasrSummary", "getExistingCustomerRates"):
        answer = read(counter, operation, udc, market)
        assert [bool(rows) for rows in answer.values() if isinstance(rows, list)] == [True]


def test_percentages_are_seen_by_the_territory_and_by_both_sides(counter: Counter) -> None:
    """A utility sees what moved in its territory; a load-serving entity what it lost or gained."""
    seen = {
        each: read(counter, "getLoadPercentages", each, POSTED)["loadMigrationPercentages"]
        for each in ("UPGAE", "USCE", "USDGE", "NVLY", "BAYC", "SOCO", "MSSV", "SDCC")
    }
    assert {each: len(rows) for each, rows in seen.items()} == {
        "UPGAE": 8, "USCE": 8, "USDGE": 0, "NVLY": 8, "BAYC": 8, "SOCO": 8, "MSSV": 8, "SDCC": 0,
    }  # fmt: skip
    assert seen["UPGAE"] == seen["NVLY"] == seen["BAYC"]
    assert {(row["seasonNumber"], row["tou"]) for row in seen["USCE"]} == set(
        product((1, 2, 3, 4), ("ON", "OFF"))
    )


def test_moved_mw_follow_from_the_uploads(counter: Counter) -> None:
    """The MW of every pair are the customers who changed, times their kW, less those who came back."""
    moved = read(counter, "getExistingDasrSummary", "UPGAE", POSTED)["dasrRecords"]
    kw = {
        (each["class"], each["seasonNumber"], each["tou"]): each["kwRate"]
        for each in read(counter, "getExistingCustomerRates", "UPGAE", POSTED)["customerRateRecords"]
    }
    for row in read(counter, "getLoadPercentages", "UPGAE", POSTED)["loadMigrationPercentages"]:
        net = sum(
            (1 if each["fromLse"] == row["fromLse"] else -1)
            * each["numCustomerTransfer"]
            * kw[each["class"], row["seasonNumber"], row["tou"]]
            for each in moved
        )
        assert row["loadTransferMw"] == pytest.approx(net / 1000)


def test_load_migration_crrs_are_the_holdings_of_the_market(counter: Counter) -> None:
    """Each load-serving entity sees its own; losers' counter-flows and gainers' CRRs cancel; utilities see none."""
    mine = {
        each: read(counter, "getLoadMigrationCRRs", each, POSTED)["loadMigrationCrrs"]
        for each in ("NVLY", "BAYC", "SOCO", "MSSV", "SDCC", "UPGAE")
    }
    assert not mine["SDCC"] and not mine["UPGAE"]
    for loser, gainer in (("NVLY", "BAYC"), ("SOCO", "MSSV")):
        assert {each["crrType"] for each in mine[loser]} == {"LMT_CNT"}
        assert {each["crrType"] for each in mine[gainer]} == {"LSE_LMT"}
        lost = [
            (each["parentCrrId"], each["sink"], each["source"], each["initialMw"]) for each in mine[loser]
        ]
        won = [
            (each["parentCrrId"], each["source"], each["sink"], each["initialMw"]) for each in mine[gainer]
        ]
        assert lost == won
        assert lost
    assert all("adjustedMw" not in each for rows in mine.values() for each in rows)


def test_what_a_market_made_is_told_even_after_the_holding_changed(counter: Counter) -> None:
    """initialMw is what the market made, not what is held now."""
    (first, *_) = read(counter, "getLoadMigrationCRRs", "BAYC", POSTED)["loadMigrationCrrs"]
    counter.store.execute(update(crrs).where(crrs.c.crr_id == first["crrId"]).values(mw=0.5))
    (again, *_) = read(counter, "getLoadMigrationCRRs", "BAYC", POSTED)["loadMigrationCrrs"]
    assert again == first
