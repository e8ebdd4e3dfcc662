"""The verdict on an allocation by what one load-serving entity has: its nominations, its downloads, no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from marketsim.contract.cells import Row
from marketsim.verification.allocation.awards import above_caps
from marketsim.verification.allocation.holdings import compared, over, traded_on
from marketsim.verification.allocation.published import SAME
from marketsim.verification.allocation.results import match_own
from marketsim.verification.checks.published import rows_of, told_row
from marketsim.verification.folder import published
from marketsim.verification.folder.caps import KINDS, SIGNATURE, CapKey, Caps
from marketsim.verification.folder.nominations import COLUMNS, NominationTable, nominations_of
from marketsim.verification.folder.table import Table
from marketsim.verification.grid.network import Reals
from marketsim.verification.participant.rows import table_of
from marketsim.verification.report import Finding, Report, Unreadable, told
from marketsim.verification.rounding import MW_STEP

PUBLIC, PRIVATE, BINDING = published.ALLOCATED, published.OWN, "BINDING_CONSTRAINT"
HOLDINGS = "PRIVATE_EXISTING_CRR_ALLOCATION"
_CAP = ("NominationCapCalcName", "AssetOwner", "CrrType", "Period", "TOU")
_CAPS = {kind: (*_CAP, *(("Source",) if kind == SIGNATURE else ()), "Sink", "MW") for kind in KINDS}
_COLUMNS = {
    PUBLIC: published.ALLOCATED_COLUMNS,
    PRIVATE: published.OWN_COLUMNS,
    BINDING: tuple(each for each in published.BINDING_COLUMNS if each != "ShadowPrice"),
    HOLDINGS: published.HOLDING_COLUMNS,
    **_CAPS,
}
DOWNLOADS = (PUBLIC, PRIVATE, BINDING, HOLDINGS, "UPPER_BOUND", SIGNATURE, "SEQ", "MEQ")
NEVER = (
    "feasibility in the base case, after contingencies and on interfaces: needs the network model and what others "
    "were awarded",
    "optimality (awards by multipliers, duality gap): needs the multipliers, the model and the nominations of others",
    "raised limits: not published",
    "awards of others within their nominations and caps: need theirs",
    "offsets of hubs: need what each generator was awarded",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What the participant has; ``mw`` by nomination, NaN where no private row tells of it."""

    name: str
    market: str
    nominations: NominationTable
    tables: Mapping[str, Table]
    mw: Reals
    strange: Sequence[tuple[str, str]]


def nomination_rows(portfolio: Mapping[str, Any], first: int = 1) -> list[Row]:
    """The nominations of a portfolio, as the API reads it (plain JSON), as rows; the first is record ``first``.

    Raises Unreadable where it is no portfolio.
    """
    entries = portfolio.get("nominations", [])
    if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
        found = repr(entries)[:60]
        raise Unreadable("the portfolio", None, "a list nominations", found, "save it as the API reads it")
    members = {each: each[0].lower() + each[1:] for each in COLUMNS} | {"TOU": "tou", "MW": "mw"}
    return [
        {column: each.get(member) for column, member in members.items()} | {"Record": record}
        for record, each in enumerate(entries, start=first)
    ]


def verify_allocation_participant(
    name: str,
    nominations: Sequence[Mapping[str, Any]],
    downloads: Mapping[str, Sequence[Row]],
    *,
    market: str = "",
) -> Report:
    """The verdict on what a load-serving entity can see of an allocation.

    ``nominations``: its own, in rows as ``nomination_rows`` makes them; ``downloads``: rows by download type, those of
    SEQ, MEQ, UPPER_BOUND and SIGNATURE of the calculation that binds there. Without ``market`` the private results
    must name only one. Raises Unreadable.
    """
    seen = _seen(name, nominations, downloads, market)
    caps, doubtful = _caps(seen)
    bounds = [*_awards(seen)]
    records = [*_in_public(seen), *_binding(seen), *_held(seen), *above_caps(seen.nominations, caps)]
    return Report(
        feasible=False if bounds else None,
        prices_consistent=True,
        duality_gap=None,
        not_checkable=(*NEVER, *_lacking(seen), *doubtful),
        findings=tuple(told((*bounds, *records))),
    )


def _seen(
    name: str, rows: Sequence[Mapping[str, Any]], downloads: Mapping[str, Sequence[Row]], market: str
) -> _Seen:
    own = [row for row in rows if row.get("AssetOwner") == name]
    if not own:
        fix = "add nominations.csv or the portfolio as JSON"
        raise Unreadable("the nominations", None, f"nominations of {name}", "none", fix)
    nominations = nominations_of(table_of("the nominations", own, COLUMNS))
    if PRIVATE not in downloads:
        raise Unreadable(PRIVATE, None, "this download", "none", "download it, or add it to the folder")
    names = sorted({str(row.get("MarketName")) for row in downloads[PRIVATE]})
    if not market and len(names) != 1:
        found = ", ".join(names)[:120] or "none"
        raise Unreadable(PRIVATE, None, "results of one market", found, "name the market (--market)")
    market = market or names[0]
    tables = {}
    for kind, columns in _COLUMNS.items():
        if kind in downloads:
            table = table_of(kind, downloads[kind], columns)
            if kind in (PUBLIC, PRIVATE, BINDING):
                named = enumerate(table.text("MarketName"))
                table = table.picked([at for at, each in named if each == market])
            tables[kind] = table
    mw, strange = match_own(nominations, {name: tables[PRIVATE]})
    return _Seen(name, market, nominations, tables, mw, strange)


