"""The words of OpenAPI 3.0 are judged as OpenAPI means them."""

from __future__ import annotations

from typing import Any

import pytest

from marketsim.contract.schema_check import ContractCheck, SchemaCheck


def found(schema: dict[str, Any], value: Any, strict: bool = False) -> list[tuple[str, str, bool]]:
    """Path, expectation and mark of each deviation."""
    deviations = ContractCheck(schema, strict).deviations("response", "body", value)
    return [(each.path, each.expected, each.undocumented) for each in deviations]


def test_nullable_allows_null() -> None:
    """Only where the schema says so."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "nullable": True}, "b": {"type": "string"}},
    }
    assert found(schema, {"a": None}) == []
    assert found(schema, {"b": None}) == [("b", "text", False)]


def test_exclusive_bounds_are_flags() -> None:
    """In OpenAPI 3.0, as in draft 4, exclusiveMinimum is true or false."""
    schema = {
        "type": "number",
        "minimum": 0,
        "exclusiveMinimum": True,
        "maximum": 9,
        "exclusiveMaximum": True,
    }
    assert found(schema, 0.5) == []
    assert found(schema, 0) == [("", "more than 0", False)]
    assert found(schema, 9) == [("", "less than 9", False)]


def test_whole_numbers_are_written_without_a_point() -> None:
    """1.0 is no integer to this contract's tools, nor is true."""
    assert found({"type": "integer"}, 1) == []
    assert found({"type": "integer"}, 1.0) == [("", "a whole number", False)]
    assert found({"type": "integer"}, True) == [("", "a whole number", False)]


def test_members_named_like_keywords_are_members() -> None:
    """Properties called default, enum or properties are judged like any other."""
    member = {"type": "object", "properties": {"x": {"type": "string"}}}
    schema = {"type": "object", "properties": {"default": member, "enum": member, "properties": member}}
    value = {"default": {"x": 1}, "enum": {"y": 1}, "properties": {}}
    assert found(schema, value, strict=True) == [
        ("default.x", "text", False),
        ("enum.y", "documented members only", True),
    ]


def test_a_schema_that_closes_itself_is_broken_by_more() -> None:
    """additionalProperties: false of the document itself is a breach, in the strict check too."""
    schema = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}
    for strict in (False, True):
        assert found(schema, {"b": 1}, strict) == [("b", "documented members only", False)]
    assert found({"additionalProperties": False}, {"b": 1}) == [("", "documented members only", False)]


def test_composed_schemas_stay_open() -> None:
    """Closing one part of allOf would forbid what the other allows."""
    part = {"type": "object", "properties": {"a": {"type": "string"}}}
    schema = {"type": "object", "properties": {"b": {}}, "allOf": [part]}
    assert found({"allOf": [part, {"type": "object", "required": ["b"]}]}, {"a": "x"}) == [
        ("b", "a value, as it is required", False)
    ]
    assert found(schema, {"a": "x", "b": 1}) == []


def test_open_maps_stay_open() -> None:
    """An object without described members is free in the strict check."""
    assert found({"type": "object"}, {"anything": 1}, strict=True) == []
    assert (
        found({"type": "object", "properties": {}, "additionalProperties": True}, {"x": 1}, strict=True) == []
    )


@pytest.mark.parametrize("schema", [{"pattern": "(["}, {"type": "texts"}, {"$ref": "http://127.0.0.1:9/x"}])
def test_what_is_no_schema_or_leads_outside_is_refused(schema: dict[str, Any]) -> None:
    """Nothing is ever fetched."""
    with pytest.raises(ValueError, match=r"regex|texts|etriev"):
        SchemaCheck(schema)


def test_other_keywords_are_told_by_the_checkers_own_message() -> None:
    """What has no words of ours still says what it wants."""
    ((_, expected, _),) = found({"type": "array", "uniqueItems": True}, [1, 1])
    assert "non-unique" in expected
