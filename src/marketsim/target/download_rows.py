"""The rows of a downloaded file, for those who look something up in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketsim.client.answer import Answer
from marketsim.contract.filecolumns import DownloadProblem, read_download
from marketsim.target.halt import Halted, skipped

Rows = list[Mapping[str, Any]]

NO_DATA = ("DWL0005", "DWL0006")
"""How a public and a private download are refused for which there are no data."""


def rows_of(answer: Answer[bytes], *columns: str) -> Rows:
    """The rows, each with all of ``columns``; a refusal for want of data counts as no rows.

    Raises Halted when the file is laid out otherwise than we assume (most columns are not confirmed), and
    UnexpectedAnswer for any other refusal.
    """
    if len(answer.codes) == 1 and answer.codes[0] in NO_DATA:
        return []
    try:
        rows: Rows = list(read_download(answer.value)[1])
    except DownloadProblem as problem:
        raise _unreadable(problem.expected, problem.found) from None
    lacking = [column for column in columns if any(column not in row for row in rows)]
    if lacking:
        raise _unreadable(f"the columns {', '.join(lacking)}", "rows without them")
    return rows


def _unreadable(expected: str, found: str) -> Halted:
    return skipped(
        "data", f"a download is laid out otherwise than we assume: expected {expected}, found {found}", "us"
    )
