"""The statements of two partners are joined by a request id, and neither names the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from marketsim.evidence.events import Side

from ..rehearsal import Rehearsal
from .campaign_kit import Kit, asks, case

OFFER = "MS-SMT-25"
REQUEST_ID = "7d9e0c1a-0000-4000-8000-00000000abcd"
PARTNER = "GBTR"


def stated(folder: Path, side: Side) -> Kit:
    """The statement on a half that passed; a step of the other half is left to the partner."""

    def play(stage: Rehearsal) -> None:
        with stage.scenario(OFFER, status="left to partner"):
            stage.recorder.joined(side=side, joined_request_id=REQUEST_ID, partner=PARTNER)
            asked = asks(stage)
            stage.asserts(
                asked, subject="code", comparison="code", expected="POR0100", found="400 POR0100",
                operation="auction.getPortfolio",
            )  # fmt: skip

    kit = Kit(folder / side, case(OFFER))
    kit.run(play)
    kit.state()
    return kit


@pytest.mark.parametrize("side", ["A", "B"])
def test_a_half_is_stated_verified_and_joined_without_naming_the_partner(tmp_path: Path, side: Side) -> None:
    """The request id stands in it, by which a reader finds the other half."""
    kit = stated(tmp_path, side)
    content = (kit.statement / "statement.json").read_text("utf-8")
    (told,) = json.loads(content)["scenarios"]
    assert told["verdict"] == "passed"
    assert [(each["side"], each["request_id"]) for each in told["course"]["joins"]] == [(side, REQUEST_ID)]
    assert PARTNER not in content
    assert kit.reasons(annex=True) == set()


def test_a_half_that_lost_its_join_is_no_longer_called_passed(tmp_path: Path) -> None:
    """Steps that were left to nobody in particular are steps that were not done."""
    kit = stated(tmp_path, "A")

    def lose(statement: dict[str, Any]) -> None:
        statement["scenarios"][0]["course"]["joins"] = []

    kit.rewrite(lose)
    assert "verdict" in kit.reasons()
