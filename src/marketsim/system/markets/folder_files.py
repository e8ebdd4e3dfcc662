"""A market's inputs as the files of a market folder, in the columns that ``marketsim clear`` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import tomli_w

from marketsim.clearing.folder_table import FORMULA
from marketsim.system.markets.inputs import MarketInputs, MarketModel

CASE = "case.m"


def input_files(inputs: MarketInputs) -> dict[str, bytes]:
    """Every file but the results, by name; floats lose nothing."""
    return _model_files(inputs) | (_allocation_files(inputs) if inputs.allocates else _auction_files(inputs))


def _auction_files(inputs: MarketInputs) -> dict[str, bytes]:
    secured = () if inputs.credit is None else inputs.credit.secured
    return {
        "bids.csv": _bids(inputs),
        "security.csv": _table(("AssetOwner", "SecurityAmount"), secured),
    }


def _allocation_files(inputs: MarketInputs) -> dict[str, bytes]:
    """Nominations as they are tested; which of those are parts of a trading hub; the caps they were held against."""
    columns = (
        "Record", "AssetOwner", "Source", "Sink", "HedgeType", "TOU", "Period", "CrrType", "MW",
    )  # fmt: skip
    rows = (
        (
            each.record, each.owner, each.source, each.sink, "OBL", each.tou, each.period, each.crr_type, each.mw,
        )
        for each in inputs.nominations
    )  # fmt: skip
    files = {"nominations.csv": _table(columns, rows)}
    if any(each.hub is not None for each in inputs.nominations):
        files["hubs.csv"] = _table(
            ("Record", "Nomination", "Hub", "Factor"),
            (
                (each.record, each.nomination_id, each.hub, each.share)
                for each in inputs.nominations
                if each.hub is not None
            ),
        )
    if inputs.caps:
        files["caps.csv"] = _table(
            ("Kind", "AssetOwner", "Source", "Sink", "CrrType", "Period", "TOU", "MW"),
            (
                (each.kind, each.owner, each.source, each.sink, each.crr_type, each.period, each.tou, each.mw)
                for each in inputs.caps
            ),
        )
    return files


def network_files(model: MarketModel, market: str) -> dict[str, bytes]:
    """The files that say how the network is: the power-flow case, contingencies, interfaces, ratings of zero."""
    return {
        CASE: _case(model, market),
        "contingencies.csv": _table(
            ("Contingency", "Branch"),
            ((name, branch) for name, branches in model.contingencies for branch in branches),
        ),
        "interfaces.csv": _table(
            ("Interface", "Kind", "ForwardMW", "ReverseMW", "Element", "Weight"),
            (
                (each.name, each.kind, each.forward_mw, each.reverse_mw, *term)
                for each in model.interfaces
                if (each.forward_mw, each.reverse_mw) != (None, None)
                for term in each.terms
            ),
        ),
        "ratings.csv": _table(
            ("Branch", "NormalMW", "EmergencyMW"),
            (
                (each.name, each.normal_mw, each.emergency_mw)
                for each in model.branches
                if 0 in (each.normal_mw, each.emergency_mw)  # which in a case would be no limit
            ),
        ),
    }


def monitored_file(model: MarketModel) -> bytes:
    """The branches in service whose limits count; it is what ``clear`` monitors without such a file."""
    return _table(
        ("Branch",),
        (
            (each.name,)
            for each in model.branches
            if each.in_service and (each.normal_mw, each.emergency_mw) != (None, None)
        ),
    )


def _model_files(inputs: MarketInputs) -> dict[str, bytes]:
    model = inputs.model
    return {
        **network_files(model, inputs.market),
        "market.toml": _settings(inputs),
        "locations.csv": _table(
            ("Location", "Type", "Bus", "Factor"),
            ((each.name, each.type, *share) for each in model.locations for share in each.factors),
        ),
        "base_loading.csv": _table(
            ("Period", "TOU", "Source", "Sink", "HedgeType", "MW"),
            (
                (each.period, each.tou, each.source, each.sink, each.hedge_type, each.mw)
                for each in inputs.base_loading
            ),
        ),
        "set_asides.csv": _table(
            ("Period", "TOU", "Interface", "Direction", "MW"),
            ((each.period, each.tou, each.interface, each.direction, each.mw) for each in inputs.set_asides),
        ),
    }


def _settings(inputs: MarketInputs) -> bytes:
    document: dict[str, Any] = {
        "case": CASE,
        "name": inputs.market,
        "products": [list(each) for each in inputs.products],
        "capacity": {"factor": inputs.model.capacity_factor},
        "model": {"islands": "largest", "islanding_contingencies": "refuse"},
    }
    if inputs.objective is not None:
        document["allocation"] = {"objective": inputs.objective}
    if inputs.credit is not None:
        document["curve"] = {"shape": inputs.model.shape}
        document["credit"] = {"margin": inputs.credit.margin, "minimum": inputs.credit.minimum}
    return tomli_w.dumps(document).encode()


def _case(model: MarketModel, name: str) -> bytes:
    from marketsim.clearing.case import CaseBranch
    from marketsim.clearing.matpower_writer import write_matpower

    return write_matpower(
        model.buses,
        [
            CaseBranch(
                name=each.name,
                from_bus=each.from_bus,
                to_bus=each.to_bus,
                reactance=each.x,
                ratings=(each.normal_mw or 0.0, each.normal_mw or 0.0, each.emergency_mw or 0.0),
                in_service=each.in_service,
            )
            for each in model.branches
        ],
        name=name,
    ).encode()


def _bids(inputs: MarketInputs) -> bytes:
    columns = (
        "Record", "BidType", "CrrId", "AssetOwner", "Source", "Sink", "HedgeType", "TOU", "Period", "CrrType",
        "MW", "Price", "Description",
    )  # fmt: skip
    rows = (
        (
            each.record, each.bid_type, each.crr_id, each.owner, each.source, each.sink, each.hedge_type,
            each.tou, each.period, each.crr_type, mw, price, each.description or "",
        )
        for each in inputs.records
        for mw, price in each.curve
    )  # fmt: skip
    return _table(columns, rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(each) for each in row])
    return text.getvalue().encode()


def _cell(value: str | float | None) -> str:
    """Floats whole; text that a spreadsheet would run gets an apostrophe before it."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else repr(value)
