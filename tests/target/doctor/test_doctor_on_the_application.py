"""What the application, or something in its place, answers is told apart; and a service from a participant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from marketsim.target.console import Console
from marketsim.target.doctor.diagnosis import NDA_ROLE, READ_ROLE, READ_WRITE_ROLE
from marketsim.target.embedded import EmbeddedSystem

from .conftest import SetUp
from .stand_ins import Break, Said, Script, page, refusal, sound


def everywhere(said: Said | Break) -> Script:
    """The same for every path."""
    return lambda path: said


def at(part: str, said: Said | Break) -> Script:
    """Only where the path has this part."""
    return lambda path: said if part in path else None


@pytest.mark.parametrize(
    ("said", "check", "cause"),
    [
        (Said(401), "certificate-accepted", "unknown-certificate"),
        (Said(403), "certificate-accepted", "unknown-certificate"),
        (page(), "answer", "gateway-page"),
        (page(403, "Access denied by policy"), "answer", "gateway-page"),
        (page(502, "Bad gateway"), "answer", "gateway-unavailable"),
        (Said(503), "answer", "gateway-unavailable"),
        (page(504, "Gateway time-out"), "answer", "gateway-unavailable"),
        (page(407, "Authentication required"), "answer", "proxy-wants-credentials"),
        (Said(302, headers={"location": "https://login.example.org/"}), "answer", "redirected"),
        (Said(404, b'{"message":"no route"}'), "answer", "wrong-base-url"),
        (refusal("SER0029", 404), "answer", "wrong-base-url"),
        ("reset", "answer", "connection-broken"),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{each.status}",
)
def test_what_stands_in_the_applications_place_is_named(
    set_up: SetUp, said: Said | Break, check: str, cause: str
) -> None:
    """Once; the services are not asked."""
    application = set_up.serve(everywhere(said))
    set_up.say("timeouts", connect=1.0)
    assert set_up.faults() == [(check, cause)]
    assert set(application.asked) == {"/crr/status"}


def test_a_page_is_quoted_with_its_words_alone(set_up: SetUp) -> None:
    """Neither tags nor style sheets, and not for long."""
    set_up.serve(everywhere(page(200, "Please log in " * 99)))
    (fault,) = [each for each in set_up.checks() if each.status == "fault"]
    assert 'a page: "Please log in Please' in fault.found
    assert len(fault.found) < 200


def test_an_application_that_never_answers_is_bounded_in_time(set_up: SetUp) -> None:
    """By the profile's time-out for answers."""
    set_up.serve(everywhere("stall"))
    set_up.say("timeouts", read=0.2)
    assert set_up.faults() == [("answer", "no-answer-in-time")]


def test_a_clock_that_is_wrong_is_named(set_up: SetUp) -> None:
    """By the Date header; both times are told."""
    ahead = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    set_up.serve(lambda path: replace(sound(path), headers={"date": ahead}))
    (fault,) = [each for each in set_up.checks() if each.status == "fault"]
    assert (fault.id, fault.cause) == ("clock", "clock-skew")
    assert "here and" in fault.found


@pytest.mark.parametrize(
    ("code", "cause"), [("SEC0002", "not-your-participant"), ("SER0002", "malformed-name")]
)
def test_a_refused_participant_name_is_named_once(set_up: SetUp, code: str, cause: str) -> None:
    """No service is asked with it again."""
    application = set_up.serve(lambda path: None if path.endswith("/status") else refusal(code, 403))
    checks = set_up.checks()
    assert [(each.id, each.cause) for each in checks if each.status == "fault"] == [("participant", cause)]
    assert len(application.asked) == 3
    waiting = [each for each in checks if each.id in ("service:auction", "function:CRRH")]
    assert [each.cause for each in waiting] == ["after:participant"] * 2


@pytest.mark.parametrize(
    ("name", "said"), [("srtx", "such names are in capitals"), ("SR\u0422X", "spelt 'SR\\u0422X'")]
)
def test_what_is_odd_about_a_refused_name_is_said(set_up: SetUp, name: str, said: str) -> None:
    """Small letters, and letters of another alphabet that look alike."""
    set_up.participant["name"] = name
    set_up.serve(lambda path: None if path.endswith("/status") else refusal("SEC0002", 403))
    (fault,) = [each for each in set_up.checks() if each.status == "fault"]
    assert said in fault.found + fault.fix


@pytest.mark.parametrize(
    ("function", "access", "role"),
    [("CRRH", "write", READ_WRITE_ROLE), ("CLSE", "read", READ_ROLE), ("NDA", "read", NDA_ROLE)],
)
def test_a_missing_function_is_named_with_its_code_and_its_role(
    set_up: SetUp, function: str, access: str, role: str
) -> None:
    """In the words under which access is asked for."""
    set_up.participant["functions"] = {function: access}
    set_up.serve(at("/messages/", refusal("SEC0001", 403)))
    (fault,) = [each for each in set_up.checks() if each.status == "fault"]
    assert (fault.id, fault.cause) == ("service:messages", "function-missing")
    assert fault.found.startswith("SEC0001")
    assert f"the AIM role {role} for SRTX" in fault.fix


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (refusal("SER0001"), "service-down"),
        (refusal("SER0028", 500), "service-down"),
        (refusal("GEN0003"), "service-down"),
        (Said(500, b"{}"), "service-down"),
        (Said(503), "gateway-unavailable"),
        (Said(429), "too-many-requests"),
        (Said(403), "forbidden"),
        (page(), "gateway-page"),
        (Said(200, b"{}"), "contract-mismatch"),
        (Said(200, b"[nonsense"), "contract-mismatch"),
        (Said(418, b"{}"), "contract-mismatch"),
        (refusal("SER0017"), "contract-mismatch"),
        ("reset", "connection-broken"),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{each.status}",
)
def test_a_service_that_is_not_well_is_named_alone(set_up: SetUp, said: Said | Break, cause: str) -> None:
    """The others are asked all the same."""
    set_up.serve(at("/portfolioList", said))
    checks = set_up.checks()
    assert [(each.id, each.cause) for each in checks if each.status == "fault"] == [
        ("service:auction", cause)
    ]
    assert "ok" in {each.status for each in checks if each.id == "service:secondary_market"}


