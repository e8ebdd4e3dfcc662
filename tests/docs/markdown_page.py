"""A page of the documentation as plain data: code, links, headings and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """The path from the root of the project."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """Everything that stands there."""
        return self.path.read_text("utf-8")

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCE.sub("", self.text)

    def blocks(self, language: str | None = None) -> list[str]:
        """The fenced blocks, of one language or of all."""
        return [body for word, body in _FENCE.findall(self.text) if language in (None, word)]

    def spans(self) -> list[str]:
        """What stands between backticks within a line."""
        return _SPAN.findall(self.prose)

    def links(self) -> list[str]:
        """The targets of all links."""
        return _LINK.findall(self.prose)

    def anchors(self) -> set[str]:
        """The anchors that the headings make, as forges spell them."""
        return {anchor(each) for each in _HEADING.findall(self.prose)}

    def section(self, heading: str) -> str:
        """The text from a heading to the next of the same level or above; raises KeyError when it is not there."""
        lines = self.text.splitlines()
        for start, line in enumerate(lines):
            level, _, title = line.partition(" ")
            if title.replace("`", "") == heading and set(level) == {"#"}:
                rest = lines[start + 1 :]
                ends = (n for n, each in enumerate(rest) if re.match(rf"#{{1,{len(level)}}} ", each))
                return "\n".join(rest[: next(ends, len(rest))])
        raise KeyError(heading)


def anchor(heading: str) -> str:
    """``Exit codes`` as ``exit-codes``: lower case, words and hyphens only."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every table row below a heading row."""
    below = False
    for line in text.splitlines():
        if not line.startswith("|"):
            below = False
        elif set(line) <= set("|-: "):
            below = True
        elif below:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def words(cell: str) -> list[str]:
    """What stands between backticks in a cell."""
    return _SPAN.findall(cell)
