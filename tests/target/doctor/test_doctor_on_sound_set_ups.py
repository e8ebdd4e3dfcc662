"""Where nothing is wrong the doctor finds nothing, and looks at everything."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.target.doctor.check import TITLES, Check
from marketsim.target.doctor.diagnosis import NDA_ROLE, READ_ROLE, READ_WRITE_ROLE
from marketsim.target.doctor.examination import examine
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.profile import load

from .conftest import SetUp, faults_in
from .issuing import Authority
from .stand_ins import Said, refusal, talking, tunnel

SERVICES = {
    "app_status", "market_status", "messages", "auction", "nomination", "historical_forecasted_load",
    "secondary_market", "load_migration", "tor_conversion", "market_data",
}  # fmt: skip
UNLESS_DECLARED = {"maintenance", "proxy"}


@pytest.mark.parametrize("name", ["profile", "observed"])
def test_every_participant_of_the_embedded_system_gets_in(embedded: EmbeddedSystem, name: str) -> None:
    """All functions, all ten services, as its own operator and as a live target shows itself."""
    path: Path = getattr(embedded, name)
    checks = examine(load(path), path.parent, Contract.load())
    assert [each for each in checks if each.status in ("fault", "warning")] == []
    assert {each.cause for each in checks if each.status == "skipped"} == {
        "not-claimed",
        "not-told-by-a-read",
    }
    answered = {each.id for each in checks if each.status == "ok"}
    assert answered == (set(TITLES) - UNLESS_DECLARED) | {f"service:{each}" for each in SERVICES}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_sound_set_up_has_no_fault_in_either_tls_version(set_up: SetUp, version: ssl.TLSVersion) -> None:
    """The certificate is asked for and sent, in both."""
    set_up.serve(only=version)
    checks = {each.id: each for each in set_up.checks()}
    assert faults_in(tuple(checks.values())) == []
    assert checks["certificate-asked"].found == "asked for and sent"


def test_a_pfx_with_an_intermediate_authority_has_no_fault(set_up: SetUp) -> None:
    """The chain goes along, whatever the server's own certificate comes from."""
    intermediate = Authority("Intermediate", parent=set_up.authority)
    intermediate.person().pfx(set_up.folder / "srtx.pfx", "geheim")
    (set_up.folder / "phrase.txt").write_text("geheim\n")
    set_up.participant.pop("certificate")
    set_up.participant.update(pfx="srtx.pfx", passphrase_file="phrase.txt")
    set_up.serve()
    assert set_up.faults() == []


def test_an_issuer_that_only_the_server_knows_is_no_fault(set_up: SetUp) -> None:
    """Clients and servers may have their certificates from different authorities."""
    issuer = Authority("Client Authority")
    set_up.speak_as(issuer.person())
    set_up.serve(clients=issuer)
    checks = {each.id: each for each in set_up.checks()}
    assert checks["certificate-chain"].found == "the server knows CN=Client Authority"
    assert faults_in(tuple(checks.values())) == []


def test_all_that_can_be_declared_is_looked_at_and_holds(set_up: SetUp) -> None:
    """A proxy, the network, a calendar, maintenance at another time, versions of the contract, the issuer."""
    today = datetime.now(UTC).date()
    set_up.serve()
    proxy = set_up.stack.enter_context(talking(tunnel))
    set_up.say("network", proxy=f"http://127.0.0.1:{proxy}", address="127.0.0.0/8")
    set_up.say("calendar", structured={"from": today - timedelta(days=3), "to": today + timedelta(days=30)})
    set_up.say("contract", versions={"auction": Contract.load().version("auction")})
    set_up.say("target", server_issuer="Test Authority")
    past = datetime(2020, 1, 1)  # noqa: DTZ001 - as profiles write it
    set_up.written["maintenance"] = [{"from": past, "to": past + timedelta(hours=1)}]
    checks = {each.id: each for each in set_up.checks()}
    assert {each.status for each in checks.values()} <= {"ok", "skipped"}
    assert set(TITLES) <= set(checks)
    assert "of the declared 127.0.0.0/8" in checks["network-address"].found


def test_a_mock_with_canned_answers_need_not_know_anybody(set_up: SetUp) -> None:
    """No certificate is named and none is asked for."""
    set_up.serve(asks=ssl.CERT_NONE)
    set_up.say("target", answers="canned")
    set_up.participant.pop("certificate")
    assert set_up.faults() == []


