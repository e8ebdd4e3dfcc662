"""A load migration by hand: what follows from uploads and parents, and for each law a fault that it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hand_made_inventory import PAIR, Json, allocated, migrated, result, row, traded

from marketsim.verification import Unreadable
from marketsim.verification.inventory import Path
from marketsim.verification.laws import Judgement
from marketsim.verification.migration import (
    LAWS,
    Drawn,
    Former,
    Migrated,
    Parent,
    Uploads,
    former_of,
    judge_lse,
    judge_migration,
    judge_udc,
    parents_awarded,
    parents_of,
)
from marketsim.verification.migration.shares import Range

OWNERS = {"100000001": "NVLY", "100000002": "BAYC"}
EFFECTIVE = date(2026, 7, 1)
MARKET = "LOAD_MIGRATION_2026_M07"


def rates(udc: str, kw: float) -> Json:
    """One class, the same rate in all seasons, last year's being another."""
    return {
        "loadMigrationMarket": MARKET, "udcName": udc, "customerRateRecords": [
            {"class": "RESIDENTIAL", "tou": tou, "seasonNumber": season, "kwRate": kw if year == 2026 else 9.9,
             "year": year}
            for tou in ("ON", "OFF") for season in (1, 2, 3, 4) for year in (2025, 2026)
        ],
    }  # fmt: skip


def customers(udc: str, count: int) -> Json:
    """Customers of NVLY, and as many of BAYC."""
    records = [{"lse": duns, "class": "RESIDENTIAL", "numberOfCustomers": count} for duns in OWNERS]
    return {"loadMigrationMarket": MARKET, "udcName": udc, "numberOfCustomerRecords": records}


def transfers(udc: str, *moved: tuple[str, str, int]) -> Json:
    """Customers who went from one to another."""
    records = [
        {"recordId": f"R{at}", "class": "RESIDENTIAL", "fromLse": loser, "toLse": gainer, "numCustomerTransfer": count}
        for at, (loser, gainer, count) in enumerate(moved)
    ]  # fmt: skip
    return {"loadMigrationMarket": MARKET, "udcName": udc, "dasrRecords": records}


def percentage(udc: str, mw: float, percent: float, season: int, tou: str, **other: Any) -> Json:
    """A record of load percentages, from NVLY to BAYC."""
    number = len(udc) * 100 + season * 10 + len(tou)
    return {
        "id": number, "udc": udc, "fromLse": "100000001", "toLse": "100000002", "fromAssetOwner": "NVLY",
        "toAssetOwner": "BAYC", "seasonNumber": season, "tou": tou, "loadPercentage": percent,
        "loadTransferMw": mw,
    } | other  # fmt: skip


