"""The verdict of the selection in one sentence, always with its denominator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from marketsim.readiness.finding import PARTIES, Finding, Verdict
from marketsim.readiness.verdict import ScenarioVerdict
from marketsim.readiness.wording import counted

_WAITED_FOR = {"ISO": "the ISO", "partner": "a partner"}


def sentence(verdicts: Sequence[ScenarioVerdict], problems: Sequence[Finding], code: int) -> str:
    """One sentence for a person in a hurry; ``code`` is the exit code."""
    counts = Counter(each.verdict for each in verdicts)
    applying = len(verdicts) - counts["omitted"] - counts["attested"]
    if code == 2:
        return _nothing(len(verdicts))
    if code == 0:
        return f"Ready for what was selected: {_ready(counts, applying)}."
    if code == 6:
        return (
            f"Undecided: nothing failed, but {_untold(counts['skipped'], applying)}; {_whose_turn(verdicts)}."
        )
    parts = [
        _some(counts["failed"], applying, "failed"),
        _some(counts["broken"], applying, "could not be tested"),
        _some(counts["skipped"], applying, "could not be told"),
    ]
    told = f"{_of(applying)}{_listed(parts)}" if any(parts) else ""
    troubled = f"the run itself had {counted(len(problems), 'problem')}" if problems else ""
    return f"Not ready: {'; '.join(filter(None, (told, troubled)))}."


def only_settlement(problems: Sequence[Finding]) -> str:
    """The sentence where nothing but settlement was run, which is no part of CRR readiness."""
    troubled = f", and the run itself had {counted(len(problems), 'problem')}" if problems else ""
    return f"Not assessed: nothing of CRR readiness was run, only settlement{troubled}."


ONE = "the one scenario that applies"


def _of(applying: int) -> str:
    return "" if applying == 1 else f"of {applying} scenarios that apply, "


def _some(number: int, applying: int, what: str) -> str:
    """``3 failed``, of one alone ``the one scenario that applies failed``; empty for none."""
    if not number:
        return ""
    return f"{ONE if applying == 1 else number} {what}"


def _ready(counts: Counter[Verdict], applying: int) -> str:
    if counts["waived"]:
        waived = f"failed and {'was' if counts['waived'] == 1 else 'were'} waived"
        parts = [_some(counts["passed"], applying, "passed"), _some(counts["waived"], applying, waived)]
        return f"{_of(applying)}{_listed(parts)}"
    return f"{ONE if applying == 1 else f'all {applying} scenarios that apply'} passed"


def _untold(skipped: int, applying: int) -> str:
    if applying == 1:
        return f"{ONE} could not be told"
    if skipped == applying:
        return f"none of the {applying} scenarios that apply could be told"
    return f"{skipped} of {applying} scenarios that apply could not be told"


def _nothing(seen: int) -> str:
    if seen:
        return f"Nothing assessed: none of the {counted(seen, 'scenario')} selected applies here."
    return "Nothing assessed: no scenario was selected."


def _whose_turn(verdicts: Sequence[ScenarioVerdict]) -> str:
    waited = {each.finding.responsible for each in verdicts if each.verdict == "skipped" and each.finding}
    others = _listed([_WAITED_FOR[each] for each in PARTIES if each in waited and each in _WAITED_FOR])
    if "us" in waited and others:
        return f"some wait for us, the others for {others}"
    return "it is our turn" if "us" in waited else f"we wait for {others}"


def _listed(parts: Sequence[str]) -> str:
    said = [each for each in parts if each]
    return "".join(said) if len(said) < 2 else f"{', '.join(said[:-1])} and {said[-1]}"
