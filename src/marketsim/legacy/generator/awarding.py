"""What the old markets awarded: products still in force and past ones, owners and paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from marketsim.legacy.calendar import midnight, season
from marketsim.legacy.generator.books import Ids, Right, Rows
from marketsim.legacy.generator.deeds import posted
from marketsim.legacy.generator.draws import Draws
from marketsim.legacy.generator.markets import LT_YEARS, Product
from marketsim.legacy.history import Stretch
from marketsim.legacy.records import Award, Conversion
from marketsim.legacy.world import Place

MOST_MW = 80_000
ALLOCATED = ("TR", "TR2", "TR3", "LT")

# Of a hundred live awards; what a world lacks goes to the next that it has.
_SHARES = (("AN_AUC", 36), ("LT", 25), ("AN_TR", 26), ("MN_AUC", 8), ("MN_TR", 5))


@dataclass(slots=True)
class Awarding:
    """Awards CRRs, live ones (not ended at ``taken_at``) or past ones."""

    draws: Draws
    ids: Ids
    products: Sequence[Product]
    history_from: date
    taken_at: datetime
    holders: Sequence[str]
    serving: Sequence[str]
    transmission: Sequence[str]
    places: Sequence[Place]
    live: dict[str, list[tuple[Product, Stretch]]] = field(init=False)
    past: dict[str, list[tuple[Product, Stretch]]] = field(init=False)

    def __post_init__(self) -> None:
        self.live, self.past = {}, {}
        beginning = midnight(self.history_from)
        for product, made in self._dated():
            if made.end >= beginning:
                found = self.live if made.end >= self.taken_at else self.past
                found.setdefault(self._group(product), []).append((product, made))

    def award(self, rows: Rows, *, live: bool, group: str | None = None, retired: bool = False) -> Right:
        """A CRR of a group (any: None), live or past; ``retired``: from a node that the new model lacks."""
        pool = self.live if live else self.past
        product, made = self.draws.one_of(pool[group if group in pool else self._any(pool)])
        allocated = product.kind in ALLOCATED
        owner = self.draws.one_of(self.serving if allocated else self.holders)
        source, sink = self._path(allocated, retired)
        mw = self.draws.mw(MOST_MW)
        right = Right(
            self.ids.next_crr(), owner, source, sink, self.draws.one_of(("ON", "OFF")),
            Stretch(made.start, made.end, mw), product.posted or self.taken_at,
        )  # fmt: skip
        rows.awards.append(
            Award(
                right.crr_id, product.market.old_market, owner, source, sink, right.tou, "OBL",
                "LSE" if allocated else "AUC", made.start, made.end, mw,
                None if allocated else self.draws.between(-20_000, 400_000),
            )
        )  # fmt: skip
        return right

    def entered(self, rows: Rows) -> Right:
        """A CRR that the operator entered: of no market."""
        right = self.award(rows, live=True)
        award = rows.awards.pop()
        rows.awards.append(
            Award(
                award.old_crr_id, None, award.participant, award.source, award.sink, award.tou, award.hedge_type,
                award.crr_type, award.start, award.end, award.mw, None,
            )
        )  # fmt: skip
        return right

    def converted(self, rows: Rows, *, live: bool) -> Right | None:
        """An option out of a transmission right, for the days of its window; None without any."""
        windows = [
            each
            for each in posted(self.products, "TOR")
            if (each.period.end >= self.taken_at) is live and each.period.end >= midnight(self.history_from)
        ]
        if not windows or not self.transmission:
            return None
        window = self.draws.one_of(windows)
        period = window.period
        source, sink = self._path(True, False)
        right = Right(
            self.ids.next_crr(), self.draws.one_of(self.holders), source, sink,
            self.draws.one_of(("ON", "OFF")), Stretch(period.start, period.end, self.draws.mw(MOST_MW)),
            window.posted or self.taken_at,
        )  # fmt: skip
        rows.conversions.append(
            Conversion(
                right.crr_id, window.market.old_market, right.owner, self.draws.one_of(self.transmission),
                source, sink, right.tou, *right.made, self.draws.percent(50),
            )
        )  # fmt: skip
        return right

    def _dated(self) -> list[tuple[Product, Stretch]]:
        found = []
        for kind in (*ALLOCATED, "AUC"):
            for each in posted(self.products, kind):
                if kind != "LT":
                    found.append((each, Stretch(each.period.start, each.period.end, 0)))
                    continue
                first = each.period.first
                for ahead in range(1, LT_YEARS + 1):
                    period = season(first.year + ahead, (first.month + 2) // 3)
                    found.append((each, Stretch(period.start, period.end, 0)))
        return found

    def _group(self, product: Product) -> str:
        if product.kind == "LT":
            return "LT"
        term = "AN" if product.market.term == "ANNUAL" else "MN"
        return f"{term}_{'AUC' if product.kind == 'AUC' else 'TR'}"

    def _any(self, pool: dict[str, list[tuple[Product, Stretch]]]) -> str:
        drawn = self.draws.below(100)
        for group, share in _SHARES:
            drawn -= share
            if drawn < 0 and group in pool:
                return group
        return next(group for group, _ in _SHARES if group in pool)

    def _path(self, allocated: bool, retired: bool) -> tuple[str, str]:
        usable = [each for each in self.places if each.biddable and each.replacement is None]
        sinks = [each.name for each in usable if each.kind == "LAP" or not allocated]
        gone = [each.name for each in self.places if each.replacement is not None]
        source = self.draws.one_of(gone if retired else [each.name for each in usable if each.kind != "LAP"])
        while (sink := self.draws.one_of(sinks)) == source:
            continue
        return source, sink
