"""A market folder: ``market.toml`` and its tables, as a person writes them or the operator's console hands them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from marketsim.clearing.folder_bids import BID_COLUMNS, ProductKey, Record, read_bids
from marketsim.clearing.folder_model import SetAsides
from marketsim.clearing.folder_reading import Reading
from marketsim.clearing.folder_settings import Shape
from marketsim.clearing.market import Model, Product


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
    """The auction that this ``market.toml`` (or the folder with one) describes; ``case`` wins over its own.

    Raises CaseProblem for whatever can't be cleared as it stands, with line and column.
    """
    reading = Reading(path, case)
    settings = reading.settings
    read = reading.read()
    bids = reading.table("bids", BID_COLUMNS, needed=True)
    records = read_bids(bids, {each.name for each in read.model.locations}, settings.shape)
    by_product: dict[ProductKey, list[Record]] = {}
    for record in records.values():
        by_product.setdefault(record.product, []).append(record)
    products = tuple(
        Product(*key, tuple(each.bid for each in by_product.get(key, ())), read.loading.get(key, ()))
        for key in reading.products(read, "bids", by_product)
    )
    return Market(
        settings.name, reading.case.file, settings.file.parent, settings.shape,
        read.model, products, read.set_asides, records, reading.digests, read.notes,
    )  # fmt: skip
