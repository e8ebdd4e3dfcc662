"""A MATPOWER case is read for what a direct-current flow depends on, and refused where it can't be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.clearing.case import Case, CaseBranch, read_case
from marketsim.clearing.case_problem import CaseProblem

CALIFORNIA = Path(__file__).resolve().parents[3] / "shared" / "networks" / "CaliforniaTestSystem.m"

HEAD = "function mpc = small\nmpc.version = '2';\nmpc.baseMVA = 100;\n"
BUSES = "mpc.bus = [\n 1 3 0 0 0 0 1 1 0 230 1 1.1 0.9;\n 2 1 50 0 0 0 1 1 0 230 1 1.1 0.9;\n];\n"
BRANCHES = "mpc.branch = [\n 1 2 0.01 0.1 0.02 100 110 120 0 0 1 -360 360;\n];\n"
SMALL = HEAD + BUSES + BRANCHES


@pytest.fixture
def read(tmp_path: Path):
    """Reads a text as the file ``small.m``."""

    def reading(text: str | bytes) -> Case:
        path = tmp_path / "small.m"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_case(path)

    return reading


def problem(read, text: str | bytes) -> CaseProblem:
    with pytest.raises(CaseProblem) as caught:
        read(text)
    return caught.value


def test_a_branch_has_its_ends_reactance_ratings_and_name(read) -> None:
    """Buses without names are called by number."""
    case = read(SMALL)
    assert case.buses == ("1", "2")
    assert case.branches == (CaseBranch("1-2-1", "1", "2", 0.1, (100.0, 110.0, 120.0)),)
    assert case.branches[0].susceptance == pytest.approx(10)
    assert case.notes == ()


@pytest.mark.parametrize(
    "branches",
    [
        "mpc.branch = [1 2 0.01 0.1 0.02 100 110 120 0 0 1];",
        "mpc.branch = [1, 2, 0.01, 0.1, 0.02, 100, 110, 120, 0, 0, 1;];",
        "mpc.branch = [ % fbus tbus\n 1 2 0.01 0.1 ... the rest\n 0.02 100 110 120 0 0 1 % a line; with ] signs\n\n];",
        "%{\nmpc.branch = [9 9];\n%}\nmpc.branch=[1\t2\t1e-2\t1.0E-01\t.02\t100.\t110\t120\t0\t0\t1\n]",
        "mpc.gencost = [2 0 0 3 1 2 3];\nmpc.branch = [1 2 0.01 0.1 0.02 100 110 120 0 0 1]; mpc.areas = [];",
    ],
)
def test_every_way_to_write_a_matrix_reads_the_same(read, branches: str) -> None:
    """Rows end at semicolons or lines, comments end them too, three dots go on."""
    assert read(HEAD + BUSES + branches).branches == read(SMALL).branches


def test_the_struct_may_have_any_name_and_lines_may_end_as_on_windows(read) -> None:
    """Also with a byte order mark."""
    text = SMALL.replace("mpc", "s").replace("\n", "\r\n")
    assert read(b"\xef\xbb\xbf" + text.encode()).branches == read(SMALL).branches


def test_susceptance_is_per_unit_on_100_mva_whatever_the_base(read) -> None:
    """0.1 per unit on 50 MVA is 0.2 on 100 MVA."""
    case = read(SMALL.replace("baseMVA = 100", "baseMVA = 50"))
    assert case.branches[0].susceptance == pytest.approx(5)


def test_a_tap_ratio_divides_the_susceptance_and_0_is_none(read) -> None:
    """1 / (0.1 x 1.25)."""
    case = read(SMALL.replace("120 0 0 1", "120 1.25 0 1"))
    assert case.branches[0].susceptance == pytest.approx(8)


def test_names_of_buses_are_taken_where_they_tell_buses_apart(read) -> None:
    """A blank or shared name, or one that is a bus's number, gives way to the number; that is noted."""
    rows = "".join(f"{number} 1 0 0 0 0 1 1 0 230 1 1.1 0.9;" for number in range(1, 6))
    names = "mpc.bus_name = {'O''HARE  '; \"N % ; } 1\", 'TWIN' 'TWIN'\n'2'};"
    case = read(f"{HEAD}mpc.bus = [{rows}];{names}\n{BRANCHES}")
    assert case.buses == ("O'HARE", "N % ; } 1", "3", "4", "5")
    assert case.branches[0].name == "O'HARE-N % ; } 1-1"
    assert case.notes == ("3 buses are called by number: their names are blank or shared",)


