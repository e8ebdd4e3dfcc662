"""``results/`` of an allocation: awards, binding constraints with multipliers, raised limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from marketsim.verification.allocation.hubs import OFFSET
from marketsim.verification.folder.cleared_file import read_cleared
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.market import Product
from marketsim.verification.folder.nominations import NominationTable
from marketsim.verification.folder.published import OWN, Published
from marketsim.verification.folder.results import RESULTS, ROW, Listed, left_out_rows, listed_rows
from marketsim.verification.folder.table import Table, read_table
from marketsim.verification.grid.network import Reals
from marketsim.verification.report import Unreadable

AWARDS = (
    "Record", "Period", "TOU", "AssetOwner", "CrrType", "HedgeType", "Source", "Sink", "NominatedMW", "MW",
)  # fmt: skip
SAME_MW = 6  # digits after the point, by which nominations of a path are told apart


@dataclass(frozen=True, slots=True, eq=False)
class Allocated:
    """The results of an allocation. ``mw`` by position of the nomination, NaN where no award tells of it.

    ``exact``: kept unrounded; else no multipliers are told. ``strange``: what the awards hold that no nomination
    explains, with its place.
    """

    exact: bool
    mw: Reals
    strange: Sequence[tuple[str, str]]
    binding: Mapping[Product, Sequence[Listed]]
    raised: Mapping[Product, Sequence[Listed]] | None
    left_out: Sequence[str]
    run: Mapping[str, Any]


def read_allocated(
    files: MarketFiles, nominations: NominationTable, published: Published | None, hubs: Collection[str]
) -> Allocated:
    """The unrounded results where they are there, else those published; raises Unreadable.

    ``hubs``: the records that are parts of a hub; published figures alone do not tell what each of them got.
    """
    run = read_cleared(files)
    if files.has(f"{RESULTS}awards.csv"):
        mw, strange = _awards(read_table(files, f"{RESULTS}awards.csv", AWARDS), nominations)
        binding = read_table(files, f"{RESULTS}binding_constraints.csv", (*ROW, "Flow", "ShadowPrice"))
        raised = listed_rows(read_table(files, f"{RESULTS}raised_limits.csv", (*ROW, "RaisedTo")), "RaisedTo")
        return Allocated(True, mw, strange, listed_rows(binding, "Flow"), raised, left_out_rows(run), run)
    if hubs:
        fix = "copy the unrounded results here"
        found = "published ones alone, which put hubs together again"
        raise Unreadable(f"{RESULTS}awards.csv", None, "unrounded results", found, fix)
    if published is None or published.binding is None or not published.private:
        raise Unreadable(
            f"{RESULTS}awards.csv", None, f"results, or all of {RESULTS}published/ ({OWN}_… too)", "neither",
            "clear the market, or copy its results here",
        )  # fmt: skip
    mw, strange = match_own(nominations, published.private)
    binding_rows = listed_rows(published.binding, "Flow", priced=False)
    return Allocated(False, mw, strange, binding_rows, None, left_out_rows(run), run)


def match_own(
    nominations: NominationTable, private: Mapping[str, Table]
) -> tuple[Reals, list[tuple[str, str]]]:
    """Awarded MW by nomination out of the private files, which name no record, and what does not match.

    Offsets of hubs are nobody's nomination. Nominations that all columns tell alike are as good as one another, in
    whatever order they get their awards.
    """
    rows: dict[tuple[object, ...], list[float]] = defaultdict(list)
    for table in private.values():
        for key, awarded in zip(_told(table), table.numbers("MW").tolist(), strict=True):
            if key[1] != OFFSET:
                rows[key].append(awarded)
    mw = np.full(len(nominations), np.nan)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, nominated in enumerate(_nominated(nominations)):
        groups[nominated].append(at)
    strange: list[tuple[str, str]] = []
    for key, own in groups.items():
        found = rows.pop(key, [])
        for at, awarded in zip(own, found, strict=False):
            mw[at] = awarded
        if len(found) > len(own):
            told = f"{len(found)} rows for {len(own)} nominations {key[1:]}"
            strange.append((f"private rows of {key[0]}", told))
    for key, found in rows.items():
        told = f"{len(found)} rows that no nomination explains: {key[1:]}"
        strange.append((f"private rows of {key[0]}", told))
    return mw, strange


def _awards(table: Table, nominations: NominationTable) -> tuple[Reals, list[tuple[str, str]]]:
    place = {record: at for at, record in enumerate(nominations.record)}
    mw = np.full(len(nominations), np.nan)
    strange: list[tuple[str, str]] = []
    own, awarded = _nominated(nominations), table.numbers("MW").tolist()
    for record, said, award in zip(table.text("Record"), _told(table), awarded, strict=True):
        at = place.get(record)
        if at is None:
            strange.append((f"record {record}", "an award of a record that is no nomination"))
        elif not np.isnan(mw[at]):
            strange.append((f"record {record}", "a second award"))
        else:
            mw[at] = award
            if own[at] != said:
                differing = ", ".join(f"{b} for {a}" for a, b in zip(own[at], said, strict=True) if a != b)
                strange.append((f"record {record}", f"an award that tells another nomination: {differing}"))
    return mw, strange


def _nominated(table: NominationTable) -> list[tuple[object, ...]]:
    return list(
        zip(
            table.owner, table.crr_type, ["OBL"] * len(table), table.period, table.tou, table.source,
            table.sink, np.round(table.mw, SAME_MW).tolist(), strict=True,
        )
    )  # fmt: skip


def _told(table: Table) -> list[tuple[object, ...]]:
    mw = np.round(table.numbers("NominatedMW"), SAME_MW).tolist()
    return list(
        zip(
            table.text("AssetOwner"), table.text("CrrType", filled=False), table.text("HedgeType"),
            table.text("Period"), table.text("TOU"), table.text("Source"), table.text("Sink"), mw, strict=True,
        )
    )  # fmt: skip
