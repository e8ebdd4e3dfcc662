"""The price of the greenhouse-gas credit: one an area and market, the average of the withdrawn draft, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

from .inputs import QUARTERS, Inputs
from .interval import INTERVALS, TradeHour
from .number import N, total
from .policies import Policies
from .refusal import MissingInput


@dataclass(frozen=True, slots=True)
class Prices(Generic[N]):
    """Twelve prices ($/MWh) of the fifteen-minute and of the five-minute leg; None where none is given."""

    fmm: tuple[N, ...] | None
    rtd: tuple[N, ...] | None


class Expand(Protocol):
    """Four fifteen-minute prices to twelve of five minutes."""

    def __call__(self, prices: Sequence[N], /) -> tuple[N, ...]:
        """$/MWh."""


def thrice(values: Sequence[N], /) -> tuple[N, ...]:
    """Each fifteen-minute value in its three five-minute intervals: BAAFMMGHGPrice to BAA15MFMMGHGPrice."""
    return tuple(each for each in values for _ in range(INTERVALS // QUARTERS))


def marginal(
    inputs: Inputs[N], area: str, hour: TradeHour, expand: Expand, policies: Policies, /
) -> Prices[N]:
    """The area's own marginal prices (PRR 1185, answers of 19 September and 16 October 2019)."""
    fmm = inputs.fmm_ghg_price.get((area, hour))
    return Prices(None if fmm is None else expand(fmm), inputs.rtd_ghg_price.get((area, hour)))


def averaged(
    inputs: Inputs[N], area: str, hour: TradeHour, expand: Expand, policies: Policies, /
) -> Prices[N]:
    """The averages that the draft of 22 August 2019 names, as given.

    Over what it averaged was not found: without a given average it is the mean of the area's prices in the hour,
    or MissingInput, as the policy ``draft_average`` says.
    """
    single = marginal(inputs, area, hour, expand, policies)
    fmm, rtd = inputs.fmm_ghg_average.get((area, hour)), inputs.rtd_ghg_average.get((area, hour))
    if policies.draft_average == "reject":
        for leg, given, own in (("FMM", fmm, single.fmm), ("RTD", rtd, single.rtd)):
            if given is None and own is not None:
                fix = "give it, or choose mean_of_hour for the policy draft_average"
                raise MissingInput(
                    f"an averaged greenhouse-gas price ({leg})", "none", fix, f"{area}, {hour}"
                )
    return Prices(fmm or _mean(single.fmm), rtd or _mean(single.rtd))


def unpriced(
    inputs: Inputs[N], area: str, hour: TradeHour, expand: Expand, policies: Policies, /
) -> Prices[N]:
    """No price: rules that know no credit have none."""
    return Prices(None, None)


def _mean(prices: tuple[N, ...] | None) -> tuple[N, ...] | None:
    return None if prices is None else (total(prices) / len(prices),) * len(prices)


def common(prices: Mapping[str, tuple[N, ...] | None]) -> tuple[N | None, ...]:
    """The price that all areas with a price share, interval by interval; None where they differ or have none."""
    given = [each for each in prices.values() if each is not None]
    if not given:
        return (None,) * INTERVALS
    return tuple(at[0] if len(set(at)) == 1 else None for at in zip(*given, strict=True))
