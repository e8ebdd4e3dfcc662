"""Rules of TOR conversion: its windows, the requests of right holders and the decisions of transferees.

An unknown or closed window refuses a request with 400. What is wrong with single records answers 200 with
status ERROR and the texts of all of them, and nothing of the upload is kept (design, shapes of refusal).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketsim.contract.operations import OperationKey
from marketsim.system.rules.days import whole_days
from marketsim.system.rules.rule import Finding, Rule, Stage, operations
from marketsim.system.store.tor_windows import TorWindowRow

SERVICE = "tor_conversion"
CREATION = operations(SERVICE, "postTorConversionRequest")
APPROVAL = operations(SERVICE, "postTorConversionApproval")
NAMING_A_WINDOW = CREATION | APPROVAL | operations(
    SERVICE,
    "getTorConversionWindowStatus",
    "getTorConversionRequestList",
    "getMtTorCRRList",
    "getTorConversionWindowPaths",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedWindow:
    """The conversion window a request names, as found in the store (None: there is none)."""

    name: str
    window: TorWindowRow | None
    now: datetime

    @property
    def status(self) -> str | None:
        """The window's status now; None for an unknown window."""
        return self.window.status(self.now) if self.window else None


@dataclass(frozen=True, slots=True)
class ConversionUpload:
    """An upload of requests or decisions: how many records it has, and how many it may have."""

    count: int
    limit: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """MW on a path, from a first to a last instant."""

    source: str
    sink: str
    start: datetime
    end: datetime
    mw: float

    def same_path(self, other: Stretch) -> bool:
        """Whether both run from the same source to the same sink."""
        return (self.source, self.sink) == (other.source, other.sink)

    def overlaps(self, other: Stretch) -> bool:
        """Whether both hold at some instant; the end is the last second."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class ConversionRequests:
    """Uploaded requests: the paths of the holder in the window, and what it has requested there before.

    The MW of a path is the most that may be converted on any day; ``transferees`` goes with ``requests``.
    """

    requests: tuple[Stretch, ...]
    transferees: tuple[str, ...]
    paths: tuple[Stretch, ...]
    before: tuple[Stretch, ...]
    holders: frozenset[str]

    def path_of(self, request: Stretch) -> Stretch | None:
        """The path a request is about; None when the holder has none such in the window.

        A right may be there in parts: then it is the one whose days the request lies in, else the first.
        """
        there = [path for path in self.paths if path.same_path(request)]
        around = (path for path in there if path.start <= request.start and request.end <= path.end)
        return next(around, there[0] if there else None)


@dataclass(frozen=True, slots=True)
class ApprovalTerms:
    """What an approval record says it is about."""

    source: str
    sink: str
    tou: str
    hedge_type: str
    mw: float


@dataclass(frozen=True, slots=True)
class Decision:
    """One uploaded decision, and the record it is about.

    ``kept_terms`` and ``kept_status`` are None where the transferee has no record of that id in the window.
    """

    approval_id: int
    terms: ApprovalTerms
    status: str
    kept_terms: ApprovalTerms | None
    kept_status: str | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """Uploaded decisions."""

    records: tuple[Decision, ...]


def _unknown(facts: NamedWindow) -> Iterable[Finding]:
    if facts.window is None:
        yield Finding("torConversionWindow", (facts.name,))


def _not_in(status: str) -> Callable[[NamedWindow], Iterable[Finding]]:
    """A check that the window, when there is one, has that status."""

    def check(facts: NamedWindow) -> Iterable[Finding]:
        if facts.status not in (None, status):
            yield Finding("torConversionWindow", (facts.name, facts.status))

    return check


def _at(index: int) -> str:
    return f"record {index + 1}"


def _too_many(facts: ConversionUpload) -> Iterable[Finding]:
    if facts.count > facts.limit:
        yield Finding("", (facts.count, facts.limit))


def _no_path(facts: ConversionRequests) -> Iterable[Finding]:
    for index, each in enumerate(facts.requests):
        if facts.path_of(each) is None:
            yield Finding(_at(index), (each.source, each.sink))


def _dates_reversed(facts: ConversionRequests) -> Iterable[Finding]:
    for index, each in enumerate(facts.requests):
        if each.end <= each.start:
            yield Finding(_at(index))


def _part_days(facts: ConversionRequests) -> Iterable[Finding]:
    for index, each in enumerate(facts.requests):
        if not whole_days(each.start, each.end):
            yield Finding(_at(index))


def _outside_path(facts: ConversionRequests) -> Iterable[Finding]:
    for index, each in enumerate(facts.requests):
        path = facts.path_of(each)
        if path is not None and not (path.start <= each.start and each.end <= path.end):
            yield Finding(_at(index))


def _above_maximum(facts: ConversionRequests) -> Iterable[Finding]:
    for index, each in enumerate(facts.requests):
        path = facts.path_of(each)
        total = _peak(each, (*facts.before, *facts.requests[:index]))
        if path is not None and total > path.mw:
            yield Finding(_at(index), (each.mw, total, path.mw))


def _peak(request: Stretch, others: Iterable[Stretch]) -> float:
    """The most MW on the request's path at any time of its dates, with the others; to three decimals."""
    there = [other for other in others if other.same_path(request) and other.overlaps(request)]
    begins = [(max(other.start, request.start), 0, other.mw) for other in there]
    ends = [(other.end, 1, -other.mw) for other in there]  # its last second still counts, so ends come second
    load = peak = 0.0
    for _, _, change in sorted(begins + ends):
        load += change
        peak = max(peak, load)
    return round(request.mw + peak, 3)