@dataclass
class Case:
    """A market with all that the oracle is told.

    UPGAE: 5000 customers each at 2 kW, 300 of NVLY go and 50 come: 0.5 MW net. USCE: 2500 customers each at 4 kW,
    75 go: 0.3 MW. NVLY's metric is 20 MW; 2.5 % and 1.5 %, together 4 %: of 12.3456... MW it would be rounded.
    """

    uploads: list[tuple[Json, Json, Json]] = field(
        default_factory=lambda: [
            (rates("UPGAE", 2.0), customers("UPGAE", 5000),
             transfers("UPGAE", ("100000001", "100000002", 300), ("100000002", "100000001", 50))),
            (rates("USCE", 4.0), customers("USCE", 2500), transfers("USCE", ("100000001", "100000002", 75))),
        ]
    )  # fmt: skip
    percentages: list[Json] = field(
        default_factory=lambda: [
            percentage(udc, mw, percent, season, tou)
            for udc, mw, percent in (("UPGAE", 0.5, 2.5), ("USCE", 0.3, 1.5))
            for season in (1, 2, 3, 4)
            for tou in ("ON", "OFF")
        ]
    )
    results: list[Json] = field(
        default_factory=lambda: [
            result(14, 2, "BAYC", initialMw=4.02), result(15, 2, "NVLY", against=True, initialMw=4.02)
        ]
    )  # fmt: skip
    inventory: list[Json] = field(
        default_factory=lambda: [
            allocated(2, "NVLY", 60.5), traded(3, 2, "SRTX", 40.0, CrrType="LSE"), row(4, "NVLY", 9.0),
            allocated(5, "NVLY", 50.0, MarketName="ALLOC_MN_2026_M07_T1"),
        ]
    )  # fmt: skip
    former: Mapping[Drawn, Former] | None = None

    def judged(self, **kept: Any) -> Migrated:
        """By all uploads."""
        return judge_migration(
            [Uploads.of(*each) for each in self.uploads], OWNERS,
            [{"loadMigrationMarket": MARKET, "loadMigrationPercentages": self.percentages}],
            [{"loadMigrationMarket": MARKET, "loadMigrationCrrs": self.results}],
            parents_of(self.inventory, EFFECTIVE), EFFECTIVE, former=self.former, **kept,
        )  # fmt: skip

    def seen_by(self, lse: str) -> Judgement:
        """By what one LSE sees."""
        mine = [each for each in self.results if each["assetOwner"] == lse]
        return judge_lse(
            lse, OWNERS, {"loadMigrationMarket": MARKET, "loadMigrationPercentages": self.percentages},
            {"loadMigrationMarket": MARKET, "loadMigrationCrrs": mine}, parents_of(self.inventory, EFFECTIVE),
            EFFECTIVE, former=self.former,
        )  # fmt: skip

    def seen_by_utility(self, at: int) -> Judgement:
        """By what one utility sees."""
        uploads = Uploads.of(*self.uploads[at])
        told = [each for each in self.percentages if each["udc"] == uploads.udc]
        return judge_udc(
            uploads, OWNERS, {"loadMigrationMarket": MARKET, "loadMigrationPercentages": told}, EFFECTIVE
        )


def test_shares_of_two_utilities_draw_from_what_was_allocated_even_where_it_was_sold() -> None:
    """4 % of 100.5 MW, 40 of which SRTX holds by now; nothing of auctions and monthly allocations."""
    assert Case().judged().judgement.findings == ()
    assert parents_of(Case().inventory, EFFECTIVE) == [
        Parent(2, "NVLY", Path(*PAIR, "ON", "OBL"), 3, EFFECTIVE.toordinal(), date(2026, 9, 30).toordinal(), 100_500)
    ]  # fmt: skip


def test_a_right_that_the_iso_adjusted_for_some_of_its_days_counts_as_it_is_on_the_first() -> None:
    """5.404 MW to the end of August, 4.535 MW in September."""
    rows = [
        allocated(2, "NVLY", 5.404, EndDate=datetime(2026, 9, 1, 6, 59, 59, tzinfo=UTC)),
        allocated(3, "NVLY", 4.535, ParentCrrId=2, StartDate=datetime(2026, 9, 1, 7, tzinfo=UTC)),
    ]
    assert [(each.crr_id, each.mw) for each in parents_of(rows, EFFECTIVE)] == [(2, 5404)]
    september = date(2026, 9, 1)
    assert [(each.crr_id, each.mw) for each in parents_of(rows, september)] == [(2, 4535)]


def test_each_participant_sees_that_its_own_part_is_right() -> None:
    """Both LSEs and both utilities; what they cannot see is named."""
    case = Case()
    seen = [case.seen_by("NVLY"), case.seen_by("BAYC"), case.seen_by_utility(0), case.seen_by_utility(1)]
    for each in seen:
        assert each.findings == ()
        assert each.not_checkable


