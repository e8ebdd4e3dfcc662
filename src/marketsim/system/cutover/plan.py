"""Plans a cutover without touching anything: what the extract becomes here, or everything that stands against it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from marketsim.system.calendar.periods import PACIFIC, month, season
from marketsim.system.cutover import faults as wrong
from marketsim.system.cutover.bids import Standing, standing_bids
from marketsim.system.cutover.comparing import differences
from marketsim.system.cutover.conversion import Inventory, Terms
from marketsim.system.cutover.counterflows import unpaired
from marketsim.system.cutover.extract.reader import Extract
from marketsim.system.cutover.falsifying import falsified
from marketsim.system.cutover.inventory import made_inventory
from marketsim.system.cutover.markets import cut_markets_of, known_here, market_faults
from marketsim.system.cutover.names import name_map, named
from marketsim.system.cutover.nodes import Ground, Nodes, settle_nodes
from marketsim.system.cutover.people import Admission, admissions
from marketsim.system.cutover.problem import CutoverProblem, ExtractFault
from marketsim.system.cutover.replay import Right, natural, replay
from marketsim.system.store.cutovers import CutMarket
from marketsim.system.store.locations import Replacement


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a cutover writes; ``periods`` are those in which retired nodes are replaced."""

    extract: Extract
    terms: Terms
    nodes: Nodes
    replacements: tuple[Replacement, ...]
    admitted: tuple[Admission, ...]
    markets: tuple[CutMarket, ...]
    here: tuple[CutMarket, ...]
    rights: Mapping[str, Right]
    inventory: Inventory
    standing: tuple[Standing, ...]


def plan_cutover(extract: Extract, ground: Ground, faults: Collection[str] = ()) -> Plan:
    """What the extract becomes on the new model; raises CutoverProblem with everything that stands against it.

    ``faults`` are ids of cutover/faults.py.
    """
    admitted, odd = admissions(extract.roles, extract.participants, read_only=wrong.READ_ONLY_ROLES in faults)
    names, unnamed = named(extract.markets, name_map())
    nodes = settle_nodes(extract.locations, extract.retired, ground, farthest=wrong.FAR_REPLACEMENT in faults)
    odd += [*unnamed, *market_faults(extract.markets, names), *nodes.faults, *_owner_faults(extract)]
    if odd:
        raise CutoverProblem("the extract does not fit this system", odd)
    rights = _replayed(extract)
    _require_places(rights, ground, nodes)
    replaced = {} if wrong.NO_REPLACEMENT in faults else {
        each.retired: each.replacement for each in nodes.replaced
    }  # fmt: skip
    terms = Terms(
        markets=names,
        inventory=name_map().inventory,
        owners={each.name: each.new_name or each.name for each in extract.participants},
        nodes=replaced,
        periods={each.name: each.period for each in extract.markets},
        lives=extract.lives,
    )
    markets = cut_markets_of(extract.markets, names)
    made, inventory = _inventories(extract, terms, rights, faults)
    standing, unreadable = standing_bids(extract.bids, markets, terms.owners, replaced, made.pieces())
    if unreadable:
        raise CutoverProblem("bids of markets in flight cannot be taken over", unreadable)
    here = known_here(markets, both=wrong.BOTH_SYSTEMS in faults)
    replacements = tuple(
        Replacement(period, *each) for period in _periods(extract, here) for each in sorted(replaced.items())
    )
    return Plan(
        extract, terms, nodes, replacements, tuple(admitted), tuple(markets), tuple(here), rights, inventory,
        tuple(standing),
    )  # fmt: skip


def _replayed(extract: Extract) -> Mapping[str, Right]:
    replayed = replay(extract)
    reasons = [*replayed.differences, *unpaired(extract.migrations)]
    if not reasons:
        reasons = differences(replayed.rights, extract.holdings, extract.taken_at)
    if reasons:
        raise CutoverProblem("what the extract tells does not amount to its inventory", reasons)
    return replayed.rights


def _inventories(
    extract: Extract, terms: Terms, rights: Mapping[str, Right], faults: Collection[str]
) -> tuple[Inventory, Inventory]:
    """As it was made, and as faults falsify it: what was offered is looked up in the first."""
    without = frozenset(file for fault, file in wrong.REPLAYED_WITHOUT.items() if fault in faults)
    if without:
        rights = replay(extract, without).rights
    made = made_inventory(
        rights,
        [] if wrong.SALES_IGNORED in faults else extract.sales,
        terms,
        netted=wrong.NOT_NETTED not in faults,
        keep_expired=wrong.KEEP_EXPIRED in faults,
    )
    return made, falsified(made, rights, terms, faults)


def _owner_faults(extract: Extract) -> list[ExtractFault]:
    """Participants who are named and not there, and new names that two have."""
    known = {each.name for each in extract.participants}
    tables: Mapping[str, tuple[Sequence[object], tuple[str, ...]]] = {
        "awards.csv": (extract.awards, ("participant",)),
        "sales.csv": (extract.sales, ("participant",)),
        "trades.csv": (extract.trades, ("seller", "buyer")),
        "adjustments.csv": (extract.adjustments, ("participant",)),
        "migrations.csv": (extract.migrations, ("participant", "from_lse", "to_lse")),
        "conversions.csv": (extract.conversions, ("participant", "holder")),
        "messages.csv": (extract.messages, ("participant",)),
    }
    found = [
        ExtractFault(file, getattr(row, "line", 0), member, owner, "a participant of participants.csv")
        for file, (rows, members) in tables.items()
        for row in rows
        for member in members
        if (owner := getattr(row, member)) is not None and owner not in known
    ]
    taken: set[str] = set()
    for each in extract.participants:
        name = each.new_name or each.name
        if name in taken:
            found.append(ExtractFault("participants.csv", each.line, "NewName", name, "a name of its own"))
        taken.add(name)
    known_markets = {each.name: each.kind for each in extract.markets}
    for file, rows, member, kind in (
        ("migrations.csv", extract.migrations, "market", "LOAD_MIGRATION"),
        ("conversions.csv", extract.conversions, "window", "TOR"),
        ("sales.csv", extract.sales, "market", "AUCTION"),
    ):
        for row in rows:
            if known_markets.get(getattr(row, member)) != kind:
                expected = f"a market of kind {kind} in markets.csv"
                found.append(ExtractFault(file, row.line, member, getattr(row, member), expected))
    return found


def _require_places(rights: Mapping[str, Right], ground: Ground, nodes: Nodes) -> None:
    """Every source and sink is one of the new model, of the old list, or a retired one with a replacement."""
    standing = (each.name for each in ground.locations.values() if not each.retired)
    known = {*standing, *(each.name for each in (*nodes.fresh, *nodes.retired))}
    found = [
        f"CRR {old_id}: {node} is no source or sink of the new model, of the old list or of retired.csv"
        for old_id in sorted(rights, key=natural)
        for node in (rights[old_id].source, rights[old_id].sink)
        if node not in known
    ]
    if found:
        raise CutoverProblem("sources and sinks cannot be placed on the new model", found)


def _periods(extract: Extract, here: Sequence[CutMarket]) -> list[str]:
    """The first month and every season of the year from then on, and those of markets that are still to be posted."""
    day = extract.lives.astimezone(PACIFIC) + timedelta(hours=12)
    seasons = [season(day.year, number).name for number in range((day.month + 2) // 3, 5)]
    ahead = [each.period for each in here if each.posted is None and each.kind != "LOAD_MIGRATION"]
    return sorted({month(day.year, day.month).name, *seasons, *ahead})
