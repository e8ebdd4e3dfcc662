"""A campaign gathers attempts over days: the latest counts, every one is listed, and stale evidence does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.readiness.statement.attested import attest
from marketsim.readiness.statement.campaign import Campaign, CampaignProblem
from marketsim.readiness.statement.document import SelectionFact, WaiverFact

from ..rehearsal import Rehearsal
from .campaign_kit import SELECTION, Kit, case, refused


def passes(stage: Rehearsal) -> None:
    """Both scenarios find what they demand."""
    refused(stage, "MS-AUC-21")
    refused(stage, "MS-AUC-22")


def first_fails(stage: Rehearsal) -> None:
    """The first scenario is refused with another code."""
    refused(stage, "MS-AUC-21", "400 MKT0001")
    refused(stage, "MS-AUC-22")


def only_first(stage: Rehearsal) -> None:
    """A resumed run of the first scenario alone."""
    refused(stage, "MS-AUC-21")


def test_the_latest_attempt_counts_and_every_attempt_is_listed(tmp_path: Path) -> None:
    """A failure that is passed on the next day is ready, and the failure stays to be seen."""
    kit = Kit(tmp_path / "campaign")
    first = kit.run(first_fails)
    assert kit.compose().outcome.exit_code == 1
    second = kit.run(only_first)
    told = kit.compose()
    assert (told.outcome.exit_code, told.outcome.readiness) == (0, "ready")
    assert [(each.run_id, each.verdict) for each in told.scenarios[0].tries] == [
        (first, "failed"),
        (second, "passed"),
    ]
    assert [each.run_id for each in told.attempts] == [first, second]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"contract_digest": "ab" * 32}, "the contract has changed since"),
        ({"features_digest": "cd" * 32}, "the features have changed since"),
        ({"faults": ["rule:portfolio-name-taken"]}, "the target was made to err (rule:portfolio-name-taken)"),
    ],
)
def test_evidence_of_another_contract_or_other_features_is_stale(
    tmp_path: Path, change: dict[str, object], why: str
) -> None:
    """What was judged otherwise is not yet told: undecided, and named."""
    kit = Kit(tmp_path / "campaign")
    kit.run(passes, **change)
    told = kit.compose()
    assert told.outcome.exit_code == 6
    assert {each.untold for each in told.scenarios} == {why}
    assert {each.tries[-1].stale for each in told.scenarios} == {why}


def test_evidence_of_another_service_version_is_stale_scenario_by_scenario(tmp_path: Path) -> None:
    """A service that was deployed anew makes stale what called it before, and nothing else."""
    kit = Kit(tmp_path / "campaign")
    kit.run(passes)
    kit.run(lambda stage: refused(stage, "MS-AUC-21", version="1.3.0"))
    told = kit.compose()
    assert [each.verdict for each in told.scenarios] == ["passed", "skipped"]
    assert told.scenarios[1].untold == "auction has another version since (1.3.0)"
    assert told.service_versions == {"auction": "1.3.0"}


def test_a_scenario_that_never_ran_is_not_yet_told(tmp_path: Path) -> None:
    """It is neither passed nor left out: we wait for ourselves."""
    kit = Kit(tmp_path / "campaign")
    kit.run(only_first)
    told = kit.compose()
    assert told.outcome.exit_code == 6
    assert (told.scenarios[1].untold, told.scenarios[1].responsible) == ("not yet run in this campaign", "us")


def test_a_run_that_was_cut_short_breaks_only_until_the_next_one(tmp_path: Path) -> None:
    """A worker that never said it was done is a problem of the latest run, not of the campaign for ever."""
    kit = Kit(tmp_path / "campaign")
    kit.run(passes, finished=False)
    assert kit.compose().outcome.exit_code == 5
    kit.run(only_first)
    told = kit.compose()
    assert (told.outcome.exit_code, told.attempts[0].unfinished_workers) == (0, 1)


def test_a_scenario_of_the_mui_that_was_left_is_attested_by_hand_and_never_passed(tmp_path: Path) -> None:
    """It is counted apart; what the evidence says of one that ran is not overruled."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"), case("MS-AUC-71", by_hand=True))

    def play(stage: Rehearsal) -> None:
        refused(stage, "MS-AUC-21")
        with stage.scenario("MS-AUC-71", topic="auction", status="skipped"):
            stage.recorder.halted(verdict="skipped", cause="data", reason="do it in the MUI", waits_for="us")

    kit.run(play)
    assert kit.compose().outcome.exit_code == 6
    proof = tmp_path / "shot.png"
    proof.write_bytes(b"pixels")
    for id_ in ("MS-AUC-71", "MS-AUC-21"):
        attest(kit.campaign.annex, id_, "Jo", proof, {id_: "seen"}, "2026-11-21T09:00:00Z")
    told = kit.compose()
    assert [each.verdict for each in told.scenarios] == ["passed", "attested"]
    assert (told.outcome.exit_code, told.outcome.counts["passed"], told.outcome.counts["attested"]) == (
        0,
        1,
        1,
    )


