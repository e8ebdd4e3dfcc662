"""Steps outside the API are recorded with a name, a time and a proof; only what is attestable can be."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from marketsim.cli.attest import attestable
from marketsim.readiness.statement.annex import Annex
from marketsim.readiness.statement.attested import LARGEST_PROOF, NotAttestable, attest, attested

from .campaign_kit import ROOT

STEPS = {"DECK-122": "Training: name and date of the training", "MS-AUC-71": "A portfolio made in the MUI"}
AT = "2026-11-21T09:00:00Z"


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """A proof."""
    path = tmp_path / "attendance.pdf"
    path.write_bytes(b"%PDF attended")
    return path


def test_a_step_is_kept_with_a_copy_of_its_proof(tmp_path: Path, proof: Path) -> None:
    """Name, time and digest in the record, the proof itself in the annex, under a name of our own."""
    annex = Annex(tmp_path / "annex")
    fact = attest(annex, "DECK-122", "Jo Doe", proof, STEPS, AT)
    assert (fact.by, fact.at, fact.file) == ("Jo Doe", AT, "attested/001-proof.pdf")
    assert fact.proof == hashlib.sha256(proof.read_bytes()).hexdigest()
    assert (annex.folder / fact.file).read_bytes() == proof.read_bytes()
    attest(annex, "MS-AUC-71", "Jo Doe", proof, STEPS, AT)
    assert [each.id for each in attested(annex)] == ["DECK-122", "MS-AUC-71"]


@pytest.mark.parametrize(
    ("wrong", "near"), [("DECK-121", "DECK-122"), ("MS-AUC-17", "MS-AUC-71"), ("deck-122", "DECK-122")]
)
def test_what_is_not_attestable_is_refused_and_the_nearest_step_named(
    tmp_path: Path, proof: Path, wrong: str, near: str
) -> None:
    """A scenario that the API can tell is not attested by anybody."""
    with pytest.raises(NotAttestable, match=f"{wrong} is none. Did you mean {near}"):
        attest(Annex(tmp_path / "annex"), wrong, "Jo", proof, STEPS, AT)
    assert not (tmp_path / "annex").exists()


def test_a_step_needs_a_name_and_a_proof(tmp_path: Path, proof: Path) -> None:
    """Neither nobody, nor nothing, nor a folder, nor everything proves a step."""
    annex = Annex(tmp_path / "annex")
    empty, huge = tmp_path / "empty", tmp_path / "huge"
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(LARGEST_PROOF + 1)
    with pytest.raises(NotAttestable, match="name of a person"):
        attest(annex, "DECK-122", "  ", proof, STEPS, AT)
    with pytest.raises(NotAttestable, match="control characters"):
        attest(annex, "DECK-122", "Jo\x1b[31m", proof, STEPS, AT)
    for path in (empty, huge, tmp_path, tmp_path / "missing"):
        with pytest.raises(NotAttestable, match="Expected a proof"):
            attest(annex, "DECK-122", "Jo", path, STEPS, AT)


def test_the_registers_attested_entries_and_the_scenarios_of_the_mui_are_attestable() -> None:
    """Training and sign-up are, an ordinary scenario is not."""
    known = attestable(ROOT)
    assert "MS-AUC-71" in known and "MS-AUC-21" not in known
    assert any("training" in text.lower() for text in known.values())
