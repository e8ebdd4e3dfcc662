"""A waiver covers a failure while it holds, and nothing else; what it covers is shown everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import attr
import pytest
from allure_commons import model2
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract.catalogue import Contract
from marketsim.evidence.waivers import holds, pacific_day, waiver_of
from marketsim.readiness.allure_bridge import AllureBridge
from marketsim.readiness.finding import VERDICTS, Verdict
from marketsim.readiness.record import assemble
from marketsim.readiness.report import write_report
from marketsim.readiness.selection import RunVerdict, judge
from marketsim.readiness.verdict import ScenarioVerdict, decide
from marketsim.readiness.waiving import waived

from .page_reader import Page
from .rehearsal import Rehearsal, deviation

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
RUN_DAY = date(2026, 11, 20)  # of the rehearsal, Pacific
ID = "MS-AUC-43"
Act = Callable[[Rehearsal], Any]
ACTS: Mapping[str, Act] = {
    "passes": lambda rehearsal: rehearsal.asserts(rehearsal.call()),
    "fails": lambda rehearsal: rehearsal.asserts(rehearsal.call(), held=False),
    "breaks the contract": lambda rehearsal: rehearsal.call(deviations=[deviation()]),
    "breaks": lambda rehearsal: rehearsal.recorder.problem(cause="harness", message="KeyError"),
    "is skipped": lambda rehearsal: rehearsal.recorder.halted(
        verdict="skipped", cause="timing", reason="no market is OPEN", waits_for="ISO"
    ),
    "is omitted": lambda rehearsal: rehearsal.recorder.halted(
        verdict="omitted", cause="phase", reason="not due"
    ),
}


def waiver(id_: str = ID, expires: date = RUN_DAY, **more: Any) -> dict[str, Any]:
    """A waiver that holds on the day of the rehearsal."""
    facts = {
        "id": id_,
        "reason": "the limit is not loaded yet",
        "owner": "Ann Lee",
        "expires": expires.isoformat(),
        "issue": "KI-17",
    }
    return facts | more


def rehearsed(folder: Path, waivers: list[dict[str, Any]], **scenarios: str) -> RunVerdict:
    """The verdict of a run whose scenarios did what ACTS says; names have _ for -, and # as two of them."""
    rehearsal = Rehearsal(folder)
    rehearsal.run(waivers=waivers)
    for name, act in scenarios.items():
        with rehearsal.scenario(
            name.replace("__", "#").replace("_", "-"), topic="auction", functions=["CRRH"]
        ):
            ACTS[act](rehearsal)
    rehearsal.end()
    return judge(assemble(rehearsal.events()))


def one(folder: Path, act: str, **more: Any) -> ScenarioVerdict:
    """The verdict of the one scenario, under its waiver."""
    return rehearsed(folder, [waiver(**more)], MS_AUC_43=act).scenarios[0]


def test_a_failure_with_a_waiver_that_holds_is_waived(tmp_path: Path) -> None:
    """It keeps its cause and what was found, and counts as ready."""
    told = one(tmp_path, "fails")
    assert (told.verdict, told.cause, told.unwaived) == ("waived", "business-rule", "failed")
    assert told.waiver is not None and told.waiver["issue"] == "KI-17"


@pytest.mark.parametrize("act", ["fails", "breaks the contract"])
def test_an_expired_waiver_covers_nothing_and_says_so(tmp_path: Path, act: str) -> None:
    """The failure stays, and that its waiver has expired is told beside it."""
    told = one(tmp_path, act, expires=RUN_DAY - timedelta(days=1))
    assert told.verdict == "failed" and told.cause in ("business-rule", "contract")
    assert [(each.cause, each.found) for each in told.others] == [("waiver", "it expired on 2026-11-19")]


def test_a_waiver_that_is_no_longer_needed_fails(tmp_path: Path) -> None:
    """What passes needs no waiver: somebody has to take it out, so it is our turn."""
    told = one(tmp_path, "passes")
    assert (told.verdict, told.cause, told.unwaived) == ("failed", "waiver", "passed")
    assert told.finding is not None
    assert (told.finding.responsible, told.finding.found) == ("us", "the scenario no longer fails")


