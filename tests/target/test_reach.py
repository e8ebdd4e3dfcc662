"""Before a run on a named target: what keeps us out is told by kind - usage 2, set-up 3, unreachable 4."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from client.servers import Received, Script, Sent, TlsServer, server_context, serving

from marketsim.contract.catalogue import Contract
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.guard import Guard
from marketsim.target.reach import MOST_ASKED, SET_UP, UNREACHABLE, USAGE, NotReached, reach

ProfileWith = Callable[[Callable[[dict[str, Any]], None]], Path]
CONTRACT = Contract.load()


def kept_out(path: Path) -> NotReached:
    """Why the target of a profile is not reached."""
    with pytest.raises(NotReached) as problem:
        reach(path, CONTRACT, Guard("", (), wait=lambda seconds: None))
    return problem.value


@pytest.mark.parametrize("which", ["profile", "observed"])
def test_a_standing_system_is_reached_by_either_of_its_profiles(embedded: EmbeddedSystem, which: str) -> None:
    """Nothing is raised, nothing is said."""
    reach(getattr(embedded, which), CONTRACT)


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    """Scripts rely on them."""
    assert (USAGE, SET_UP, UNREACHABLE) == (2, 3, 4)


def test_a_profile_that_cannot_be_used_is_wrong_usage(tmp_path: Path) -> None:
    """The message is that of the profile."""
    problem = kept_out(tmp_path / "nowhere.toml")
    assert problem.exit_code == USAGE
    assert "nowhere.toml" in str(problem)


def test_a_profile_without_participants_is_wrong_usage(profile_with: ProfileWith) -> None:
    """Nobody could speak."""
    problem = kept_out(profile_with(lambda written: written.update(participants=[])))
    assert problem.exit_code == USAGE
    assert "participant" in str(problem)


@pytest.mark.parametrize("content", [None, b"", b"no certificate at all"])
def test_a_certificate_that_cannot_be_opened_is_a_matter_of_set_up(
    profile_with: ProfileWith, tmp_path: Path, content: bytes | None
) -> None:
    """Missing, empty or something else: the file is named, whichever participant's it is."""
    file = tmp_path / "last.pem"
    if content is not None:
        file.write_bytes(content)

    def change(written: dict[str, Any]) -> None:
        written["participants"][-1]["certificate"] = str(file)

    problem = kept_out(profile_with(change))
    assert problem.exit_code == SET_UP
    assert "last.pem" in str(problem)


@pytest.mark.parametrize("room", ["operator", "participants"])
def test_the_certificates_of_console_and_screens_are_opened_too(
    profile_with: ProfileWith, tmp_path: Path, room: str
) -> None:
    """Else the run would break at its first scenario."""

    def change(written: dict[str, Any]) -> None:
        if room == "operator":
            written["operator"]["certificate"] = str(tmp_path / "gone.pem")
        else:
            written["participants"][0]["mui_certificate"] = str(tmp_path / "gone.pem")

    problem = kept_out(profile_with(change))
    assert problem.exit_code == SET_UP
    assert "gone.pem" in str(problem)


def test_an_authority_that_is_not_there_is_a_matter_of_set_up(
    profile_with: ProfileWith, tmp_path: Path
) -> None:
    """Without it no server can be trusted."""
    problem = kept_out(profile_with(lambda written: written["target"].update(ca=str(tmp_path / "gone.pem"))))
    assert problem.exit_code == SET_UP


@pytest.mark.parametrize("flaw", ["foreign", "expired", "not-yet-valid", "server-usage"])
def test_a_certificate_that_the_target_refuses_is_a_matter_of_set_up(
    profile_with: ProfileWith, embedded: EmbeddedSystem, flaw: str
) -> None:
    """The server is there; it does not let us in."""
    file = embedded.profile.parent / "refused" / f"{flaw}.pem"

    def change(written: dict[str, Any]) -> None:
        written["participants"][0]["certificate"] = str(file)

    problem = kept_out(profile_with(change))
    assert problem.exit_code == SET_UP
    assert f"{flaw}.pem" in str(problem)


