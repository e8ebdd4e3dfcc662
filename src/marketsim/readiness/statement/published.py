"""Words that are nobody's secret: HTTP statuses, error codes, and the states that the contract lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.contract.errors import ERROR_CODES
from marketsim.readiness.statement.facts import Shown
from marketsim.readiness.statement.veil import Veil
from marketsim.readiness.wording import as_text, codes_in

_STATUS = re.compile(r"[1-5]\d\d")
_LONGEST = 80
_OF_THE_ANSWER = frozenset({"status", "code", "transport"})
"""Subjects in which three digits are an HTTP status; in a value they might be MW or a price."""
_GLUE = frozenset(
    {
        "or",
        "and",
        "with",
        "a",
        "of",
        "one",
        "the",
        "code",
        "application",
        "status",
        "answer",
        "2xx",
        "its",
        "value",
    }
)
_ALONE = frozenset({"listed", "not listed"})
_PORTFOLIO_STATES = frozenset(
    {"VALID", "INVALID", "SUBMITTED", "RETRACTED", "REJECTED", "DELETED", "CLEARED"}
)
"""The contract has portfolio statuses as free text; these are the ones that the scenarios speak of."""


class PublishedWords:
    """Tells which texts consist of published words alone."""

    def __init__(self, contract: Contract) -> None:
        listed = (state for document in contract.documents.values() for state in _states(document, ""))
        self._states = _PORTFOLIO_STATES.union(listed)

    def covers(self, text: str, subject: str) -> bool:
        """Whether a text may be shared as it stands."""
        if text in _ALONE:
            return True
        tokens = re.split(r"[\s,()]+", text.strip())
        words = [each for each in tokens if each]
        known = [each for each in words if self._knows(each, subject)]
        return bool(known) and len(text) <= _LONGEST and all(each in known or each in _GLUE for each in words)

    def _knows(self, word: str, subject: str) -> bool:
        if _STATUS.fullmatch(word):
            return subject in _OF_THE_ANSWER
        return word in ERROR_CODES or word in self._states

    def shown(self, value: Any, subject: str, veil: Veil, place: str) -> Shown:
        """A value in its shareable form."""
        if subject == "status" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and self.covers(value, subject):
            return Shown(said=value)
        return Shown(digest=veil.digest(place, value), codes=published_codes(as_text(value)))


def published_codes(text: str) -> tuple[str, ...]:
    """The error codes of the catalogue that a text names."""
    return tuple(sorted(code for code in codes_in(text) if code in ERROR_CODES))


def _states(node: Any, name: str) -> Iterator[str]:
    """The values of every enumeration that is called a status."""
    if isinstance(node, Mapping):
        if name.lower().endswith("status"):
            yield from (each for each in node.get("enum", ()) if isinstance(each, str))
        for key, value in node.items():
            yield from _states(value, key if key not in ("schema", "items") else name)
    elif isinstance(node, list):
        for each in node:
            yield from _states(each, each.get("name", "") if isinstance(each, Mapping) else "")
