"""Base loading and set-asides by hand, and for each law a fault that it finds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hand_made_inventory import PAIR, SUMMER, converted, row

from marketsim.verification.laws import Judgement
from marketsim.verification.model_data import judge_base_loading, judge_set_asides
from marketsim.verification.report import Unreadable

Json = dict[str, Any]
PERIOD = "2026_S03"
EARLY, LATE = (SUMMER[0], date(2026, 8, 15)), (date(2026, 8, 16), SUMMER[1])
HELD = [
    row(1, "SRTX", 5.125, days=EARLY), row(2, "GBTR", 7.5, days=LATE), row(3, "NVLY", 1.0),
    row(4, "SRTX", 9.0, OfferType="SELLER"), row(5, "SRTX", 2.0, path=("RETIRED_7_B1", PAIR[1])),
    row(6, "SRTX", 3.0, days=(date(2026, 4, 1), date(2026, 6, 30))),
]  # fmt: skip
INSTEAD = [{"Period": PERIOD, "SourceSink": "RETIRED_7_B1", "Replacement": "MIDWAY_7_B1"}]


def load(mw: float, source: str = PAIR[0], hedge: str = "OBL") -> Json:
    return {
        "Period": PERIOD,
        "TOU": "ON",
        "Source": source,
        "Sink": PAIR[1],
        "HedgeType": hedge,
        "MW": mw,
    }


SOUND = [load(8.5), load(2.0, "MIDWAY_7_B1")]


def found(loading: list[Json], held: list[Json] | None = None) -> list[tuple[str, str, str]]:
    judged = judge_base_loading(loading, held or HELD, INSTEAD, [PERIOD])
    return [(each.check, each.expected, each.found) for each in judged.findings]


def test_a_path_is_loaded_with_the_most_of_any_day() -> None:
    """7.5 and 1 MW in late summer; what is sold, or over, does not count, and a retired end is replaced."""
    assert found(SOUND) == []
    judged = judge_base_loading(SOUND, HELD, INSTEAD, [PERIOD]).judged
    assert judged == {"one-row": 2, "grouped": 2}


@pytest.mark.parametrize("mw", [8.499, 8.501, 13.625])
def test_a_thousandth_of_a_megawatt_counts(mw: float) -> None:
    """And so do the MW of parts that never are held together."""
    assert found([load(mw), SOUND[1]]) == [("grouped", "8.5 MW", f"{mw} MW")]


def test_what_is_missing_doubled_or_not_held_is_found() -> None:
    """By path."""
    assert found(SOUND[:1]) == [("grouped", "2 MW", "0 MW")]
    assert ("one-row", "one row", "another") in found([*SOUND, load(0.0)])
    assert found([*SOUND, load(1.0, hedge="OPT")]) == [("grouped", "0 MW", "1 MW")]


@pytest.mark.parametrize(("mw", "clean"), [(0.0, True), (4.0, True), (4.001, False)])
def test_a_converted_right_may_be_modelled_or_not(mw: float, clean: bool) -> None:
    """No public file tells which."""
    held = [*HELD, converted(9, "SRTX", 4.0)]
    loading = [*SOUND, load(mw, hedge="OPT")]
    assert (found(loading, held) == []) is clean


def test_a_period_that_has_begun_may_be_loaded_with_what_has_ended_since() -> None:
    """More than is listed, but never less; on its first day the list still has all of it."""

    def judged(*loading: Json, today: date) -> Judgement:
        return judge_base_loading(loading, HELD, INSTEAD, [PERIOD], today=today)

    first, later = SUMMER[0], date(2026, 7, 2)
    assert judged(load(8.501), SOUND[1], today=first).laws() == {"grouped"}
    begun = judged(load(8.501), SOUND[1], load(4.0, "GONE_7_B1"), today=later)
    assert begun.clean and begun.judged["grouped"] == 2 and PERIOD in begun.not_checkable[0]
    assert judged(load(8.499), SOUND[1], today=later).laws() == {"grouped"}


def test_what_cannot_be_read_is_told() -> None:
    """A period of an unknown name, and rows without MW."""
    with pytest.raises(Unreadable, match="2027_S01"):
        judge_base_loading(SOUND, HELD, INSTEAD, ["SUMMER"])
    with pytest.raises(Unreadable, match="base loading, line 1"):
        judge_base_loading([{"Period": PERIOD}], HELD, INSTEAD, [PERIOD])


POINT = PAIR[0]
INTERFACES = [
    {"Interface": "NORTH_ITC", "Kind": "ITC", "Element": POINT, "Weight": "1"},
    {"Interface": "PATH26", "Kind": "PATH", "Element": "A-B-1", "Weight": "1"},
]


def aside(mw: float, limit: float = 100.0) -> Json:
    return {
        "Period": PERIOD, "TOU": "ON", "Interface": "NORTH_ITC", "Direction": "FORWARD", "Limit": limit,
        "SetAside": mw,
    }  # fmt: skip


def laws(set_asides: list[Json], loading: list[Json]) -> list[str]:
    judged = judge_set_asides(set_asides, loading, INTERFACES, Fraction(3, 10))
    return [each.check for each in judged.findings]


@pytest.mark.parametrize(
    ("loading", "mw"),
    [
        ([], 30.0),
        ([load(10.001)], 26.999),  # 26.9997, cut
        ([load(200.0)], 0.0),
        ([load(10.0), load(10.0, hedge="OPT")], 24.0),
        ([load(10.0) | {"Source": PAIR[1], "Sink": POINT}], 33.0),
        ([load(10.0, hedge="OPT") | {"Source": PAIR[1], "Sink": POINT}], 30.0),
        ([load(10.0) | {"TOU": "OFF"}], 30.0),
    ],
)
def test_a_share_of_what_is_left_to_import_is_set_aside(loading: list[Json], mw: float) -> None:
    """What is loaded outward makes room, an option does not; another product is another matter."""
    assert laws([aside(mw)], loading) == []
    assert laws([aside(mw + 0.001)], loading) == ["share"]


def test_each_intertie_has_one_row() -> None:
    """Neither two of one, nor one of something else."""
    assert laws([aside(30.0), aside(30.0)], []) == ["one-row"]
    assert "one-row" in laws([aside(30.0) | {"Interface": "PATH26"}], [])
    assert "one-row" in laws([aside(30.0) | {"Direction": "REVERSE"}], [])
