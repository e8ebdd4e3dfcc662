"""How far a certificate's chain leads, and who may have issued it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from marketsim.client.certificate import ClientCertificate
from marketsim.target.doctor.check import Check, fault, ok, warning

ChainEnd = Literal["authority", "own root", "missing", "self-signed"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the chain in a certificate's file ends.

    ``authority``: at one that the profile's CA file holds; ``own root``: at a root in the file itself;
    ``self-signed``: at the certificate itself; ``missing``: before ``issuer``, whose certificate is not there.
    """

    end: ChainEnd
    issuer: str
    links: int


def follow(certificate: ClientCertificate, authorities: Sequence[x509.Certificate]) -> Chain:
    """Walk from the certificate to the last issuer that its file or the authorities hold."""
    link, links = certificate.certificate, 0
    while True:
        issuer = link.issuer.rfc4514_string()
        if any(_issued(link, each) for each in authorities):
            return Chain("authority", issuer, links)
        if _issued(link, link):
            return Chain("self-signed" if links == 0 else "own root", issuer, links)
        following = next((each for each in certificate.chain if each != link and _issued(link, each)), None)
        if following is None or links > len(certificate.chain):
            return Chain("missing", issuer, links)
        link, links = following, links + 1


def chain_check(
    certificate: ClientCertificate,
    authorities: Sequence[x509.Certificate],
    accepted: bool | None,
    subject: str,
) -> Check:
    """Judge the chain, in the light of whether the server ``accepted`` the certificate (None: not tried).

    Whether a chain is complete is for the server to say: it may know issuers that we do not.
    """
    chain = follow(certificate, authorities)
    if chain.end in ("authority", "own root"):
        return ok("certificate-chain", f"leads to {chain.issuer}", subject)
    if accepted:
        return ok("certificate-chain", f"the server knows {chain.issuer}", subject)
    if chain.end == "self-signed":
        cause, found = "self-signed", "a certificate that signed itself"
        fix = "use the certificate that the ISO issued"
    elif _issues_directly(authorities):
        known = " / ".join(each.subject.rfc4514_string() for each in authorities[:3])
        cause, found = "foreign-issuer", f"a certificate issued by {chain.issuer}, not by {known}"
        fix = "use the certificate that the ISO issued for this system"
    else:
        cause = "issuer-missing"
        found = f"no certificate of the issuer {chain.issuer} in {certificate.file.name}"
        fix = (
            "add the issuer's certificates to the file (export the PFX 'with all certificates in the path'); if "
            "that issuer is none of the ISO's, use the certificate that the ISO issued"
        )
    expected = "the certificate with every issuer up to an authority that the server knows"
    grade = fault if accepted is False else warning
    return grade("certificate-chain", cause, found, expected, fix, subject)


def _issues_directly(authorities: Sequence[x509.Certificate]) -> bool:
    """Whether all of them forbid intermediate authorities (a path length of 0), so that none can be missing."""
    return bool(authorities) and all(_path_length(each) == 0 for each in authorities)


def _path_length(authority: x509.Certificate) -> int | None:
    try:
        return authority.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
    except (x509.ExtensionNotFound, ValueError):
        return None


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
