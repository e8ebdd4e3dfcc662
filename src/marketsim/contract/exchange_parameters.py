"""The query and header part of a request against the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marketsim.contract.deviation import Deviation
from marketsim.contract.operations import Operation, Parameter
from marketsim.contract.schema_check import OPEN

Values = Mapping[str, str | Sequence[str]]

_TRUTH = {"true": True, "false": False}


def parameter_deviations(operation: Operation, query: Values, headers: Values) -> Iterator[Deviation]:
    """Missing, repeated, unfit and unknown parameters; headers that the contract doesn't name are free."""
    for parameter in operation.parameters:
        if parameter.location == "query":
            yield from _judged(parameter, _all(query.get(parameter.name, ())))
        else:
            yield from _judged(parameter, _sent(headers, parameter.name))
    known = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    for name in query:
        if name not in known:
            expected = f"only {', '.join(sorted(known)) or 'no parameter'}"
            yield Deviation("request", "query", name[:80], expected, "an unknown one", constraint="unknown")


def header(headers: Values, name: str) -> str | None:
    """The first value of a header, its name in any case."""
    return next(iter(_sent(headers, name)), None)


def _sent(headers: Values, name: str) -> Sequence[str]:
    wanted = name.lower()
    return [one for each, value in headers.items() if each.lower() == wanted for one in _all(value)]


def _all(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value


def _judged(parameter: Parameter, given: Sequence[str]) -> Iterator[Deviation]:
    name, where = parameter.name, parameter.location
    if not given:
        if parameter.required:
            yield Deviation(
                "request", where, name, "a value, as it is required", "nothing", constraint="required"
            )
        return
    if len(given) > 1:
        yield Deviation("request", where, name, "one value", f"{len(given)} values", constraint="repeated")
    for each in OPEN.of(parameter.schema).deviations("request", where, _typed(given[0], parameter.schema)):
        yield Deviation("request", where, name, each.expected, each.found, constraint=each.constraint)


def _typed(text: str, schema: Mapping[str, Any]) -> str | int | float | bool:
    """The text as the type of its schema where it can be read so; the schema then judges it."""
    try:
        match schema.get("type"):
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "boolean":
                return _TRUTH.get(text, text)
    except ValueError:
        return text
    return text
