"""The server as its TLS handshake shows it: protocol, authority, host name, and whether it asks for a certificate."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from cryptography import x509

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.tls import ParticipantContext, ssl_context
from marketsim.client.tls_alerts import NOT_TLS, VERSIONS_DIFFER, bare_name
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.certificates import Opened
from marketsim.target.doctor.check import Check, fault, ok, warning
from marketsim.target.doctor.handshake import Handshake, shake_hands
from marketsim.target.doctor.inspection import looks_inspected
from marketsim.target.doctor.proxy_tunnel import ProxyRefusal
from marketsim.target.doctor.route import connect

LINGER = 2.0  # seconds
SERVER = ("tls-protocol", "server-trust", "host-name", "certificate-asked")

# OpenSSL's codes of what is wrong with a server's certificate (x509_vfy.h).
_NOT_YET_VALID, _EXPIRED = 9, 10
_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN = 18, 19
_HOST_NAME, _IP_ADDRESS = 62, 64


@dataclass(frozen=True, slots=True)
class Server:
    """What the handshake told of the server, for the checks that follow."""

    handshake: Handshake
    trusted: bool


def examine_server(case: Case, opened: Opened | None) -> Server | None:
    """Note what one handshake shows, made with a certificate where one could be opened; None when there is none."""
    case.tell(f"shaking hands with {case.peer}")
    chart = case.chart
    try:
        context = ssl_context(opened.credentials if opened else None, case.profile.authorities(case.folder))
        connection = connect(case)
    except (CredentialProblem, ProxyRefusal, OSError) as problem:  # noted already, or new since a moment ago
        chart.note(_lost(case, problem))
        chart.skip("tls-protocol", *SERVER[1:])
        return None
    handshake = shake_hands(connection, context, case.host)
    chart.note(_protocol(case, handshake))
    if after := chart.obstacle("tls-protocol"):
        chart.skip(after, *SERVER[1:])
        return None
    wrong = handshake.problem if isinstance(handshake.problem, ssl.SSLCertVerificationError) else None
    chart.note(_trust(case, handshake, wrong, context))
    if after := chart.obstacle("server-trust"):
        chart.skip(after, "host-name", "certificate-asked")
        return Server(handshake, trusted=False)
    chart.note(_host_name(case, handshake, wrong))
    if after := chart.obstacle("host-name"):
        chart.skip(after, "certificate-asked")
        return Server(handshake, trusted=False)
    chart.note(_asked(case, handshake, presented=opened is not None))
    return Server(handshake, trusted=True)


def is_dropped(case: Case, credentials: Credentials) -> bool:
    """Whether the server hangs up on this certificate although nothing was asked: that is how it refuses one."""
    try:
        context = ssl_context(credentials, case.profile.authorities(case.folder))
        connection = connect(case)
    except (CredentialProblem, ProxyRefusal, OSError):
        return False
    linger = case.chart.budget.within(min(LINGER, case.profile.timeouts.connect))
    handshake = shake_hands(connection, context, case.host, linger=linger)
    return handshake.dropped or handshake.problem is not None


def _lost(case: Case, problem: Exception) -> Check:
    return fault(
        "tls-protocol",
        "connection-lost",
        f"no second connection to {case.peer} ({type(problem).__name__})",
        "a server that takes connections",
        "try again; if it happens every time, the server or a firewall limits connections",
    )


def _protocol(case: Case, handshake: Handshake) -> Check:
    if handshake.version is not None:
        return ok("tls-protocol", handshake.version)
    problem = handshake.problem
    reason = bare_name(getattr(problem, "reason", None))
    if reason in VERSIONS_DIFFER:
        return fault(
            "tls-protocol",
            "no-common-version",
            "a server that speaks neither TLS 1.2 nor TLS 1.3",
            "TLS 1.2 or 1.3",
            "check base_url; an old proxy or gateway may stand between",
        )
    if reason in NOT_TLS:
        return fault(
            "tls-protocol",
            "not-tls",
            f"something other than TLS at {case.peer}",
            "TLS 1.2 or 1.3",
            "check the port in base_url",
        )
    if handshake.server_chain:
        return ok("tls-protocol", "TLS")  # it went wrong later on: over a certificate, ours or the server's
    if isinstance(problem, TimeoutError):
        found, cause = "no TLS answer in time", "timeout"
    else:
        found, cause = "a connection that broke before the server showed a certificate", "broken-handshake"
    fix = "check base_url and its port; a firewall or a proxy may cut TLS off"
    return fault("tls-protocol", cause, found, "a TLS handshake", fix)


def _trust(
    case: Case,
    handshake: Handshake,
    wrong: ssl.SSLCertVerificationError | None,
    context: ParticipantContext,
) -> Check:
    server = handshake.server
    issuer = server.issuer.rfc4514_string() if server else "an unknown issuer"
    code = wrong.verify_code if wrong else 0
    untrusted = code not in (0, _HOST_NAME, _IP_ADDRESS, _EXPIRED, _NOT_YET_VALID)
    if server and (why := looks_inspected(case, server, untrusted=untrusted)):
        return fault(
            "server-trust",
            "tls-inspection",
            f"a server certificate issued by {issuer}: {why}",
            _expected_issuer(case, context),
            "ask your network people to exempt this host from TLS inspection: an inspecting proxy answers in the "
            "server's place and cannot pass our certificate on",
        )
    if code in (_EXPIRED, _NOT_YET_VALID):
        return _ill_timed(case, server, expired=code == _EXPIRED)
    if untrusted:
        return fault(
            "server-trust",
            "self-signed" if code == _SELF_SIGNED else "unknown-authority",
            f"a server certificate issued by {issuer}, which is not trusted here",
            _expected_issuer(case, context),
            "name the file of the authority that issues this system's certificates as ca; if the name found is "
            "your own company's or a security product's, a TLS-inspecting proxy stands between: have this host "
            "exempted",
        )
    return ok("server-trust", issuer)


def _expected_issuer(case: Case, context: ParticipantContext) -> str:
    if case.profile.target.server_issuer:
        return f"an issuer whose name has {case.profile.target.server_issuer!r} in it (target.server_issuer)"
    if context.ca is None:
        return "one of the authorities that this system trusts"
    known = " / ".join(each.subject.rfc4514_string() for each in context.authorities[:3])
    return f"an authority of {context.ca.name}: {known}"


def _ill_timed(case: Case, server: x509.Certificate | None, *, expired: bool) -> Check:
    span = (
        f"valid from {server.not_valid_before_utc:%Y-%m-%d} to {server.not_valid_after_utc:%Y-%m-%d}"
        if server
        else "of unknown validity"
    )
    return fault(
        "server-trust",
        "server-certificate-expired" if expired else "server-certificate-not-yet-valid",
        f"a server certificate {span}, while this machine's clock says {case.now():%Y-%m-%d %H:%M} UTC",
        "a server certificate that is valid now",
        "check this machine's clock; if it is right, tell the operator of the system",
    )


def _host_name(case: Case, handshake: Handshake, wrong: ssl.SSLCertVerificationError | None) -> Check:
    names = ", ".join(_names(handshake.server)) if handshake.server else ""
    if wrong is None:
        return ok("host-name", names or case.host)
    return fault(
        "host-name",
        "wrong-host",
        f"a server certificate for {names or 'no host at all'}",
        f"one for {case.host}",
        "use the host name of the certificate in base_url, if it is the system's; another system may answer there",
    )


def _names(server: x509.Certificate) -> list[str]:
    """The hosts that a certificate is for."""
    try:
        names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    addresses = [str(each) for each in names.get_values_for_type(x509.IPAddress)]
    return [*names.get_values_for_type(x509.DNSName), *addresses][:8]


def _asked(case: Case, handshake: Handshake, *, presented: bool) -> Check:
    if case.canned and not handshake.asked:
        return ok("certificate-asked", "not asked for; a mock with canned answers need not")
    if handshake.asked is None:
        return warning(
            "certificate-asked",
            "cannot-be-told",
            "a Python that does not tell its handshakes",
            "CPython",
            "look at the next check instead",
        )
    if not handshake.asked:
        return fault(
            "certificate-asked",
            "not-asked",
            f"a server at {case.peer} that lets us in without asking for a certificate",
            "a server that asks for one: it is how it knows us",
            "check base_url; a proxy or load balancer that ends TLS may stand between and drop our certificate",
        )
    if presented and handshake.sent is False:
        return fault(
            "certificate-asked",
            "not-sent",
            "a server that asks for signatures which our key cannot make, so that no certificate was sent",
            "our certificate, sent when asked for",
            "ask for a certificate with an RSA key of 2048 bits or an EC key on P-256",
        )
    return ok("certificate-asked", "asked for" + (" and sent" if handshake.sent else "; none to send"))