def test_an_attested_scenario_alone_makes_nobody_ready(tmp_path: Path) -> None:
    """Attested steps assess nothing."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-71", by_hand=True))
    kit.run(lambda stage: refused(stage, "MS-AUC-99"))
    proof = tmp_path / "shot.png"
    proof.write_bytes(b"pixels")
    attest(kit.campaign.annex, "MS-AUC-71", "Jo", proof, {"MS-AUC-71": "seen"}, "2026-11-21T09:00:00Z")
    assert kit.compose().outcome.readiness == "not assessed"


def waiver(expires: str) -> WaiverFact:
    """A known issue."""
    return WaiverFact("MS-AUC-21", "known", "Jo", expires, "CRR-7")


def test_a_failure_with_a_waiver_that_holds_is_waived_and_listed(tmp_path: Path) -> None:
    """Ready, with the reason for all to see."""
    kit = Kit(tmp_path / "campaign")
    kit.run(first_fails)
    kit.waivers = (waiver("2026-11-21"),)
    told = kit.compose()
    assert (told.scenarios[0].verdict, told.outcome.exit_code, told.waivers) == ("waived", 0, kit.waivers)


def test_a_waiver_that_expired_or_that_nothing_needs_any_more_is_a_failure(tmp_path: Path) -> None:
    """Nobody gets used to waivers."""
    kit = Kit(tmp_path / "campaign")
    kit.run(first_fails)
    kit.waivers = (waiver("2026-11-20"),)
    assert kit.compose().scenarios[0].verdict == "failed"
    kit.run(passes)
    kit.waivers = (waiver("2026-12-20"),)
    assert kit.compose().scenarios[0].verdict == "failed"


def test_readiness_is_told_by_phase_from_the_latest_attempt_in_each(tmp_path: Path) -> None:
    """What failed in week one and passed in week two is so told."""
    kit = Kit(tmp_path / "campaign")
    kit.run(first_fails, phase="connectivity-week-1")
    kit.run(passes, phase="connectivity-week-2")
    told = kit.compose()
    assert told.outcome.phases == {"connectivity-week-1": "not ready", "connectivity-week-2": "ready"}


def test_what_passed_in_one_phase_need_not_be_run_again_in_the_next(tmp_path: Path) -> None:
    """A resumed run of what was left in week two, with all the rest from week one, is ready; a lone pass is not."""
    kit = Kit(tmp_path / "campaign")
    kit.run(first_fails, phase="connectivity-week-1")
    kit.run(only_first, phase="connectivity-week-2")
    assert kit.compose().outcome.phases["connectivity-week-2"] == "ready"
    lone = Kit(tmp_path / "lone")
    lone.run(only_first, phase="connectivity-week-2")
    assert lone.compose().outcome.phases["connectivity-week-2"] == "undecided"


def test_only_claimed_functions_are_assessed(tmp_path: Path) -> None:
    """A function of the selection gets its word; the others are not assessed."""
    kit = Kit(tmp_path / "campaign")
    kit.run(passes)
    functions = kit.compose().outcome.functions
    assert functions["CRRH"] == "ready" and {functions[each] for each in ("CLSE", "NDA")} == {"not assessed"}


def test_a_campaign_keeps_to_its_target_and_its_selection(tmp_path: Path) -> None:
    """Another target or other functions need another campaign; the message says so."""
    kit = Kit(tmp_path / "campaign")
    again = Campaign.at(kit.folder)
    with pytest.raises(CampaignProblem, match=r"Expected the campaign's target mapstage .* --out"):
        again.about_target(("production", "live"), SELECTION)
    with pytest.raises(CampaignProblem, match=r"selection \(functions CRRH\); found functions CLSE"):
        again.about_target(("mapstage", "live"), SelectionFact(("CLSE",), None))


def test_a_folder_with_other_files_is_no_campaign(tmp_path: Path) -> None:
    """Nothing of anybody's is written over."""
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(CampaignProblem, match="found other files"):
        Campaign.open(tmp_path, "x", "2026-11-20T00:00:00Z")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Below a file there are no folders."""
    (tmp_path / "file").write_text("here", "utf-8")
    with pytest.raises(CampaignProblem, match="that can be written"):
        Campaign.open(tmp_path / "file" / "campaign", "c", "2026-11-21T00:00:00Z")


def test_salt_and_key_are_for_this_user_alone(tmp_path: Path) -> None:
    """Neither is readable by others, and the key is in no part that is handed out."""
    kit = Kit(tmp_path / "campaign")
    assert {path.stat().st_mode & 0o077 for path in (kit.annex / "salt", kit.campaign.key)} == {0}
    assert kit.campaign.key.parent == kit.folder
