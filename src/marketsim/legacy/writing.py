"""Writing an extract as a folder, or as the bytes of its files; the same extract gives the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from marketsim.legacy.bids import bids_bytes, bids_file
from marketsim.legacy.cells import writer
from marketsim.legacy.columns import TABLES, TableFormat
from marketsim.legacy.extract import Extract
from marketsim.legacy.head import FILE, head_bytes

_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time, so that equal extracts are equal zips


def extract_files(extract: Extract) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file; raises ValueError for a value that its column cannot say."""
    yield FILE, head_bytes(extract.head)
    for file, table in TABLES.items():
        yield file, _table_bytes(getattr(extract, table.name), table)
    for bids in extract.bids:
        yield bids_file(bids.old_market), bids_bytes(bids)


def write_extract(extract: Extract, folder: Path) -> None:
    """Write the files into a folder, which is made where needed. Raises OSError, and as extract_files does."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in extract_files(extract):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def zip_extract(extract: Extract) -> bytes:
    """The files as a zip, such as the cutover takes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in extract_files(extract):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return target.getvalue()


def _table_bytes(rows: tuple[Any, ...], table: TableFormat) -> bytes:
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(table.heading)
    values = attrgetter(*(each.attribute for each in table.columns))
    writers = [writer(each) for each in table.columns]
    for row in rows:
        lines.writerow([write(value) for write, value in zip(writers, values(row), strict=True)])
    return text.getvalue().encode("utf-8")
