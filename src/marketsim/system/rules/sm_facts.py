"""What the rules of the secondary market judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

AWAITED = (None, "PENDING_MP_RESPONSE")  # of a response: who was not asked has none


@dataclass(frozen=True, slots=True)
class Product:
    """What a CRR is, apart from its dates and MW."""

    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered: the product, its first and last instant, MW, and $ for the trade."""

    product: Product
    start: datetime
    end: datetime
    mw: float


@dataclass(frozen=True, slots=True)
class Holding:
    """A CRR that somebody holds."""

    owner: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as kept: who made it, its kind, its terms, its price, its status and, selling, the CRR."""

    asset_owner: str
    offer_type: str
    terms: Terms
    price: float
    status: str
    crr_id: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded list: how many records it has, and how many it may have."""

    count: int
    limit: int


@dataclass(frozen=True, slots=True)
class NewOffers:
    """Uploaded offers as a whole: who asks, for which owners, to which counterparties (None: public)."""

    requester: str
    asset_owners: tuple[str, ...]
    targets: tuple[str | None, ...]
    holders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Binding:
    """One record that names the counterparty of a public offer; ``offer`` is None for an unknown request."""

    request_id: int
    responder: str
    price: float
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class Bindings:
    """Uploaded bindings as a whole."""

    requester: str
    records: tuple[Binding, ...]
    holders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Response:
    """One record that answers an offer: the offer, and the status of the participant's response record.

    ``status`` is None where the participant was not asked; ``crr_id`` is what it delivers to a buy offer.
    """

    request_id: int
    wanted_type: str
    offer: Offer | None
    status: str | None
    crr_id: int | None = None


@dataclass(frozen=True, slots=True)
class Responses:
    """Uploaded responses as a whole."""

    requester: str
    records: tuple[Response, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A CRR that somebody would deliver under some terms; ``path`` is where the upload says so."""

    path: str
    owner: str
    crr_id: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class Claim:
    """MW of a CRR that are spoken for from a first to a last second; ``by`` is a requestId or an auction."""

    start: datetime
    end: datetime
    mw: float
    by: int | str


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Records judged one by one: the CRRs that they would deliver, and the holdings of those ids.

    By CRR: ``in_trade`` are the trades that await their credit check, ``in_auction`` the offers in SUBMITTED
    portfolios of auctions that are not posted.
    """

    deliveries: tuple[Delivery, ...]
    holdings: Mapping[int, Holding]
    in_trade: Mapping[int, tuple[Claim, ...]]
    in_auction: Mapping[int, tuple[Claim, ...]]


@dataclass(frozen=True, slots=True)
class OfferRecords(RecordFacts):
    """The records of uploaded offers; ``earliest`` is the first Pacific day on which a trade may begin.

    ``most_mw`` and ``most_price`` (of either sign) bound what an offer may say.
    """

    asset_owners: tuple[str, ...]
    targets: tuple[str | None, ...]
    terms: tuple[Terms, ...]
    prices: tuple[float, ...]
    locations: frozenset[str]
    earliest: date
    most_mw: float
    most_price: float


@dataclass(frozen=True, slots=True)
class BindingRecords:
    """The records of uploaded bindings."""

    requester: str
    records: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class ResponseRecords(RecordFacts):
    """The records of uploaded responses; ``earliest`` is None where the lead time is not held against them."""

    records: tuple[Response, ...]
    earliest: date | None


def record(index: int) -> str:
    """How a finding names the record of an uploaded list."""
    return f"[{index}]"
