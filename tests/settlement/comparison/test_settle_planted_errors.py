"""Errors planted in a statement by hand, row by row: `settle` names each of them, and no other."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from statement_sheet import Cell, Sheet, named, settle

from marketsim.settlement.files.writer import write_inputs
from marketsim.settlement.interval import hours_of
from marketsim.settlement.random_system import random_system

FMM, RTD = "BAAFMMGHGCreditAmount", "BAARTDGHGCreditAmount"
X_FMM, X_RTD = "BAAFMMETSRGHGCreditQuantity", "BAARTDETSRGHGCreditQuantity"
DAY = date(2019, 11, 3)  # the clocks go back
HOURS = hours_of(DAY)[:5]

Plant = Callable[[Sheet, Sheet], None]
"""Changes the statement, given the inputs."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs of five hours of the day on which the clocks go back, and a statement without an error."""
    folder = tmp_path_factory.mktemp("settled")
    with (folder / "inputs.csv").open("w", encoding="utf-8") as file:
        write_inputs(file, random_system(14, 4, HOURS))
    words = ["--rules", "prr-1185", "--inputs", folder / "inputs.csv", "--out", folder / "clean.csv"]
    made = settle(
        *words, "--places", "12"
    )  # more than a statement shows: the errors are rounded once, at the end
    assert made["clean"]
    return folder


def with_ciso(inputs: Sheet) -> set[str]:
    """The resources that have the ISO's area at one end."""
    ends = inputs.fact("etsr_source"), inputs.fact("etsr_sink")
    return {name for each in ends for name, area in each.items() if area == "CISO"}


def twelve_times(statement: Sheet, inputs: Sheet) -> None:
    """The hour's value times the dispatch by its mean, where its sum belongs; only where all runs the tag's way."""
    for cell in statement.of("etsr_settlement_5m"):
        if cell.whose in with_ciso(inputs) and cell.hour == 2:
            tag = inputs.at(cell, "etsr_hourly_atf", interval=0)
            dispatch = [inputs.at(cell, "etsr_rtd_dispatch", interval=k) for k in range(1, 13)]
            if any(dispatch) and all(each * tag >= 0 for each in dispatch):
                statement[cell] *= 12


def averaged(statement: Sheet, inputs: Sheet) -> None:
    """The credit of the fifteen-minute leg at the average price that the draft names."""
    for cell in statement.of(FMM):
        if cell.whose != "CISO":
            statement[cell] = statement.at(cell, X_FMM) * inputs.at(cell, "BAA15MAverageFMMGHGPrice")


def adjusted(statement: Sheet, inputs: Sheet) -> None:
    """Part of every offset moved to whoever took the area's energy, by transfers out and own demand."""
    sources, sinks = inputs.fact("etsr_source"), inputs.fact("etsr_sink")
    before = dict(statement)
    for cell in statement.of("area_rtieo"):
        out: dict[str, Fraction] = {}
        for name in sources:
            moved = statement.at(cell, "etsr_settlement_5m", name)
            ends = (sources[name], sinks[name]) if moved > 0 else (sinks[name], sources[name])
            if ends[0] == cell.whose:
                out[ends[1]] = out.get(ends[1], Fraction(0)) + abs(moved)
        whole = sum(out.values()) + inputs.at(cell, "area_measured_demand")
        for area, moved in out.items():
            share = before[cell] * moved / whole
            statement[cell] -= share
            statement[cell._replace(whose=area)] += share


def late_and_old(statement: Sheet, inputs: Sheet) -> None:
    """Tags spread evenly, no credit, and the offsets that follow: as before the request."""
    sources, sinks = inputs.fact("etsr_source"), inputs.fact("etsr_sink")
    price = {cell[2:]: value for cell, value in inputs.items() if cell.determinant == "system_energy_price"}
    moved = dict.fromkeys(statement.of("area_own_offset"), Fraction(0))
    for cell in statement.of("etsr_settlement_5m"):
        before = statement[cell]
        if cell.whose in with_ciso(inputs):
            statement[cell] = inputs.at(cell, "etsr_hourly_atf", interval=0) / 12
        for area, sign in ((sources[cell.whose], 1), (sinks[cell.whose], -1)):
            moved[Cell("area_own_offset", area, *cell[2:])] += sign * (statement[cell] - before)
    for cell, more in moved.items():
        statement[cell] -= more * price[cell[2:]] + statement.at(cell, FMM) + statement.at(cell, RTD)
    for cell in statement.of(FMM, RTD, X_FMM, X_RTD):
        statement[cell] = Fraction(0)
    for cell in statement.of("area_rtieo", "cc_6477_amount", "cc_64770_amount", *ENERGY, *VALUE):
        del statement[cell]  # a statement may hold some determinants only


