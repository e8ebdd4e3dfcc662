"""The verdict of the selection in one sentence, always with its denominator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from marketsim.readiness.finding import PARTIES, Finding
from marketsim.readiness.verdict import ScenarioVerdict
from marketsim.readiness.wording import counted

_WAITED_FOR = {"us": "us", "ISO": "the ISO", "partner": "a partner"}


def sentence(verdicts: Sequence[ScenarioVerdict], problems: Sequence[Finding], code: int) -> str:
    """One sentence for a person in a hurry; ``code`` is the exit code."""
    counts = Counter(each.verdict for each in verdicts)
    applying = len(verdicts) - counts["omitted"] - counts["attested"]
    if code == 2:
        return _nothing(len(verdicts))
    if code == 0:
        if counts["waived"]:
            told = _listed(
                [f"{counts['passed']} passed" if counts["passed"] else "", _waived(counts["waived"])]
            )
            return f"Ready for what was selected: of {_applying(applying)}, {told}."
        return f"Ready for what was selected: {'all ' if applying > 1 else ''}{_applying(applying)} passed."
    if code == 6:
        skipped = counts["skipped"]
        whom = _whom(verdicts)
        return (
            f"Undecided: nothing failed, but {skipped} of {_applying(applying)} could not be told; "
            f"we wait for {whom}."
        )
    parts = [
        f"{counts['failed']} failed" if counts["failed"] else "",
        f"{counts['broken']} could not be tested" if counts["broken"] else "",
        f"{counts['skipped']} could not be told" if counts["skipped"] else "",
    ]
    told = f"of {_applying(applying)}, {_listed(parts)}" if any(parts) else ""
    troubled = f"the run itself had {counted(len(problems), 'problem')}" if problems else ""
    return f"Not ready: {'; '.join(filter(None, (told, troubled)))}."


def _applying(number: int) -> str:
    return "the one scenario that applies" if number == 1 else f"{number} scenarios that apply"


def _waived(number: int) -> str:
    return f"{number} failed and {'was' if number == 1 else 'were'} waived"


def _nothing(seen: int) -> str:
    if seen:
        return f"Nothing assessed: none of the {counted(seen, 'scenario')} selected applies here."
    return "Nothing assessed: no scenario was selected."


def _whom(verdicts: Sequence[ScenarioVerdict]) -> str:
    waited = {each.finding.responsible for each in verdicts if each.verdict == "skipped" and each.finding}
    return _listed([_WAITED_FOR[each] for each in PARTIES if each in waited])


def _listed(parts: Sequence[str]) -> str:
    said = [each for each in parts if each]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
