"""Which writes can be taken back. Portfolios can; what reaches a partner or the ISO's own books cannot."""

from __future__ import annotations

from typing import Literal

from marketsim.contract.operations import Operation, OperationKey

Undo = Literal["reversible", "irreversible"]

WRITES: dict[OperationKey, Undo] = {
    OperationKey("auction", "portfolioCreation"): "reversible",
    OperationKey("auction", "portfolioSubmission"): "reversible",
    OperationKey("auction", "postPortfolioRetraction"): "reversible",
    OperationKey("auction", "deletePortfolio"): "reversible",
    OperationKey("nomination", "portfolioCreation"): "reversible",
    OperationKey("nomination", "portfolioSubmission"): "reversible",
    OperationKey("nomination", "portfolioRetraction"): "reversible",
    OperationKey("nomination", "deletePortfolio"): "reversible",
    OperationKey("historical_forecasted_load", "postLoadSubmission"): "irreversible",
    OperationKey("load_migration", "postNumberOfCustomers"): "irreversible",
    OperationKey("load_migration", "postDasrSummary"): "irreversible",
    OperationKey("load_migration", "postCustomerRates"): "irreversible",
    OperationKey("secondary_market", "postPublicSmBuyOffers"): "irreversible",
    OperationKey("secondary_market", "postPublicSmSellOffers"): "irreversible",
    OperationKey("secondary_market", "postPrivateSmBuyOffers"): "irreversible",
    OperationKey("secondary_market", "postPrivateSmSellOffers"): "irreversible",
    OperationKey("secondary_market", "targetSmPublicOfferToMp"): "irreversible",
    OperationKey("secondary_market", "postSmResponseToBuyOffers"): "irreversible",
    OperationKey("secondary_market", "postSmResponseToSellOffers"): "irreversible",
    OperationKey("tor_conversion", "postTorConversionRequest"): "irreversible",
    OperationKey("tor_conversion", "postTorConversionApproval"): "irreversible",
}


def is_allowed(operation: Operation, allowed: str | tuple[str, ...]) -> bool:
    """Whether a profile's ``writes.allowed`` covers an operation.

    ``"all"`` covers every write, ``"reversible"`` (also as a member of the tuple) those that can be taken back;
    an irreversible one else only by its own name, ``service.operationId``.
    """
    return operation.access == "read" or is_allowed_key(operation.key, allowed)


def is_allowed_key(key: OperationKey, allowed: str | tuple[str, ...]) -> bool:
    """As ``is_allowed``, for the key of a write."""
    if allowed == "all":
        return True
    names = (allowed,) if isinstance(allowed, str) else allowed
    return str(key) in names or ("reversible" in names and WRITES[key] == "reversible")
