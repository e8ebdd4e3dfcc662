"""Every report is made from the evidence alone, holds what a reader needs and nothing that is secret."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.readiness.report import write_report
from marketsim.readiness.runfile import read_run_file
from marketsim.readiness.selection import RunVerdict

from .page_reader import Page
from .rehearsal import Rehearsal
from .shown_run import REQUIREMENTS, record_run

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"


def reported(run_dir: Path) -> RunVerdict:
    """Write the reports of a run's folder."""
    return write_report(run_dir, Contract.load(), REQUIREMENTS, templates=TEMPLATES)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run with something of everything."""
    folder = tmp_path_factory.mktemp("run")
    record_run(folder / "evidence")
    reported(folder)
    return folder


@pytest.fixture(scope="module")
def summary(shown: Path) -> dict[str, Any]:
    """Its readiness.json."""
    return json.loads((shown / "readiness.json").read_text("utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def page(shown: Path) -> Page:
    """Its page."""
    return Page((shown / "index.html").read_text("utf-8"))


def test_the_summary_holds_verdicts_causes_and_whose_turn_it_is(summary: dict[str, Any]) -> None:
    """readiness.json for scripts: what design.md names, and the exit code."""
    assert (summary["verdict"], summary["exit_code"]) == ("not ready", 3)
    verdicts = {
        each["id"]: (each["verdict"], each["cause"], each["responsible"]) for each in summary["scenarios"]
    }
    assert verdicts["MS-AUC-03#above-cap"] == ("failed", "business-rule", "ISO")
    assert verdicts["MS-AUC-04"] == ("failed", "contract", "ISO")
    assert verdicts["MS-CON-12#postTorConversionRequest"] == ("failed", "authorisation", "us")
    assert verdicts["MS-INF-02"] == ("broken", "network", "ISO")
    assert verdicts["MS-CON-13"] == ("broken", "set-up", "us")
    assert verdicts["MS-LOAD-01"] == ("broken", "harness", "us")
    assert verdicts["MS-ALC-01"] == ("skipped", "timing", "ISO")
    assert verdicts["MS-SMT-04"] == ("skipped", "data", "partner")
    assert verdicts["MS-LMG-01"] == ("omitted", "phase", "us")
    assert verdicts["MS-AUC-01"] == ("passed", None, None)
    assert sum(summary["counts"].values()) == len(summary["scenarios"])
    assert summary["provenance"]["assumed"] == {"assertions": 4, "held": 1}
    assert summary["services"]["auction"]["cells"]["CRRH"]["failed"] == 2


def test_the_latest_attempt_counts_and_all_are_listed(summary: dict[str, Any]) -> None:
    """A repetition hides nothing."""
    (twice,) = [each for each in summary["scenarios"] if each["id"] == "MS-AUC-05"]
    assert (twice["verdict"], twice["attempts"]) == ("passed", ["failed", "passed"])


def test_the_name_of_an_outlines_row_is_filled_in(tmp_path: Path) -> None:
    """Nobody reads ``<operation>`` in a report."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    rehearsal.run()
    rehearsal.passes(
        "MS-CON-01#x", "<operation> lets <function> in", row={"operation": "getPortfolio", "function": "CRRH"}
    )
    rehearsal.end()
    reported(tmp_path)
    (scenario,) = json.loads((tmp_path / "readiness.json").read_text("utf-8"))["scenarios"]
    assert scenario["name"] == "getPortfolio lets CRRH in"


