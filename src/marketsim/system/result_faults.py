"""Faults of a clearing, its posting, and what is told: ways to get a market wrong, so that the suite can be seen to
notice.

Those of the clearing let the engine hear something else than the inputs that are kept, or falsify what it found.
Those of the posting and of the information services falsify what is held, said or handed out. The operator's market
folder keeps the true inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from marketsim.clearing.allocation_outcome import AllocatedProduct
from marketsim.clearing.outcome import ClearedProduct
from marketsim.clearing.words import Direction
from marketsim.contract.cells import Row
from marketsim.system.markets.allocated import PublishedNomination
from marketsim.system.markets.inputs import MarketInputs, Record
from marketsim.system.markets.publishing import PublishedAward
from marketsim.system.markets.results import Result
from marketsim.system.service_faults import SERVICE_FAULTS

A_CENT, A_KILOWATT = 0.01, 0.001


def _without_contingencies(inputs: MarketInputs) -> MarketInputs:
    return replace(inputs, model=replace(inputs.model, contingencies=()))


def _without_interfaces(inputs: MarketInputs) -> MarketInputs:
    return replace(inputs, model=replace(inputs.model, interfaces=()))


def _whole_capacity(inputs: MarketInputs) -> MarketInputs:
    return replace(inputs, model=replace(inputs.model, capacity_factor="1"))


def _without_base_loading(inputs: MarketInputs) -> MarketInputs:
    return replace(inputs, base_loading=())


def _options_as_obligations(inputs: MarketInputs) -> MarketInputs:
    loads = tuple(replace(each, hedge_type="OBL") for each in inputs.base_loading)
    records = tuple(replace(each, hedge_type="OBL") for each in inputs.records)
    return replace(inputs, base_loading=loads, records=records)


def _curves_flat(inputs: MarketInputs) -> MarketInputs:
    return replace(inputs, records=tuple(_flat(each) for each in inputs.records))


def _flat(record: Record) -> Record:
    price = record.curve[0][1]
    return replace(record, curve=((0.0, price), (record.bid_mw, price)))


def _without_set_asides(inputs: MarketInputs) -> MarketInputs:
    return replace(inputs, set_asides=())


def _other_objective(inputs: MarketInputs) -> MarketInputs:
    other = {"least_squares": "max_mw", "max_mw": "least_squares"}
    return replace(inputs, objective=None if inputs.objective is None else other[inputs.objective])


HEARD: Mapping[str, Callable[[MarketInputs], MarketInputs]] = {
    "ignored-contingencies": _without_contingencies,
    "ignored-interfaces": _without_interfaces,
    "ignored-capacity-factor": _whole_capacity,
    "ignored-base-loading": _without_base_loading,
    "ignored-set-asides": _without_set_asides,
    "other-objective": _other_objective,
    "options-as-obligations": _options_as_obligations,
    "flat-curves": _curves_flat,
}
"""What the engine is told in place of the inputs."""


def _scaled(product: Result) -> Result:
    if isinstance(product, AllocatedProduct):
        return replace(product, awards=tuple(replace(each, mw=each.mw * 0.999) for each in product.awards))
    return replace(product, awards=tuple(replace(each, mw=each.mw * 0.999) for each in product.awards))


def _wrong_price(product: Result) -> Result:
    if isinstance(product, AllocatedProduct):
        return product
    dearest = max(product.prices, key=lambda name: (abs(product.prices[name]), name))
    return replace(product, prices={**product.prices, dearest: product.prices[dearest] + A_CENT})


def _shifted(product: Result) -> Result:
    if isinstance(product, AllocatedProduct):
        return product
    return replace(product, prices={name: price + 1.0 for name, price in product.prices.items()})


def _missing_binding(product: Result) -> Result:
    return replace(product, binding=product.binding[1:])


def _flipped_binding(product: Result) -> Result:
    other: dict[Direction, Direction] = {"FORWARD": "REVERSE", "REVERSE": "FORWARD"}
    binding = tuple(replace(each, direction=other[each.direction]) for each in product.binding)
    return replace(product, binding=binding)


def _raised_untold(product: Result) -> Result:
    return replace(product, raised=())


FOUND: Mapping[str, Callable[[Result], Result]] = {
    "scaled-awards": _scaled,
    "wrong-price": _wrong_price,
    "shifted-prices": _shifted,
    "missing-binding": _missing_binding,
    "flipped-binding": _flipped_binding,
    "raised-untold": _raised_untold,
}
"""What is kept in place of what the engine found in a product; an allocation has no prices to get wrong."""


def _path_price(row: Row) -> Row:
    if "ClearingPrice" not in row:
        return row
    return row | {"ClearingPrice": round(float(str(row["ClearingPrice"])) + A_CENT, 2)}


def _counterflow_unpaid(row: Row) -> Row:
    if "ClearingPrice" not in row:
        return row
    return row | {"ClearingPrice": max(float(str(row["ClearingPrice"])), 0.0)}


def _short_in_private(row: Row) -> Row:
    own = ("BidMW" in row or "NominatedMW" in row) and float(str(row["MW"])) > 0
    return row | {"MW": round(float(str(row["MW"])) - A_KILOWATT, 3)} if own else row


SHORT_IN_PRIVATE = "short-in-private"
HANDED_OUT: Mapping[str, Callable[[Row], Row]] = {
    "wrong-path-price": _path_price,
    "counterflow-unpaid": _counterflow_unpaid,
    SHORT_IN_PRIVATE: _short_in_private,
}
"""What is handed out in place of an award; what is kept and held stays as it is."""

Holding = TypeVar("Holding", PublishedAward, PublishedNomination)
HELD: Mapping[str, Callable[[str], bool]] = {
    "sold-not-removed": lambda kind: kind != "SELL",
    "bought-not-held": lambda kind: kind == "SELL",  # nor what was allocated
}
"""Which kinds of awards still change what is held."""


def _first_come(product: Result, inputs: MarketInputs) -> Result:
    """The first gets all that it asked for out of what is awarded together: of records of one price, or nominations."""
    if isinstance(product, AllocatedProduct):
        return _first_nominated(product)
    left: dict[float, float] = {}
    for each in product.awards:
        left[each.price] = left.get(each.price, 0.0) + each.mw
    asked = {str(each.record): each.bid_mw for each in inputs.records}
    awards = []
    for each in product.awards:
        awards.append(replace(each, mw=min(left[each.price], asked[each.key])))
        left[each.price] -= awards[-1].mw
    return replace(product, awards=tuple(awards))


def _first_nominated(product: AllocatedProduct) -> AllocatedProduct:
    left = sum(each.mw for each in product.awards)
    awards = []
    for each in product.awards:
        awards.append(replace(each, mw=min(left, each.nominated_mw)))
        left -= awards[-1].mw
    return replace(product, awards=tuple(awards))


def _short_model_data(row: Row) -> Row:
    """Base loading is the only file with MW of a path and no owner."""
    column = "SetAside" if "SetAside" in row else "MW"
    if column not in row or "AssetOwner" in row:
        return row
    return row | {column: round(float(str(row[column])) - A_KILOWATT, 3)}


def _copied(results: Sequence[Result]) -> list[Result]:
    """The first product's prices in all; in an allocation its limits that bind."""
    copied: list[Result] = []
    for each in results:
        first = results[0]
        if isinstance(each, AllocatedProduct):
            copied.append(replace(each, binding=first.binding))
        elif isinstance(first, ClearedProduct):
            copied.append(replace(each, prices=first.prices))
    return copied


