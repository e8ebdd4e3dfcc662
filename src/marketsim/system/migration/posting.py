"""Posts a load migration market's newest run, posts corrected results in their place, and takes results back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.faults import steps_of
from marketsim.system.migration.gathering import gather
from marketsim.system.migration.holdings import STEPS, Adjusted, Ledger
from marketsim.system.migration.inputs import MigrationInputs, Parent
from marketsim.system.migration.pairs import by_terms, known_pairs
from marketsim.system.migration.percentages import Share
from marketsim.system.migration.run import MigrationRun, migration_to_clear, newest_run, require_newest
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.settings import Settings
from marketsim.system.store.holdings import change_crr, list_crrs, remove_crrs
from marketsim.system.store.load_migration import percentage_ids, publish_migration
from marketsim.system.store.migration_markets import (
    ConfiguredMarket,
    change_migration_market,
    find_migration_market,
)
from marketsim.system.store.migration_runs import (
    MigrationPosting,
    add_migration_posting,
    add_pair,
    forget_migration_postings,
    holding_changes,
    keep_holding_changes,
    keep_moves,
    newest_migration_posting,
)
from marketsim.system.store.segments import forget_segments


@dataclass(frozen=True, slots=True)
class PostedMigration:
    """What a posting did: the run, how many CRRs it made and adjusted, and whether it was a correction."""

    run: int
    made: int
    adjusted: int
    corrected: bool


def post_migration(
    store: Connection, settings: Settings, name: str, now: datetime, faults: ResultFaults = NO_RESULT_FAULTS
) -> PostedMigration:
    """Publish the newest run of a market and let its CRRs follow the load; raises MarketProblem.

    All of it in the caller's unit of work. Posting again takes the former posting back and puts the newest run in its
    place: CRRs of the same pair on the same right keep their ids, the market keeps its first posting's moment.
    """
    dates = migration_to_clear(store, name, now)
    run = _run_to_post(store, name, dates)
    former = newest_migration_posting(store, name)
    _take_back(store, name)
    if gather(store, settings, name, dates.effective_date, faults) != run.inputs:
        raise MarketProblem(
            f"what run {run.number} of {name} was worked out from has changed: uploads, rights or earlier markets",
            expected="a run of what stands now",
            fix="clear the market again",
        )
    entries = _moved(store, run, faults)
    known = percentage_ids(store, name)
    publish_migration(store, name, _percentages(run, known), (_holding(each) for each in entries))
    number = former.posting + 1 if former else 1
    add_migration_posting(store, MigrationPosting(name, number, run.number, now))
    market = find_migration_market(store, name)
    if market is None or market.posted_at is None or market.posted_at > now:
        change_migration_market(store, name, posted_at=now)
    made = sum(each.initial is not None for each in entries)
    return PostedMigration(run.number, made, len(entries) - made, corrected=former is not None)


def withdraw_migration(store: Connection, name: str) -> bool:
    """Take posted results and what they made back; whether there were any. Raises MarketProblem, nothing changed.

    The runs stay, and so do the ids: whoever posts again posts for the first time.
    """
    if newest_migration_posting(store, name) is None:
        return False
    market = find_migration_market(store, name)
    if market is not None and market.effective_date is not None:
        require_newest(store, name, market.effective_date)
    _take_back(store, name)
    publish_migration(store, name, (), ())
    forget_migration_postings(store, name)
    return True


def _run_to_post(store: Connection, name: str, dates: ConfiguredMarket) -> MigrationRun:
    run = newest_run(store, name)
    if run is None:
        raise MarketProblem(
            f"load migration market {name} has not been cleared",
            expected="a run",
            fix="clear the market first",
        )
    if run.cleared_at < dates.close_date:
        raise MarketProblem(
            f"run {run.number} of {name} was made before its window closed for good",
            expected="a run of what was uploaded in the end",
            fix="clear the market again",
        )
    return run


def _moved(store: Connection, run: MigrationRun, faults: ResultFaults) -> list[Adjusted]:
    """Let the moves become holdings; what became of each CRR."""
    rights = _rights(run.inputs)
    pairs = known_pairs(store)
    numbered = by_terms(pairs)
    held = {crr.crr_id: crr for crr in list_crrs(store)}
    ledger = Ledger(store, run.inputs.market, run.inputs.effective_date, pairs, held, faults)
    moved: list[tuple[int, str]] = []
    for move in run.results.moves:
        terms = move.parent_crr_id, move.from_owner, move.to_owner
        pair = numbered.get(terms) or add_pair(store, *terms)
        moved.append((pair.pair, str(move.after - move.before)))
        if steps := steps_of(move, faults):
            ledger.enter(pair, rights[move.parent_crr_id], steps)
    ledger.write()
    keep_moves(store, run.inputs.market, moved)
    keep_holding_changes(store, run.inputs.market, (each.change for each in ledger.entries))
    return ledger.entries


def _rights(inputs: MigrationInputs) -> dict[int, Parent]:
    """The rights on which CRRs may be made or changed, by id."""
    return {each.crr_id: each for each in inputs.parents if each.crr_id is not None}


def _take_back(store: Connection, name: str) -> None:
    """Undo what the posting in force did to the inventory; raises MarketProblem where CRRs were traded on since."""
    changes = holding_changes(store, name)
    held = {crr.crr_id: crr for crr in list_crrs(store)}
    for each in changes:
        if held.get(each.after.crr_id) != each.after:
            raise _moved_on(name, each.after.crr_id)
    made = {each.after.crr_id for each in changes if each.before is None}
    for crr in held.values():
        if crr.parent_crr_id in made:
            raise _moved_on(name, crr.parent_crr_id or 0)
    remove_crrs(store, made)
    for each in changes:
        if each.before is not None:
            values = asdict(each.before)
            change_crr(store, values.pop("crr_id"), **values)
    forget_segments(store, name)
    keep_holding_changes(store, name, ())
    keep_moves(store, name, ())


def _moved_on(name: str, crr_id: int) -> MarketProblem:
    return MarketProblem(
        f"CRR {crr_id}, which the posted results of {name} made or changed, was traded on since",
        expected="holdings as the posting left them",
        fix="leave the results as they are: the ISO resolves such a case by hand",
    )


def _percentages(
    run: MigrationRun, known: dict[tuple[str, str, str, int, str], int]
) -> Iterator[dict[str, Any]]:
    """The published rows, each with the id that it had before."""
    owners = dict(run.inputs.owners)
    for each in _old_first(run.results.percentages, known):
        key = each.udc or "", each.from_lse, each.to_lse, each.season, each.tou
        row: dict[str, Any] = dict(zip(("udc", "from_lse", "to_lse", "season", "tou"), key, strict=True))
        row |= {"from_owner": owners[each.from_lse], "to_owner": owners[each.to_lse]}
        row |= {"percentage": float(each.share * run.inputs.whole), "mw": float(each.mw)}
        yield row | ({"id": known[key]} if key in known else {})


def _old_first(shares: Iterable[Share], known: dict[tuple[str, str, str, int, str], int]) -> list[Share]:
    return sorted(
        shares,
        key=lambda each: (each.udc or "", each.from_lse, each.to_lse, each.season, each.tou) not in known,
    )


def _holding(each: Adjusted) -> dict[str, Any]:
    crr = each.change.after
    named = ("crr_id", "parent_crr_id", "owner", "source", "sink", "tou", "start", "end", "crr_type")
    row = {name: getattr(crr, name) for name in named}
    return row | {"initial_mw": _mw(each.initial), "adjusted_mw": _mw(each.adjusted)}


def _mw(steps: int | None) -> float | None:
    return None if steps is None else steps / STEPS