ENERGY = (
    "area_transfer",
    "area_fmm_transfer",
    "area_rtd_transfer",
    "rtd_transfer_dev_from",
    "rtd_transfer_dev_to",
)
VALUE = ("area_transfer_value", "etsr_fmm_from", "etsr_fmm_to")


def sign_turned(statement: Sheet, inputs: Sheet) -> None:
    """What the EIM entities are charged stands as paid."""
    for cell in statement.of("cc_64770_amount"):
        statement[cell] = -statement[cell]


def hour_lost(statement: Sheet, inputs: Sheet) -> None:
    """The second hour from one o'clock repeats the first, and so on: every hour is one late."""
    before = dict(statement)
    for cell in statement.of("etsr_settlement_5m", "area_transfer", "BAA15MFMMGHGPrice", "cc_6477_amount"):
        if cell.hour >= 3:
            statement[cell] = before[cell._replace(hour=cell.hour - 1)]


def shared(statement: Sheet, inputs: Sheet, names: list[str]) -> None:
    """CISO's offset over these coordinators by demand, in cents by largest remainder."""
    for at in statement.of("area_rtieo"):
        if at.whose != "CISO":
            continue
        demand = {name: inputs.at(at, "measured_demand", name) for name in names}
        cents = round(statement[at] * 100)
        exact = {name: cents * each / sum(demand.values()) for name, each in demand.items()}
        floors = {name: math.floor(each) for name, each in exact.items()}
        late = sorted(names, key=lambda name: floors[name] - exact[name])[: cents - sum(floors.values())]
        for name in names:
            statement[Cell("cc_6477_amount", name, *at[2:])] = Fraction(floors[name] + (name in late), 100)


def exempt_charged(statement: Sheet, inputs: Sheet) -> None:
    """The load-following coordinator bears its share too."""
    shared(statement, inputs, inputs.names("measured_demand"))


def one_end(statement: Sheet, inputs: Sheet) -> None:
    """Nothing stands at the area that a resource enters."""
    for cell in statement.of("etsr_fmm_to", "rtd_transfer_dev_to"):
        statement[cell] = Fraction(0)


