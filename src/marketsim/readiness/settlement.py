"""What the settlement scenarios of a run came to: told apart, and never part of CRR readiness.

Without a statement the reference model has only checked itself. With one it agrees with it or differs from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from marketsim.evidence.settlement_facts import SettlementFacts
from marketsim.readiness.exit_code import HARNESS, NETWORK, NOT_READY, READY, SET_UP, exit_code
from marketsim.readiness.finding import VERDICTS, Verdict
from marketsim.readiness.model_finding import COMPARES
from marketsim.readiness.record import RunRecord
from marketsim.readiness.verdict import ScenarioVerdict, decide
from marketsim.readiness.wording import counted

Word = Literal["agrees", "differs"]
TITLE = "Settlement: the reference model, not part of CRR readiness"
NO_STATEMENT = "no statement supplied: the reference model checked itself"
KINDS: Mapping[str, str] = {
    "quoted": "the published request says it: a product of given inputs, a name, a date, who supplies a value",
    "invariant": "it holds under every reading of what is published: what must add up to zero, or stay as it was",
    "model": "our reference model says it, under the policies that are named; it is not the ISO's calculation",
}
"""Who demands what a scenario demands, by its tag."""
RED = frozenset({NOT_READY, SET_UP, NETWORK, HARNESS})


@dataclass(frozen=True, slots=True)
class SettlementVerdict:
    """The settlement of a run.

    ``word`` is None without a statement, and where the comparison cannot be told. ``faults`` are the mistakes that
    the model was made to make.
    """

    word: Word | None
    exit_code: int
    sentence: str
    counts: Mapping[Verdict, int]
    scenarios: tuple[ScenarioVerdict, ...]
    supplied: SettlementFacts | None
    faults: Sequence[str]


def settlement_of(record: RunRecord) -> SettlementVerdict | None:
    """Judge the settlement scenarios of a run, the only ones in ``record``; None when there are none."""
    scenarios = tuple(decide(each, record) for each in record.latest())
    if not scenarios:
        return None
    checks = [each for each in scenarios if COMPARES not in each.attempt.started["tags"]]
    compared = [each for each in scenarios if COMPARES in each.attempt.started["tags"]]
    counts = Counter(each.verdict for each in scenarios)
    supplied = record.settlement
    word = _word(checks, compared) if supplied and not record.mistakes else None
    return SettlementVerdict(
        word=word,
        exit_code=_exit_code(scenarios),
        sentence=_sentence(supplied, word, checks, compared, record.mistakes),
        counts={each: counts[each] for each in VERDICTS},
        scenarios=scenarios,
        supplied=supplied,
        faults=record.mistakes,
    )


def given_for_nothing(record: RunRecord) -> str | None:
    """What was given to settlement scenarios, said where none was run that could use it; None where nothing was."""
    given = [f"the statement {record.settlement['statement']['name']}"] if record.settlement else []
    given += [", ".join(record.mistakes)] if record.mistakes else []
    if not given:
        return None
    return f"No settlement scenario was run, so nothing was told by what was given for them: {' and '.join(given)}."


def settlement_facts(settled: SettlementVerdict) -> dict[str, Any]:
    """The ``settlement`` of readiness.json, but for its scenarios.

    {about, kinds: {tag: what it means}, verdict: agrees | differs | null, sentence, exit_code, counts, faults,
    supplied: {inputs, statement, rules, run_date} or null}.
    """
    return {
        "about": TITLE,
        "kinds": dict(KINDS),
        "verdict": settled.word,
        "sentence": settled.sentence,
        "exit_code": settled.exit_code,
        "counts": dict(settled.counts),
        "faults": list(settled.faults),
        "supplied": settled.supplied,
    }


def kind_of(each: ScenarioVerdict) -> str:
    """``quoted``, ``invariant`` or ``model``; what carries none of the tags is of the model."""
    return next((tag for tag in each.attempt.started["tags"] if tag in KINDS), "model")


def _exit_code(scenarios: Sequence[ScenarioVerdict]) -> int:
    """As of any run; what could not be told here does not speak against what held."""
    code = exit_code(scenarios, ())
    held = any(each.verdict in ("passed", "waived") for each in scenarios)
    return READY if held and code not in RED else code


def _word(checks: Sequence[ScenarioVerdict], compared: Sequence[ScenarioVerdict]) -> Word | None:
    """A model that does not pass its own scenarios can tell of no statement."""
    if any(each.verdict in ("failed", "broken") for each in checks):
        return None
    seen = {each.verdict for each in compared} - {"omitted"}
    if seen & {"failed", "waived"}:
        return "differs"
    return "agrees" if seen == {"passed"} else None


def _sentence(
    supplied: SettlementFacts | None,
    word: Word | None,
    checks: Sequence[ScenarioVerdict],
    compared: Sequence[ScenarioVerdict],
    faults: Sequence[str],
) -> str:
    told = NO_STATEMENT if supplied is None else _compared(supplied, word, compared)
    made = f"; it was made to err on purpose ({', '.join(faults)})" if faults else ""
    itself = f"; {_checked(checks)}" if checks else ""
    return f"{TITLE}. {told[0].upper()}{told[1:]}{itself}{made}."


def _compared(supplied: SettlementFacts, word: Word | None, compared: Sequence[ScenarioVerdict]) -> str:
    name = supplied["statement"]["name"]
    applying = [each for each in compared if each.verdict != "omitted"]
    if word == "agrees":
        return f"the statement {name} agrees with the reference model in {_scenarios(len(applying))}"
    if word == "differs":
        differing = sum(each.verdict in ("failed", "waived") for each in compared)
        return (
            f"the statement {name} differs from the reference model under the named policies in {differing} of "
            f"{_scenarios(len(applying))}; neither is called wrong"
        )
    return f"whether the statement {name} agrees with the reference model could not be told"


def _checked(checks: Sequence[ScenarioVerdict]) -> str:
    counts = Counter(each.verdict for each in checks)
    applying = len(checks) - counts["omitted"]
    held = counts["passed"]
    parts = [f"{held} of {_scenarios(applying)} of its own held"]
    parts += [f"{counts[word]} {word}" for word in ("failed", "broken", "waived") if counts[word]]
    parts += [f"{counts['skipped']} could not be told"] if counts["skipped"] else []
    return ", ".join(parts)


def _scenarios(number: int) -> str:
    return counted(number, "scenario")
