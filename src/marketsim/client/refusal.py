"""Reading the body of a refusal, however the server came to send it."""

from __future__ import annotations

import msgspec

from marketsim.contract.messages.refusal import CRRServiceException


def read_refusal(status: int | None, body: bytes) -> CRRServiceException | None:
    """The refusal in the body of an answer of 400 or more; None when it holds none (a gateway's page)."""
    if status is None or status < 400:
        return None
    try:
        return msgspec.json.decode(body, type=CRRServiceException)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def refusal_codes(status: int | None, body: bytes) -> tuple[str, ...]:
    """The error codes of a refusal in their order, or none."""
    refusal = read_refusal(status, body)
    return tuple(detail.error_code for detail in refusal.error_list) if refusal else ()