def test_parallel_branches_are_counted_in_order_also_those_out_of_service(read) -> None:
    """So a name stays when a neighbour goes out; the other direction counts for itself."""
    row = "0 0.1 0 0 0 0 0 0"
    case = read(f"{HEAD}{BUSES}mpc.branch = [1 2 {row} 1; 1 2 {row} 0; 2 1 {row} 1; 1 2 {row} 1];")
    assert [each.name for each in case.branches] == ["1-2-1", "1-2-2", "2-1-1", "1-2-3"]
    assert [each.in_service for each in case.branches] == [True, False, True, True]


def test_isolated_buses_are_left_out_with_their_branches(read) -> None:
    """Type 4; what is out of service may have any reactance."""
    case = read(SMALL.replace("2 1 50", "2 4 50").replace("0.01 0.1", "0.01 0"))
    assert case.buses == ("1",)
    assert case.isolated == ("2",)
    assert not case.branches[0].in_service


def test_what_plays_no_part_is_noted(read) -> None:
    """Phase-shift angles and DC lines in service."""
    dc = "mpc.dcline = [1 2 1 10 9 0 0 1 1; 1 2 0 10 9 0 0 1 1];"
    case = read(SMALL.replace("120 0 0 1", "120 0 -30 1") + dc)
    assert case.branches == read(SMALL).branches
    assert case.notes == (
        "phase-shift angles of 1 branches play no part in the flows",
        "1 DC lines play no part in the flows",
    )


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("", "small.m, version", "none"),
        (SMALL.replace("'2'", "'1'"), "small.m, line 2, version", "1"),
        (
            SMALL.replace("function mpc = small", "function [a, b] = small"),
            "small.m, line 1, function",
            "head",
        ),
        (SMALL.replace("= 100;", "= NaN;"), "small.m, line 3, baseMVA", "NaN"),
        (HEAD + BRANCHES, "small.m, bus", "none"),
        (HEAD + BUSES, "small.m, branch", "none"),
        (HEAD + "mpc.bus = [];" + BRANCHES, "small.m, line 4, bus", "none"),
        (SMALL.removesuffix("];\n"), "small.m, line 9, branch", "end of the file"),
        (SMALL[:-40], "small.m, line 9, branch", "end of the file"),
        (SMALL.replace(" 2 1 50", " 1 1 50"), "small.m, line 6, bus", "1 again"),
        (SMALL.replace(" 2 1 50", " 2.5 1 50"), "small.m, line 6, bus", "2.5"),
        (SMALL.replace(" 2 1 50", " 2 7 50"), "small.m, line 6, bus", "7"),
        (SMALL.replace(" 1 2 0.01", " 1 7 0.01"), "small.m, line 9, branch", "bus 7"),
        (SMALL.replace(" 1 2 0.01", " 1 1 0.01"), "small.m, line 9, branch", "1 at both ends"),
        (SMALL.replace("0.01 0.1", "0.01 0"), "small.m, line 9, branch", "a reactance of 0"),
        (SMALL.replace("0.01 0.1", "0.01 NaN"), "small.m, line 9, branch", "a reactance of nan"),
        (SMALL.replace("0.01 0.1", "0.01 1e308"), "small.m, line 9, branch", "a reactance of 1e+308"),
        (SMALL.replace(" 120 ", " 1e308 "), "small.m, line 9, branch", "1e+308"),
        (SMALL.replace(" 120 ", " -5 "), "small.m, line 9, branch", "-5"),
        (SMALL.replace("120 0 0 1", "120 -1 0 1"), "small.m, line 9, branch", "-1"),
        (SMALL.replace("120 0 0 1", "120 0 0 2"), "small.m, line 9, branch", "2"),
        (SMALL.replace(" 120 0", " 1.2.0 0"), "small.m, line 9, branch", "13 of them"),
        (SMALL.replace(" -360 360", " -360 360\n 1 2 0.1"), "small.m, line 10, branch", "3 of them"),
        (SMALL + BRANCHES, "small.m, line 11, branch", "second time"),
        (
            SMALL + "mpc.branch(:, 4) = mpc.branch(:, 4) / 2;\n",
            "small.m, line 11, statement",
            "mpc.branch(:, 4)",
        ),
        (SMALL + "mpc.bus_name = {'A'};", "small.m, line 11, bus_name", "1 names"),
        (SMALL + "mpc.bus_name = {'A', B};", "small.m, line 11, bus_name", "B"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_line(read, text: str, place: str, found: str) -> None:
    """The problem names file, line and record, and what stood there."""
    told = problem(read, text)
    assert told.place == place
    assert found in told.found
    assert told.expected and told.fix


def test_all_problems_of_a_file_are_told_at_once_up_to_a_bound(read) -> None:
    """Thirty bad rows: twenty lines, and how many more."""
    rows = "".join(f"1 {number} 0 0.1 0 0 0 0 0 0 1\n" for number in range(10, 40))
    told = str(problem(read, f"{HEAD}{BUSES}mpc.branch = [\n{rows}];")).splitlines()
    assert len(told) == 21
    assert "bus 10" in told[0] and "bus 11" in told[1]
    assert told[-1] == "small.m: and 10 more problems"


def test_a_problem_cannot_steer_the_terminal(read) -> None:
    """Control characters of the file are replaced."""
    assert "\x1b" not in str(problem(read, SMALL + "mpc.bus(1) = \x1b[2J"))


@pytest.mark.parametrize("name", ["case.txt", "missing.m", "folder.m"])
def test_a_file_that_is_no_case_is_refused(tmp_path: Path, name: str) -> None:
    """Another ending, no file, a folder."""
    (tmp_path / "case.txt").write_text(SMALL)
    (tmp_path / "folder.m").mkdir()
    with pytest.raises(CaseProblem):
        read_case(tmp_path / name)


@given(
    at=st.integers(0, len(SMALL)),
    cut=st.integers(0, 30),
    put=st.text("0123456789.-+eE%;[]{}'\"=, \nNainf_", max_size=6),
)
def test_a_damaged_case_is_read_or_refused_but_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, at: int, cut: int, put: str
) -> None:
    """Any cut and any insertion."""
    path = tmp_path_factory.getbasetemp() / "damaged.m"
    path.write_text(SMALL[:at] + put + SMALL[at + cut :], "utf-8")
    try:
        case = read_case(path)
    except CaseProblem as told:
        assert told.expected and told.found and told.fix
    else:
        assert all(abs(each.reactance) >= 1e-7 for each in case.branches if each.in_service)


@pytest.mark.skipif(not CALIFORNIA.exists(), reason="the California test system is not at hand")
def test_the_california_test_system_is_read_whole() -> None:
    """8,870 buses in one piece, 10,823 branches, all rated."""
    case = read_case(CALIFORNIA)
    assert (len(case.buses), len(case.branches)) == (8870, 10823)
    assert all(each.in_service and each.rating("A") for each in case.branches)
    assert case.branches[0] == CaseBranch("1-2410-1", "1", "2410", 0.000218973035, (175.0, 0.0, 0.0))


def test_a_number_out_of_bounds_is_told_with_its_bounds(read) -> None:
    """Whoever wrote 1e7 MVA learns how much may be written."""
    for old, new, told in (("0.01 0.1", "0.01 1e300", "1e-7 to 1e9"), (" 100 ", " 1e7 ", "to 1e6 MVA")):
        assert old in SMALL
        with pytest.raises(CaseProblem) as caught:
            read(SMALL.replace(old, new, 1))
        assert told in caught.value.expected
