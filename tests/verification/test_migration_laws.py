"""A load migration by hand: what follows from uploads and parents."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hand_made_inventory import PAIR, allocated, migrated, result, traded
from hand_made_migration import (
    EFFECTIVE,
    OWNERS,
    Case,
    customers,
    month_after,
    percentage,
    rates,
    transfers,
)

from marketsim.verification import Unreadable
from marketsim.verification.inventory import Path
from marketsim.verification.migration import (
    Drawn,
    Former,
    Parent,
    Uploads,
    former_of,
    parents_awarded,
    parents_of,
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


@pytest.mark.parametrize(
    ("cumulative", "adjusted"), [("7880.4", 3.859), ("7880.5", 3.859), ("7880.6", 3.86), ("7881.5", 3.86)]
)
def test_the_sum_over_the_months_is_rounded_and_the_month_is_the_difference(
    cumulative: str, adjusted: float
) -> None:
    """4 % of what is left of 100.5 MW, half-even: with 7.8805 or 7.8815 MW in all, 7.880 or 7.882 are told."""
    former = (Fraction(cumulative) - 4020) / Fraction(96, 100)
    assert month_after(adjusted, former).judged().judgement.findings == ()
    assert month_after(adjusted + 0.001, former).judged().judgement.laws() == {"gained-mw", "counterflow-mw"}


def test_load_that_comes_back_is_netted_under_the_same_ids() -> None:
    """BAYC loses 1 % and gives back 1 % of the 4.02 MW that it once received."""
    case = month_after(-0.04)
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
    case = month_after(3.835)
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
    former = former_of(month_after(4.02).inventory, EFFECTIVE)
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