def test_an_expected_version_of_the_contract_that_is_another_is_named(set_up: SetUp) -> None:
    """The profile says which version was certified against."""
    set_up.serve()
    set_up.say("contract", versions={"auction": "0.9.9"})
    assert set_up.faults() == [("contract", "other-version")]


def test_an_announced_outage_explains_what_fails_in_it(set_up: SetUp) -> None:
    """The cause is the outage, and the advice to wait for its end; a wrong pass-phrase it does not explain."""
    set_up.serve(everywhere(Said(503)))
    set_up.written["maintenance"] = [{"from": "Mon 09:00", "to": "Tue 09:00", "reason": "weekly maintenance"}]
    monday = datetime(2026, 11, 23, 18, tzinfo=UTC)
    since = set_up.authority.now - monday
    set_up.speak_as(set_up.authority.person(days=(-since.days - 30, 400 - since.days)))
    checks = set_up.checks(now=lambda: monday)
    (fault,) = [each for each in checks if each.status == "fault"]
    assert (fault.id, fault.cause) == ("answer", "maintenance")
    assert "after Tue 2026-11-24 09:00 Pacific" in fault.fix
    assert ("maintenance", "warning") in {(each.id, each.status) for each in checks}


def test_an_examination_ends_when_its_time_is_up(set_up: SetUp) -> None:
    """What was not looked at says so."""
    set_up.serve()
    checks = set_up.checks(seconds=0)
    assert {each.cause for each in checks if each.status == "skipped"} >= {"after:time"}
    assert [each for each in checks if each.status == "fault"] == []


class TestOnTheEmbeddedSystem:
    """The same causes on the real rules of the embedded system."""

    @pytest.fixture
    def as_srtx(self, set_up: SetUp, embedded: EmbeddedSystem) -> SetUp:
        """Speak to it by the certificate of SRTX, a CRR holder."""
        clients = embedded.profile.parent
        set_up.say("target", base_url=embedded.base_url, ca=str(clients / "ca.pem"))
        set_up.participant["certificate"] = str(clients / "srtx.pem")
        return set_up

    def test_a_function_that_is_claimed_and_not_held(self, as_srtx: SetUp) -> None:
        """A CRR holder is no load-serving entity: the services of those alone are named."""
        as_srtx.participant["functions"] = {"CRRH": "write", "CLSE": "write"}
        only_clse = ("nomination", "historical_forecasted_load", "load_migration")
        assert as_srtx.faults() == [(f"service:{each}", "function-missing") for each in only_clse]

    @pytest.mark.parametrize(
        ("name", "cause"),
        [("GBTR", "not-your-participant"), ("NOBODY", "not-your-participant"), ("SR/TX", "malformed-name")],
    )
    def test_a_name_that_the_certificate_may_not_act_for(self, as_srtx: SetUp, name: str, cause: str) -> None:
        """Somebody else's, nobody's, and one that no participant could have."""
        as_srtx.participant["name"] = name
        assert as_srtx.faults() == [("participant", cause)]

    @pytest.mark.parametrize(
        ("fault", "check", "cause"),
        [
            ("status:market_status.getActiveAuctionMarkets", "service:market_status", "contract-mismatch"),
            ("missing:market_data.getPublicGeneralData", "service:market_data", "contract-mismatch"),
            ("induce:GEN0003@auction.getPortfolioList", "service:auction", "service-down"),
            (
                "induce:SER0028@secondary_market.getMySmOffersByStatus",
                "service:secondary_market",
                "service-down",
            ),
        ],
    )
    def test_a_service_that_lies_or_is_down(
        self, as_srtx: SetUp, console: Console, fault: str, check: str, cause: str
    ) -> None:
        """By the contract, and by its codes."""
        console.set_faults([fault])
        assert as_srtx.faults() == [(check, cause)]

    @pytest.mark.parametrize(
        ("name", "check", "cause"),
        [
            ("expired", "validity", "expired"),
            ("not-yet-valid", "validity", "not-yet-valid"),
            ("server-usage", "key-usage", "no-client-auth"),
            ("foreign", "certificate-chain", "foreign-issuer"),
        ],
    )
    def test_a_certificate_that_must_not_get_in(
        self, as_srtx: SetUp, embedded: EmbeddedSystem, name: str, check: str, cause: str
    ) -> None:
        """Each of those that the embedded system makes to be refused."""
        as_srtx.participant["certificate"] = str(embedded.profile.parent / "refused" / f"{name}.pem")
        assert as_srtx.faults() == [(check, cause)]

    def test_a_person_whom_the_system_does_not_know(self, as_srtx: SetUp, embedded: EmbeddedSystem) -> None:
        """The operator's certificate is accepted in the handshake, and may act for no participant."""
        as_srtx.participant["certificate"] = str(embedded.profile.parent / "operator.pem")
        assert as_srtx.faults() == [
            ("participant", "not-your-participant"),
            ("service:app_status", "function-missing"),
        ]
