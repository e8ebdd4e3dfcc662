"""What one load-serving entity can verify of an allocation: its nominations, and the downloads it may have."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from changes import found
from hand_made_allocation import write_hand_made_allocation
from written_market import rows_of, write_rows

from marketsim.contract.filecolumns import FILE_FORMATS, encode_rows
from marketsim.contract.tables import read_csv
from marketsim.verification import (
    Unreadable,
    nomination_rows,
    verify_allocation_participant,
    verify_participant_folder,
)

PUBLIC, PRIVATE = "PUBLIC_ALLOCATION_RESULT", "PRIVATE_ALLOCATION_RESULT"
BINDING, HOLDINGS = "BINDING_CONSTRAINT", "PRIVATE_EXISTING_CRR_ALLOCATION"


def of_participant(tmp_path: Path, name: str) -> Path:
    """What one owner has of the allocation done with a pencil: nominations as they were made, and every download."""
    market = write_hand_made_allocation(tmp_path / "HAND")
    published, own = market / "results" / "published", tmp_path / "own"
    own.mkdir()
    made = [row for row in rows_of(market / "nominations.csv") if int(row["Record"]) < 10]
    made.append(made[0] | {
        "Record": "10", "AssetOwner": "GAMA", "Source": "N_HUB", "TOU": "OFF", "Period": "2027_M03", "MW": "180"
    })  # fmt: skip
    write_rows(own / "nominations.csv", made)
    for kind, stem in ((PUBLIC, PUBLIC), (PRIVATE, f"{PRIVATE}_{name}"), (BINDING, BINDING)):
        shutil.copy(published / f"{stem}.csv", own / f"{kind}.csv")
    held = rows_of(published / "EXISTING_CRRS.csv")
    write_rows(own / f"{HOLDINGS}.csv", [row for row in held if row["AssetOwner"] == name], list(held[0]))
    caps = rows_of(market / "caps.csv")
    for kind in ("SEQ", "MEQ", "UPPER_BOUND", "SIGNATURE"):
        columns = [each.name for each in FILE_FORMATS[kind].columns]
        rows = [
            {each: (row | {"NominationCapCalcName": "CALC"})[each] for each in columns}
            for row in caps
            if row["Kind"] == kind and row["AssetOwner"] == name
        ]
        write_rows(own / f"{kind}_CALC.csv", rows, columns)
    return own


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """What ALFA has."""
    return of_participant(tmp_path, "ALFA")


def changed(own: Path, file: str, row: int, **cells: str) -> Path:
    """One row of a file changed."""
    rows = rows_of(own / f"{file}.csv")
    rows[row] |= cells
    write_rows(own / f"{file}.csv", rows)
    return own


@pytest.mark.parametrize("name", ["ALFA", "BETA", "GAMA"])
def test_a_participants_own_part_holds_and_the_rest_is_named(tmp_path: Path, name: str) -> None:
    """Nothing is claimed that needs the nominations of others or the model; GAMA's hub counts as it was nominated."""
    report = verify_participant_folder(of_participant(tmp_path, name), name)
    assert report.findings == ()
    assert (report.feasible, report.prices_consistent, report.duality_gap) == (None, True, None)
    told = " ".join(report.not_checkable)
    assert all(each in told for each in ("feasibility", "optimality", "others", "offsets of hubs"))
    assert "no download" not in told


FAULTS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "an award above the nomination": (lambda own: changed(own, PRIVATE, 0, MW="100.001"), "bounds"),
    "a row that is no nomination of ours": (lambda own: changed(own, PRIVATE, 0, NominatedMW="101"), "awards"),
    "a nomination without a row": (lambda own: changed(own, PRIVATE, 0, MarketName="OTHER"), "awards"),
    "an award that the public results lack": (lambda own: changed(own, PUBLIC, 0, MW="87"), "public-private"),
    "an award that the holdings lack": (lambda own: changed(own, HOLDINGS, 0, MW="87"), "holdings"),
    "a binding constraint with room": (lambda own: changed(own, BINDING, 0, Flow="59"), "binding-at-limit"),
    "nominations above our cap": (lambda own: changed(own, "SEQ_CALC", 0, MW="99.9"), "caps"),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_in_what_one_can_see_is_caught(own: Path, fault: str) -> None:
    """By a check that says what it is; the untouched folder is clean."""
    change, check = FAULTS[fault]
    change(own)
    assert check in found(verify_participant_folder(own, "ALFA", market="HAND"))


