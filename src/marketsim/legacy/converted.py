"""What a clean conversion of an extract looks like, on paper: the new inventory and the reports beside it.

For tests, benchmarks and ``marketsim extract --converted`` only. The embedded system's cutover is another piece of
code, and the two agree by the reconcile oracle. Plain on purpose: it takes holdings.csv as it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from marketsim.contract.cells import Cell
from marketsim.contract.file_format import CUTOVER_FILES, FILE_FORMATS, FileFormat
from marketsim.contract.tables import write_csv
from marketsim.legacy import history
from marketsim.legacy.calendar import SECOND, midnight
from marketsim.legacy.extract import Extract
from marketsim.legacy.history import Origin, Stretch
from marketsim.legacy.new_names import NEW_ROLES, NewNames, new_names, period
from marketsim.legacy.records import Holding, Migration

FIRST_ID = 1_000_001
Row = Mapping[str, Cell]

FILES: Mapping[str, FileFormat] = {
    "EXISTING_CRRS.csv": FILE_FORMATS["PUBLIC_EXISTING_CRR"],
    "LOAD_MIGRATION_MARKET_MAPPING.csv": CUTOVER_FILES["LOAD_MIGRATION_MARKET_MAPPING"],
    "LOAD_MIGRATION_CRR_MAPPING.csv": CUTOVER_FILES["LOAD_MIGRATION_CRR_MAPPING"],
    "AWARDED_SELL_OFFER_MAPPING.csv": CUTOVER_FILES["AWARDED_SELL_OFFER_MAPPING"],
    "names.csv": CUTOVER_FILES["CUTOVER_NAMES"],
    "replacements.csv": FILE_FORMATS["SOURCE_SINK_REPLACEMENT"],
    "roles.csv": CUTOVER_FILES["CUTOVER_ROLES"],
}


@dataclass(frozen=True, slots=True)
class NewCrr:
    """A row of the new inventory: MW in thousandths from a first to a last second; an id may have several rows."""

    crr_id: int
    parent: int | None
    owner: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    category: str
    market: str
    period: str
    start: datetime
    end: datetime
    mw: int
    offer_type: str = "OWNER"

    def row(self) -> dict[str, Cell]:
        """As the download of existing CRRs has it."""
        return {
            "CrrId": self.crr_id, "ParentCrrId": self.parent, "AssetOwner": self.owner, "Source": self.source,
            "Sink": self.sink, "TOU": self.tou, "HedgeType": self.hedge_type, "CrrType": self.crr_type,
            "Category": self.category, "MarketName": self.market, "Period": self.period,
            "StartDate": self.start, "EndDate": self.end, "MW": self.mw / 1000, "OfferType": self.offer_type,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Converted:
    """The new side: its inventory, and the rows of every other file by the file's name; ``ids``: new by old."""

    crrs: tuple[NewCrr, ...]
    reports: Mapping[str, tuple[Row, ...]]
    ids: Mapping[int, int]


def convert(extract: Extract) -> Converted:
    """The clean conversion. Raises Unconvertible for what has no new name, KeyError for holdings without history."""
    return _Conversion(extract).converted()


