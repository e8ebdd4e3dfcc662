"""Writes a network as a MATPOWER case, so that any tool (and any oracle) can read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from marketsim.clearing.case import BASE_MVA, CaseBranch, circuits

BUS_COLUMNS = "bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin"
BRANCH_COLUMNS = "fbus tbus r x b rateA rateB rateC ratio angle status angmin angmax"


def write_matpower(buses: Sequence[str], branches: Sequence[CaseBranch], *, name: str = "network") -> str:
    """The text of a version 2 case: buses numbered from 1 in this order, their names in ``mpc.bus_name``.

    Branches are written in this order, also those out of service; floats lose nothing. Each branch must be called
    FROM-TO-K, K counting from 1 within its ordered pair, for that is what readers will call it. Raises ValueError
    where one is called otherwise, where a bus is unknown, twice, blank or called like a number, or for no bus.
    """
    place = {bus: str(number) for number, bus in enumerate(buses, 1)}
    if not place or len(place) != len(buses):
        raise ValueError("expected buses, each once")
    if odd := [
        bus for bus in buses if bus != bus.strip() or not bus.isprintable() or re.fullmatch(r"\d*", bus)
    ]:
        raise ValueError(f"expected names of buses that are no numbers; found {odd[:3]}")
    for branch, called in zip(branches, circuits((b.from_bus, b.to_bus) for b in branches), strict=True):
        if branch.name != called or not {branch.from_bus, branch.to_bus} <= place.keys():
            raise ValueError(f"expected a branch {called} between buses of the list; found {branch.name}")
    title = re.sub(r"\W", "_", name, flags=re.ASCII)
    title = title if re.match("[A-Za-z]", title) else f"case_{title}"
    return "\n".join(
        [
            f"function mpc = {title}",
            "mpc.version = '2';",
            f"mpc.baseMVA = {BASE_MVA!r};",
            *_table("bus", BUS_COLUMNS, (_bus(place[bus], first=bus == buses[0]) for bus in buses)),
            *_table("gen", "bus Pg Qg Qmax Qmin Vg mBase status Pmax Pmin", ()),
            *_table("branch", BRANCH_COLUMNS, (_branch(each, place) for each in branches)),
            "mpc.bus_name = {",
            *(f"\t'{bus.replace(chr(39), chr(39) * 2)}';" for bus in buses),
            "};",
            "",
        ]
    )


def _table(field: str, columns: str, rows: Iterable[str]) -> list[str]:
    lines = [f"\t{row};" for row in rows]
    return [f"%% {columns}", f"mpc.{field} = [", *lines, "];"]


def _bus(number: str, *, first: bool) -> str:
    return f"{number} {3 if first else 1} 0 0 0 0 1 1 0 230 1 1.1 0.9"


def _branch(branch: CaseBranch, place: dict[str, str]) -> str:
    ratings = " ".join(repr(float(each)) for each in branch.ratings)
    ratio = "0" if branch.tap == 1 else repr(float(branch.tap))
    ends = f"{place[branch.from_bus]} {place[branch.to_bus]}"
    return f"{ends} 0 {float(branch.reactance)!r} 0 {ratings} {ratio} 0 {int(branch.in_service)} -360 360"
