"""Each phase is entered and left by criteria, judged from evidence alone; nothing that was not seen says go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.readiness.gates.lines import lines
from marketsim.readiness.report import write_report

from .page_reader import Page
from .rehearsal import LIVE, Rehearsal

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
ORDER = ("connectivity-week-1", "connectivity-week-2", "structured", "cutover")
Play = Callable[[Rehearsal], None]


def criterion(kind: str, *scenarios: str, **more: Any) -> dict[str, Any]:
    """A criterion of a gate of the cutover."""
    facts: dict[str, Any] = {
        "id": "C-1",
        "text": "What is wanted",
        "kind": kind,
        "phase": "cutover",
        "provenance": "assumed",
        "source": None,
        "at_least": None,
        "scenarios": list(scenarios),
        "during": None,
        "step": None,
        "functions": [],
        "figure": None,
        "about": None,
        "exit_of": None,
    }
    return facts | more


def criteria(*exit_: dict[str, Any], entry: tuple[dict[str, Any], ...] = (), **exits: Any) -> dict[str, Any]:
    """Criteria with those of the cutover; ``exits`` are those of other phases, by ``week_1`` and ``structured``."""
    other = {"connectivity-week-1": exits.get("week_1", ()), "structured": exits.get("structured", ())}
    known = [f"MS-CUT-0{number}" for number in range(1, 5)] + ["MS-CUT-05#a", "MS-CUT-05#b"]
    phases: list[dict[str, Any]] = [
        {"phase": phase, "entry": [], "exit": list(other.get(phase, ()))} for phase in ORDER
    ]
    phases[-1] = {"phase": "cutover", "entry": list(entry), "exit": list(exit_)}
    return {"title": "Criteria of ours", "ours": True, "scenarios": known, "phases": phases}


def judged(folder: Path, gates: dict[str, Any] | None, play: Play, **more: Any) -> dict[str, Any]:
    """The gates of readiness.json after a run."""
    rehearsal = Rehearsal(folder / "evidence")
    rehearsal.run(**({"phase": "cutover", "gates": gates} | more))
    play(rehearsal)
    if more.get("finished", True):
        rehearsal.end()
    write_report(folder, Contract.load(), [], templates=TEMPLATES)
    told: dict[str, Any] = json.loads((folder / "readiness.json").read_bytes())["gates"]
    return told


def gate(told: dict[str, Any], side: str = "exit", phase: str = "cutover") -> dict[str, Any]:
    """One side of a phase."""
    found: dict[str, Any] = next(each for each in told["phases"] if each["phase"] == phase)[side]
    return found


def comes_to(stage: Rehearsal, id_: str, verdict: Any, **more: Any) -> None:
    """A scenario that comes to a verdict; an omitted one for the phase."""
    left = verdict in ("skipped", "omitted")
    with stage.scenario(id_, topic="cutover", status="skipped" if left else "passed", **more):
        if verdict == "broken":
            stage.recorder.problem(cause="set-up", message="no key", detail="")
        elif left:
            cause: Any = "phase" if verdict == "omitted" else "timing"
            stage.recorder.halted(verdict=verdict, cause=cause, reason="not now", waits_for="ISO")
        else:
            stage.asserts(stage.call(), held=verdict == "passed")


def each_comes_to(*verdicts: str) -> Play:
    """MS-CUT-01 and on come to these verdicts; ``-`` is not run."""

    def play(stage: Rehearsal) -> None:
        for number, verdict in enumerate(verdicts, 1):
            if verdict != "-":
                comes_to(stage, f"MS-CUT-0{number}", verdict)

    return play


ALL = ("MS-CUT-01", "MS-CUT-02", "MS-CUT-03", "MS-CUT-04")
PASSED = criterion("passed", *ALL)


@pytest.mark.parametrize(
    ("verdicts", "at_least", "word", "state"),
    [
        (("passed",) * 4, None, "go", "met"),
        (("passed", "passed", "passed", "failed"), None, "no-go", "not met"),
        (("passed", "passed", "passed", "broken"), None, "no-go", "not met"),
        (("passed", "passed", "passed", "skipped"), None, "undecided", "open"),
        (("passed", "passed", "passed", "-"), None, "undecided", "open"),
        (("passed", "passed", "passed", "failed"), 75, "go", "met"),
        (("passed", "passed", "failed", "-"), 75, "undecided", "open"),
        (("passed", "failed", "failed", "-"), 75, "no-go", "not met"),
        (("-",) * 4, None, "not assessed", "not assessed"),
        (("skipped",) * 4, None, "undecided", "open"),
    ],
)
def test_a_share_is_met_hopeless_or_open(
    verdicts: tuple[str, ...], at_least: float | None, word: str, state: str, tmp_path: Path
) -> None:
    """What was not told may still come to pass; what nobody ran is never go."""
    told = judged(tmp_path, criteria({**PASSED, "at_least": at_least}), each_comes_to(*verdicts))
    assert gate(told)["word"] == word
    assert gate(told)["criteria"][0]["state"] == state


def test_reasons_name_scenarios_and_whose_turn_it_is(tmp_path: Path) -> None:
    """Criterion, wanted, found, which scenarios, and for whom we wait."""
    told = gate(judged(tmp_path, criteria(PASSED), each_comes_to("passed", "failed", "skipped", "-")))
    (reason,) = told["criteria"]
    assert reason["wanted"] == "100 % of 4 scenarios passed or waived"
    assert reason["found"] == "1 of 4 ready, 1 failed, 1 could not be told, 1 not run"
    assert [(each["id"], each["verdict"], each["turn"]) for each in reason["against"]] == [
        ("MS-CUT-02", "failed", "ISO"),
        ("MS-CUT-03", "skipped", "ISO"),
    ]
    assert reason["against"][1]["why"] == "not now"
    assert reason["not_run"] == ["MS-CUT-04"]
    assert reason["turn"] == told["turn"] == ["us", "ISO"]


@pytest.mark.parametrize(
    ("run_in", "made_for", "word"),
    [
        ("connectivity-week-2", [], "undecided"),
        ("cutover", [], "go"),
        ("structured", [], "undecided"),
        ("cutover", ["cutover"], "undecided"),
    ],
)
def test_what_another_phase_will_tell_is_not_done_without(
    run_in: str, made_for: list[str], word: str, tmp_path: Path
) -> None:
    """A run in an earlier phase leaves out what is not due; that is no reason to go."""

    def play(stage: Rehearsal) -> None:
        comes_to(stage, "MS-CUT-01", "passed")
        comes_to(stage, "MS-CUT-02", "omitted", phases=made_for)

    told = judged(tmp_path, criteria(criterion("passed", "MS-CUT-01", "MS-CUT-02")), play, phase=run_in)
    assert gate(told)["word"] == word


def test_a_phase_of_which_all_is_left_to_another_is_not_assessed(tmp_path: Path) -> None:
    """Nothing of it was tried."""
    told = judged(tmp_path, criteria(PASSED), each_comes_to(*["omitted"] * 4), phase="structured")
    assert gate(told)["word"] == "not assessed"


def test_outlines_count_by_their_rows(tmp_path: Path) -> None:
    """A row that was not run keeps the outline open."""
    only = criteria(criterion("passed", "MS-CUT-05"))
    told = judged(tmp_path, only, lambda stage: comes_to(stage, "MS-CUT-05#a", "passed"))
    assert gate(told)["criteria"][0]["found"] == "1 of 2 ready, 1 not run"


@pytest.mark.parametrize(
    ("verdicts", "during", "word"),
    [
        (("passed", "-"), None, "go"),
        (("passed", "failed"), None, "no-go"),
        (("passed", "broken"), None, "undecided"),
        (("skipped", "-"), None, "not assessed"),
        (("passed", "passed"), "structured", "not assessed"),
        (("passed", "passed"), "cutover", "go"),
    ],
)
def test_none_failed_asks_only_what_was_told(
    verdicts: tuple[str, ...], during: str | None, word: str, tmp_path: Path
) -> None:
    """And, where it says so, only what was run in a phase."""
    wanted = criterion("none-failed", *ALL, during=during)
    assert gate(judged(tmp_path, criteria(wanted), each_comes_to(*verdicts)))["word"] == word


def test_an_attested_step_is_open_in_a_single_run(tmp_path: Path) -> None:
    """Only campaigns record steps; a run alone says neither yes nor no."""
    told = judged(
        tmp_path, criteria(PASSED, criterion("attested", step="DECK-117")), each_comes_to(*["passed"] * 4)
    )
    assert [each["state"] for each in gate(told)["criteria"]] == ["met", "open"]
    assert (gate(told)["word"], gate(told)["turn"]) == ("undecided", ["us"])


@pytest.mark.parametrize(
    ("held", "said", "word"),
    [
        (True, "what the oracle found wrong", "go"),
        (False, "what the oracle found wrong", "no-go"),
        (True, "the status", "not assessed"),
    ],
)
def test_an_oracle_must_have_looked_and_found_nothing(
    held: bool, said: str, word: str, tmp_path: Path
) -> None:
    """An oracle that nobody asked says nothing."""

    def play(stage: Rehearsal) -> None:
        with stage.scenario("MS-CUT-01", topic="cutover"):
            stage.asserts(stage.call(), held=held, what=said)

    wanted = criterion("oracle", about="what the oracle found wrong")
    assert gate(judged(tmp_path, criteria(wanted), play))["word"] == word


@pytest.mark.parametrize(
    ("figure", "state"), [("operations", "open"), ("rules", "not assessed"), ("none", "open")]
)
def test_a_figure_of_the_coverage_is_reached_or_not(figure: str, state: str, tmp_path: Path) -> None:
    """One operation of all is not enough, and no rule was seen at all."""
    told = judged(
        tmp_path,
        criteria(PASSED, criterion("coverage", figure=figure, at_least=90)),
        each_comes_to(*["passed"] * 4),
    )
    assert gate(told)["criteria"][1]["state"] == state
    assert gate(told)["word"] == "undecided"


def test_coverage_alone_assesses_no_phase(tmp_path: Path) -> None:
    """Another phase's scenarios reach operations, too: a phase is assessed by scenarios of its own."""
    told = judged(
        tmp_path, criteria(criterion("coverage", figure="operations", at_least=1)), each_comes_to("passed")
    )
    assert gate(told)["criteria"][0]["state"] == "met"
    assert gate(told)["word"] == "not assessed"


