"""Writes what a cutover planned into the store, step by step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from marketsim.system.cutover import faults as wrong
from marketsim.system.cutover import reports
from marketsim.system.cutover.bids import write_bids
from marketsim.system.cutover.conversion import Inventory
from marketsim.system.cutover.markets import write_conversions, write_markets
from marketsim.system.cutover.people import write_people
from marketsim.system.cutover.plan import Plan
from marketsim.system.markets.notices import UNWRITABLE
from marketsim.system.migration.pairs import BACK, FORWARD, GAINED, IDS_OF, LOST, Instalment
from marketsim.system.settings import Settings
from marketsim.system.store import locations as places
from marketsim.system.store.cutovers import keep_markets, keep_origins, keep_participant_names, keep_report
from marketsim.system.store.holdings import Crr, add_crrs, keep_ids, list_crrs
from marketsim.system.store.load_migration import publish_migration
from marketsim.system.store.messages import MessageRow, add_message
from marketsim.system.store.migration_runs import add_pair, keep_moves
from marketsim.system.store.segments import add_segments, list_parts


class BrokenOff(Exception):
    """A fault broke the cutover off after a step."""


def write_plan(store: Connection, settings: Settings, plan: Plan, faults: Collection[str]) -> list[str]:
    """Write everything in the order of faults.STEPS; the persons that are new. Raises BrokenOff for such a fault."""
    made: list[str] = []
    steps: dict[str, Callable[[], object]] = {
        "participants": lambda: made.extend(_people(store, plan)),
        "nodes": lambda: _nodes(store, plan),
        "markets": lambda: _markets(store, settings, plan),
        "inventory": lambda: _inventory(store, plan),
        "migrations": lambda: write_migrations(store, plan.inventory),
        "bids": lambda: write_bids(
            store, () if wrong.LOSE_BIDS in faults else plan.standing, plan.extract.taken_at
        ),
        "messages": lambda: _messages(store, settings, plan, faults),
        "reports": lambda: _reports(store, plan, faults),
    }
    for step in wrong.STEPS:
        steps[step]()
        if f"fail-{step}" in faults:
            raise BrokenOff(step)
    return made


def _people(store: Connection, plan: Plan) -> list[str]:
    keep_participant_names(store, plan.terms.owners)
    return write_people(store, plan.extract.participants, plan.admitted)


def _nodes(store: Connection, plan: Plan) -> None:
    there = {each.name for each in places.list_locations(store)}
    for each in (*plan.nodes.fresh, *plan.nodes.retired):
        if each.name in there:
            table = places.locations
            values = {"retired": each.retired, "biddable": each.biddable}
            store.execute(table.update().where(table.c.name == each.name).values(values))
            continue
        values = {name: getattr(each, name) for name in ("name", "type", "zone", "biddable", "retired")}
        store.execute(insert(places.locations).values(values))
        buses = [{"location": each.name, "bus": bus, "factor": factor} for bus, factor in each.factors]
        store.execute(insert(places.location_buses), buses)
    places.add_replacements(store, plan.replacements)


def _markets(store: Connection, settings: Settings, plan: Plan) -> None:
    keep_markets(store, plan.markets)
    write_markets(store, settings, plan.here)


def _inventory(store: Connection, plan: Plan) -> None:
    write_holdings(store, plan.inventory)
    terms = plan.terms
    write_conversions(
        store, plan.extract.conversions, terms.markets, terms.owners, terms.nodes, plan.inventory.new_id
    )


def write_holdings(store: Connection, inventory: Inventory) -> None:
    """Keep CRRs, their elapsed segments and where they came from."""
    add_crrs(store, inventory.crrs)
    add_segments(store, inventory.segments)
    keep_origins(
        store,
        (
            {"crr_id": each.crr_id, "old_crr_id": each.old_id, "origin": each.origin, "event": each.event}
            for each in inventory.origins
        ),
    )


def write_migrations(store: Connection, inventory: Inventory) -> None:
    """Number the pairs, with the ids of their CRRs and what each market moved, so that later markets net on them."""
    by_id = {each.crr_id: each for each in inventory.crrs}
    moves: dict[str, list[tuple[int, str]]] = {}
    results: dict[str, list[dict[str, Any]]] = {}
    ids: dict[int, tuple[int, str]] = {}
    for each in inventory.pairs:
        pair = add_pair(store, each.parent_crr_id, each.from_owner, each.to_owner)
        instalment = Instalment(pair, BACK if each.back else FORWARD, 1)
        for side, crr_id in ((GAINED, each.gained), (LOST, each.lost)):
            if crr_id is not None and crr_id in by_id:
                ids[crr_id] = pair.pair, instalment.part(side)
        for number, (market, mw) in enumerate(each.moved):
            exact = Fraction(-mw if each.back else mw, 1000)
            moves.setdefault(market, []).append((pair.pair, str(exact)))
            for crr_id in (each.gained, each.lost):
                if crr_id is not None and crr_id in by_id:
                    results.setdefault(market, []).append(
                        _result(by_id[crr_id], each.parent_crr_id, mw / 1000, first=number == 0)
                    )
    keep_ids(store, IDS_OF, ids)
    for market, moved in sorted(moves.items()):
        keep_moves(store, market, moved)
    for market, rows in sorted(results.items()):
        publish_migration(store, market, (), rows)


def _result(crr: Crr, parent: int, mw: float, *, first: bool) -> dict[str, Any]:
    terms = {
        name: getattr(crr, name)
        for name in ("crr_id", "owner", "source", "sink", "tou", "start", "end", "crr_type")
    }
    return {
        **terms,
        "parent_crr_id": parent,
        "initial_mw": mw if first else None,
        "adjusted_mw": None if first else mw,
    }


def _messages(store: Connection, settings: Settings, plan: Plan, faults: Collection[str]) -> None:
    for each in () if wrong.LOSE_MESSAGES in faults else plan.extract.messages:
        owner = None if each.participant is None else plan.terms.owner(each.participant)
        sender = settings.text("messages.sender")
        add_message(store, MessageRow(owner, each.sent, sender, UNWRITABLE.sub(" ", each.text)))


def _reports(store: Connection, plan: Plan, faults: Collection[str]) -> None:
    made = {
        reports.MARKET_MAPPING: reports.market_mapping(plan.markets),
        reports.CRR_MAPPING: reports.crr_mapping(plan.rights, plan.inventory),
        reports.OFFER_MAPPING: reports.offer_mapping(plan.inventory.sold),
        reports.NAMES: reports.name_mapping(plan.terms),
        reports.ROLES: reports.role_mapping(plan.admitted),
    }
    for name, rows in made.items():
        keep_report(store, name, reports.shifted(rows) if wrong.WRONG_MAPPING in faults else rows)


def inventory_digest(store: Connection) -> str:
    """A digest of the whole inventory, elapsed segments included: the same inventory, the same digest."""
    return _digest(list_parts(store))


def owners_held(store: Connection) -> int:
    """How many participants hold a CRR."""
    return len({each.owner for each in list_crrs(store) if each.mw})


def _digest(rows: Iterable[Crr]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(msgspec.json.encode(row) + b"\n")
    return digest.hexdigest()
