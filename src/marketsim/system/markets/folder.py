"""The market folder as a zip: what a market was cleared with, as a person would write it, and what came out."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from marketsim.contract.filecolumns import encode_rows
from marketsim.system.downloads.existing_crrs import everybodys_crrs
from marketsim.system.downloads.results import result_rows
from marketsim.system.markets.folder_files import input_files
from marketsim.system.markets.gathering import gather
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.run import Run, newest
from marketsim.system.settings import Settings
from marketsim.system.store.market_runs import newest_posting
from marketsim.system.store.markets import find_market

PUBLISHED = "results/published/"
OWN = "PRIVATE_AUCTION_RESULT"
ITS_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same run makes the same bytes


def workings_of(store: Connection, settings: Settings, name: str, now: datetime) -> tuple[int | None, bytes]:
    """The number of a market's newest run and its folder; None and what would be cleared now before the first.

    ``results/published/`` has what market data hands out where this run is the one posted (with EXISTING_CRRS, the
    inventory of this moment), else what would be posted. Raises MarketProblem.
    """
    market = find_market(store, name)
    if market is None or market.market_type != "AUCTION":
        raise MarketProblem(
            f"there is no auction named {name}", expected="an auction", fix="look it up in the market lists"
        )
    run = newest(store, name)
    if run is None:
        return None, _zipped(input_files(gather(store, settings, market, now)))
    files = input_files(run.inputs)
    files |= {f"results/{path}": content for path, content in _result_files(run, files).items()}
    posted = newest_posting(store, name)
    if posted is not None and posted.run == run.number:
        files = {path: content for path, content in files.items() if not path.startswith(PUBLISHED)}
        files |= _published_files(store, run, now)
    return run.number, _zipped(files)


def _result_files(run: Run, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of ``results/``, written by the writer of ``marketsim clear`` from what it reads in the folder."""
    import msgspec
    import tomli_w

    from marketsim.clearing.folder import read_market  # with numpy: not before it is needed
    from marketsim.clearing.outcome import ClearedProduct
    from marketsim.clearing.results import CLEARED, results_files

    with tempfile.TemporaryDirectory(prefix="marketsim-folder-") as place:
        folder = Path(place)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        market = read_market(folder)
    cleared = [msgspec.convert(msgspec.to_builtins(each), ClearedProduct) for each in run.results]
    written = results_files(market, cleared)
    summary = msgspec.toml.decode(written[CLEARED])
    summary["left_out"] = [msgspec.to_builtins(each) for each in run.inputs.left_out]
    summary["skipped_contingencies"] = list(run.inputs.skipped_contingencies)
    summary |= {"run": run.number, "cleared_at": run.cleared_at}
    return {**written, CLEARED: tomli_w.dumps(summary).encode()}


def _published_files(store: Connection, run: Run, now: datetime) -> dict[str, bytes]:
    """What a participant would download, as the files in the downloads' zips."""
    files = {
        kind: result_rows(store, run.market, kind)
        for kind in ("PUBLIC_AUCTION_RESULT", "CLEARING_PRICE", "BINDING_CONSTRAINT")
    }
    files |= {
        f"{OWN}_{owner}": result_rows(store, run.market, OWN, owner)
        for owner in sorted({each.owner for each in run.inputs.records})
    }
    files["EXISTING_CRRS"] = everybodys_crrs(store, now)
    found = {}
    for name, rows in files.items():
        kind = {"EXISTING_CRRS": "PUBLIC_EXISTING_CRR"}.get(name, OWN if name.startswith(OWN) else name)
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
