"""Our documents against the collected facts of the published ones, where that collection lies beside the project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketsim.contract import Contract
from marketsim.contract.errors import ERROR_CODES
from marketsim.contract.yaml12 import read_yaml

FACTS = Path(__file__).parents[3] / "shared" / "crr-api"
CONTRACT = Contract.load()
IGNORED = {"description", "x-published-quirk"}

pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason="the collected facts are not beside the project")


def facts(service: str) -> dict[str, Any]:
    """The facts of one service."""
    content: dict[str, Any] = read_yaml(FACTS / f"{service}.yaml")
    return content


def from_facts(fact: dict[str, Any]) -> dict[str, Any]:
    """A schema as the facts describe it, in the words of OpenAPI."""
    if "ref" in fact:
        return {"$ref": f"#/components/schemas/{fact['ref']}"}
    schema = {
        key: value for key, value in fact.items() if key not in {"fields", "items", "required", "content"}
    }
    schema.pop("required_but_not_a_property", None)
    if schema.get("type") == "number":
        schema.pop("pattern", None)
    if "items" in fact:
        schema["items"] = from_facts(fact["items"])
    if "fields" in fact:
        schema["properties"] = {name: from_facts(field) for name, field in fact["fields"].items()}
        required = {name for name, field in fact["fields"].items() if field.get("required")}
        schema["required"] = required
    return schema


def bare(schema: Any) -> Any:
    """One of our schemas without words, its required members as a set."""
    if isinstance(schema, list):
        return [bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {
        key: bare(value) for key, value in schema.items() if key not in IGNORED or isinstance(value, dict)
    }
    if schema.get("type") == "object":
        plain["required"] = set(schema.get("required", ()))
    return plain


@pytest.mark.parametrize("service", sorted(CONTRACT.documents))
def test_schemas_are_as_published(service: str) -> None:
    """Every schema has the members, types, constraints and requirements of the published one."""
    ours = {
        name: bare(schema) for name, schema in CONTRACT.documents[service]["components"]["schemas"].items()
    }
    published = {name: from_facts(fact) for name, fact in facts(service)["schemas"].items()}
    if service == "nomination":
        published["PortfolioIdentifier"]["required"].add("marketName")
        properties = published["PortfolioIdentifier"]["properties"]
        properties["market"] = properties["marketName"]
    if service == "tor_conversion":
        window = published["TorConversionWindow"]
        window["required"].add("ConversionApprovalWindow")
        window["properties"]["conversionApprovalWindow"] = window["properties"]["ConversionApprovalWindow"]
    extra = {"app_status": {"ApplicationStatus"}, "load_migration": {"LoadMigrationMarketStatus"}}
    assert ours.keys() - published.keys() == extra.get(service, set())
    assert {name: ours[name] for name in published} == published


@pytest.mark.parametrize("service", sorted(CONTRACT.documents))
def test_operations_are_as_published(service: str) -> None:
    """Every operation has the path, parameters, bodies, statuses and access of the published one."""
    published = facts(service)
    assert CONTRACT.version(service) == published["version"]
    assert CONTRACT.error_codes(service) == set(published["error_codes"])
    assert len(published["operations"]) == sum(key.service == service for key in CONTRACT.operations)
    for fact in published["operations"]:
        operation = CONTRACT.operation(service, fact["operationId"])
        assert (operation.method, operation.path, operation.access) == (
            fact["method"],
            fact["path"],
            fact["access"],
        )
        assert operation.statuses == set(fact["statuses"])
        assert operation.response_media_type == fact["response_200"]["content"]
        for parameter, told in zip(operation.parameters, fact["parameters"], strict=True):
            rest = {key: value for key, value in told.items() if key not in {"name", "in", "required"}}
            assert (parameter.name, parameter.location) == (told["name"], told["in"])
            assert parameter.required == told["required"]
            assert dict(parameter.schema) == {"type": "string", **rest}
        if "request" in fact:
            assert operation.request_schema is not None
            assert bare(
                {k: v for k, v in operation.request_schema.items() if k != "components"}
            ) == from_facts(fact["request"])


def test_codes_and_their_statuses_are_as_collected() -> None:
    """The catalogue has the collected codes with the collected statuses."""
    collected = read_yaml(FACTS / "errors.yaml")
    assert {code: each.status for code, each in ERROR_CODES.items()} == {
        code: fact["status"] for code, fact in collected.items()
    }
