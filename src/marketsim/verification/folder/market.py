"""A market folder as the oracle reads it: the network's limits, and for each product its bids and base loading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.case import Case, read_case
from marketsim.verification.folder.bids import BidTable, no_bids, read_bids
from marketsim.verification.folder.caps import Caps, read_caps
from marketsim.verification.folder.cleared_file import read_cleared
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.nominations import NominationTable, read_nominations
from marketsim.verification.folder.settings import Settings, read_settings
from marketsim.verification.folder.table import Table, read_table
from marketsim.verification.report import Unreadable

Product = tuple[str, str]  # period, time of use
DIRECTIONS = ("FORWARD", "REVERSE")


@dataclass(frozen=True, slots=True)
class Interface:
    """A limit on a weighted sum of flows (PATH) or of net injections at locations (ITC); MW, inf: no limit."""

    name: str
    kind: str
    limits: tuple[float, float]
    elements: tuple[str, ...]
    weights: tuple[float, ...]
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """Base loading of one product: paths with MW; ``option`` marks what loads one-sidedly."""

    source: Sequence[str]
    sink: Sequence[str]
    option: NDArray[np.bool_]
    mw: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Everything of the folder but the results; an allocation has nominations, and no bids."""

    settings: Settings
    case: Case
    locations: Mapping[str, tuple[tuple[str, float], ...]]
    contingencies: Mapping[str, tuple[str, ...]]
    interfaces: Sequence[Interface]
    ratings: Mapping[str, tuple[float, float]]
    monitored: frozenset[str] | None
    fixed: Mapping[Product, Fixed]
    set_asides: Mapping[tuple[str, str, str, str], float]
    bids: BidTable
    security: Mapping[str, float] | None
    nominations: NominationTable | None = None
    caps: Caps | None = None

    @property
    def products(self) -> list[Product]:
        """The products cleared: those that occur in bids, nominations or base loading, and those listed."""
        nominated = set() if self.nominations is None else self.nominations.products
        return sorted({*self.fixed, *self.bids.products, *nominated, *self.settings.products})


def read_market(files: MarketFiles) -> Market:
    """The market in a folder; raises Unreadable."""
    settings = _named(read_settings(files), files)
    names = settings.files
    allocated = _is_allocation(files, names)
    case_file = files.case.name if files.case is not None else _case_file(files, settings)
    return Market(
        settings=settings,
        case=read_case(case_file, files.read(case_file)),
        locations=_locations(read_table(files, names["locations"], ("Location", "Bus", "Factor"))),
        contingencies=_contingencies(_optional(files, names["contingencies"], ("Contingency", "Branch"))),
        interfaces=_interfaces(_optional(files, names["interfaces"], _INTERFACE)),
        ratings=_ratings(_optional(files, names["ratings"], ("Branch", "NormalMW", "EmergencyMW"))),
        monitored=_monitored(_optional(files, names["monitored"], ("Branch",))),
        fixed=_fixed(_optional(files, names["base_loading"], _BASE)),
        set_asides=_set_asides(
            _optional(files, names["set_asides"], ("Period", "TOU", "Interface", "Direction", "MW"))
        ),
        bids=no_bids() if allocated else read_bids(files, names["bids"]),
        security=_security(_optional(files, names["security"], ("AssetOwner", "SecurityAmount"))),
        nominations=read_nominations(files, names["nominations"]) if allocated else None,
        caps=read_caps(files, names["caps"]) if files.has(names["caps"]) else None,
    )


_INTERFACE = ("Interface", "Kind", "ForwardMW", "ReverseMW", "Element", "Weight")
_BASE = ("Period", "TOU", "Source", "Sink", "HedgeType", "MW")


def _named(settings: Settings, files: MarketFiles) -> Settings:
    """With the name that the run tells, where the settings tell none; it stays empty where neither does."""
    told = read_cleared(files).get("market")
    return replace(settings, name=told) if not settings.name and isinstance(told, str) else settings


def _is_allocation(files: MarketFiles, names: Mapping[str, str]) -> bool:
    """Whether MW are nominated and not bid for."""
    if files.has(names["nominations"]) and files.has(names["bids"]):
        fix = "remove one of them: a market is an auction or an allocation"
        raise Unreadable(names["nominations"], None, "bids or nominations", "both", fix)
    return files.has(names["nominations"])


def _case_file(files: MarketFiles, settings: Settings) -> str:
    """The case of the settings, else the only one; where the run tells its name, none of another name."""
    told = read_cleared(files).get("case")
    named = settings.case or (told if isinstance(told, str) else _only_case(files))
    if isinstance(told, str) and PurePosixPath(named).name != told:
        if not files.has(told):
            raise Unreadable(
                told, None, "the case that was cleared", "no such file in the folder", "name it with --case"
            )
        return told
    return named


