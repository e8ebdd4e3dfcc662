"""Faults that can be switched on: a rule left out, an answer, a result or a cutover falsified, a refusal ordered."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from marketsim.contract.catalogue import Contract
from marketsim.contract.errors import ERROR_CODES
from marketsim.contract.operations import Operation, OperationKey
from marketsim.system.cutover.faults import FAULTS as CUTOVER_FAULTS
from marketsim.system.lies import LIES, can_lie, falsify
from marketsim.system.problem import SystemProblem
from marketsim.system.result_faults import NO_RESULT_FAULTS, RESULT_FAULTS, ResultFaults
from marketsim.system.rules.rule import Rule

# Codes that no participant can bring about by a request; the operator induces them.
INDUCIBLE = frozenset({"SER0001", "SER0003", "SER0028", "MKT0002", "GEN0003", "POR0308"})
KINDS = ("rule", *LIES, "result", "induce", "cutover")
ELSEWHERE = "settlement"
EXAMPLES = (
    "rule:ID, status|missing|enum|tou-boolean:SERVICE.OPERATION, result:ID, cutover:ID "
    "or induce:CODE[@SERVICE.OPERATION]"
)


class FaultProblem(SystemProblem):
    """There is no such fault."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults in force, as written and as what they do."""

    written: tuple[str, ...] = ()
    rules_off: frozenset[str] = frozenset()
    lies: Mapping[OperationKey, tuple[str, ...]] = field(default_factory=dict)
    induced: Mapping[OperationKey, str] = field(default_factory=dict)
    results: ResultFaults = NO_RESULT_FAULTS
    cutover: frozenset[str] = frozenset()

    def falsify(
        self, operation: Operation, contract: Contract, status: int, body: bytes
    ) -> tuple[int, bytes]:
        """A good answer with the operation's lies told."""
        for lie in self.lies.get(operation.key, ()):
            status, body = falsify(lie, operation, contract, status, body)
        return status, body


def parse_faults(written: Sequence[str], rules: Iterable[Rule], contract: Contract) -> Faults:
    """Read faults of the form KIND:ID; raises FaultProblem, which lists near matches."""
    known_rules = [rule.id for rule in rules]
    by_name = {str(key): operation for key, operation in contract.operations.items()}
    off: set[str] = set()
    lies: dict[OperationKey, tuple[str, ...]] = {}
    induced: dict[OperationKey, str] = {}
    results: set[str] = set()
    cutover: set[str] = set()
    for text in written:
        kind, _, name = text.partition(":")
        if kind == ELSEWHERE:
            found = f"{text!r} is a mistake of the settlement model, which is in the scenarios and not in this system"
            raise FaultProblem(found, EXAMPLES, f"give it to the run: `marketsim run --fault {text}`")
        if kind not in KINDS:
            raise _unknown(f"there is no fault {text!r}", kind, KINDS, EXAMPLES)
        if kind == "rule":
            off.add(_one_of(name, known_rules, text, "the id of a rule"))
        elif kind == "result":
            results.add(_one_of(name, RESULT_FAULTS, text, "the id of a fault of results"))
        elif kind == "cutover":
            cutover.add(_one_of(name, CUTOVER_FAULTS, text, "the id of a fault of the cutover"))
        elif kind == "induce":
            induced.update(_induced(name, text, by_name, contract))
        else:
            operation = by_name[_one_of(name, by_name, text, "an operation")]
            if not can_lie(kind, operation, contract):
                tellable = [each for each, its in by_name.items() if can_lie(kind, its, contract)]
                raise _unknown(
                    f"{name} has no place for the lie {kind!r}", name, tellable, "another operation"
                )
            lies[operation.key] = (*lies.get(operation.key, ()), kind)
    return Faults(
        tuple(written), frozenset(off), lies, induced, ResultFaults(frozenset(results)), frozenset(cutover)
    )


def _induced(
    name: str, text: str, by_name: Mapping[str, Operation], contract: Contract
) -> dict[OperationKey, str]:
    code, _, where = name.partition("@")
    _one_of(code, INDUCIBLE & set(ERROR_CODES), text, "a code that can be induced")
    listing = {each: its for each, its in by_name.items() if code in contract.error_codes(its.service)}
    chosen = [_one_of(where, listing, text, f"an operation that lists {code}")] if where else list(listing)
    return {listing[each].key: code for each in chosen}


def _one_of(name: str, known: Collection[str], text: str, what: str) -> str:
    if name in known:
        return name
    raise _unknown(f"there is no fault {text!r}", name, known, what)


def _unknown(found: str, name: str, known: Collection[str], expected: str) -> FaultProblem:
    near = difflib.get_close_matches(name, sorted(known), n=5, cutoff=0.4) or sorted(known)[:10]
    return FaultProblem(found, expected, f"near matches: {', '.join(near)}")