def megawatts(statement: Sheet, inputs: Sheet) -> None:
    """The schedule less the base in MW, where it should be MWh of five minutes."""
    for cell in statement.of("etsr_fmm_from", "etsr_fmm_to"):
        sign = 1 if cell.determinant == "etsr_fmm_from" else -1
        schedule = inputs.at(cell, "etsr_fmm_schedule", interval=(cell.interval + 2) // 3)
        base = inputs.get(Cell("etsr_base", cell.whose, cell.day, cell.hour, 0), Fraction(0))
        statement[cell] = sign * (schedule - base)


def obligated_too(statement: Sheet, inputs: Sheet) -> None:
    """The credit on all of the transfer."""
    for quantity, amount, leg in ((X_FMM, FMM, "area_fmm_transfer"), (X_RTD, RTD, "area_rtd_transfer")):
        for cell in statement.of(quantity):
            statement[cell] = statement.at(cell, leg)
            if cell.whose != "CISO":
                paid = cell._replace(determinant=amount)
                if quantity == X_FMM:
                    price = statement.at(cell, "BAA15MFMMGHGPrice")
                else:
                    price = inputs.at(cell, "BAARTDGHGPrice")
                statement[paid] = statement[cell] * price


def cents_alone(statement: Sheet, inputs: Sheet) -> None:
    """Every coordinator's share rounded by itself."""
    exempt = {coordinator for fact, _, _, coordinator in inputs.facts if fact == "exempt_coordinator"}
    names = [each for each in inputs.names("measured_demand") if each not in exempt]
    for at in statement.of("area_rtieo"):
        if at.whose == "CISO":
            demand = {name: inputs.at(at, "measured_demand", name) for name in names}
            for name in names:
                share = statement[at] * 100 * demand[name] / sum(demand.values())
                statement[Cell("cc_6477_amount", name, *at[2:])] = Fraction(round(share), 100)


def no_credit(statement: Sheet, inputs: Sheet) -> None:
    """Credit amounts of zero."""
    for cell in statement.of(FMM, RTD):
        statement[cell] = Fraction(0)


def first_third(statement: Sheet, inputs: Sheet) -> None:
    """A fifteen-minute price in its first five minutes only."""
    for cell in statement.of("BAA15MFMMGHGPrice"):
        if cell.interval % 3 != 1:
            statement[cell] = Fraction(0)


def tag_ignored(statement: Sheet, inputs: Sheet) -> None:
    """The dispatch where the tag belongs."""
    for cell in statement.of("etsr_settlement_5m"):
        if cell.whose in with_ciso(inputs):
            statement[cell] = inputs.at(cell, "etsr_rtd_dispatch") / 12


PLANTS: dict[str, Plant] = {
    "mean-divisor": twelve_times,
    "average-ghg-price": averaged,
    "transfer-adjustment-on": adjusted,
    "old-rules": late_and_old,
    "sign-turned": sign_turned,
    "hour-shifted": hour_lost,
    "exempt-charged": exempt_charged,
    "one-end-only": one_end,
    "mw-as-mwh": megawatts,
    "credit-on-whole-transfer": obligated_too,
    "rounded-each-alone": cents_alone,
    "no-credit": no_credit,
    "price-not-expanded": first_third,
    "dispatch-for-tag": tag_ignored,
}


def tampered(folder: Path, tmp_path: Path, *plants: Plant) -> Path:
    """The clean statement with these errors in it."""
    statement, inputs = Sheet(folder / "clean.csv"), Sheet(folder / "inputs.csv")
    clean = copy.copy(dict(statement))
    for plant in plants:
        plant(statement, inputs)
    assert any(value != clean[cell] for cell, value in statement.items())
    return statement.write(tmp_path / "statement.csv")


def asked(folder: Path, statement: Path) -> list[str | Path]:
    """The words for the folder's inputs on a late run, and this statement."""
    inputs = folder / "inputs.csv"
    return ["--rules", "by-date", "--run-date", "2020-08-10", "--inputs", inputs, "--statement", statement]


@pytest.mark.parametrize("cause", PLANTS)
def test_a_planted_error_is_named_and_no_other(folder: Path, tmp_path: Path, cause: str) -> None:
    """Made by hand from the rows, found by making the mistake in the model."""
    found = settle(*asked(folder, tampered(folder, tmp_path, PLANTS[cause])))
    assert named(found) == [cause]
    assert found["causes"]["not_looked_at"]["hourly_values"] == 0


def test_a_statement_without_an_error_has_no_finding(folder: Path) -> None:
    """Everything is compared, nothing differs."""
    found = settle(*asked(folder, folder / "clean.csv"))
    assert found["clean"]
    assert sum(found["comparison"]["compared"].values()) == len(Sheet(folder / "clean.csv"))
    assert found["comparison"]["absent"] == []


@pytest.mark.parametrize(
    "pair",
    [("mean-divisor", "exempt-charged"), ("sign-turned", "one-end-only"), ("average-ghg-price", "mw-as-mwh")],
    ids=" and ".join,
)
def test_two_errors_in_one_statement_are_both_named(
    folder: Path, tmp_path: Path, pair: tuple[str, str]
) -> None:
    """In different determinants of the same hours."""
    found = settle(*asked(folder, tampered(folder, tmp_path, *(PLANTS[each] for each in pair))))
    assert sorted(named(found)) == sorted(pair)


def test_two_errors_in_the_same_values_are_named_together(folder: Path, tmp_path: Path) -> None:
    """The exempt coordinator is charged, and all signs are turned."""

    def turned(statement: Sheet, inputs: Sheet) -> None:
        for cell in statement.of("cc_6477_amount"):
            statement[cell] = -statement[cell]

    found = settle(*asked(folder, tampered(folder, tmp_path, exempt_charged, turned)))
    assert [sorted(each["mistakes"]) for each in found["causes"]["found"]] == [
        ["exempt-charged", "sign-turned"]
    ]
    assert found["causes"]["unexplained"]["hourly_values"] == 0


def test_what_no_known_mistake_makes_is_said_to_be_unexplained(folder: Path, tmp_path: Path) -> None:
    """One value of chance, and its place."""

    def odd(statement: Sheet, inputs: Sheet) -> None:
        cell = next(statement.of("area_transfer_value"))
        statement[cell] += Fraction("123.45")

    found = settle(*asked(folder, tampered(folder, tmp_path, odd)))
    assert named(found) == ["unexplained"]
    assert found["comparison"]["differing"] == {"area_transfer_value": 1}
    (listed,) = found["comparison"]["largest"]["area_transfer_value"]
    assert (listed["hour_ending"], listed["interval"]) == (1, 1)
    assert round(Fraction(listed["stated"]) - Fraction(listed["calculated"]), 2) == Fraction("123.45")


@pytest.mark.parametrize("seed", range(20))
def test_a_clean_statement_of_any_system_has_no_finding(tmp_path: Path, seed: int) -> None:
    """Written, read and compared, in random systems of three to eight areas."""
    inputs, statement = tmp_path / "inputs.csv", tmp_path / "statement.csv"
    with inputs.open("w", encoding="utf-8") as file:
        write_inputs(file, random_system(seed, 3 + seed % 6, 1))
    assert settle("--rules", "prr-1185", "--inputs", inputs, "--out", statement)["clean"]
    found = settle("--rules", "prr-1185", "--inputs", inputs, "--statement", statement)
    assert found["clean"]
    assert found["comparison"]["differing"] == {}
