"""The same network written as a MATPOWER and as a PSS/E case carries the same flows, bit by bit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.clearing.case import Case, CaseBranch, circuits, read_case
from marketsim.clearing.matpower_writer import write_matpower
from marketsim.clearing.raw30_writer import write_raw30

BUSES = ("NORTH_500", "MID DLE", "A-B", "S", "TORREY_7_N1")


@st.composite
def branches(draw: st.DrawFn) -> list[CaseBranch]:
    """Any branches between the buses, in parallel too, some with a tap, some out of service."""
    count = draw(st.integers(0, 12))
    ends = [tuple(draw(st.permutations(BUSES))[:2]) for _ in range(count)]
    rating = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))
    return [
        CaseBranch(
            name,
            *pair,
            draw(st.floats(1e-4, 10)) * draw(st.sampled_from((1, -1))),
            (draw(rating), draw(rating), draw(rating)),
            draw(st.one_of(st.just(1.0), st.floats(0.5, 2))),
            draw(st.booleans()),
        )
        for name, pair in zip(circuits(ends), ends, strict=True)
    ]


def read_back(folder: Path, name: str, text: str) -> Case:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_case(path)


def flows(case: Case, injected: Sequence[float]) -> dict[str, float]:
    """What each branch in service carries, by a dense solve of the susceptances; the first bus balances."""
    live = [each for each in case.branches if each.in_service]
    place = {name: index for index, name in enumerate(case.buses)}
    matrix = np.zeros((len(place), len(place)))
    for each in live:
        at = np.ix_([place[each.from_bus], place[each.to_bus]], [place[each.from_bus], place[each.to_bus]])
        matrix[at] += each.susceptance * np.array([[1, -1], [-1, 1]])
    angles = np.zeros(len(place))
    angles[1:] = np.linalg.solve(matrix[1:, 1:], np.array(injected)[1:])
    return {
        each.name: each.susceptance * (angles[place[each.from_bus]] - angles[place[each.to_bus]])
        for each in live
    }


@given(given_branches=branches())
def test_a_network_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, given_branches: list[CaseBranch]
) -> None:
    """In both formats, every float as it was; only the order of lines and transformers is PSS/E's own."""
    folder = tmp_path_factory.getbasetemp()
    matpower = read_back(folder, "any.m", write_matpower(BUSES, given_branches))
    psse = read_back(folder, "any.raw", write_raw30(BUSES, given_branches))
    assert matpower.buses == psse.buses == BUSES
    assert list(matpower.branches) == given_branches
    assert sorted(psse.branches, key=str) == sorted(given_branches, key=str)
    assert matpower.notes == psse.notes == ()


def test_both_formats_give_the_same_flows(tmp_path: Path) -> None:
    """A ring of five with a tap and a parallel line; and by hand: half of a ring of two equal ways."""
    pairs = [*zip(BUSES, (*BUSES[1:], BUSES[0]), strict=True), (BUSES[0], BUSES[1])]
    ring = [
        CaseBranch(name, *pair, 0.1, (100.0, 0.0, 120.0), 1.05 if at == 2 else 1.0)
        for at, (name, pair) in enumerate(zip(circuits(pairs), pairs, strict=True))
    ]
    injected = [0.0, 70.0, -20.0, 0.0, -50.0]
    matpower = flows(read_back(tmp_path, "ring.m", write_matpower(BUSES, ring)), injected)
    psse = flows(read_back(tmp_path, "ring.raw", write_raw30(BUSES, ring)), injected)
    assert matpower == pytest.approx(psse, rel=1e-12)
    square = [CaseBranch(each.name, each.from_bus, each.to_bus, 0.1, (0, 0, 0)) for each in ring[:4]]
    square.append(CaseBranch("S-NORTH_500-1", "S", "NORTH_500", 0.1, (0, 0, 0)))
    del square[3]
    found = flows(read_back(tmp_path, "four.raw", write_raw30(BUSES[:4], square)), [0.0, 0.0, -10.0, 0.0])
    assert found == pytest.approx(
        {"NORTH_500-MID DLE-1": 5.0, "MID DLE-A-B-1": 5.0, "A-B-S-1": -5.0, "S-NORTH_500-1": -5.0}
    )


LINE = CaseBranch("A-B-1", "A", "B", 0.1, (0, 0, 0))


@pytest.mark.parametrize(
    ("buses", "written"),
    [
        ((), ()),
        (("A", "A"), ()),
        (("A", " B"), ()),
        (("A", ""), ()),
        (("A", "12"), ()),
        (("A", "B"), (CaseBranch("A-B-2", "A", "B", 0.1, (0, 0, 0)),)),
        (("A", "C"), (LINE,)),
    ],
)
def test_what_readers_would_call_otherwise_is_not_written_as_matpower(
    buses: Sequence[str], written: Sequence[CaseBranch]
) -> None:
    """No bus, shared, blank or numeric names, circuits out of count, unknown buses."""
    with pytest.raises(ValueError, match="expected"):
        write_matpower(buses, written)


@pytest.mark.parametrize(
    ("buses", "written"),
    [
        ((), ()),
        (("A", "A"), ()),
        (("A", "LONGER_THAN_12"), ()),
        (("A", "IT'S"), ()),
        (("A", "12"), ()),
        (("A", "B"), (CaseBranch("A-B-100", "A", "B", 0.1, (0, 0, 0)),)),
        (("A", "B"), (CaseBranch("LINE", "A", "B", 0.1, (0, 0, 0)),)),
        (("A", "C"), (LINE,)),
    ],
)
def test_what_revision_30_cannot_hold_is_not_written(
    buses: Sequence[str], written: Sequence[CaseBranch]
) -> None:
    """Names of 12 characters, circuits of 2."""
    with pytest.raises(ValueError, match="expected"):
        write_raw30(buses, written)
