"""Laws of the inventory on rows made by hand: what holds, and for each law a fault that only it finds."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hand_made_inventory import (
    PAIR,
    SPRING,
    SUMMER,
    Json,
    allocated,
    converted,
    migrated,
    offer,
    result,
    row,
    traded,
)
from paper_inventory import begin, end, text

from marketsim.verification import Unreadable
from marketsim.verification.inventory import (
    ALONE,
    OVER_TIME,
    Deed,
    Path,
    allocation,
    auction,
    conversion,
    judge_change,
    judge_inventory,
    migration,
    mw_held,
    received,
    responded_trade,
    taken_back,
    trade,
)

JULY = (date(2026, 7, 1), date(2026, 7, 31))
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))
SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))
SINCE = date(2026, 6, 10)
ON_PAIR = Path(*PAIR, "ON", "OBL")


def before() -> list[Json]:
    """SRTX holds 10 MW of an auction; NVLY 100 MW of the allocation; something ends before it is looked at again."""
    return [row(1, "SRTX", 10.0), allocated(2, "NVLY", 100.0), row(3, "GBTR", 5.0, days=(SPRING[0], date(2026, 6, 1)),
            Period="2026_S02"), row(4, "SRTX", 8.0)]  # fmt: skip


def after() -> list[Json]:
    """4 MW of August were sold, 5 % of the load migrated, a right was converted, a market sold 2 MW on."""
    return [
        row(1, "SRTX", 6.0, days=AUGUST),
        row(11, "SRTX", 10.0, days=JULY, ParentCrrId=1),
        row(12, "SRTX", 10.0, days=SEPTEMBER, ParentCrrId=1),
        traded(13, 1, "GBTR", 4.0, days=AUGUST),
        allocated(2, "NVLY", 100.0),
        migrated(14, 2, "BAYC", 5.0),
        migrated(15, 2, "NVLY", 5.0, against=True),
        converted(16, "BAYC", 3.0),
        row(4, "SRTX", 6.0, days=SEPTEMBER),
        row(17, "SRTX", 8.0, days=(JULY[0], AUGUST[1]), ParentCrrId=4),
        row(18, "SRTX", 2.0, days=SEPTEMBER, ParentCrrId=4, OfferType="SELLER", MarketName="AUC_MN_2026_M09"),
        row(19, "PCFT", 2.0, days=SEPTEMBER, Period="2026_M09", MarketName="AUC_MN_2026_M09"),
    ]


def posted_auction() -> list[Json]:
    """Private results: SRTX sells 2 MW of CRR 4 in September, PCFT buys them."""
    same = {"MarketName": "AUC_MN_2026_M09", "Period": "2026_M09", "TOU": "ON", "HedgeType": "OBL", "CrrType": "AUC",
            "Source": PAIR[0], "Sink": PAIR[1], "MW": 2.0}  # fmt: skip
    return [
        same | {"AssetOwner": "SRTX", "CrrId": 4, "BidType": "SELL"},
        same | {"AssetOwner": "PCFT", "CrrId": None, "BidType": "BUY"},
    ]


def posted_migration() -> Json:
    """5 MW of CRR 2 go from NVLY to BAYC."""
    return {
        "loadMigrationMarket": "LOAD_MIGRATION_2026_M06",
        "loadMigrationCrrs": [
            result(14, 2, "BAYC", initialMw=5.0),
            result(15, 2, "NVLY", against=True, initialMw=5.0),
        ],
    }


def approval() -> Json:
    """A converted right of 3 MW."""
    return {"conversionApprovalId": 9, "mtTorCrrId": 16, "source": PAIR[0], "sink": PAIR[1], "tou": "ON",
            "hedgeType": "OPT", "mw": 3.0, "approvalStatus": "APPROVED"}  # fmt: skip


def deeds() -> list[Deed]:
    """All that happened."""
    return [
        trade(offer(1, "SRTX", "GBTR", 4.0, days=AUGUST)),
        migration(posted_migration(), date(2026, 6, 1)),
        conversion(approval(), "BAYC", begin(SUMMER[0]), end(SUMMER[1])),
        auction(posted_auction()),
    ]


def judged(rows: list[Json], happened: list[Deed] | None = None, **kept: Any) -> Any:
    """All laws from before to after."""
    return judge_change(before(), rows, deeds() if happened is None else happened, since=SINCE, **kept)


def test_a_month_of_trades_migration_conversion_and_sales_keeps_every_law() -> None:
    """And every law has had something to look at, but for rows that share an id."""
    judgement = judged(after())
    assert judgement.findings == ()
    assert judgement.not_checkable == ()
    assert set(ALONE + OVER_TIME) - judgement.judged.keys() == {"segments", "one-product"}


def test_mw_of_a_day_are_those_of_all_rows_on_it() -> None:
    """4 MW were sold in August alone, 2 more in September; rows that tell a sale are not held."""
    held = [mw_held(after(), "SRTX", ON_PAIR, day) for day in (JULY[1], AUGUST[0], AUGUST[1], SEPTEMBER[0])]
    assert held == [Decimal(18), Decimal(14), Decimal(14), Decimal(16)]
    assert mw_held(after(), "SRTX", ON_PAIR, SUMMER[1] + timedelta(days=1)) == 0


def test_a_trade_is_the_same_deed_from_either_side() -> None:
    """Of an offer to buy, the initiator receives and the other side gives."""
    terms = offer(1, "SRTX", "GBTR", 4.0, days=AUGUST)
    bought = terms | {"assetOwner": "GBTR", "targetMpName": "SRTX", "offerType": "BUY"}
    bought.pop("crrId")
    response = terms | {"initiatingAO": "GBTR", "initiatingOfferType": "BUY"}
    assert trade(terms) == trade(bought, crr_id=1) == responded_trade(response, "SRTX")


def test_a_posting_taken_back_leaves_what_was() -> None:
    """A corrected posting is the former one taken back and the new one."""
    posted = migration(posted_migration(), date(2026, 6, 1))
    rows = [each for each in before() if each["CrrId"] != 3]
    assert judged(rows, [posted, taken_back(posted)]).findings == ()


def test_an_adjusted_migration_changes_mw_from_its_effective_date_on() -> None:
    """Under the same id: what has elapsed keeps its MW in a row of its own."""
    pair = [migrated(14, 2, "BAYC", 5.0), migrated(15, 2, "NVLY", 5.0, against=True)]
    then = [
        migrated(14, 2, "BAYC", 5.0, days=JULY), migrated(14, 2, "BAYC", 4.5, days=(AUGUST[0], SUMMER[1])),
        migrated(15, 2, "NVLY", 5.0, days=JULY, against=True),
        migrated(15, 2, "NVLY", 4.5, days=(AUGUST[0], SUMMER[1]), against=True),
    ]  # fmt: skip
    answer = {
        "loadMigrationMarket": "LOAD_MIGRATION_2026_M08",
        "loadMigrationCrrs": [
            result(14, 2, "BAYC", adjustedMw=-0.5), result(15, 2, "NVLY", against=True, adjustedMw=-0.5)
        ],
    }  # fmt: skip
    given = allocated(2, "NVLY", 100.0)
    posted = [migration(answer, text(begin(AUGUST[0])))]
    assert judge_change([given, *pair], [given, *then], posted, since=date(2026, 7, 20)).findings == ()
    late = [migration(answer, SEPTEMBER[0])]
    found = judge_change([given, *pair], [given, *then], late, since=date(2026, 7, 20))
    assert [each.where for each in found.findings if each.check == "conservation"] == [
        "BAYC, DIABLO_7_B1 to DLAP_PGAE-APND ON OBL, 2026-08-01 to 2026-08-31",
        "NVLY, DLAP_PGAE-APND to DIABLO_7_B1 ON OBL, 2026-08-01 to 2026-08-31",
    ]


def test_a_long_term_award_is_received_in_every_year() -> None:
    """In the same season; other allocations in their own period."""
    awarded = {
        "MarketName": "ALLOC_AN_2026_LT", "Period": "2026_S03", "TOU": "ON", "AssetOwner": "NVLY", "CrrType": "LSE",
        "HedgeType": "OBL", "Source": PAIR[0], "Sink": PAIR[1], "MW": 7.0, "CrrId": 1,
    }  # fmt: skip
    held = [
        allocated(1, "NVLY", 7.0, MarketName="ALLOC_AN_2026_LT"),
        allocated(
            2, "NVLY", 7.0, MarketName="ALLOC_AN_2026_LT", Period="2027_S03",
            days=(date(2027, 7, 1), date(2027, 9, 30)),
        ),
    ]  # fmt: skip
    assert judge_change([], held, [allocation([awarded], (2026, 2027))], since=SINCE).findings == ()
    assert judge_change([], held, [allocation([awarded])], since=SINCE).laws() == {"conservation"}


def test_one_owner_alone_is_judged_by_what_it_gave_and_received() -> None:
    """What needs the rows of others is said to be not checkable."""
    mine = [each for each in after() if each["AssetOwner"] == "SRTX"]
    judgement = judge_change(
        [each for each in before() if each["AssetOwner"] == "SRTX"], mine, deeds(), since=SINCE, owner="SRTX"
    )
    assert judgement.findings == ()
    assert len(judgement.not_checkable) == 2


def test_a_finding_names_owner_path_days_and_mw() -> None:
    """As a person would look them up."""
    rows = after()
    rows[3]["MW"] = 3.999
    (found,) = [each for each in judged(rows).findings if each.check == "conservation"]
    assert found.where == "GBTR, DIABLO_7_B1 to DLAP_PGAE-APND ON OBL, 2026-08-01 to 2026-08-31"
    assert (found.expected, found.found, found.meaning) == ("4 MW", "3.999 MW", "MW were lost")


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"MW": None}, "MW"), ({"MW": "many"}, "MW"), ({"StartDate": "soon"}, "soon"), ({"CrrId": None}, "CrrId"),
        ({"EndDate": "2026-09-30T00:00:00"}, "zone"), ({"ParentCrrId": "x"}, "x"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named(fault: Json, named: str) -> None:
    """With its number and what is wrong with it."""
    with pytest.raises(Unreadable, match="line 2") as problem:
        judge_inventory([row(1, "SRTX", 1.0), row(2, "SRTX", 1.0) | fault])
    assert named in str(problem.value)


@pytest.mark.parametrize("lacking", ["source", "mw", "targetMpName", "startDate"])
def test_a_trade_that_is_not_told_whole_is_refused(lacking: str) -> None:
    """Nothing is made up for it."""
    terms = offer(1, "SRTX", "GBTR", 4.0)
    terms.pop(lacking)
    with pytest.raises(Unreadable, match="the trade 7"):
        trade(terms)


# --- for each law a fault that only it finds ----------------------------------------------------------------------

Happened = list[Deed]
Fault = Callable[[list[Json], Happened], None]


def _row(rows: list[Json], crr_id: int) -> Json:
    return next(each for each in rows if each["CrrId"] == crr_id)


def _with(crr_id: int, **cells: Any) -> Fault:
    """Other cells in one row."""

    def change(rows: list[Json], _: Happened) -> None:
        _row(rows, crr_id).update(cells)

    return change


def _and(*rows_added: Json, happened: Happened | None = None) -> Fault:
    """More rows, and what explains their MW."""

    def change(rows: list[Json], done: Happened) -> None:
        rows.extend(deepcopy(rows_added))
        done.extend(happened or [])

    return change


def _moved(mw: float, days: tuple[date, date] = SUMMER, *, owner: str = "SRTX", **other: Any) -> Deed:
    """MW received, of a market that was posted."""
    path = other.pop("path", ON_PAIR)
    return received(owner, path, *days, mw, "AUC", why="the test", market="AUC_AN_2026", **other)


PLUS = (SUMMER[0], SUMMER[1] + timedelta(days=1))
FAULTS: dict[str, Fault] = {
    "mw": _and(
        row(30, "SRTX", 1.0004), row(31, "GBTR", 1.0004), happened=[_moved(1.0004), _moved(1.0004, owner="GBTR")]
    ),
    "whole-days": _with(1, EndDate=end(AUGUST[1]) - timedelta(hours=1)),
    "segments": _and(
        row(30, "SRTX", 1.0, days=(JULY[0], AUGUST[1])), row(30, "SRTX", 1.0, days=(AUGUST[0], SUMMER[1])),
        happened=[_moved(1.0), _moved(1.0, AUGUST)],
    ),
    "one-product": _and(
        row(30, "SRTX", 1.0, days=JULY), row(30, "GBTR", 1.0, days=AUGUST),
        happened=[_moved(1.0, JULY), _moved(1.0, AUGUST, owner="GBTR")],
    ),
    "origin": _with(13, MarketName="OTHER"),
    "mt-tor": _and(
        converted(30, "PCFT", 1.0, HedgeType="OBL"), happened=[
            conversion(
                approval() | {"hedgeType": "OBL", "mw": 1.0, "mtTorCrrId": 30}, "PCFT", SUMMER[0], SUMMER[1]
            )
        ],
    ),
    "parent-product": _and(
        row(30, "SRTX", 1.0), traded(31, 30, "GBTR", 1.0, CrrType="MT"),
        happened=[_moved(1.0), _moved(1.0, owner="GBTR")],
    ),
    "counterflow": _and(
        migrated(30, 1, "BAYC", 1.0), migrated(31, 1, "NVLY", 1.0, against=True),
        happened=[migration({"loadMigrationMarket": "M", "loadMigrationCrrs": [
            result(30, 1, "BAYC", initialMw=1.0), result(31, 1, "NVLY", against=True, initialMw=1.0)]}, SINCE)],
    ),
    "period": _and(
        row(30, "SRTX", 1.0, days=PLUS), happened=[_moved(1.0, PLUS)]
    ),
    "expired": _and(row(3, "GBTR", 5.0, days=(SPRING[0], date(2026, 6, 1)), Period="2026_S02")),
    "pairs": _and(
        migrated(30, 2, "BAYC", 1.0), happened=[migration({"loadMigrationMarket": "M", "loadMigrationCrrs": [
            result(30, 2, "BAYC", initialMw=1.0)]}, SINCE)],
    ),
    "conservation": _with(13, AssetOwner="PCFT"),
    "family": _with(13, ParentCrrId=4),
    "same-id": _with(4, Period="2026_M09"),
    "new-id": _and(converted(30, "PCFT", 1.0), happened=[conversion(
        {**approval(), "mtTorCrrId": None, "mw": 1.0}, "PCFT", *SUMMER)]),
    "inside-parent": _and(
        migrated(30, 2, "BAYC", 1.0, days=PLUS, Period="ALL"), migrated(31, 2, "NVLY", 1.0, days=PLUS, Period="ALL",
            against=True),
        happened=[migration({"loadMigrationMarket": "M", "loadMigrationCrrs": [
            result(30, 2, "BAYC", initialMw=1.0, days=PLUS),
            result(31, 2, "NVLY", against=True, initialMw=1.0, days=PLUS)]}, SINCE)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("law", [*ALONE, *OVER_TIME])
def test_each_law_finds_a_fault_that_no_other_does(law: str) -> None:
    """None is idle: without it, the fault would pass."""
    rows, happened = after(), deeds()
    FAULTS[law](rows, happened)
    assert judged(rows, happened).laws() == {law}
    assert judged(rows, happened, without=[law]).findings == ()


@pytest.mark.parametrize(
    "fault",
    [
        _with(14, MW=5.001), _with(14, CrrType="LMT_CNT"), _with(15, Source=PAIR[0], Sink=PAIR[1]),
        _with(14, Category="AUCTION"), _with(16, Category="SECONDARY_MARKET"), _with(13, ParentCrrId=None),
        _with(13, Category="AUCTION", MarketName="AUC_AN_2026"), _with(12, ParentCrrId=99), _with(1, MW=-6.0),
        _with(19, MarketName="AUC_MN_2026_M08"), _with(2, AssetOwner="BAYC"), _with(2, TOU="OFF"),
        _with(16, HedgeType="OBL"), _with(18, OfferType="OWNER"),
    ],
)  # fmt: skip
def test_other_faults_of_many_kinds_do_not_pass(fault: Fault) -> None:
    """Whichever laws find them."""
    rows, happened = after(), deeds()
    fault(rows, happened)
    assert not judged(rows, happened).clean


def test_very_many_rows_are_counted_by_intervals_and_not_by_days() -> None:
    """Ten years of a row are two changes; a fault among very many rows is found."""
    ten_years = (date(2026, 1, 1), date(2035, 12, 31))
    rows = [row(at, f"P{at % 40}", 1.0, days=ten_years, Period="ALL") for at in range(1, 20_001)]
    assert judge_change(rows, rows, [], since=SINCE).findings == ()
    changed = [*rows[:-1], rows[-1] | {"MW": 1.001}]
    assert judge_change(rows, changed, [], since=SINCE).laws() == {"conservation", "family"}