COPIED_PRODUCT = "copied-product"
FIRST_COME = "first-come"
PRIVATE_LEAK = "private-leak"
DOUBLE_JSON = "double-json"
SILENT = "silent"
WITHDRAWN_LEFT_IN = "withdrawn-left-in"
STALE_HOLDINGS = "stale-holdings"
UNSECURED_TRADES = "unsecured-trades"
RIGHTS_AS_OBLIGATIONS = "rights-as-obligations"
DISAPPROVED_CONVERTED = "disapproved-converted"
UNMODELLED_LOADED = "unmodelled-loaded"
CONVERSIONS = (RIGHTS_AS_OBLIGATIONS, DISAPPROVED_CONVERTED, UNMODELLED_LOADED)
"""What becomes of converted rights (see system/conversion/faults.py)."""
SHORT_MODEL_DATA = "short-model-data"
STALE_LISTS = "stale-lists"
STALE_MODEL = "stale-model"
LATE_GROUPS = "late-groups"
EARLY_MESSAGES = "early-messages"
ALTERED_ATTACHMENTS = "altered-attachments"
INFORMATION = (
    SHORT_MODEL_DATA, STALE_LISTS, STALE_MODEL, LATE_GROUPS, EARLY_MESSAGES, ALTERED_ATTACHMENTS,
)  # fmt: skip
"""What is told of a market before it clears, of what is held, and in messages."""
COUNTERFLOW_NOT_TURNED = "counterflow-not-turned"
COUNTERFLOW_SHORT = "counterflow-short"
MOVES_CUT_OFF = "moves-cut-off"
TIES_TO_ODD = "ties-to-odd"
NEW_ID_EACH_MONTH = "new-id-each-month"
MONTHLY_MOVES_TOO = "monthly-moves-too"
MOVES_NOT_NETTED = "moves-not-netted"
MIGRATIONS = (
    COUNTERFLOW_NOT_TURNED,
    COUNTERFLOW_SHORT,
    MOVES_CUT_OFF,
    TIES_TO_ODD,
    NEW_ID_EACH_MONTH,
    MONTHLY_MOVES_TOO,
    MOVES_NOT_NETTED,
)
"""What load migration moves (see system/migration/faults.py)."""
RESULT_FAULTS = tuple(
    sorted(
        {
            *HEARD,
            *FOUND,
            *HANDED_OUT,
            *HELD,
            *CONVERSIONS,
            *INFORMATION,
            *MIGRATIONS,
            *SERVICE_FAULTS,
            COPIED_PRODUCT,
            FIRST_COME,
            PRIVATE_LEAK,
            DOUBLE_JSON,
            SILENT,
            STALE_HOLDINGS,
            UNSECURED_TRADES,
            WITHDRAWN_LEFT_IN,
        }
    )
)