def _second(adjusted: float, former: Fraction = Fraction(40204, 10)) -> Case:
    """A month after one that drew a figure unrounded (thousandths of a MW), under the CRRs 14 and 15."""
    case = Case()
    case.former = {Drawn(2, "NVLY", "BAYC"): Former(Range.about(former), 14, 15)}
    case.results = [
        result(14, 2, "BAYC", adjustedMw=adjusted), result(15, 2, "NVLY", against=True, adjustedMw=adjusted)
    ]  # fmt: skip
    case.inventory += [migrated(14, 2, "BAYC", 4.02), migrated(15, 2, "NVLY", 4.02, against=True)]
    return case


@pytest.mark.parametrize(
    ("cumulative", "adjusted"), [("7880.4", 3.859), ("7880.5", 3.859), ("7880.6", 3.86), ("7881.5", 3.86)]
)
def test_the_sum_over_the_months_is_rounded_and_the_month_is_the_difference(
    cumulative: str, adjusted: float
) -> None:
    """4 % of what is left of 100.5 MW, half-even: with 7.8805 or 7.8815 MW in all, 7.880 or 7.882 are told."""
    former = (Fraction(cumulative) - 4020) / Fraction(96, 100)
    assert _second(adjusted, former).judged().judgement.findings == ()
    assert _second(adjusted + 0.001, former).judged().judgement.laws() == {"gained-mw", "counterflow-mw"}


def test_load_that_comes_back_is_netted_under_the_same_ids() -> None:
    """BAYC loses 1 % and gives back 1 % of the 4.02 MW that it once received."""
    case = _second(-0.04)
    case.uploads = [
        (rates("UPGAE", 2.0), customers("UPGAE", 5000), transfers("UPGAE", ("100000002", "100000001", 50)))
    ]
    back = {"fromLse": "100000002", "toLse": "100000001", "fromAssetOwner": "BAYC", "toAssetOwner": "NVLY"}
    case.percentages = [
        percentage("UPGAE", 0.1, 1.0, season, tou, **back) for season in (1, 2, 3, 4) for tou in ("ON", "OFF")
    ]
    assert case.judged().judgement.findings == ()
    sold = deepcopy(case)  # BAYC has only 0.015 MW left to give, so a second pair runs the other way round
    sold.results = [
        result(14, 2, "BAYC", adjustedMw=-0.015), result(15, 2, "NVLY", against=True, adjustedMw=-0.015),
        result(16, 2, "NVLY", initialMw=0.025), result(17, 2, "BAYC", against=True, initialMw=0.025),
    ]  # fmt: skip
    assert sold.judged().judgement.findings == ()
    for lse in OWNERS.values():
        assert case.seen_by(lse).findings == sold.seen_by(lse).findings == ()


def test_a_second_pair_shrinks_first_when_load_goes_forth_again() -> None:
    """Of 3.86 MW that go, 0.025 MW take back what had come back under CRRs 16 and 17; the inventory tells the rest."""
    case = _second(3.835)
    case.results += [
        result(16, 2, "NVLY", adjustedMw=-0.025), result(17, 2, "BAYC", against=True, adjustedMw=-0.025)
    ]  # fmt: skip
    case.inventory += [migrated(16, 2, "NVLY", 0.025), migrated(17, 2, "BAYC", 0.025, against=True)]
    assert case.judged().judgement.findings == ()
    assert former_of(case.inventory, EFFECTIVE)[Drawn(2, "NVLY", "BAYC")].mw.rounded() == (3994, 3996)
    case.results.pop()
    assert case.judged().judgement.laws() == {"counterflow-mw"}


def test_a_month_goes_on_from_the_one_before() -> None:
    """What was drawn, the ids, and what migrates on."""
    judged = Case().judged()
    (drawn,) = judged.former
    former = judged.former[drawn]
    assert (drawn, former.gained_id, former.counterflow_id) == (Drawn(2, "NVLY", "BAYC"), 14, 15)
    assert former.mw.low == former.mw.high == 4020
    received = judged.parents[-1]
    assert (received.crr_id, received.base, received.giver, received.mw) == (14, 2, "NVLY", 4020)


