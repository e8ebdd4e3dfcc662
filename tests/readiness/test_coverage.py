"""What counts as reached, and out of how much."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.readiness.coverage import Coverage, coverage

from .rehearsal import LIVE, OBSERVABLE, Rehearsal, deviation
from .shown_run import REQUIREMENTS, record_run

CREATION = "auction.portfolioCreation"


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """A rehearsal whose run has begun."""
    made = Rehearsal(tmp_path)
    made.run()
    return made


def covered(rehearsal: Rehearsal) -> Coverage:
    """The coverage of what was recorded."""
    rehearsal.end()
    return coverage(rehearsal.events(), Contract.load(), REQUIREMENTS)


WINDOWS = [
    {"table": "market", "from": "PREP", "event": "open", "to": "OPEN"},
    {"table": "market", "from": "OPEN", "event": "close", "to": "CLOSED"},
    {"table": "market", "from": "CLOSED", "event": "post", "to": "POSTED"},
]


def looked(*looks: tuple[str, str], folder: Path, faults: list[str] | None = None, **more: Any) -> list[str]:
    """The transitions reached when one scenario sees those statuses of those markets."""
    rehearsal = Rehearsal(folder)
    rehearsal.run(observable=OBSERVABLE | {"transitions": WINDOWS}, faults=faults or [])
    with rehearsal.scenario("MS-INF-11"):
        for name, status in looks:
            seen = {"table": "market", "name": name, "status": status}
            request_id = rehearsal.call("market_status", "getMarketStatus")
            rehearsal.asserts(**({"request_id": request_id, "subject": "state", "state": seen} | more))
    return covered(rehearsal)["transitions"]["reached_names"]


def test_a_transition_that_follows_from_dates_is_reached_when_both_statuses_were_seen(tmp_path: Path) -> None:
    """In order, of the same market, in one scenario."""
    seen = looked(("A", "PREP"), ("A", "PREP"), ("B", "CLOSED"), ("A", "OPEN"), folder=tmp_path)
    assert seen == ["market: PREP --open--> OPEN"]


@pytest.mark.parametrize(
    ("looks", "more"),
    [
        ([("A", "OPEN"), ("A", "PREP")], {}),
        ([("A", "PREP"), ("B", "OPEN")], {}),
        ([("A", "PREP"), ("A", "CLOSED")], {}),
        ([("A", "OPEN")], {}),
        ([("A", "PREP"), ("A", "OPEN")], {"held": False}),
        ([("A", "PREP"), ("A", "OPEN")], {"subject": "value"}),
        ([("A", "PREP"), ("A", "OPEN")], {"request_id": None}),
        ([("A", "PREP"), ("A", "OPEN")], {"faults": ["rule:market-open"]}),
    ],
    ids=[
        "backwards", "of two markets", "with one between", "one look", "not held", "not of its state",
        "told by nobody", "in a faulted system",
    ],
)  # fmt: skip
def test_nothing_less_shows_that_a_date_was_passed(
    tmp_path: Path, looks: list[tuple[str, str]], more: dict[str, Any]
) -> None:
    """What was not seen is not claimed."""
    assert looked(*looks, folder=tmp_path, **more) == []


def test_an_operation_is_reached_by_a_clean_answer_of_which_a_value_was_asserted(
    rehearsal: Rehearsal,
) -> None:
    """Out of all 69 operations of the contract."""
    rehearsal.passes("MS-AUC-01")
    tally = covered(rehearsal)["operations"]
    assert (tally["total"], tally["reached"], len(tally["missing"])) == (69, 1, 68)
    assert tally["reached_names"] == [CREATION]


@pytest.mark.parametrize(
    ("call", "claim"),
    [
        ({"status": 400}, {}),
        ({"intended_breach": "too long a name"}, {}),
        ({}, {"subject": "status"}),
        ({}, {"subject": "code"}),
        ({}, {"request_id": "another"}),
        ({}, {"request_id": None, "operation": "auction.getPortfolio"}),
    ],
    ids=[
        "refused",
        "a breach",
        "only its status",
        "only its code",
        "of another request",
        "of another operation",
    ],
)
def test_an_answer_that_proves_less_reaches_nothing(
    rehearsal: Rehearsal, call: dict[str, Any], claim: dict[str, Any]
) -> None:
    """The scenario passed, but of this operation no value was seen."""
    with rehearsal.scenario("MS-AUC-01"):
        request_id = rehearsal.call(**call)
        rehearsal.asserts(**({"request_id": request_id} | claim))
    assert covered(rehearsal)["operations"]["reached"] == 0


def test_a_scenario_that_did_not_pass_reaches_nothing(rehearsal: Rehearsal) -> None:
    """Neither does an answer that departs from the contract."""
    with rehearsal.scenario("MS-AUC-01"):
        rehearsal.asserts(rehearsal.call())
        rehearsal.asserts(rehearsal.call(operation="getPortfolio", deviations=[deviation()]))
    assert covered(rehearsal)["operations"]["reached"] == 0


def test_an_assertion_of_the_operation_counts_for_its_answers(rehearsal: Rehearsal) -> None:
    """Where several answers were joined, the assertion names the operation alone."""
    with rehearsal.scenario("MS-AUC-01"):
        rehearsal.call(deviations=[deviation(undocumented=True)])
        rehearsal.asserts(operation=CREATION, subject="presence")
    assert covered(rehearsal)["operations"]["reached_names"] == [CREATION]


def fire(
    rehearsal: Rehearsal, code: str, rule: str = "portfolio-name-taken", *, induced: bool = False
) -> None:
    """A rule fires."""
    rehearsal.recorder.trace(
        request_id="r",
        rules_evaluated=[rule],
        rules_fired=[{"id": rule, "code": code}],
        transitions=[{"table": "portfolio", "from": "-", "event": "create", "to": "VALID"}],
        induced=induced,
    )


def test_a_code_is_reached_when_its_rule_fired_and_induced_ones_are_counted_apart(
    rehearsal: Rehearsal,
) -> None:
    """Out of the 65 published codes; one that also came by itself is not induced."""
    fire(rehearsal, "POR0101")
    fire(rehearsal, "POR0101", induced=True)
    fire(rehearsal, "GEN0003", "busy", induced=True)
    found = covered(rehearsal)
    tally = found["error_codes"]
    assert (tally["total"], tally["reached"], tally["induced"]) == (65, 1, 1)
    assert (tally["reached_names"], tally["induced_names"]) == (["POR0101"], ["GEN0003"])
    assert (found["rules"]["total"], found["rules"]["reached"], found["rules"]["missing"]) == (
        2,
        1,
        ["market-unknown"],
    )
    assert (found["transitions"]["total"], found["transitions"]["reached"]) == (2, 1)
    assert found["transitions"]["missing"] == ["portfolio: VALID --delete--> DELETED"]


def test_a_system_that_was_made_to_err_reaches_no_code(tmp_path: Path) -> None:
    """A faulted system proves the suite, not the system."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(faults=["rule:market-unknown"])
    fire(rehearsal, "POR0101")
    found = covered(rehearsal)
    assert (
        found["error_codes"]["reached"] == found["rules"]["reached"] == found["transitions"]["reached"] == 0
    )