def test_a_target_where_nobody_listens_is_unreachable(profile_with: ProfileWith, dead_port: int) -> None:
    """The address is in the message."""
    url = f"https://127.0.0.1:{dead_port}/crr"
    problem = kept_out(profile_with(lambda written: written["target"].update(base_url=url)))
    assert problem.exit_code == UNREACHABLE
    assert url in str(problem)


def test_a_server_of_another_authority_is_not_trusted(
    profile_with: ProfileWith, embedded: EmbeddedSystem
) -> None:
    """We refuse it; that too is for us to set up."""
    foreign = embedded.profile.parent / "refused" / "foreign.pem"
    problem = kept_out(profile_with(lambda written: written["target"].update(ca=str(foreign))))
    assert problem.exit_code == SET_UP


@pytest.fixture
def answering(
    embedded: EmbeddedSystem, profile_with: ProfileWith
) -> Iterator[Callable[..., tuple[Path, TlsServer]]]:
    """A server of the embedded system's authority that answers by a script, and a profile of it."""
    with ExitStack() as stack:

        def serve(script: Script, **limits: Any) -> tuple[Path, TlsServer]:
            context = server_context(embedded.pki / "server.pem", embedded.pki / "ca.pem")
            server = stack.enter_context(serving(context, script))

            def change(written: dict[str, Any]) -> None:
                written["target"].update(base_url=server.url)
                written["limits"] = {"requests_per_second": 0, **limits}

            return profile_with(change), server

        yield serve


STATUS = Sent(200, b'{"status": "AVAILABLE"}', {"content-type": "application/json"})
PAGE = {"content-type": "text/html"}


def refusing(status: int, code: str) -> Sent:
    """A refusal of the application."""
    detail = {"errorCode": code, "errorDescription": "no", "severity": "ERROR"}
    body = json.dumps({"errorList": [detail], "creationTime": "2027-01-01T00:00:00Z"}).encode()
    return Sent(status, body, {"content-type": "application/json"})


@pytest.mark.parametrize(
    ("sent", "code", "told"),
    [
        (refusing(404, "SER0029"), USAGE, "/crr"),
        (Sent(404, b"<html>Not Found</html>", PAGE), USAGE, "/crr"),
        (Sent(405, b""), USAGE, "/crr"),
        (Sent(200, b"OK", {"content-type": "text/plain"}), USAGE, "/crr"),
        (Sent(302, b"", {"location": "https://login.example/"}), USAGE, "login.example"),
        (Sent(401, b""), SET_UP, "certificate"),
        (Sent(403, b"<html>Forbidden</html>", PAGE), SET_UP, "certificate"),
        (refusing(400, "SEC0001"), SET_UP, "SEC0001"),
        (Sent(407, b""), SET_UP, "[network]"),
        (refusing(500, "SER0028"), UNREACHABLE, "SER0028"),
        (Sent(500, b""), UNREACHABLE, "500"),
        (Sent(503, b"<html>Down for a while</html>", PAGE), UNREACHABLE, "Down for a while"),
        (Sent(429, b""), UNREACHABLE, "requests_per_second"),
        (refusing(400, "GEN0003"), UNREACHABLE, "GEN0003"),
        (Sent(200, b"<!DOCTYPE html><p>Welcome</p>", PAGE), UNREACHABLE, "Welcome"),
    ],
)
def test_another_answer_than_the_status_ends_before_the_first_scenario(
    answering: Callable[..., tuple[Path, TlsServer]], sent: Sent, code: int, told: str
) -> None:
    """By kind: an address that is no base of CRR services, a certificate that is not let in, a gateway."""
    path, server = answering(lambda received: sent)
    problem = kept_out(path)
    assert (problem.exit_code, told in str(problem)) == (code, True), str(problem)
    assert server.url in str(problem)
    assert re.match(r"Expected .+; found .+\. [A-Z].+", str(problem)), str(problem)


