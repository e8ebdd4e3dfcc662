"""Reads what a market folder holds for auctions and allocations alike: the model, and what loads it already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from marketsim.clearing.case import Case, read_case
from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.folder_bids import BASE_COLUMNS, ProductKey, read_base_loading
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
from marketsim.clearing.folder_settings import MarketSettings, read_settings
from marketsim.clearing.folder_table import Table
from marketsim.clearing.market import FixedCrr, Model
from marketsim.clearing.plain_file import is_folder, read_bytes, unknown_tables

MARKET_FILE = "market.toml"


@dataclass(frozen=True, slots=True)
class Read:
    """What is the same for auctions and allocations; ``notes`` say what plays no part."""

    model: Model
    notes: tuple[str, ...]
    loading: Mapping[ProductKey, tuple[FixedCrr, ...]]
    set_asides: Mapping[ProductKey, SetAsides]

    def on(self, product: ProductKey) -> Model:
        """The model with a product's set-asides."""
        return replace(self.model, set_asides=self.set_asides.get(product, {}))


class Reading:
    """A market folder while it is read. ``digests``: SHA-256 by file name, of all that was read so far.

    Raises CaseProblem for whatever can't be cleared as it stands, with line and column.
    """

    def __init__(self, path: Path, case: Path | None) -> None:
        file = path / MARKET_FILE if is_folder(path) else path
        raw = read_bytes(file)
        self.settings: MarketSettings = read_settings(file, raw)
        chosen = case or self.settings.case
        if chosen is None:
            fix = 'write case = "FILE" in it, or name the case on the command line'
            raise CaseProblem(file, None, "case", expected="a network case", found="none", fix=fix)
        self.case: Case = read_case(chosen)
        self.digests = {
            file.name: sha256(raw).hexdigest(),
            chosen.name: sha256(read_bytes(chosen)).hexdigest(),
        }

    def table(self, name: str, columns: tuple[str, ...], *, needed: bool = False) -> Table:
        """One of the folder's tables; without rows where it may be missing and is."""
        path = self.settings.files[name]
        table = Table(path, columns, optional=not needed and name not in self.settings.named)
        if table.digest is not None:
            self.digests[path.name] = table.digest
        return table

    def read(self) -> Read:
        """The model, base loading and set-asides."""
        model, notes = self._model()
        loading = read_base_loading(
            self.table("base_loading", BASE_COLUMNS), {each.name for each in model.locations}
        )
        interfaces = {each.name for each in model.interfaces}
        set_asides = read_set_asides(self.table("set_asides", COLUMNS["set_asides"]), interfaces)
        return Read(model, notes, loading, set_asides)

    def products(self, read: Read, file: str, wanted: Collection[ProductKey]) -> tuple[ProductKey, ...]:
        """The products that ``market.toml`` lists, else those ``wanted`` in a file or loaded, ON before OFF."""
        named = sorted({*wanted, *read.loading}, key=lambda each: (each[0], each[1] != "ON"))
        listed = tuple(dict.fromkeys(self.settings.products)) or tuple(named)
        if not listed:
            fix = f"write {file}, or list products in market.toml"
            raise self._problem(file, "at least one product", "none", fix)
        self._check_listed(file, wanted, listed)
        self._check_listed("base_loading", read.loading, listed)
        if odd := [key for key in read.set_asides if key not in listed]:
            fix = "correct period and TOU, or list the product in market.toml"
            raise self._problem("set_asides", "products of the market", " ".join(odd[0]), fix)
        return listed

    def _check_listed(self, file: str, named: Iterable[ProductKey], listed: Collection[ProductKey]) -> None:
        if odd := sorted(key for key in named if key not in listed):
            raise self._problem(file, "products that market.toml lists", " ".join(odd[0]), "list it there")

    def _model(self) -> tuple[Model, tuple[str, ...]]:
        limits = read_limits(self.table("ratings", RATING_COLUMNS), self.case)
        live = live_case(self.case, self.settings, limits)
        locations = read_locations(self.table("locations", COLUMNS["locations"], needed=True), live)
        contingencies, left_out = read_contingencies(
            self.table("contingencies", COLUMNS["contingencies"]),
            live,
            skip_islanding=self.settings.islanding_contingencies == "skip",
        )
        interfaces = read_interfaces(
            self.table("interfaces", COLUMNS["interfaces"]), live, {each.name for each in locations}
        )
        monitored = read_monitored(self.table("monitored", COLUMNS["monitored"]), live)
        model = Model(
            live.network, locations, contingencies, interfaces, monitored, self.settings.capacity_factor
        )
        notes = [*self.case.notes, *left_out]
        if odd := unknown_tables(self.settings.file.parent, self.settings.files.values()):
            notes.append(f"no files of a market folder, not read: {', '.join(odd[:10])}")
        if live.idle_buses:
            notes.append(f"{len(live.idle_buses)} buses are isolated or on another island and play no part")
        unlimited = int((live.network.emergency_mw == float("inf")).sum())
        if contingencies and unlimited:
            notes.append(f"{unlimited} of {len(live.branches)} branches have no emergency limit")
        return model, tuple(notes)

    def _problem(self, file: str, expected: str, found: str, fix: str) -> CaseProblem:
        path = self.settings.files[file]
        return CaseProblem(path, None, "Period", expected=expected, found=found, fix=fix)
