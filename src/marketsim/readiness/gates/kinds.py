"""How each kind of criterion is judged; each answers from the grounds alone, and never "met" where nothing was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from marketsim.evidence.gate_facts import CriterionFacts
from marketsim.readiness.gates.criterion import Against, CriterionTold, State, percent, told
from marketsim.readiness.gates.grounds import Grounds, Seen
from marketsim.readiness.wording import counted

SHOWN = 3  # names in a sentence
NOTHING_MET = "nothing of it was run"


@dataclass(slots=True)
class _Tally:
    """The scenarios of a selection, by what they say; those that do not apply, or were attested, are left."""

    ready: list[Seen] = field(default_factory=list)
    bad: list[Seen] = field(default_factory=list)
    untold: list[Seen] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    left: int = 0

    @property
    def total(self) -> int:
        return len(self.ready) + len(self.bad) + len(self.untold) + len(self.not_run)

    @property
    def assessed(self) -> bool:
        """Whether any of them was really tried: what a phase leaves for another was not."""
        return bool(self.ready or self.bad or any(each.cause != "phase" for each in self.untold))

    def against(self) -> list[Against]:
        return [
            {"id": each.id, "verdict": each.verdict, "why": each.why, "turn": each.turn or "us"}
            for each in (*self.bad, *self.untold)
        ]

    def told(self) -> str:
        """``12 of 14 ready (1 waived), 1 failed, 1 not run``."""
        waived = sum(each.verdict == "waived" for each in self.ready)
        parts = [f"{len(self.ready)} of {self.total} ready" + (f" ({waived} waived)" if waived else "")]
        for word in ("failed", "broken"):
            if number := sum(each.verdict == word for each in self.bad):
                parts.append(f"{number} {word}")
        parts += [f"{len(self.untold)} could not be told"] if self.untold else []
        parts += [f"{len(self.not_run)} not run"] if self.not_run else []
        return ", ".join(parts)


def _tally(criterion: CriterionFacts, grounds: Grounds) -> _Tally:
    found = _Tally()
    for id_, each in grounds.met(criterion["scenarios"]):
        if each is None or (criterion["during"] and each.phase != criterion["during"]):
            found.not_run.append(id_)
        elif each.verdict in ("passed", "waived"):
            found.ready.append(each)
        elif each.verdict in ("failed", "broken"):
            found.bad.append(each)
        elif each.verdict == "skipped" or grounds.left_to_later(each, criterion["phase"]):
            found.untold.append(each)  # another phase will tell it: that is no reason to do without
        else:
            found.left += 1
    return found


def passed(criterion: CriterionFacts, grounds: Grounds) -> CriterionTold:
    """A share of a selection passed or is waived; what was not told yet may still come to pass."""
    least, found = criterion["at_least"], _tally(criterion, grounds)
    least = 100.0 if least is None else least
    wanted = f"{percent(least)} of {counted(found.total, 'scenario')} passed or waived"
    if not found.assessed:
        return told(criterion, "not assessed", wanted, NOTHING_MET, not_run=found.not_run, turn=("us",))
    if 100 * len(found.ready) >= least * found.total:
        return told(criterion, "met", wanted, found.told(), against=found.against(), not_run=found.not_run)
    hopeless = 100 * (found.total - len(found.bad)) < least * found.total
    state: State = "not met" if hopeless else "open"
    return told(criterion, state, wanted, found.told(), against=found.against(), not_run=found.not_run)


def none_failed(criterion: CriterionFacts, grounds: Grounds) -> CriterionTold:
    """None failed or broke; that some were not run is said, and does not count."""
    found = _tally(criterion, grounds)
    wanted = f"none of {counted(found.total, 'scenario')} failed or broken"
    if not found.ready and not found.bad:
        return told(criterion, "not assessed", wanted, NOTHING_MET, not_run=found.not_run, turn=("us",))
    failed = any(each.verdict == "failed" for each in found.bad)
    state: State = "not met" if failed else "open" if found.bad else "met"
    against = [each for each in found.against() if each["verdict"] in ("failed", "broken")]
    return told(criterion, state, wanted, found.told(), against=against)


def attested(criterion: CriterionFacts, grounds: Grounds) -> CriterionTold:
    """A step outside the API was recorded."""
    step = criterion["step"] or ""
    wanted = f"{step} attested"
    if grounds.attested is None:
        return told(
            criterion, "open", wanted, "a single run has no attested steps; a campaign has", turn=("us",)
        )
    if step in grounds.attested:
        return told(criterion, "met", wanted, "recorded in the campaign")
    return told(criterion, "open", wanted, "not recorded in the campaign", turn=("us",))


def operations(criterion: CriterionFacts, grounds: Grounds) -> CriterionTold:
    """Every operation answered each function that may call it, as far as the target lets us see who may."""
    functions = criterion["functions"] or list(grounds.functions)
    wanted = f"every operation of {', '.join(functions) or 'the functions that took part'} reached"
    tally = grounds.coverage["function_operation"]
    if tally["total"] is None:
        return told(criterion, "does not apply", wanted, tally["note"] or "not told")
    reached = [each for each in tally["reached_names"] if each.partition(" ")[0] in functions]
    missing = [each for each in tally["missing"] if each.partition(" ")[0] in functions]
    found = f"{len(reached)} of {len(reached) + len(missing)}{_missing(missing)}"
    if not reached:
        return told(criterion, "not assessed", wanted, NOTHING_MET, turn=("us",))
    return told(criterion, "open" if missing else "met", wanted, found, turn=("us",))


def coverage(criterion: CriterionFacts, grounds: Grounds) -> CriterionTold:
    """A figure of the coverage is high enough."""
    figure, least = criterion["figure"] or "", criterion["at_least"]
    least = 100.0 if least is None else least
    wanted = f"{percent(least)} of {figure.replace('_', ' ')}"
    tally = grounds.coverage.get(figure)
    if not isinstance(tally, Mapping) or tally["total"] is None:
        found = tally["note"] if isinstance(tally, Mapping) else "there is no such figure"
        return told(criterion, "does not apply" if tally else "open", wanted, str(found))
    reached, total = tally["reached"], tally["total"]
    if not reached:
        return told(criterion, "not assessed", wanted, NOTHING_MET, turn=("us",))
    enough = 100 * reached >= least * total
    found = f"{reached} of {total}" + ("" if enough else _missing(tally["missing"]))
    return told(criterion, "met" if enough else "open", wanted, found, turn=("us",))


def oracle(criterion: CriterionFacts, grounds: Grounds) -> CriterionTold:
    """Independent oracles found nothing wrong, in the scenarios of the selection or in all."""
    about = criterion["about"] or ""
    wanted = f"nothing against it in {about!r}"
    chosen = criterion["scenarios"]
    looked = [each for _, each in grounds.met(chosen) if each] if chosen else list(grounds.seen.values())
    spoke = [(each, one) for each in looked for one in each.assertions if str(one["what"]).startswith(about)]
    if not spoke or not about:
        return told(criterion, "not assessed", wanted, "no oracle was asked", turn=("us",))
    wrong = {each.id: (each, one) for each, one in spoke if not one["held"]}
    found = f"{counted(len(spoke), 'look')}, {len(wrong) or 'none'} found something wrong"
    against: list[Against] = [
        {
            "id": each.id,
            "verdict": each.verdict,
            "why": f"found {one['found']}"[:300],
            "turn": each.turn or "ISO",
        }
        for each, one in wrong.values()
    ]
    return told(criterion, "not met" if wrong else "met", wanted, found, against=against)


def waivers(criterion: CriterionFacts, grounds: Grounds) -> CriterionTold:
    """Every waiver that was given still holds, and is still needed."""
    stale = [each for each in grounds.waivers if each["state"] in ("expired", "no longer needed")]
    found = f"{len(stale)} of {len(grounds.waivers)}" if grounds.waivers else "none given"
    named = "; ".join(f"{each['id']} {each['state']}" for each in stale[:SHOWN])
    state: State = "not met" if stale else "met"
    wanted = "no waiver expired or no longer needed"
    return told(criterion, state, wanted, f"{found}: {named}" if named else found, turn=("us",))


def _missing(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return f"; missing {', '.join(listed[:SHOWN])}{more}" if listed else ""


Judge = Callable[[CriterionFacts, Grounds], CriterionTold]
JUDGES: Mapping[str, Judge] = {
    "passed": passed,
    "none-failed": none_failed,
    "attested": attested,
    "operations": operations,
    "coverage": coverage,
    "oracle": oracle,
    "waivers": waivers,
}
"""All kinds but ``exit-met``, which decision.py judges by the phases themselves."""
