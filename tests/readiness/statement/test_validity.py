"""What a statement rests on outside itself: the reader's contract, features, register and waivers, and the day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from marketsim.readiness.statement.attested import attest
from marketsim.readiness.statement.document import WaiverFact

from .campaign_kit import NOW, Kit, case, refused


def test_another_contract_of_the_reader_is_named(kit: Kit) -> None:
    """Judged by other files: said so, and how to name them."""
    kit.rewrite(lambda told: told.update(contract_digest="ab" * 32))
    judgement = kit.verify()
    stale = next(each for each in judgement.refusals if each.reason == "stale contract")
    assert "--contract" in stale.found


def test_other_features_of_the_reader_are_named(kit: Kit) -> None:
    """A statement on other scenarios is not complete by ours."""
    kit.features = "00" * 32
    assert kit.reasons() == {"stale features"}


def test_a_statement_is_refused_after_its_last_day_and_before_its_first(kit: Kit) -> None:
    """It may be relied upon for ninety days."""
    kit.now = NOW + timedelta(days=89)
    assert kit.reasons() == set()
    kit.now = NOW + timedelta(days=91)
    assert kit.reasons() == {"expired"}
    kit.now = NOW - timedelta(days=1)
    assert kit.reasons() == {"expired"}


def test_a_clock_a_little_behind_does_not_refuse_a_fresh_statement(kit: Kit) -> None:
    """Two minutes are forgiven between two machines, and no more."""
    kit.now = NOW - timedelta(minutes=2)
    assert kit.reasons() == set()
    kit.now = NOW - timedelta(minutes=2, seconds=1)
    assert kit.reasons() == {"expired"}


def test_an_attested_step_that_the_register_does_not_have_is_refused(kit: Kit, tmp_path: Path) -> None:
    """By the reader's own register, even when it is signed; a known one is not."""
    proof = tmp_path / "proof.txt"
    proof.write_text("seen", "utf-8")
    attest(kit.campaign.annex, "DECK-122", "Jo Doe", proof, {"DECK-122": "Training"}, "2026-11-21T09:00:00Z")
    kit.state()
    assert kit.reasons(annex=True) == set()
    kit.attestable = frozenset({"DECK-123"})
    (refusal,) = kit.verify(annex=True).refusals
    assert refusal.reason == "unknown attested step"
    assert "DECK-122" in refusal.found


def test_a_waiver_of_a_scenario_that_is_none_is_refused(kit: Kit) -> None:
    """It would read as an excuse for something, and nobody could say for what; a known one is not."""
    kit.waivers = (WaiverFact("MS-AUC-21", "known", "Jo", "2026-12-25"),)
    kit.state()
    assert kit.reasons() == set()
    kit.waivers = (WaiverFact("MS-AUC-99", "known", "Jo", "2026-12-25"),)
    kit.state()
    (refusal,) = kit.verify().refusals
    assert refusal.reason == "unknown waiver"
    assert "MS-AUC-99" in refusal.found


def test_a_statement_that_wants_to_last_for_ever_is_refused(kit: Kit) -> None:
    """A made-up last day does not help."""
    kit.rewrite(lambda told: told.update(expires="2099-01-01T00:00:00Z"))
    assert kit.reasons() == {"expired"}


def test_an_expired_waiver_is_refused_though_it_held_when_the_statement_was_made(tmp_path: Path) -> None:
    """The statement outlives its waiver, its validity does not."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))
    kit.run(lambda stage: refused(stage, "MS-AUC-21", "400 MKT0001"))
    kit.waivers = (WaiverFact("MS-AUC-21", "known", "Jo", "2026-11-25"),)
    assert kit.state().outcome.exit_code == 0
    assert kit.reasons() == set()
    kit.now = NOW + timedelta(days=10)
    assert kit.reasons() == {"expired waiver"}