def test_operations_are_those_that_the_roles_allow_to_a_function(tmp_path: Path) -> None:
    """Of two functions that may create portfolios, one has; who may is not to be seen on a live target."""
    wanted = criteria(
        PASSED, criterion("operations", functions=["CLSE"]), criterion("operations", functions=["CRRH"])
    )
    states = [
        each["state"] for each in gate(judged(tmp_path / "a", wanted, each_comes_to("passed")))["criteria"]
    ]
    assert states == ["open", "not assessed", "open"]
    live = judged(tmp_path / "b", wanted, each_comes_to(*["passed"] * 4), target=LIVE, observable=None)
    assert [each["state"] for each in gate(live)["criteria"]] == ["met", "does not apply", "does not apply"]
    assert gate(live)["word"] == "go"


def test_a_phase_rests_on_the_exit_of_another(tmp_path: Path) -> None:
    """Entry says what the other phase's exit says, and a circle ends in nothing assessed."""
    enter = criterion("exit-met", exit_of="structured", id="IN")
    before = criterion("passed", "MS-CUT-01", phase="structured")
    told = judged(
        tmp_path / "a", criteria(PASSED, entry=(enter,), structured=(before,)), each_comes_to("passed")
    )
    assert (gate(told, "entry")["word"], gate(told, "exit")["word"]) == ("go", "undecided")
    told = judged(
        tmp_path / "b", criteria(PASSED, entry=(enter,), structured=(before,)), each_comes_to("failed")
    )
    assert gate(told, "entry")["word"] == "no-go"
    round_ = criterion("exit-met", exit_of="cutover", phase="structured")
    told = judged(tmp_path / "c", criteria(enter, structured=(round_,)), each_comes_to("passed"))
    assert gate(told)["word"] == "not assessed"