def write_converted(converted: Converted, folder: Path) -> None:
    """Write the files into a folder, which is made where needed; equal conversions give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in FILES.items():
        rows: Iterable[Row] = (
            (each.row() for each in converted.crrs)
            if name not in converted.reports
            else converted.reports[name]
        )
        (folder / name).write_bytes(write_csv(rows, columns))


class _Conversion:
    def __init__(self, extract: Extract) -> None:
        self._extract, self._names = extract, new_names(extract)
        self._live = midnight(extract.head.go_live)
        self._origins = history.origins(extract)
        self._migrations = {each.old_crr_id: each for each in extract.migrations}
        self._ids = self._numbered()
        self._next = FIRST_ID + len(set(self._ids.values()))
        self._sell_offers: list[Row] = []

    def converted(self) -> Converted:
        held = [*self._held(), *self._sold()]
        return Converted(
            tuple(sorted(held, key=lambda each: (each.crr_id, each.start))),
            {
                "LOAD_MIGRATION_MARKET_MAPPING.csv": tuple(self._market_mapping()),
                "LOAD_MIGRATION_CRR_MAPPING.csv": tuple(self._crr_mapping()),
                "AWARDED_SELL_OFFER_MAPPING.csv": tuple(self._sell_offers),
                "names.csv": tuple(self._name_map()),
                "replacements.csv": tuple(self._replacements(held)),
                "roles.csv": tuple(self._roles()),
            },
            self._ids,
        )

    def _numbered(self) -> dict[int, int]:
        """New ids by old ones, in the order of old ids; one for all months of a migration."""
        netted: dict[tuple[object, ...], int] = {}
        found: dict[int, int] = {}
        for old_id, origin in sorted(self._origins.items()):
            if origin.made.end < self._live:
                continue
            key = self._netting(old_id)
            found[old_id] = netted.setdefault(key, FIRST_ID + len(netted))
        return found

    def _netting(self, old_id: int) -> tuple[object, ...]:
        moved: Migration | None = self._migrations.get(old_id)
        if moved is None:
            return (old_id,)
        return moved.parent_old_crr_id, moved.from_lse, moved.to_lse, moved.crr_type, moved.tou

    def _held(self) -> Iterator[NewCrr]:
        rows: dict[int, list[Holding]] = defaultdict(list)
        for each in self._extract.holdings:
            if each.end >= self._live:
                rows[self._ids[each.old_crr_id]].append(each)
        for crr_id, holdings in rows.items():
            first = holdings[0]
            origin = self._origins[first.old_crr_id]
            parts = [Stretch(each.start, each.end, each.mw) for each in holdings]
            if first.class_ == "LOAD_MIGRATION":
                parts = [each for each in _together(parts) if each.mw and each.end >= self._live]
            parent = self._ids[first.parent_old_crr_id] if first.parent_old_crr_id is not None else None
            for part in parts:
                market = self._names.market(first.class_, first.old_market)
                yield self._row(origin, crr_id, parent, first.class_, market, part)

    def _sold(self) -> Iterator[NewCrr]:
        """A SELLER row for what one auction sold of one CRR, however many offers it was."""
        together: dict[tuple[str, int, datetime, datetime], list[int]] = {}
        for place, each in enumerate(self._extract.sales):
            if each.end >= self._live:
                key = each.old_market, each.old_crr_id, each.start, each.end
                together.setdefault(key, []).append(place)
        for (market, old_id, start, end), places in together.items():
            sales = [self._extract.sales[each] for each in places]
            new_market = self._names.markets[market]
            made = Stretch(start, end, sum(each.mw for each in sales))
            self._next += 1
            crr_id = self._next - 1
            yield self._row(
                self._origins[old_id], crr_id, self._ids[old_id], "AUCTION", new_market, made, "SELLER"
            )
            for each in sales:
                self._sell_offers.append(
                    {
                        "OldMarket": market, "OldCrrId": old_id, "SaleId": each.sale_id,
                        "NewMarket": new_market, "NewCrrId": crr_id, "MW": each.mw / 1000,
                    }
                )  # fmt: skip

    def _row(
        self,
        origin: Origin,
        crr_id: int,
        parent: int | None,
        category: str,
        market: str,
        part: Stretch,
        offer_type: str = "OWNER",
    ) -> NewCrr:
        names: NewNames = self._names
        return NewCrr(
            crr_id, parent, names.owners[origin.owner], names.node(origin.source), names.node(origin.sink),
            origin.tou, origin.hedge_type, origin.crr_type, category, market,
            period(origin, self._origins, names), *part, offer_type,
        )  # fmt: skip

    def _market_mapping(self) -> Iterator[Row]:
        for each in self._extract.markets:
            if each.kind == "LOAD_MIGRATION":
                yield {"OldMarket": each.old_market, "NewMarket": self._names.markets[each.old_market]}

    def _crr_mapping(self) -> Iterator[Row]:
        for each in self._extract.migrations:
            if each.end >= self._live:
                yield {
                    "OldCrrId": each.old_crr_id,
                    "NewCrrId": self._ids[each.old_crr_id],
                    "Participant": self._names.owners[each.participant],
                    "CrrType": each.crr_type,
                    "Season": period(self._origins[each.old_crr_id], self._origins, self._names),
                    "TOU": each.tou,
                    "MW": each.mw / 1000,
                }

    def _name_map(self) -> Iterator[Row]:
        names = self._names
        for kind, found in (("MARKET", names.markets), ("OWNER", names.owners), ("NODE", names.nodes)):
            for old, new in found.items():
                yield {"Kind": kind, "Old": old, "New": new}

    def _replacements(self, held: Iterable[NewCrr]) -> Iterator[Row]:
        for name in sorted({each.period for each in held}):
            for old, new in sorted(self._names.nodes.items()):
                yield {"Period": name, "SourceSink": old, "Replacement": new}

    def _roles(self) -> Iterator[Row]:
        given: dict[tuple[str, str, str], None] = {}
        for each in self._extract.roles:
            for role in NEW_ROLES[each.old_role]:
                given[each.person, self._names.owners[each.participant], role] = None
        for person, participant, role in given:
            yield {"Person": person, "Participant": participant, "Role": role}


def _together(parts: Iterable[Stretch]) -> list[Stretch]:
    """The sum of stretches that overlap, days of equal MW joined."""
    parts = list(parts)
    cuts = sorted({each.start for each in parts} | {each.end + SECOND for each in parts})
    found: list[Stretch] = []
    for start, after in pairwise(cuts):
        mw = sum(each.mw for each in parts if each.start <= start <= each.end)
        goes_on = bool(found) and found[-1].mw == mw
        found.append(Stretch(found.pop().start if goes_on else start, after - SECOND, mw))
    return found
