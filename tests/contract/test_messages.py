"""The Structs say the same as the documents, schema by schema."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from msgspec.inspect import (
    DateTimeType,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    StrType,
    StructType,
    Type,
    type_info,
)

from marketsim.contract import Contract
from marketsim.contract.decoding import encode
from marketsim.contract.messages import auction, nomination, refusal, tor_conversion
from marketsim.contract.messages.types import message_type

CONTRACT = Contract.load()
SHARED = {"CRRServiceException", "ErrorDetail"}
SCHEMAS = [
    (service, name)
    for service, document in CONTRACT.documents.items()
    for name in document["components"]["schemas"]
]


def from_document(service: str, schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema demands, in the words that both sides are brought to; references to objects stay names."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        target = CONTRACT.documents[service]["components"]["schemas"][name]
        return {"object": name} if target["type"] == "object" else from_document(service, target)
    kept = ("minItems", "maxItems", "minimum", "maximum", "multipleOf", "pattern", "maxLength", "minLength")
    demands: dict[str, Any] = {key: schema[key] for key in kept if key in schema}
    if "enum" in schema:
        return {"enum": frozenset(schema["enum"])}
    if schema.get("format") == "date-time":
        return {"type": "date-time"}  # lengths of date-times are left to the schema, see the test below
    demands["type"] = schema["type"]
    if schema["type"] == "array":
        demands["items"] = from_document(service, schema["items"])
    return demands


def from_struct(type_: Type) -> dict[str, Any]:
    """What a type of a Struct demands, in the same words."""
    match type_:
        case Metadata(type=inner, extra_json_schema=extra):
            return {**from_struct(inner), **(extra or {})}
        case LiteralType():
            return {"enum": frozenset(type_.values)}
        case DateTimeType():
            assert type_.tz is True
            return {"type": "date-time"}
        case StructType():
            return {"object": type_.cls.__name__}
        case ListType():
            return without_none(
                type="array",
                items=from_struct(type_.item_type),
                minItems=type_.min_length or None,
                maxItems=type_.max_length,
            )
        case StrType():
            pattern = type_.pattern and type_.pattern.replace(r"\Z", "$")
            return without_none(
                type="string", pattern=pattern, maxLength=type_.max_length, minLength=type_.min_length
            )
        case FloatType() | IntType():
            kind = "number" if isinstance(type_, FloatType) else "integer"
            assert type_.gt is type_.lt is type_.multiple_of is None
            return without_none(type=kind, minimum=type_.ge, maximum=type_.le)
    raise AssertionError(f"no words for {type_}")


def without_none(**demands: Any) -> dict[str, Any]:
    """The demands that are made."""
    return {key: value for key, value in demands.items() if value is not None}


def optional_members(cls: type[msgspec.Struct]) -> set[str]:
    """The members whose type says that they may be absent."""
    hints = get_type_hints(cls)
    names = zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True)
    return {member for attribute, member in names if msgspec.UnsetType in get_args(hints[attribute])}


def type_of(service: str, name: str) -> Any:
    """The Struct or alias of a schema."""
    return getattr(refusal, name) if name in SHARED else message_type(service, name)


@pytest.mark.parametrize(("service", "name"), SCHEMAS)
def test_struct_and_schema_agree(service: str, name: str) -> None:
    """Members, requirement, enumerations, lengths, patterns, bounds, steps and counts are the same."""
    schema = CONTRACT.documents[service]["components"]["schemas"][name]
    told = type_info(type_of(service, name))
    if schema["type"] != "object":
        assert from_struct(told) == from_document(service, schema)
        return
    assert isinstance(told, StructType)
    assert told.cls.__name__ == name
    assert told.forbid_unknown_fields is False
    fields = {field.encode_name: field for field in told.fields}
    assert list(fields) == list(schema["properties"])
    assert {member for member, field in fields.items() if field.required} == set(schema.get("required", ()))
    assert {member for member, field in fields.items() if not field.required} == optional_members(told.cls)
    for member, field in fields.items():
        assert from_struct(field.type) == from_document(service, schema["properties"][member]), member


def test_there_is_no_struct_without_a_schema() -> None:
    """Each Struct of a service module stands for a schema of that service."""
    for service in CONTRACT.documents.keys() - {"market_data"}:
        module = import_module(f"marketsim.contract.messages.{service}")
        structs = {
            n
            for n, each in vars(module).items()
            if inspect.isclass(each) and each.__module__ == module.__name__
        }
        assert structs <= CONTRACT.documents[service]["components"]["schemas"].keys()


def test_only_answers_limit_the_length_of_a_date_time() -> None:
    """Structs cannot limit it, so no body that we send may depend on it."""
    limited = set()
    for service, document in CONTRACT.documents.items():
        for name, schema in document["components"]["schemas"].items():
            for member, each in schema.get("properties", {}).items():
                if each.get("format") == "date-time" and "maxLength" in each:
                    limited.add((service, name, member))
    assert limited == {
        ("historical_forecasted_load", "Period", "startDate"),
        ("historical_forecasted_load", "Period", "endDate"),
        ("historical_forecasted_load", "LoadSubmissionStatus", "submissionTime"),
    }


def test_attributes_are_snake_case_of_the_members() -> None:
    """Attributes are the members in snake case; class has an underscore behind it."""
    for service, name in SCHEMAS:
        type_ = type_of(service, name)
        if inspect.isclass(type_) and issubclass(type_, msgspec.Struct):
            for attribute, member in zip(
                type_.__struct_fields__, type_.__struct_encode_fields__, strict=True
            ):
                plain = attribute.removeprefix("published_").removesuffix("_").replace("_", "")
                assert attribute == attribute.lower()
                assert plain == member.lower()


def test_a_nomination_is_named_by_both_spellings_of_its_market() -> None:
    """The identifier carries marketName and the market that the published schema requires."""
    named = nomination.PortfolioIdentifier(portfolio_name="P", market_name="M", participant_name="NVLY")
    assert msgspec.json.decode(encode(named)) == {
        "portfolioName": "P",
        "marketName": "M",
        "market": "M",
        "participantName": "NVLY",
    }


def test_a_conversion_window_is_sent_with_both_spellings() -> None:
    """The approval window goes out under the defined and the required name."""
    when = datetime(2026, 1, 1, 8, tzinfo=UTC)
    submission = tor_conversion.SubmissionWindow(open_date=when, close_date=when)
    window = tor_conversion.TorConversionWindow(
        name="W",
        period=tor_conversion.Period(name="P", start_date=when, end_date=when),
        conversion_submission_window=submission,
        conversion_approval_window=submission,
        status="NEW",
    )
    sent = msgspec.json.decode(encode(window))
    assert sent["conversionApprovalWindow"] == sent["ConversionApprovalWindow"]


def test_absent_members_are_left_out() -> None:
    """UNSET members do not travel."""
    status = auction.PortfolioStatus(portfolio_name="P", market_name="M", status="VALID")
    assert encode(status) == b'{"portfolioName":"P","marketName":"M","status":"VALID"}'