@dataclass(frozen=True, slots=True)
class ResultFaults:
    """The faults in force; without any, everything passes through as it is."""

    names: frozenset[str] = frozenset()

    def heard(self, inputs: MarketInputs) -> MarketInputs:
        """What the engine hears of a market."""
        for name in self._of(HEARD):
            inputs = HEARD[name](inputs)
        return inputs

    def found(self, results: Sequence[Result], inputs: MarketInputs) -> list[Result]:
        """What is kept of what the engine found."""
        kept = list(results)
        if FIRST_COME in self.names:
            kept = [_first_come(each, inputs) for each in kept]
        for name in self._of(FOUND):
            kept = [FOUND[name](each) for each in kept]
        return _copied(kept) if COPIED_PRODUCT in self.names else kept

    def handed_out(self, rows: list[Row], file_format: str = "CSV") -> list[Row]:
        """What a participant gets in a file: of awards, of base loading and set-asides; other rows stay as they are."""
        if DOUBLE_JSON in self.names and file_format == "JSON":
            rows = [*rows, *rows[-1:]]
        if SHORT_MODEL_DATA in self.names:
            rows = [_short_model_data(row) for row in rows]
        for name in self._of(HANDED_OUT):
            rows = [HANDED_OUT[name](row) if {"BidType", "NominatedMW"} & row.keys() else row for row in rows]
        return rows

    def held(self, awards: Iterable[Holding]) -> list[Holding]:
        """Which of them change what is held."""
        names = self._of(HELD)
        return [each for each in awards if all(HELD[name](each.kind) for name in names)]

    @property
    def leaks(self) -> bool:
        """Whether what is private, or for those who signed for it, is shown to everyone who may ask for it."""
        return PRIVATE_LEAK in self.names

    @property
    def silent(self) -> bool:
        """Whether what becomes of a market goes without a message."""
        return SILENT in self.names

    @property
    def leaves_in(self) -> bool:
        """Whether records count that cannot be cleared any more."""
        return WITHDRAWN_LEFT_IN in self.names

    @property
    def stale(self) -> bool:
        """Whether corrected results leave the holdings as they were."""
        return STALE_HOLDINGS in self.names

    @property
    def unsecured(self) -> bool:
        """Whether trades are approved without a look at the security of their parties."""
        return UNSECURED_TRADES in self.names

    def _of(self, kind: Mapping[str, object]) -> list[str]:
        return [name for name in kind if name in self.names]


NO_RESULT_FAULTS = ResultFaults()
