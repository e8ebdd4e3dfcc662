"""A schema's complaint in people's words: where it is, what was expected and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

_LONGEST = 80
_PLAIN = "letters, digits, dots, spaces, underscores and hyphens only"
_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_PORTFOLIO = r"^(?!.*[\s\._-])[A-Za-z0-9]+$|^(?=.*[A-Za-z0-9])[A-Za-z0-9\s\._-]+$"
_PATTERNS = {
    r"^([a-zA-Z0-9\. _-]*)$": _PLAIN,
    r"^([a-zA-Z0-9\. _-]+)$": f"at least one character; {_PLAIN}",
    _PORTFOLIO: f"at least one letter or digit; {_PLAIN}",
    r"^([a-zA-Z0-9\#\@\. _-]*)$": f"{_PLAIN}, # and @",
    r"^([a-zA-Z0-9\#\@\\. _-]*)$": f"{_PLAIN}, #, @ and backslash",
    r"^([a-zA-Z0-9\#\@\(\)\. _-]*)$": f"{_PLAIN}, #, @ and parentheses",
    r"^([a-zA-Z0-9\(\)\. _-]*)$": f"{_PLAIN}, and parentheses",
    r"^([0-9]*)$": "digits only",
    r"^([0-9\. _-]*)$": "digits, dots, spaces, underscores and hyphens only",
    r"^([a-zA-Z0-9\@\._-]*)$": "letters, digits, @, dots, underscores and hyphens only",
}
_FORMATS = {
    "date-time": "a date and time with its zone, such as 2026-01-31T08:00:00Z",
    "uuid": "a UUID, such as 123e4567-e89b-12d3-a456-426614174000",
}


@dataclass(frozen=True, slots=True)
class Departure:
    """One complaint: the path within the value, what was expected and found, the broken keyword."""

    path: str
    expected: str
    found: str
    constraint: str


def departures(errors: Iterable[jsonschema_rs.ValidationError]) -> list[Departure]:
    """One departure an error and member; a mistyped value of an enumeration is told its allowed values only."""
    found = [departure for error in errors for departure in _of(error)]
    enumerated = {each.path for each in found if each.constraint == "enum"}
    return [each for each in found if each.constraint != "type" or each.path not in enumerated]


def _of(error: jsonschema_rs.ValidationError) -> Iterator[Departure]:
    keyword, details, path = error.kind.name, error.kind.as_dict(), readable_path(error.instance_path)
    if keyword == "additionalProperties":
        for name in details["unexpected"]:
            value = error.instance[name] if isinstance(error.instance, dict) else None
            yield Departure(_member(path, name), "documented members only", shown(value), keyword)
    elif keyword == "falseSchema":
        yield Departure(path, "documented members only", shown(error.instance), "additionalProperties")
    elif keyword == "required":
        yield Departure(_member(path, details["property"]), "a value, as it is required", "nothing", keyword)
    else:
        expected = _expected(keyword, details, error.message)
        yield Departure(path, expected, _found(keyword, error.instance), keyword)


def readable_path(parts: Sequence[str | int]) -> str:
    """``newBids[3].bidCurve[0].mw``."""
    path = ""
    for part in parts:
        path = f"{path}[{part}]" if isinstance(part, int) else _member(path, part)
    return path


def shown(value: Any) -> str:
    """A value as JSON in a few words, with its middle left out when it is long."""
    if isinstance(value, dict):
        return f"an object of {_counted(len(value), 'member')}"
    if isinstance(value, list):
        return f"a list of {_counted(len(value), 'entry')}"
    if isinstance(value, str) and len(value) > _LONGEST:
        value = f"{value[: _LONGEST - 20]}...{value[-10:]}"
    text = json.dumps(value)
    return text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]}..."


def _member(path: str, name: str) -> str:
    name = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."
    if not name.isprintable():
        name = json.dumps(name)
    return f"{path}.{name}" if path else name


def _expected(keyword: str, details: dict[str, Any], message: str) -> str:
    limit = details.get("limit")
    match keyword:
        case "type":
            return " or ".join(_TYPES.get(name, name) for name in details["types"])
        case "enum":
            return "one of " + ", ".join(str(option) for option in details["options"])
        case "minimum" | "maximum":
            return f"{_bound(keyword)} {limit}"
        case "exclusiveMinimum" | "exclusiveMaximum":
            return f"{'more' if keyword == 'exclusiveMinimum' else 'less'} than {limit}"
        case "multipleOf":
            return f"a number in steps of {details['multiple_of']}"
        case "minLength" | "maxLength":
            return f"{_bound(keyword)} {_counted(details['limit'], 'character')}"
        case "minItems" | "maxItems":
            return f"{_bound(keyword)} {_counted(details['limit'], 'entry')}"
        case "pattern":
            return _PATTERNS.get(details["pattern"], f"text that matches {details['pattern']}")
        case "format":
            return _FORMATS.get(details["format"], f"text in the format {details['format']}")
        case _:
            return f"a value that fits the schema ({message[: 2 * _LONGEST]})"


def _bound(keyword: str) -> str:
    return "at least" if keyword.startswith("min") else "at most"


def _found(keyword: str, value: Any) -> str:
    if keyword in {"minLength", "maxLength"}:
        return f"{_counted(len(value), 'character')}: {shown(value)}"
    return shown(value)


def _counted(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
