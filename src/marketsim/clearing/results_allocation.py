"""An allocation's results as files: unrounded for whoever proves them, rounded as they would be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketsim.clearing.allocation_outcome import AllocatedProduct, AwardedNomination
from marketsim.clearing.folder_nominations import NominationMarket, NominationRecord
from marketsim.clearing.results import (
    BINDING,
    CLEARED,
    RAISED,
    Cell,
    Row,
    binding_rows,
    cleared_file,
    private_files,
    raised_rows,
    table,
)
from marketsim.clearing.rounding import published_mw

AWARDS = (
    "Record", "Period", "TOU", "AssetOwner", "CrrType", "HedgeType", "Source", "Sink", "NominatedMW", "MW",
)  # fmt: skip
PUBLIC = (
    "MarketName", "Period", "TOU", "CrrType", "HedgeType", "Source", "Sink", "MW", "AssetOwner",
)  # fmt: skip
PRIVATE = (
    "MarketName", "Period", "TOU", "AssetOwner", "CrrId", "CrrType", "HedgeType", "Source", "Sink", "NominatedMW",
    "MW",
)  # fmt: skip


def allocation_files(market: NominationMarket, allocated: Sequence[AllocatedProduct]) -> dict[str, bytes]:
    """Every file of ``results/`` by its name (with ``/``). Floats lose nothing, but in ``published/``.

    ``ShadowPrice`` has the multipliers; a published one is empty, for an allocation has no prices.
    """
    published = [_published(market, award) for product in allocated for award in product.awards]
    files = {
        "awards.csv": table(
            AWARDS, (_award(market, each) for product in allocated for each in product.awards)
        ),
        "binding_constraints.csv": table(BINDING, (row for each in allocated for row in binding_rows(each))),
        "raised_limits.csv": table(RAISED, (row for each in allocated for row in raised_rows(each))),
        CLEARED: _cleared(market, allocated),
        "published/PUBLIC_ALLOCATION_RESULT.csv": table(PUBLIC, (row for row in published if row["MW"])),
        "published/BINDING_CONSTRAINT.csv": table(
            ("MarketName", *BINDING), _published_binding(market, allocated)
        ),
    }
    return files | private_files("PRIVATE_ALLOCATION_RESULT", PRIVATE, published)


def _of_record(record: NominationRecord) -> dict[str, Cell]:
    nomination = record.nomination
    return {
        "Period": record.period, "TOU": record.tou, "AssetOwner": record.owner, "CrrType": record.crr_type,
        "HedgeType": "OBL", "Source": nomination.source, "Sink": nomination.sink, "NominatedMW": nomination.mw,
    }  # fmt: skip


def _award(market: NominationMarket, award: AwardedNomination) -> Row:
    return {"Record": award.key, **_of_record(market.records[award.key]), "MW": award.mw}


def _published(market: NominationMarket, award: AwardedNomination) -> Row:
    own = _of_record(market.records[award.key])
    return {"MarketName": market.name, "CrrId": None, **own, "MW": published_mw(award.mw)}


def _published_binding(market: NominationMarket, allocated: Sequence[AllocatedProduct]) -> Iterator[Row]:
    for product in allocated:
        for row, each in zip(binding_rows(product), product.binding, strict=True):
            rounded = {"Limit": published_mw(each.limit_mw), "Flow": published_mw(each.flow_mw)}
            yield {"MarketName": market.name, **row, **rounded, "ShadowPrice": None}


def _cleared(market: NominationMarket, allocated: Sequence[AllocatedProduct]) -> bytes:
    proofs = [{"residual": each.residual, "nominations": len(each.awards)} for each in allocated]
    return cleared_file(market, {"objective": market.objective}, zip(allocated, proofs, strict=True))