def test_a_ticket_tells_what_the_other_side_asks_first(summary: dict[str, Any]) -> None:
    """Request id, both times, operation, code, expected, found, versions, participant, scenario, target."""
    texts = {each["id"]: each["text"] for each in summary["tickets"]}
    assert set(texts) == {
        "MS-AUC-03#above-cap", "MS-AUC-04", "MS-INF-02", "MS-CON-12#postTorConversionRequest",
        "MS-CON-12#getTorConversionRequestList", "MS-CON-12#getTorConversionWindowPaths",
    }  # fmt: skip
    text = texts["MS-CON-12#postTorConversionRequest"]
    for told in (
        "TORA as TOR", "tor_conversion.postTorConversionRequest  POST /torconversion/v1.0/torConversionCreation",
        "7d9e0c1a-0000", "2026-11-20 17:58:", " UTC  (2026-11-20 09:58:", "PST)", "HTTP 403, error codes SEC0001",
        "1.2.1  (contract 1.2.1)", "200, or 400 with a code of the application", "403 SEC0001", "assumed",
        "EMBEDDED SYSTEM",
    ):  # fmt: skip
        assert told in text
    assert "attempt 2" in texts["MS-INF-02"]
    assert "no answer" in texts["MS-INF-02"]


def test_the_junit_file_speaks_the_words_of_every_ci(shown: Path, summary: dict[str, Any]) -> None:
    """Failed is a failure, broken an error, skipped and omitted are skipped with their reason."""
    root = ElementTree.parse(shown / "junit.xml").getroot()
    cases = {case.get("name", "").split(" ")[0]: case for case in root.iter("testcase")}
    assert len(cases) == len(summary["scenarios"])
    kinds = {"failed": "failure", "broken": "error", "skipped": "skipped", "omitted": "skipped"}
    for each in summary["scenarios"]:
        found = {child.tag for child in cases[each["id"]]} - {"properties"}
        assert found == ({kinds[each["verdict"]]} if each["verdict"] in kinds else set()), each["id"]
    timing = cases["MS-ALC-01"].find("skipped")
    assert timing is not None
    assert "no annual allocation is OPEN" in timing.get("message", "")
    properties = {each.get("name"): each.get("value") for each in cases["MS-AUC-04"].iter("property")}
    assert (properties["cause"], properties["provenance"]) == ("contract", "contract")
    assert (root.get("failures"), root.get("errors"), root.get("skipped")) == ("5", "3", "11")


def test_the_run_file_holds_what_is_needed_to_run_the_same_again(shown: Path) -> None:
    """Target, contract, seed, selection, versions, digest of the features."""
    facts = read_run_file(shown / "run.toml")
    assert facts["seed"] == 20261120
    assert facts["target"]["name"] == "embedded"
    assert facts["contract"]["versions"]["auction"] == "1.2.1"
    assert facts["phase"] == "connectivity-week-2"
    assert facts["participants"] == {"SRTX": ["CRRH"], "NVLY": ["CLSE"]}
    assert facts["features_digest"].startswith("77ab31")


def test_the_page_tells_a_person_in_a_hurry_the_verdict_first(page: Page) -> None:
    """What it ran on in large letters, then one sentence."""
    assert page.words.index("EMBEDDED SYSTEM") < page.words.index("Not ready")
    assert "Not ready of 182 scenarios that apply, 5 failed, 3 could not be tested" in page.words
    assert page.words.index("Not ready") < page.words.index("Services by function")


def test_the_page_shows_everything_that_the_summary_knows(page: Page, summary: dict[str, Any]) -> None:
    """Every scenario, every finding, every ticket, and every denominator."""
    for each in summary["scenarios"]:
        assert each["id"] in page.words
        if each["verdict"] in {"failed", "broken"}:
            assert each["found"] in page.words
            assert each["advice"] in page.words
    for ticket in summary["tickets"]:
        assert " ".join(ticket["text"].split()) in page.words
    for told in (
        "waits for the ISO, until 2026-12-01 00:00:00 PST", "no private offer names us waits for a partner",
        "load migration is not due in week 2", "our assumption, where the sources are silent",
        "MS-AUC-05 failed → passed",
        "1 more only because the operator made the system answer so: GEN0003", "20261120", "20261120T175803Z-3f2a",
        "marketsim run --seed 20261120 --phase connectivity-week-2", "3 with a scenario, 1 planned",
    ):  # fmt: skip
        assert told in page.words, told


