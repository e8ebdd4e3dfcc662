"""``marketsim verify-market``: what it prints and how it ends, also on hostile input."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from marketsim.cli import command_line
from tests.verification.hand_made_allocation import write_hand_made_allocation
from tests.verification.hand_made_market import write_hand_made_market


def verify_market(*words: str | Path) -> Result:
    """The verb with these words."""
    call = ["verify-market", *map(str, words)]
    return CliRunner().invoke(command_line(call), call)


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """A market folder that holds."""
    return write_hand_made_market(tmp_path / "HAND")


def test_a_market_that_holds_ends_with_0_and_says_so(market: Path) -> None:
    """Verdict first, what was not checkable after it."""
    result = verify_market(market)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:2] == ["feasible: yes", "prices consistent: yes"]
    assert result.stdout.splitlines()[-1] == "clean"


def test_json_has_the_five_members(market: Path) -> None:
    """In this order, and nothing else on standard output."""
    result = verify_market(market, "--json")
    told = json.loads(result.stdout)
    assert list(told) == ["feasible", "prices_consistent", "duality_gap", "not_checkable", "findings"]
    assert (told["feasible"], told["prices_consistent"], told["findings"]) == (True, True, [])


def test_findings_end_with_1(market: Path) -> None:
    """Each with check, where, expected, found, meaning."""
    awards = market / "results" / "awards.csv"
    awards.write_text(awards.read_text("utf-8").replace("80,80,10", "80,80.01,10"), "utf-8")
    result = verify_market(market, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["feasible"]) == (1, False)
    assert list(told["findings"][0]) == ["check", "where", "expected", "found", "meaning"]
    assert verify_market(market).exit_code == 1


def test_the_network_may_lie_elsewhere(market: Path, tmp_path: Path) -> None:
    """As when a market was cleared on a case given on the command line."""
    shutil.move(market / "case.m", tmp_path / "case.m")
    assert verify_market(market).exit_code == 2
    assert verify_market(market, "--case", tmp_path / "case.m").exit_code == 0


def test_a_participants_part_is_judged_by_its_name(market: Path, tmp_path: Path) -> None:
    """Own bids and downloads; the network's feasibility is told as not checkable."""
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(market / "bids.csv", own)
    shutil.copy(market / "results/published/PRIVATE_AUCTION_RESULT_BETA.csv", own)
    result = verify_market(own, "--participant", "BETA")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "feasible: not checkable")
    assert verify_market(own, "--participant", "NOBODY").exit_code == 2


@pytest.mark.parametrize(
    ("old", "new"), [("\n", "\r"), (",AUC,", ",,"), ("\n3,", f"\n{',' * 12}\n , {',' * 11}\n3,")]
)
def test_a_table_may_be_written_as_the_clearing_reads_it(
    market: Path, tmp_path: Path, old: str, new: str
) -> None:
    """Old line ends, bids without a type of CRR, rows of empty cells."""
    shutil.rmtree(market / "results")
    bids = market / "bids.csv"
    assert old in bids.read_text("utf-8")
    bids.write_bytes(bids.read_text("utf-8").replace(old, new).encode())
    words = ["clear", str(market / "case.m"), "--market", str(market)]
    assert CliRunner().invoke(command_line(words), words).exit_code == 0
    result = verify_market(market)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(("curve", "code"), [("step", 1), ("linear", 0), ("round", 2)])
def test_a_participant_may_say_how_curves_run(tmp_path: Path, curve: str, code: int) -> None:
    """At 5 $/MW half of a bid that falls from 10 to 0 is right on a straight line, and wrong on a step."""
    (tmp_path / "bids.csv").write_text(
        "Record,BidType,CrrId,AssetOwner,Source,Sink,HedgeType,TOU,Period,CrrType,MW,Price\n"
        "1,BUY,,ALFA,N,S,OBL,ON,P,AUC,0,10\n1,BUY,,ALFA,N,S,OBL,ON,P,AUC,100,0\n",
        "utf-8",
    )
    (tmp_path / "PRIVATE_AUCTION_RESULT.csv").write_text(
        "MarketName,Period,TOU,AssetOwner,CrrId,BidType,CrrType,HedgeType,Source,Sink,BidMW,MW,ClearingPrice\n"
        "M,P,ON,ALFA,,BUY,AUC,OBL,N,S,100,50,5\n",
        "utf-8",
    )
    assert verify_market(tmp_path, "--participant", "ALFA", "--curve", curve).exit_code == code


def test_an_allocation_is_told_by_its_nominations(tmp_path: Path) -> None:
    """The same verb, whole or by one participant's part; a finding ends with 1."""
    folder, own = write_hand_made_allocation(tmp_path / "HAND"), tmp_path / "own"
    assert (verify_market(folder).exit_code, verify_market(folder).stdout.splitlines()[-1]) == (0, "clean")
    own.mkdir()
    shutil.copy(folder / "nominations.csv", own)
    shutil.copy(folder / "results/published/PRIVATE_ALLOCATION_RESULT_BETA.csv", own)
    result = verify_market(own, "--participant", "BETA")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "feasible: not checkable")
    awards = folder / "results" / "awards.csv"
    awards.write_text(awards.read_text("utf-8").replace(",10,10.0", ",10,9.99"), "utf-8")
    assert verify_market(folder).exit_code == 1


