"""The catalogue counts and finds what the ten services offer."""

from __future__ import annotations

from collections import Counter

import pytest

from marketsim.contract import Contract, OperationKey
from marketsim.contract.errors import ERROR_CODES
from marketsim.contract.messages.types import REQUEST_TYPES, RESPONSE_TYPES

CONTRACT = Contract.load()


def test_there_are_69_operations_in_ten_services() -> None:
    """The ten services have 69 operations, of which 21 write."""
    by_service = Counter(key.service for key in CONTRACT.operations)
    assert by_service == {
        "app_status": 1,
        "market_status": 6,
        "messages": 2,
        "auction": 8,
        "nomination": 7,
        "historical_forecasted_load": 8,
        "secondary_market": 9,
        "load_migration": 12,
        "tor_conversion": 8,
        "market_data": 8,
    }
    assert sum(by_service.values()) == 69
    assert sum(each.access == "write" for each in CONTRACT.operations.values()) == 21


def test_the_documents_list_the_65_codes_of_the_catalogue() -> None:
    """What the services list together is the catalogue, no code more and none less."""
    listed = frozenset().union(*(CONTRACT.error_codes(service) for service in CONTRACT.documents))
    assert len(ERROR_CODES) == 65
    assert listed == ERROR_CODES.keys()


def test_each_code_has_a_status_and_a_meaning() -> None:
    """Refusals are 400, but rights are 403, unknown resources 404 and failures 500."""
    others = {code: each.status for code, each in ERROR_CODES.items() if each.status != 400}
    assert others == {"SEC0001": 403, "SEC0002": 403, "SER0029": 404, "SER0028": 500}
    assert all(each.meaning and each.code == code for code, each in ERROR_CODES.items())


def test_versions_are_those_of_the_published_documents() -> None:
    """Each service carries the version of the published document it is true to."""
    assert {service: CONTRACT.version(service) for service in CONTRACT.documents} == {
        "app_status": "1.0.1",
        "market_status": "1.2.0",
        "messages": "1.2.1",
        "auction": "1.2.1",
        "nomination": "1.3.1",
        "historical_forecasted_load": "1.1.1",
        "secondary_market": "1.2.1",
        "load_migration": "1.3.2",
        "tor_conversion": "1.2.1",
        "market_data": "1.2.0",
    }


def test_our_own_contract_is_read_once() -> None:
    """Loading our own documents again gives the same catalogue."""
    assert Contract.load() is CONTRACT
    assert len(CONTRACT.digest) == 64


def test_an_operation_that_does_not_exist_is_named() -> None:
    """Asking for an unknown operation says which one it was."""
    with pytest.raises(KeyError, match=r"auction\.portfolio"):
        CONTRACT.operation("auction", "portfolio")


def test_odd_spellings_of_the_published_documents_are_kept() -> None:
    """The misspelt path and the capital letter of a parameter stay as published."""
    responses = CONTRACT.operation("secondary_market", "getMySmResponsesByStatus")
    assert responses.path == "/secondarymarket/v1.0/mySmResponesByStatus"
    assert responses.segment == "mySmResponesByStatus"
    offers = CONTRACT.operation("secondary_market", "getMySmOffersByStatus")
    assert [each.name for each in offers.parameters] == [
        "caiso-request-id",
        "participantName",
        "OfferStatusType",
    ]


def test_every_body_has_a_message_type() -> None:
    """Each operation has a type for its answer, and each that takes a body one for its request."""
    takes_body = {key for key, each in CONTRACT.operations.items() if each.request_schema is not None}
    assert takes_body == REQUEST_TYPES.keys()
    assert CONTRACT.operations.keys() == RESPONSE_TYPES.keys()
    assert len(takes_body) == 19
    downloads = {key for key, type_ in RESPONSE_TYPES.items() if type_ is bytes}
    assert {key.service for key in downloads} == {"market_data"}
    assert len(downloads) == 8


def test_a_key_prints_as_people_write_it() -> None:
    """Keys print as service.operationId, and operations print without their components."""
    assert str(OperationKey("auction", "portfolioCreation")) == "auction.portfolioCreation"
    assert len(repr(CONTRACT.operation("auction", "portfolioCreation"))) < 800
