"""The market folder as a zip: what a market was cleared with, as a person would write it, and what came out."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from marketsim.clearing.allocation_outcome import AllocatedProduct
from marketsim.clearing.outcome import ClearedProduct
from marketsim.contract.filecolumns import encode_rows
from marketsim.system.downloads.existing_crrs import everybodys_crrs
from marketsim.system.downloads.model_data import base_loading_rows
from marketsim.system.downloads.results import result_rows
from marketsim.system.markets.allocated import published_nominations
from marketsim.system.markets.folder_files import input_files
from marketsim.system.markets.gathering import gather
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.run import Run, newest
from marketsim.system.settings import Settings
from marketsim.system.store.market_runs import newest_posting
from marketsim.system.store.markets import MarketRow, find_market

PUBLISHED = "results/published/"
AUCTION_RESULTS = ("PUBLIC_AUCTION_RESULT", "CLEARING_PRICE", "BINDING_CONSTRAINT"), "PRIVATE_AUCTION_RESULT"
ALLOCATION_RESULTS = ("PUBLIC_ALLOCATION_RESULT", "BINDING_CONSTRAINT"), "PRIVATE_ALLOCATION_RESULT"
GROUPED = "GROUPED_BASE_LOADING"
ITS_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same run makes the same bytes


def workings_of(store: Connection, settings: Settings, name: str, now: datetime) -> tuple[int | None, bytes]:
    """The number of a market's newest run and its folder; None and what would be cleared now before the first.

    ``results/published/`` has what market data hands out where this run is the one posted (with EXISTING_CRRS, the
    inventory of this moment), else what would be posted. Raises MarketProblem.
    """
    market = find_market(store, name)
    if market is None:
        raise MarketProblem(
            f"there is no market named {name}",
            expected="an allocation or auction",
            fix="look it up in the market lists",
        )
    run = newest(store, name)
    if run is None:
        return None, _zipped(input_files(gather(store, settings, market, now)))
    files = input_files(run.inputs)
    files |= {f"results/{path}": content for path, content in _result_files(run, files).items()}
    posted = newest_posting(store, name)
    if posted is not None and posted.run == run.number:
        files = {path: content for path, content in files.items() if not path.startswith(PUBLISHED)}
        files |= _published_files(store, run, market, now)
    return run.number, _zipped(files)


def _result_files(run: Run, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of ``results/``, written by the writer of ``marketsim clear`` from what it reads in the folder."""
    import msgspec
    import tomli_w

    from marketsim.clearing.results import CLEARED  # with numpy: not before it is needed

    with tempfile.TemporaryDirectory(prefix="marketsim-folder-") as place:
        folder = Path(place)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        written = _allocation_results(run, folder) if run.inputs.allocates else _auction_results(run, folder)
    summary = msgspec.toml.decode(written[CLEARED])
    summary["left_out"] = [_told(msgspec.to_builtins(each)) for each in run.inputs.left_out]
    summary["skipped_contingencies"] = list(run.inputs.skipped_contingencies)
    summary |= {"run": run.number, "cleared_at": run.cleared_at}
    return {**written, CLEARED: tomli_w.dumps(summary).encode()}


def _auction_results(run: Run, folder: Path) -> dict[str, bytes]:
    from marketsim.clearing.folder import read_market
    from marketsim.clearing.results import results_files

    cleared = [each for each in run.results if isinstance(each, ClearedProduct)]
    return results_files(read_market(folder), cleared)


def _allocation_results(run: Run, folder: Path) -> dict[str, bytes]:
    from marketsim.clearing.folder_nominations import read_nomination_market
    from marketsim.clearing.results_allocation import allocation_files

    allocated = [each for each in run.results if isinstance(each, AllocatedProduct)]
    return allocation_files(read_nomination_market(folder), allocated) | _awards_with_hubs(run)


def _awards_with_hubs(run: Run) -> dict[str, bytes]:
    """The awards that would be published, hubs put together again: clearing from files knows only their parts."""
    from marketsim.clearing.results import table
    from marketsim.clearing.results_allocation import PRIVATE, PUBLIC

    rows: list[dict[str, str | float | None]] = [
        {
            "MarketName": run.market, "Period": each.period, "TOU": each.tou, "AssetOwner": each.owner,
            "CrrId": None, "CrrType": each.crr_type, "HedgeType": "OBL", "Source": each.source,
            "Sink": each.sink, "NominatedMW": each.nominated_mw, "MW": each.mw,
        }
        for each in published_nominations(run)
    ]  # fmt: skip
    inside = PUBLISHED.removeprefix("results/")
    files = {f"{inside}PUBLIC_ALLOCATION_RESULT.csv": table(PUBLIC, (row for row in rows if row["MW"]))}
    for owner in run.inputs.owners:
        own = (row for row in rows if row["AssetOwner"] == owner)
        files[f"{inside}PRIVATE_ALLOCATION_RESULT_{owner}.csv"] = table(PRIVATE, own)
    return files


def _told(left_out: dict[str, Any]) -> dict[str, Any]:
    """Without what there isn't, which TOML can't tell."""
    return {name: value for name, value in left_out.items() if value is not None}


def _published_files(store: Connection, run: Run, market: MarketRow, now: datetime) -> dict[str, bytes]:
    """What a participant would download, as the files in the downloads' zips."""
    kinds, own = AUCTION_RESULTS if market.market_type == "AUCTION" else ALLOCATION_RESULTS
    files = {kind: (kind, result_rows(store, run.market, kind)) for kind in kinds}
    files |= {
        f"{own}_{owner}": (own, result_rows(store, run.market, own, owner)) for owner in run.inputs.owners
    }
    files["EXISTING_CRRS"] = "PUBLIC_EXISTING_CRR", everybodys_crrs(store, now)
    if run.inputs.allocates:
        files[GROUPED] = GROUPED, base_loading_rows(store, market)
    found = {}
    for name, (kind, rows) in files.items():
        with zipfile.ZipFile(io.BytesIO(encode_rows(rows, "CSV", kind))) as download:
            (inside,) = download.namelist()
            found[f"{PUBLISHED}{name}.csv"] = download.read(inside)
    return found


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, ITS_MOMENT), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
