"""A market folder of an allocation: who nominates what, in ``nominations.csv`` instead of ``bids.csv``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from marketsim.clearing.allocation_outcome import Objective
from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.folder_bids import ProductKey, check_owner, read_path, read_product, record_number
from marketsim.clearing.folder_reading import MARKET_FILE, Reading
from marketsim.clearing.folder_settings import read_settings
from marketsim.clearing.folder_table import Row, Table
from marketsim.clearing.market import FixedCrr, Model, Nomination
from marketsim.clearing.plain_file import is_folder, is_missing, read_bytes

NOMINATION_COLUMNS = (
    "Record", "AssetOwner", "Source", "Sink", "HedgeType", "TOU", "Period", "CrrType", "MW",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NominationRecord:
    """A row of ``nominations.csv``: the nomination (keyed by the record's number), and what judging needn't know."""

    nomination: Nomination
    period: str
    tou: str
    owner: str
    crr_type: str

    @property
    def product(self) -> ProductKey:
        """Its period and time of use."""
        return self.period, self.tou


@dataclass(frozen=True, slots=True)
class NominatedProduct:
    """One period and time of use: what is nominated, what loads the network already, and the model it is judged on."""

    period: str
    tou: str
    nominations: tuple[Nomination, ...]
    base_loading: tuple[FixedCrr, ...]
    model: Model


@dataclass(frozen=True, slots=True)
class NominationMarket:
    """An allocation ready to be cleared; see ``folder.Market``. ``model`` has no set-asides, those of products have."""

    name: str
    case: Path
    folder: Path
    objective: Objective
    model: Model
    products: tuple[NominatedProduct, ...]
    records: Mapping[str, NominationRecord]
    digests: Mapping[str, str]
    notes: tuple[str, ...]


def holds_nominations(path: Path) -> bool:
    """Whether this ``market.toml`` (or the folder with one) describes an allocation.

    Raises CaseProblem for a ``market.toml`` that isn't right, and for both nominations and bids.
    """
    file = path / MARKET_FILE if is_folder(path) else path
    settings = read_settings(file, read_bytes(file))
    there = {
        each: each in settings.named or not is_missing(settings.files[each])
        for each in ("nominations", "bids")
    }
    if all(there.values()):
        raise CaseProblem(
            settings.file.parent, None, "", expected="bids or nominations", found="both",
            fix="keep auction and allocation in folders of their own",
        )  # fmt: skip
    return there["nominations"]


def read_nomination_market(path: Path, case: Path | None = None) -> NominationMarket:
    """The allocation that this ``market.toml`` (or the folder with one) describes; ``case`` wins over its own.

    Raises CaseProblem for whatever can't be cleared as it stands, with line and column.
    """
    reading = Reading(path, case)
    read = reading.read()
    table = reading.table("nominations", NOMINATION_COLUMNS, needed=True)
    records = read_nominations(table, {each.name for each in read.model.locations})
    by_product: dict[ProductKey, list[Nomination]] = {}
    for record in records.values():
        by_product.setdefault(record.product, []).append(record.nomination)
    products = tuple(
        NominatedProduct(*key, tuple(by_product.get(key, ())), read.loading.get(key, ()), read.on(key))
        for key in reading.products(read, "nominations", by_product)
    )
    settings = reading.settings
    return NominationMarket(
        settings.name, reading.case.file, settings.file.parent, settings.objective,
        read.model, products, records, reading.digests, read.notes,
    )  # fmt: skip


def read_nominations(table: Table, locations: Collection[str]) -> dict[str, NominationRecord]:
    """The records of ``nominations.csv`` by number, in order of their rows. Raises CaseProblem."""
    records: dict[str, NominationRecord] = {}
    for row in table.rows:
        record = _record(table, row, locations)
        key = record.nomination.key
        if key and key in records:
            table.tell(row.line, "Record", "a number of its own", repr(key), "number the records")
        records[key] = record
    table.done()
    return records


def _record(table: Table, row: Row, locations: Collection[str]) -> NominationRecord:
    key = record_number(table, row)
    source, sink = read_path(table, row, locations)
    table.word(row, "HedgeType", ("OBL",))
    check_owner(table, row)
    if row["CrrType"]:
        table.name(row, "CrrType")
    period, tou = read_product(table, row)
    nomination = Nomination(key, source, sink, table.number(row, "MW"))
    return NominationRecord(nomination, period, tou, row["AssetOwner"], row["CrrType"])
