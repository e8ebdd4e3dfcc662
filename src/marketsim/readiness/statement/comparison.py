"""Comparing expected and found once more, from what the statement shows of them."""

from __future__ import annotations

from marketsim.contract.errors import ERROR_CODES
from marketsim.readiness.statement.facts import Shown

KEPT_OUT = ("SEC", "SER0001", "SER0017", "SER0028", "SER0029", "SER0030")
"""Codes by which not the application speaks but its door (design: connectivity passes)."""


def agrees(comparison: str, expected: Shown, found: Shown) -> bool | None:
    """Whether found meets expected; None where the shown forms cannot tell."""
    if comparison in ("equal", "listed"):
        return (expected.said, expected.digest) == (found.said, found.digest)
    if expected.said is None or found.said is None:
        return None
    words = found.said.split()
    if comparison == "code":
        return expected.said in words[1:] and not _of_a_broken_service(words[0], expected.said)
    if comparison == "status":
        return bool(words) and words[0] == expected.said
    if comparison == "one of":
        return found.said in expected.said.removeprefix("one of ").split(", ")
    return _of_the_application(words) if comparison == "application" else None


def _of_a_broken_service(status: str, code: str) -> bool:
    """Whether nobody judged the request: a 5xx under a code that belongs to a 4xx."""
    return status.startswith("5") and code in ERROR_CODES and ERROR_CODES[code].status < 500


def _of_the_application(words: list[str]) -> bool:
    status, codes = words[0] if words else "", words[1:]
    if status == "200":
        return True
    known = any(each in ERROR_CODES for each in codes)
    return status == "400" and known and not any(each.startswith(KEPT_OUT) for each in codes)
