"""A campaign judges the phases over all of its runs, with attested steps, and tracks who has run which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.readiness.statement.attested import attest
from marketsim.readiness.statement.campaign_gates import CampaignRecord
from marketsim.readiness.statement.document import WaiverFact

from ..rehearsal import Rehearsal
from ..test_gates import criterion
from .campaign_kit import Kit, refused

PASSED = criterion("passed", "MS-AUC-21", "MS-AUC-22", phase="structured")
TRAINED = criterion("attested", step="DECK-122", phase="structured")
AGAIN = criterion("none-failed", "MS-AUC-21", "MS-AUC-22", phase="unstructured", during="unstructured")
WAIVERS = criterion("waivers", phase="structured")
GATES: dict[str, Any] = {
    "title": "Ours",
    "ours": True,
    "scenarios": ["MS-AUC-21", "MS-AUC-22"],
    "phases": [
        {"phase": "structured", "entry": [], "exit": [PASSED, TRAINED, WAIVERS]},
        {"phase": "unstructured", "entry": [], "exit": [AGAIN]},
    ],
}


def record(kit: Kit) -> CampaignRecord:
    """What the campaign says now."""
    return CampaignRecord(kit.compose(), kit.campaign.annex.runs())


def words(kit: Kit) -> list[str]:
    """The words of the exits."""
    gates: Any = GATES
    return [each["exit"]["word"] for each in record(kit).gates(gates, Contract.load(), [])["phases"]]


def one(number: int, found: str = "400 POR0100") -> Any:
    """A run of one scenario."""

    def play(stage: Rehearsal) -> None:
        refused(stage, f"MS-AUC-{number}", found)

    return play


def trained(kit: Kit, folder: Path) -> None:
    """The training is attested."""
    proof = folder / "proof.txt"
    proof.write_text("attended", "utf-8")
    attest(
        kit.campaign.annex, "DECK-122", "A. Person", proof, {"DECK-122": "Training"}, "2026-11-20T09:00:00Z"
    )


def test_a_phase_is_left_when_all_runs_together_and_people_have_shown_it(tmp_path: Path) -> None:
    """One scenario one day, the other the next, and then the training is recorded."""
    kit = Kit(tmp_path / "campaign")
    kit.run(one(21))
    assert words(kit) == ["undecided", "not assessed"]
    kit.run(one(22))
    assert words(kit) == ["undecided", "not assessed"]
    trained(kit, tmp_path)
    assert words(kit) == ["go", "not assessed"]


def test_what_is_run_in_a_phase_counts_for_it(tmp_path: Path) -> None:
    """The latest attempt counts, in whichever phase it was made."""
    kit = Kit(tmp_path / "campaign")
    trained(kit, tmp_path)
    kit.run(one(21))
    kit.run(one(22))
    kit.run(one(22, "400 POR0101"), phase="unstructured")
    assert words(kit) == ["no-go", "no-go"]
    kit.run(one(22), phase="unstructured")
    assert words(kit) == ["go", "go"]


def test_stale_evidence_keeps_a_phase_open(tmp_path: Path) -> None:
    """What was run before the features changed is to be run again."""
    kit = Kit(tmp_path / "campaign")
    trained(kit, tmp_path)
    kit.run(one(21), features_digest="0" * 64)
    kit.run(one(22))
    assert words(kit)[0] == "undecided"


def test_waivers_are_those_of_today(tmp_path: Path) -> None:
    """One that holds lets the phase be left, one that ran out does not."""
    kit = Kit(tmp_path / "campaign")
    trained(kit, tmp_path)
    kit.run(one(21, "400 POR0101"))
    kit.run(one(22))
    found = []
    for expires in ("2026-12-31", "2026-11-01"):
        kit.waivers = (WaiverFact("MS-AUC-21", "known", "A. Person", expires),)
        found.append(words(kit)[0])
    assert found == ["go", "no-go"]


def test_a_run_on_a_target_that_was_made_to_err_does_not_count(tmp_path: Path) -> None:
    """Its scenarios are to be run again, and the reason is told."""
    kit = Kit(tmp_path / "campaign")
    trained(kit, tmp_path)
    kit.run(one(22))
    kit.run(one(21), faults=["rule:x"])
    gates: Any = GATES
    exit_ = record(kit).gates(gates, Contract.load(), [])["phases"][0]["exit"]
    (against,) = exit_["criteria"][0]["against"]
    assert exit_["word"] == "undecided"
    assert against["id"] == "MS-AUC-21" and "err" in against["why"]


def test_tracking_names_the_latest_run_of_each_scenario_and_its_evidence(tmp_path: Path) -> None:
    """Over many runs; evidence lies in the annex."""
    kit = Kit(tmp_path / "campaign")
    kit.run(one(21))
    last = kit.run(one(21))
    gates: Any = GATES
    told = record(kit).tracking(None, gates)
    (row,) = told["rows"]
    assert (row["participant"], row["scenario"], row["verdict"]) == ("SRTX", "MS-AUC-21", "passed")
    assert (row["run_id"], row["attempts"], row["phase"]) == (last, 2, "structured")
    assert (kit.annex / row["evidence"]).is_file()
    assert told["not_run"] == ["MS-AUC-22"]