def test_a_waiver_that_ran_out_keeps_the_gate_shut(tmp_path: Path) -> None:
    """What is waived counts as ready while the waiver holds, and as failed afterwards."""
    given = {"id": "MS-CUT-01", "reason": "known", "owner": "A", "issue": None}
    wanted = criteria(PASSED, criterion("waivers"))
    play = each_comes_to("failed", "passed", "passed", "passed")
    for expires, word, found in (
        ("2026-11-30", "go", "0 of 1"),
        ("2026-11-01", "no-go", "1 of 1: MS-CUT-01 expired"),
    ):
        told = judged(tmp_path / expires, wanted, play, waivers=[{**given, "expires": expires}])
        assert (gate(told)["word"], gate(told)["criteria"][1]["found"]) == (word, found)
    assert "(1 waived)" not in gate(told)["criteria"][0]["found"]


def test_a_target_that_was_made_to_err_is_not_assessed(tmp_path: Path) -> None:
    """Nothing there speaks for or against anybody."""
    told = judged(tmp_path, criteria(PASSED), each_comes_to(*["passed"] * 4), faults=["rule:x"])
    assert gate(told)["word"] == "not assessed"
    assert any("made to err" in each for each in told["about"])


def test_a_run_that_did_not_end_never_says_go(tmp_path: Path) -> None:
    """It may not have told everything."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    rehearsal.run(phase="cutover", gates=criteria(PASSED))
    each_comes_to(*["passed"] * 4)(rehearsal)
    rehearsal.recorder.close()
    write_report(tmp_path, Contract.load(), [], templates=TEMPLATES)
    told = json.loads((tmp_path / "readiness.json").read_bytes())["gates"]
    assert (gate(told)["word"], gate(told)["turn"]) == ("undecided", ["us"])


def test_exit_codes_and_sentence_are_those_of_the_scenarios(tmp_path: Path) -> None:
    """A gate that stays shut changes neither."""
    judged(tmp_path, criteria(criterion("passed", *ALL)), each_comes_to("passed"))
    told = json.loads((tmp_path / "readiness.json").read_bytes())
    assert (told["exit_code"], told["verdict"]) == (0, "ready")


def test_the_page_and_the_terminal_tell_each_phase_in_words(tmp_path: Path) -> None:
    """With whose criteria they are, and that an embedded system says nothing about the ISO's; markup is escaped."""
    text = "<img src=x onerror=alert(1)>"
    told = judged(tmp_path, criteria({**PASSED, "text": text}), each_comes_to("passed", "failed"))
    source = (tmp_path / "index.html").read_text("utf-8")
    words = Page(source).words
    assert "<img src=x" not in source and text in words
    assert "not the ISO's" in words and "nothing here says anything about the ISO's" in words
    assert "entry not assessed exit no-go the phase of this run" in words
    printed = list(lines(told))
    silent = "connectivity-week-1, connectivity-week-2, structured"
    assert (len(printed), printed[-1]) == (3, f"  not assessed: {silent}")
    assert "says anything about the ISO's" in printed[0]
    assert " ".join(printed[1].split()) == (
        "cutover entry not assessed · exit no-go: C-1 wants 100 % of 4 scenarios passed or waived, "
        "found 1 of 4 ready, 1 failed, 2 not run [MS-CUT-02], turn of us and the ISO"
    )


def test_evidence_without_criteria_has_no_gates(tmp_path: Path) -> None:
    """That of earlier runs."""
    assert judged(tmp_path, None, each_comes_to("passed")) is None
    assert "Go or no-go" not in (tmp_path / "index.html").read_text("utf-8").replace("go or no-go", "")
    assert list(lines(None)) == []
