"""A live target that is slow, busy or breaks: the network is blamed, and what was written is never in doubt unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from client.servers import Received, Sent

from marketsim.readiness.sent_writes import sent_writes
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.leftovers import FILE, LeftoverList, Place, read_leftovers

from .finished_run import finished, marketsim
from .session_run import SessionRun, session_run, started
from .troubled_target import Plan, Trouble, TroubledTarget, live_profile, troubled

PORTFOLIO = "features/allocation/new_portfolio.feature"
SLOW = {"read": 0.6, "connect": 5}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedSystem, TroubledTarget]]:
    """An embedded system, and the troubled way to it."""
    with EmbeddedSystem(tmp_path_factory.mktemp("troubled")) as system, troubled(system) as way:
        yield system, way


@pytest.fixture
def run(target: tuple[EmbeddedSystem, TroubledTarget], tmp_path: Path) -> Iterator[Any]:
    """Runs a feature through the troubled way, as planned; the trouble ends with the test."""
    system, way = target

    def carry_out(plan: Plan, **tables: Any) -> SessionRun:
        way.plan = plan
        assert way.server is not None
        members = {"target": {"base_url": way.server.url}, "timeouts": SLOW} | tables
        return session_run(tmp_path / "out", live_profile(system, "troubled", **members), PORTFOLIO)

    yield carry_out
    way.plan = lambda received: None


def from_the_second(trouble: Trouble) -> Plan:
    """The trouble for everything but the first request, whose loss could also mean that our certificate is refused."""
    seen: list[Received] = []

    def plan(received: Received) -> Trouble:
        seen.append(received)
        return trouble if len(seen) > 1 else None

    return plan


def creation(trouble: Trouble) -> Plan:
    """The trouble for the first creation of a portfolio."""
    left = [trouble]

    def plan(received: Received) -> Trouble:
        return left.pop() if left and received.path.endswith("/portfolioCreation") else None

    return plan


@pytest.mark.parametrize("trouble", ["lose the answer", "answer late"])
def test_a_write_without_an_answer_is_read_back_and_undone(trouble: Trouble, run: Any) -> None:
    """It was done: that is found out, told and taken back, and it was sent once only."""
    done = run(creation(trouble))
    (write,) = done.events("write")
    assert (write["outcome"], write["known_by"]) == ("done", "read-back"), write
    assert [each["outcome"] for each in done.events("undone")] == ["undone"]
    creations = [each for each in done.events("exchange") if each["operation_id"] == "portfolioCreation"]
    assert len(creations) == 1
    (scenario,) = done.scenarios
    assert (done.verdict.exit_code, scenario.verdict, scenario.cause) == (4, "broken", "network"), done.told
    assert "read back: done" in scenario.finding.found
    (told,) = sent_writes(done.record)["unanswered"]
    assert told["request_id"] == write["request_id"]


def test_a_write_that_was_not_done_stays_on_the_list_until_cleaned(run: Any) -> None:
    """Nobody saw it, but it might still arrive: `clean` looks again later, and then nothing is left."""
    done = run(creation("reset"))
    (write,) = done.events("write")
    assert (write["outcome"], write["known_by"]) == ("not done", "read-back"), write
    assert [each.state for each in read_leftovers(done.out / FILE)] == ["unseen"]
    assert [each["outcome"] for each in done.events("undone")] == ["left"]
    cleaned = marketsim("clean", str(done.out))
    assert (cleaned.returncode, cleaned.stdout.splitlines()[-1]) == (0, "1 of 1 are undone; 0 remain")
    assert "nothing is left" in marketsim("clean", str(done.out)).stdout


def test_a_write_that_cannot_be_read_back_is_unknown(run: Any) -> None:
    """When the look finds nobody either, nothing is claimed."""
    lost = creation("lose the answer")
    gone: list[bool] = []

    def plan(received: Received) -> Trouble:
        trouble = "reset" if gone else lost(received)
        if trouble:
            gone.append(True)
        return trouble

    done = run(plan)
    (write,) = done.events("write")
    assert (write["outcome"], write["known_by"]) == ("unknown", "read-back"), write
    assert [each.state for each in read_leftovers(done.out / FILE)] == ["left"]


def test_what_a_killed_run_left_is_cleaned(
    target: tuple[EmbeddedSystem, TroubledTarget], tmp_path: Path
) -> None:
    """The list was written before the write: `clean` finds the portfolio, deletes it, and then finds nothing."""
    system, way = target
    assert way.server is not None
    profile = live_profile(system, "killed", target={"base_url": way.server.url})
    sessions: list[Popen[bytes]] = []
    made: list[bytes] = []

    def plan(received: Received) -> Trouble:
        if received.path.endswith("/portfolioCreation"):
            made.append(received.body)
        elif made and sessions:  # the first request after it: the process is gone before it can undo anything
            sessions[0].kill()
            return "reset"
        return None

    way.plan = plan
    out = tmp_path / "out"
    sessions.append(started(out, profile, PORTFOLIO))
    sessions[0].wait(60)
    way.plan = lambda received: None
    assert made and [each.state for each in read_leftovers(out / FILE)] == ["open"]
    cleaned = marketsim("clean", str(out))
    assert (cleaned.returncode, "undone" in cleaned.stdout, "deleted" in cleaned.stdout) == (0, True, True)
    again = marketsim("clean", str(out))
    assert (again.returncode, "nothing is left" in again.stdout) == (0, True)


def test_clean_refuses_a_profile_of_another_system(
    target: tuple[EmbeddedSystem, TroubledTarget], tmp_path: Path
) -> None:
    """What is to be deleted is looked for where it was made, or not at all."""
    there = {"base_url": "https://elsewhere.example/crr"}
    elsewhere = live_profile(target[0], "elsewhere", target=there, writes={"allowed": "reversible"})
    (tmp_path / "evidence").mkdir()
    place = Place("auction", "M", "P", "SRTX", "CRRH", "https://127.0.0.1:1/crr")
    LeftoverList(tmp_path / FILE).add("created", place)
    unnamed = marketsim("clean", str(tmp_path))
    assert (unnamed.returncode, "--target" in unnamed.stderr) == (2, True)
    other = marketsim("clean", str(tmp_path), "--target", str(elsewhere))
    assert (other.returncode, "elsewhere.example" in other.stderr) == (2, True)


ALWAYS = {"from": datetime(2020, 1, 1), "to": datetime(2099, 1, 1), "reason": "test outage"}  # noqa: DTZ001
REFUSAL = {"errorCode": "GEN0003", "errorDescription": "Too many concurrent users", "severity": "ERROR"}
BUSY = json.dumps({"errorList": [REFUSAL], "creationTime": "2027-01-01T00:00:00Z"}).encode()
PERSISTENT: dict[str, Trouble] = {
    "503": Sent(503, b"<html>maintenance</html>", {"content-type": "text/html"}),
    "429": Sent(429, b"", {"retry-after": "0"}),
    "GEN0003": Sent(400, BUSY, {"content-type": "application/json"}),
    "reset": "reset",
}


@pytest.mark.parametrize("trouble", PERSISTENT)
def test_a_trouble_that_persists_is_broken_by_the_network(trouble: str, run: Any) -> None:
    """After three attempts nothing can be told: broken, cause network, exit 4; nobody failed."""
    done = run(from_the_second(PERSISTENT[trouble]))
    assert (done.verdict.exit_code, set(done.words().values())) == (4, {("broken", "network")}), done.told
    assert max(each["attempt"] for each in done.events("exchange")) == 3


def test_troubles_that_pass_are_repeated_away(run: Any) -> None:
    """Every question is met by a trouble once, and answered when it is repeated: nothing is seen of it."""
    met: set[str] = set()

    def plan(received: Received) -> Trouble:
        question = f"{received.path}?{received.raw_query}"
        if received.method != "GET" or question in met:
            return None
        met.add(question)
        return list(PERSISTENT.values())[len(met) % len(PERSISTENT)]

    done = run(plan)
    assert (done.verdict.exit_code, set(done.words().values())) == (0, {("passed", None)}), done.told
    assert len(met) >= len(PERSISTENT)


@pytest.mark.parametrize("trouble", ["503", "reset"])
def test_an_outage_that_was_announced_is_a_matter_of_timing(trouble: str, run: Any) -> None:
    """Within a maintenance window of the profile nothing is broken: skipped, waits for the ISO until its end."""
    done = run(lambda received: PERSISTENT[trouble], maintenance=[ALWAYS])
    (scenario,) = done.scenarios
    assert (done.verdict.exit_code, scenario.verdict, scenario.cause) == (6, "skipped", "timing"), done.told
    assert (scenario.finding.responsible, scenario.finding.until[:10]) == ("ISO", "2099-01-01")


def test_a_target_that_is_away_during_its_announced_outage_leaves_the_run_undecided(
    target: tuple[EmbeddedSystem, TroubledTarget], tmp_path: Path
) -> None:
    """Nobody listens, as announced: the run goes on, skips and says until when."""
    gone = {"base_url": "https://127.0.0.1:9/crr"}
    profile = live_profile(target[0], "away", target=gone, maintenance=[ALWAYS])
    done = finished(tmp_path / "out", PORTFOLIO, "--target", str(profile))
    assert (done.code, set(done.verdicts.values())) == (6, {"skipped"}), done.told
    assert "test outage" in done.told


def test_lost_answers_and_leftovers_are_told_in_the_terminal(
    target: tuple[EmbeddedSystem, TroubledTarget], tmp_path: Path
) -> None:
    """The line says what became of the write, and the summary names what `clean` should look for."""
    system, way = target
    assert way.server is not None
    way.plan = creation("reset")
    profile = live_profile(system, "told", target={"base_url": way.server.url}, timeouts=SLOW)
    done = finished(tmp_path / "out", PORTFOLIO, "--target", str(profile))
    assert "read back: not done" in done.told and "marketsim clean tries again" in done.told, done.told
    assert done.readiness["writes"]["left"] and done.readiness["writes"]["unanswered"]
    assert "What was written" in (done.out / "index.html").read_text("utf-8")
