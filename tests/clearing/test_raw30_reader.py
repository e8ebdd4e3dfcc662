"""A PSS/E case of revision 30 is read for what a direct-current flow depends on, in either style of heading."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.clearing.case import Case, CaseBranch, read_case
from marketsim.clearing.case_problem import CaseProblem

HEADING = "0,100.0,30 / a small case\nits first title\n0 and its second\n"
BUSES = (
    "1,'NORTH       ',230.0,3,0.0,0.0,1,1,1.0,0.0,1\n"
    "2,'MID, / DLE  ',115.0,1,0.0,-20.0,1,1,1.0,0.0,1\n"
    "3,'SOUTH       ', 13.8,1,0.0,0.0,1,1,1.0,0.0,1\n"
)
LOADS = "2,'1 ',1,1,1,50.0,10.0,0,0,0,0,1\n"
GENERATORS = "1,'1 ',50.0,0,99,-99,1.0,0,100.0,0,1,0,0,1.0,1,100.0,99.0,0.0,1,1.0\n"
LINES = "1,-2,'1 ',0.01,0.1,0.02,100.0,110.0,120.0,0,0,0,0,1,12.5,1,1.0\n"
TWO = "2,3,0,'1 ',1,1,1,0,0,2,'BANK 1      ',1,1,1.0\n0.0,0.05,50.0\n1.0,0.0,0.0,80.0,90.0,95.0\n1.0,0.0\n"
AFTER = (
    "area", "two-terminal dc", "vsc dc", "switched shunt", "correction", "multi-terminal dc", "multi-section",
    "zone", "transfer", "owner", "facts",
)  # fmt: skip


def raw(
    heading: str = HEADING,
    buses: str = BUSES,
    lines: str = LINES,
    transformers: str = TWO,
    *,
    loads: str = LOADS,
    generators: str = GENERATORS,
    **after: str,
) -> str:
    """A whole case; ``after`` holds the records of later sections, by the first letters of their names."""
    parts = [buses, loads, generators, lines, transformers]
    text = heading + "".join(f"{part}0 / END OF SECTION {at}\n" for at, part in enumerate(parts))
    return text + "".join(f"{after.get(name.split()[0].replace('-', '_'), '')} 0 /{name}\n" for name in AFTER)


@pytest.fixture
def read(tmp_path: Path):
    """Reads a text as the file ``small.raw``."""

    def reading(text: str) -> Case:
        path = tmp_path / "small.raw"
        path.write_text(text, "utf-8")
        return read_case(path)

    return reading


def problem(read, text: str) -> CaseProblem:
    with pytest.raises(CaseProblem) as caught:
        read(text)
    return caught.value


def test_lines_and_transformers_have_their_ends_reactance_ratings_and_names(read) -> None:
    """Blanks around names and circuits do not count, nor does the minus of a metered end."""
    case = read(raw())
    assert case.buses == ("NORTH", "MID, / DLE", "SOUTH")
    assert case.branches == (
        CaseBranch("NORTH-MID, / DLE-1", "NORTH", "MID, / DLE", 0.1, (100, 110, 120)),
        CaseBranch("MID, / DLE-SOUTH-1", "MID, / DLE", "SOUTH", 0.05, (80, 90, 95)),
    )
    assert case.notes == ()


@pytest.mark.parametrize(
    "first",
    [
        "0,100.0,30 /",
        "0, 100.00 / PSS/E-30.3    MON, JUN 07 2027  10:53",
        "0   100.0 / PSS(R)E-30.3",
        " 0, 100.00, 30.0",
        "0,1.0E2,, / PSS\u00aeE 30 RAW",
    ],
)
def test_both_styles_of_heading_are_read(read, first: str) -> None:
    """With the revision as the third field, or in the comment."""
    assert read(raw(f"{first}\n\n\n")) == read(raw())


def test_a_heading_without_revision_is_read_as_30_and_that_is_noted(read) -> None:
    """Old programs wrote only the base."""
    case = read(raw("0, 100.0 / summer peak\n\n\n"))
    assert case.branches == read(raw()).branches
    assert case.notes == ("the heading tells no revision; read as 30",)


@pytest.mark.parametrize("ending", ["Q\n", "", "Q"])
def test_the_file_may_end_with_q_or_without(read, ending: str) -> None:
    """Sections after the transformers need not be there at all."""
    whole = raw()
    assert read(whole + ending) == read(whole)
    assert read(whole[: whole.index(" 0 /area")] + ending) == read(whole)


def test_fields_may_be_left_out_and_separated_by_blanks(read) -> None:
    """Then they have their defaults: circuit 1, in service, no limit."""
    case = read(raw(lines="1 2 '1' 0.01 0.1\n1,3,,,0.2,/ the rest has defaults\n"))
    assert case.branches[:2] == (
        CaseBranch("NORTH-MID, / DLE-1", "NORTH", "MID, / DLE", 0.1, (0, 0, 0)),
        CaseBranch("NORTH-SOUTH-1", "NORTH", "SOUTH", 0.2, (0, 0, 0)),
    )


def test_buses_are_called_by_number_where_names_do_not_tell_them_apart(read) -> None:
    """Blank, shared, or some bus's number."""
    buses = "".join(f"{number},'{name}',230.0,1\n" for number, name in enumerate(("A", "", "T", "T", "1"), 1))
    case = read(raw(buses=buses, transformers=""))
    assert case.buses == ("A", "2", "3", "4", "5")
    assert case.notes == ("4 buses are called by number: their names are blank or shared",)


