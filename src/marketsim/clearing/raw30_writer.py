"""Writes a network as a PSS/E case of revision 30, the format in which the ISO releases its cases."""

from __future__ import annotations

from collections.abc import Sequence

from marketsim.clearing.case import BASE_MVA, CaseBranch
from marketsim.clearing.raw30_records import REVISION, SECTIONS

MOST_NAME = 12  # characters
MOST_CIRCUIT = 2
KV = 230.0  # of every bus: ratios are per unit, so any one will do


def write_raw30(buses: Sequence[str], branches: Sequence[CaseBranch], *, title: str = "") -> str:
    """The text of a case: buses numbered from 1 in this order; branches with a tap as transformers of two windings.

    Floats lose nothing. Readers find branches in another order: lines first. Raises ValueError for names of buses
    that are blank, numbers, shared or longer than 12 characters; for branches that end elsewhere or aren't called
    FROM-TO-CIRCUIT with a circuit of 1 or 2 characters.
    """
    place = {bus: str(number) for number, bus in enumerate(buses, 1)}
    odd = [
        bus for bus in buses if not bus.strip() or bus.isdigit() or len(bus) > MOST_NAME or not _plain(bus)
    ]
    if odd or len(place) != len(buses) or not buses:
        raise ValueError(
            f"expected buses with names of their own of up to {MOST_NAME} characters; found {odd[:3]}"
        )
    if stray := [each.name for each in branches if not {each.from_bus, each.to_bus} <= place.keys()]:
        raise ValueError(f"expected branches between buses of the list; found {stray[:3]}")
    lines = [each for each in branches if each.tap == 1]
    records = {
        "bus": [f"{number},'{bus}',{KV!r},1,0,0,1,1,1,0,1" for bus, number in place.items()],
        "branch": [_line(each, place) for each in lines],
        "transformer": [row for each in branches if each.tap != 1 for row in _transformer(each, place)],
    }
    written = [f"0,{BASE_MVA!r},{REVISION} / PSS/E-{REVISION}", title.replace("\n", " ")[:60], ""]
    for name in SECTIONS:
        written += [*records.get(name, ()), f"0 / END OF {name.upper()} DATA"]
    return "\n".join([*written, "Q", ""])


def _plain(name: str) -> bool:
    return name == name.strip() and name.isprintable() and "'" not in name and '"' not in name


def _circuit(branch: CaseBranch) -> str:
    stem = f"{branch.from_bus}-{branch.to_bus}-"
    circuit = branch.name.removeprefix(stem)
    if not branch.name.startswith(stem) or not 1 <= len(circuit) <= MOST_CIRCUIT or not _plain(circuit):
        raise ValueError(f"expected a branch {stem}CIRCUIT; found {branch.name}")
    return circuit


def _ratings(branch: CaseBranch) -> str:
    return ",".join(repr(float(each)) for each in branch.ratings)


def _line(branch: CaseBranch, place: dict[str, str]) -> str:
    ends = f"{place[branch.from_bus]},{place[branch.to_bus]},'{_circuit(branch)}'"
    return f"{ends},0,{float(branch.reactance)!r},0,{_ratings(branch)},0,0,0,0,{int(branch.in_service)},0,1,1"


def _transformer(branch: CaseBranch, place: dict[str, str]) -> list[str]:
    ends = f"{place[branch.from_bus]},{place[branch.to_bus]},0,'{_circuit(branch)}'"
    return [
        f"{ends},1,1,1,0,0,2,'',{int(branch.in_service)},1,1",
        f"0,{float(branch.reactance)!r},{BASE_MVA!r}",
        f"{float(branch.tap)!r},0,0,{_ratings(branch)},0,0,1.1,0.9,1.1,0.9,33,0,0,0",
        "1,0",
    ]