@pytest.mark.parametrize(
    ("act", "verdict"), [("breaks", "broken"), ("is skipped", "skipped"), ("is omitted", "omitted")]
)
@pytest.mark.parametrize("days", [0, -1], ids=["in force", "expired"])
def test_a_waiver_is_no_answer_to_anything_but_a_failure(
    tmp_path: Path, act: str, verdict: str, days: int
) -> None:
    """What could not be tested, could not be told or does not apply stays so."""
    told = one(tmp_path, act, expires=RUN_DAY + timedelta(days=days))
    assert told.verdict == verdict
    assert "waiver" not in {each.cause for each in told.others}


@given(
    st.sampled_from(VERDICTS),
    st.integers(min_value=-400, max_value=400),
    st.dates(min_value=date(2025, 1, 1), max_value=date(2030, 1, 1)),
)
def test_only_failures_are_ever_waived_and_only_in_time(verdict: Verdict, days: int, day: date) -> None:
    """Whatever the verdict and the date: waived means failed within the waiver; nothing turns passed by one."""
    found = waived(verdict, waiver(expires=day + timedelta(days=days)), day)  # type: ignore[arg-type]
    assert (found == "waived") == (verdict == "waived" or (verdict == "failed" and days >= 0))
    assert found != "passed"
    if verdict not in ("passed", "failed"):
        assert found == verdict


@given(st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=4), st.booleans())
def test_a_waiver_never_hides_what_is_broken_and_never_makes_ready_what_was_not_told(
    acts: list[str], in_force: bool
) -> None:
    """Whatever happens in a scenario, one under a waiver is waived exactly when it would have failed."""
    with TemporaryDirectory() as folder:
        rehearsal = Rehearsal(Path(folder))
        expires = RUN_DAY if in_force else RUN_DAY - timedelta(days=1)
        rehearsal.run(waivers=[waiver(expires=expires)])
        for id_ in (ID, "MS-AUC-44"):
            with rehearsal.scenario(id_):
                for act in acts:
                    ACTS[act](rehearsal)
        rehearsal.end()
        record = assemble(rehearsal.events())
    under, without = (decide(each, record) for each in record.latest())
    assert under.unwaived == without.verdict
    assert (under.verdict == "waived") == (in_force and without.verdict == "failed")
    assert under.verdict == without.verdict or without.verdict in ("failed", "passed")


def test_a_waiver_holds_to_the_end_of_its_last_pacific_day() -> None:
    """07:59 UTC on the day after is still the last day in winter, 08:00 is not."""
    last = waiver(expires=date(2026, 11, 20))
    assert holds(last, pacific_day("2026-11-21T07:59:59.000000Z"))  # type: ignore[arg-type]
    assert not holds(last, pacific_day("2026-11-21T08:00:00.000000Z"))  # type: ignore[arg-type]


def test_evidence_with_a_waiver_without_a_day_waives_nothing(tmp_path: Path) -> None:
    """Whoever meddles with the evidence gains nothing."""
    assert rehearsed(tmp_path, [waiver() | {"expires": "whenever"}], MS_AUC_43="fails").exit_code == 1


def test_the_waiver_of_a_row_comes_before_that_of_the_outline() -> None:
    """One row may be waived for other reasons than the rest."""
    both = [waiver("MS-AUC-41", owner="all"), waiver("MS-AUC-41#one", owner="one")]
    for id_, owner in (("MS-AUC-41#one", "one"), ("MS-AUC-41#two", "all"), ("MS-AUC-4", None)):
        found = waiver_of(both, id_, id_.partition("#")[0])  # type: ignore[arg-type]
        assert (found and found["owner"]) == owner


def test_a_waiver_of_an_outline_must_hold_for_each_of_its_rows(tmp_path: Path) -> None:
    """A row that passes shows that the rows that fail have to be named."""
    verdict = rehearsed(tmp_path, [waiver("MS-AUC-41")], MS_AUC_41__one="fails", MS_AUC_41__two="passes")
    assert [each.verdict for each in verdict.scenarios] == ["waived", "failed"]


def test_a_run_whose_failures_are_waived_is_ready_and_says_how_many(tmp_path: Path) -> None:
    """Exit 0; the sentence does not call them passed."""
    verdict = rehearsed(tmp_path, [waiver()], MS_AUC_43="fails", MS_AUC_44="passes")
    assert (verdict.exit_code, verdict.readiness) == (0, "ready")
    assert verdict.sentence == (
        "Ready for what was selected: of 2 scenarios that apply, 1 passed and 1 failed and was waived."
    )
    assert verdict.functions["CRRH"] == "ready"
    assert verdict.waits == {"us": (), "ISO": (), "partner": ()}


