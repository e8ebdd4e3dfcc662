"""Public and private views: what agrees, and for each law a fault that only it finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hand_made_inventory import Json, allocated, converted, migrated, offer, row, traded
from hypothesis import given, settings
from hypothesis import strategies as st
from test_random_histories import play

from marketsim.verification.laws import Judgement
from marketsim.verification.views import FAR, GROUPS, NEAR, judge_inventories, judge_results, judge_trades

TODAY = date(2026, 7, 15)
LATER, LATEST = (date(2029, 7, 1), date(2029, 9, 30)), (date(2030, 7, 1), date(2030, 9, 30))
ALLOCATION, AUCTION, TRADED, SYSTEM = GROUPS[:4]


def inventories() -> tuple[list[Json], dict[str, list[Json]]]:
    """The public inventory, and that of NVLY by group."""
    private = {
        ALLOCATION: [allocated(1, "NVLY", 5.0)],
        AUCTION: [row(2, "NVLY", 1.0), row(3, "NVLY", 1.0, OfferType="SELLER")],
        TRADED: [traded(4, 9, "NVLY", 2.0)],
        SYSTEM: [converted(5, "NVLY", 3.0)],
        NEAR: [migrated(6, 9, "NVLY", 1.0), migrated(7, 9, "NVLY", 1.0, days=LATER)],
        FAR: [migrated(8, 9, "NVLY", 1.0, days=LATEST)],
    }
    return [row(20, "SRTX", 9.0), *(each for rows in private.values() for each in rows)], private


def test_private_groups_together_are_the_public_rows_of_the_owner() -> None:
    """This year and three more of migrations, later ones apart."""
    public, private = inventories()
    judgement = judge_inventories(public, private, "NVLY", TODAY)
    assert judgement.findings == ()
    assert judgement.judged["public-private"] == 8


def test_a_group_that_is_not_at_hand_makes_the_union_not_checkable() -> None:
    """Its rows cannot be told from rows that are missing."""
    public, private = inventories()
    private.pop(FAR)
    judgement = judge_inventories(public, private, "NVLY", TODAY)
    assert judgement.findings == ()
    assert judgement.not_checkable == (f"public against private rows: no {FAR}",)


Groups = dict[str, list[Json]]
Fault = Callable[[list[Json], Groups], object]
FAULTS: list[tuple[str, Fault]] = [
    ("private-own", lambda public, private: private[AUCTION].append(row(20, "SRTX", 9.0))),
    ("one-group", lambda public, private: private[AUCTION].append(row(2, "NVLY", 1.0))),
    ("right-group", lambda public, private: private[NEAR].append(private[FAR].pop())),
    ("public-private", lambda public, private: public.pop()),
    ("public-private", lambda public, private: private[TRADED].pop()),
    ("public-private", lambda public, private: public.append(row(30, "NVLY", 1.0))),
    ("public-private", lambda public, private: public[1].update(MW=5.001)),
]  # fmt: skip


@pytest.mark.parametrize(("law", "fault"), FAULTS)
def test_a_fault_of_an_inventory_is_found_by_its_law(law: str, fault: Fault) -> None:
    """The rows of another are no public rows of the owner either."""
    public, private = inventories()
    public = [dict(each) for each in public]
    fault(public, private)
    found = judge_inventories(public, private, "NVLY", TODAY).laws()
    assert found - ({"public-private"} if law == "private-own" else set()) == {law}
    without = judge_inventories(public, private, "NVLY", TODAY, without=[law, "public-private"])
    assert without.findings == ()


def results() -> tuple[list[Json], dict[str, list[Json]]]:
    """Public results of an auction, and the private ones of two owners, one with an award of 0 MW."""
    same = {
        "MarketName": "AUC_MN_2026_M08", "Period": "2026_M08", "TOU": "ON", "CrrType": "AUC", "HedgeType": "OBL",
        "Source": "A", "Sink": "B", "BidType": "BUY", "ClearingPrice": 2.5,
    }  # fmt: skip
    mine = [same | {"AssetOwner": "SRTX", "MW": mw, "CrrId": None} for mw in (1.5, 2.0, 0.0)]
    yours = [same | {"AssetOwner": "GBTR", "MW": 4.0, "CrrId": None}]
    public = [same | {"AssetOwner": "SRTX", "MW": 3.5}, same | {"AssetOwner": "GBTR", "MW": 4.0}]
    return public, {"SRTX": mine, "GBTR": yours}


def test_public_results_are_the_private_ones_together() -> None:
    """Added up or each for itself; of an allocation, which has no prices, too."""
    public, private = results()
    assert judge_results(public, private).findings == ()
    apart = [*private["SRTX"], *private["GBTR"]]
    assert judge_results(apart, private).findings == ()
    unpriced = [
        {name: cell for name, cell in each.items() if name not in ("BidType", "ClearingPrice")}
        for each in apart
    ]
    assert judge_results(unpriced, {"SRTX": unpriced[:3], "GBTR": unpriced[3:]}).findings == ()


@pytest.mark.parametrize(
    ("law", "fault"),
    [
        ("public-sum", lambda public, private: public[0].update(MW=3.499)),
        ("public-sum", lambda public, private: public[0].update(ClearingPrice=2.51)),
        ("public-sum", lambda public, private: public.pop()),
        ("public-sum", lambda public, private: private["GBTR"].clear()),
        ("private-own", lambda public, private: private["SRTX"].append(private["GBTR"].pop())),
    ],
)  # fmt: skip
def test_a_fault_of_results_is_found_by_its_law(law: str, fault: Fault) -> None:
    """And by no other."""
    public, private = results()
    fault(public, private)
    assert judge_results(public, private).laws() == {law}
    assert judge_results(public, private, without=[law]).findings == ()


def trades() -> tuple[Groups, Groups]:
    """Offers of SRTX by status, and responses of GBTR."""
    pending, approved = offer(1, "SRTX", "GBTR", 4.0), offer(2, "SRTX", "GBTR", 1.0, requestId=8)
    elsewhere, open_to_all = (
        offer(3, "SRTX", "PCFT", 1.0, requestId=9),
        offer(4, "SRTX", "", 1.0, requestId=10),
    )
    failed = offer(5, "SRTX", "GBTR", 1.0, requestId=11)
    offers: Groups = {
        "POSTED": [open_to_all], "PENDING_CREDIT_CHECK": [pending, elsewhere], "APPROVED": [approved],
        "ERROR": [failed],
    }  # fmt: skip

    def answer(one: Json) -> Json:
        return one | {"initiatingAO": "SRTX", "initiatingOfferType": "SELL", "respondingAssetOwner": "GBTR"}

    return offers, {"PENDING_CREDIT_CHECK": [answer(pending)], "APPROVED": [answer(approved)]}


def _judged(offers: Groups, responses: Groups, **kept: Any) -> Judgement:
    return judge_trades(offers, responses, "SRTX", "GBTR", **kept)


def test_offers_of_one_are_responses_of_the_other() -> None:
    """An offer that failed need never have reached the other side."""
    judgement = _judged(*trades())
    assert judgement.findings == ()
    assert judgement.judged == {"paired": 3, "same-status": 2, "same-terms": 2}


@pytest.mark.parametrize(
    ("law", "fault"),
    [
        ("paired", lambda offers, responses: responses["APPROVED"].clear()),
        ("paired", lambda offers, responses: offers["APPROVED"].clear()),
        ("paired", lambda offers, responses: offers["ERROR"].append(offers["APPROVED"][0])),
        ("same-status", lambda offers, responses: responses.update(DISAPPROVED=responses.pop("APPROVED"))),
        ("same-terms", lambda offers, responses: responses["APPROVED"][0].update(mw=1.001)),
        ("same-terms", lambda offers, responses: responses["APPROVED"][0].update(price=1.0)),
        ("same-terms", lambda offers, responses: responses["APPROVED"][0].update(crrId=1)),
        ("same-terms", lambda offers, responses: responses["APPROVED"][0].update(initiatingOfferType="BUY")),
        ("same-terms", lambda offers, responses: responses["APPROVED"][0].update(endDate="2026-09-30T06:59:59Z")),
    ],
)  # fmt: skip
def test_a_fault_of_a_trade_is_found_by_its_law(law: str, fault: Fault) -> None:
    """Both sides have to see one trade."""
    offers, responses = trades()
    fault(offers, responses)  # type: ignore[arg-type]
    assert law in _judged(offers, responses).laws()
    rest = {"same-status"} if law == "paired" else set()
    assert _judged(offers, responses).laws() <= {law} | rest


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_views_of_any_inventory_agree_until_one_row_is_kept_back(seed: int, chance: Any) -> None:
    """Of every owner; a row that one side lacks is found."""
    history = play(seed).history
    owners = sorted({each["AssetOwner"] for each in history.after})
    for owner in owners:
        private: Groups = {group: [] for group in GROUPS}
        for each in (each for each in history.after if each["AssetOwner"] == owner):
            category = each["Category"]
            private[NEAR if category == "LOAD_MIGRATION" else f"PRIVATE_EXISTING_CRR_{category}"].append(each)
        assert judge_inventories(history.after, private, owner, history.since).findings == ()
        chance.choice([rows for rows in private.values() if rows]).pop()
        assert judge_inventories(history.after, private, owner, history.since).laws() == {"public-private"}