def test_caps_of_several_calculations_are_named_not_judged(own: Path) -> None:
    """Which of them binds is not in the file."""
    changed(own, "SEQ_CALC", 0, MW="1", NominationCapCalcName="OLDER")
    report = verify_participant_folder(own, "ALFA")
    assert report.clean
    assert any("CALC, OLDER" in each for each in report.not_checkable)


def test_portfolios_and_zipped_downloads_count_as_they_came(own: Path) -> None:
    """JSON of getPortfolio instead of nominations.csv, downloads in any format."""
    (own / "portfolio.json").write_text(json.dumps(portfolio(own)), "utf-8")
    (own / "nominations.csv").unlink()
    for number, kind in enumerate((PUBLIC, PRIVATE, HOLDINGS)):
        path = own / f"{kind}.csv"
        rows = read_csv(path.read_bytes(), FILE_FORMATS[kind])
        path.unlink()
        zipped = encode_rows(rows, ("CSV", "JSON")[number % 2], kind)
        (own / f"my {kind.lower()}.zip").write_bytes(zipped)
    assert verify_participant_folder(own, "ALFA").findings == ()


def test_rows_are_judged_without_a_folder(own: Path) -> None:
    """As a step of a scenario holds them; what is not downloaded is named by its type."""
    downloads = {PRIVATE: read_csv((own / f"{PRIVATE}.csv").read_bytes(), FILE_FORMATS[PRIVATE])}
    report = verify_allocation_participant("ALFA", nomination_rows(portfolio(own)), downloads)
    assert report.clean
    lacking = " ".join(each for each in report.not_checkable if "no download" in each)
    assert all(
        kind in lacking for kind in (PUBLIC, BINDING, HOLDINGS, "SEQ", "MEQ", "UPPER_BOUND", "SIGNATURE")
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda own: (own / f"{PRIVATE}.csv").unlink(),
        lambda own: (own / "nominations.csv").unlink(),
        lambda own: (own / "portfolio.json").write_text('{"nominations": 3}', "utf-8"),
        lambda own: (own / "SEQ_CALC.csv").write_text("a,b\n1,2\n", "utf-8"),
        lambda own: changed(own, PRIVATE, 0, MarketName="OTHER"),
        lambda own: changed(own, PRIVATE, 0, MW="NaN"),
        lambda own: changed(own, "nominations", 0, HedgeType="OPT"),
        lambda own: (own / "portfolio.json").write_text(
            '{"marketName": "HAND", "bids": [{"bidCurve": [{"mw": 0, "price": 1}]}]}', "utf-8"
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_three_parts(own: Path, spoil: Callable[[Path], object]) -> None:
    """Which file, what was expected, found, and what to do."""
    spoil(own)
    with pytest.raises(Unreadable) as caught:
        verify_participant_folder(own, "ALFA")
    assert caught.value.expected and caught.value.found and caught.value.fix


def portfolio(own: Path) -> dict[str, object]:
    """ALFA's nominations as getPortfolio answers them."""
    entries = [
        {
            "nominationId": int(row["Record"]), "assetOwner": "ALFA", "source": row["Source"], "sink": row["Sink"],
            "hedgeType": row["HedgeType"], "tou": row["TOU"], "period": row["Period"], "crrType": row["CrrType"],
            "mw": float(row["MW"]),
        }
        for row in rows_of(own / "nominations.csv")
        if row["AssetOwner"] == "ALFA"
    ]  # fmt: skip
    return {"portfolioName": "P", "marketName": "HAND", "nominations": entries}
