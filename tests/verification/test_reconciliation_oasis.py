"""OASIS CRR_INVENTORY as one of the sides: both times of use in a row, several segments, inventory dates, offsets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from paper_cutover import Paper, ends, hand_made, starts, write_rows

from marketsim.verification.reconciliation import reconcile
from marketsim.verification.report import Unreadable

HEADING = (
    "CRR_MARKET_NAME", "SOURCE", "SINK", "RESOURCE_NAME", "OPTION", "INVENTORY_DATE_TIME", "START_DATE_TIME",
    "END_DATE_TIME", "REASON", "STATUS_TYPE", "CRR_CATEGORY", "CRR_NSR", "CRR_SEGMENT", "ON_MW", "OFF_MW",
)  # fmt: skip
BOTH = {
    "CRR_MARKET_NAME": "AUC_AN_2025", "SOURCE": "A", "SINK": "B", "RESOURCE_NAME": "ALPH", "OPTION": "N",
    "INVENTORY_DATE_TIME": "2025-05-01T00:00:00-07:00", "START_DATE_TIME": "2025-10-01T00:00:00-07:00",
    "END_DATE_TIME": "2025-12-31T23:59:59-08:00", "REASON": "Seasonal", "STATUS_TYPE": "AUC",
    "CRR_CATEGORY": "AUCTION", "CRR_NSR": "N", "CRR_SEGMENT": "1", "ON_MW": "10", "OFF_MW": "4.5",
}  # fmt: skip


def inventory(folder: Path, *rows: dict[str, str], name: str = "oasis.csv") -> Path:
    """A CRR_INVENTORY file."""
    write_rows(folder / name, rows, HEADING)
    return folder / name


def downloads(folder: Path, *rows: tuple[str, str]) -> Path:
    """Our inventory of ALPH from A to B in the last quarter of 2025: time of use and MW of each CRR."""
    days = {"StartDate": starts(date(2025, 10, 1)), "EndDate": ends(date(2025, 12, 31))}
    write_rows(
        folder / "EXISTING_CRRS.csv",
        [
            {
                "CrrId": f"{at}", "ParentCrrId": "", "AssetOwner": "ALPH", "Source": "A", "Sink": "B", "TOU": tou,
                "HedgeType": "OBL", "CrrType": "AUC", "Category": "AUCTION", "MarketName": "AUC_AN_2025",
                "Period": "2025_S04", "MW": mw, "OfferType": "OWNER",
            }
            | days
            for at, (tou, mw) in enumerate(rows)
        ],
    )  # fmt: skip
    return folder / "EXISTING_CRRS.csv"


def of_paper(paper: Paper) -> list[dict[str, str]]:
    """The new inventory of a paper as OASIS would list it: what is held, a row a time of use."""
    return [
        BOTH
        | {
            "CRR_MARKET_NAME": each["MarketName"], "SOURCE": each["Source"], "SINK": each["Sink"],
            "RESOURCE_NAME": each["AssetOwner"], "OPTION": "Y" if each["HedgeType"] == "OPT" else "N",
            "START_DATE_TIME": each["StartDate"], "END_DATE_TIME": each["EndDate"],
            "STATUS_TYPE": each["CrrType"], "ON_MW": each["MW"] if each["TOU"] == "ON" else "",
            "OFF_MW": each["MW"] if each["TOU"] == "OFF" else "0",
        }
        for each in paper.new["EXISTING_CRRS.csv"]
        if each["OfferType"] == "OWNER"
    ]  # fmt: skip


def test_a_row_holds_mw_of_both_times_of_use(tmp_path: Path) -> None:
    """Times carry offsets, an end may be the last second, the last minute, or the midnight after."""
    new = downloads(tmp_path, ("ON", "10"), ("OFF", "4.5"))
    for end in ("2025-12-31T23:59:59-08:00", "2025-12-31T23:59:00-08:00", "2026-01-01T08:00:00-00:00"):
        assert reconcile(inventory(tmp_path, BOTH | {"END_DATE_TIME": end}), new).findings == ()
    off = inventory(tmp_path, BOTH | {"OFF_MW": "4.501"})
    (finding,) = reconcile(off, new).findings
    assert (finding.check, finding.tou, finding.expected) == ("mw", "OFF", "4.501 MW")


def test_segments_of_a_crr_add_up(tmp_path: Path) -> None:
    """MW of several segments on the same days, and one after another."""
    new = downloads(tmp_path, ("ON", "10"), ("OFF", "4.5"))
    until, after = "2025-11-02T23:59:59-08:00", "2025-11-03T00:00:00-08:00"
    rows = (
        BOTH | {"ON_MW": "6", "OFF_MW": ""},
        BOTH | {"ON_MW": "4", "OFF_MW": "4.5", "CRR_SEGMENT": "2", "END_DATE_TIME": until},
        BOTH | {"ON_MW": "4", "OFF_MW": "4.5", "CRR_SEGMENT": "3", "START_DATE_TIME": after},
    )
    assert reconcile(inventory(tmp_path, *rows), new).findings == ()
    lacking = reconcile(inventory(tmp_path, *rows[:2]), new)  # of ON a part is gone, of OFF all days of it
    assert {(each.check, each.tou) for each in lacking.findings} == {("mw", "ON"), ("dates", "OFF")}


def test_of_a_position_the_latest_inventory_counts(tmp_path: Path) -> None:
    """The report lists what it listed on earlier dates, in other files too."""
    new = downloads(tmp_path, ("ON", "10"), ("OFF", "4.5"))
    folder = tmp_path / "oasis"
    folder.mkdir()
    inventory(folder, BOTH, BOTH | {"INVENTORY_DATE_TIME": "2025-04-30T00:00:00-07:00", "ON_MW": "99"})
    inventory(folder, BOTH, name="overlapping.csv")
    result = reconcile(folder, new)
    assert result.clean
    assert [each.count for each in result.explained] == [4]


def test_an_extract_is_reconciled_with_oasis(tmp_path: Path) -> None:
    """What OASIS does not tell is named; what it tells is compared."""
    paper = hand_made()
    old, _ = paper.write(tmp_path)
    rows = of_paper(paper)
    result = reconcile(old, inventory(tmp_path, *rows), participant=None)
    told = " ".join(result.not_checkable)
    # Without its replacement list, nobody can tell but by the CRRs themselves where those of GONE went.
    assert result.findings == ()
    assert all(
        each in told
        for each in ("counts:", "parents:", "netting:", "offer-type", "NEAR takes the place of GONE")
    )
    assert reconcile(old, inventory(tmp_path, *rows[1:])).checks() == {"mw"}
    rows[0]["CRR_MARKET_NAME"] = "AUC_AN_2026"
    assert reconcile(old, inventory(tmp_path, *rows)).checks() == {"market-names"}


def test_a_row_that_had_ended_when_it_was_listed_is_expired(tmp_path: Path) -> None:
    """One that was listed for an earlier date, and ended since, is explained."""
    new = tmp_path / "new"
    new.mkdir()
    over = {
        "START_DATE_TIME": "2025-04-01T00:00:00-07:00",
        "END_DATE_TIME": "2025-04-30T23:59:59-07:00",
        "SOURCE": "C",
    }
    april = {"INVENTORY_DATE_TIME": "2025-04-10T00:00:00-07:00"}
    old = inventory(tmp_path, BOTH)
    assert reconcile(old, inventory(new, BOTH, BOTH | over)).checks() == {"expired"}
    assert reconcile(old, inventory(new, BOTH, BOTH | over | april)).clean


@pytest.mark.parametrize(
    "cell", [("OPTION", "MAYBE"), ("ON_MW", "ten"), ("INVENTORY_DATE_TIME", "today"), ("RESOURCE_NAME", "")]
)
def test_a_cell_that_makes_no_sense_is_named(tmp_path: Path, cell: tuple[str, str]) -> None:
    """With file and line."""
    path = inventory(tmp_path, BOTH, BOTH | {cell[0]: cell[1]})
    with pytest.raises(Unreadable, match=r"oasis\.csv, line 3"):
        reconcile(path, path)
