"""The rows of a side under new names: owners, markets, sources and sinks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from marketsim.verification.reconciliation.days import months_of, season_of
from marketsim.verification.reconciliation.holding import SELLER, Holding, Terms
from marketsim.verification.reconciliation.ledger import Ledger, of_rows
from marketsim.verification.reconciliation.naming import (
    AWARDED,
    MIGRATION,
    OTHER,
    SYSTEM,
    TRADED,
    NameMap,
    by_form,
    is_migration,
)
from marketsim.verification.reconciliation.side import EXTRACT, Side

_WITHOUT_MARKET = {"SECONDARY_MARKET": TRADED, "SYSTEM": SYSTEM, "LOAD_MIGRATION": MIGRATION}


@dataclass(slots=True)
class Translation:
    """How the names of one side read in the new system; ``unknown``: the rows of markets that nothing maps."""

    side: Side
    names: NameMap
    replacements: Mapping[str, Mapping[str, str]]
    as_of: int | None
    unknown: dict[str, list[Holding]] = field(default_factory=dict)
    _seen: dict[Terms, Terms] = field(default_factory=dict)

    def of(self, rows: Iterable[Holding]) -> list[Holding]:
        """The rows under new names; those of markets without one keep the old name and are ``unknown``."""
        found: list[Holding] = []
        for row in rows:
            terms = self._seen.get(row.terms)
            if terms is None:
                terms = self._seen[row.terms] = self._terms(row.terms)
            new = row if terms is row.terms else row._replace(terms=terms)
            if row.terms.market in self.unknown:
                self.unknown[row.terms.market].append(new)
            found.append(new)
        return found

    def owner(self, name: str) -> str:
        """What an owner is called now."""
        if name in self.names.owners:
            return self.names.owners[name]
        return (self.side.participants or {}).get(name, name)

    def node(self, name: str) -> str:
        """Where a source or sink is now."""
        if name in self.names.nodes:
            return self.names.nodes[name]
        by_period = self.replacements.get(name)
        if not by_period or self.side.retired is None or name not in self.side.retired:
            return name
        active = () if self.as_of is None else (months_of(self.as_of), season_of(self.as_of))
        return next((by_period[each] for each in active if each in by_period), by_period[max(by_period)])

    def market(self, old: str, category: str) -> str:
        """What a market is called now; the old name where nothing tells. Market name rules: market rules 9."""
        if self.side.kind == EXTRACT and category not in AWARDED and category in _WITHOUT_MARKET:
            return _WITHOUT_MARKET[category]
        if not old:
            return OTHER if self.side.kind == EXTRACT else ""
        if old in self.names.markets:
            return self.names.markets[old]
        listed = self.side.markets
        if listed is not None and old in listed and listed[old].new_name:
            return listed[old].new_name
        if is_migration(old):
            return MIGRATION
        new = by_form(old) if listed is None or old in listed else None
        if new is None:
            self.unknown.setdefault(old, [])
        return new or old

    def _terms(self, old: Terms) -> Terms:
        category = "AUCTION" if old.offer == SELLER else old.category
        new = old._replace(
            owner=self.owner(old.owner), source=self.node(old.source), sink=self.node(old.sink),
            market=self.market(old.market, category),
        )  # fmt: skip
        return old if new == old else new


def settled(
    translation: Translation, rows: list[Holding], others: list[Holding], ledger: Ledger
) -> list[Holding]:
    """The rows, with markets that nothing maps called as most rows of the other side call them; they are findings."""
    for name, found in translation.unknown.items():
        what = f"{translation.side.title}: no map tells the new name of market {name}"
        expected = "every market of an unexpired CRR in the name map"
        live = [each for each in found if translation.as_of is None or each.last >= translation.as_of]
        if live:
            fix = "add it to markets.csv, or to --name-map"
            ledger.found(of_rows("names-unmapped", live, what, expected, "none for this one", fix))
    if not translation.unknown:
        return rows
    called: dict[object, set[str]] = {}
    for row in others:
        called.setdefault(_but_market(row), set()).add(row.terms.market)
    votes: dict[str, Counter[str]] = {name: Counter() for name in translation.unknown}
    for row in rows:
        if row.terms.market in votes:
            votes[row.terms.market].update(called.get(_but_market(row), ()))
    new = {name: min(count, key=lambda each: (-count[each], each)) for name, count in votes.items() if count}
    return [
        row._replace(terms=row.terms._replace(market=new[row.terms.market]))
        if row.terms.market in new
        else row
        for row in rows
    ]


def _but_market(row: Holding) -> object:
    terms = row.terms
    return terms[:7], row.first, row.last, row.mw
