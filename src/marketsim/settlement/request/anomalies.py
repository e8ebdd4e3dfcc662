"""Where a page contradicts itself, or prints what is not meant. Each is told once, with what it is read as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .layout import ACTION, MODIFIED, REQUIREMENTS, SYSTEM, Block
from .record import Anomaly, Facts
from .stamps import dates

STEPS = 10  # of the track of a request: nine marks and the step that is named
_NUMBER = re.compile(r"\bPRR #? ?([0-9]{2,6})\b")
_ADDITIONS = re.compile(r"\b(?:plus|additional|in addition)\b", re.IGNORECASE)


def number_in(lines: tuple[str, ...]) -> int | None:
    """The number that the page's texts give the request; None when they give none, or several."""
    found = {int(each) for line in lines for each in _NUMBER.findall(line)}
    return found.pop() if len(found) == 1 else None


def of_details(details: Block, facts: Facts) -> Iterator[Anomaly]:
    """No row with the number; marks run into the step of the track."""
    if not details.text("PRR #"):
        meant = "" if facts.number is None else f"{facts.number}, named in a text of the page"
        yield Anomaly("number-missing", "details, PRR #", "", meant)
    track = facts.life_cycle
    if track and track.before + track.after:
        raw = "*" * track.before + track.step + "*" * track.after
        whole = track.before + 1 + track.after == STEPS
        meant = f"{track.step}, step {track.before + 1} of {STEPS}" if whole else track.step
        yield Anomaly("life-cycle-marks", "life cycle", raw, meant)


def of_labels(block: Block, where: str) -> Iterator[Anomaly]:
    """Labels that were misspelt, by the words that differ."""
    for label, line in block.misspelt.items():
        printed, right = line.split(), label.split()
        if len(printed) == len(right):
            both = [each for each in zip(printed, right, strict=True) if each[0] != each[1]]
            printed, right = [each for each, _ in both], [each for _, each in both]
        yield Anomaly("label-misspelt", f"{where}, {label}", " ".join(printed), " ".join(right))


def of_recommendation(block: Block, facts: Facts) -> Iterator[Anomaly]:
    """Modified without a modification; changes of language beside changes of systems; dates of no announcement."""
    if facts.recommended == "as modified" and facts.modified_language is False:
        yield Anomaly(
            "modified-without-language", "recommendation", "as modified; no modified language", "as modified"
        )
    system = block.text(SYSTEM).lower()
    if "language changes" in block.text(REQUIREMENTS).lower() and re.search(
        r"(?<!no )system changes", system
    ):
        yield Anomaly(
            "language-beside-systems",
            "recommendation",
            "basic language changes; system changes",
            "system changes",
        )
    posted = {each.posted[:10] for each in facts.announcements}
    of_day: dict[str, list[str]] = {}
    for each in posted:
        of_day.setdefault(each[4:], []).append(each)
    for raw, day in dates(block.text(ACTION)):
        if day not in posted:
            meant = of_day.get(day[4:], [])
            yield Anomaly(
                "date-of-no-announcement", "recommendation, action", raw, meant[0] if len(meant) == 1 else ""
            )


def of_decision(block: Block, facts: Facts) -> Iterator[Anomaly]:
    """Additions adopted as originally issued; a blank effective date."""
    added = _ADDITIONS.search(block.text("Final Decision"))
    if facts.decided == "as originally issued" and added:
        raw = f"{added[0].lower()}; as originally issued"
        yield Anomaly("issued-with-additions", "final decision", raw, "the recommendation with additions")
    if "Effective Date" in block.fields and not block.text("Effective Date"):
        yield Anomaly("effective-date-blank", "final decision, Effective Date", "", facts.effective)


def has_modified_language(block: Block) -> bool | None:
    """Whether the recommendation brings language of its own; None where the field is empty or missing."""
    text = block.text(MODIFIED).lower()
    return "no modified" not in text if text else None
