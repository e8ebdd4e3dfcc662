"""Where things stand on the page: its sections, and the labels within each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

SECTIONS = {
    "PRR Details": "details",
    "Click here to view the Recommendation Details for this PRR": "recommendation",
    "Click here to view the Final Decision for this PRR": "decision",
    "Impact Analysis": "impact",
    "Initial Comments": "initial",
    "Recommendation Comments": "recommendation comments",
    "Click here to view the Appeals for this PRR": "appeals",
}
MODIFIED = "Modified BPM language proposed by the BPM Change Management Coordinator"
AUTHORSHIP = "Identification of the authorship of comments"
REQUIREMENTS = "Statement of apparent requirements of the BPM PRR"
SYSTEM = "Priority and rank for any BPM PRR requiring a CAISO system change"
PROPOSED_DATE = "Proposed effective date(s) of the BPM PRR"
DETAILS = (
    "PRR #", "Title", "Date Submitted", "PRR Category", "Priority", "Owner", "Status End Date", "Status",
    "Related BPM", "BPM Section", "RSS", "Existing Language", "Proposed Language", "Reason For Revision",
)  # fmt: skip
RECOMMENDATION = (
    "BPM PRR Submitter", MODIFIED, AUTHORSHIP, REQUIREMENTS, SYSTEM, PROPOSED_DATE, "Other recommended actions",
)  # fmt: skip
DECISION = ("Final Decision", "Stakeholder Comment", "Effective Date")
ACTION = "Action"
_ACTION = re.compile(r"(?:Approve|Adopt) .{0,60}\bas (submitted|modified|originally issued)\b")
_ALIKE = 0.9  # of a label that was misspelt


@dataclass(frozen=True)
class Block:
    """The fields of a section by label (each a tuple of lines), and the labels that were misspelt, by right label."""

    fields: Mapping[str, tuple[str, ...]]
    misspelt: Mapping[str, str] = field(default_factory=dict)

    def text(self, label: str) -> str:
        """A field as one line; empty when it is empty or missing."""
        return " ".join(filter(None, self.fields.get(label, ())))

    @property
    def action(self) -> str:
        """``as submitted``, ``as modified`` or ``as originally issued``; empty when no action is named."""
        found = _ACTION.match(self.text(ACTION))
        return f"as {found[1]}" if found else ""


def sections(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The lines of each section; a heading counts the first time, and only in the order of the page."""
    found: dict[str, list[str]] = {"top": [], **{name: [] for name in SECTIONS.values()}}
    ahead = list(SECTIONS)
    current = "top"
    for line in lines:
        if line in ahead:
            current = SECTIONS[line]
            del ahead[: ahead.index(line) + 1]
        else:
            found[current].append(line)
    return {name: tuple(each) for name, each in found.items()}


def block(lines: Sequence[str], labels: Sequence[str]) -> Block:
    """The fields of a section. A label counts the first time; what stands after it on its line belongs to the field."""
    fields: dict[str, list[str]] = {}
    misspelt: dict[str, str] = {}
    current = ""
    for line in lines:
        label, rest = _label(line, [each for each in labels if each not in fields])
        if ACTION not in fields and _ACTION.match(line):
            label, rest = ACTION, line
        if label:
            current = label
            fields[label] = [rest] if rest else []
            if not rest and line != label:
                misspelt[label] = line
        elif current:
            fields[current].append(line)
    return Block({name: tuple(each) for name, each in fields.items()}, misspelt)


def _label(line: str, labels: Iterable[str]) -> tuple[str, str]:
    """The label that a line starts with and what follows; a long label may be misspelt where it is the whole line."""
    for each in labels:
        if line == each or line.startswith(f"{each} "):
            return each, line[len(each) :].strip()
        if len(each) > len(MODIFIED) // 2 and abs(len(line) - len(each)) < 5 and _alike(line, each):
            return each, ""
    return "", ""


def _alike(line: str, label: str) -> bool:
    return SequenceMatcher(None, line, label, autojunk=False).ratio() >= _ALIKE
