"""Each flaw of a certificate's files is named by its check and cause, before anything is sent."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tomli_w
from cryptography.hazmat.primitives.asymmetric import rsa

from .conftest import SetUp
from .issuing import SERVER, Authority

PASSPHRASE = "canary-geheim-4711"
Plant = Callable[[SetUp], None]


def as_pfx(set_up: SetUp, phrase: str | None = PASSPHRASE) -> None:
    """Let the participant speak by a PFX file, with the pass-phrase in a file."""
    set_up.authority.person().pfx(set_up.folder / "srtx.pfx", PASSPHRASE)
    set_up.participant.pop("certificate")
    set_up.participant["pfx"] = "srtx.pfx"
    if phrase is not None:
        (set_up.folder / "phrase.txt").write_text(phrase + "\n")
        set_up.participant["passphrase_file"] = "phrase.txt"


def no_file(set_up: SetUp) -> None:
    set_up.participant["certificate"] = "nobody.pem"


def a_folder(set_up: SetUp) -> None:
    (set_up.folder / "certificates").mkdir()
    set_up.participant["certificate"] = "certificates"


def an_empty_file(set_up: SetUp) -> None:
    (set_up.folder / "srtx.pem").write_bytes(b"")


def a_pfx_named_as_pem(set_up: SetUp) -> None:
    set_up.authority.person().pfx(set_up.folder / "srtx.pem", PASSPHRASE)


def a_pem_named_as_pfx(set_up: SetUp) -> None:
    set_up.participant.pop("certificate")
    set_up.participant["pfx"] = "srtx.pem"


def a_damaged_pfx(set_up: SetUp) -> None:
    as_pfx(set_up)
    file = set_up.folder / "srtx.pfx"
    file.write_bytes(file.read_bytes()[:-20])


def a_damaged_certificate(set_up: SetUp) -> None:
    file = set_up.folder / "srtx.pem"
    file.write_bytes(
        set_up.authority.person().key_pem + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    )


def a_key_alone(set_up: SetUp) -> None:
    (set_up.folder / "srtx.pem").write_bytes(set_up.authority.person().key_pem)


def the_wrong_pass_phrase(set_up: SetUp) -> None:
    as_pfx(set_up, "another")


def no_pass_phrase(set_up: SetUp) -> None:
    as_pfx(set_up, None)


def no_pass_phrase_file(set_up: SetUp) -> None:
    as_pfx(set_up)
    (set_up.folder / "phrase.txt").unlink()


def no_such_variable(set_up: SetUp) -> None:
    as_pfx(set_up, None)
    set_up.participant["passphrase_env"] = "MARKETSIM_TEST_NOT_SET"


def somebody_elses_key(set_up: SetUp) -> None:
    one, other = set_up.authority.person(), set_up.authority.person()
    (set_up.folder / "srtx.pem").write_bytes(one.certificate_pem + other.key_pem)


def no_key(set_up: SetUp) -> None:
    (set_up.folder / "srtx.pem").write_bytes(set_up.authority.person().certificate_pem)


def no_key_file(set_up: SetUp) -> None:
    set_up.participant["key"] = "srtx.key"


def a_weak_key(set_up: SetUp) -> None:
    set_up.speak_as(set_up.authority.person(key=rsa.generate_private_key(65537, 1024)))


def expired(set_up: SetUp) -> None:
    set_up.speak_as(set_up.authority.person(days=(-5, -2)))


def not_yet_valid(set_up: SetUp) -> None:
    set_up.speak_as(set_up.authority.person(days=(2, 90)))


def ends_in_the_phase(set_up: SetUp) -> None:
    today = datetime.now(UTC).date()
    set_up.speak_as(set_up.authority.person(days=(-1, 10)))
    set_up.say("calendar", structured={"from": today - timedelta(days=2), "to": today + timedelta(days=20)})


def for_servers_only(set_up: SetUp) -> None:
    set_up.speak_as(set_up.authority.person(usage=SERVER))


def for_encryption_only(set_up: SetUp) -> None:
    set_up.speak_as(set_up.authority.person(signs=False))


def no_authorities(set_up: SetUp) -> None:
    set_up.say("target", ca="nobody.pem")


def a_key_for_the_authorities(set_up: SetUp) -> None:
    set_up.say("target", ca="key.pem")
    (set_up.folder / "key.pem").write_bytes(set_up.authority.person().key_pem)


PLANTED: list[tuple[Plant, str, str]] = [
    (no_file, "certificate-file", "no-such-file"),
    (a_folder, "certificate-file", "not-a-file"),
    (an_empty_file, "certificate-file", "empty-file"),
    (a_pfx_named_as_pem, "certificate-file", "wrong-kind"),
    (a_pem_named_as_pfx, "certificate-file", "wrong-kind"),
    (a_damaged_pfx, "certificate-file", "damaged"),
    (a_damaged_certificate, "certificate-file", "damaged"),
    (a_key_alone, "certificate-file", "no-certificate"),
    (the_wrong_pass_phrase, "pass-phrase", "wrong-pass-phrase"),
    (no_pass_phrase, "pass-phrase", "no-pass-phrase"),
    (no_pass_phrase_file, "pass-phrase", "no-such-file"),
    (no_such_variable, "pass-phrase", "no-pass-phrase"),
    (somebody_elses_key, "private-key", "key-mismatch"),
    (no_key, "private-key", "no-key"),
    (no_key_file, "private-key", "no-such-file"),
    (a_weak_key, "private-key", "weak-key"),
    (expired, "validity", "expired"),
    (not_yet_valid, "validity", "not-yet-valid"),
    (ends_in_the_phase, "validity", "expires-in-phase"),
    (for_servers_only, "key-usage", "no-client-auth"),
    (for_encryption_only, "key-usage", "no-digital-signature"),
    (no_authorities, "authority-file", "no-such-file"),
    (a_key_for_the_authorities, "authority-file", "no-certificate"),
]


@pytest.mark.parametrize(("plant", "check", "cause"), PLANTED, ids=[each[0].__name__ for each in PLANTED])
def test_a_flaw_in_the_files_is_the_only_fault_named(
    set_up: SetUp, plant: Plant, check: str, cause: str
) -> None:
    """Named once, with its three parts; what depends on it is skipped, and no secret is told."""
    set_up.serve()
    plant(set_up)
    checks = set_up.checks()
    (fault,) = [each for each in checks if each.status == "fault"]
    assert (fault.id, fault.cause) == (check, cause)
    assert fault.found and fault.expected and fault.fix
    assert PASSPHRASE not in repr(checks)
    if cause != "expires-in-phase":
        waits = {each.cause for each in checks if each.id in ("certificate-accepted", "service:auction")}
        assert waits == {f"after:{check}"}


def test_a_certificate_that_still_lasts_is_tried_although_it_ends_too_early(set_up: SetUp) -> None:
    """It gets in today: the services are asked all the same."""
    set_up.serve()
    ends_in_the_phase(set_up)
    statuses = {each.id: each.status for each in set_up.checks()}
    assert statuses["validity"] == "fault"
    assert statuses["service:auction"] == "ok"


def test_the_network_is_looked_at_even_when_no_certificate_can_be_opened(set_up: SetUp) -> None:
    """Two separate causes are found in one examination."""
    set_up.serve(server=Authority("Another").server())
    the_wrong_pass_phrase(set_up)
    assert set_up.faults() == [("pass-phrase", "wrong-pass-phrase"), ("server-trust", "unknown-authority")]


def test_legacy_encryption_is_not_called_a_wrong_pass_phrase(set_up: SetUp) -> None:
    """An old PFX, the right pass-phrase, and an OpenSSL without its legacy ciphers."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the openssl command line is not installed")
    as_pfx(set_up)
    subprocess.run(
        [openssl, "pkcs12", "-export", "-in", "srtx.pem", "-out", "srtx.pfx", "-passout", "file:phrase.txt",
         "-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
        cwd=set_up.folder, check=True, capture_output=True,
    )  # fmt: skip
    set_up.serve()
    profile = set_up.folder / "profile.toml"
    profile.write_text(tomli_w.dumps(set_up.written), "utf-8")
    run = doctor(profile, CRYPTOGRAPHY_OPENSSL_NO_LEGACY="1")
    (fault,) = [each for each in json.loads(run.stdout) if each["status"] == "fault"]
    assert (fault["id"], fault["cause"]) == ("pass-phrase", "legacy-encryption")
    assert run.returncode == 1
    assert set_up.faults() == []  # here, with the legacy ciphers, it opens


def doctor(profile: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the verb in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "marketsim", "doctor", "--target", str(profile), "--json"],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("plant", "why"),
    [
        (expired, "validity"),
        (not_yet_valid, "validity"),
        (no_file, "certificate-file"),
        (the_wrong_pass_phrase, "pass-phrase"),
        (somebody_elses_key, "private-key"),
    ],
)
def test_a_certificate_that_was_not_sent_is_not_said_to_be_missing(
    set_up: SetUp, plant: Plant, why: str
) -> None:
    """The server asks; ours was kept back for a fault that has its own line, which is named."""
    set_up.serve()
    plant(set_up)
    (asked,) = (each for each in set_up.checks() if each.id == "certificate-asked")
    assert (asked.status, asked.found) == ("ok", f"asked for; ours was not sent, see {why}")
