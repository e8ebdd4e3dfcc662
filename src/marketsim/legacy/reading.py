"""Reading an extract, from a folder or a zip: all of its faults at once, within bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marketsim.legacy import head as heads
from marketsim.legacy.bids import KINDS, bids_file, read_bids
from marketsim.legacy.columns import TABLES
from marketsim.legacy.extract import Extract, Head
from marketsim.legacy.fault import Faults, shown
from marketsim.legacy.records import Bids, Market
from marketsim.legacy.references import check_references
from marketsim.legacy.sources import BROKEN, FolderSource, Source, ZipSource
from marketsim.legacy.tables import read_table


def read_extract(folder: Path) -> Extract:
    """The extract in a folder. Raises UnreadableExtract, which names file, row and column of what is wrong."""
    faults = Faults()
    return _read(FolderSource(folder, faults), faults)


def read_extract_zip(zipped: bytes) -> Extract:
    """The extract in a zip of such a folder's files (``bids/`` below it). Raises UnreadableExtract."""
    faults = Faults()
    return _read(ZipSource(zipped, faults), faults)


def _read(source: Source, faults: Faults) -> Extract:
    faults.refuse()
    head = _head(source, faults)
    tables = {table.name: _table(source, file, faults) for file, table in TABLES.items()}
    bids = _bids(source, tables["markets"], faults)
    faults.refuse()
    if head is None:
        raise AssertionError("no head without a fault")
    extract = Extract(head=head, bids=bids, **tables)
    check_references(extract, faults)
    faults.refuse()
    return extract


def _head(source: Source, faults: Faults) -> Head | None:
    if heads.FILE not in source.names:
        faults.add(heads.FILE, None, None, "this file", "no such file", "name the folder of an extract")
        return None
    try:
        with source.open(heads.FILE) as stream:
            content = stream.read(heads.MOST_BYTES + 1)
    except BROKEN as problem:
        faults.add(heads.FILE, None, None, "a readable file", shown(str(problem)))
        return None
    if len(content) > heads.MOST_BYTES:
        faults.add(heads.FILE, None, None, f"at most {heads.MOST_BYTES} bytes", "more")
        return None
    return heads.read_head(content, faults)


def _table(source: Source, file: str, faults: Faults) -> tuple[Any, ...]:
    table = TABLES[file]
    if file not in source.names:
        if table.required:
            faults.add(file, None, None, "this file", "no such file", "write it, with its heading at least")
        return ()
    try:
        with source.open(file) as stream:
            return read_table(stream, table, faults)
    except BROKEN as problem:
        faults.add(file, None, None, "a readable file", shown(str(problem)))
        return ()


def _bids(source: Source, markets: tuple[Market, ...], faults: Faults) -> tuple[Bids, ...]:
    in_flight = {bids_file(each.old_market): each for each in markets if each.in_flight}
    found = []
    for name in source.names:
        if name in TABLES or name == heads.FILE:
            continue
        market = in_flight.get(name)
        if market is None or market.kind not in KINDS:
            expected = "a file of an extract, or the bids of an auction or allocation in flight"
            faults.add(shown(name), None, None, expected, "another name", "take it out, or rename it")
            continue
        try:
            with source.open(name) as stream:
                bids = read_bids(stream, name, market.kind, faults)
        except BROKEN as problem:
            faults.add(name, None, None, "a readable file", shown(str(problem)))
            continue
        if bids is not None:
            found.append(bids)
    return tuple(found)
