"""Whether the server's certificate comes from an authority that we trust, or a proxy answers in its place."""

from __future__ import annotations

import ssl

from cryptography import x509

from marketsim.client.tls import ParticipantContext
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.check import Check, fault, ok
from marketsim.target.doctor.handshake import Handshake
from marketsim.target.doctor.inspection import looks_inspected

# OpenSSL's codes of what is wrong with a server's certificate (x509_vfy.h).
_NOT_YET_VALID, _EXPIRED = 9, 10
_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN = 18, 19
_HOST_NAME, _IP_ADDRESS = 62, 64


def trust_check(
    case: Case,
    handshake: Handshake,
    wrong: ssl.SSLCertVerificationError | None,
    context: ParticipantContext,
) -> Check:
    """Judge the issuer of the server's certificate; ``wrong`` is what OpenSSL found when it verified it."""
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