def test_only_reads_are_sent_and_only_to_services_of_claimed_functions(set_up: SetUp) -> None:
    """One of each, the application's status twice: once for all, once as a service."""
    application = set_up.serve()
    set_up.checks()
    services = [path.split("/")[2] for path in application.asked]
    assert sorted(services) == sorted(
        [
            "status",
            "status",
            "marketstatus",
            "messages",
            "marketdata",
            "auction",
            "secondarymarket",
            "torconversion",
        ]
    )


def test_progress_is_told(set_up: SetUp) -> None:
    """Whoever waits learns what for."""
    told: list[str] = []
    set_up.serve()
    set_up.checks(tell=told.append)
    assert "asking auction as SRTX" in told


def test_a_certificate_that_ends_before_the_last_phase_is_a_warning(set_up: SetUp) -> None:
    """It carries through the present phase; its successor is needed later."""
    today = datetime.now(UTC).date()
    set_up.serve()
    later = today + timedelta(days=30)
    set_up.say("calendar", structured={"from": today - timedelta(days=3), "to": today + timedelta(days=9)})
    set_up.say("calendar", unstructured={"from": later, "to": later + timedelta(days=99)})
    (found,) = [each for each in set_up.checks() if each.id == "validity"]
    assert (found.status, found.cause) == ("warning", "expires-before-last-phase")


def test_a_public_network_behind_a_private_address_cannot_be_seen(set_up: SetUp) -> None:
    """A warning, as address translation may stand between."""
    set_up.serve()
    set_up.say("network", address=["8.8.8.0/24"])
    (found,) = [each for each in set_up.checks() if each.id == "network-address"]
    assert (found.status, found.cause) == ("warning", "not-visible")


def test_an_answer_without_a_date_leaves_the_clock_open(set_up: SetUp) -> None:
    """A warning."""
    set_up.serve(
        lambda path: Said(body=b'{"status":"up"}', headers={"date": ""}) if path.endswith("/status") else None
    )
    (found,) = [each for each in set_up.checks() if each.id == "clock"]
    assert (found.status, found.cause) == ("warning", "no-date")


def test_a_certificate_that_soon_ends_is_a_warning_without_a_calendar(set_up: SetUp) -> None:
    """A month is little time for a new one."""
    set_up.speak_as(set_up.authority.person(days=(-1, 20)))
    set_up.serve()
    (found,) = [each for each in set_up.checks() if each.id == "validity"]
    assert (found.status, found.cause) == ("warning", "expires-soon")


def untold(set_up: SetUp) -> dict[str, Check]:
    """The checks of functions that no read tells, by id."""
    return {each.id: each for each in set_up.checks() if each.cause == "not-told-by-a-read"}


@pytest.mark.parametrize(
    ("function", "access", "role"),
    [
        ("NDA", "read", NDA_ROLE),
        ("CEC", "read", READ_ROLE),
        ("CRRH", "read", READ_ROLE),
        ("CRRH", "write", READ_WRITE_ROLE),
        ("CLSE", "write", READ_WRITE_ROLE),
    ],
)
def test_a_claim_that_no_read_tells_is_said_to_be_open_with_its_role(
    set_up: SetUp, function: str, access: str, role: str
) -> None:
    """Neither held nor missing: it is skipped, with whom to ask, and is no fault."""
    set_up.participant["functions"] = {function: access}
    set_up.serve()
    (found,) = untold(set_up).values()
    assert (found.id, found.status, found.subject) == (f"function:{function}", "skipped", "SRTX")
    assert function in found.title
    assert f"the AIM role {role}" in found.fix
    assert "local security administrator" in found.fix
    assert ("the first scenario that writes" in found.fix) == (access == "write")
    assert set_up.faults() == []


def test_a_function_for_reading_that_has_a_read_of_its_own_is_told(set_up: SetUp) -> None:
    """A load-serving entity's nominations answer nobody else; a CRR holder beside it stays open."""
    set_up.participant["functions"] = {"CLSE": "read", "CRRH": "read"}
    set_up.serve()
    assert set(untold(set_up)) == {"function:CRRH"}


def test_a_function_that_is_refused_is_a_fault_and_not_open_as_well(set_up: SetUp) -> None:
    """Its service says so with a code."""
    set_up.serve(lambda path: refusal("SEC0001", 403) if "/auction/" in path else None)
    assert set_up.faults() == [("service:auction", "function-missing")]
    assert untold(set_up) == {}


def test_a_read_that_was_not_answered_well_tells_nothing(set_up: SetUp) -> None:
    """A service that is down leaves the function open."""
    set_up.participant["functions"] = {"CLSE": "read"}
    set_up.serve(lambda path: refusal("SER0001") if "/nomination/" in path or "load" in path else None)
    assert set(untold(set_up)) == {"function:CLSE"}
