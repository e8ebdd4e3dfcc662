"""The mapping of every template of the deck. Members are those of the API's contract, columns those of files/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.operations import OperationKey
from marketsim.contract.templates.mapping import Listed, Path, Points, Shape

# Upgrade deck, service endpoint details: at most 500 records in any file submitted to the auction, to the nominations
# and to the secondary market.
MOST_RECORDS = 500
PORTFOLIO = ("portfolioName", "marketName", "participantName")


def _flat(**members: str) -> dict[str, Path]:
    return {column: (member,) for column, member in members.items()}


_PRODUCT = _flat(
    AssetOwner="assetOwner", Source="source", Sink="sink", HedgeType="hedgeType", TOU="tou", Period="period",
    CrrType="crrType", Description="description",
)  # fmt: skip
_OFFERED = _flat(
    AssetOwner="assetOwner", Source="source", Sink="sink", TOU="tou", HedgeType="hedgeType", CrrType="crrType",
    StartDate="startDate", EndDate="endDate", MW="mw", Price="price",
)  # fmt: skip
_CONTACT: dict[str, Path] = {
    "ContactName": ("contactInfo", "name"), "ContactPhone": ("contactInfo", "phone"),
    "ContactEmail": ("contactInfo", "email"), "ContactAddress": ("contactInfo", "address"),
}  # fmt: skip
_CRR = _flat(CrrId="crrId")
_TARGET = _flat(TargetMpName="targetMpName")
_HOUR = _flat(
    SinkName="sinkName", EffectiveDate="effectiveDate", HourEnding="hourEnding", DataType="dataType", MW="mw"
)
_UTILITY = {"LoadMigrationMarket": "loadMigrationMarket", "UdcName": "udcName"}
_MW = {"type": "number", "minimum": 0, "multipleOf": 0.001}
_NAME = {"type": "string", "minLength": 1, "maxLength": 150}


def _trade(post: str, offer: str, members: Mapping[str, Path]) -> Shape:
    operation = f"post{post.capitalize()}Sm{offer.capitalize()}Offers"
    when = {"OfferType": offer, "PostType": post}
    return Shape(
        "SECONDARY_MARKET",
        f"{post.lower()}-{offer.lower()}",
        OperationKey("secondary_market", operation),
        (Listed("", members, f"{post.lower()} offer to {offer.lower()}", when),),
        most=MOST_RECORDS,
    )


def _load(template: str, flag: str, screen: str) -> Shape:
    return Shape(
        template,
        "load",
        OperationKey("historical_forecasted_load", "postLoadSubmission"),
        (Listed("hourlyLoad", _HOUR, "hour"),),
        shared={
            "AssetOwner": "assetOwner",
            "LoadSubmissionWindowName": "loadSubmissionWindowName",
            "PeriodName": "periodName",
        },
        constants={"histForecastFlag": flag},
        screen=screen,
    )


def _rows(template: str, screen: str, required: tuple[str, ...], properties: Mapping[str, Any]) -> Shape:
    """Rows that no operation takes: each is an object of its columns."""
    members: dict[str, Path] = {column.name: (column.name,) for column in TEMPLATES[template].columns}
    schema = {
        "type": "array",
        "items": {"type": "object", "required": list(required), "properties": dict(properties)},
    }
    return Shape(template, "rows", None, (Listed("", members, "row"),), row_schema=schema, screen=screen)


_SHAPES = (
    Shape(
        "BIDS_AND_OFFERS",
        "portfolio",
        OperationKey("auction", "portfolioCreation"),
        (
            Listed("newBids", _PRODUCT, "bid", {"BidType": "BUY"}),
            Listed("newOffers", _CRR | _PRODUCT, "offer", {"BidType": "SELL"}),
        ),
        names=PORTFOLIO,
        points=Points("Record", "bidCurve", {"MW": "mw", "Price": "price"}),
        most=MOST_RECORDS,
        screen="/portfolios",
    ),
    Shape(
        "NOMINATIONS",
        "portfolio",
        OperationKey("nomination", "portfolioCreation"),
        (Listed("newNominations", _PRODUCT | _flat(MW="mw"), "nomination"),),
        names=PORTFOLIO,
        most=MOST_RECORDS,
        screen="/portfolios",
    ),
    _load("HISTORICAL_LOAD", "H", "/historical-load"),
    _load("FORECAST_LOAD", "F", "/forecast-load"),
    _trade("PUBLIC", "BUY", _OFFERED | _CONTACT),
    _trade("PUBLIC", "SELL", _CRR | _OFFERED | _CONTACT),
    _trade("PRIVATE", "BUY", _OFFERED | _TARGET | _CONTACT),
    _trade("PRIVATE", "SELL", _CRR | _OFFERED | _TARGET | _CONTACT),
    Shape(
        "MT_TOR_APPROVALS",
        "approvals",
        OperationKey("tor_conversion", "postTorConversionApproval"),
        (
            Listed(
                "conversionApprovalRecords",
                _flat(
                    ConversionApprovalId="conversionApprovalId",
                    MtTorCrrId="mtTorCrrId",
                    Source="source",
                    Sink="sink",
                    TOU="tou",
                    HedgeType="hedgeType",
                    MW="mw",
                    ApprovalStatus="approvalStatus",
                ),
                "approval",
            ),
        ),
        shared={"TorConversionWindow": "torConversionWindow", "AssetOwner": "assetOwner"},
        ignored=frozenset({"startDate", "endDate"}),
    ),
    Shape(
        "TOR_CONVERSION_REQUEST",
        "requests",
        OperationKey("tor_conversion", "postTorConversionRequest"),
        (
            Listed(
                "conversionRequests",
                _flat(
                    Source="source",
                    Sink="sink",
                    StartDate="startDate",
                    EndDate="endDate",
                    MW="mw",
                    TransfereeAO="transfereeAO",
                    Modeled="modeled",
                ),
                "request",
            ),
        ),
        shared={"TorConversionWindow": "torConversionWindow", "TorHolder": "torHolder"},
    ),
    Shape(
        "CUSTOMER_RATE",
        "rates",
        OperationKey("load_migration", "postCustomerRates"),
        (
            Listed(
                "customerRateRecords",
                _flat(Class="class", TOU="tou", SeasonNumber="seasonNumber", KwRate="kwRate", Year="year"),
                "rate",
            ),
        ),
        shared=_UTILITY,
    ),
    Shape(
        "CUSTOMER_NUMBER",
        "numbers",
        OperationKey("load_migration", "postNumberOfCustomers"),
        (
            Listed(
                "numberOfCustomerRecords",
                _flat(Lse="lse", Class="class", NumberOfCustomers="numberOfCustomers"),
                "number",
            ),
        ),
        shared=_UTILITY,
    ),
    Shape(
        "DASR",
        "transfers",
        OperationKey("load_migration", "postDasrSummary"),
        (
            Listed(
                "dasrRecords",
                _flat(
                    RecordId="recordId",
                    Class="class",
                    FromLse="fromLse",
                    ToLse="toLse",
                    NumCustomerTransfer="numCustomerTransfer",
                ),
                "transfer",
            ),
        ),
        shared=_UTILITY | {"EffectiveDate": "effectiveDate"},
    ),
    _rows(
        "LT_NOMINATION_ELECTION",
        "/lt-election",
        ("CrrId",),
        {
            "CrrId": {"type": "integer", "format": "int64", "minimum": 1},
            "MW": _MW,
            "ElectedMW": _MW,
            **dict.fromkeys(("AssetOwner", "Source", "Sink", "Period"), _NAME),
            "TOU": {"type": "string", "enum": ["ON", "OFF"]},
        },
    ),
    _rows(
        "CEC_LOAD",
        "/cec-load",
        ("AssetOwner", "SinkName", "EffectiveDate", "HourEnding", "MW"),
        {
            "AssetOwner": _NAME,
            "SinkName": _NAME,
            "EffectiveDate": {"type": "string", "format": "date-time"},
            "HourEnding": {"type": "integer", "minimum": 1, "maximum": 25},
            "MW": _MW,
        },
    ),
)

SHAPES: Mapping[str, tuple[Shape, ...]] = {
    name: tuple(each for each in _SHAPES if each.template == name) for name in TEMPLATES
}