@pytest.mark.parametrize("body", [STATUS.body, b"{}", b'{"status": "NO_SUCH"}'])
def test_a_status_that_breaks_the_contract_is_for_the_scenarios_to_tell(
    answering: Callable[..., tuple[Path, TlsServer]], body: bytes
) -> None:
    """It is the application that answers: the run says what is wrong with it, and fails for it."""
    path, _ = answering(lambda received: Sent(200, body, STATUS.headers))
    assert reach(path, CONTRACT) is False


def test_a_base_url_without_its_last_part_is_wrong_usage(
    profile_with: ProfileWith, embedded: EmbeddedSystem
) -> None:
    """The system says SER0029 to it: nobody is to blame but the profile."""
    url = embedded.base_url.removesuffix("/crr")
    problem = kept_out(profile_with(lambda written: written["target"].update(base_url=url)))
    assert (problem.exit_code, "ends in /crr" in str(problem)) == (USAGE, True), str(problem)


def test_every_certificate_is_asked_with_once(answering: Callable[..., tuple[Path, TlsServer]]) -> None:
    """However many participants and functions one speaks for."""
    path, server = answering(lambda received: STATUS)
    reach(path, CONTRACT)
    presented = [each.certificate for each in server.received]
    named = {each["certificate"] for each in tomllib.loads(path.read_text("utf-8"))["participants"]}
    assert len(presented) == len(set(presented)) == min(len(named), MOST_ASKED)


def test_the_certificate_of_another_participant_that_is_refused_is_told_before_the_run(
    answering: Callable[..., tuple[Path, TlsServer]],
) -> None:
    """By file and participant, not as a scenario that fails in the middle of the run."""
    seen: list[Received] = []

    def script(received: Received) -> Sent:
        seen.append(received)
        return STATUS if received.certificate == seen[0].certificate else Sent(401, b"")

    path, _ = answering(script)
    second = tomllib.loads(path.read_text("utf-8"))["participants"][1]
    problem = kept_out(path)
    assert problem.exit_code == SET_UP
    assert Path(second["certificate"]).name in str(problem) and second["name"] in str(problem)


def test_the_certificate_of_the_last_participant_may_be_refused_in_the_handshake(
    profile_with: ProfileWith, embedded: EmbeddedSystem
) -> None:
    """A server that breaks off refuses that one certificate; it is named."""
    file = embedded.profile.parent / "refused" / "expired.pem"

    def change(written: dict[str, Any]) -> None:
        written["participants"] = written["participants"][:3]
        written["participants"][-1]["certificate"] = str(file)

    problem = kept_out(profile_with(change))
    assert (problem.exit_code, "expired.pem" in str(problem)) == (SET_UP, True), str(problem)


def test_the_rate_of_requests_is_kept(answering: Callable[..., tuple[Path, TlsServer]]) -> None:
    """Also here: a second between two questions, as the profile says."""
    waited: list[float] = []
    path, server = answering(lambda received: STATUS, requests_per_second=1.0)
    clock = lambda: sum(waited)  # noqa: E731 - time stands still but for the waits
    reach(path, CONTRACT, Guard("structured", (), 1.0, clock=clock, wait=waited.append))
    assert waited == [1.0] * (len(server.received) - 1)


def test_a_gateway_that_answers_during_an_announced_outage_is_no_reason_to_give_up(
    answering: Callable[..., tuple[Path, TlsServer]],
) -> None:
    """The run tells until when to wait."""
    path, server = answering(lambda received: Sent(503, b""))
    written = tomllib.loads(path.read_text("utf-8"))
    outage = {"from": datetime(2020, 1, 1), "to": datetime(2099, 1, 1)}  # noqa: DTZ001 - Pacific, as profiles are
    path.write_text(tomli_w.dumps({**written, "maintenance": [outage]}), "utf-8")
    assert reach(path, CONTRACT, Guard("", (), wait=lambda seconds: None)) is False
    assert len({each.certificate for each in server.received}) == 1