def _transferee_unknown(facts: ConversionRequests) -> Iterable[Finding]:
    for index, name in enumerate(facts.transferees):
        if name not in facts.holders:
            yield Finding(_at(index), (name,))


def _record_unknown(facts: Decisions) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.kept_status is None:
            yield Finding(_at(index), (each.approval_id,))


def _record_differs(facts: Decisions) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.kept_terms is not None and each.terms != each.kept_terms:
            yield Finding(_at(index), (each.approval_id,))


def _decided_before(facts: Decisions) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.kept_status not in (None, "PENDING_APPROVAL", each.status):
            yield Finding(_at(index), (each.approval_id, each.kept_status))


def _decided_twice(facts: Decisions) -> Iterable[Finding]:
    seen: set[int] = set()
    for index, each in enumerate(facts.records):
        if each.approval_id in seen:
            yield Finding(_at(index), (each.approval_id,))
        seen.add(each.approval_id)


def _refusal(
    rule_id: str, code: str, stage: Stage, where: frozenset[OperationKey], check: Any, message: str
) -> Rule:
    return Rule(
        id=rule_id, code=code, stage=stage, facts=NamedWindow, operations=where,
        source=f"TOR conversion 1.2.1, error {code}", provenance="contract", check=check, message=message,
    )  # fmt: skip


def _fault(rule_id: str, facts: type, where: frozenset[OperationKey], check: Any, message: str) -> Rule:
    return Rule(
        id=rule_id, code="SER0030", stage=Stage.CONTENT, facts=facts, operations=where,
        source="plain content of a conversion (market-rules 8); no source gives the text",
        provenance="assumed", check=check, message=message,
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    _refusal("tor-window-exists", "TOR0016", Stage.EXISTENCE, NAMING_A_WINDOW, _unknown,
             "there is no TOR conversion window {0}"),
    _refusal("tor-open-for-conversion", "TOR0023", Stage.WINDOW, CREATION, _not_in("OPEN_FOR_CONVERSION"),
             "TOR conversion window {0} takes no requests; it is {1}"),
    _refusal("tor-open-for-approval", "TOR0024", Stage.WINDOW, APPROVAL, _not_in("OPEN_FOR_APPROVAL"),
             "TOR conversion window {0} takes no approvals; it is {1}"),
    _fault("tor-upload-size", ConversionUpload, CREATION | APPROVAL, _too_many,
           "the upload has {0} records, at most {1} are taken"),
    _fault("tor-path-exists", ConversionRequests, CREATION, _no_path,
           "there is no path from {0} to {1} for this holder in the window"),
    _fault("tor-dates-in-order", ConversionRequests, CREATION, _dates_reversed,
           "endDate is not after startDate"),
    _fault("tor-whole-days", ConversionRequests, CREATION, _part_days,
           "a conversion runs from the first second of a Pacific day to the last second of one"),
    _fault("tor-dates-in-period", ConversionRequests, CREATION, _outside_path,
           "the dates are not within those of the path"),
    _fault("tor-path-maximum", ConversionRequests, CREATION, _above_maximum,
           "{0:.3f} MW make {1:.3f} MW on the path, at most {2:.3f} MW may be converted"),
    _fault("tor-transferee-exists", ConversionRequests, CREATION, _transferee_unknown,
           "{0} is no participant that may hold CRRs"),
    _fault("tor-approval-exists", Decisions, APPROVAL, _record_unknown,
           "there is no approval record {0} for this asset owner in the window"),
    _fault("tor-approval-same", Decisions, APPROVAL, _record_differs,
           "approval record {0} differs in source, sink, time of use, hedge type or MW"),
    _fault("tor-approval-undecided", Decisions, APPROVAL, _decided_before,
           "approval record {0} is {1} already"),
    _fault("tor-approval-once", Decisions, APPROVAL, _decided_twice,
           "the upload decides approval record {0} a second time"),
)  # fmt: skip
