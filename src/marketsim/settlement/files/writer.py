"""Writing inputs and statements in long form: the columns that the reader reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, TextIO

from marketsim.settlement.files.columns import FileDeterminant, determinants, heading
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.number import half_up
from marketsim.settlement.results import Value
from marketsim.settlement.supply import Submission

MOST_PLACES = 12  # that the reader takes

Row = tuple[str, ...]


def write_heading(file: TextIO) -> None:
    """The first line."""
    csv.writer(file, lineterminator="\n").writerow(heading())


def write_values(file: TextIO, values: Iterable[Value[Fraction]], places: int | None = None) -> None:
    """Rows of a statement, each value half up to so many decimals, those of its determinant unless given."""
    listed = determinants()
    rows = csv.writer(file, lineterminator="\n")
    for each in values:
        known = listed[each.determinant]
        day, ending = each.hour.day.isoformat(), str(each.hour.hour)
        owner = each.resource, each.area, each.coordinator
        shown = fixed(each.value, known.places if places is None else places)
        rows.writerow((each.determinant, *owner, day, ending, each.k, shown, known.unit))


def write_inputs(file: TextIO, inputs: Inputs[Fraction]) -> None:
    """Heading and rows of inputs, as exact as twelve decimals are."""
    write_heading(file)
    csv.writer(file, lineterminator="\n").writerows((*_facts(inputs), *_given(inputs)))


def fixed(value: Fraction, places: int) -> str:
    """The value half up at so many decimals, zeros kept."""
    units = int(half_up(value, places) * 10**places)
    digits = f"{abs(units):0{places + 1}}"
    cut = len(digits) - places
    return f"{'-' if units < 0 else ''}{digits[:cut]}{'.' if places else ''}{digits[cut:]}"


def shortest(value: Fraction) -> str:
    """The value without zeros at the end."""
    text = fixed(value, MOST_PLACES).rstrip("0").rstrip(".")
    return text or "0"


def _facts(inputs: Inputs[Fraction]) -> Iterator[Row]:
    nothing = ("",) * 5
    for area in inputs.areas.values():
        if area.entity is not None:
            yield ("area_entity", "", area.name, area.entity, *nothing)
    for etsr in inputs.etsrs.values():
        yield ("etsr_source", etsr.name, etsr.source, "", *nothing)
        yield ("etsr_sink", etsr.name, etsr.sink, "", *nothing)
        if etsr.responsible is not None:
            yield ("etsr_responsible", etsr.name, etsr.responsible, "", *nothing)
    for name in sorted(inputs.exempt):
        yield ("exempt_coordinator", "", "", name, *nothing)


def _given(inputs: Inputs[Fraction]) -> Iterator[Row]:
    for each in determinants().values():
        if each.kind == "input":
            for key, held in getattr(inputs, each.field).items():
                owner, hour = ("", key) if isinstance(key, TradeHour) else key
                yield from _rows(each, owner, hour, _values(each, held))


def _values(determinant: FileDeterminant, held: Any) -> tuple[Fraction, ...]:
    """The values that a determinant has of what the inputs hold; none where they are another's."""
    if isinstance(held, Submission):
        another = "dispatch" if determinant.name == "etsr_submitted_5m" else "tag"
        return () if held.kind == another else held.values
    if determinant.component:
        given: tuple[Fraction, ...] = held.get(determinant.component, ())
        return given
    return held if isinstance(held, tuple) else (held,)


def _rows(
    determinant: FileDeterminant, owner: str, hour: TradeHour, values: tuple[Fraction, ...]
) -> Iterator[Row]:
    whose = tuple(owner if each in determinant.of else "" for each in ("Resource", "Area", "Coordinator"))
    for at, value in enumerate(values, 1):
        interval = str(at) if len(values) > 1 else ""
        day = hour.day.isoformat()
        yield (determinant.name, *whose, day, str(hour.hour), interval, shortest(value), determinant.unit)
