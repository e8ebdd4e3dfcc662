"""What OpenSSL's names of TLS alerts and errors mean for a participant."""

from __future__ import annotations

REFUSALS_OF_OUR_CERTIFICATE = {
    "SSLV3_ALERT_BAD_CERTIFICATE": "it is bad, or not yet valid",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "it has expired",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "it has been revoked",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "it is not acceptable",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "it is not meant for clients",
    "TLSV1_ALERT_ACCESS_DENIED": "it gives no access",
    "TLSV1_ALERT_DECRYPT_ERROR": "its signature did not hold",
    "TLSV1_ALERT_UNKNOWN_CA": "its issuer is not known there",
}
"""Alerts by which a server refuses a client certificate (RFC 8446, 6.2), as Python's ssl names them."""

MISSING_CERTIFICATE = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_HANDSHAKE_FAILURE"})
"""Alerts that mean, to a client without a certificate, that it needs one (TLS 1.3; TLS 1.2)."""

VERSIONS_DIFFER = frozenset(
    {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "WRONG_SSL_VERSION"}
)
"""The two sides have no TLS version in common."""

NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"}
)
"""The other side does not speak TLS at that port."""