def test_on_a_live_target_codes_come_from_answers_and_the_inside_is_not_observable(tmp_path: Path) -> None:
    """Totals that cannot be known are null with a note, never zero."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(target=LIVE, observable=None)
    with rehearsal.scenario("MS-AUC-01"):
        refused = rehearsal.call(status=400, codes=["POR0101", "XYZ0001"])
        rehearsal.asserts(refused, subject="code")
    found = covered(rehearsal)
    assert (found["error_codes"]["total"], found["error_codes"]["reached_names"]) == (65, ["POR0101"])
    for part in (found["rules"], found["transitions"], found["function_operation"]):
        assert (part["total"], part["reached"], part["note"]) == (None, None, "not observable on this target")


def test_cells_of_the_roles_are_met_by_an_answer_of_the_application(rehearsal: Rehearsal) -> None:
    """A refusal by role does not let a function in; a refusal of the content does."""
    with rehearsal.scenario("MS-CON-01"):
        rehearsal.asserts(rehearsal.call(status=400, codes=["MKT0001"], function="CRRH"), subject="status")
        rehearsal.asserts(rehearsal.call(status=403, codes=["SEC0001"], function="CLSE"), subject="code")
        rehearsal.asserts(rehearsal.call("app_status", "get-status", function="TOR"))
    tally = covered(rehearsal)["function_operation"]
    assert (tally["total"], tally["reached_names"]) == (4, ["CRRH auction.portfolioCreation"])


def test_a_requirement_is_reached_when_its_scenarios_passed(rehearsal: Rehearsal) -> None:
    """Attested, untestable and planned entries are counted apart; none is lost from the total."""
    rehearsal.passes("MS-CON-01#a")
    rehearsal.passes("MS-CON-01#b")
    with rehearsal.scenario("MS-AUC-03"):
        rehearsal.asserts(rehearsal.call(), held=False)
    rehearsal.end()
    entries = [*REQUIREMENTS, {"id": "DECK-007", "text": "g"}]
    tally = coverage(rehearsal.events(), Contract.load(), entries)["requirements"]
    assert (tally["total"], tally["reached"], tally["reached_names"]) == (7, 1, ["DECK-001"])
    assert tally["missing"] == ["DECK-002", "DECK-003", "DECK-004", "DECK-007"]
    assert tally["by_link"] == {"scenarios": 3, "planned": 1, "attested": 1, "untestable": 1, "unlinked": 1}


def test_the_shape_is_the_one_that_scripts_rely_on(tmp_path: Path) -> None:
    """design.md section 8: the six parts, each with total, reached and missing; what only settlement shows, apart."""
    record_run(tmp_path)
    from marketsim.evidence.reader import read_events

    found = coverage(read_events(tmp_path), Contract.load(), REQUIREMENTS)
    assert list(found) == [
        "operations", "error_codes", "transitions", "rules", "requirements", "function_operation",
        "settlement_requirements",
    ]  # fmt: skip
    for tally in found.values():
        assert {"total", "reached", "missing"} <= set(tally)  # type: ignore[call-overload]
    assert "induced" in found["error_codes"]
    assert found["rules"]["total"] == len(OBSERVABLE["rules"])
