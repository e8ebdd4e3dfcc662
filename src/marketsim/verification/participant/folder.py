"""A folder with a participant's own bids and its downloads as they came."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from marketsim.contract.cells import Row
from marketsim.contract.file_set import OURS, FileSet
from marketsim.contract.filecolumns import DownloadProblem, open_download, opened
from marketsim.contract.tables import UnreadableTable
from marketsim.verification.folder.bids import COLUMNS
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.nominations import COLUMNS as NOMINATION_COLUMNS
from marketsim.verification.folder.table import read_table
from marketsim.verification.participant.allocation import DOWNLOADS as ALLOCATION_DOWNLOADS
from marketsim.verification.participant.allocation import nomination_rows, verify_allocation_participant
from marketsim.verification.participant.partial import DOWNLOADS as AUCTION_DOWNLOADS
from marketsim.verification.participant.partial import verify_participant
from marketsim.verification.participant.rows import portfolio_rows
from marketsim.verification.report import Report, Unreadable

BIDS, NOMINATIONS = "bids.csv", "nominations.csv"
Shape = Literal["step", "linear"]
DOWNLOADS = tuple(dict.fromkeys((*AUCTION_DOWNLOADS, *ALLOCATION_DOWNLOADS)))


def verify_participant_folder(
    folder: Path, name: str, *, market: str = "", shape: Shape = "step", files: FileSet = OURS
) -> Report:
    """The verdict on what lies in a folder: own bids or nominations, and downloads. Raises Unreadable.

    Bids are ``bids.csv`` or portfolios as JSON, nominations ``nominations.csv`` or portfolios as JSON. ``shape``:
    how the market reads bid curves; ``files``: by which columns the downloads are read.
    """
    there = MarketFiles.of_folder(folder)
    bids: list[Mapping[str, Any]] = []
    nominations: list[Mapping[str, Any]] = []
    downloads: dict[str, list[Row]] = {}
    markets: set[str] = set()
    for file in there.names():
        if "/" in file:
            continue
        if file == BIDS:
            bids += _rows(there, BIDS, COLUMNS)
        elif file == NOMINATIONS:
            nominations += _rows(there, NOMINATIONS, NOMINATION_COLUMNS)
        elif found := _download(there, file, files):
            kind, rows = found
            downloads.setdefault(kind, []).extend(rows)
        elif file.endswith(".json"):
            for portfolio in _portfolios(file, there.read(file)):
                own = str(portfolio.get("marketName", ""))
                if market not in ("", own):
                    continue
                markets.add(own)
                if "nominations" in portfolio:
                    nominations += nomination_rows(portfolio, len(nominations) + 1)
                else:
                    bids += portfolio_rows(portfolio, len(bids) + 1)
    if not market and len(markets) > 1:
        told = ", ".join(sorted(markets))[:120]
        raise Unreadable(str(folder), None, "portfolios of one market", told, "name the market (--market)")
    if bids and nominations:
        fix = "keep what is of one market"
        raise Unreadable(str(folder), None, "bids or nominations", "both", fix)
    market = market or "".join(markets)
    if nominations:
        return verify_allocation_participant(name, nominations, downloads, market=market)
    return verify_participant(name, bids, downloads, market=market, shape=shape)


def _rows(files: MarketFiles, name: str, wanted: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    table = read_table(files, name, wanted)
    columns = [table.text(each, filled=False) for each in wanted]
    return (dict(zip(wanted, row, strict=True)) for row in zip(*columns, strict=True))


def _download(there: MarketFiles, file: str, files: FileSet) -> tuple[str, list[Row]] | None:
    """Type and rows of a download, by our names of its columns; None for a file that is none."""
    path = PurePosixPath(file)
    kind = next((each for each in DOWNLOADS if _named(path.stem.upper(), each)), None)
    suffix = path.suffix.lower()
    try:
        if suffix == ".zip":
            download = open_download(there.read(file), kind, files)
        elif kind is None or suffix not in (".csv", ".json"):
            return None
        else:
            download = opened(there.read(file), "CSV" if suffix == ".csv" else "JSON", kind, files)
        if download.kind not in DOWNLOADS:
            return None
        return download.kind, files.in_our_names(download.kind, download.rows)
    except (DownloadProblem, UnreadableTable) as problem:
        raise Unreadable(
            file, None, "a download as it came (zip, CSV or JSON)", str(problem)[:160], "download it again"
        ) from None


def _named(stem: str, kind: str) -> bool:
    """Whether a file's name has the type in it, as a word."""
    return re.search(rf"(?<![A-Z]){kind}(?![A-Z])", stem) is not None


def _portfolios(file: str, content: bytes) -> list[Mapping[str, Any]]:
    """The portfolios in a JSON file: one, or a list of them; nothing for JSON of another kind."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(file, None, "JSON", str(problem)[:120], "save the portfolio again") from None
    entries = value if isinstance(value, list) else [value]
    return [
        each for each in entries if isinstance(each, dict) and each.keys() & {"bids", "offers", "nominations"}
    ]
