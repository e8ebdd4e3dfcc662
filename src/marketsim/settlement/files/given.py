"""From rows to the inputs of the model: facts first, then every value to its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, cast

from marketsim.settlement.etsr import CISO, Etsr
from marketsim.settlement.files.columns import FileDeterminant, determinants
from marketsim.settlement.files.fault import Faults
from marketsim.settlement.files.reader import INPUTS, Tell, complete, read_table, silent
from marketsim.settlement.files.table import Table, Whose
from marketsim.settlement.inputs import Area, Inputs
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.supply import Submission

ENDS = ("source", "sink", "responsible")
_SUBMISSIONS: dict[str, Literal["tag", "dispatch"]] = {
    "etsr_submitted_5m": "tag",
    "etsr_submitted_dispatch_5m": "dispatch",
}


def read_inputs(path: Path, tell: Tell = silent) -> Inputs[Fraction]:
    """The inputs in a CSV, a folder or a zip. Raises Unreadable: also for a name that no fact declares."""
    return inputs_of(read_table(path, INPUTS, tell))


def inputs_of(table: Table) -> Inputs[Fraction]:
    """The inputs that the rows amount to. Raises Unreadable."""
    faults = Faults()
    areas, etsrs = _areas(table, faults), _etsrs(table, faults)
    resources = {whose.resource for end in ENDS for whose in table.facts.get(f"etsr_{end}", ())}
    _check_names(table, {"Area": areas, "Resource": resources}, faults)
    faults.refuse()
    complete(table)
    _check_values(table, faults)
    exempt = frozenset(each.coordinator for each in table.facts.get("exempt_coordinator", ()))
    fields = _fields(table, faults)
    faults.refuse()
    try:
        return Inputs(areas=areas, etsrs=etsrs, exempt=exempt, **cast("Any", fields))
    except Refusal as refusal:
        faults.add(refusal.where or "the inputs", refusal.expected, refusal.found, refusal.fix)
        faults.refuse()
        raise


def _areas(table: Table, faults: Faults) -> dict[str, Area]:
    found = {CISO: Area(CISO)}
    for whose, where in table.facts.get("area_entity", {}).items():
        if whose.area in found:
            fix = "state one coordinator for each area other than CISO"
            faults.add(where, "an area that has no coordinator yet", whose.area, fix)
        found[whose.area] = Area(whose.area, whose.coordinator)
    return found


def _etsrs(table: Table, faults: Faults) -> dict[str, Etsr]:
    ends = {end: _ends(table, f"etsr_{end}", faults) for end in ENDS}
    found: dict[str, Etsr] = {}
    for name, (source, where) in ends["source"].items():
        if name not in ends["sink"]:
            faults.add(where, f"an etsr_sink for {name}", "none", "state both ends of an ETSR")
            continue
        responsible = ends["responsible"].get(name, (None, ""))[0]
        try:
            found[name] = Etsr(name, source, ends["sink"][name][0], responsible)
        except Refusal as refusal:
            faults.add(where, refusal.expected, refusal.found, refusal.fix)
    for name, (_, where) in {**ends["sink"], **ends["responsible"]}.items():
        if name not in ends["source"]:
            faults.add(where, f"an etsr_source for {name}", "none", "state both ends of an ETSR")
    return found


def _ends(table: Table, fact: str, faults: Faults) -> dict[str, tuple[str, str]]:
    """The area that a fact gives each ETSR, and where."""
    found: dict[str, tuple[str, str]] = {}
    for whose, where in table.facts.get(fact, {}).items():
        if whose.resource in found:
            faults.add(where, f"one {fact} for {whose.resource}", "another", "keep one")
        found[whose.resource] = whose.area, where
    return found


def _check_names(table: Table, declared: Mapping[str, Collection[str]], faults: Faults) -> None:
    """Every area and resource is one that a fact declares; each other name is told once."""
    fix = {"Area": "add a row area_entity for it", "Resource": "add its rows etsr_source and etsr_sink"}
    told: set[tuple[str, str]] = set()
    for column, name, where in _named(table):
        if name not in declared[column] and (column, name) not in told:
            told.add((column, name))
            faults.add(where, f"a declared {column}", name, f"{fix[column]}, or correct the name")


def _check_values(table: Table, faults: Faults) -> None:
    """No demand is below 0, and nothing is attributed to the ISO's own area."""
    for name in ("measured_demand", "area_measured_demand"):
        for series in table.series.get(name, {}).values():
            if below := [f"{float(each):g}" for each in series.values if each is not None and each < 0]:
                fix = "write consumption as a positive number"
                faults.add(f"{series.where} and after", f"{name} from 0", ", ".join(below), fix)
    for name in ("area_fmm_ghg_attribution", "area_rtd_ghg_attribution"):
        for (whose, _), series in table.series.get(name, {}).items():
            if whose.area == CISO:
                fix = "leave the rows out: what is attributed is attributed to deliveries to that area"
                faults.add(f"{series.where} and after", f"{name} of an area other than {CISO}", CISO, fix)


def _named(table: Table) -> Iterator[tuple[str, str, str]]:
    listed = determinants()
    rows: Iterator[tuple[str, Whose, str]] = (
        (name, whose, where) for name, found in table.facts.items() for whose, where in found.items()
    )
    series = (
        (name, whose, each.where)
        for name, found in table.series.items()
        for (whose, _), each in found.items()
    )
    for name, whose, where in (*rows, *series):
        for column, owner in (("Area", whose.area), ("Resource", whose.resource)):
            if column in listed[name].of:
                yield column, owner, where


def _fields(table: Table, faults: Faults) -> dict[str, dict[Any, Any]]:
    """The values by the field of the inputs that they belong to."""
    fields: dict[str, dict[Any, Any]] = {}
    for name, found in table.series.items():
        determinant = determinants()[name]
        place = fields.setdefault(determinant.field, {})
        for (whose, hour), series in found.items():
            key = (owner, hour) if (owner := "".join(whose)) else hour
            values = tuple(cast("list[Fraction]", series.values))
            if determinant.component:
                place.setdefault(key, {})[determinant.component] = values
            elif key in place:
                fix = "give one of etsr_submitted_5m and etsr_submitted_dispatch_5m"
                faults.add(series.where, f"one submission of {owner} for the hour", "a second", fix)
            else:
                place[key] = _held(determinant, values)
    return fields


def _held(determinant: FileDeterminant, values: tuple[Fraction, ...]) -> object:
    if determinant.name in _SUBMISSIONS:
        return Submission(_SUBMISSIONS[determinant.name], values)
    return values[0] if determinant.intervals == 1 else values