def test_an_inventory_tells_what_earlier_months_drew_by_half_a_thousandth() -> None:
    """With the ids of the pair."""
    former = former_of(_second(4.02).inventory, EFFECTIVE)
    assert former == {
        Drawn(2, "NVLY", "BAYC"): Former(former[Drawn(2, "NVLY", "BAYC")].mw, 14, 15),
    }
    assert former[Drawn(2, "NVLY", "BAYC")].mw.rounded() == (4020, 4020)


def test_a_parent_without_a_row_of_its_own_is_told_by_its_parts() -> None:
    """All of its August was sold; what was cut off before and after is still its owner's."""
    july, august = (EFFECTIVE, date(2026, 7, 31)), (date(2026, 8, 1), date(2026, 8, 31))
    rows = [
        allocated(11, "NVLY", 100.5, days=july, ParentCrrId=2),
        traded(12, 2, "SRTX", 100.5, days=august, CrrType="LSE"),
        allocated(13, "NVLY", 100.5, days=(date(2026, 9, 1), date(2026, 9, 30)), ParentCrrId=2),
    ]  # fmt: skip
    assert parents_of(rows, EFFECTIVE) == parents_of(Case().inventory, EFFECTIVE)


def test_results_of_an_allocation_tell_parents_too() -> None:
    """Those of seasonal tiers, with what was awarded."""
    awarded = {
        "MarketName": "ALLOC_AN_2026_T1", "Period": "2026_S03", "TOU": "ON", "AssetOwner": "NVLY", "CrrType": "LSE",
        "HedgeType": "OBL", "Source": PAIR[0], "Sink": PAIR[1], "MW": 100.5, "CrrId": 2,
    }  # fmt: skip
    monthly = awarded | {"MarketName": "ALLOC_MN_2026_M07_T1", "Period": "2026_M07", "CrrId": 3}
    rows = [
        awarded,
        monthly,
        awarded | {"CrrType": "LSE_THCNT", "CrrId": 4},
        awarded | {"MW": 0.0, "CrrId": 5},
    ]
    assert parents_awarded(rows) == parents_of(Case().inventory, EFFECTIVE)
    with pytest.raises(Unreadable, match="line 1"):
        parents_awarded([awarded | {"Period": "all"}])


def test_what_the_rule_does_not_say_is_not_judged() -> None:
    """A class without a rate, a loser without customers."""
    case = Case()
    case.uploads[1][2]["dasrRecords"][0]["class"] = "INDUSTRIAL"
    case.percentages = [each for each in case.percentages if each["udc"] == "UPGAE"]
    case.results = [
        result(14, 2, "BAYC", initialMw=2.512), result(15, 2, "NVLY", against=True, initialMw=2.512)
    ]  # fmt: skip
    judgement = case.judged().judgement  # 2.5 % of 100.5 is 2.5125, half-even 2.512
    assert judgement.findings == ()
    assert any("no rate of INDUSTRIAL" in each for each in judgement.not_checkable)
    nobody = Case()
    for each in nobody.uploads:
        each[1]["numberOfCustomerRecords"] = []
    assert any("no customers" in each for each in nobody.judged().judgement.not_checkable)


@pytest.mark.parametrize("member", ["kwRate", "seasonNumber"])
def test_uploads_that_cannot_be_read_are_named(member: str) -> None:
    """By the member that lacks."""
    broken = rates("UPGAE", 2.0)
    broken["customerRateRecords"][0].pop(member)
    with pytest.raises(Unreadable, match=member):
        Uploads.of(broken)
    with pytest.raises(Unreadable, match="one utility"):
        Uploads.of(rates("UPGAE", 2.0), customers("USCE", 1))


# --- for each law a fault that only it finds ----------------------------------------------------------------------

Fault = Callable[[Case], None]


def _told(at: int, **cells: Any) -> Fault:
    return lambda case: case.percentages[at].update(cells)


