"""Replays what happened to every CRR in the old system: awards, conversions, migrations, trades, sales, adjustments.

Every CRR of the old inventory has its history in the extract; nothing is taken from that inventory but the class of
what the operator entered without a market.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from marketsim.system.cutover.extract.reader import Extract
from marketsim.system.cutover.extract.rows import Award, OldConversion, OldMarket, OldMigration, OldTrade
from marketsim.system.cutover.steps import Step, changed

AWARD, TRADE, CONVERSION, MIGRATION = "AWARD", "TRADE", "CONVERSION", "MIGRATION"


@dataclass(slots=True)
class Right:
    """A CRR of the old system and its MW over time; all names are the old ones.

    ``category`` is where it came from as the inventories have it; ``event`` is the id of what made it.
    """

    old_id: str
    parent: str | None
    owner: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    category: str
    market: str | None
    start: datetime
    end: datetime
    origin: str
    event: str
    steps: list[Step] = field(default_factory=list)
    migration: OldMigration | None = None
    conversion: OldConversion | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """Every CRR by its old id, and what in the history contradicts itself."""

    rights: Mapping[str, Right]
    differences: tuple[str, ...]


def replay(extract: Extract, without: frozenset[str] = frozenset()) -> Replayed:
    """Replay the history of an extract; ``without`` leaves out whole files of it, which is a fault."""
    history = _History(extract, without)
    history.begin()
    history.trade()
    history.sell()
    history.adjust()
    for right in history.rights.values():
        if any(step.mw < 0 for step in right.steps):
            history.differences.append(f"CRR {right.old_id}: more was sold or taken off than it had")
    return Replayed(history.rights, tuple(history.differences))


class _History:
    def __init__(self, extract: Extract, without: frozenset[str]) -> None:
        self._extract, self._without = extract, without
        self._markets: Mapping[str, OldMarket] = {each.name: each for each in extract.markets}
        self._classes = {each.old_id: each.category for each in extract.holdings}
        self.rights: dict[str, Right] = {}
        self.differences: list[str] = []

    def begin(self) -> None:
        """What markets awarded, windows converted and load migration made."""
        for award in self._extract.awards:
            self._keep("awards.csv", award.line, self._awarded(award))
        for conversion in self._extract.conversions:
            self._keep("conversions.csv", conversion.line, _converted(conversion))
        for migration in self._extract.migrations:
            self._keep("migrations.csv", migration.line, _migrated(migration))
        for migration in self._extract.migrations:
            if migration.parent not in self.rights:
                self._say("migrations.csv", migration.line, f"CRR {migration.parent} is in no history")
            elif self._circles(migration):
                self._say("migrations.csv", migration.line, f"CRR {migration.old_id} migrated from itself")

    def _circles(self, migration: OldMigration) -> bool:
        """Whether one gets back to where one was by going from right to right that it migrated from."""
        seen: set[str] = set()
        right: Right | None = self.rights[migration.old_id]
        while right is not None and right.migration is not None:
            if right.old_id in seen:
                return True
            seen.add(right.old_id)
            right = self.rights.get(right.migration.parent)
        return False

    def trade(self) -> None:
        """What was traded; what a buyer sold on waits for the trade that it was bought in."""
        if "trades" in self._without:
            return
        waiting = sorted(self._extract.trades, key=lambda each: (each.effective, each.trade_id))
        while waiting:
            ready = [each for each in waiting if each.old_id in self.rights]
            if not ready:
                for each in waiting:
                    self._say("trades.csv", each.line, f"CRR {each.old_id} is in no history")
                return
            for each in ready:
                self._traded(each)
            done = {each.trade_id for each in ready}
            waiting = [each for each in waiting if each.trade_id not in done]

    def sell(self) -> None:
        """What auctions sold."""
        for sale in () if "sales" in self._without else self._extract.sales:
            if sale.market not in self._markets:
                self._say("sales.csv", sale.line, f"{sale.market} is not in markets.csv")
            self._change(
                "sales.csv", sale.line, sale.old_id, sale.participant, (sale.start, sale.end, -sale.mw)
            )

    def adjust(self) -> None:
        """What the operator adjusted."""
        for each in () if "adjustments" in self._without else self._extract.adjustments:
            self._change(
                "adjustments.csv", each.line, each.old_id, each.participant, (each.start, each.end, each.mw)
            )

    def _awarded(self, award: Award) -> Right:
        market = self._markets.get(award.market or "")
        if award.market and market is None:
            self._say("awards.csv", award.line, f"{award.market} is not in markets.csv")
        category = market.kind if market else self._classes.get(award.old_id, _class_of(award.crr_type))
        return Right(
            old_id=award.old_id, parent=None, owner=award.participant, source=award.source, sink=award.sink,
            tou=award.tou, hedge_type=award.hedge_type, crr_type=award.crr_type, category=category,
            market=award.market, start=award.start, end=award.end, origin=AWARD, event=award.market or "operator",
            steps=[Step(award.start, award.end, award.mw)],
        )  # fmt: skip

    def _traded(self, trade: OldTrade) -> None:
        sold = self.rights[trade.old_id]
        self._change(
            "trades.csv", trade.line, trade.old_id, trade.seller, (trade.start, trade.end, -trade.mw)
        )
        bought = Right(
            old_id=trade.new_old_id, parent=trade.old_id, owner=trade.buyer, source=sold.source, sink=sold.sink,
            tou=sold.tou, hedge_type=sold.hedge_type, crr_type=sold.crr_type, category="SECONDARY_MARKET",
            market=None, start=trade.start, end=trade.end, origin=TRADE, event=trade.trade_id,
            steps=[Step(trade.start, trade.end, trade.mw)],
        )  # fmt: skip
        self._keep("trades.csv", trade.line, bought)

    def _change(
        self, file: str, line: int, old_id: str, owner: str, change: tuple[datetime, datetime, int]
    ) -> None:
        right = self.rights.get(old_id)
        if right is None:
            self._say(file, line, f"CRR {old_id} is in no history")
            return
        if right.owner != owner:
            self._say(file, line, f"CRR {old_id} is {right.owner}'s, not {owner}'s")
        try:
            right.steps = changed(right.steps, *change)
        except ValueError as problem:
            self._say(file, line, f"CRR {old_id}: {problem}")

    def _keep(self, file: str, line: int, right: Right) -> None:
        if right.old_id in self.rights:
            self._say(file, line, f"CRR {right.old_id} is made a second time")
        self.rights[right.old_id] = right

    def _say(self, file: str, line: int, what: str) -> None:
        self.differences.append(f"{file} line {line}: {what}")


def _class_of(crr_type: str) -> str:
    return "AUCTION" if crr_type == "AUC" else "ALLOCATION"


def _converted(each: OldConversion) -> Right:
    return Right(
        old_id=each.old_id, parent=None, owner=each.participant, source=each.source, sink=each.sink, tou=each.tou,
        hedge_type="OPT", crr_type="MT_TOR", category="SYSTEM", market=each.window, start=each.start, end=each.end,
        origin=CONVERSION, event=each.window, steps=[Step(each.start, each.end, each.mw)], conversion=each,
    )  # fmt: skip


def _migrated(each: OldMigration) -> Right:
    return Right(
        old_id=each.old_id, parent=each.parent, owner=each.participant, source=each.source, sink=each.sink,
        tou=each.tou, hedge_type="OBL", crr_type=each.crr_type, category="LOAD_MIGRATION", market=each.market,
        start=each.start, end=each.end, origin=MIGRATION, event=each.market,
        steps=[Step(each.start, each.end, each.mw)], migration=each,
    )  # fmt: skip


def natural(old_id: str) -> tuple[int, str]:
    """The order of old ids: shorter ones first, so that numbers stand as they count."""
    return len(old_id), old_id