def test_every_link_of_the_page_leads_somewhere(shown: Path, page: Page) -> None:
    """Anchors exist, each once; all else is a file beside the page."""
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    links = {attributes["href"] for tag, attributes in page.elements if tag == "a"}
    assert len(ids) == len(set(ids))
    assert links
    outside = links - {f"#{each}" for each in ids}
    assert outside == {"tracking.csv", "evidence/main.jsonl"}
    assert all((shown / str(each)).is_file() for each in outside)


def test_the_page_asks_the_network_for_nothing(shown: Path, page: Page) -> None:
    """No script, no image, no font, no outside style; and the browser is told to refuse them."""
    assert {"script", "img", "iframe", "object", "embed", "form", "base"}.isdisjoint(
        tag for tag, _ in page.elements
    )
    for tag, attributes in page.elements:
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        if tag == "link":
            assert attributes["href"] == "data:,"
    policy = next(
        each["content"] for tag, each in page.elements if each.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script" not in policy
    style = re.findall(r"<style>(.*?)</style>", (shown / "index.html").read_text("utf-8"), re.S)
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "@import" not in style[0]
    assert "@media print" in style[0]
    assert "prefers-color-scheme: dark" in style[0]


def test_the_allure_report_is_linked_when_it_is_there(tmp_path: Path) -> None:
    """Rebuilding the pages after Allure was made links it."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    rehearsal.run()
    rehearsal.passes("MS-AUC-01")
    rehearsal.end()
    reported(tmp_path)
    assert "allure/index.html" not in (tmp_path / "index.html").read_text("utf-8")
    (tmp_path / "allure").mkdir()
    (tmp_path / "allure" / "index.html").write_text("", "utf-8")
    reported(tmp_path)
    assert 'href="allure/index.html"' in (tmp_path / "index.html").read_text("utf-8")


def test_rebuilding_gives_the_same_files(tmp_path: Path) -> None:
    """The evidence is the only input; the time of writing is none."""
    record_run(tmp_path / "evidence")
    names = ("index.html", "readiness.json", "junit.xml", "run.toml", "tracking.csv")
    reported(tmp_path)
    first = [(tmp_path / name).read_bytes() for name in names]
    reported(tmp_path)
    assert [(tmp_path / name).read_bytes() for name in names] == first
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "evidence"])


def test_a_live_target_is_never_called_embedded(tmp_path: Path) -> None:
    """And what differs from our assumptions is an observation there."""
    record_run(tmp_path / "evidence", live=True)
    reported(tmp_path)
    shown = Page((tmp_path / "index.html").read_text("utf-8"))
    assert "EMBEDDED" not in shown.words
    assert "mapstage" in shown.words
    assert "not observable on this target" in shown.words
    observed = shown.words[shown.words.index("Observations") :]
    assert "403 SEC0001 MS-CON-12#postTorConversionRequest" in observed


def test_a_run_made_to_err_says_that_it_speaks_for_nobody(tmp_path: Path) -> None:
    """Faults are named at the top."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    rehearsal.run(faults=["rule:portfolio-name-taken"])
    rehearsal.passes("MS-AUC-01")
    rehearsal.end()
    reported(tmp_path)
    words = Page((tmp_path / "index.html").read_text("utf-8")).words
    assert "made to err on purpose: rule:portfolio-name-taken" in words


@pytest.mark.parametrize("events", [0, 1])
def test_a_run_that_did_not_get_far_still_gets_its_reports(tmp_path: Path, events: int) -> None:
    """No evidence at all, or one problem before any target was met."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    if events:
        rehearsal.recorder.problem(cause="set-up", message="srtx.pem: expected a key", detail="line 1")
    rehearsal.recorder.close()
    assert reported(tmp_path).exit_code == (3 if events else 2)
    words = Page((tmp_path / "index.html").read_text("utf-8")).words
    assert "the run did not get that far" in words
    assert ("srtx.pem: expected a key" in words) == bool(events)
    assert read_run_file(tmp_path / "run.toml")["faults"] == []