def _made(at: int, **cells: Any) -> Fault:
    return lambda case: case.results[at].update(cells)


def _more(*rows: Json) -> Fault:
    return lambda case: case.results.extend(rows)


def _netted(case: Case) -> None:
    second = _second(3.86)
    case.former, case.inventory = second.former, second.inventory
    case.results = [
        result(24, 2, "BAYC", initialMw=3.86),
        result(15, 2, "NVLY", against=True, adjustedMw=3.86),
    ]


def _twice(case: Case) -> None:
    case.percentages.append(case.percentages[0] | {"id": 9})


FAULTS: dict[str, Fault] = {
    "percentage-records": _twice,
    "transfer-mw": _told(0, loadTransferMw=0.500002),
    "percentage": _told(0, loadPercentage=0.025),
    "gained-mw": _made(0, initialMw=4.019),
    "counterflow-mw": _made(1, initialMw=4.021),
    "netted": _netted,
    "path-and-days": _made(0, source=PAIR[1], sink=PAIR[0]),
    "unexplained-crr": _more(result(16, 5, "BAYC", initialMw=2.0)),
}


@pytest.mark.parametrize("law", [each for each in LAWS if each != "metric"])
def test_each_law_finds_a_fault_that_no_other_does(law: str) -> None:
    """None is idle: without it, the fault would pass."""
    case = Case()
    FAULTS[law](case)
    assert case.judged().judgement.laws() == {law}
    assert case.judged(without=[law]).judgement.findings == ()


def test_per_cent_of_another_metric_are_seen_by_the_loser_and_by_the_utility() -> None:
    """Without any uploads of others: two records of one loser imply two metrics, or one that is too small."""
    case = Case()
    _told(0, loadPercentage=5.1)(case)
    assert "metric" in case.seen_by("NVLY").laws()
    assert case.seen_by_utility(0).laws() == {"metric"}


@pytest.mark.parametrize(
    "fault",
    [
        _told(3, toLse="100000001"), _told(3, fromAssetOwner="BAYC", toAssetOwner="NVLY"), _told(3, seasonNumber=1),
        _made(0, crrType="LMT_CNT"), _made(0, assetOwner="SOCO"), _made(0, parentCrrId=4), _made(1, tou="OFF"),
        _made(0, endDate="2026-09-30T06:59:59Z"), _made(0, startDate="2026-07-02T07:00:00Z"),
        _made(0, initialMw=0, adjustedMw=4.02), lambda case: case.percentages.pop(), lambda case: case.results.pop(),
    ],
)  # fmt: skip
def test_other_faults_of_many_kinds_do_not_pass(fault: Fault) -> None:
    """Whichever laws find them."""
    case = Case()
    fault(case)
    assert not case.judged().judgement.clean


@pytest.mark.parametrize(
    "fault", [_made(0, initialMw=4.03), _made(1, initialMw=4.01), _more(result(16, 4, "NVLY", initialMw=1.0))]
)
def test_an_lse_finds_wrong_crrs_of_its_own(fault: Fault) -> None:
    """From its percentages and the parents alone."""
    case = Case()
    fault(case)
    assert not (case.seen_by("NVLY").clean and case.seen_by("BAYC").clean)


def test_what_is_private_to_another_is_found() -> None:
    """Percentages of others, CRRs of others."""
    case = Case()
    case.percentages.append(
        percentage(
            "USCE",
            0.1,
            1.0,
            1,
            "ON",
            fromAssetOwner="SOCO",
            fromLse="SOCO",
            toAssetOwner="MSSV",
            toLse="MSSV",
        )
    )
    assert "percentage-records" in case.seen_by("NVLY").laws()
    uploads = Uploads.of(*case.uploads[0])
    everything = {"loadMigrationMarket": MARKET, "loadMigrationPercentages": case.percentages}
    assert "percentage-records" in judge_udc(uploads, OWNERS, everything, EFFECTIVE).laws()