def test_the_latest_waivers_count_where_a_run_was_resumed(tmp_path: Path) -> None:
    """A waiver that was taken out before the run went on waives no more."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(waivers=[waiver()])
    with rehearsal.scenario(ID):
        ACTS["fails"](rehearsal)
    rehearsal.run(waivers=[])
    rehearsal.end()
    assert judge(assemble(rehearsal.events())).scenarios[0].verdict == "failed"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a run with waivers in every state."""
    folder = tmp_path_factory.mktemp("waived")
    waivers = [
        waiver(),
        waiver("MS-AUC-44", RUN_DAY - timedelta(days=3), issue=None, owner="Bo <b>"),
        waiver("MS-AUC-45"),
        waiver("MS-AUC-46"),
    ]
    rehearsed(folder / "evidence", waivers, MS_AUC_43="fails", MS_AUC_44="fails", MS_AUC_45="passes")
    write_report(folder, Contract.load(), [], templates=TEMPLATES)
    return folder


def test_the_summary_lists_every_waiver_with_its_state(reported: Path) -> None:
    """In force, expired, no longer needed, not met; each with reason, owner, last day and known issue."""
    summary = json.loads((reported / "readiness.json").read_text("utf-8"))
    states = {each["id"]: each["state"] for each in summary["waivers"]}
    assert states == {
        "MS-AUC-43": "in force",
        "MS-AUC-44": "expired",
        "MS-AUC-45": "no longer needed",
        "MS-AUC-46": "not met",
    }
    first = summary["waivers"][0]
    assert {first[name] for name in ("reason", "owner", "expires", "issue")} == {
        "the limit is not loaded yet", "Ann Lee", "2026-11-20", "KI-17",
    }  # fmt: skip
    assert summary["scenarios"][0]["waiver"]["owner"] == "Ann Lee"
    assert summary["counts"]["waived"] == 1 and summary["exit_code"] == 1


def test_only_what_the_iso_must_hear_of_gets_a_ticket(reported: Path) -> None:
    """Not the failure that is waived, nor the waiver that has to be taken out."""
    summary = json.loads((reported / "readiness.json").read_text("utf-8"))
    assert [each["id"] for each in summary["tickets"]] == ["MS-AUC-44"]


def test_junit_skips_what_is_waived_and_says_why(reported: Path) -> None:
    """The message has owner, reason, last day and known issue, and what was found."""
    cases = {
        str(each.get("name")).split()[0]: each
        for each in ElementTree.parse(reported / "junit.xml").getroot().iter("testcase")
    }
    skipped = cases["MS-AUC-43"].find("skipped")
    assert skipped is not None
    message = str(skipped.get("message"))
    for said in ("2026-11-20", "Ann Lee", "the limit is not loaded yet", "KI-17", "found INVALID"):
        assert said in message
    for failed in ("MS-AUC-44", "MS-AUC-45"):
        assert cases[failed].find("failure") is not None


def test_allure_shows_a_waived_failure_as_muted(tmp_path: Path) -> None:
    """Failed, with the mark by which Allure leaves it out of what counts, and a label."""
    rehearsal = Rehearsal(tmp_path)
    result = model2.TestResult(uuid="1", labels=[])
    bridge = AllureBridge(SimpleNamespace(get_last_item=lambda _: result), tmp_path)
    rehearsal.recorder.on_event = bridge.hear
    rehearsal.run(waivers=[waiver()])
    with rehearsal.scenario(ID):
        ACTS["fails"](rehearsal)
    rehearsal.end()
    written = attr.asdict(result)
    labels = {each["name"]: each["value"] for each in written["labels"]}
    assert (written["status"], written["statusDetails"]["muted"]) == ("failed", True)
    assert (labels["verdict"], labels["muted"]) == ("waived", "true")
    assert written["statusDetails"]["message"].startswith("waived until 2026-11-20 by Ann Lee")


def test_the_page_lists_waivers_and_lets_nobody_write_into_it(reported: Path) -> None:
    """One line a waiver, escaped."""
    source = (reported / "index.html").read_text("utf-8")
    words = Page(source).words
    for said in ("MS-AUC-43", "in force", "expired", "no longer needed", "not met", "KI-17", "Bo <b>"):
        assert said in words
    assert "Bo <b>" not in source