@pytest.mark.parametrize(
    "words", [("--market", "X"), ("--curve", "step"), ("--participant", "BETA", "--case", "case.m")]
)
def test_options_that_do_not_go_together_are_refused(market: Path, words: tuple[str, ...]) -> None:
    """A wrong use is told, not guessed at."""
    assert verify_market(market, *words).exit_code == 2


def put(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Hostile text in a file, in place of the first that is there."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return change


def bytes_in(file: str, content: bytes) -> Callable[[Path], None]:
    """A file of other bytes."""
    return lambda folder: (folder / file).write_bytes(content)  # type: ignore[return-value]


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no such folder": (shutil.rmtree, "HAND"),
    "NaN for MW": (put("bids.csv", ",80,12,", ",NaN,12,"), "bids.csv, line 3"),
    "1e308 MW": (put("bids.csv", ",80,12,", ",1e308,12,"), "bids.csv, line 3"),
    "an infinite price": (put("bids.csv", ",80,12,", ",80,inf,"), "bids.csv, line 3"),
    "an unknown location": (put("bids.csv", "N_GEN", "NOWHERE"), "bids.csv"),
    "a missing column": (put("bids.csv", "Price", "Cost"), "bids.csv, line 1"),
    "a cell too few": (put("bids.csv", ",80,12,\n", ",80\n"), "bids.csv, line 3"),
    "an open quote": (put("bids.csv", "BUY", '"BUY'), "bids.csv"),
    "MW that fall": (put("bids.csv", ",80,12,", ",0,12,"), "bids.csv, line 3"),
    "an empty file": (bytes_in("bids.csv", b""), "bids.csv, line 1"),
    "bytes that are no text": (bytes_in("bids.csv", b"\xff\xfe\x00"), "bids.csv"),
    "a truncated case": (put("case.m", "];\nmpc.bus_name", ""), "case.m"),
    "a case without buses": (bytes_in("case.m", b"mpc.bus = [\n];"), "case.m, line 1"),
    "a reactance of 0": (put("case.m", "1 3 0 0.1", "1 3 0 0"), "case.m, line 12"),
    "a reactance that is no number": (put("case.m", "1 3 0 0.1", "1 3 0 NaN"), "case.m, line 12"),
    "two islands": (put("case.m", "1 2 0 0.1 0 100 100 120 0 0 1\n  1 3 0 0.1 0  60  60 105 0 0 1",
                        "1 2 0 0.1 0 100 100 120 0 0 0\n  1 3 0 0.1 0  60  60 105 0 0 0"), "case.m"),
    "a contingency that splits the network": (
        put("contingencies.csv", "LOSS,MIDDLE-SOUTH-1", "LOSS,MIDDLE-SOUTH-1\nLOSS,NORTH-SOUTH-1"),
        "contingencies.csv",
    ),
    "a branch that is not there": (put("contingencies.csv", "MIDDLE-SOUTH-1", "MIDDLE-EAST-1"), "contingencies.csv"),
    "factors that do not add up": (put("locations.csv", "NORTH,1", "NORTH,0.9"), "locations.csv"),
    "a setting that nobody knows": (put("market.toml", "margin", "margni"), "market.toml (credit.margni)"),
    "a number of thousands of digits": (bytes_in("market.toml", b"credit.margin = " + b"9" * 5000), "market.toml"),
    "results of another case": (put("results/cleared.toml", "case.m", "other.m"), "other.m"),
    "settings that are no TOML": (bytes_in("market.toml", b"name = "), "market.toml"),
    "a factor that is no number": (bytes_in("market.toml", b"[capacity]\nfactor = \"1/0\""), "market.toml"),
    "a case outside the folder": (
        lambda folder: (
            (folder / "results" / "cleared.toml").unlink(),
            (folder / "market.toml").write_text('case = "../../case.m"', "utf-8"),
        ),
        "../../case.m",
    ),
    "a run's word that is no TOML": (bytes_in("results/cleared.toml", b"["), "results/cleared.toml"),
    "a pipe": (lambda folder: ((folder / "bids.csv").unlink(), os.mkfifo(folder / "bids.csv")), "bids.csv"),
    "a link to nowhere": (
        lambda folder: ((folder / "contingencies.csv").unlink(), (folder / "contingencies.csv").symlink_to("gone")),
        "contingencies.csv",
    ),
    "a folder for a file": (lambda folder: (folder / "ratings.csv").mkdir(), "ratings.csv"),
    "a name too long": (put("results/cleared.toml", "case.m", "c" * 300), "ccc"),
    "no results": (lambda folder: shutil.rmtree(folder / "results"), "results/awards.csv"),
    "a price twice": (put("results/prices.csv", "M_GEN", "N_GEN"), "results/prices.csv, line 3"),
    "a direction that is none": (put("results/binding_constraints.csv", "FORWARD", "SIDEWAYS"), "results/binding"),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_input_that_cannot_be_read_is_told_in_three_parts_and_never_by_a_traceback(
    market: Path, case: str
) -> None:
    """Exit 2, file and line, what was expected, found, and what to do."""
    spoil, place = HOSTILE[case]
    spoil(market)
    result = verify_market(market)
    assert result.exit_code == 2, result.output
    lines = result.stderr.splitlines()
    assert place in lines[0]
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["expected", "found", "fix"]
    assert result.stdout == ""
