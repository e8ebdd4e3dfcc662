"""The verdict on OLD and NEW."""

from __future__ import annotations

import gc
from collections import Counter
from datetime import date
from pathlib import Path

from marketsim.verification.inventory.amounts import Thousandths
from marketsim.verification.reconciliation.comparable import Rows, comparable
from marketsim.verification.reconciliation.holding import COUNTERFLOW, GAINED, MIGRATED, SELLER, Holding
from marketsim.verification.reconciliation.knowing import in_flight, tells_sales, untold
from marketsim.verification.reconciliation.ledger import Ledger, Reconciliation
from marketsim.verification.reconciliation.matching import Matching
from marketsim.verification.reconciliation.naming import NameMap, read_name_map
from marketsim.verification.reconciliation.netting import Group, by_id, by_origin, by_terms, runs
from marketsim.verification.reconciliation.pairs import judge_pairs
from marketsim.verification.reconciliation.parents import judge_parents
from marketsim.verification.reconciliation.preparing import aligned
from marketsim.verification.reconciliation.reading import read_side
from marketsim.verification.reconciliation.reports import judge_awards, judge_names, judge_reports
from marketsim.verification.reconciliation.roles import judge_roles
from marketsim.verification.reconciliation.side import EXTRACT, Side
from marketsim.verification.reconciliation.summary import counted, megawatts
from marketsim.verification.reconciliation.telling import Teller


def reconcile(
    old: Path,
    new: Path,
    *,
    as_of: date | None = None,
    name_map: Path | None = None,
    participant: str | None = None,
) -> Reconciliation:
    """Compare two inventories, each a legacy extract, downloads or an OASIS CRR_INVENTORY. Raises Unreadable.

    ``as_of``: the first Pacific day that is compared (default: the extract's go-live, else the latest inventory
    date); ``name_map``: a CSV of Kind, Old, New; ``participant``: only this owner's CRRs, by its new name.
    """
    names = read_name_map(name_map) if name_map is not None else NameMap()
    collecting = gc.isenabled()
    gc.disable()  # rows make no rings, and looking for some among hundreds of thousands takes as long as all else
    try:
        sides = read_side(old, "OLD"), read_side(new, "NEW")
        day, ledger = _first_day(sides, as_of), Ledger()
        return _verdict(*sides, comparable(*sides, names, day, participant, ledger), day, ledger)
    finally:
        if collecting:
            gc.enable()


def _first_day(sides: tuple[Side, Side], as_of: date | None) -> int | None:
    """The first day that is compared."""
    if as_of is not None:
        return as_of.toordinal()
    extracts = [each.as_of for each in sides if each.kind == EXTRACT and each.as_of is not None]
    others = [each.as_of for each in sides if each.as_of is not None]
    return max(extracts) if extracts else max(others, default=None)


def _verdict(old: Side, new: Side, rows: Rows, day: int | None, ledger: Ledger) -> Reconciliation:
    since, tells = day or 0, old.tells & new.tells
    untold(old, new, rows, day, ledger)
    offers = "offer" in tells and tells_sales(old) and tells_sales(new)
    left, right = (aligned(each, tells, offers) for each in (rows.old, rows.new))
    by_ids = "id" in tells
    matching = Matching(since, by_ids)
    matching.match(*_positions(old, new, left, right, since, by_ids, ledger))
    _looked(matching.keys, tells, offers, by_ids, ledger)
    faults = matching.faults
    if rows.everybody and "crr_type" in tells:
        faults = judge_pairs(rows.old, rows.new, rows.adjusted, since, faults, _absent(old, rows), ledger)
    Teller(ledger, by_ids, rows.owners, in_flight(old), _by_id(right)).tell(faults)
    judge_roles(old, new, rows.translation.owner, ledger)
    if "parent" in tells:
        judge_parents(matching.pairs, rows.new, ledger)
    told = {each for fault in matching.faults if fault.old for each in fault.old.crr_id.split("+")}
    judge_reports(old, new, rows, told, ledger)
    judge_awards(old, rows, told, ledger)
    judge_names(old, new, rows, ledger)
    return Reconciliation(
        counted(left, right), megawatts(left, right, since), ledger.findings(), ledger.explained(),
        ledger.not_checkable(), ledger.judged, ledger.totals(),
    )  # fmt: skip


def _positions(
    old: Side,
    new: Side,
    left: list[Holding],
    right: list[Holding],
    since: int,
    by_ids: bool,
    ledger: Ledger,
) -> tuple[list[Holding], list[Holding]]:
    """The rows as they are compared: migrations netted, sales summed; all by terms where ids are not told."""
    if not by_ids:
        return runs(left, by_terms, since), runs(right, by_terms, since)
    found: list[list[Holding]] = []
    numbers: list[int] = []
    netted = all(side.kind != EXTRACT or side.migrations is not None for side in (old, new))
    for side, rows in ((old, left), (new, right)):
        group: Group = by_terms
        if netted:
            group = by_id if side.migrations is None else by_origin(side.migrations)
        migrated = [each for each in rows if each.terms.crr_type in MIGRATED and each.terms.offer != SELLER]
        sold = [each for each in rows if each.terms.offer == SELLER]
        others = [each for each in rows if each.terms.crr_type not in MIGRATED and each.terms.offer != SELLER]
        found.append([*others, *runs(migrated, group, since), *runs(sold, by_terms, since)])
        numbers.append(len({each.crr_id for each in migrated}))
    if netted:
        ledger.looked("netting", min(numbers))
        reason = "several of the same LSEs and parent became one CRR each (netted by season and TOU)"
        ledger.explain("migrated CRRs that have no id of their own on NEW", reason, numbers[0] - numbers[1])
    else:
        ledger.untold("netting: needs migrations.csv of the extract")
    return found[0], found[1]


def _absent(old: Side, rows: Rows) -> dict[tuple[str, str, str, str], set[Thousandths]]:
    """By path of its gainer and CRR type: MW of the CRRs that OLD migrated and does not hold, or whose other side
    it migrated and not them.
    """
    held = {each.crr_id for each in old.holdings}
    node, found = rows.translation.node, dict[tuple[str, str, str, str], set[Thousandths]]()
    twins: dict[tuple[str, ...], Counter[str]] = {}
    for each in (old.migrations or {}).values():
        twins.setdefault((each.market, each.parent, each.loser, each.gainer), Counter())[each.crr_type] += 1
    for name, each in (old.migrations or {}).items():
        types = twins[each.market, each.parent, each.loser, each.gainer]
        other = COUNTERFLOW if each.crr_type == GAINED else GAINED
        ends = (each.source, each.sink) if each.crr_type == GAINED else (each.sink, each.source)
        lost = [each.crr_type] * (name not in held) + [other] * (types[other] < types[each.crr_type])
        for crr_type in lost:
            found.setdefault((node(ends[0]), node(ends[1]), each.tou, crr_type), set()).add(each.mw)
    return found


def _by_id(rows: list[Holding]) -> dict[str, list[Holding]]:
    found: dict[str, list[Holding]] = {}
    for row in rows:
        found.setdefault(row.crr_id, []).append(row)
    return found


def _looked(keys: int, tells: frozenset[str], offers: bool, by_ids: bool, ledger: Ledger) -> None:
    checks = ["mw", "dates", "dst-day", "owners"]
    checks += ["counts"] if by_ids else []
    checks += ["market-names", "names-unmapped"] if "market" in tells else []
    checks += ["offer-type", "sell-offers"] if offers else []
    for check in checks:
        ledger.looked(check, keys)
