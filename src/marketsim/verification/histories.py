"""State histories: whether what was observed of one thing, look after look, can have happened.

The tables are written from the contract and the market rules once more and share nothing with the embedded system.
A look may miss states in between, so a step is legal where the later state can be reached from the earlier one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from marketsim.verification.laws import Docket, Judgement
from marketsim.verification.report import Finding

Steps = Mapping[str, frozenset[str]]


def _table(**steps: str) -> Steps:
    """A table of what may follow each state; states that nothing follows are final."""
    rows = {state: frozenset(after.split()) for state, after in steps.items()}
    named = rows.keys() | {each for after in rows.values() for each in after}
    return {state: rows.get(state, frozenset()) for state in named}


@dataclass(frozen=True, slots=True)
class Life:
    """How one kind of thing lives: where it begins, what follows what, and what the operator may turn back."""

    begins: frozenset[str]
    steps: Steps
    turned_back: Steps

    def reachable(self, state: str, *, reopened: bool) -> frozenset[str]:
        """All states that can come after one, itself included."""
        found, ahead = {state}, [state]
        while ahead:
            at = ahead.pop()
            after = self.steps[at] | (self.turned_back.get(at, frozenset()) if reopened else frozenset())
            ahead += after - found
            found |= after
        return frozenset(found)

    def follows(self, state: str, *, reopened: bool) -> frozenset[str]:
        """What may come right after a state, itself included."""
        back = self.turned_back.get(state, frozenset()) if reopened else frozenset()
        return self.steps[state] | back | {state}


def _life(begins: str, steps: Steps, turned_back: Steps | None = None) -> Life:
    return Life(frozenset(begins.split()), steps, turned_back or {})


_CHECKED = "APPROVED DISAPPROVED ERROR"
_TRADE = {"PENDING_MP_RESPONSE": "PENDING_CREDIT_CHECK ERROR", "PENDING_CREDIT_CHECK": _CHECKED}
_MARKET = _life(
    "PREP OPEN CLOSED POSTED",
    _table(PREP="OPEN", OPEN="CLOSED", CLOSED="POSTED"),
    _table(OPEN="PREP", CLOSED="OPEN PREP", POSTED="CLOSED OPEN"),
)

LIVES: Mapping[str, Life] = {
    # An offer to everybody waits to be bound; one to a named participant begins with that participant's answer.
    "public offer": _life("POSTED ERROR", _table(POSTED="PENDING_MP_RESPONSE ERROR", **_TRADE)),
    "private offer": _life("PENDING_MP_RESPONSE ERROR", _table(**_TRADE)),
    "response": _life("PENDING_MP_RESPONSE PENDING_CREDIT_CHECK ERROR", _table(**_TRADE)),
    "TOR request": _life("PENDING_APPROVAL ERROR", _table(PENDING_APPROVAL="APPROVED DISAPPROVED", ERROR="")),
    "TOR approval": _life("PENDING_APPROVAL", _table(PENDING_APPROVAL="APPROVED DISAPPROVED")),
    "TOR window": _life(
        "NEW OPEN_FOR_CONVERSION CLOSED_FOR_CONVERSION OPEN_FOR_APPROVAL CLOSED_FOR_APPROVAL POSTED",
        _table(
            NEW="OPEN_FOR_CONVERSION",
            OPEN_FOR_CONVERSION="CLOSED_FOR_CONVERSION",
            CLOSED_FOR_CONVERSION="OPEN_FOR_APPROVAL",
            OPEN_FOR_APPROVAL="CLOSED_FOR_APPROVAL",
            CLOSED_FOR_APPROVAL="POSTED",
        ),
        _table(
            OPEN_FOR_CONVERSION="NEW",
            CLOSED_FOR_CONVERSION="OPEN_FOR_CONVERSION NEW",
            OPEN_FOR_APPROVAL="CLOSED_FOR_CONVERSION OPEN_FOR_CONVERSION NEW",
            CLOSED_FOR_APPROVAL="OPEN_FOR_APPROVAL CLOSED_FOR_CONVERSION OPEN_FOR_CONVERSION NEW",
            POSTED="CLOSED_FOR_APPROVAL OPEN_FOR_APPROVAL",
        ),
    ),
    "migration market": _MARKET,
    "market": _MARKET,
    # What is refused at creation is not kept, so INVALID comes of the screens or of a failed submission.
    "portfolio": _life(
        "NEW VALID INVALID",
        _table(
            NEW="VALID INVALID DELETED",
            VALID="SUBMITTED INVALID REJECTED DELETED",
            INVALID="VALID DELETED",
            SUBMITTED="VALID REJECTED",
            REJECTED="VALID",
        ),
    ),
    "load window": _life("OPEN CLOSED", _table(OPEN="CLOSED"), _table(CLOSED="OPEN")),
    # A later upload replaces an earlier one; the CEC's lower figures turn what was valid into an error.
    "load submission": _life("VALID ERROR", _table(VALID="ERROR", ERROR="VALID")),
}


def judge_history(
    kind: str,
    statuses: Sequence[str],
    *,
    name: str = "",
    from_birth: bool = False,
    every_step: bool = False,
    reopened: bool = False,
    without: Collection[str] = (),
) -> Judgement:
    """Whether the statuses of one thing, in the order they were observed, can have followed each other.

    ``kind``: a key of LIVES (KeyError otherwise); ``name``: what the thing is called in findings; ``from_birth``: the
    first look was at its creation; ``every_step``: no state can have been missed in between; ``reopened``: the
    operator may have set dates back or taken a posting back meanwhile. Laws: ``state-known``, ``first-state``,
    ``step``.
    """
    life, docket = LIVES[kind], Docket(without)
    title = f"{kind} {name}".strip()
    docket.looked("state-known", len(statuses))
    for status in dict.fromkeys(statuses):
        if status not in life.steps:
            expected = f"one of {', '.join(sorted(life.steps))}"
            docket.found("state-known", title, expected, status, "no such state")
    known = [each for each in statuses if each in life.steps]
    if from_birth and known:
        docket.looked("first-state")
        if known[0] not in life.begins:
            docket.found(
                "first-state", title, " or ".join(sorted(life.begins)), known[0], "nothing begins so"
            )
    for look, (before, after) in enumerate(pairwise(known), start=2):
        docket.looked("step")
        allowed = (life.follows if every_step else life.reachable)(before, reopened=reopened)
        if after not in allowed:
            expected = f"{before}, or {', '.join(sorted(allowed - {before})) or 'nothing else'}"
            docket.found(
                "step", f"{title}, look {look}", expected, after, f"{before} does not lead to {after}"
            )
    return docket.judgement()


def judge_histories(
    histories: Iterable[tuple[str, str, Sequence[str]]], *, reopened: bool = False
) -> Judgement:
    """Many histories at once: kind, name and statuses of each."""
    findings: list[Finding] = []
    judged = {"state-known": 0, "step": 0}
    for kind, name, statuses in histories:
        each = judge_history(kind, statuses, name=name, reopened=reopened)
        findings += each.findings
        for law, times in each.judged.items():
            judged[law] += times
    return Judgement(tuple(findings), judged)
