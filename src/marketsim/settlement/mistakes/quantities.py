"""Mistakes in the energy of transfers: their shape, their unit, their source, their hour, their two ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..etsr import Etsr
from ..inputs import Inputs
from ..interval import INTERVALS, TradeHour, hours_in
from ..number import N, total
from ..policies import Policies
from ..rulesets import even
from ..shaping import Shape, Shaped, shape
from ..supply import Submission, Supplied, five_minute
from .mistake import Mistake


def _by_mean(
    tag: N, dispatch: Sequence[N | None], policies: Policies, fmm: Sequence[N | None] | None = None, /
) -> Shaped[N]:
    """Proportional values divided by the mean of the dispatch where its sum belongs."""
    shaped = shape(tag, dispatch, policies, fmm)
    if shaped.case != "PROPORTIONAL":
        return shaped
    return Shaped(shaped.case, tuple(each * INTERVALS for each in shaped.values))


def _power_as_energy(power: N, /) -> N:
    return power


def _dispatched(
    etsr: Etsr,
    hour: TradeHour,
    *,
    tag: N | None,
    dispatch: Sequence[N | None] | None,
    fmm: Sequence[N | None] | None,
    submitted: Submission[N] | None,
    policies: Policies,
    shape: Shape,
    ciso: str,
) -> Supplied[N]:
    """The dispatch as energy wherever a tag is to be shaped."""
    right = five_minute(
        etsr,
        hour,
        tag=tag,
        dispatch=dispatch,
        fmm=fmm,
        submitted=submitted,
        policies=policies,
        shape=shape,
        ciso=ciso,
    )
    if right.source != "shaped tag" or dispatch is None:
        return right
    return Supplied(right.source, tuple(each / INTERVALS for each in dispatch if each is not None))


def _reshaped(
    etsr: Etsr,
    hour: TradeHour,
    *,
    tag: N | None,
    dispatch: Sequence[N | None] | None,
    fmm: Sequence[N | None] | None,
    submitted: Submission[N] | None,
    policies: Policies,
    shape: Shape,
    ciso: str,
) -> Supplied[N]:
    """What was submitted in five minutes shaped once more: the hourly tag where there is one, else its own sum."""
    right = five_minute(
        etsr,
        hour,
        tag=tag,
        dispatch=dispatch,
        fmm=fmm,
        submitted=submitted,
        policies=policies,
        shape=shape,
        ciso=ciso,
    )
    if right.source not in ("submitted tag shape", "submitted dispatch") or dispatch is None:
        return right
    whole = total(right.values) if tag is None else tag
    return Supplied(right.source, shape(whole, dispatch, policies, fmm).values)


def _one_end(quantity: N, /) -> tuple[N, N]:
    return quantity, quantity * 0


def _whole_value(settled: N, scheduled: N, /) -> N:
    return settled


def _base_left_in(schedule: N, base: N | None, policies: Policies, /) -> N:
    return schedule


def _hour_shifted(inputs: Inputs[N], /) -> Inputs[N]:
    """From the first change of the clocks on, every hour holds what belongs to the one beside it.

    After the clocks went forward the later one's, after they went back the earlier one's; the last hour given keeps
    its own where there is no later one.
    """
    hours = inputs.hours()
    changed = [hour for hour in hours if hour.hour > 2 and hours_in(hour.day) != 24]
    if not changed:
        return inputs
    at = hours.index(changed[0])
    if hours_in(changed[0].day) < 24:
        return inputs.at_hours(dict(pairwise(hours[at:])))
    return inputs.at_hours({after: before for before, after in pairwise(hours[max(at - 1, 0) :])})


QUANTITIES = (
    Mistake(
        "mean-divisor",
        "the hourly value is divided by the mean of the dispatch, not its sum: twelve times too large",
        "c1",
        {"shape": _by_mean},
    ),
    Mistake(
        "mw-as-mwh",
        "MW are taken as MWh of five minutes, not divided by twelve",
        "c1",
        {"energy": _power_as_energy},
    ),
    Mistake("flat-shape", "the hourly tag is spread evenly, not by the dispatch", "c", {"shape": even}),
    Mistake(
        "dispatch-for-tag",
        "the dispatch is settled where the tag is to be shaped",
        "c",
        {"supply": _dispatched},
    ),
    Mistake(
        "submission-reshaped", "a five-minute submission is shaped once more", "c", {"supply": _reshaped}
    ),
    Mistake("one-end-only", "a transfer is counted at the area it leaves only", None, {"ends": _one_end}),
    Mistake(
        "fmm-not-deducted",
        "the five-minute leg settles the whole value, not the change",
        "b",
        {"rtd_leg": _whole_value},
    ),
    Mistake(
        "base-left-in", "the base transfer stays in the fifteen-minute leg", "b", {"fmm_leg": _base_left_in}
    ),
    Mistake(
        "hour-shifted", "from a change of the clocks on every hour is one off", None, of_inputs=_hour_shifted
    ),
)
