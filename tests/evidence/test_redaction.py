"""Secrets are taken out of everything that is written."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.evidence.redaction import MASK, Redactor
from marketsim.evidence.secret_names import ends_in_secret, promises_secret

KEY = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqG\nSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    ["Authorization", "proxy-authorization", "Cookie", "Set-Cookie", "X-API-Key", "x_api_key", "passPhrase",
     "pass-phrase", "PASSWORD", "keystorePassword", "clientSecret", "access_token", "privateKey", "sessionId"],
)  # fmt: skip
def test_these_names_promise_a_secret(name: str) -> None:
    """A header or member of such a name is masked, however it is spelled."""
    assert promises_secret(name)
    assert Redactor().value({name: "canary"}) == {name: MASK}


@pytest.mark.parametrize(
    "name",
    ["content-type", "caiso-request-id", "market", "portfolioName", "requiredCredit", "secondaryMarketId", "source",
     "participant", "passed", "fingerprint", "certificate"],
)  # fmt: skip
def test_the_markets_own_names_promise_none(name: str) -> None:
    """What the CRR services send is kept."""
    assert not promises_secret(name)


@pytest.mark.parametrize(
    "text",
    [
        "password=canary&x=1",
        '{"login": {"passphrase": "canary"}',
        "<password>canary</password>",
        "Authorization: Basic canary",
        "https://user:canary@example.org/crr",
        "the header was Bearer canary0123456789",
        "token: canary",
        "-----BEGIN EC PRIVATE KEY-----\ncanary",
    ],
)
def test_text_that_shows_a_secret_loses_it(text: str) -> None:
    """Exception texts, URLs and broken JSON are cleaned by what the secret looks like."""
    cleaned = Redactor().text(text)
    assert "canary" not in cleaned
    assert MASK in cleaned


def test_a_private_key_is_taken_out_even_when_its_end_is_missing() -> None:
    """A block cut off amid its key is still a key."""
    assert "MIGHAgEAMBMGByqGSM49AgEGCCqG" not in Redactor().text(f"found {KEY[:70]}")


def test_a_certificate_stays_readable() -> None:
    """Certificates are public; a report may show them."""
    public = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
    assert Redactor().text(public) == public


def test_a_key_packed_in_base64_is_taken_out_and_a_packed_certificate_stays() -> None:
    """An attachment may carry a whole PEM file."""
    packed_key = base64.b64encode(KEY.encode()).decode()
    packed_certificate = base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIBmDCCAT+gAwIBAgI").decode()
    assert Redactor().text(packed_key) == MASK
    assert Redactor().text(packed_certificate) == packed_certificate


@settings(deadline=None, max_examples=100)
@given(st.text(min_size=6).filter(lambda text: len(text.strip()) >= 6 and "\n" not in text.strip()))
def test_a_registered_secret_is_found_in_every_spelling(secret: str) -> None:
    """Plain, in JSON, in a URL, in base64: the pass-phrase does not survive."""
    redactor = Redactor([secret])
    secret = secret.strip()
    if secret.splitlines() != [secret] or secret.startswith("-----"):
        return
    for spelling in (
        secret,
        json.dumps(secret)[1:-1],
        quote(secret, safe=""),
        base64.b64encode(secret.encode()).decode().rstrip("="),
    ):
        cleaned = redactor.text(f"<<{spelling}>>")
        assert spelling not in cleaned.replace(MASK, ""), spelling


def test_a_short_secret_is_replaced_only_where_it_stands_alone() -> None:
    """Otherwise the pass-phrase ``abc`` would eat every word with these letters."""
    assert Redactor(["abc"]).text("abc, abcd, x-abc.") == f"{MASK}, abcd, x-{MASK}."


def test_the_lines_of_a_registered_key_are_found_each_for_itself() -> None:
    """A message that shows one line of the key shows the key."""
    redactor = Redactor()
    redactor.register_pem(KEY)
    assert redactor.text("near 'SM49AwEHBG0wawIBAQQg'") == f"near '{MASK}'"


def test_members_are_masked_at_any_depth_and_the_rest_of_the_body_is_kept() -> None:
    """A nested secret goes, its neighbours stay."""
    body = '{"a": [{"credentials": {"user": "u", "pin": 1}}, {"mw": 1.5}], "pass\\u0077ord": "canary"}'
    assert json.loads(Redactor().json_text(body)) == {
        "a": [{"credentials": MASK}, {"mw": 1.5}],
        "password": MASK,
    }


def test_a_body_without_secrets_is_kept_letter_by_letter() -> None:
    """Evidence shows what went over the wire, blanks and all."""
    body = '{ "portfolioName" :  "One\\u00e9", "mw": 1.50 }'
    assert Redactor().json_text(body) == body


def test_a_hostile_body_does_not_stop_the_redactor() -> None:
    """Nesting beyond reason is cleaned as text."""
    deep = "[" * 100_000 + '"password": "canary"'
    assert "canary" not in Redactor().json_text(deep)


def test_tables_are_masked_by_column_and_by_row() -> None:
    """Gherkin tables head their columns, or their rows."""
    redactor = Redactor()
    assert redactor.table([["name", "password"], ["srtx", "canary"]]) == [
        ["name", "password"],
        ["srtx", MASK],
    ]
    assert redactor.table([["password", "name"], ["canary", "srtx"]])[1] == [MASK, "srtx"]
    assert redactor.table([["name", "srtx"], ["password", "canary"]]) == [
        ["name", "srtx"],
        ["password", MASK],
    ]


def test_a_deviation_at_a_secrets_path_does_not_show_what_was_found() -> None:
    """The path names the member, so the value beside it is the secret."""
    assert ends_in_secret("login[0].password")
    assert ends_in_secret("$.login.passphrase[2]")
    assert not ends_in_secret("password.market")
    found = Redactor().deviation({"path": "login.password", "expected": "a string", "found": "canary"})
    assert found["found"] == MASK


def test_a_redactor_never_shows_its_secrets() -> None:
    """Not even in a traceback."""
    assert "canary" not in repr(Redactor(["canary-canary"]))
