"""One word for a function, a phase and a run, from whatever verdicts its scenarios have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.readiness.finding import VERDICTS, Verdict
from marketsim.readiness.record import assemble
from marketsim.readiness.selection import RunVerdict, judge, readiness_of

from .rehearsal import LIVE, Rehearsal

WORSE = ("not assessed", "ready", "undecided", "not ready")


@given(st.lists(st.sampled_from(VERDICTS)))
def test_one_word_says_the_worst_that_counts(words: list[Verdict]) -> None:
    """Failed and broken before skipped, skipped before passed and waived; the others assess nothing."""
    said = readiness_of(words)
    assert (said == "not ready") == bool({"failed", "broken"} & set(words))
    assert (said == "not assessed") == (set(words) <= {"omitted", "attested"})
    if said == "ready":
        assert set(words) & {"passed", "waived"} and "skipped" not in words


@given(st.lists(st.sampled_from(VERDICTS)), st.sampled_from(VERDICTS))
def test_one_more_scenario_never_makes_a_bad_word_better(words: list[Verdict], more: Verdict) -> None:
    """No pass makes up for a failure, and no attested step for a missing scenario."""
    assert WORSE.index(readiness_of([*words, more])) >= WORSE.index(readiness_of(words))


def judged(folder: Path, act: str, **scenario: Any) -> RunVerdict:
    """A run on a live target in which one scenario did this."""
    rehearsal = Rehearsal(folder)
    rehearsal.run(target=LIVE, observable=None, phase="structured", waivers=[])
    with rehearsal.scenario("MS-CON-02", **scenario):
        if act == "skipped":
            rehearsal.recorder.halted(verdict="skipped", cause="timing", reason="shut", waits_for="ISO")
        else:
            rehearsal.asserts(
                rehearsal.call(), held=act == "passed", provenance=scenario.get("provenance", "seed")
            )
    rehearsal.end()
    return judge(assemble(rehearsal.events()))


@pytest.mark.parametrize(
    ("act", "said"), [("passed", "ready"), ("failed", "not ready"), ("skipped", "undecided")]
)
def test_a_phase_is_judged_by_the_scenarios_that_name_it(tmp_path: Path, act: str, said: str) -> None:
    """The phase of the run has none of its own here, so it is not assessed."""
    verdict = judged(tmp_path, act, phases=["connectivity-week-2"])
    assert verdict.phases == {"connectivity-week-2": said, "structured": "not assessed"}


@pytest.mark.parametrize("provenance", ["assumed", "model"])
def test_what_only_we_assume_makes_nobody_not_ready_on_a_live_target(tmp_path: Path, provenance: str) -> None:
    """Function, phase and run: not assessed, with an observation, and no failure anywhere."""
    verdict = judged(tmp_path, "failed", functions=["CRRH"], provenance=provenance)
    assert (verdict.functions["CRRH"], verdict.phases["structured"]) == ("not assessed", "not assessed")
    assert (verdict.readiness, verdict.counts["failed"], verdict.exit_code) == ("not assessed", 0, 2)
    assert len(verdict.scenarios[0].observations) == 1


@pytest.mark.parametrize("provenance", ["contract", "seed"])
def test_what_the_sources_say_does(tmp_path: Path, provenance: str) -> None:
    """Contract and seed bind the ISO too."""
    verdict = judged(tmp_path, "failed", functions=["CRRH"], provenance=provenance)
    assert (verdict.functions["CRRH"], verdict.exit_code) == ("not ready", 1)