def test_what_is_out_of_service_is_told_apart(read) -> None:
    """ST 0, STAT 0, and whatever hangs on a bus of type 4; its reactance may be anything."""
    lines = LINES.replace("0,0,0,0,1,12.5", "0,0,0,0,0,12.5").replace("0.01,0.1,", "0,0,")
    case = read(raw(lines=lines, transformers=TWO.replace("',1,1,1.0", "',0,1,1.0")))
    assert [each.in_service for each in case.branches] == [False, False]
    case = read(raw(buses=BUSES.replace(" 13.8,1", " 13.8,4")))
    assert (case.buses, case.isolated) == (("NORTH", "MID, / DLE"), ("SOUTH",))
    assert [each.in_service for each in case.branches] == [True, False]


def test_reactances_are_brought_to_100_mva(read) -> None:
    """0.1 per unit on 50 MVA is 0.2 on 100; so it is for a transformer given on the system base."""
    case = read(raw(HEADING.replace("100.0", "50.0")))
    assert [each.reactance for each in case.branches] == [pytest.approx(0.2), pytest.approx(0.1)]


def two(cw: int, cz: int, impedance: str, first: str, second: str) -> str:
    """A transformer from MID (115 kV) to SOUTH (13.8 kV)."""
    return f"2,3,0,'1',{cw},{cz},1,0,0,2,'',1,1,1\n{impedance}\n{first}\n{second}\n"


@pytest.mark.parametrize(
    ("record", "susceptance"),
    [
        (two(1, 1, "0,0.1,50", "1.0,0,0", "1.0,0"), 10),
        (two(1, 1, "0,0.1,50", "1.25,0,0", "1.0,0"), 8),
        (two(1, 1, "0,0.1,50", "1.25,0,0", "0.8,0"), 10),
        (two(2, 1, "0,0.1,50", "115.0,0,0", "13.8,0"), 10),
        (two(2, 1, "0,0.1,50", "143.75,0,0", "13.8,0"), 8),
        (two(2, 1, "0,0.1,50", ",0,0", ","), 10),
        (two(3, 1, "0,0.1,50", "1.0,143.75,0", "1.0,13.8"), 8),
        (two(3, 1, "0,0.1,50", "1.25,0,0", "1.0,0"), 8),
        (two(1, 2, "0,0.1,50", "1.0,0,0", "1.0,0"), 5),
        (two(1, 2, "0,0.1,50", "1.0,230.0,0", "1.0,0"), 1.25),
        (two(1, 2, "0,0.1,", "1.0,0,0", "1.0,0"), 10),
        (two(1, 3, "1500000.0,0.05,50", "1.0,0,0", "1.0,0"), 12.5),
    ],
)
def test_winding_codes_are_followed(read, record: str, susceptance: float) -> None:
    """By hand: on 50 MVA, 0.1 becomes 0.2; twice the voltage, four times; 1.5 MW of 50 MVA is R 0.03, so X 0.04."""
    case = read(raw(transformers=record))
    assert case.branches[1].susceptance == pytest.approx(susceptance, rel=1e-12)


