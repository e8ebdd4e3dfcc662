"""A folder with a participant's own bids and its downloads as they came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from marketsim.contract.cells import Row
from marketsim.contract.filecolumns import FILE_FORMATS, DownloadProblem, open_download
from marketsim.contract.tables import UnreadableTable, read_csv, read_json
from marketsim.verification.folder.bids import COLUMNS
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.table import read_table
from marketsim.verification.participant.partial import DOWNLOADS, verify_participant
from marketsim.verification.participant.rows import portfolio_rows
from marketsim.verification.report import Report, Unreadable

BIDS = "bids.csv"


def verify_participant_folder(folder: Path, name: str, *, market: str = "") -> Report:
    """The verdict on what lies in a folder: ``bids.csv`` or portfolios as JSON, and downloads. Raises Unreadable."""
    files = MarketFiles.of_folder(folder)
    bids: list[Mapping[str, Any]] = []
    downloads: dict[str, list[Row]] = {}
    markets: set[str] = set()
    for file in files.names():
        if "/" in file:
            continue
        if file == BIDS:
            bids += _bids(files)
        elif found := _download(files, file):
            kind, rows = found
            downloads.setdefault(kind, []).extend(rows)
        elif file.endswith(".json"):
            for portfolio in _portfolios(file, files.read(file)):
                own = str(portfolio.get("marketName", ""))
                if market in ("", own):
                    markets.add(own)
                    bids += portfolio_rows(portfolio, len(bids) + 1)
    if not market and len(markets) > 1:
        told = ", ".join(sorted(markets))[:120]
        raise Unreadable(str(folder), None, "portfolios of one market", told, "name the market (--market)")
    return verify_participant(name, bids, downloads, market=market or "".join(markets))


def _bids(files: MarketFiles) -> Iterator[Mapping[str, Any]]:
    table = read_table(files, BIDS, COLUMNS)
    columns = [table.text(each, filled=False) for each in COLUMNS]
    return (dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=True))


def _download(files: MarketFiles, file: str) -> tuple[str, list[Row]] | None:
    """Type and rows of a download; None for a file that is none."""
    path = PurePosixPath(file)
    kind = next((each for each in DOWNLOADS if each in path.stem.upper()), None)
    suffix = path.suffix.lower()
    try:
        if suffix == ".zip":
            opened = open_download(files.read(file), kind)
            kind = kind or (opened.columns.download_type if opened.columns else None)
            return (kind, opened.rows) if kind in DOWNLOADS and kind is not None else None
        if kind is None or suffix not in (".csv", ".json"):
            return None
        read = read_csv if suffix == ".csv" else read_json
        return kind, read(files.read(file), FILE_FORMATS[kind])
    except (DownloadProblem, UnreadableTable) as problem:
        raise Unreadable(
            file, None, "a download as it came (zip, CSV or JSON)", str(problem)[:160], "download it again"
        ) from None


def _portfolios(file: str, content: bytes) -> list[Mapping[str, Any]]:
    """The portfolios in a JSON file: one, or a list of them; nothing for JSON of another kind."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(file, None, "JSON", str(problem)[:120], "save the portfolio again") from None
    entries = value if isinstance(value, list) else [value]
    return [each for each in entries if isinstance(each, dict) and ("bids" in each or "offers" in each)]
