"""From a broken request to a TransportFailure: which kind it is, and what to tell the participant.

The HTTP library's own exceptions hide the cause: a refused client certificate shows up as a read error
(TLS 1.3 with an alert), as a disconnect without an answer (TLS 1.3 without one) or as a failed connect
(TLS 1.2). So the whole chain of exceptions is looked through.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from marketsim.client.refusal_diagnosis import RefusalDiagnosis, diagnose_refusal
from marketsim.client.tls import ParticipantContext
from marketsim.client.tls_alerts import (
    MISSING_CERTIFICATE,
    NOT_TLS,
    REFUSALS_OF_OUR_CERTIFICATE,
    VERSIONS_DIFFER,
    bare_name,
)
from marketsim.client.transport_failure import FailureKind, TransportFailure

Stage = Literal["connect", "exchange", "timeout", "proxy", "other"]
Finding = tuple[FailureKind, str, bool]
"""Kind, message, and whether a repetition may mend it."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """A request that broke: at which stage, by which error, and on what kind of connection.

    ``peer`` is the server's ``host:port``; ``unanswered`` is true until the client's first answer;
    ``proxied`` when a proxy stands between.
    """

    stage: Stage
    error: Exception
    peer: str
    context: ssl.SSLContext
    request_id: str | None
    unanswered: bool
    proxied: bool = False

    def failure(self) -> TransportFailure:
        """The failure to report."""
        kind, message, passing = self._finding()
        detail = f"{message} ({type(self.error).__name__}: {_text(self.error)})"
        return TransportFailure(kind, detail, self.request_id, passing=passing)

    def _finding(self) -> Finding:
        if self.stage == "timeout":
            return "timeout", self._late(), False
        if self.stage == "proxy":
            return "proxy", "the proxy refused to connect", False
        for cause in _causes(self.error):
            if isinstance(cause, ssl.SSLError) and (finding := self._by_ssl_error(cause)):
                return finding
        if self.stage == "connect":
            return self._unconnected()
        if self.stage == "exchange":
            return self._disconnected()
        return "other", f"the request to {self.peer} failed", False

    def _late(self) -> str:
        if "Connect" in type(self.error).__name__:
            return f"no connection to {self.peer} in time; check base_url, the network and firewalls"
        return f"{self.peer} did not answer in time"

    def _by_ssl_error(self, error: ssl.SSLError) -> Finding | None:
        """What an alert or a failed handshake says; None for a plain end of the connection."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return "tls", self._untrusted(error), False
        reason = bare_name(error.reason)
        if reason in REFUSALS_OF_OUR_CERTIFICATE or reason in MISSING_CERTIFICATE:
            return "tls", self._refused(REFUSALS_OF_OUR_CERTIFICATE.get(reason)), False
        if reason in VERSIONS_DIFFER:
            return "tls", f"{self.peer} and this client have no TLS version in common", False
        if reason in NOT_TLS:
            return "tls", f"{self.peer} does not speak TLS; check the port", False
        if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return None
        return "tls", f"the TLS connection to {self.peer} failed", False

    def _unconnected(self) -> Finding:
        causes = list(_causes(self.error))
        if self.proxied and any(
            isinstance(cause, socket.gaierror | ConnectionRefusedError) for cause in causes
        ):
            return "proxy", "the proxy cannot be reached; check its address", False
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            return (
                "dns",
                f"the host name of {self.peer} is unknown here; check base_url and the network",
                False,
            )
        if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            return "refused", f"nobody listens at {self.peer}; check base_url, or start the system", False
        if any(isinstance(cause, ssl.SSLEOFError | ConnectionError) for cause in causes):
            return self._suspected("broke the connection during the TLS handshake")
        return "other", f"no connection to {self.peer}", False

    def _disconnected(self) -> Finding:
        if self.unanswered:
            return self._suspected("broke the connection before it answered the first request")
        return "reset", f"{self.peer} broke the connection before its answer was complete", True

    def _suspected(self, happening: str) -> Finding:
        """A connection that broke where servers refuse certificates: mended by a repetition, perhaps."""
        diagnosis = self._diagnosis()
        if diagnosis is None:
            message = (
                f"{self.peer} {happening}; it may require a client certificate, and none was presented: "
                "name one in the profile"
            )
            return "tls", message, True
        message = f"{self.peer} {happening}; it may have refused the client certificate {diagnosis}"
        return "tls", message, not diagnosis.certain

    def _refused(self, alert: str | None) -> str:
        diagnosis = self._diagnosis()
        if diagnosis is None:
            return (
                f"{self.peer} requires a client certificate and none was presented: name one in the profile"
            )
        because = f", saying that {alert}" if alert else ""
        return f"{self.peer} refused the client certificate{because}: {diagnosis}"

    def _untrusted(self, error: ssl.SSLCertVerificationError) -> str:
        ca = self.context.ca if isinstance(self.context, ParticipantContext) else None
        trust = f"the authorities in {ca.name}" if ca else "the system's authorities"
        return (
            f"this client refused the certificate of {self.peer}: {error.verify_message}; it is judged by "
            f"{trust}: check the host name and the CA file"
        )

    def _diagnosis(self) -> RefusalDiagnosis | None:
        context = self.context
        if not isinstance(context, ParticipantContext) or context.certificate is None:
            return None
        return diagnose_refusal(context.certificate, datetime.now(UTC), context.authorities, context.ca)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it was raised from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _text(error: Exception) -> str:
    return str(error) or "no further word"