def _only_case(files: MarketFiles) -> str:
    found = [each for each in files.names() if "/" not in each and each.lower().endswith((".m", ".raw"))]
    if len(found) != 1:
        raise Unreadable(
            "market.toml (case)", None, "the case's name", f"none, and {len(found)} cases", "name it there"
        )
    return found[0]


def _optional(files: MarketFiles, name: str, columns: Sequence[str]) -> Table | None:
    return read_table(files, name, columns) if files.has(name) else None


def _locations(table: Table) -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for name, bus, factor in zip(
        table.text("Location"), table.text("Bus"), table.numbers("Factor"), strict=True
    ):
        found.setdefault(name, []).append((bus, float(factor)))
    if not found:
        raise Unreadable(table.file, 1, "locations", "none", "list the sources and sinks")
    for name, parts in found.items():
        total = sum(factor for _, factor in parts)
        if abs(total - 1) > 1e-6:
            raise Unreadable(
                table.file, None, f"factors of {name} adding up to 1", f"{total!r}", "correct them"
            )
    return {name: tuple(parts) for name, parts in found.items()}


def _contingencies(table: Table | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    if table is not None:
        for name, branch in zip(table.text("Contingency"), table.text("Branch"), strict=True):
            found.setdefault(name, []).append(branch)
    return {name: tuple(dict.fromkeys(branches)) for name, branches in found.items()}


def _interfaces(table: Table | None) -> list[Interface]:
    rows: dict[str, list[int]] = {}
    if table is None:
        return []
    for row, name in enumerate(table.text("Interface")):
        rows.setdefault(name, []).append(row)
    kinds = table.words("Kind", "PATH", "ITC")
    elements, weights = table.text("Element"), table.numbers("Weight")
    forward = table.numbers("ForwardMW", empty=float("inf"))
    reverse = table.numbers("ReverseMW", empty=float("inf"))
    found = []
    for name, own in rows.items():
        said = {(kinds[row], float(forward[row]), float(reverse[row])) for row in own}
        if len(said) != 1:
            table.refuse(own[-1], f"the same kind and limits in every row of {name}", "others")
        ((kind, *limits),) = said
        found.append(
            Interface(
                name, kind, (limits[0], limits[1]), tuple(elements[row] for row in own),
                tuple(float(weights[row]) for row in own), table.lines[own[0]],
            )
        )  # fmt: skip
    return found


def _ratings(table: Table | None) -> dict[str, tuple[float, float]]:
    if table is None:
        return {}
    no_limit = float("inf")
    normal = table.numbers("NormalMW", least=0, empty=no_limit)
    emergency = table.numbers("EmergencyMW", least=0, empty=no_limit)
    branches = table.text("Branch")
    if len(set(branches)) != len(branches):
        raise Unreadable(table.file, None, "every branch once", "one twice", "remove one of them")
    return {
        name: (float(low), float(high)) for name, low, high in zip(branches, normal, emergency, strict=True)
    }


def _monitored(table: Table | None) -> frozenset[str] | None:
    return None if table is None else frozenset(table.text("Branch"))


def _fixed(table: Table | None) -> dict[Product, Fixed]:
    if table is None:
        return {}
    keys = list(zip(table.text("Period"), table.words("TOU", "ON", "OFF"), strict=True))
    sources, sinks = table.text("Source"), table.text("Sink")
    option = np.array([each == "OPT" for each in table.words("HedgeType", "OBL", "OPT")], dtype=np.bool_)
    mw = table.numbers("MW", least=0)
    rows: dict[Product, list[int]] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, []).append(row)
    return {
        key: Fixed([sources[row] for row in own], [sinks[row] for row in own], option[own], mw[own])
        for key, own in rows.items()
    }


def _set_asides(table: Table | None) -> dict[tuple[str, str, str, str], float]:
    if table is None:
        return {}
    found: dict[tuple[str, str, str, str], float] = {}
    keys = zip(
        table.text("Period"), table.words("TOU", "ON", "OFF"), table.text("Interface"),
        table.words("Direction", *DIRECTIONS), strict=True,
    )  # fmt: skip
    for key, mw in zip(keys, table.numbers("MW"), strict=True):
        found[key] = found.get(key, 0.0) + float(mw)
    return found


def _security(table: Table | None) -> dict[str, float] | None:
    if table is None:
        return None
    return dict(zip(table.text("AssetOwner"), map(float, table.numbers("SecurityAmount")), strict=True))
