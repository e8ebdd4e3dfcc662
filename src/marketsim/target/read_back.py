"""What became of a write whose answer was lost: the system is asked, in the way that fits the operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.exchange import Exchange
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.messages.secondary_market import OfferStatus, ResponseStatus
from marketsim.contract.operations import OperationKey
from marketsim.contract.strict_json import parse
from marketsim.target.halt import Halted

Outcome = Literal["done", "not done", "unknown"]
NO_SUCH_PORTFOLIO = "POR0100"
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the system showed: the outcome of the write, and what it rests on."""

    outcome: Outcome
    found: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The write as it was sent: its query and its body as JSON."""

    operation: OperationKey
    query: Values
    body: Any

    @classmethod
    def of(cls, exchange: Exchange) -> Sent:
        """From the exchange; a body that is no JSON is None."""
        assert exchange.operation is not None
        try:
            body = parse(exchange.request_body) if exchange.request_body else None
        except ValueError:
            body = None
        return cls(exchange.operation, exchange.query, body)


class NotTold(Exception):
    """The system does not tell what is asked; the message says what it said instead."""


def read_back(client: CrrClient, sent: Sent) -> Seen:
    """Ask what became of a write; never raises for what the system does or does not answer."""
    try:
        return READ_BACKS[sent.operation](client, sent)
    except (NotTold, TransportFailure, Halted) as problem:
        return Seen("unknown", f"the system could not be asked: {problem}")
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return Seen("unknown", "neither what was sent nor what is there can be compared")


def portfolio_status(client: CrrClient, service: str, place: Values) -> str | None:
    """The status of a portfolio (``marketName``, ``portfolioName``, ``participantName``); None without such a one.

    Raises NotTold and TransportFailure.
    """
    identifier = "getPortfolioStatus" if service == "auction" else "portfolioStatus"
    names = {name: place[name] for name in ("marketName", "portfolioName", "participantName")}
    answer = client.call(client.operation(service, identifier), names)
    if NO_SUCH_PORTFOLIO in answer.codes:
        return None
    status = _told(answer)["status"]
    return None if status == "DELETED" else str(status)


def _creation(client: CrrClient, sent: Sent) -> Seen:
    status = portfolio_status(client, sent.operation.service, sent.body)
    if status is None:
        return Seen("not done", "there is no portfolio of that name")
    return Seen("done", f"the portfolio is there, {status}")


def _submission(client: CrrClient, sent: Sent) -> Seen:
    status = portfolio_status(client, sent.operation.service, sent.body)
    if status in ("SUBMITTED", "REJECTED"):
        return Seen("done", f"the portfolio is {status}")
    if status is None:
        return Seen("not done", "there is no such portfolio")
    # INVALID: it may have been so before, or have become so by being submitted.
    return Seen("not done" if status in ("VALID", "NEW") else "unknown", f"the portfolio is {status}")


def _retraction(client: CrrClient, sent: Sent) -> Seen:
    status = portfolio_status(client, sent.operation.service, sent.body)
    if status is None:
        return Seen("unknown", "there is no such portfolio")
    return Seen("not done" if status == "SUBMITTED" else "done", f"the portfolio is {status}")


def _deletion(client: CrrClient, sent: Sent) -> Seen:
    status = portfolio_status(client, sent.operation.service, sent.query)
    if status is None:
        return Seen("done", "there is no such portfolio any more")
    return Seen("not done", f"the portfolio is still there, {status}")


def _load(client: CrrClient, sent: Sent) -> Seen:
    body = sent.body
    names = {
        "loadSubmissionWindowName": body["loadSubmissionWindowName"],
        "periodName": body["periodName"],
        "participantName": body["assetOwner"],
    }
    sets = _ask(client, "historical_forecasted_load", "getLoadData", names)
    there = (record for each in sets for record in each["hourlyLoad"])
    return _compared(body["hourlyLoad"], there, ("sinkName", "effectiveDate", "hourEnding", "dataType"))


def _migration(read: str, records: str, *identity: str) -> Callable[[CrrClient, Sent], Seen]:
    def look(client: CrrClient, sent: Sent) -> Seen:
        names = {
            "loadMigrationMarketName": sent.body["loadMigrationMarket"],
            "participantName": sent.query.get("participantName") or sent.body["udcName"],
        }
        told = _ask(client, "load_migration", read, names)
        return _compared(sent.body[records], told[records], identity)

    return look


def _offers(client: CrrClient, sent: Sent) -> Seen:
    names = {"participantName": sent.query["participantName"]}
    there = [
        each
        for status in get_args(OfferStatus)
        for each in _ask(
            client, "secondary_market", "getMySmOffersByStatus", {**names, "OfferStatusType": status}
        )
    ]
    return _compared(sent.body, there)


def _responses(client: CrrClient, sent: Sent) -> Seen:
    names = {"participantName": sent.query["participantName"]}
    there = [
        each
        for status in get_args(ResponseStatus)
        for each in _ask(
            client, "secondary_market", "getMySmResponsesByStatus", {**names, "responseStatusType": status}
        )
    ]
    return _compared([{"requestId": each["requestId"]} for each in sent.body], there)


def _binding(client: CrrClient, sent: Sent) -> Seen:
    """An offer that is bound to a partner is no longer simply posted."""
    names = {"participantName": sent.query["participantName"], "OfferStatusType": "POSTED"}
    posted = _ask(client, "secondary_market", "getMySmOffersByStatus", names)
    still = {each["requestId"] for each in posted}
    wanted = {each["requestId"] for each in sent.body}
    if wanted <= still:
        return Seen("not done", "the offers are still posted to everyone")
    if wanted & still:
        return Seen("unknown", "some of the offers are still posted to everyone")
    return Seen("done", "none of the offers is posted to everyone any more")


def _conversion(client: CrrClient, sent: Sent) -> Seen:
    names = {
        "torConversionWindow": sent.body["torConversionWindow"],
        "participantName": sent.body["torHolder"],
    }
    there = _ask(client, "tor_conversion", "getTorConversionRequestList", names)
    return _compared(sent.body["conversionRequests"], there)


def _approval(client: CrrClient, sent: Sent) -> Seen:
    names = {
        "torConversionWindow": sent.body["torConversionWindow"],
        "participantName": sent.body["assetOwner"],
    }
    there = _ask(client, "tor_conversion", "getMtTorCRRList", names)
    identity = ("conversionApprovalId", "approvalStatus")
    wanted = [{name: each[name] for name in identity} for each in sent.body["conversionApprovalRecords"]]
    return _compared(wanted, there)


READ_BACKS: Mapping[OperationKey, Callable[[CrrClient, Sent], Seen]] = {
    OperationKey("auction", "portfolioCreation"): _creation,
    OperationKey("auction", "portfolioSubmission"): _submission,
    OperationKey("auction", "postPortfolioRetraction"): _retraction,
    OperationKey("auction", "deletePortfolio"): _deletion,
    OperationKey("nomination", "portfolioCreation"): _creation,
    OperationKey("nomination", "portfolioSubmission"): _submission,
    OperationKey("nomination", "portfolioRetraction"): _retraction,
    OperationKey("nomination", "deletePortfolio"): _deletion,
    OperationKey("historical_forecasted_load", "postLoadSubmission"): _load,
    OperationKey("load_migration", "postNumberOfCustomers"): _migration(
        "getExistingNumberOfCustomers", "numberOfCustomerRecords", "lse", "class"
    ),
    OperationKey("load_migration", "postDasrSummary"): _migration(
        "getExistingDasrSummary", "dasrRecords", "recordId"
    ),
    OperationKey("load_migration", "postCustomerRates"): _migration(
        "getExistingCustomerRates", "customerRateRecords", "class", "tou", "seasonNumber", "year"
    ),
    OperationKey("secondary_market", "postPublicSmBuyOffers"): _offers,
    OperationKey("secondary_market", "postPublicSmSellOffers"): _offers,
    OperationKey("secondary_market", "postPrivateSmBuyOffers"): _offers,
    OperationKey("secondary_market", "postPrivateSmSellOffers"): _offers,
    OperationKey("secondary_market", "targetSmPublicOfferToMp"): _binding,
    OperationKey("secondary_market", "postSmResponseToBuyOffers"): _responses,
    OperationKey("secondary_market", "postSmResponseToSellOffers"): _responses,
    OperationKey("tor_conversion", "postTorConversionRequest"): _conversion,
    OperationKey("tor_conversion", "postTorConversionApproval"): _approval,
}
"""For each write, the look that tells what became of it."""


def _ask(client: CrrClient, service: str, operation_id: str, names: Values) -> Any:
    return _told(client.call(client.operation(service, operation_id), names))


def _told(answer: Answer[Any]) -> Any:
    if not answer.ok:
        raise NotTold(" ".join([f"{answer.exchange.path} answered {answer.status}", *answer.codes]))
    return parse(answer.exchange.response_body)


def _compared(sent: Iterable[Values], there: Iterable[Values], identity: Iterable[str] = ()) -> Seen:
    """Whether each record that was sent is there; by ``identity`` a record is found, then all must agree.

    Records that were there before with the same values cannot be told from ours: that is said.
    """
    wanted, listed = list(sent), list(there)
    if not wanted:
        return Seen("unknown", "no record was sent that could be looked for")
    index: dict[tuple[Any, ...], list[Values]] = {}
    keys = tuple(identity)
    for each in listed:
        index.setdefault(tuple(_plain(each.get(name)) for name in keys), []).append(each)
    found = sum(
        any(_agrees(each, other) for other in index.get(tuple(_plain(each.get(name)) for name in keys), ()))
        for each in wanted
    )
    of = f"of {len(wanted)} records sent, {found} are there as they were sent"
    if found == len(wanted):
        return Seen("done", of)
    return Seen("unknown" if found else "not done", of)


def _agrees(sent: Any, there: Any) -> bool:
    """Whether everything that was sent is there with the same value; the system may add to it."""
    if isinstance(sent, Mapping) and isinstance(there, Mapping):
        return all(name in there and _agrees(value, there[name]) for name, value in sent.items())
    return bool(_plain(sent) == _plain(there))


def _plain(value: Any) -> Any:
    """A value as it compares: date-times as instants, whatever their spelling."""
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value
