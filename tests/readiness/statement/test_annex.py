"""What lies in the annex is looked at again: whatever of it differs from the statement is refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from .campaign_kit import Kit, case, refused


def test_a_failure_that_is_rewritten_everywhere_is_refused_by_the_annex(tmp_path: Path) -> None:
    """Status, found, verdict and outcome agree with each other, and not with the evidence."""
    kit = Kit(tmp_path / "campaign")

    def play(stage: Any) -> None:
        refused(stage, "MS-AUC-21", "400 MKT0001")
        refused(stage, "MS-AUC-22")

    kit.run(play)
    kit.state()
    honest = kit.verify(annex=True)
    assert honest.valid and honest.statement is not None and honest.statement.outcome.exit_code == 1

    def whiten(told: dict[str, Any]) -> None:
        first, _second = told["scenarios"]
        first["course"]["assertions"][0] |= {
            "held": True,
            "found": {"said": "400 POR0100", "digest": None, "codes": []},
        }
        first["course"]["exchanges"][0]["codes"] = ["POR0100"]
        first |= {"verdict": "passed", "cause": None, "responsible": None}
        first["tries"][0]["verdict"] = "passed"
        told["outcome"] |= {"readiness": "ready", "exit_code": 0}
        told["outcome"]["sentence"] = "Ready for what was selected: all 2 scenarios that apply passed."
        told["outcome"]["counts"] |= {"failed": 0, "passed": 2}
        told["outcome"]["functions"] = {
            name: "ready" if name == "CRRH" else "not assessed" for name in told["outcome"]["functions"]
        }
        told["outcome"]["phases"] = {"structured": "ready"}

    kit.rewrite(whiten)
    assert kit.reasons() == set()
    assert kit.reasons(annex=True) == {"evidence"}


def evidence_file(kit: Kit) -> Path:
    """The evidence of the only run."""
    return next((kit.annex / "runs").rglob("*.jsonl"))


def test_swapped_evidence_is_refused_because_the_statement_binds_its_digest(kit: Kit) -> None:
    """Another file of evidence in its place."""
    path = evidence_file(kit)
    path.write_bytes(path.read_bytes().replace(b"no such portfolio", b"no such thing    "))
    refusals = {each.reason: each.found for each in kit.verify(annex=True).refusals}
    assert "is not the file that the statement binds" in refusals["annex"]


def test_swapped_evidence_that_is_bound_anew_is_refused_by_what_it_says(kit: Kit) -> None:
    """The digest is mended too: then the facts, made again from the evidence, differ; and so do digested bodies."""
    path = evidence_file(kit)
    path.write_bytes(path.read_bytes().replace(b'\\"POR0100\\"', b'\\"MKT0001\\"'))
    facts = [msgspec.to_builtins(each) for each in kit.campaign.annex.files()]
    kit.rewrite(lambda told: told.update(annex=facts))
    assert kit.reasons(annex=True) == {"evidence", "body"}


def test_a_body_that_breaks_the_contract_without_a_word_in_the_evidence_is_refused(tmp_path: Path) -> None:
    """Deviations that were left out of the record are found again on the kept bytes."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))

    def play(stage: Any) -> None:
        with stage.scenario("MS-AUC-21", topic="auction"):
            asked = stage.call(
                "auction", "getPortfolio", status=200, response_body=b'{"name": 7}',
                query={"marketName": "M", "portfolioName": "p", "participantName": "SRTX"},
            )  # fmt: skip
            stage.asserts(asked, expected="200", found="200", subject="status", comparison="status")

    kit.run(play)
    kit.state()
    assert kit.reasons() == set()
    assert kit.reasons(annex=True) == {"body"}


@pytest.mark.parametrize("part", ["salt", "runs"])
def test_a_part_of_the_annex_that_is_missing_is_refused(kit: Kit, part: str) -> None:
    """Whatever is bound has to be there."""
    path = kit.annex / part
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "annex" in kit.reasons(annex=True)


def test_a_file_of_the_annex_that_nothing_binds_is_refused(kit: Kit) -> None:
    """Nothing is slipped in."""
    (kit.annex / "extra.txt").write_text("more", "utf-8")
    assert kit.reasons(annex=True) == {"annex"}
