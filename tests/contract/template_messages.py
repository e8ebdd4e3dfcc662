"""Messages of every template, drawn from the contract's own schemas."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from marketsim.contract.instants import utc_text
from marketsim.contract.templates.contract_check import schema_of
from marketsim.contract.templates.mapping import Shape
from marketsim.contract.templates.mappings import SHAPES

ALL_SHAPES = [shape for shapes in SHAPES.values() for shape in shapes]
NAMES = {"portfolioName": "SPRING", "marketName": "AUC_MN_2027_M01", "participantName": "SRTX"}
PLAIN = f"{string.ascii_letters}{string.digits}. _-"
ALPHABETS = {
    r"^([a-zA-Z0-9\. _-]*)$": PLAIN,
    r"^([a-zA-Z0-9\. _-]+)$": PLAIN,
    r"^([a-zA-Z0-9\#\@\. _-]*)$": f"{PLAIN}#@",
    r"^([a-zA-Z0-9\#\@\\. _-]*)$": f"{PLAIN}#@\\",
    r"^([0-9]*)$": string.digits,
    r"^([0-9\. _-]*)$": f"{string.digits}. _-",
    r"^([a-zA-Z0-9\@\._-]*)$": f"{string.ascii_letters}{string.digits}@._-",
}
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        "=1+1",
        "+5",
        "-5",
        "@x",
        "'",
        "''",
        "'=x",
        'a "quoted" word',
        "a, b",
        "two\nlines",
        "\r\n",
        " ",
        "é漢",
        "\t",
    ]
)
# The nights of the clock change, 23 and 25 hours long, and any other second.
PACIFIC_MIDNIGHTS = [
    datetime(2026, 3, 8, 8, tzinfo=UTC),
    datetime(2026, 3, 9, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 7, tzinfo=UTC),
    datetime(2026, 11, 2, 8, tzinfo=UTC),
]
INSTANTS = st.sampled_from(PACIFIC_MIDNIGHTS) | st.integers(0, 4_000_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def messages(shape: Shape) -> st.SearchStrategy[Any]:
    """Messages that keep the contract, with at least one record unless it is a portfolio, and our names."""
    schema = schema_of(shape)
    drawn = _values(_resolved(schema, schema))
    if shape.is_list:
        return drawn.filter(bool)
    fixed = {**shape.constants, **{name: NAMES[name] for name in shape.names}}
    listed = [each.member for each in shape.lists]
    return drawn.map(lambda value: {**value, **fixed}).filter(
        lambda value: bool(shape.names) or any(value[each] for each in listed)
    )


def _resolved(schema: Any, root: Mapping[str, Any]) -> Any:
    """The schema with what it refers to in its place."""
    if isinstance(schema, list):
        return [_resolved(each, root) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        found: Any = root
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return _resolved(found, root)
    return {name: _resolved(each, root) for name, each in schema.items() if name != "components"}


def _values(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "object":
            return _objects(schema)
        case "array":
            return st.lists(_values(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)
        case "number":
            return _numbers(schema)
        case "integer":
            least, most = schema.get("minimum", -(2**63)), schema.get("maximum", 2**63 - 1)
            return st.integers(least, most)
        case _:
            return _texts(schema)


def _objects(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    members = {name: _values(each) for name, each in schema["properties"].items()}
    required = {name: each for name, each in members.items() if name in schema.get("required", ())}
    optional = {name: each for name, each in members.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def _numbers(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    decimals = {0.001: 3, 0.01: 2}[schema["multipleOf"]]
    least = schema.get("minimum", -1_000_000)
    thousandths = st.integers(round(least * 10**decimals), 10**9)
    return thousandths.map(lambda each: round(each / 10**decimals, decimals)) | st.integers(1, 10_000)


def _texts(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return INSTANTS.map(utc_text)
    least, most = schema.get("minLength", 0), min(schema.get("maxLength", 12), 12)
    if "pattern" not in schema:
        return ANYTHING.filter(lambda each: least <= len(each) <= most)
    if "(?" in schema["pattern"]:
        return st.just("SPRING")  # a portfolio's name, which no column has
    least = max(least, int(schema["pattern"].endswith("+)$")))
    return st.text(ALPHABETS[schema["pattern"]], min_size=least, max_size=most)
