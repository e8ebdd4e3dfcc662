"""The checks of a client certificate by its files alone."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from marketsim.client.certificate import ClientCertificate, Validity
from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.target.calendar import end_of, phase_at
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.check import Check, fault, ok, problem_of, warning

FILES = ("certificate-file", "pass-phrase", "private-key")
FACTS = ("validity", "key-usage")
SOON = timedelta(days=30)  # a certificate takes about six business days to be issued (BPM for CRR)
_AT_THE_KEY = frozenset({"no-key", "key-mismatch", "unsupported-key", "weak-key"})
_AT_THE_PASSPHRASE = frozenset({"legacy-encryption", "wrong-pass-phrase", "no-pass-phrase"})
_USAGES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "emailProtection",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A certificate that could be opened together with its key."""

    credentials: Credentials
    certificate: ClientCertificate
    subject: str


def examine_certificate(case: Case, credentials: Credentials, subject: str) -> Opened | None:
    """Note what the files of one certificate show; None when they cannot be used."""
    case.tell(f"opening {credentials.file.name}")
    chart = case.chart
    try:
        identity = credentials.read()
        identity.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))  # refuses keys that are too weak
    except CredentialProblem as problem:
        at = _place(credentials, problem)
        for name in FILES[: FILES.index(at)]:
            chart.note(ok(name, _held(credentials, name), subject))
        chart.note(problem_of(at, problem, subject))
        chart.skip(at, *FILES[FILES.index(at) + 1 :], "certificate-chain", *FACTS, subject=subject)
        return None
    for name in FILES:
        chart.note(ok(name, _held(credentials, name), subject))
    certificate = identity.certificate
    chart.note(_validity(case, certificate.validity, subject), _usage(certificate, subject))
    return Opened(credentials, certificate, subject)


def _place(credentials: Credentials, problem: CredentialProblem) -> str:
    """The check that a problem belongs to: by the file that it is about, and by its cause."""
    source = credentials.passphrase
    about_passphrase = source is not None and source.kind == "file" and str(problem.file) == source.name
    if problem.cause in _AT_THE_PASSPHRASE or about_passphrase:
        return "pass-phrase"
    if problem.cause in _AT_THE_KEY or (credentials.key is not None and problem.file == credentials.key):
        return "private-key"
    return "certificate-file"


def _held(credentials: Credentials, id: str) -> str:
    if id == "certificate-file":
        return credentials.file.name
    if id == "pass-phrase":
        return f"from {credentials.passphrase}" if credentials.passphrase else "none is named"
    return (credentials.key or credentials.file).name


def _validity(case: Case, validity: Validity, subject: str) -> Check:
    now = case.now()
    state = validity.state(now)
    span = f"valid from {validity.starts:%Y-%m-%d %H:%M} to {validity.ends:%Y-%m-%d %H:%M} UTC"
    if state != "valid":
        return fault(
            "validity",
            state.replace(" ", "-"),
            f"{state}: {span}; this machine's clock says {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
            "a certificate that is valid now",
            "ask for a new certificate" if state == "expired" else "wait, or correct this machine's clock",
            subject,
        )
    return _to_the_end(case, validity, span, subject)


def _to_the_end(case: Case, validity: Validity, span: str, subject: str) -> Check:
    """How far the certificate carries: to the end of the phase, and of the phases after it."""
    calendar, now = case.profile.calendar, case.now()
    phase = phase_at(case.profile, now)
    renew = "ask for its successor now: issuing one takes about six business days"
    if (end := end_of(calendar, phase)) is not None and validity.ends < end:
        return fault(
            "validity",
            "expires-in-phase",
            span,
            f"validity to the end of {phase}, {_day(end)}",
            renew,
            subject,
        )
    ends = [each for each in (end_of(calendar, name) for name in calendar) if each is not None]
    if ends and validity.ends < max(ends):
        wanted = f"validity to the end of the calendar, {_day(max(ends))}"
        return warning("validity", "expires-before-last-phase", span, wanted, renew, subject)
    if not ends and validity.ends < now + SOON:
        return warning("validity", "expires-soon", span, "a month's validity or more", renew, subject)
    return ok("validity", span, subject)


def _day(end: datetime) -> str:
    return f"{end - timedelta(seconds=1):%Y-%m-%d}"


def _usage(certificate: ClientCertificate, subject: str) -> Check:
    fix = "ask the issuer for a certificate for client authentication"
    if not certificate.allows_client_auth:
        named = ", ".join(sorted(_extended_usages(certificate.certificate)))
        return fault(
            "key-usage",
            "no-client-auth",
            f"an extended key usage of {named} only",
            "an extended key usage with clientAuth, or none at all",
            fix,
            subject,
        )
    try:
        usage = certificate.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return ok("key-usage", "nothing that forbids client authentication", subject)
    if not (usage.digital_signature or usage.key_agreement):
        found = "a key usage without digitalSignature"
        return fault("key-usage", "no-digital-signature", found, "digitalSignature", fix, subject)
    return ok("key-usage", "client authentication and digital signatures", subject)


def _extended_usages(certificate: x509.Certificate) -> list[str]:
    usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    return [_USAGES.get(each, each.dotted_string) for each in usages]
