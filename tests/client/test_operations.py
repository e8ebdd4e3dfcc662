"""Each of the 69 operations has a typed method that sends what the contract says."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.credentials import Credentials
from marketsim.client.service_group import ServiceGroup
from marketsim.client.tls import ssl_context
from marketsim.contract.catalogue import Contract
from marketsim.contract.deviation import Deviation
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.messages.types import REQUEST_TYPES, RESPONSE_TYPES
from marketsim.contract.operations import Operation, Parameter

from .samples import INSTANT, sample, sample_body
from .servers import Received, Sent, TlsServer, serving

CONTRACT = Contract.load()
CHECK = ExchangeCheck(CONTRACT, strict=True)
OPERATIONS = sorted(CONTRACT.operations.values(), key=lambda operation: operation.key)
LOCK = files("marketsim.client").joinpath("operations.lock").read_text("utf-8").splitlines()
METHODS = {operation: method for method, operation in (line.split() for line in LOCK)}

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation.key))


def snake(name: str) -> str:
    """The method or argument name of a published name: getLoadMigrationCRRs -> get_load_migration_crrs."""
    words = re.findall(r"[A-Z]{2,}s?(?=[A-Z]|$)|[A-Z]?[a-z0-9]+|[A-Z]", name)
    return "_".join(words).lower()


@pytest.fixture(scope="module")
def server(mutual: Any) -> Iterator[TlsServer]:
    """One server for all operations."""
    with serving(mutual, lambda received: Sent()) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: TlsServer, pki: Path) -> Iterator[CrrClient]:
    """One client for all operations."""
    context = ssl_context(Credentials(pem=pki / "srtx.pem"), pki / "ca.pem")
    with CrrClient(server.url, "SRTX", context) as client:
        yield client


def method_of(client: CrrClient, operation: Operation) -> Any:
    """The typed method of an operation."""
    return getattr(getattr(client, operation.service), METHODS[str(operation.key)].partition(".")[2])


def query_parameters(operation: Operation) -> list[Parameter]:
    """The query parameters of an operation."""
    return [each for each in operation.parameters if each.location == "query"]


class TestNames:
    def test_locked_names_are_the_methods_there_are(self, client: CrrClient) -> None:
        """A method renamed, added or removed must be renamed, added or removed in the list, on purpose."""
        groups = {name: each for name, each in vars(client).items() if isinstance(each, ServiceGroup)}
        methods = {
            f"{name}.{method}"
            for name, group in groups.items()
            for method, _ in inspect.getmembers(group, inspect.ismethod)
            if not method.startswith("_")
        }
        assert sorted(methods) == sorted(METHODS.values())
        assert len(LOCK) == len(set(LOCK)) == 69

    def test_locked_operations_are_those_of_the_contract(self) -> None:
        """The list and our own documents name the same operations."""
        assert sorted(METHODS) == sorted(str(key) for key in CONTRACT.operations)

    @every_operation
    def test_method_is_the_operation_id_in_snake_case(self, operation: Operation) -> None:
        """So nobody has to guess."""
        assert METHODS[str(operation.key)] == f"{operation.service}.{snake(operation.operation_id)}"


class TestSignatures:
    @every_operation
    def test_parameters_are_those_of_the_contract(self, client: CrrClient, operation: Operation) -> None:
        """Keyword-only, in snake_case, required where the contract says so, participant_name excepted."""
        arguments = inspect.signature(method_of(client, operation)).parameters
        named = {name: each for name, each in arguments.items() if name != "body"}
        assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in named.values())
        assert {snake(each.name) for each in query_parameters(operation)} == set(named)
        for each in query_parameters(operation):
            optional = named[snake(each.name)].default is None
            assert optional is (not each.required or each.name == "participantName"), each.name

    @every_operation
    def test_types_are_those_of_the_contract(self, client: CrrClient, operation: Operation) -> None:
        """Literals for enumerations, datetime for date-times, Structs for bodies and answers."""
        hints = get_type_hints(method_of(client, operation))
        for each in query_parameters(operation):
            hint = hints[snake(each.name)]
            if "enum" in each.schema:
                assert get_origin(hint) is Literal
                assert set(get_args(hint)) == set(each.schema["enum"])
            elif each.schema.get("format") == "date-time":
                assert datetime in (hint, *get_args(hint))
            else:
                assert str in (hint, *get_args(hint))
        assert hints.get("body") == REQUEST_TYPES.get(operation.key)
        assert get_origin(hints["return"]) is Answer
        assert get_args(hints["return"]) == (RESPONSE_TYPES[operation.key],)

    @every_operation
    def test_documented_codes_are_the_services(self, client: CrrClient, operation: Operation) -> None:
        """A code in a docstring is one that the service lists."""
        documented = re.findall(r"\b[A-Z]{3,4}\d{3,4}\b", inspect.getdoc(method_of(client, operation)) or "")
        assert set(documented) <= CONTRACT.error_codes(operation.service)


class TestRequests:
    @every_operation
    def test_sends_what_the_contract_says(
        self, client: CrrClient, server: TlsServer, operation: Operation
    ) -> None:
        """Method, path, query names with their spelling, body, media type; nothing breaks the contract."""
        body = sample_body(CONTRACT, operation)
        values = {each.name: sample(each.schema, {}) for each in query_parameters(operation)}
        arguments = {
            snake(name): datetime.fromisoformat(value) if value == INSTANT else value
            for name, value in values.items()
        }
        answer = method_of(client, operation)(*([body] if body is not None else []), **arguments)
        received = server.received[-1]
        assert (received.method, received.path) == (operation.method, f"/crr{operation.path}")
        assert dict(received.query) == values
        assert msgspec.json.decode(received.body or b"null") == msgspec.to_builtins(body)
        assert received.headers.get("content-type") == (None if body is None else "application/json")
        assert received.headers["user-agent"].startswith("marketsim/")
        assert breaches(operation, received) == []
        assert answer.exchange.operation == operation.key

    def test_participant_is_the_clients_own(self, client: CrrClient, server: TlsServer) -> None:
        """Where a participant is asked for, it need not be given; another one may be."""
        client.market_status.get_market_info(market_name="M")
        assert ("participantName", "SRTX") in server.received[-1].query
        client.market_status.get_market_info(market_name="M", participant_name="GBTR")
        assert ("participantName", "GBTR") in server.received[-1].query

    def test_optional_parameter_is_left_out(self, client: CrrClient, server: TlsServer) -> None:
        """A message list without an end has no toDate."""
        client.messages.public_messages(from_date=datetime(2027, 1, 1, tzinfo=UTC))
        assert {name for name, _ in server.received[-1].query} == {"fromDate", "participantName"}

    @pytest.mark.parametrize("text", ["a b", "a+b", "a&b=c", "ü", "100%", "a/b?c#d", ""])
    def test_any_text_arrives_as_it_was_given(self, client: CrrClient, server: TlsServer, text: str) -> None:
        """Names are encoded; a space travels as %20."""
        client.market_status.get_market_info(market_name=text)
        assert ("marketName", text) in server.received[-1].query
        assert "+" not in server.received[-1].raw_query

    def test_instants_travel_as_utc(self, client: CrrClient, server: TlsServer) -> None:
        """A date-time of any zone becomes UTC to the second; one without a zone is refused."""
        pacific = datetime.fromisoformat("2027-07-01T00:00:00.5-07:00")
        client.messages.public_messages(from_date=pacific)
        assert ("fromDate", "2027-07-01T07:00:00Z") in server.received[-1].query
        with pytest.raises(ValueError, match="without a zone"):
            client.messages.public_messages(from_date=pacific.replace(tzinfo=None))

    def test_operation_can_be_called_by_its_key(self, client: CrrClient, server: TlsServer) -> None:
        """The generic call takes names as the contract spells them and adds nothing."""
        operation = client.operation("secondary_market", "getMySmOffersByStatus")
        client.call(operation, {"OfferStatusType": "POSTED"})
        assert server.received[-1].query == [("OfferStatusType", "POSTED")]
        with pytest.raises(KeyError, match=r"auction\.nothing"):
            client.operation("auction", "nothing")


def breaches(operation: Operation, received: Received) -> list[Deviation]:
    """Where a request departs from the contract."""
    return CHECK.request(operation, dict(received.query), received.headers, received.body)
