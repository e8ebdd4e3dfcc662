"""The tracking as a CSV file that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from marketsim.contract.cells import begins_like_a_formula
from marketsim.readiness.tracking import TrackedRow, Tracking

NAME = "tracking.csv"
COLUMNS = (
    "participant", "function", "scenario", "name", "topic", "plan", "verdict", "cause", "responsible", "at", "run_id",
    "phase", "attempts", "evidence", "seq",
)  # fmt: skip
NOT_RUN = "not run"
APART = "not part of CRR readiness"


def tracking_csv(tracking: Tracking, settlement: Iterable[TrackedRow] = ()) -> bytes:
    """UTF-8 with a header row; what nobody has run follows at the end with the verdict ``not run``.

    Last come the settlement scenarios, whose topic says that they are no part of CRR readiness.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, as in downloads.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in tracking["rows"]:
        writer.writerow(_cells(row))
    for id_ in tracking["not_run"]:
        writer.writerow(_shielded({"scenario": id_, "verdict": NOT_RUN}.get(name, "")) for name in COLUMNS)
    for row in settlement:
        writer.writerow(_cells({**row, "topic": f"{row['topic']} ({APART})"}))
    return text.getvalue().encode("utf-8", "replace")


def _cells(row: TrackedRow) -> list[str]:
    values: dict[str, object] = {**row, "plan": " ".join(row["plan"])}
    return [_shielded("" if values[name] is None else str(values[name])) for name in COLUMNS]


def _shielded(text: str) -> str:
    flat = " ".join(text.split())
    return f"'{flat}" if begins_like_a_formula(flat) else flat
