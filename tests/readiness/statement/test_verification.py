"""Every kind of tampering with a statement is refused, each with its own reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from marketsim.readiness.statement.writing import DOCUMENT, PAGE, SIGNATURE

from ..rehearsal import Rehearsal
from .campaign_kit import Kit, asks, case

Told = dict[str, Any]


def test_a_sound_statement_is_valid_with_and_without_its_annex(kit: Kit) -> None:
    """Everything that can be looked at again agrees."""
    assert kit.verify().refusals == []
    judgement = kit.verify(annex=True)
    assert judgement.refusals == [] and judgement.valid
    assert judgement.bodies is not None and judgement.bodies.again == judgement.bodies.all == 4


def test_what_the_screens_answered_is_judged_without_an_exchange_of_the_services(tmp_path: Path) -> None:
    """The rooms beside the ten services leave no exchange in the evidence; the assertions on them are told alone."""
    kit = Kit(tmp_path / "campaign", case("MS-INF-61", by_hand=True))

    def play(stage: Rehearsal) -> None:
        with stage.scenario("MS-INF-61", topic="market_information"):
            asks(stage)
            stage.asserts("7d9e0c1a-0000-4000-8000-999999999999", expected="200", found="200")

    kit.run(play)
    kit.state()
    assert kit.verify().refusals == kit.verify(annex=True).refusals == []


@pytest.mark.parametrize("name", [DOCUMENT, PAGE])
def test_a_flipped_byte_is_refused_by_the_digest_of_its_file(kit: Kit, name: str) -> None:
    """One bit in a text, and the file is not the one that was signed."""
    path = kit.statement / name
    content = bytearray(path.read_bytes())
    content[content.index(b"A scenario")] ^= 0x02
    path.write_bytes(content)
    assert "digest" in kit.reasons()


def test_a_flipped_byte_of_the_signature_is_refused(kit: Kit) -> None:
    """The signature itself."""
    path = kit.statement / SIGNATURE
    told = json.loads(path.read_bytes())
    told["signature"] = ("B" if told["signature"][0] == "A" else "A") + told["signature"][1:]
    path.write_bytes(msgspec.json.encode(told, order="sorted"))
    assert kit.reasons() == {"signature"}


def drop(told: Told) -> None:
    """A scenario less."""
    told["scenarios"].pop()


def add(told: Told) -> None:
    """A scenario that the features do not have."""
    more = json.loads(json.dumps(told["scenarios"][0]))
    more["case"]["id"] = "MS-AUC-77"
    told["scenarios"].append(more)


def describe_otherwise(told: Told) -> None:
    """A scenario that says it is for another function."""
    told["scenarios"][0]["case"]["functions"] = ["NDA"]


def edit_status(told: Told) -> None:
    """An answer that was 400 becomes 200."""
    told["scenarios"][0]["course"]["exchanges"][0]["status"] = 200


def edit_expected(told: Told) -> None:
    """What was expected is said to be something else."""
    told["scenarios"][0]["course"]["assertions"][0]["expected"]["said"] = "MKT0001"


def edit_verdict(told: Told) -> None:
    """The verdict alone."""
    told["scenarios"][0]["verdict"] = "omitted"


def edit_outcome(told: Told) -> None:
    """The word for a function alone."""
    told["outcome"]["functions"]["NDA"] = "ready"


def hide_attempt(told: Told) -> None:
    """The latest attempt is taken out, as if it were still to be made."""
    told["scenarios"][0] |= {"course": None, "untold": "not yet run in this campaign", "verdict": "skipped"}


def count_earlier(told: Told) -> None:
    """What counts is not what ran last."""
    told["scenarios"][0]["tries"][-1]["at"] = "2026-11-20T23:00:00.000000Z"


def other_contract(told: Told) -> None:
    """The run was judged by another contract than the statement says."""
    told["attempts"][0]["contract_digest"] = "ab" * 32


def hide_embedded(told: Told) -> None:
    """The target is called another."""
    told["target"]["base_url"] = "https://api.example/crr"


def lost_run(told: Told) -> None:
    """A run that the list of runs does not have."""
    told["attempts"] = []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (drop, "incomplete"),
        (add, "incomplete"),
        (describe_otherwise, "incomplete"),
        (edit_status, "status"),
        (edit_expected, "comparison"),
        (edit_verdict, "verdict"),
        (edit_outcome, "outcome"),
        (hide_attempt, "stale evidence"),
        (count_earlier, "stale evidence"),
        (other_contract, "stale evidence"),
        (hide_embedded, "target"),
        (lost_run, "verdict"),
    ],
)
def test_what_was_edited_is_refused_even_when_it_is_signed_anew(
    kit: Kit, change: Callable[[Told], None], reason: str
) -> None:
    """The campaign's own key does not help: the statement is decided again from what it tells."""
    kit.rewrite(change)
    assert reason in kit.reasons()


def test_an_edited_file_that_is_not_signed_anew_is_refused_by_its_digest(kit: Kit) -> None:
    """The same edit, by somebody without the key."""
    kit.rewrite(edit_verdict, sign_again=False)
    assert {"digest", "verdict"} <= kit.reasons()
