"""Small systems with known outcomes, for the tests of the reference model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from marketsim.settlement.etsr import Etsr
from marketsim.settlement.inputs import Area, Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.supply import Submission

HOUR = TradeHour(date(2019, 8, 1), 18)
THREE = {"IPCO": Area("IPCO", "IPCE"), "AZPS": Area("AZPS", "APSE"), "CISO": Area("CISO")}
Number = Fraction | int | str


def twelve(*values: Number) -> tuple[Fraction, ...]:
    """One, four or twelve values as twelve."""
    return tuple(Fraction(each) for each in values for _ in range(12 // len(values)))


def four(*values: Number) -> tuple[Fraction, ...]:
    """One or four values as four."""
    return tuple(Fraction(each) for each in values for _ in range(4 // len(values)))


def by_area(
    hour: TradeHour = HOUR, **rows: Sequence[Fraction]
) -> dict[tuple[str, TradeHour], tuple[Fraction, ...]]:
    return {(area, hour): tuple(values) for area, values in rows.items()}


def one_interval(leg: str = "FMM", hour: TradeHour = HOUR, attributed: int = 6) -> Inputs[Fraction]:
    """In every interval IPCO sends 6 MWh to CISO, ``attributed`` of them under obligation, and 4 MWh to AZPS.

    The system's price is 40 $/MWh, greenhouse gas costs 6. ``leg``: whether the fifteen-minute market scheduled
    it or the five-minute market dispatched it all.
    """
    to_ciso, to_azps = 6 * 12, 4 * 12
    early = leg == "FMM"
    award = -6 * attributed
    return Inputs(
        areas=THREE,
        etsrs={"OUT": Etsr("OUT", "IPCO", "CISO"), "EAST": Etsr("EAST", "IPCO", "AZPS", "AZPS")},
        tag={("OUT", hour): Fraction(to_ciso)},
        dispatch={("OUT", hour): twelve(to_ciso), ("EAST", hour): twelve(to_azps)},
        fmm={("OUT", hour): four(to_ciso * early), ("EAST", hour): four(to_azps * early)},
        submitted={("EAST", hour): Submission("dispatch", twelve(4))},
        fmm_attribution=by_area(hour, IPCO=four(12 * attributed * early), AZPS=four(0)),
        rtd_attribution=by_area(hour, IPCO=twelve(12 * attributed), AZPS=twelve(0)),
        fmm_ghg_price=by_area(hour, IPCO=four(6), AZPS=four(6), CISO=four(6)),
        rtd_ghg_price=by_area(hour, IPCO=twelve(6), AZPS=twelve(6), CISO=twelve(6)),
        system_price={hour: twelve(40)},
        imbalance={
            ("IPCO", hour): {"IIE": twelve(-340), "GHG": twelve(award)},
            ("AZPS", hour): {"UIE": twelve(136)},
            ("CISO", hour): {"UIE": twelve(240)},
        },
        demand={("LOAD", hour): twelve(6)},
        demand_of_areas=by_area(hour, IPCO=twelve(90), AZPS=twelve(4), CISO=twelve(6)),
    )


def only_to_ciso() -> Inputs[Fraction]:
    """IPCO sends 6 MWh to CISO in every interval, all of it attributed to it."""
    given = one_interval()
    return replace(
        given,
        areas={name: area for name, area in THREE.items() if name != "AZPS"},
        etsrs={"OUT": given.etsrs["OUT"]},
        **{
            name: {at: each for at, each in getattr(given, name).items() if at[0] not in ("AZPS", "EAST")}
            for name in (
                *("dispatch", "fmm", "submitted", "fmm_attribution", "rtd_attribution", "demand_of_areas"),
                *("fmm_ghg_price", "rtd_ghg_price"),
            )
        },
        imbalance={
            ("IPCO", HOUR): {"IIE": twelve(-204), "GHG": twelve(-36)},
            ("CISO", HOUR): {"UIE": twelve(240)},
        },
    )


def whole_hour(tag: int) -> Inputs[Fraction]:
    """An hour with changing schedules, dispatch and prices; ``tag`` (MWh) is what was tagged from IPCO to CISO."""
    fmm, dispatch = four(48, 60, 72, 60), twelve(40, 60, 80, 60)
    early, late = four(5, 6, 7, 6), twelve("5.5", 6, 8, 6)
    areas = ("IPCO", "AZPS", "CISO")
    return Inputs(
        areas=THREE,
        etsrs={"OUT": Etsr("OUT", "IPCO", "CISO"), "EAST": Etsr("EAST", "IPCO", "AZPS", "AZPS")},
        tag={("OUT", HOUR): Fraction(tag)},
        dispatch={("OUT", HOUR): dispatch, ("EAST", HOUR): twelve(24)},
        fmm={("OUT", HOUR): fmm, ("EAST", HOUR): four(24)},
        submitted={("EAST", HOUR): Submission("tag", twelve(2))},
        fmm_attribution=by_area(IPCO=fmm, AZPS=four(0)),
        rtd_attribution=by_area(IPCO=dispatch, AZPS=twelve(0)),
        fmm_ghg_price={(area, HOUR): early for area in areas},
        rtd_ghg_price={(area, HOUR): late for area in areas},
        system_price={HOUR: twelve(40)},
        imbalance={(area, HOUR): {"IIE": twelve(0)} for area in areas},
        demand={("LOAD", HOUR): twelve(100)},
    )


def offsets_only(own: Mapping[str, Number], **more: object) -> Inputs[Fraction]:
    """Areas whose own amounts (the negative of their offsets) are given, without any transfer."""
    given = Inputs[Fraction](
        areas={name: area for name, area in THREE.items() if name in own},
        imbalance={(name, HOUR): {"IIE": twelve(-Fraction(each))} for name, each in own.items()},
    )
    return replace(given, **more)  # type: ignore[arg-type]
