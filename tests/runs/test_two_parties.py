"""Two machines, each with one certificate, run the two halves of a scenario; the request id joins their evidence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import tomli_w

from marketsim.contract.catalogue import Contract
from marketsim.target.console import Console
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.profile import load

from .finished_run import FinishedRun, finished

FEATURE = "features/secondary_market/two_parties.feature"
OFFER = "MS-SMT-25"
SETTLED = "features/secondary_market/two_parties_settled.feature"
SALE = "MS-SMT-26"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """One system that both machines speak to."""
    with EmbeddedSystem(tmp_path_factory.mktemp("standing")) as system:
        yield system


def machine(system: EmbeddedSystem, name: str) -> Path:
    """The profile of a machine with the certificate of one participant alone."""
    written = tomllib.loads(system.observed.read_text("utf-8"))
    written["participants"] = [each for each in written["participants"] if each["name"] == name]
    path = system.observed.with_name(f"only-{name}.toml")
    path.write_bytes(tomli_w.dumps(written).encode())
    return path


def half(system: EmbeddedSystem, name: str, out: Path, *words: str, feature: str = FEATURE) -> FinishedRun:
    """A run on the machine of a participant."""
    return finished(out, feature, "--target", str(machine(system, name)), *words)


@pytest.fixture(scope="module")
def halves(
    system: EmbeddedSystem, tmp_path_factory: pytest.TempPathFactory
) -> tuple[FinishedRun, FinishedRun, FinishedRun, Path]:
    """B before there is anything to take over, then A, then B again; and the hand-over."""
    folder = tmp_path_factory.mktemp("halves")
    shared = folder / "shared"
    shared.mkdir()
    both = ("--handover", str(shared))
    early = half(system, "GBTR", folder / "early", "--side", "B", *both)
    first = half(system, "SRTX", folder / "first", "--side", "A", "--partner", "GBTR", *both)
    second = half(system, "GBTR", folder / "second", "--side", "B", *both)
    return early, first, second, shared / "handover.json"


Halves = tuple[FinishedRun, FinishedRun, FinishedRun, Path]


def test_both_halves_pass_one_after_the_other(halves: Halves) -> None:
    """Side A posts and hands over, side B finds the offer that it was named in."""
    _, first, second, _ = halves
    assert (first.code, first.verdicts) == (0, {OFFER: "passed"}), first.told
    assert (second.code, second.verdicts) == (0, {OFFER: "passed"}), second.told


def test_a_half_that_comes_too_early_waits_for_its_partner(halves: Halves) -> None:
    """Side B before side A is undecided, and says whose turn it is."""
    early = halves[0]
    (told,) = early.scenarios("skipped")
    assert (early.code, told["responsible"]) == (6, "partner")
    assert told["found"].startswith("waits for partner")
    assert early.readiness["waits"]["partner"] == [OFFER]


def test_the_request_id_joins_the_evidence_of_both(halves: Halves) -> None:
    """It is the id of the request that side A sent, and stands in the reports of both sides."""
    _, first, second, _ = halves
    ((mine,), (theirs,)) = (each.readiness["scenarios"][0]["joined"] for each in (first, second))
    assert (mine["side"], theirs["side"]) == ("A", "B")
    assert mine["request_id"] == theirs["request_id"]
    assert mine["request_id"] in posted(first)
    assert mine["request_id"] in (second.out / "index.html").read_text("utf-8")


def posted(run: FinishedRun) -> set[str]:
    """The request ids of the offers that a run posted."""
    lines = (run.out / "evidence" / "main.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return {each["request_id"] for each in events if each.get("operation_id") == "postPrivateSmSellOffers"}


def test_each_side_sends_only_its_own_half(halves: Halves) -> None:
    """Side B posts nothing; the steps of the other side are marked as left to the partner, not as passed."""
    _, first, second, _ = halves
    assert len(posted(first)) == 1
    assert posted(second) == set()
    for run, left in ((first, 1), (second, 5)):
        lines = (run.out / "evidence" / "main.jsonl").read_text("utf-8").splitlines()
        steps = [each["status"] for each in map(json.loads, lines) if each["event"] == "step"]
        assert steps.count("left to partner") == left
        assert steps.count("passed") == len(steps) - left


def test_the_handover_names_no_terms_of_trade(halves: Halves) -> None:
    """Names and request ids pass from machine to machine, and nothing else."""
    content = json.loads(halves[3].read_text("utf-8"))["content"]
    (entry,) = content["entries"]
    assert set(entry) == {"scenario", "by", "to", "requests", "joined_request_id", "at"}
    assert (entry["scenario"], entry["by"], entry["to"]) == (OFFER, "SRTX", ["GBTR"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"GBTR"', '"NVLY"', "changed"),
        ('"requests"', '"request"', "unknown field"),
        ("{", "", "something else"),
    ],
)
def test_a_tampered_handover_is_refused_before_anything_is_sent(
    system: EmbeddedSystem, halves: Halves, tmp_path: Path, old: str, new: str, said: str
) -> None:
    """Exit 2, with what was found, and no evidence of a run."""
    text = halves[3].read_text("utf-8")
    (tmp_path / "handover.json").write_text(text.replace(old, new, 1), "utf-8")
    run = half(system, "GBTR", tmp_path / "out", "--side", "B", "--handover", str(tmp_path))
    assert run.code == 2
    assert said in run.told
    assert not (tmp_path / "out").exists()


def test_a_handover_to_somebody_else_is_a_matter_of_set_up(
    system: EmbeddedSystem, halves: Halves, tmp_path: Path
) -> None:
    """A third participant cannot take over what names another."""
    run = half(system, "PCFT", tmp_path / "out", "--side", "B", "--handover", str(halves[3]))
    assert (run.code, run.verdicts) == (3, {OFFER: "broken"}), run.told


def sent(run: FinishedRun, operation: str) -> int:
    """How often a run called an operation."""
    lines = (run.out / "evidence" / "main.jsonl").read_text("utf-8").splitlines()
    return sum(each.get("operation_id") == operation for each in map(json.loads, lines))


def test_a_trade_is_brought_to_its_end_on_two_machines(system: EmbeddedSystem, tmp_path: Path) -> None:
    """Each side runs its half again, does nothing twice, waits for whose turn it is, and sees the approval at last."""

    def run(name: str, out: str, *words: str) -> FinishedRun:
        whole = ("--handover", str(tmp_path / "handover.json"), *words)
        return half(system, name, tmp_path / out, *whole, feature=SETTLED)

    offers = ("SRTX", "--side", "A", "--partner", "GBTR"), ("GBTR", "--side", "B")
    (seller, *side_a), (buyer, *side_b) = offers
    posting, responding = run(seller, "posting", *side_a), run(buyer, "responding", *side_b)
    looking = run(seller, "looking", *side_a)
    waits = [each.scenarios("skipped")[0]["responsible"] for each in (posting, responding, looking)]
    assert waits == ["partner", "ISO", "ISO"]
    with closing(console(system)) as iso:
        iso.post("/credit-checks", {})
    for name, words, out in ((buyer, side_b, "bought"), (seller, side_a, "sold")):
        settled = run(name, out, *words)
        assert (settled.code, settled.verdicts) == (0, {SALE: "passed"}), settled.told
        assert sent(settled, "postPrivateSmSellOffers") + sent(settled, "postSmResponseToSellOffers") == 0
    assert (sent(posting, "postPrivateSmSellOffers"), sent(looking, "postPrivateSmSellOffers")) == (1, 0)
    assert sent(responding, "postSmResponseToSellOffers") == 1


def console(system: EmbeddedSystem) -> Console:
    """The operator's console of the standing system."""
    return Console(load(system.profile), system.profile.parent, Contract.load())
