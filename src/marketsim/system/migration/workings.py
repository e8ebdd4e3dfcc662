"""The workings of a load migration: what it was worked out from and what came out, unrounded, for whoever checks it."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from marketsim.system.migration.inputs import MigrationInputs
from marketsim.system.migration.load import PRODUCTS, Load
from marketsim.system.migration.moves import STEPS, Move, in_steps
from marketsim.system.migration.percentages import Share
from marketsim.system.migration.results import MigrationResults


def workings(inputs: MigrationInputs, results: MigrationResults, run: int | None) -> dict[str, Any]:
    """As JSON: uploads, rights and former moves, then metrics, percentages, shares and moves.

    Exact numbers are texts, ``"64"`` or ``"513/8"``; ``run`` is None where nothing was cleared yet.
    """
    return {
        "market": inputs.market,
        "run": run,
        "effectiveDate": _utc(inputs.effective_date),
        "metric": inputs.metric,
        "whole": inputs.whole,
        "lses": [{"duns": duns, "assetOwner": owner} for duns, owner in inputs.owners],
        **_uploads(inputs),
        "parents": _parents(inputs),
        "migrated": [
            {"parentCrrId": each.parent_crr_id, "fromOwner": each.from_owner, "toOwner": each.to_owner,
             "mw": _exact(each.mw)}
            for each in inputs.migrated
        ],
        "metrics": _metrics(inputs),
        "percentages": [percentage(each, inputs) for each in results.percentages],
        "shares": [_share(each, inputs) for each in results.shares],
        "moves": [_move(each) for each in results.moves],
    }  # fmt: skip


def percentage(share: Share, inputs: MigrationInputs) -> dict[str, Any]:
    """One published percentage, exact."""
    owners = dict(inputs.owners)
    return {
        "udc": share.udc,
        "fromLse": share.from_lse,
        "toLse": share.to_lse,
        "fromAssetOwner": owners[share.from_lse],
        "toAssetOwner": owners[share.to_lse],
        "seasonNumber": share.season,
        "tou": share.tou,
        "loadPercentage": _exact(share.share * inputs.whole),
        "loadTransferMw": _exact(share.mw),
    }


def _uploads(inputs: MigrationInputs) -> dict[str, Any]:
    return {
        "customerRates": [
            {"udc": each.udc, "class": each.customer_class, "seasonNumber": each.season, "tou": each.tou,
             "year": each.year, "kwRate": _exact(each.kw), "loadMigrationMarket": each.market}
            for each in inputs.rates
        ],
        "numberOfCustomers": [
            {"udc": each.udc, "lse": each.lse, "class": each.customer_class, "numberOfCustomers": each.customers,
             "loadMigrationMarket": each.market}
            for each in inputs.counts
        ],
        "dasr": [
            {"udc": each.udc, "recordId": each.record_id, "class": each.customer_class, "fromLse": each.from_lse,
             "toLse": each.to_lse, "numCustomerTransfer": each.customers}
            for each in inputs.transfers
        ],
    }  # fmt: skip


def _parents(inputs: MigrationInputs) -> list[dict[str, Any]]:
    return [
        {"crrId": each.crr_id, "assetOwner": each.owner, "crrType": each.crr_type, "source": each.source,
         "sink": each.sink, "tou": each.tou, "hedgeType": each.hedge_type, "seasonNumber": each.season,
         "period": each.period, "startDate": _utc(each.start), "endDate": _utc(each.end), "mw": _exact(each.mw),
         "baseCrrId": each.base, "receivedFrom": each.giver}
        for each in inputs.parents
    ]  # fmt: skip


def _metrics(inputs: MigrationInputs) -> list[dict[str, Any]]:
    """MW of each LSE that loses customers."""
    load, owners = Load(inputs), dict(inputs.owners)
    return [
        {"lse": lse, "assetOwner": owners[lse], "seasonNumber": product.season, "tou": product.tou,
         "mw": _exact(load.metric(lse, product))}
        for lse in sorted({each.from_lse for each in inputs.transfers})
        for product in PRODUCTS
    ]  # fmt: skip


def _share(share: Share, inputs: MigrationInputs) -> dict[str, Any]:
    owners = dict(inputs.owners)
    return {
        "fromOwner": owners[share.from_lse],
        "toOwner": owners[share.to_lse],
        "seasonNumber": share.season,
        "tou": share.tou,
        "mw": _exact(share.mw),
        "metric": _exact(share.metric),
        "share": _exact(share.share),
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "parentCrrId": move.parent_crr_id,
        "fromOwner": move.from_owner,
        "toOwner": move.to_owner,
        "before": _exact(move.before),
        "after": _exact(move.after),
        "cumulativeMw": in_steps(move.after) / STEPS,
        "mw": move.steps / STEPS,
    }


def _exact(number: Fraction | str) -> str:
    return str(Fraction(number))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
