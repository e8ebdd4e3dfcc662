"""A campaign from the command line: planned without a sound, run, signed, verified, resumed, attested and replayed."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketsim.evidence.reader import read_events
from marketsim.target.embedded import EmbeddedSystem

from .small_campaign import Campaign, lay_suite

PASSED_AT_FIRST = {"MS-AUC-21": "passed", "MS-AUC-24": "failed", "MS-AUC-31": "passed"}


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite of three scenarios."""
    return lay_suite(tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def sick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """A system, seen as a live target shows itself, that takes a portfolio's name twice."""
    with EmbeddedSystem(tmp_path_factory.mktemp("sick"), faults=("rule:portfolio-name-free",)) as system:
        yield system


@pytest.fixture(scope="module")
def cured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """The same target, mended."""
    with EmbeddedSystem(tmp_path_factory.mktemp("cured")) as system:
        yield system


@pytest.fixture(scope="module")
def first_day(suite: Path, sick: EmbeddedSystem, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A campaign after its first attempt: one of three fails."""
    campaign = Campaign(suite, tmp_path_factory.mktemp("campaign") / "days")
    told = campaign.certify("--target", str(sick.observed), "--seed", "7")
    assert told.code == 1, told.text
    return campaign


@pytest.fixture
def campaign(first_day: Campaign, tmp_path: Path) -> Campaign:
    """A copy of it, for one test."""
    shutil.copytree(first_day.folder, tmp_path / "days", symlinks=True)
    return Campaign(first_day.suite, tmp_path / "days")


def test_a_statement_of_a_run_is_valid_and_says_what_failed(first_day: Campaign) -> None:
    """Valid is not ready: what is signed is what was found, the server's chain included."""
    assert first_day.verdicts == PASSED_AT_FIRST
    told = first_day.verify(first_day.key)
    assert told.code == 0 and "valid: " in told.text and "Not ready" in told.text, told.text
    chain = first_day.statement["attempts"][0]["server"]["chain"]
    assert chain and all(re.fullmatch("[0-9a-f]{64}", each["sha256"]) for each in chain)


def test_the_scenarios_of_the_features_are_those_that_ran(first_day: Campaign) -> None:
    """What completeness is measured by says of each scenario what the test session says."""
    told = {each["case"]["id"]: each["case"] for each in first_day.statement["scenarios"]}
    members = ("base_id", "name", "topic", "functions", "phases", "codes", "requirements", "provenance")
    for event in read_events(*(first_day.folder / "annex" / "runs").glob("*/evidence")):
        if event["event"] == "scenario_started":
            assert {name: event[name] for name in members} == {
                name: told[event["scenario"]][name] for name in members
            }


def test_nothing_commercial_and_no_secret_is_in_what_is_shared(
    first_day: Campaign, sick: EmbeddedSystem
) -> None:
    """Prices, MW, sources, sinks, the counterparty, the seed, the salt and every key: none is below statement/."""
    shared = {
        path.name: path.read_text("utf-8").partition("</style>")[2] or path.read_text("utf-8")
        for path in (first_day.folder / "statement").iterdir()
    }
    numbers, names, partners = commercial(first_day.folder / "annex")
    assert len(numbers) >= 3 and len(names) >= 4
    for name, text in shared.items():
        leaks = [each for each in names if each in text]
        leaks += [each for each in numbers if re.search(rf"(?<![\d.]){re.escape(each)}(?!\d)", text)]
        assert (name, leaks) == (name, [])
    # who certifies is told, who trades with whom is not
    rest = json.dumps({key: each for key, each in first_day.statement.items() if key != "participants"})
    assert partners and not [each for each in partners if each in rest]
    secret = [(first_day.folder / "annex" / "salt").read_text("ascii").strip(), '"seed":7,']
    for path in (first_day.folder / "signing-key.pem", *sick.observed.parent.glob("*.pem")):
        lines = path.read_text("utf-8").partition("PRIVATE KEY-----")[2].partition("-----END")[0].splitlines()
        secret += [line for line in lines if len(line) > 20]
    assert [each for each in secret for text in shared.values() if each in text] == []


def commercial(annex: Path) -> tuple[set[str], set[str], set[str]]:
    """Fractional numbers, names of places and portfolios, and counterparties in the bodies of the evidence."""
    numbers: set[str] = set()
    names: set[str] = set()
    partners: set[str] = set()
    for event in read_events(*(annex / "runs").glob("*/evidence")):
        if event["event"] != "exchange":
            continue
        for side in ("request", "response"):
            body = (event[side] or {}).get("body", "")
            if not body.startswith(("{", "[")):
                continue
            numbers |= set(re.findall(r"(?<=:)\d+\.\d*[1-9]", body))
            names |= set(re.findall(r'"(?:source|sink|portfolioName)":"([^"]{4,})"', body))
            partners |= set(re.findall(r'"targetMpName":"([^"]+)"', body))
        names |= {value for key, value in event["request"]["query"].items() if key == "portfolioName"}
    return numbers, names, partners


def test_resuming_runs_what_has_not_passed_and_the_latest_attempt_counts(
    campaign: Campaign, cured: EmbeddedSystem
) -> None:
    """The next day, one scenario runs; the statement is ready, signed by the participant, and lists both attempts."""
    told = campaign.certify("--target", str(cured.observed), "--resume", "--sign-with", "SRTX")
    assert told.code == 0, told.text
    statement = campaign.statement
    assert [each["scenarios"] for each in statement["attempts"]] == [3, 1]
    tries = {each["case"]["id"]: [one["verdict"] for one in each["tries"]] for each in statement["scenarios"]}
    assert tries == {"MS-AUC-21": ["passed"], "MS-AUC-24": ["failed", "passed"], "MS-AUC-31": ["passed"]}
    assert statement["signer"]["kind"] == "certificate"
    assert campaign.verify(cured.observed.parent / "ca.pem").code == 0
    stranger = campaign.verify(campaign.key)
    assert stranger.code == 1 and "unknown origin" in stranger.text


def test_what_an_attempt_left_that_was_cut_short_is_taken_by_the_next(
    campaign: Campaign, cured: EmbeddedSystem
) -> None:
    """Its evidence is not lost: it is listed, and what it passed need not be run again."""
    runs = campaign.folder / "annex" / "runs"
    shutil.rmtree(next(runs.iterdir()))
    assert campaign.certify("--target", str(cured.observed), "--resume").code == 0
    assert [each["scenarios"] for each in campaign.statement["attempts"]] == [3, 1]


def test_changed_features_make_the_earlier_evidence_stale(
    campaign: Campaign, cured: EmbeddedSystem, tmp_path: Path
) -> None:
    """All of it counts as not yet told, and is named; only what is run again counts."""
    other = tmp_path / "suite"
    shutil.copytree(campaign.suite, other)
    file = other / "features" / "auction" / "campaign.feature"
    file.write_text(file.read_text("utf-8").replace("with 3 bids", "with 2 bids"), "utf-8")
    later = Campaign(other, campaign.folder)
    assert "stale features" in later.verify(campaign.key).text
    told = later.certify("--target", str(cured.observed), "--resume")
    assert (told.code, later.statement["attempts"][1]["scenarios"]) == (0, 3)
    assert {each["tries"][0]["stale"] for each in later.statement["scenarios"]} == {
        "the features have changed since"
    }


def test_a_statement_that_nobody_vouches_for_or_that_was_touched_is_not_valid(campaign: Campaign) -> None:
    """Exit code 1, and each reason in a line; a wrong path is 2."""
    untrusted = campaign.call("verify", str(campaign.folder / "statement"))
    assert untrusted.code == 1 and "unknown origin" in untrusted.text
    path = campaign.folder / "statement" / "statement.json"
    path.write_text(path.read_text("utf-8").replace('"verdict":"failed"', '"verdict":"passed"'), "utf-8")
    touched = campaign.verify(campaign.key)
    assert (
        touched.code == 1
        and "digest: statement.json" in touched.text
        and "verdict: MS-AUC-24" in touched.text
    )
    assert campaign.call("verify", str(campaign.folder / "nowhere")).code == 2
    assert campaign.verify(path).code == 2


class Listener:
    """A port that counts who comes."""

    def __init__(self) -> None:
        self.came = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def close(self) -> None:
        """Stop listening; whoever came before is counted."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as last:
            last.recv(1)  # it is hung up on once it is counted, and those before it were counted first
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)


def test_a_plan_tells_calls_writes_and_waits_and_touches_nothing(
    campaign: Campaign, sick: EmbeddedSystem
) -> None:
    """No connection is opened, no file is made: not in the campaign, not beside it."""
    listener = Listener()
    text = sick.observed.read_text("utf-8")
    profile = sick.observed.with_name("listened.toml")
    written = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{listener.port}", text)
    profile.write_text(re.sub(r'allowed = "all"', 'allowed = ["reversible"]', written), "utf-8")
    before = sorted(campaign.folder.rglob("*"))
    fresh = campaign.call(
        "certify", "--plan", "--target", str(profile), "--out", str(campaign.folder / "other")
    )
    seen = campaign.certify("--plan", "--target", str(profile), "--phase", "connectivity-week-1")
    listener.close()
    assert (fresh.code, seen.code) == (0, 0), fresh.text + seen.text
    assert listener.came == 1, "the connection of close() alone"
    assert sorted(campaign.folder.rglob("*")) == before
    assert "known only once they ran" in fresh.text
    assert "auction.portfolioCreation  in 2 scenarios, seen in this campaign" in seen.text


def test_a_step_is_attested_by_hand_and_shown_apart(
    campaign: Campaign, cured: EmbeddedSystem, tmp_path: Path
) -> None:
    """Training is recorded; a scenario of the API is not attestable, and the nearest step is named."""
    proof = tmp_path / "attendance.txt"
    proof.write_text("Jo was there", "utf-8")
    words = ("--by", "Jo Doe", "--file", str(proof), "--campaign", str(campaign.folder))
    told = campaign.call("attest", "DECK-122", *words)
    assert told.code == 0
    assert "the next `marketsim certify --resume` renews the statement" in told.text
    assert "until then an earlier one does not verify with the annex" in told.text
    wrong = campaign.call("attest", "DECK-123", *words)
    assert wrong.code == 2 and "Did you mean DECK-122" in wrong.text
    campaign.certify("--target", str(cured.observed), "--resume")
    statement = campaign.statement
    assert [(each["id"], each["by"]) for each in statement["attested"]] == [("DECK-122", "Jo Doe")]
    assert statement["outcome"]["counts"]["passed"] == 3
    assert campaign.verify(campaign.key).code == 0


def test_a_scenario_replays_from_statement_and_annex_alone(
    campaign: Campaign, sick: EmbeddedSystem, cured: EmbeddedSystem, tmp_path: Path
) -> None:
    """The same seed on the same target still fails; on a mended one it is fixed, and the differences are told."""
    handed = tmp_path / "handed"
    for part in ("statement", "annex"):
        shutil.copytree(campaign.folder / part, handed / part)
    there = str(handed / "statement")
    still = campaign.call(
        "replay", there, "MS-AUC-24", "--target", str(sick.observed), "--out", str(tmp_path / "again")
    )
    assert still.code == 1 and "STILL FAILING  MS-AUC-24" in still.text, still.text
    start = next(
        each for each in read_events(tmp_path / "again" / "evidence") if each["event"] == "run_started"
    )
    assert start["seed"] == 7
    fixed = campaign.call("replay", there, "MS-AUC-24", "--target", str(cured.observed))
    assert fixed.code == 0 and "FIXED  MS-AUC-24" in fixed.text, fixed.text
    assert "failed (business-rule)  ->  passed" in fixed.text
    assert re.search(
        r"auction\.portfolioCreation 200  ->  auction\.portfolioCreation 400 POR0101", fixed.text
    )
    unknown = campaign.call("replay", there, "MS-AUC-42")
    assert unknown.code == 2 and "Did you mean MS-AUC-24" in unknown.text


def test_a_scenario_replays_from_a_runs_own_folder_on_an_embedded_system(campaign: Campaign) -> None:
    """Without a target, on an embedded system, with a word that it is another one."""
    run = next(each for each in (campaign.folder / "attempts").iterdir() if not each.is_symlink())
    told = campaign.call("replay", str(run), "MS-AUC-21")
    assert (
        told.code == 0 and "STILL PASSING" in told.text and "note: that run was on a live target" in told.text
    )


def test_wrong_usage_is_told_in_three_parts(campaign: Campaign, cured: EmbeddedSystem) -> None:
    """Exit code 2: another selection, an unknown signer, a function that nobody claims."""
    target = ("--target", str(cured.observed))
    other = campaign.certify(*target, "--function", "CLSE")
    assert other.code == 2 and "Expected the campaign's selection" in other.text
    signer = campaign.certify(*target, "--sign-with", "SRTY")
    assert signer.code == 2 and "Did you mean SRTX" in signer.text
    assert campaign.certify(*target, "--phase", "week-9").code == 2