def three(status: int = 1, codes: str = "1,1") -> str:
    """A transformer with three windings: 0.12 between 1 and 2, 0.10 between 2 and 3, 0.08 between 3 and 1."""
    return (
        f"1,2,3,'T1',{codes},1,0,0,2,'TRIO',{status},1,1\n0,0.12,100,0,0.10,100,0,0.08,100,1.0,0.0\n"
        "1.0,0,0,300,310,320,0,0,1.1,0.9,1.1,0.9,33,0,0,0\n1.25,0,0,200,210,220\n1.0,0,0,100,110,120\n"
    )


def test_three_windings_meet_in_a_star(read) -> None:
    """0.05, 0.07 and 0.03 add up in pairs to what was measured; each winding has its ratio and its ratings."""
    case = read(raw(transformers=three()))
    star = "NORTH-MID, / DLE-SOUTH-T1"
    assert case.buses[-1] == star
    windings = case.branches[1:]
    assert [each.name for each in windings] == [f"{end}-{star}-T1" for end in case.buses[:3]]
    assert [each.to_bus for each in windings] == [star] * 3
    assert [each.reactance for each in windings] == pytest.approx([0.05, 0.07, 0.03])
    assert [each.tap for each in windings] == [1.0, 1.25, 1.0]
    assert [each.ratings for each in windings] == [(300, 310, 320), (200, 210, 220), (100, 110, 120)]


@pytest.mark.parametrize(("status", "out"), [(1, ""), (2, "B"), (3, "C"), (4, "A"), (0, "ABC")])
def test_a_winding_may_be_out_of_service_alone(read, status: int, out: str) -> None:
    """With all three out the star is no bus of the network."""
    case = read(raw(transformers=three(status)))
    live = [letter not in out for letter in "ABC"]
    assert [each.in_service for each in case.branches[1:]] == live
    assert (len(case.buses), len(case.isolated)) == ((4, 0) if any(live) else (3, 1))


def test_three_windings_are_measured_on_their_own_bases(read) -> None:
    """CZ 2 with 200 MVA each: half of everything."""
    record = three(codes="1,2").replace(",100,0,0.10,100,0,0.08,100", ",200,0,0.10,200,0,0.08,200")
    case = read(raw(transformers=record))
    assert [each.reactance for each in case.branches[1:]] == pytest.approx([0.025, 0.035, 0.015])


