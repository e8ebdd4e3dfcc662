"""The rows of a downloaded file, for those who look something up in it.

Most columns are not confirmed by anything published, so a live file may be laid out otherwise than we suppose, or than
the map beside the ISO's schemas says. Whoever needs what it does not have is halted: that scenario could not be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketsim.client.answer import Answer
from marketsim.contract.cells import Cell, Row, fits
from marketsim.contract.exchange_file import download_type_of
from marketsim.contract.file_format import FILE_FORMATS, Column
from marketsim.contract.file_set import HARNESS_FORMAT, FileSet
from marketsim.contract.filecolumns import DownloadProblem, open_download
from marketsim.target.halt import Halted, skipped

Rows = list[Mapping[str, Any]]

NO_DATA = ("DWL0005", "DWL0006")
"""How a public and a private download are refused for which there are no data."""
MAY_BE_EMPTY = frozenset(
    {"ParentCrrId", "Contingency", "ShadowPrice", "ClearingPrice", "Zone", "AugmentedBusName", "EMSBusName"}
)
"""Columns of ours whose cells may have nothing in them; CrrId is another, of a record without an award."""

OF_NO_MARKET = frozenset({"Period", "MarketName"})
"""Columns of existing CRRs that may be empty, too: no market made what was converted or traded."""


class FileRow(dict[str, Cell]):
    """A row whose cells halt whoever needs one that the file does not have, or has otherwise than we can read."""

    __slots__ = ("_columns", "_kind", "_why")

    def __init__(self, row: Row, columns: Mapping[str, Column], kind: str, files: FileSet) -> None:
        super().__init__(row)
        self._columns, self._kind, self._why = columns, kind, files

    def __getitem__(self, name: str) -> Any:
        """The cell; raises Halted for a column that is not there, and for a cell that is none of its type."""
        if name not in self:
            raise _unrecognised(self._kind, self._lack(name))
        value, column = super().__getitem__(name), self._columns.get(name)
        if column is None or (value is not None and fits(value, column.type)):
            return value
        if value is None and (name in MAY_BE_EMPTY or (name == "CrrId" and "RESULT" in self._kind)):
            return value
        found = "nothing" if value is None else f"{value!r:.60}"
        raise _unrecognised(self._kind, f"a cell of type {column.type} was expected as {name}, found {found}")

    def _lack(self, name: str) -> str:
        reason = self._why.lacks(self._kind, name)
        return reason or f"the column {name} was expected, found {', '.join(self)[:300] or 'none'}"


def rows_of(answer: Answer[bytes], *columns: str) -> Rows:
    """The rows, each with all of ``columns``; a refusal for want of data counts as no rows.

    Raises Halted when the file is laid out otherwise than we assume, at once for ``columns`` and for any other when
    a row is asked for it, and UnexpectedAnswer for any other refusal.
    """
    if len(answer.codes) == 1 and answer.codes[0] in NO_DATA:
        return []
    asked = download_type_of(answer.exchange.query)
    try:
        download = open_download(answer.value, asked, answer.files)
    except DownloadProblem as problem:
        raise _unrecognised(asked or "", f"{problem.expected} was expected, found {problem.found}") from None
    ours = FILE_FORMATS.get(download.kind)
    known = {each.name: each for each in ours.columns} if ours else {}
    named = answer.files.in_our_names(download.kind, download.rows)
    rows = [FileRow(row, known, download.kind, answer.files) for row in named]
    for row in rows:
        for column in columns:
            row[column]
    return list(rows)


def inventory_of(answer: Answer[bytes]) -> Rows:
    """The rows of a download of existing CRRs, each with all that tells a CRR, for oracles that read whole rows.

    A refusal for want of data counts as no rows. Raises as ``rows_of``.
    """
    rows = rows_of(answer)
    for row in rows:
        for column in FILE_FORMATS["PUBLIC_EXISTING_CRR"].columns:
            if column.name not in row or column.name not in OF_NO_MARKET:
                row[column.name]
    return rows


def differing(one: Answer[bytes], other: Answer[bytes]) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The first two rows in which two files of one type differ, rows that lack told as empty; None when none do.

    Raises Halted where that is a matter of columns or cells that we cannot read: how CSV and JSON write the same
    value is known of our own columns alone.
    """
    ones, others = rows_of(one), rows_of(other)
    for row, its in zip(ones, others, strict=False):
        if row == its:
            continue
        if set(row) != set(its):
            raise _unrecognised(
                _kind(one), f"other columns in one format ({', '.join(row)[:150]}) than in the other"
            )
        if any(row[name] != its[name] for name in _recognised(row)):
            return row, its
        raise _unrecognised(
            _kind(one), f"columns that only one format writes as we read it: {', '.join(row)[:200]}"
        )
    rest = ones[len(others) :] or others[len(ones) :]
    return None if not rest else ((rest[0], {}) if len(ones) > len(others) else ({}, rest[0]))


def _recognised(row: Mapping[str, Any]) -> list[str]:
    return [name for name in row if not isinstance(row, FileRow) or name in row._columns]


def _kind(answer: Answer[bytes]) -> str:
    return download_type_of(answer.exchange.query) or ""


def _unrecognised(kind: str, why: str) -> Halted:
    file = f"the download {kind}" if kind else "a download"
    return skipped(
        "data", f"{file} is laid out otherwise than our {HARNESS_FORMAT}, or its map, says: {why}", "us"
    )
