"""Reading the body of a refusal, however the server came to write it."""

from __future__ import annotations

from typing import Any

import msgspec

from marketsim.contract.decoding import construct_leniently, decode_refusal
from marketsim.contract.messages.refusal import CRRServiceException


def read_refusal(status: int | None, body: bytes) -> CRRServiceException | None:
    """The refusal in the body of an answer of 400 or more; None when it holds none (a gateway's page).

    A refusal that breaks the contract in a detail, a severity unknown to it say, is read as it is.
    """
    if status is None or status < 400:
        return None
    return decode_refusal(body) or _loosely(body)


def refusal_codes(status: int | None, body: bytes) -> tuple[str, ...]:
    """The error codes of a refusal in their order, or none."""
    refusal = read_refusal(status, body)
    codes = [detail.error_code for detail in refusal.error_list] if refusal else []
    return tuple(code for code in codes if isinstance(code, str))


def _loosely(body: bytes) -> CRRServiceException | None:
    try:
        value: Any = msgspec.json.decode(body)
    except ValueError:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("errorList"), list):
        return None
    refusal: CRRServiceException = construct_leniently(CRRServiceException, value)
    return refusal