def _caps(seen: _Seen) -> tuple[Caps, list[str]]:
    """Our caps, and texts of what they do not tell; a kind of several calculations is left out."""
    found: dict[CapKey, float] = {}
    doubtful = []
    periods = set(seen.nominations.period)
    for kind in KINDS:
        if kind not in seen.tables:
            continue
        table = seen.tables[kind]
        ours = [at for at, each in enumerate(table.text("Period")) if each in periods]
        calculations = {table.text("NominationCapCalcName")[at] for at in ours}
        if len(calculations) > 1:
            told_names = ", ".join(sorted(calculations))[:120]
            doubtful.append(
                f"nominations within {kind}: several calculations here, {told_names}; keep the one that binds"
            )
            continue
        own = table.picked(ours)
        sources = own.text("Source") if kind == SIGNATURE else [""] * len(own)
        columns = (own.text("AssetOwner"), sources, *map(own.text, ("Sink", "CrrType", "Period", "TOU")))
        for key, mw in zip(zip(*columns, strict=True), own.numbers("MW", least=0).tolist(), strict=True):
            found[CapKey(kind, *key)] = mw
    return Caps(found), doubtful


def _awards(seen: _Seen) -> Iterator[Finding]:
    """Every nomination of ours has one private row, within what was nominated; no row is strange."""
    for where, found in seen.strange:
        expected = "rows that tell our nominations, one each"
        yield Finding("awards", where, expected, found, "results of other nominations")
    nominations = seen.nominations
    for at in np.flatnonzero(np.isnan(seen.mw)).tolist():
        where = nominations.name(at)
        yield Finding("awards", where, "a private row, also for 0 MW", "none", "a result is missing")
    for at in np.flatnonzero((seen.mw < -1e-6) | (seen.mw > nominations.mw + 1e-6)).tolist():
        expected, found = f"0 to {nominations.mw[at]:.3f} MW", f"{seen.mw[at]:.3f} MW"
        yield Finding("bounds", nominations.name(at), expected, found, "awarded outside what was nominated")


def _in_public(seen: _Seen) -> Iterator[Finding]:
    """Our awards above 0 stand in the public results, and nothing else stands there as ours."""
    if PUBLIC not in seen.tables:
        return
    public = {row: n for row, n in rows_of(seen.tables[PUBLIC], SAME, ("MW",)).items() if row[-1]}
    private = {row: n for row, n in rows_of(seen.tables[PRIVATE], SAME, ("MW",)).items() if row[-1]}
    ours = Counter({row: n for row, n in public.items() if row[SAME.index("AssetOwner")] == seen.name})
    sides = (
        (Counter(private) - ours, "not in the public results"),
        (ours - Counter(private), "only in the public results"),
    )
    for rows, found in sides:
        for row in rows:
            where = f"{told_row(row)} {float(row[-1]) / 1e6:g} MW"
            yield Finding(
                "public-private", where, "the same in both files", found, "public and private differ"
            )


def _binding(seen: _Seen) -> Iterator[Finding]:
    """The flow on a binding constraint is its limit."""
    if BINDING not in seen.tables:
        return
    table = seen.tables[BINDING]
    words = zip(*map(table.text, ("Period", "TOU", "ConstraintName", "Direction")), strict=True)
    figures = zip(table.numbers("Limit").tolist(), table.numbers("Flow").tolist(), strict=True)
    for where, (limit, flow) in zip(words, figures, strict=True):
        if abs(limit - flow) > MW_STEP + 1e-6:
            expected, found = f"a flow of {limit:.3f} MW", f"{flow:.3f} MW"
            yield Finding(
                "binding-at-limit", " ".join(where), expected, found, "told to bind, with room left over"
            )


def _held(seen: _Seen) -> Iterator[Finding]:
    """Our holdings from this market are what we were awarded."""
    if HOLDINGS in seen.tables:
        yield from compared(seen.nominations, seen.mw.tolist(), seen.tables[HOLDINGS], seen.market)


def _lacking(seen: _Seen) -> Iterator[str]:
    """What could be checked with more downloads."""
    needs = {
        PUBLIC: "public against private results",
        BINDING: "binding constraints at their limits",
        HOLDINGS: "holdings against awards",
    }
    for kind, what in needs.items():
        if kind not in seen.tables:
            yield f"{what}: no download {kind} here"
    if lacking := [kind for kind in KINDS if kind not in seen.tables]:
        yield f"nominations within caps: no download {', '.join(lacking)} here"
    if HOLDINGS in seen.tables:
        for period in sorted(over(seen.tables[HOLDINGS], seen.nominations)):
            yield f"holdings of {period}: over before any CRR here is"
        for key in traded_on(seen.tables[HOLDINGS], seen.market):
            yield f"holdings of {' '.join(key)}: CRRs of it were traded on since"
