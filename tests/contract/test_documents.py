"""Our ten documents are sound OpenAPI 3.0, by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from marketsim.contract import Contract, OperationKey

CONTRACT = Contract.load()
SERVICES = sorted(CONTRACT.documents)

pytestmark = pytest.mark.parametrize("service", SERVICES)


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(node, dict):
        yield node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(value)


def test_it_calls_itself_openapi_and_names_its_version(service: str) -> None:
    """Each document says OpenAPI 3.0.0, has a title and a version of three numbers."""
    document = CONTRACT.documents[service]
    assert document["openapi"] == "3.0.0"
    assert document["info"]["title"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", CONTRACT.version(service))


def test_every_reference_leads_somewhere_and_every_component_is_used(service: str) -> None:
    """Each $ref resolves, and nothing lies about unused."""
    document = CONTRACT.documents[service]
    references = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    defined = {
        f"#/components/{kind}/{name}" for kind, entries in document["components"].items() for name in entries
    }
    assert references == defined


def test_required_members_are_defined(service: str) -> None:
    """A schema requires only members that it has."""
    for node in nodes(CONTRACT.documents[service]):
        if isinstance(node.get("properties"), dict):
            assert set(node.get("required", ())) <= node["properties"].keys()


def test_enumerations_hold_values_of_their_type(service: str) -> None:
    """ON, OFF, Yes and No are text, and every value fits its type."""
    for node in nodes(CONTRACT.documents[service]):
        if isinstance(node.get("enum"), list):
            kind = {"string": str, "integer": int}[node["type"]]
            assert node["enum"]
            assert all(type(value) is kind for value in node["enum"])


def test_constraints_stand_where_they_mean_something(service: str) -> None:
    """Patterns and lengths stand on text only; numbers keep minimum and step."""
    for node in nodes(CONTRACT.documents[service]):
        if node.get("type") in ("number", "integer"):
            assert not {"pattern", "maxLength", "minLength"} & node.keys()
        if node.get("type") == "string":
            assert not {"minimum", "maximum", "multipleOf"} & node.keys()


def test_patterns_compile_in_python_and_in_the_checker(service: str) -> None:
    """Each pattern is understood by both engines that judge by it."""
    for node in nodes(CONTRACT.documents[service]):
        if isinstance(node.get("pattern"), str):
            re.compile(node["pattern"])
            jsonschema_rs.Draft4Validator({"pattern": node["pattern"]})


def test_every_schema_compiles(service: str) -> None:
    """Each schema is one that the checker can judge by."""
    components = CONTRACT.documents[service]["components"]
    for name in components["schemas"]:
        jsonschema_rs.Draft4Validator({"$ref": f"#/components/schemas/{name}", "components": components})


def test_every_operation_says_what_it_does_and_whether_it_writes(service: str) -> None:
    """Each operation has a summary, a description and one of the tags read and write, as its method suggests."""
    for path, item in CONTRACT.documents[service]["paths"].items():
        for method, operation in item.items():
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"] == ["read" if method == "get" else "write"], path


def test_refusals_have_the_common_body_and_401_has_none(service: str) -> None:
    """Every status but 200 and 401 answers with a CRRServiceException; 401 has no body."""
    for key, operation in CONTRACT.operations.items():
        if key.service != service:
            continue
        for status in operation.statuses - {200}:
            answer = CONTRACT.answer(key, status)
            assert answer is not None
            if status == 401:
                assert answer.media_types == {}
            else:
                schema = answer.media_types["application/json"]
                assert schema is not None
                assert schema["$ref"] == "#/components/schemas/CRRServiceException"


def test_every_operation_asks_for_a_request_id(service: str) -> None:
    """The header caiso-request-id, a UUID, is required everywhere."""
    for key, operation in CONTRACT.operations.items():
        if key.service == service:
            (header,) = (each for each in operation.parameters if each.location == "header")
            assert (header.name, header.required) == ("caiso-request-id", True)
            assert header.schema == {"type": "string", "format": "uuid"}


def test_published_quirks_are_noted_where_ours_differ(service: str) -> None:
    """The known oddities of the published documents are marked."""
    expected = {
        "nomination": {"PortfolioIdentifier", "Megawatt"},
        "tor_conversion": {"TorConversionWindow", "Megawatt"},
        "historical_forecasted_load": {"Megawatt"},
        "load_migration": {"Megawatt"},
        "secondary_market": {"Megawatt", "Price"},
        "auction": {"Megawatt"},
    }
    schemas = CONTRACT.documents[service]["components"]["schemas"]
    marked = {name for name, schema in schemas.items() if "x-published-quirk" in schema}
    assert marked == expected.get(service, set())


def test_the_key_of_an_operation_is_its_service_and_id(service: str) -> None:
    """Operations are found by their key, by method and path, and by nothing else."""
    for key, operation in CONTRACT.operations.items():
        if key.service == service:
            assert CONTRACT.operation(*key) is operation
            assert CONTRACT.match(operation.method, operation.path) is operation
            assert key == OperationKey(operation.service, operation.operation_id)
    assert CONTRACT.match("PATCH", "/status") is None
