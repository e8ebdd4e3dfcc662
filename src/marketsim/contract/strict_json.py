"""Reading JSON without the liberties of the standard reader.

Refused are a member named twice, NaN and Infinity, numbers beyond the range of a double and nesting deeper
than any message of the contract: readers differ in what they make of those, so they cannot be judged.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any, NoReturn

MAX_DEPTH = 100


class MalformedJson(ValueError):
    """The bytes are no JSON that every reader understands alike; the message says why."""


def parse(body: bytes) -> Any:
    """The value of a JSON text in UTF-8; raises MalformedJson."""
    if not body.strip():
        raise MalformedJson("an empty body")
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise MalformedJson(f"bytes that are no UTF-8 at position {problem.start}") from problem
    except json.JSONDecodeError as problem:
        raise MalformedJson(f"broken JSON at line {problem.lineno} column {problem.colno}") from problem
    except RecursionError as problem:
        raise MalformedJson(f"nesting deeper than {MAX_DEPTH} levels") from problem
    except ValueError as problem:
        if isinstance(problem, MalformedJson):
            raise
        raise MalformedJson("a whole number of thousands of digits") from problem
    if _SURROGATE.search(body) and not _is_unicode(value):
        raise MalformedJson("half a surrogate pair, which is no character")
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _deeper_than(value, MAX_DEPTH):
        raise MalformedJson(f"nesting deeper than {MAX_DEPTH} levels")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedJson(f"the member {twice[:80]!r} twice in one object")
    return members


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise MalformedJson(f"a number out of range ({digits[:40]})")
    return number


def _constant(name: str) -> NoReturn:
    raise MalformedJson(f"{name}, which is no JSON")


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _deeper_than(value: Any, limit: int) -> bool:
    """Whether the nesting exceeds the limit; level by level, so that no recursion can be exhausted."""
    level = [value]
    for _ in range(limit):
        level = [item for each in level for item in inside(each) if isinstance(item, dict | list)]
        if not level:
            return False
    return True


def inside(value: Any) -> Iterable[Any]:
    """The values in an object or a list; nothing in any other value."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_float=_number, parse_constant=_constant)
