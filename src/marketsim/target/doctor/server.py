"""The server as its TLS handshake shows it: protocol, authority, host name, and whether it asks for a certificate."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from cryptography import x509

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.tls import ssl_context
from marketsim.client.tls_alerts import NOT_TLS, VERSIONS_DIFFER, bare_name
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.certificates import FILES, Opened
from marketsim.target.doctor.check import Check, fault, ok, warning
from marketsim.target.doctor.handshake import Handshake, shake_hands
from marketsim.target.doctor.proxy_tunnel import ProxyRefusal
from marketsim.target.doctor.route import connect
from marketsim.target.doctor.trust import trust_check

LINGER = 2.0  # seconds
SERVER = ("tls-protocol", "server-trust", "host-name", "certificate-asked")


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
    chart.note(trust_check(case, handshake, wrong, context))
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
    if handshake.server_chain or isinstance(problem, ssl.SSLCertVerificationError):
        return ok("tls-protocol", "TLS")  # it went wrong later on: over a certificate, ours or the server's
    if isinstance(problem, TimeoutError):
        found, cause = "no TLS answer in time", "timeout"
    else:
        found, cause = "a connection that broke before the server showed a certificate", "broken-handshake"
    fix = "check base_url and its port; a firewall or a proxy may cut TLS off"
    return fault("tls-protocol", cause, found, "a TLS handshake", fix)


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
    return ok("certificate-asked", f"asked for{_sent(case, handshake)}")


def _sent(case: Case, handshake: Handshake) -> str:
    """Whether ours was sent; where it was kept back, the check that tells why."""
    if handshake.sent:
        return " and sent"
    for credentials, subject in case.certificates().items():
        if credentials and (why := case.chart.obstacle(*FILES, "validity", subject=subject)):
            return f"; ours was not sent, see {why}"
    return "; the profile names none to send"
