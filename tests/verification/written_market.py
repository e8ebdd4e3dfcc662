"""Markets written as folders, for tests: the case, its tables, and results by the clearing's own writer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from marketsim.clearing.allocation import Nomination, allocate
from marketsim.clearing.auction import clear
from marketsim.clearing.folder import read_market
from marketsim.clearing.folder_nominations import read_nomination_market
from marketsim.clearing.market import FixedCrr, Model, Product
from marketsim.clearing.results import results_files
from marketsim.clearing.results_allocation import allocation_files
from marketsim.clearing.results_folder import write_results

BID_COLUMNS = (
    "Record", "BidType", "CrrId", "AssetOwner", "Source", "Sink", "HedgeType", "TOU", "Period", "CrrType", "MW",
    "Price", "Description",
)  # fmt: skip
OWNERS = ("ALFA", "BETA", "GAMA")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([repr(cell) if isinstance(cell, float) else cell for cell in row] for row in rows)
    return text.getvalue()


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str] | None = None) -> None:
    """Write rows again, in their own columns."""
    heading = list(columns or rows[0])
    path.write_text(csv_text(heading, ([row[each] for each in heading] for row in rows)), "utf-8", newline="")


def write_market(folder: Path, model: Model, products: Sequence[Product], shape: str = "step") -> Path:
    """The model and the products as a market folder; branches get the names that a case gives them."""
    folder.mkdir(parents=True, exist_ok=True)
    network = model.network
    number = {name: at + 1 for at, name in enumerate(network.buses)}
    names: dict[str, str] = {}
    lines, seen = [], {}
    for at, name in enumerate(network.branches):
        pair = network.buses[network.from_bus[at]], network.buses[network.to_bus[at]]
        seen[pair] = seen.get(pair, 0) + 1
        names[name] = f"{pair[0]}-{pair[1]}-{seen[pair]}"
        ratings = [
            0.0 if limit == float("inf") else float(limit)
            for limit in (network.normal_mw[at], network.emergency_mw[at])
        ]
        cells = [
            number[pair[0]],
            number[pair[1]],
            0,
            repr(float(1 / network.susceptance[at])),
            0,
            *ratings,
            ratings[1],
        ]
        lines.append(" ".join(map(str, [*cells, 0, 0, 1])))
    buses = "\n".join(f"{at} 1 0 0 0 0 1 1 0 230 1 1.1 0.9;" for at in number.values())
    quoted = "\n".join(f"'{name}';" for name in number)
    branches = "\n".join(f"{line};" for line in lines)
    (folder / "case.m").write_text(
        f"function mpc = case\nmpc.version = '2';\nmpc.baseMVA = 100;\nmpc.bus = [\n{buses}\n];\n"
        f"mpc.branch = [\n{branches}\n];\nmpc.bus_name = {{\n{quoted}\n}};\n",
        "utf-8",
    )
    (folder / "market.toml").write_text(
        f'name = "{folder.name}"\ncase = "case.m"\n[capacity]\nfactor = {model.capacity_factor}\n'
        f'[curve]\nshape = "{shape}"\n',
        "utf-8",
    )
    tables: dict[str, tuple[Sequence[str], list[Sequence[object]]]] = {
        "locations": (
            ("Location", "Type", "Bus", "Factor"),
            [(each.name, "", bus, part) for each in model.locations for bus, part in each.factors],
        ),
        "contingencies": (
            ("Contingency", "Branch"),
            [(each.name, names[branch]) for each in model.contingencies for branch in each.branches],
        ),
        "interfaces": (
            ("Interface", "Kind", "ForwardMW", "ReverseMW", "Element", "Weight"),
            [
                (
                    each.name, each.kind, "" if each.forward_mw is None else each.forward_mw,
                    "" if each.reverse_mw is None else each.reverse_mw,
                    names[element] if each.kind == "PATH" else element, weight,
                )
                for each in model.interfaces
                for element, weight in each.terms
            ],
        ),
        "base_loading": (
            ("Period", "TOU", "Source", "Sink", "HedgeType", "MW"),
            [
                (product.period, product.tou, each.source, each.sink, each.hedge_type, each.mw)
                for product in products
                for each in product.base_loading
            ],
        ),
        "set_asides": (
            ("Period", "TOU", "Interface", "Direction", "MW"),
            [
                (product.period, product.tou, name, direction, mw)
                for product in products
                for (name, direction), mw in model.set_asides.items()
            ],
        ),
        "bids": (BID_COLUMNS, list(_bid_rows(products))),
    }  # fmt: skip
    for name, (columns, rows) in tables.items():
        (folder / f"{name}.csv").write_text(csv_text(columns, rows), "utf-8", newline="")
    return folder


def _bid_rows(products: Sequence[Product]) -> Iterable[Sequence[object]]:
    record = 0
    for product in products:
        for bid in product.bids:
            record += 1
            kind, crr = ("SELL", 1000000 + record) if bid.sells else ("BUY", "")
            for mw, price in bid.curve:
                yield (
                    record, kind, crr, OWNERS[record % 3], bid.source, bid.sink, bid.hedge_type, product.tou,
                    product.period, "MT" if bid.hedge_type == "OPT" else "AUC", mw, price, "",
                )  # fmt: skip


def clear_folder(folder: Path) -> Path:
    """Clear the market in a folder with the engine, and write its results there."""
    market = read_market(folder / "market.toml")
    done = {
        (each.period, each.tou): each
        for model, products in market.parts()
        for each in clear(model, products, shape=market.shape)
    }
    cleared = [done[each.period, each.tou] for each in market.products]
    write_results(folder / "results", results_files(market, cleared))
    return folder


def write_allocation(
    folder: Path,
    model: Model,
    nominations: Sequence[Nomination],
    base_loading: Sequence[FixedCrr],
    objective: str = "least_squares",
) -> Path:
    """A market folder with nominations in place of bids, all of one product."""
    product = Product("2026_M09", "ON", (), tuple(base_loading))
    write_market(folder, model, [product])
    (folder / "bids.csv").unlink()
    with (folder / "market.toml").open("a", encoding="utf-8") as stream:
        stream.write(f'[allocation]\nobjective = "{objective}"\n')
    columns = ("Record", "AssetOwner", "Source", "Sink", "HedgeType", "TOU", "Period", "CrrType", "MW")
    rows = [
        (
            record,
            OWNERS[record % 3],
            each.source,
            each.sink,
            "OBL",
            product.tou,
            product.period,
            "LSE",
            each.mw,
        )
        for record, each in enumerate(nominations, start=1)
    ]
    (folder / "nominations.csv").write_text(csv_text(columns, rows), "utf-8", newline="")
    return folder


def allocate_folder(folder: Path) -> Path:
    """Allocate what is nominated in a folder with the engine, and write its results there."""
    market = read_nomination_market(folder / "market.toml")
    allocated = [
        allocate(
            each.model, each.nominations, each.base_loading,
            period=each.period, tou=each.tou, objective=market.objective,
        )
        for each in market.products
    ]  # fmt: skip
    write_results(folder / "results", allocation_files(market, allocated))
    return folder
