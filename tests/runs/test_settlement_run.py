"""Settlement from the command line: the topic, a mistake of the model, a statement, and what a certification leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.cli.settlement_inputs import settlement_faults, supplied_statement
from marketsim.readiness.settlement import SettlementVerdict
from marketsim.settlement.crr import CRR_MISTAKES
from marketsim.settlement.mistakes import MISTAKES
from marketsim.suite.feature_files import read_feature
from marketsim.target.embedded import EmbeddedSystem

from .finished_run import ROOT, FinishedRun, finished
from .session_run import session_run
from .small_campaign import Campaign, lay_suite

SETTLEMENT = ROOT / "features" / "settlement"
IDENTITIES = "features/settlement/identities.feature"
SHAPING = "features/settlement/shaping.feature"
GIVEN = ROOT / "docs" / "how-to" / "settle"
FEATURE = """@model
Feature: What a campaign must leave out

  @MS-SET-01
  Scenario: A tag that equals the dispatch is shaped to the dispatch
    Given an ETSR from IPCO to CISO with an hourly tag of 90 MWh
    And its dispatch is 60, 80, 100 and 120 MW by quarter of the hour
    When the hour is shaped
    Then they add up to 90 MWh exactly
"""


def words(run: FinishedRun) -> dict[str, str]:
    """The verdict of each settlement scenario."""
    return {each["id"]: each["verdict"] for each in run.readiness["settlement"]["scenarios"]}


def held_against(out: Path, target: EmbeddedSystem, statement: Path) -> SettlementVerdict:
    """What came of the scenarios that hold the model against a statement."""
    given = supplied_statement(statement, GIVEN / "inputs.csv", "prr-1185", None)
    run = session_run(out, target.profile, IDENTITIES, scenarios=("MS-SET-36", "MS-SET-37"), settlement=given)
    settlement = run.verdict.settlement
    assert settlement is not None and run.verdict.exit_code == settlement.exit_code, run.told
    return settlement


def test_the_topic_is_green_and_says_nothing_of_readiness(embedded: EmbeddedSystem, tmp_path: Path) -> None:
    """Exit 0; what needs a statement is omitted, and nobody is called ready."""
    run = finished(tmp_path / "out", "--topic", "settlement", "--target", str(embedded.profile))
    found = words(run)
    assert run.code == 0, run.told
    assert {name for name, word in found.items() if word != "passed"} == {"MS-SET-36", "MS-SET-37"}
    assert len(found) > 90 and run.verdicts == {}
    assert run.readiness["verdict"] == "not assessed"
    assert "no statement supplied" in run.told.casefold() and "Ready" not in run.told


def test_a_mistake_of_the_model_is_red(embedded: EmbeddedSystem, tmp_path: Path) -> None:
    """Exit 1, as a mistake of our model on purpose; never one of the target or the ISO."""
    given = ("--target", str(embedded.profile), "--fault", "settlement:mean-divisor")
    run = finished(tmp_path / "out", SHAPING, *given)
    failed = [each for each in run.readiness["settlement"]["scenarios"] if each["verdict"] == "failed"]
    assert run.code == 1 and failed, run.told
    assert {(each["cause"], each["responsible"]) for each in failed} == {("model", "us")}
    assert run.readiness["run"]["faults"] == [] and run.readiness["waits"]["ISO"] == []
    assert "made to err on purpose (settlement:mean-divisor)" in run.told


def test_a_statement_that_agrees_is_green(embedded: EmbeddedSystem, tmp_path: Path) -> None:
    """Each of its values is what the model makes of its inputs."""
    settlement = held_against(tmp_path / "out", embedded, GIVEN / "statement.csv")
    assert (settlement.word, settlement.exit_code) == ("agrees", 0)
    assert [each.verdict for each in settlement.scenarios] == ["passed", "passed"]


def test_a_statement_that_differs_is_red_and_says_where(embedded: EmbeddedSystem, tmp_path: Path) -> None:
    """One value is changed: it is named with both amounts, and neither side is called wrong."""
    text = (GIVEN / "statement.csv").read_text("utf-8")
    differing = tmp_path / "differing.csv"
    differing.write_text(text.replace(",18,1,3.000000,MWh", ",18,1,3.100000,MWh", 1), "utf-8")
    settlement = held_against(tmp_path / "out", embedded, differing)
    assert (settlement.word, settlement.exit_code) == ("differs", 1)
    assert [(each.verdict, each.cause) for each in settlement.scenarios] == [
        ("passed", None),
        ("failed", "difference"),
    ]
    finding = settlement.scenarios[1].finding
    assert finding is not None and finding.found.endswith("stated 3.1, calculated 3")
    assert "neither is called wrong" in settlement.sentence


def test_a_certification_leaves_settlement_out(
    embedded: EmbeddedSystem, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither its statement nor its evidence has any of it, though the suite does."""
    suite = lay_suite(tmp_path_factory.mktemp("suite"))
    (suite / "features" / "settlement").mkdir()
    (suite / "features" / "settlement" / "left.feature").write_text(FEATURE, "utf-8")
    with (suite / "features" / "scenario-ids.lock").open("a", encoding="utf-8") as lock:
        lock.write("MS-SET-01  features/settlement/left.feature  1\n")
    campaign = Campaign(suite, tmp_path_factory.mktemp("campaign") / "days")
    told = campaign.certify("--target", str(embedded.profile), "--seed", "7")
    assert (told.code, set(campaign.verdicts.values())) == (0, {"passed"}), told.text
    held = [path for path in campaign.folder.rglob("*") if path.is_file()]
    assert held and not [path for path in held if b"MS-SET" in path.read_bytes()]
    assert campaign.verify(campaign.key).code == 0


def test_every_mistake_is_named_by_a_scenario() -> None:
    """A known-wrong variant that no scenario names is one that nobody would notice."""
    features = [read_feature(path, ROOT) for path in sorted(SETTLEMENT.glob("*.feature"))]
    named = {name for one in features for each in one.scenarios for name in each.valued("settlement")}
    assert named == {*MISTAKES, *CRR_MISTAKES}
    asked = [f"settlement:{name}" for name in sorted(named)]
    assert list(settlement_faults(asked, None)) == asked
