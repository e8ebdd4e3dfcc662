"""Who supplies the five-minute values of a transfer, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal

from .etsr import CISO, Etsr
from .interval import INTERVALS, TradeHour
from .number import N
from .policies import Policies
from .refusal import Conflict, MissingInput, Refusal
from .shaping import Shape, complete, rounded, shape

__all__ = ["Conflict", "MissingInput", "Source", "Submission", "Supplied", "five_minute"]

Source = Literal["shaped tag", "submitted tag shape", "submitted dispatch", "dispatch by policy"]


@dataclass(frozen=True, slots=True)
class Submission(Generic[N]):
    """What the responsible area submits for an hour: twelve values (MWh) of its tag's shape or of the dispatch.

    Raises Refusal (a ValueError) for another kind and MissingInput for fewer or more values.
    """

    kind: Literal["tag", "dispatch"]
    values: tuple[N, ...]

    def __post_init__(self) -> None:
        if self.kind not in ("tag", "dispatch"):
            raise Refusal("a submission of tag or dispatch", repr(self.kind), "name one of the two")
        complete(self.values, INTERVALS, "submission")


@dataclass(frozen=True, slots=True)
class Supplied(Generic[N]):
    """The five-minute values (MWh) that settle a resource's hour, and where they come from."""

    source: Source
    values: tuple[N, ...]


def five_minute(
    etsr: Etsr,
    hour: TradeHour,
    *,
    tag: N | None,
    dispatch: Sequence[N | None] | None,
    fmm: Sequence[N | None] | None,
    submitted: Submission[N] | None,
    policies: Policies,
    shape: Shape = shape,
    ciso: str = CISO,
) -> Supplied[N]:
    """The values of one resource in one hour, the same for both of its ends.

    With the ISO at one end, its hourly tag (MWh) is shaped by the dispatch (MW). Between two other areas, what the
    responsible area submitted is used as it is, be it a tag's shape or the dispatch, deemed delivered (PRR 1185,
    answers of 19 and 25 September 2019). Raises MissingInput and Conflict, both with resource and hour.
    """
    try:
        if etsr.with_ciso(ciso):
            return _from_tag(tag, dispatch, fmm, submitted, policies, shape)
        return _from_submission(etsr, dispatch, submitted, policies)
    except Refusal as refusal:
        raise refusal.at(f"{etsr.name}, {hour}") from None


def _from_tag(
    tag: N | None,
    dispatch: Sequence[N | None] | None,
    fmm: Sequence[N | None] | None,
    submitted: Submission[N] | None,
    policies: Policies,
    shape: Shape,
) -> Supplied[N]:
    if submitted is not None and policies.submitted_with_ciso == "reject":
        fix = "leave it out, or choose ignored for the policy submitted_with_ciso"
        raise Conflict("no submission for a transfer with the ISO", "one", fix)
    if tag is None:
        raise MissingInput("an hourly tag value", "none", "give it; a tag of zero is written 0")
    if dispatch is None:
        raise MissingInput("twelve values of dispatch", "none", "give them; no dispatch is written 0")
    shaped = shape(tag, dispatch, policies, fmm)
    decimals = policies.decimals_of_quantities
    return Supplied("shaped tag", (shaped if decimals is None else rounded(shaped, decimals)).values)


def _from_submission(
    etsr: Etsr, dispatch: Sequence[N | None] | None, submitted: Submission[N] | None, policies: Policies
) -> Supplied[N]:
    if submitted is not None:
        source: Source = "submitted tag shape" if submitted.kind == "tag" else "submitted dispatch"
        return Supplied(source, submitted.values)
    if policies.nothing_submitted == "reject":
        fix = "give it, or choose dispatch for the policy nothing_submitted"
        raise MissingInput(f"a submission of {etsr.responsible or 'the responsible area'}", "none", fix)
    if dispatch is None:
        raise MissingInput("twelve values of dispatch", "none", "give them; no dispatch is written 0")
    given = complete(dispatch, INTERVALS, "dispatch")
    return Supplied("dispatch by policy", tuple(each / INTERVALS for each in given))
