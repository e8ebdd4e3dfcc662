"""One thing that was looked at, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marketsim.client.credential_problem import CredentialProblem

Status = Literal["ok", "fault", "warning", "skipped"]

TITLES = {
    "contract": "The contract to judge by can be used",
    "authority-file": "The file of the server's authorities can be read",
    "certificate-file": "The certificate's file can be read",
    "pass-phrase": "The pass-phrase opens the key",
    "private-key": "The private key is there and matches the certificate",
    "certificate-chain": "The certificate's chain is complete",
    "validity": "The certificate is valid, now and to the end of the phase",
    "key-usage": "The certificate may prove a client",
    "maintenance": "No announced outage is going on",
    "dns": "The host name is known",
    "proxy": "The proxy lets us through",
    "connection": "The server can be connected to",
    "network-address": "We come from the declared network",
    "tls-protocol": "The server speaks TLS 1.2 or 1.3",
    "server-trust": "The server's certificate comes from a trusted authority",
    "host-name": "The server's certificate is for this host",
    "certificate-asked": "The server asked for our certificate and got it",
    "certificate-accepted": "The server accepts our certificate",
    "answer": "The application itself answers",
    "clock": "Our clock and the server's agree",
    "participant": "The certificate may act for the participant",
}
"""Every check but those of single services and functions (``service:NAME``, ``function:NAME``), first causes first."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``cause`` is a word for programs, the other three are for people.

    ``subject`` says whose certificate, or which participant, was looked at. A skipped check names in ``cause``
    the check that has to hold first, as ``after:ID``, or why it is not for a read to tell.
    """

    id: str
    status: Status
    cause: str = ""
    found: str = ""
    expected: str = ""
    fix: str = ""
    subject: str = ""

    @property
    def title(self) -> str:
        """What was checked, as a sentence."""
        kind, _, name = self.id.partition(":")
        if kind == "function":
            return f"The certificate holds the function {name}"
        return TITLES.get(kind) or f"The service {name} answers"

    def as_json(self) -> dict[str, str]:
        """The members that scripts rely on, and the subject."""
        return {
            "id": self.id,
            "status": self.status,
            "cause": self.cause,
            "found": self.found,
            "expected": self.expected,
            "fix": self.fix,
            "subject": self.subject,
        }


def ok(id: str, found: str, subject: str = "") -> Check:
    """It holds; ``found`` says what was seen."""
    return Check(id, "ok", found=found, subject=subject)


def fault(id: str, cause: str, found: str, expected: str, fix: str, subject: str = "") -> Check:
    """It does not hold."""
    return Check(id, "fault", cause, found, expected, fix, subject)


def warning(id: str, cause: str, found: str, expected: str, fix: str, subject: str = "") -> Check:
    """It holds, or cannot be told, but somebody should know."""
    return Check(id, "warning", cause, found, expected, fix, subject)


def skipped(id: str, after: str, subject: str = "") -> Check:
    """It was not looked at because another check has to hold first."""
    return Check(id, "skipped", f"after:{after}", found=f"not looked at: see {after} first", subject=subject)


def problem_of(id: str, problem: CredentialProblem, subject: str = "") -> Check:
    """The fault that a credential problem is."""
    found = f"{problem.file.name}: {problem.found}"
    return fault(id, problem.cause, found, problem.expected, problem.fix, subject)
