"""The files of the scenarios as the page shows them: pictures within the page, the rest as links.

A picture goes into an ``<img>`` as a data URI: there a browser runs nothing and fetches nothing, and the page stays one
file. Every file is read back by its event first; one that is not as it was kept is named with the reason.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketsim.evidence.attachments import SVG, AttachmentProblem, attached
from marketsim.evidence.quiet_svg import quiet_svg

MOST_IN_THE_PAGE = 8 * 1024 * 1024
"""Bytes of all pictures in a page; further ones are linked."""
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a scenario. ``link`` is relative to the page, None with a ``trouble``; ``image`` a data URI or None."""

    title: str
    bytes: int
    link: str | None
    image: str | None = None
    words: str = ""
    trouble: str = ""


def shown_files(run: Path, scenarios: Iterable[Mapping[str, Any]]) -> dict[str, list[ShownFile]]:
    """The files of each scenario that has some, by its id; ``scenarios`` are those of the summary."""
    room = MOST_IN_THE_PAGE
    shown: dict[str, list[ShownFile]] = {}
    for scenario in scenarios:
        for facts in scenario["attachments"]:
            file = _shown(run, facts, room)
            room -= file.bytes if file.image else 0
            shown.setdefault(scenario["id"], []).append(file)
    return shown


def _shown(run: Path, facts: Mapping[str, Any], room: int) -> ShownFile:
    title, size = str(facts["title"]), int(facts["bytes"])
    try:
        content = attached(run, facts)
    except AttachmentProblem as problem:
        return ShownFile(title, size, None, trouble=str(problem))
    if facts["media_type"] != SVG or len(content) > room:
        return ShownFile(title, len(content), facts["file"])
    words = quiet_svg(content).description
    told = words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
    image = f"data:{SVG};base64,{base64.b64encode(content).decode()}"
    return ShownFile(title, len(content), facts["file"], image, told)
