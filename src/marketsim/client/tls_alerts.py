"""What OpenSSL's names of TLS alerts and errors mean for a participant."""

from __future__ import annotations

REFUSALS_OF_OUR_CERTIFICATE = {
    "ACCESS_DENIED": "it gives no access",
    "BAD_CERTIFICATE": "it is bad, or not yet valid",
    "CERTIFICATE_EXPIRED": "it has expired",
    "CERTIFICATE_REVOKED": "it has been revoked",
    "CERTIFICATE_UNKNOWN": "it is not acceptable",
    "DECRYPT_ERROR": "its signature did not hold",
    "UNKNOWN_CA": "its issuer is not known there",
    "UNSUPPORTED_CERTIFICATE": "it is not meant for clients",
}
"""Alerts by which a server refuses a client certificate (RFC 8446, 6.2)."""

MISSING_CERTIFICATE = frozenset({"CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE"})
"""Alerts that mean, to a client without a certificate, that it needs one (TLS 1.3; TLS 1.2)."""

VERSIONS_DIFFER = frozenset(
    {"PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "WRONG_SSL_VERSION"}
)
"""The two sides have no TLS version in common."""

NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"}
)
"""The other side does not speak TLS at that port."""


def bare_name(reason: str | None) -> str:
    """The name as used above: without what OpenSSL puts before alerts, SSLV3_ALERT_ for example."""
    return (reason or "").rpartition("_ALERT_")[2]
