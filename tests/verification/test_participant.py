"""What one participant can verify on a live system: its own bids, and the downloads it may have."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from changes import found
from hand_made_market import write_hand_made_market
from written_market import rows_of, write_rows

from marketsim.contract.filecolumns import FILE_FORMATS, encode_rows
from marketsim.contract.schemas_folder import read_schemas
from marketsim.contract.tables import read_csv
from marketsim.verification import (
    Unreadable,
    portfolio_rows,
    verify_participant,
    verify_participant_folder,
)

PUBLIC, PRIVATE, PRICES = "PUBLIC_AUCTION_RESULT", "PRIVATE_AUCTION_RESULT", "CLEARING_PRICE"
BINDING, HOLDINGS, LOCATIONS = "BINDING_CONSTRAINT", "PRIVATE_EXISTING_CRR_AUCTION", "SOURCE_SINK"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """What ALFA has of the market done with a pencil: bids.csv and every download."""
    market = write_hand_made_market(tmp_path / "HAND")
    published, own = market / "results" / "published", tmp_path / "own"
    own.mkdir()
    shutil.copy(market / "bids.csv", own / "bids.csv")
    for kind, name in ((PUBLIC, PUBLIC), (PRIVATE, f"{PRIVATE}_ALFA"), (PRICES, PRICES), (BINDING, BINDING)):
        shutil.copy(published / f"{name}.csv", own / f"{kind}.csv")
    held = rows_of(published / "EXISTING_CRRS.csv")
    write_rows(own / f"{HOLDINGS}.csv", [row for row in held if row["AssetOwner"] == "ALFA"])
    lines = [f"{name},ON,GEN,,Y,,," for name in ("N_GEN", "M_GEN", "S_LAP")]
    heading = "SourceSink,TOU,Type,Zone,BiddableFlag,AugmentedBusName,EMSBusName,ParticipationFactor"
    (own / f"{LOCATIONS}.csv").write_text("\n".join([heading, *lines, ""]), "utf-8")
    return own


def changed(own: Path, kind: str, row: int, **cells: str) -> Path:
    """One row of a download changed."""
    rows = rows_of(own / f"{kind}.csv")
    rows[row] |= cells
    write_rows(own / f"{kind}.csv", rows)
    return own


def test_a_participants_own_part_holds_and_the_rest_is_named(own: Path) -> None:
    """Nothing is claimed that needs the bids of others or the model."""
    report = verify_participant_folder(own, "ALFA")
    assert report.findings == ()
    assert (report.feasible, report.prices_consistent, report.duality_gap) == (None, True, None)
    told = " ".join(report.not_checkable)
    assert all(each in told for each in ("feasibility", "price identity", "duality gap", "revenue", "credit"))
    assert "no download" not in told


FAULTS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "an award above the bid": (lambda own: changed(own, PRIVATE, 0, MW="80.01"), "bounds"),
    "a bid in the money not in full": (lambda own: changed(own, PRIVATE, 0, MW="79.9"), "no-arbitrage"),
    "a price that is not sink less source": (
        lambda own: changed(own, PRIVATE, 0, ClearingPrice="9.9"), "path-price"),
    "a public price that is not sink less source": (
        lambda own: changed(own, PUBLIC, 1, ClearingPrice="5.01"), "path-price"),
    "an award above what the bid pays for": (
        lambda own: changed(own, PRICES, 2, ClearingPrice="12.02"), "no-arbitrage"),
    "an award that the public results lack": (lambda own: changed(own, PUBLIC, 0, MW="79"), "public-private"),
    "an award that the holdings lack": (lambda own: changed(own, HOLDINGS, 0, MW="79"), "holdings"),
    "a negative shadow price": (lambda own: changed(own, BINDING, 0, ShadowPrice="-1"), "shadow-price-sign"),
    "a priced constraint with room": (lambda own: changed(own, BINDING, 0, Flow="59"), "binding-at-limit"),
    "a location without price": (lambda own: changed(own, LOCATIONS, 1, SourceSink="NEW_GEN"), "every-location-priced"),
    "an award at a location that is gone": (lambda own: changed(own, LOCATIONS, 2, SourceSink="X_LAP"), "locations"),
    "a row that is no bid of ours": (lambda own: changed(own, PRIVATE, 0, BidMW="81"), "awards"),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_in_what_one_can_see_is_caught(own: Path, fault: str) -> None:
    """By a check that says what it is; the untouched folder is clean."""
    change, check = FAULTS[fault]
    assert check in found(verify_participant_folder(change(own), "ALFA"))


def test_downloads_are_read_as_they_came(own: Path) -> None:
    """Zipped, as CSV or JSON, under any name that tells the type, or none where the member tells it."""
    for number, kind in enumerate((PUBLIC, PRIVATE, PRICES)):
        path = own / f"{kind}.csv"
        zipped = encode_rows(
            read_csv(path.read_bytes(), FILE_FORMATS[kind]), ("CSV", "JSON")[number % 2], kind
        )
        path.unlink()
        (own / ("download.zip" if number == 2 else f"my {kind.lower()} (1).zip")).write_bytes(zipped)
    assert verify_participant_folder(own, "ALFA").findings == ()


def test_downloads_are_read_by_the_isos_schemas(own: Path, tmp_path: Path) -> None:
    """Under their own names, with the map that says which is which; without it a column lacks."""
    rows = rows_of(own / f"{PRIVATE}.csv")
    types = {each.name: each.type for each in FILE_FORMATS[PRIVATE].columns}
    fields = {f"x{name}": {"type": "number"} if types[name] == "number" else {} for name in rows[0]}
    iso = tmp_path / "iso"
    iso.mkdir()
    schema = {"type": "array", "items": {"type": "object", "properties": fields}}
    (iso / "CRRPrivateAuction_v1.json").write_text(json.dumps(schema), "utf-8")
    (own / f"{PRIVATE}.csv").unlink()
    write_rows(own / f"{PRIVATE}.csv", [{f"x{name}": cell for name, cell in row.items()} for row in rows])
    with pytest.raises(Unreadable):
        verify_participant_folder(own, "ALFA", files=read_schemas(iso))
    lines = "\n".join(f'{name} = "x{name}"' for name in rows[0])
    (iso / "columns.toml").write_text(f"[{PRIVATE}.columns]\n{lines}\n", "utf-8")
    assert verify_participant_folder(own, "ALFA", files=read_schemas(iso)).findings == ()


def test_the_portfolio_counts_as_the_api_reads_it(own: Path) -> None:
    """JSON of getPortfolio instead of bids.csv; the market's name comes from it."""
    (own / "portfolio.json").write_text(json.dumps(portfolio(own, "ALFA")), "utf-8")
    (own / "bids.csv").unlink()
    assert verify_participant_folder(own, "ALFA").findings == ()


