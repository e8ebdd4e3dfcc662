"""What the owner of the key edits and signs anew, without the annex at hand to contradict: page, signer, attempts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marketsim.readiness.statement.writing import PAGE

from .campaign_kit import Kit, case, refused

Told = dict[str, Any]


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Two runs of two scenarios; in the first one of them failed."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"), case("MS-AUC-22"))
    for found in ("400 MKT0001", "400 POR0100"):

        def play(stage: Any, found: str = found) -> None:
            refused(stage, "MS-AUC-21", found)
            refused(stage, "MS-AUC-22")

        kit.run(play)
    kit.state()
    assert kit.reasons() == set()
    return kit


def test_a_page_that_says_something_else_than_the_statement_is_refused(kit: Kit) -> None:
    """Signed or not: people read the page."""
    page = kit.statement / PAGE
    page.write_text(page.read_text("utf-8").replace("mapstage", "production"), "utf-8")
    kit.sign_again(kit.signer)
    assert kit.reasons() == {"page"}


def lend_a_name(told: Told) -> None:
    """A key that nobody vouches for calls itself somebody."""
    told["signer"]["subject"] = "CN=California ISO"


def claim_a_certificate(told: Told) -> None:
    """A campaign's own key says that it is a participant's."""
    told["signer"] |= {"kind": "certificate", "subject": "CN=California ISO"}


def date_back(told: Told) -> None:
    """Made before its runs were: on a day on which a certificate or a waiver held, say."""
    told["made"] = "2026-11-20T00:30:00Z"


def tell_a_run_twice(told: Told) -> None:
    """The same run once more."""
    told["attempts"].append(told["attempts"][-1])


def reverse_runs(told: Told) -> None:
    """The first is called the latest."""
    told["attempts"].reverse()


def hide_a_failure(told: Told) -> None:
    """The attempt that failed is not listed any more."""
    told["scenarios"][0]["tries"].pop(0)


def reverse_tries(told: Told) -> None:
    """The attempts at a scenario in another order; neither counts."""
    told["scenarios"][0] |= {"course": None, "untold": "what may be shared of it does not tell its verdict"}
    told["scenarios"][0]["tries"].reverse()


def call_it_stale(told: Told) -> None:
    """What would count is called stale, for a reason that nothing bears out."""
    told["scenarios"][0]["tries"][-1]["stale"] = "the weather has changed since"
    told["scenarios"][0] |= {"course": None, "untold": "the weather has changed since"}


def forget_a_fault(told: Told) -> None:
    """A run on a target that was made to err, whose attempts are called fresh."""
    told["attempts"][0]["faults"] = ["rule:portfolio-name-taken"]


def praise_the_latest(told: Told) -> None:
    """The list of attempts calls the one that counts otherwise than it was."""
    told["scenarios"][0]["tries"][-1]["verdict"] = "failed"


def lose_the_call(told: Told) -> None:
    """What an assertion speaks of is gone."""
    told["scenarios"][0]["course"]["exchanges"] = []


def swap_the_code(told: Told) -> None:
    """The answer names another code than the assertion found in it."""
    told["scenarios"][0]["course"]["exchanges"][0]["codes"] = ["SEC0001"]


def invent_an_operation(told: Told) -> None:
    """A call that no contract has."""
    told["scenarios"][0]["course"]["exchanges"][0]["operation_id"] = "getNothing"


def call_it_otherwise(told: Told) -> None:
    """The operation by another method."""
    told["scenarios"][0]["course"]["exchanges"][0]["method"] = "DELETE"


def other_versions(told: Told) -> None:
    """The contract is the reader's, its versions are not."""
    told["contract_versions"]["auction"] = "9.9.9"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lend_a_name, "foreign key"),
        (claim_a_certificate, "foreign key"),
        (date_back, "attempts"),
        (tell_a_run_twice, "attempts"),
        (reverse_runs, "attempts"),
        (hide_a_failure, "attempts"),
        (reverse_tries, "attempts"),
        (call_it_stale, "stale evidence"),
        (forget_a_fault, "stale evidence"),
        (praise_the_latest, "verdict"),
        (lose_the_call, "status"),
        (swap_the_code, "status"),
        (invent_an_operation, "status"),
        (call_it_otherwise, "status"),
        (other_versions, "stale contract"),
    ],
)
def test_an_edit_that_contradicts_the_rest_is_refused_without_the_annex(
    kit: Kit, change: Callable[[Told], None], reason: str
) -> None:
    """Though it is signed by the key that the reader trusts, and the page was made anew."""
    kit.rewrite(change)
    assert reason in kit.reasons()
    assert "page" not in kit.reasons()
