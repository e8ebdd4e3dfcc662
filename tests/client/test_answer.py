"""An answer gives its value as the contract's types, or its refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from marketsim.client.answer import UnexpectedAnswer
from marketsim.client.client import CrrClient
from marketsim.contract.messages.auction import PortfolioStatus
from marketsim.contract.messages.market_status import Market

from .conftest import Connecting
from .servers import Sent, TlsServer

STATUS = {"portfolioName": "P", "marketName": "M", "status": "VALID"}
REFUSAL = {
    "errorList": [
        {"errorCode": "POR0100", "errorDescription": "none of that name", "severity": "ERROR"},
        {"errorCode": "SEC0002", "errorDescription": "x", "severity": "FATAL"},
    ],
    "creationTime": "2027-01-01T00:00:00Z",
    "serviceVersion": "1.2.1",
}


@pytest.fixture
def answering(serve: Callable[..., TlsServer], connect: Connecting) -> Callable[..., CrrClient]:
    """A client of a server that always gives one answer."""

    def start(status: int, body: Any) -> CrrClient:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return connect(serve(lambda received: Sent(status, content)).url)

    return start


def status_of(client: CrrClient) -> Any:
    """The answer to a question for a portfolio's status."""
    return client.auction.get_portfolio_status(market_name="M", portfolio_name="P")


class TestValue:
    def test_object(self, answering: Callable[..., CrrClient]) -> None:
        """A JSON object becomes its Struct."""
        answer = status_of(answering(200, STATUS))
        assert answer.ok
        assert answer.value == PortfolioStatus(portfolio_name="P", market_name="M", status="VALID")
        assert answer.refusal is None
        assert answer.codes == ()

    def test_list(self, answering: Callable[..., CrrClient]) -> None:
        """A JSON array becomes a list of Structs, date-times with their zone."""
        moment = "2027-01-01T08:00:00Z"
        market = {
            "name": "AUC_MN_2027_M01",
            "marketType": "AUCTION",
            "marketTerm": "MONTHLY",
            "dataPublishDate": moment,
            "submissionWindow": {"openDate": moment, "closeDate": moment},
            "products": [],
        }
        (value,) = answering(200, [market]).market_status.get_active_auction_markets().value
        assert isinstance(value, Market)
        assert value.data_publish_date == datetime(2027, 1, 1, 8, tzinfo=UTC)

    def test_word(self, answering: Callable[..., CrrClient]) -> None:
        """A market's status is a bare word."""
        assert answering(200, "OPEN").market_status.get_market_status(market_name="M").value == "OPEN"

    def test_download(self, answering: Callable[..., CrrClient]) -> None:
        """Market data are bytes."""
        client = answering(200, b"PK\x03\x04")
        answer = client.market_data.get_public_general_data(
            public_general_download_type="PUBLIC_EXISTING_CRR", file_format="CSV"
        )
        assert answer.value == b"PK\x03\x04"

    def test_undocumented_members_are_passed_over(self, answering: Callable[..., CrrClient]) -> None:
        """A newer service may say more."""
        assert status_of(answering(200, {**STATUS, "more": 1})).value.status == "VALID"

    def test_values_outside_the_contract_are_taken_as_they_are(
        self, answering: Callable[..., CrrClient]
    ) -> None:
        """The contract is judged elsewhere; a step can still go on."""
        assert status_of(answering(200, {**STATUS, "status": "PENDING"})).value.status == "PENDING"

    @pytest.mark.parametrize("body", [b"<html>", b"", [STATUS], "VALID", b"\xff"], ids=repr)
    def test_body_of_another_kind_has_no_value(self, answering: Callable[..., CrrClient], body: Any) -> None:
        """A gateway's page is no portfolio, and a list is no object."""
        with pytest.raises(UnexpectedAnswer, match="a body that cannot be read") as raised:
            status_of(answering(200, body)).value  # noqa: B018
        assert raised.value.exchange.status == 200

    def test_object_is_no_empty_list(self, answering: Callable[..., CrrClient]) -> None:
        """An object where a list should be is not taken for an empty one."""
        with pytest.raises(UnexpectedAnswer):
            answering(200, {}).market_status.get_active_auction_markets().value  # noqa: B018


class TestRefusal:
    def test_codes_are_given_in_their_order(self, answering: Callable[..., CrrClient]) -> None:
        """The refusal is a Struct, its codes a tuple."""
        answer = status_of(answering(400, REFUSAL))
        assert not answer.ok
        assert answer.codes == ("POR0100", "SEC0002")
        assert answer.refusal.service_version == "1.2.1"

    def test_value_of_a_refusal_names_the_operation_and_the_codes(
        self, answering: Callable[..., CrrClient]
    ) -> None:
        """Asking for it tells what came instead, and the request id to find it by."""
        answer = status_of(answering(400, REFUSAL))
        with pytest.raises(UnexpectedAnswer) as raised:
            answer.value  # noqa: B018
        assert str(raised.value) == (
            "auction.getPortfolioStatus: expected a 2xx answer with its value, "
            f"found status 400 (POR0100, SEC0002) [{answer.exchange.request_id}]"
        )

    @pytest.mark.parametrize(
        "body", [b"", b"<html>Bad gateway</html>", {"message": "no"}, [], {"errorList": 1}]
    )
    def test_refusal_without_codes(self, answering: Callable[..., CrrClient], body: Any) -> None:
        """A 401 has no body, a gateway says what it likes."""
        answer = status_of(answering(401, body))
        assert answer.refusal is None
        assert answer.codes == ()

    def test_refusal_that_breaks_the_contract_keeps_its_codes(
        self, answering: Callable[..., CrrClient]
    ) -> None:
        """An unknown severity or a missing time does not hide the code."""
        loose = {"errorList": [{"errorCode": "MKT0001", "severity": "WARNING"}, {"errorCode": 7}, "x"]}
        assert status_of(answering(400, loose)).codes == ("MKT0001",)


def test_exchange_does_not_print_headers_or_bodies(answering: Callable[..., CrrClient]) -> None:
    """A log line with an exchange in it shows no content."""
    answer = status_of(answering(400, {**REFUSAL, "note": "canary"}))
    assert "canary" not in f"{answer!r} {answer.exchange!r}"
    assert b"canary" in answer.exchange.response_body
