"""Why a server may have refused a client certificate, read from the certificate itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography import x509

from marketsim.client.certificate import ClientCertificate, Validity

ReasonId = Literal["expired", "not-yet-valid", "no-client-auth", "foreign-ca", "unknown-issuer"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One possible cause: ``certain`` when the certificate alone shows it, else a guess about the server."""

    id: ReasonId
    text: str
    certain: bool


@dataclass(frozen=True, slots=True)
class RefusalDiagnosis:
    """The certificate that was presented, and why a server may refuse it."""

    file: Path
    subject: str
    issuer: str
    validity: Validity
    reasons: tuple[Reason, ...]

    @property
    def certain(self) -> bool:
        """Whether the certificate itself shows a reason that every server would refuse it for."""
        return any(reason.certain for reason in self.reasons)

    def __str__(self) -> str:
        """One paragraph: the file's name, subject, issuer, validity and reasons."""
        span = f"{self.validity.starts:%Y-%m-%d} to {self.validity.ends:%Y-%m-%d}"
        facts = f"subject {self.subject}; issuer {self.issuer}; valid {span}"
        return f"{self.file.name} ({facts}): {'; and '.join(reason.text for reason in self.reasons)}"


def diagnose_refusal(
    certificate: ClientCertificate,
    at: datetime,
    authorities: Sequence[x509.Certificate] = (),
    ca: Path | None = None,
) -> RefusalDiagnosis:
    """Explain a refusal at an instant (aware).

    ``authorities`` are those of the file ``ca``, by which we trust the server; many servers take their
    clients' certificates from the same ones, which is a hint and no proof. There is always a reason.
    """
    reasons = [*_flaws(certificate, at)]
    if authorities and not certificate.descends_from(authorities):
        reasons.append(_foreign(certificate, authorities, ca))
    elif not reasons:
        text = f"the server may not accept certificates issued by {certificate.issuer}, or not this one"
        reasons.append(Reason("unknown-issuer", text, certain=False))
    return RefusalDiagnosis(
        certificate.file, certificate.subject, certificate.issuer, certificate.validity, tuple(reasons)
    )


def _flaws(certificate: ClientCertificate, at: datetime) -> list[Reason]:
    validity, flaws = certificate.validity, []
    if validity.state(at) == "expired":
        flaws.append(Reason("expired", f"it expired on {validity.ends:%Y-%m-%d}", certain=True))
    if validity.state(at) == "not yet valid":
        text = f"it is not valid before {validity.starts:%Y-%m-%d %H:%M} UTC"
        flaws.append(Reason("not-yet-valid", text, certain=True))
    if not certificate.allows_client_auth:
        text = "its extended key usage lacks clientAuth, so it cannot prove a client"
        flaws.append(Reason("no-client-auth", text, certain=True))
    return flaws


def _foreign(
    certificate: ClientCertificate, authorities: Sequence[x509.Certificate], ca: Path | None
) -> Reason:
    known = " / ".join(authority.subject.rfc4514_string() for authority in authorities[:3])
    where = f" in {ca.name}" if ca else ""
    text = (
        f"it was issued by {certificate.issuer}, a foreign authority: not {known}{where}, "
        "and the server may not know it"
    )
    return Reason("foreign-ca", text, certain=False)
