"""What a cell of the extract may hold. Each reader takes the text and raises ValueError with what it expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

Reader = Callable[[str], Any]

MOST_MW = 1_000_000
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_MW = re.compile(r"-?\d{1,7}(\.\d{1,3})?\Z")
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def matching(pattern: str, expected: str) -> Reader:
    """Text of that pattern."""
    compiled = re.compile(rf"(?:{pattern})\Z")

    def read(text: str) -> str:
        if not compiled.match(text):
            raise ValueError(expected)
        return text

    return read


def one_of(*words: str) -> Reader:
    """One of those words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text

    return read


def several(*words: str) -> Reader:
    """At least one of those words, with | between; a tuple in the order of ``words``."""

    def read(text: str) -> tuple[str, ...]:
        given = text.split("|")
        if not text or set(given) - set(words) or len(set(given)) < len(given):
            raise ValueError(f"one or more of {', '.join(words)}, with | between")
        return tuple(word for word in words if word in given)

    return read


def maybe(reader: Reader) -> Reader:
    """The same, or None for an empty cell."""
    return lambda text: reader(text) if text else None


def instant(text: str) -> datetime:
    """A UTC instant of whole seconds."""
    try:
        if _INSTANT.match(text) and EARLIEST <= (moment := datetime.fromisoformat(text)) < LATEST:
            return moment
    except ValueError:
        pass
    raise ValueError("an instant in UTC from 2000 to 2199, such as 2025-05-01T07:00:00Z")


def signed_mw(text: str) -> int:
    """MW of at most three decimals, in thousandths."""
    if not _MW.match(text) or abs(mw := Decimal(text)) > MOST_MW:
        raise ValueError(f"MW of at most three decimals, up to {MOST_MW}")
    return int(mw * 1000)


def mw(text: str) -> int:
    """MW above 0, in thousandths."""
    thousandths = signed_mw(text)
    if thousandths <= 0:
        raise ValueError("MW above 0")
    return thousandths


def price(text: str) -> Decimal:
    """A price of at most two decimals, $/MW."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("a price of at most two decimals") from None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not -2 <= exponent <= 10 or abs(value) > 10_000_000:
        raise ValueError("a price of at most two decimals")
    return value


def factor(text: str) -> float:
    """A share, 0 to 1."""
    if not re.match(r"[01](\.\d{1,12})?\Z", text) or float(text) > 1:
        raise ValueError("a factor from 0 to 1")
    return float(text)


owner = matching(r"[A-Z0-9]{3,10}", "a participant's name, 3 to 10 of A-Z and 0-9")
name = matching(r"[a-zA-Z0-9][a-zA-Z0-9. _-]{0,149}", "a name of at most 150 characters")
market = matching(r"[a-zA-Z0-9][a-zA-Z0-9. _-]{0,49}", "the name of a market, at most 50 characters")
person = matching(
    r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,59}", "the name of a person, at most 60 of letters, digits, . _ -"
)
ident = matching(r"[1-9][0-9]{0,9}", "an id, a whole number of at most ten digits")
duns = matching(r"\d{1,9}", "a DUNS number, at most nine digits")
text512 = matching(r"[^\x00-\x1f\x7f]{0,512}", "text of at most 512 characters on one line")
period = matching(
    r"2[01]\d\d_(S0[1-4]|M(0[1-9]|1[0-2]))",
    "a season or month from 2000 to 2199, such as 2025_S03 or 2025_M05",
)
flag = one_of("Y", "N")
tou = one_of("ON", "OFF")
hedge = one_of("OBL", "OPT")
designation = one_of("LAP", "HUB", "SP", "GEN")
