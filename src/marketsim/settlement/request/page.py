"""Reads the text of a revision request's page (as a browser copies it) into a record."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import anomalies
from .layout import (
    ACTION,
    AUTHORSHIP,
    DECISION,
    DETAILS,
    PROPOSED_DATE,
    RECOMMENDATION,
    SYSTEM,
    Block,
    block,
    sections,
)
from .lines import UnreadablePage, lines
from .mentions import Listed, guides_in, listed
from .record import Anomaly, Appeals, Facts, LifeCycle, PageRecord, Remark
from .remarks import announcements, organisation, people, remarks
from .stamps import first_date, iso_stamp

_TRACK = "PRR Life Cycle"
_APPEALS = re.compile(r"# of Appeals (In Progress|Closed|Abandoned) - ([0-9]{1,6})")


def parse(page: str | bytes) -> PageRecord:
    """The record of a page: raw fields, facts, and anomalies sorted by kind and place.

    Raises UnreadablePage for what is no such page or too large; whatever else the page holds is read or left empty.
    """
    found = lines(page)
    parts = sections(found)
    details = block(parts["details"], DETAILS)
    if not details.text("Title"):
        raise UnreadablePage(
            "the text of a revision request's page, with its details and a title",
            f"{len(found)} lines without them",
            "copy the whole page as text",
        )
    blocks = {
        "details": details,
        "recommendation": block(parts["recommendation"], RECOMMENDATION),
        "final decision": block(parts["decision"], DECISION),
    }
    facts, wrong = _facts(found, parts, blocks)
    wrong += [each for where, part in blocks.items() for each in anomalies.of_labels(part, where)]
    wrong += anomalies.of_details(details, facts)
    wrong += anomalies.of_recommendation(blocks["recommendation"], facts)
    wrong += anomalies.of_decision(blocks["final decision"], facts)
    return PageRecord(_raw(blocks), facts, tuple(sorted(set(wrong))))


def _facts(
    found: tuple[str, ...], parts: dict[str, tuple[str, ...]], blocks: dict[str, Block]
) -> tuple[Facts, list[Anomaly]]:
    details, recommendation, decision = blocks.values()
    guides = listed(filter(None, details.fields.get("BPM Section", ())))
    speakers = people(recommendation.text(AUTHORSHIP))
    posted, first = announcements(decision.fields.get(ACTION, ())[1:], guides)
    said, second = _remarks(parts, guides, speakers)
    _, third = guides_in(recommendation.fields.get(ACTION, ()), guides, "recommendation, action")
    facts = Facts(
        number=_number(details.text("PRR #"), found),
        submitted=iso_stamp(details.text("Date Submitted")),
        category=details.text("PRR Category"),
        priority=details.text("Priority"),
        owner=organisation(details.text("Owner"), speakers),
        status=details.text("Status"),
        ended=iso_stamp(details.text("Status End Date")),
        manual=details.text("Related BPM"),
        guides=tuple(each.version for each in guides),
        life_cycle=_life_cycle(parts["top"]),
        recommended=recommendation.action,
        modified_language=anomalies.has_modified_language(recommendation),
        effective=first_date(recommendation.text(PROPOSED_DATE)),
        production=first_date(recommendation.text(SYSTEM)),
        decided=decision.action,
        decided_effective=first_date(decision.text("Effective Date")),
        announcements=posted,
        remarks=said,
        appeals=_appeals(parts["appeals"]),
    )
    return facts, [*first, *second, *third]


def _remarks(
    parts: dict[str, tuple[str, ...]], guides: Sequence[Listed], speakers: dict[str, str]
) -> tuple[tuple[Remark, ...], list[Anomaly]]:
    """The comments and answers of both parts of the page."""
    initial, first = remarks(parts["initial"], "initial", guides, speakers)
    later, second = remarks(parts["recommendation comments"], "recommendation", guides, speakers)
    return initial + later, [*first, *second]


def _number(row: str, found: tuple[str, ...]) -> int | None:
    """The request's number: of its row, or where that is absent, the one number the texts name."""
    if re.fullmatch(r"[0-9]{1,6}", row):
        return int(row)
    return anomalies.number_in(found)


def _life_cycle(top: tuple[str, ...]) -> LifeCycle | None:
    track = next((line.removeprefix(_TRACK).strip() for line in top if line.startswith(_TRACK)), "")
    step = track.strip("*")
    before = len(track) - len(track.lstrip("*"))
    return LifeCycle(before, step.strip(), len(track) - before - len(step)) if step else None


def _appeals(lines: tuple[str, ...]) -> Appeals:
    counts = {each[1]: int(each[2]) for line in lines if (each := _APPEALS.fullmatch(line))}
    return Appeals(counts.get("In Progress"), counts.get("Closed"), counts.get("Abandoned"))


def _raw(blocks: dict[str, Block]) -> dict[str, str]:
    """Every field's own text by ``section, label``."""
    return {f"{where}, {label}": part.text(label) for where, part in blocks.items() for label in part.fields}