def test_records_of_several_lines_are_kept_together_and_what_plays_no_part_is_noted(read) -> None:
    """DC lines of three kinds, even where a later line of theirs begins with 0."""
    text = raw(
        transformers=TWO.replace("1.0,0.0,0.0,80.0", "1.0,0.0,-30.0,80.0"),
        two_terminal="1,1,8.2,400,500,0,0,0,I,0,20,1\n0,2,0\n1,2,0\n2,0,8.2,400\n0,1\n0,1\n",
        vsc="'VSC 1',1,1.0\n0,1\n2,2\n",
        multi_terminal="1,2,2,1,1\n1,1\n2,1\n0,1\n0,2\n0,0,0\n",
        multi_section="1,3,'&1',2\n",
        facts="1,1,2,1\n2,2,0,1\n",
    )
    case = read(text)
    assert case.branches == read(raw()).branches
    assert case.notes == (
        "3 DC lines play no part in the flows",
        "1 FACTS devices in series play no part in the flows",
        "1 groups of multi-section lines (each section is a branch) play no part in the flows",
        "1 phase-shift angles of transformers play no part in the flows",
    )


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("", "small.raw, line 0, heading", "the end"),
        (raw(HEADING.replace(",30", ",33")), "small.raw, line 1, heading", "revision 33"),
        (raw("0,100.0 / PSS/E-29.0\n\n\n"), "small.raw, line 1, heading", "revision 29"),
        (raw(HEADING.replace("0,100", "1,100", 1)), "small.raw, line 1, heading", "IC 1"),
        (raw(HEADING.replace("100.0", "NaN")), "small.raw, line 1, heading", "NaN"),
        (raw(HEADING.replace("100.0", "0")), "small.raw, line 1, heading", "0"),
        (raw(buses="", loads="", generators="", lines="", transformers=""), "small.raw, bus", "none"),
        (HEADING + BUSES, "small.raw, line 6, bus", "the end"),
        (HEADING + BUSES + "Q\n", "small.raw, line 7, bus", "the end"),
        (raw()[: raw().index("1.0,0.0,0.0,80")], "small.raw, line 15, transformer", "the end"),
        (raw(area="1,1,0,0,'X'\n").split(" 0 /area")[0], "small.raw, line 19, area", "the end"),
        (raw(buses=BUSES + "3,'AGAIN',1.0,1\n"), "small.raw, line 7, bus", "3 again"),
        (raw(buses=BUSES + "-4,'MINUS',1.0,1\n"), "small.raw, line 7, bus", "-4"),
        (raw(buses=BUSES + "x,'LETTER',1.0,1\n"), "small.raw, line 7, bus", "'x'"),
        (raw(buses=BUSES + "4,'KIND',1.0,5\n"), "small.raw, line 7, bus", "5"),
        (raw(loads="9,'1'\n"), "small.raw, line 8, load", "bus 9"),
        (raw(generators="9,'1'\n"), "small.raw, line 10, generator", "bus 9"),
        (raw(lines=LINES.replace("1,-2", "1,-9")), "small.raw, line 12, branch", "bus 9"),
        (raw(lines=LINES.replace("1,-2", "1,-1")), "small.raw, line 12, branch", "NORTH at both ends"),
        (raw(lines=LINES.replace("0.01,0.1,", "0.01,0.0,")), "small.raw, line 12, branch", "a reactance of 0"),
        (raw(lines=LINES.replace("0.01,0.1,", "0.01,1e308,")), "small.raw, line 12, branch", "1e+308"),
        (raw(lines=LINES.replace("0.01,0.1,", "0.01,NaN,")), "small.raw, line 12, branch", "'NaN'"),
        (raw(lines=LINES.replace(",120.0", ",1e308")), "small.raw, line 12, branch", "1e+308"),
        (raw(lines=LINES.replace(",120.0", ",-1")), "small.raw, line 12, branch", "-1"),
        (raw(lines=LINES.replace("0,0,0,0,1,", "0,0,0,0,7,")), "small.raw, line 12, branch", "7"),
        (raw(lines=LINES + LINES), "small.raw, branch", "2 times"),
        (raw(transformers=TWO.replace("1,1,1,0", "1,9,1,0")), "small.raw, line 14, transformer", "9"),
        (raw(transformers=TWO.replace("1,1,1,0", "2,1,1,0")), "small.raw, line 16, transformer", "0.00869565"),
        (raw(transformers=TWO.replace("0.05,", "0.0,")), "small.raw, line 15, transformer", "a reactance of 0"),
        (raw(transformers=two(1, 3, "9e6,0.1,50", "1,0", "1,0")), "small.raw, line 15, transformer", "below"),
        (raw(multi_terminal="1,99999999,1,1\n"), "small.raw, line 24, multi-terminal DC line", "99999999"),
    ],
)  # fmt: skip
def test_what_cannot_be_trusted_is_refused_with_its_line(read, text: str, place: str, found: str) -> None:
    """The problem names file, line and kind of record, and what stood there."""
    told = problem(read, text)
    assert told.place == place
    assert found in told.found
    assert told.expected and told.fix


def test_all_problems_of_a_file_are_told_at_once(read) -> None:
    """Of every section that could be read."""
    text = raw(
        loads="8,'1'\n", lines=LINES.replace("1,-2", "1,-9"), transformers=TWO.replace("2,3,0", "2,7,0")
    )
    told = str(problem(read, text)).splitlines()
    assert ["bus 8" in told[0], "bus 9" in told[1], "bus 7" in told[2]] == [True] * 3


WHOLE = raw(transformers=TWO + three(), vsc="'V',1\n1\n2\n")


@given(
    at=st.integers(0, len(WHOLE)),
    cut=st.integers(0, 40),
    put=st.text("0123456789.,-eE'/Q \nNanif_D", max_size=6),
)
def test_a_damaged_case_is_read_or_refused_but_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, at: int, cut: int, put: str
) -> None:
    """Any cut and any insertion."""
    path = tmp_path_factory.getbasetemp() / "damaged.raw"
    path.write_text(WHOLE[:at] + put + WHOLE[at + cut :], "utf-8")
    try:
        case = read_case(path)
    except CaseProblem as told:
        assert told.expected and told.found and told.fix
    else:
        assert all(math.isfinite(each.susceptance) for each in case.branches if each.in_service)
