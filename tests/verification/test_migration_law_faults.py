"""For each law of a load migration a fault that only it finds, and faults of many kinds that none lets pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hand_made_inventory import PAIR, Json, result
from hand_made_migration import EFFECTIVE, MARKET, OWNERS, Case, month_after, percentage

from marketsim.verification.migration import (
    LAWS,
    Uploads,
    judge_udc,
)

Fault = Callable[[Case], None]


def _told(at: int, **cells: Any) -> Fault:
    return lambda case: case.percentages[at].update(cells)


def _made(at: int, **cells: Any) -> Fault:
    return lambda case: case.results[at].update(cells)


def _more(*rows: Json) -> Fault:
    return lambda case: case.results.extend(rows)


def _netted(case: Case) -> None:
    other = month_after(3.86)
    case.former, case.inventory = other.former, other.inventory
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
