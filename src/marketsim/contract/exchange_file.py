"""A download against the contract: a zip that can be read, with the columns of its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice

from marketsim.contract.cells import Row, fits
from marketsim.contract.deviation import Deviation
from marketsim.contract.file_format import ColumnType
from marketsim.contract.file_set import OURS, FileSet
from marketsim.contract.filecolumns import DownloadProblem, FileFormat, open_download

_MOST = 50
_TYPES: Mapping[ColumnType, str] = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "date-time": "a date and time with its zone",
}


def file_deviations(
    body: bytes, query: Mapping[str, str], strict: bool, files: FileSet = OURS
) -> Iterator[Deviation]:
    """The deviations of a download.

    The contract says no more than compressed CSV or JSON. What differs from columns, types and file names of our own
    making, or that somebody else's reader of such files knows, is undocumented and told by the strict check alone.
    Where a schema of the ISO's describes the file, its JSON is held against that; of a CSV it says nothing, so that
    what is derived from it is undocumented too.
    """
    found = islice(_every(body, query, files), _MOST)
    yield from (each for each in found if strict or not each.undocumented)


def _every(body: bytes, query: Mapping[str, str], files: FileSet) -> Iterator[Deviation]:
    asked = download_type_of(query)
    try:
        download = open_download(body, asked, files)
    except DownloadProblem as problem:
        yield _deviation("", problem.expected, problem.found, "malformed", problem.assumed)
        return
    wanted = query.get("fileFormat")
    if wanted in ("CSV", "JSON") and wanted != download.format:
        yield _deviation("", f"a {wanted} file, as asked for", f"a {download.format} file", "fileFormat")
    given = files.given(download.kind)
    if given is not None and download.document is not None:
        for each in given.schema.departures(download.document):
            yield _deviation(each.path, each.expected, each.found, each.constraint)
    if download.columns is not None and download.rows:
        judged = given is not None and download.document is not None  # by its schema, just before
        required = given.schema.required if given else {each.name for each in download.columns.columns}
        yield from () if judged else _missing(download.columns, required, download.rows)
        yield from _unmentioned(download.columns, download.rows)
        yield from () if judged else _misfits(download.columns, download.rows)


def _missing(columns: FileFormat, required: Set[str], rows: Sequence[Row]) -> Iterator[Deviation]:
    names = set().union(*rows)
    for column in sorted(columns.columns, key=lambda each: each.provenance != "confirmed"):
        if column.name in required - names:
            yield _deviation(column.name, "a column of that name", "none", "columns", undocumented=True)


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


def download_type_of(query: Mapping[str, str]) -> str | None:
    """The download type that a request asks for, where it asks for a download."""
    return next((value for name, value in query.items() if name.endswith("DownloadType")), None)


def _deviation(
    path: str, expected: str, found: str, constraint: str, undocumented: bool = False
) -> Deviation:
    return Deviation("response", "file", path, expected, found, undocumented, constraint)
