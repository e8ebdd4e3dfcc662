"""The body of a refusal: the codes and texts, market time and the version of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import UNSET

from marketsim.contract.decoding import encode
from marketsim.contract.errors import ERROR_CODES
from marketsim.contract.messages.refusal import CRRServiceException, ErrorDetail
from marketsim.system.rules.rule import Violation

LONGEST_TEXT = 1000
FATAL = frozenset({"SER0001", "SER0028"})


def refusal(reasons: Sequence[tuple[str, str]], now: datetime, version: str | None) -> tuple[int, bytes]:
    """Status and body for reasons of (code, text), at least one; the first code decides the status."""
    body = CRRServiceException(
        error_list=[
            ErrorDetail(
                error_description=text[:LONGEST_TEXT],
                error_code=code,
                severity="FATAL" if code in FATAL else "ERROR",
            )
            for code, text in reasons
        ],
        creation_time=now,
        service_version=UNSET if version is None else version,
    )
    return ERROR_CODES[reasons[0][0]].status, encode(body)


def reasons_of(violations: Sequence[Violation]) -> list[tuple[str, str]]:
    """The code and the text of each violation."""
    return [(each.code, each.text) for each in violations]
