"""A download against the contract: a zip that can be read, with the columns of its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from marketsim.contract.cells import Row, fits
from marketsim.contract.deviation import Deviation
from marketsim.contract.file_format import ColumnType
from marketsim.contract.filecolumns import DownloadProblem, FileFormat, open_download

_MOST = 50
_TYPES: Mapping[ColumnType, str] = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "date-time": "a date and time with its zone",
}


def file_deviations(body: bytes, query: Mapping[str, str], strict: bool) -> Iterator[Deviation]:
    """The deviations of a download.

    The contract says no more than a zip; the names of some columns are confirmed besides. What differs from
    columns, types and file names of our own making is undocumented and told by the strict check alone.
    """
    found = islice(_every(body, query), _MOST)
    yield from (each for each in found if strict or not each.undocumented)


def _every(body: bytes, query: Mapping[str, str]) -> Iterator[Deviation]:
    asked = next((value for name, value in query.items() if name.endswith("DownloadType")), None)
    try:
        download = open_download(body, asked)
    except DownloadProblem as problem:
        yield _deviation("", problem.expected, problem.found, "malformed", problem.assumed)
        return
    wanted = query.get("fileFormat")
    if wanted in ("CSV", "JSON") and wanted != download.format:
        yield _deviation("", f"a {wanted} file, as asked for", f"a {download.format} file", "fileFormat")
    if download.columns is not None and download.rows:
        yield from _missing(download.columns, download.rows)
        yield from _unmentioned(download.columns, download.rows)
        yield from _misfits(download.columns, download.rows)


def _missing(columns: FileFormat, rows: Sequence[Row]) -> Iterator[Deviation]:
    names = set().union(*rows)
    for column in sorted(columns.columns, key=lambda each: each.provenance != "confirmed"):
        if column.name not in names:
            ours = column.provenance != "confirmed"
            yield _deviation(column.name, "a column of that name", "none", "columns", ours)


def _unmentioned(columns: FileFormat, rows: Sequence[Row]) -> Iterator[Deviation]:
    known = {column.name for column in columns.columns}
    for name in sorted(set().union(*rows) - known):
        yield _deviation(name[:80], "documented columns only", "another one", "columns", undocumented=True)


def _misfits(columns: FileFormat, rows: Sequence[Row]) -> Iterator[Deviation]:
    for number, row in enumerate(rows):
        for column in columns.columns:
            if not fits(value := row.get(column.name), column.type):
                path = f"[{number}].{column.name}"
                yield _deviation(path, _TYPES[column.type], f"{value!r:.80}", "type", undocumented=True)


def _deviation(
    path: str, expected: str, found: str, constraint: str, undocumented: bool = False
) -> Deviation:
    return Deviation("response", "file", path, expected, found, undocumented, constraint)
