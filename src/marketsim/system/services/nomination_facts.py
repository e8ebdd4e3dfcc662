"""The facts that the nominations of a portfolio are judged by when they are submitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import ROUND_UP, Decimal
from fractions import Fraction

from msgspec import UNSET
from sqlalchemy import Connection

from marketsim.contract.messages import nomination as messages
from marketsim.system.eligibility.megawatts import NOTHING, exact
from marketsim.system.rules.nomination_caps import CapLine, CapSheet, CapsInForce
from marketsim.system.rules.obaalse import Nominator
from marketsim.system.rules.portfolio_records import Record
from marketsim.system.settings import Settings
from marketsim.system.store.caps import Cap, CapCalculation, calculation_in_force, list_caps
from marketsim.system.store.nominations import NominationRow, nominations_of
from marketsim.system.store.participants import find_participant
from marketsim.system.store.portfolios import PortfolioRow, list_portfolios
from marketsim.system.store.prepayments import CENT, prepaid

# Source (SIGNATURE only), sink, CRR type, period and TOU: what a cap is for.
Key = tuple[str | None, str, str, str, str]


def kept_records(rows: Iterable[NominationRow]) -> tuple[Record, ...]:
    """The nominations of a kept portfolio with their places in the answer that reads it."""
    return tuple(Record(f"nominations[{n}]", record_of(row)) for n, row in enumerate(rows))


def record_of(row: NominationRow) -> messages.NewNomination:
    """The nomination that a row keeps, as it was posted."""
    names = ("asset_owner", "source", "sink", "hedge_type", "tou", "period", "crr_type", "mw")
    members = {name: getattr(row, name) for name in names}
    return messages.NewNomination(
        **members, description=UNSET if row.description is None else row.description
    )


def submitted_together(store: Connection, settings: Settings, portfolio: PortfolioRow) -> list[NominationRow]:
    """The nominations that count toward the caps: of this portfolio and, by a setting, of the other SUBMITTED."""
    ids = [portfolio.id]
    if settings.flag("caps.count_submitted"):
        submitted = list_portfolios(
            store,
            "ALLOCATION",
            portfolio.market_name,
            participant=portfolio.participant,
            status="SUBMITTED",
        )
        ids += [row.id for row in submitted if row.id != portfolio.id]
    found = nominations_of(store, ids)
    return [row for each in ids for row in found[each]]


def in_force(
    store: Connection, settings: Settings, market_name: str, now: datetime
) -> tuple[CapsInForce, CapCalculation | None]:
    """Whether caps bind in a market now, and which calculation's."""
    found = calculation_in_force(store, market_name, now)
    required = settings.flag("caps.required")
    return CapsInForce(market_name, found.name if found else None, required), found


def cap_sheet(
    store: Connection,
    calculation: CapCalculation,
    owner: str,
    own: Sequence[NominationRow],
    together: Sequence[NominationRow],
) -> CapSheet:
    """The caps of a calculation that a portfolio's nominations touch; where it found nothing, nothing is allowed."""
    caps = list_caps(store, calculation.name, owner=owner)
    lines = (line for kind in sorted(calculation.kinds) for line in _of_kind(kind, caps, own, together))
    return CapSheet(tuple(lines))


def _of_kind(
    kind: str, caps: Sequence[Cap], own: Sequence[NominationRow], together: Sequence[NominationRow]
) -> Iterator[CapLine]:
    allowed = {_key(kind, cap): exact(cap.mw) for cap in caps if cap.kind == kind}
    totals: defaultdict[Key, Fraction] = defaultdict(Fraction)
    for row in together:
        totals[_key(kind, row)] += exact(row.mw)
    for key in sorted({_key(kind, row) for row in own}, key=str):
        yield CapLine(kind, *key, total=totals[key], allowed=allowed.get(key, NOTHING))


def _key(kind: str, row: Cap | NominationRow) -> Key:
    return row.source if kind == "SIGNATURE" else None, row.sink, row.crr_type, row.period, row.tou


def nominator(
    store: Connection,
    settings: Settings,
    portfolio: PortfolioRow,
    records: tuple[Record, ...],
    together: Sequence[NominationRow],
) -> Nominator:
    """The participant that submits, and what it must have prepaid for all that counts."""
    participant = find_participant(store, portfolio.participant)
    outside = participant is not None and participant.obaalse
    mw = sum((exact(row.mw) for row in together), NOTHING) if outside else NOTHING
    return Nominator(
        participant=portfolio.participant,
        obaalse=outside,
        sheet=records,
        market_name=portfolio.market_name,
        prepaid=prepaid(store, portfolio.participant, portfolio.market_name),
        needed=_dollars(mw * settings.fraction("obaalse.prepayment")),
    )


def _dollars(amount: Fraction) -> Decimal:
    """Dollars and whole cents, rounded up."""
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(CENT, ROUND_UP)
