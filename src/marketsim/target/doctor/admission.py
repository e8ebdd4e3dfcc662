"""The first request with each certificate: is it accepted, does the application answer, what time is it there?"""

from __future__ import annotations

from marketsim.client.credentials import Credentials
from marketsim.client.exchange import Exchange
from marketsim.client.tls import read_authorities
from marketsim.client.tls_alerts import REFUSALS_OF_OUR_CERTIFICATE
from marketsim.client.transport_failure import TransportFailure
from marketsim.target.doctor.asking import client_for
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.certificates import FACTS, FILES, Opened
from marketsim.target.doctor.chain import chain_check, follow
from marketsim.target.doctor.check import Check, fault, ok
from marketsim.target.doctor.clock import clock_check
from marketsim.target.doctor.reply import APPLICATION, misfit, unknown_path
from marketsim.target.doctor.server import Server, is_dropped
from marketsim.target.doctor.tls_messages import readable

ADMISSION = ("certificate-accepted", "answer")
_UNJUDGED = frozenset({"authority-file", "server-trust"})
"""Without the right authorities nothing can be said against our own chain either."""
_CAUSES = {
    "CERTIFICATE_REVOKED": "revoked",
    "CERTIFICATE_EXPIRED": "expired-there",
    "UNKNOWN_CA": "foreign-issuer",
}


def examine_admission(
    case: Case, credentials: Credentials | None, opened: Opened | None, server: Server | None, subject: str
) -> None:
    """Note whether the server lets this certificate in, and what its chain is worth in that light."""
    after = _obstacle(case, server, subject)
    accepted: bool | None = None
    if after:
        case.chart.skip(after, *ADMISSION, subject=subject)
    else:
        accepted = _ask(case, credentials, opened, server, subject)
    if opened is not None:
        ca = case.profile.authorities(case.folder)
        authorities = read_authorities(ca) if ca and case.chart.stands("authority-file") else ()
        chain = chain_check(opened.certificate, authorities, accepted, subject)
        if chain.status == "warning" and after in _UNJUDGED:
            case.chart.skip(after, "certificate-chain", subject=subject)
        else:
            case.chart.note(chain)


def _obstacle(case: Case, server: Server | None, subject: str) -> str | None:
    chart = case.chart
    if after := chart.obstacle("authority-file", *FILES, *FACTS, subject=subject):
        # A certificate that ends before its phase does is good for now.
        expiring = any(
            each.subject == subject and each.cause == "expires-in-phase"
            for each in chart.checks
            if each.id == "validity"
        )
        if after != "validity" or not expiring:
            return after
    return chart.obstacle("dns", "proxy", "connection", "tls-protocol", "server-trust", "host-name") or (
        None if server is not None else "connection"
    )


def _ask(
    case: Case, credentials: Credentials | None, opened: Opened | None, server: Server | None, subject: str
) -> bool | None:
    """Ask for the application's status; whether the certificate was accepted, None when that did not show."""
    case.tell(f"asking for the application's status as {subject}")
    chart = case.chart
    try:
        with client_for(case, credentials, "") as client:
            answer = client.app_status.get_status()
    except TransportFailure as failure:
        return _unanswered(case, failure, opened, server, subject)
    exchange = answer.exchange
    unknown = answer.status in (401, 403) and not answer.codes and misfit(exchange) is None
    if after := chart.obstacle("certificate-asked"):
        chart.skip(after, "certificate-accepted", subject=subject)
    elif unknown:
        chart.note(_unknown_here(answer.status, opened, subject))
    else:
        chart.note(ok("certificate-accepted", "accepted in the handshake", subject))
    if unknown:
        chart.skip(
            chart.obstacle("certificate-accepted", subject=subject) or "certificate-accepted",
            "answer",
            subject=subject,
        )
    else:
        chart.note(_answer(exchange, subject))
    if not any(each.id == "clock" for each in chart.checks):
        chart.note(clock_check(exchange))
    return True if chart.stands("certificate-accepted", subject) else None


def _unanswered(
    case: Case, failure: TransportFailure, opened: Opened | None, server: Server | None, subject: str
) -> bool | None:
    """A request without an answer: did the server refuse the certificate, or did something else break?"""
    chart = case.chart
    if opened is None or server is None:
        chart.note(_broken(failure, subject))
        chart.skip("answer", "certificate-accepted", subject=subject)
        return None
    if _refuses(case, failure, opened, server):
        if follow(opened.certificate, ()).end in ("missing", "self-signed") and not _known(case, opened):
            chart.skip("certificate-chain", *ADMISSION, subject=subject)
        else:
            chart.note(_refused(failure, opened, server, subject))
            chart.skip("certificate-accepted", "answer", subject=subject)
        return False
    chart.note(ok("certificate-accepted", "not refused in the handshake", subject))
    chart.note(_broken(failure, subject))
    return None


def _refuses(case: Case, failure: TransportFailure, opened: Opened, server: Server) -> bool:
    """Whether it is the certificate that the server refuses; where it gives no reason, it is asked once more."""
    if failure.kind != "tls" or server.handshake.asked is False:
        return False
    return not failure.passing or is_dropped(case, opened.credentials)


def _broken(failure: TransportFailure, subject: str) -> Check:
    causes = {"timeout": "no-answer-in-time", "proxy": "proxy-refused"}
    return fault(
        "answer",
        causes.get(failure.kind, "connection-broken"),
        failure.message if failure.kind != "tls" else "a connection that broke before the first answer",
        APPLICATION,
        "try again later; if it lasts, ask the operator of the system whether it is up",
        subject,
    )


def _known(case: Case, opened: Opened) -> bool:
    """Whether the authorities that we trust the server by issued the certificate."""
    ca = case.profile.authorities(case.folder)
    return ca is not None and follow(opened.certificate, read_authorities(ca)).end == "authority"


def _refused(failure: TransportFailure, opened: Opened, server: Server, subject: str) -> Check:
    alerts = (name for name in _CAUSES if REFUSALS_OF_OUR_CERTIFICATE[name] in failure.message)
    cause = _CAUSES.get(next(alerts, ""), "refused")
    issuers = server.handshake.accepted_issuers
    links = (opened.certificate.certificate, *opened.certificate.chain)
    unlisted = issuers and not any(each.issuer.public_bytes() in issuers for each in links)
    strange = cause == "refused" and follow(opened.certificate, ()).end == "own root"
    if unlisted or strange:
        cause = "foreign-issuer"
    listed = "; ".join(readable(each) for each in issuers[:5])
    expected = f"a certificate issued by {listed}" if listed else "a certificate that the server knows"
    return fault(
        "certificate-accepted",
        cause,
        failure.message,
        expected,
        "use the certificate that the ISO issued for this system; if it is that one, ask the ISO whether it is "
        "registered there and not revoked",
        subject,
    )


def _unknown_here(status: int, opened: Opened | None, subject: str) -> Check:
    presented = opened.certificate.subject if opened else "no certificate"
    return fault(
        "certificate-accepted",
        "unknown-certificate",
        f"status {status}: the server took the certificate ({presented}) and knows nobody by it",
        "a certificate that belongs to a user of this system",
        "ask your user access administrator whether this certificate's user is provisioned in AIM for this system",
        subject,
    )


def _answer(exchange: Exchange, subject: str) -> Check:
    wrong = misfit(exchange) or unknown_path(exchange)
    if wrong is not None:
        return fault("answer", *wrong, subject)
    return ok("answer", f"status {exchange.status}", subject)
