"""A market folder: ``market.toml`` and its tables, as a person writes them or the operator's console hands them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from marketsim.clearing.case import Case, read_case
from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.folder_bids import (
    BASE_COLUMNS,
    BID_COLUMNS,
    ProductKey,
    Record,
    read_base_loading,
    read_bids,
)
from marketsim.clearing.folder_model import (
    COLUMNS,
    SetAsides,
    read_contingencies,
    read_interfaces,
    read_locations,
    read_monitored,
    read_set_asides,
)
from marketsim.clearing.folder_network import RATING_COLUMNS, live_case, read_limits
from marketsim.clearing.folder_settings import MarketSettings, Shape, read_settings
from marketsim.clearing.folder_table import Table
from marketsim.clearing.market import FixedCrr, Model, Product
from marketsim.clearing.plain_file import read_bytes

MARKET_FILE = "market.toml"


@dataclass(frozen=True, slots=True)
class Market:
    """A market ready to be cleared.

    ``model`` has no set-asides, for these differ by product: ``set_asides`` has them by (period, TOU), and
    ``parts`` joins both. ``records`` are by number, as text. ``digests`` are SHA-256 by file name, of all that
    was read. ``notes`` say what plays no part.
    """

    name: str
    case: Path
    folder: Path
    shape: Shape
    model: Model
    products: tuple[Product, ...]
    set_asides: Mapping[ProductKey, SetAsides]
    records: Mapping[str, Record]
    digests: Mapping[str, str]
    notes: tuple[str, ...]

    def parts(self) -> list[tuple[Model, tuple[Product, ...]]]:
        """The products with the model each is cleared on; those with the same set-asides share one."""
        groups: dict[tuple[object, ...], tuple[Model, list[Product]]] = {}
        for product in self.products:
            kept = self.set_asides.get((product.period, product.tou), {})
            key = tuple(sorted(kept.items()))
            groups.setdefault(key, (replace(self.model, set_asides=kept), []))[1].append(product)
        return [(model, tuple(products)) for model, products in groups.values()]


def read_market(path: Path, case: Path | None = None) -> Market:
    """The market that this ``market.toml`` (or the folder with one) describes; ``case`` wins over its own.

    Raises CaseProblem for whatever can't be cleared as it stands, with line and column.
    """
    file = path / MARKET_FILE if path.is_dir() else path
    raw = read_bytes(file)
    settings = read_settings(file, raw)
    chosen = case or settings.case
    if chosen is None:
        fix = 'write case = "FILE" in it, or name the case on the command line'
        raise CaseProblem(file, None, "case", expected="a network case", found="none", fix=fix)
    reading = _Reading(settings, read_case(chosen))
    market = reading.market()
    read = {file.name: sha256(raw).hexdigest(), chosen.name: sha256(read_bytes(chosen)).hexdigest()}
    return replace(market, digests={**read, **reading.digests})


class _Reading:
    def __init__(self, settings: MarketSettings, case: Case) -> None:
        self._settings = settings
        self._case = case
        self.digests: dict[str, str] = {}

    def _table(self, name: str, columns: tuple[str, ...], *, needed: bool = False) -> Table:
        path = self._settings.files[name]
        table = Table(path, columns, optional=not needed and name not in self._settings.named)
        if table.digest is not None:
            self.digests[path.name] = table.digest
        return table

    def market(self) -> Market:
        model, notes = self._model()
        names = {each.name for each in model.locations}
        bids = self._table("bids", BID_COLUMNS, needed=True)
        records = read_bids(bids, names, self._settings.shape)
        loading = read_base_loading(self._table("base_loading", BASE_COLUMNS), names)
        interfaces = {each.name for each in model.interfaces}
        set_asides = read_set_asides(self._table("set_asides", COLUMNS["set_asides"]), interfaces)
        products = self._products(records, loading)
        self._check_set_asides(set_asides, products)
        return Market(
            self._settings.name, self._case.file, self._settings.file.parent, self._settings.shape,
            model, products, set_asides, records, {}, notes,
        )  # fmt: skip

    def _model(self) -> tuple[Model, tuple[str, ...]]:
        limits = read_limits(self._table("ratings", RATING_COLUMNS), self._case)
        live = live_case(self._case, self._settings, limits)
        locations = read_locations(self._table("locations", COLUMNS["locations"], needed=True), live)
        contingencies, left_out = read_contingencies(
            self._table("contingencies", COLUMNS["contingencies"]),
            live,
            skip_islanding=self._settings.islanding_contingencies == "skip",
        )
        interfaces = read_interfaces(
            self._table("interfaces", COLUMNS["interfaces"]), live, {each.name for each in locations}
        )
        monitored = read_monitored(self._table("monitored", COLUMNS["monitored"]), live)
        model = Model(
            live.network, locations, contingencies, interfaces, monitored, self._settings.capacity_factor
        )
        notes = [*self._case.notes, *left_out]
        if live.idle_buses:
            notes.append(f"{len(live.idle_buses)} buses are isolated or on another island and play no part")
        unlimited = int((live.network.emergency_mw == float("inf")).sum())
        if contingencies and unlimited:
            notes.append(f"{unlimited} of {len(live.branches)} branches have no emergency limit")
        return model, tuple(notes)

    def _products(
        self, records: Mapping[str, Record], loading: Mapping[ProductKey, tuple[FixedCrr, ...]]
    ) -> tuple[Product, ...]:
        """The products that ``market.toml`` lists, else those that bids or base loading name, ON before OFF."""
        bids: dict[ProductKey, list[Record]] = {}
        for record in records.values():
            bids.setdefault(record.product, []).append(record)
        named = sorted({*bids, *loading}, key=lambda each: (each[0], each[1] != "ON"))
        listed = tuple(dict.fromkeys(self._settings.products)) or tuple(named)
        if not listed:
            fix = "write bids, or list products in market.toml"
            raise self._problem("bids", "at least one product", "none", fix)
        if odd := [key for key in named if key not in listed]:
            file = "bids" if odd[0] in bids else "base_loading"
            raise self._problem(file, "products that market.toml lists", " ".join(odd[0]), "list it there")
        return tuple(
            Product(*key, tuple(each.bid for each in bids.get(key, ())), loading.get(key, ()))
            for key in listed
        )

    def _check_set_asides(
        self, set_asides: Mapping[ProductKey, SetAsides], products: tuple[Product, ...]
    ) -> None:
        known = {(each.period, each.tou) for each in products}
        if odd := [key for key in set_asides if key not in known]:
            fix = "correct period and TOU, or list the product in market.toml"
            raise self._problem("set_asides", "products of the market", " ".join(odd[0]), fix)

    def _problem(self, file: str, expected: str, found: str, fix: str) -> CaseProblem:
        path = self._settings.files[file]
        return CaseProblem(path, None, "Period", expected=expected, found=found, fix=fix)