def test_rows_are_judged_without_a_folder(own: Path) -> None:
    """As a step of a scenario holds them; what is not downloaded is named by its type."""
    downloads = {
        kind: read_csv((own / f"{kind}.csv").read_bytes(), FILE_FORMATS[kind]) for kind in (PRIVATE, PRICES)
    }
    report = verify_participant("ALFA", portfolio_rows(portfolio(own, "ALFA")), downloads, market="HAND")
    assert report.clean
    lacking = " ".join(each for each in report.not_checkable if "no download" in each)
    assert all(kind in lacking for kind in (PUBLIC, BINDING, HOLDINGS, LOCATIONS))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda own: (own / f"{PRIVATE}.csv").unlink(),
        lambda own: (own / "bids.csv").unlink(),
        lambda own: (own / f"{PRIVATE}.zip").write_bytes(b"PK no zip"),
        lambda own: (own / "portfolio.json").write_text('{"bids": 3}', "utf-8"),
        lambda own: (own / "portfolio.json").write_text("{", "utf-8"),
        lambda own: (own / f"{PRICES}.csv").write_text("a,b\n1,2\n", "utf-8"),
        lambda own: changed(own, PRIVATE, 0, MarketName="OTHER"),
        lambda own: changed(own, PRIVATE, 0, MW="NaN"),
    ],
)
def test_what_cannot_be_read_is_said_in_three_parts(own: Path, spoil: Callable[[Path], Any]) -> None:
    """Which file, what was expected, found, and what to do."""
    spoil(own)
    with pytest.raises(Unreadable) as caught:
        verify_participant_folder(own, "ALFA")
    assert caught.value.expected and caught.value.found and caught.value.fix


def portfolio(own: Path, name: str) -> dict[str, Any]:
    """The bids of bids.csv as getPortfolio answers them."""
    entries: dict[str, dict[str, Any]] = {}
    kinds: dict[str, str] = {}
    for row in rows_of(own / "bids.csv"):
        if row["AssetOwner"] == name:
            kinds[row["Record"]] = row["BidType"]
            entry = entries.setdefault(
                row["Record"],
                {
                    "bidId": int(row["Record"]), "assetOwner": name, "source": row["Source"], "sink": row["Sink"],
                    "hedgeType": row["HedgeType"], "tou": row["TOU"], "period": row["Period"],
                    "crrType": row["CrrType"], "bidCurve": [],
                },
            )  # fmt: skip
            entry["bidCurve"].append({"mw": float(row["MW"]), "price": float(row["Price"])})
    bids = [entry for record, entry in entries.items() if kinds[record] == "BUY"]
    return {"portfolioName": "P", "marketName": "HAND", "bids": bids, "offers": []}
