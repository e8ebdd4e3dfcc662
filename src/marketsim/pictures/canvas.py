"""From panels to one SVG: same bytes for same rows, readable without colour and without eyes.

matplotlib is imported at the first picture only: it takes half a second, and most of what we do draws nothing.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

INK, SOFT, FILL = "#1c1c1a", "#66645d", "#d9d6cc"
WIDTH = 10.4  # inches; text keeps its size, so the height follows from the rows
LEFT, RIGHT, TOP, GAP, FOOT = 3.5, 0.25, 1.25, 1.0, 0.35
ROW = 0.3
LONGEST_DESCRIPTION = 6000
_SETTINGS: Any = {
    "svg.fonttype": "none",  # text stays text: to be searched, read aloud and selected
    "svg.hashsalt": "marketsim",
    "text.parse_math": False,  # a $ in a name is a $
    "font.family": ["sans-serif"],
    "font.size": 9.0,
    "hatch.linewidth": 0.8,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": INK,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG document; ``name`` is good for a file, ``title`` for a person."""

    name: str
    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a picture: one product's rows. ``draw`` gets the axes; without rows there is only the heading.

    ``words`` say the same as the drawing, number by number.
    """

    heading: str
    labels: Sequence[str]
    axis: str
    draw: Callable[[Any], None]
    words: str


def picture(name: str, title: str, key: str, panels: Sequence[Panel]) -> Picture:
    """Draw panels below each other; ``key`` says what the marks mean."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()  # whatever the machine's own settings are
        matplotlib.rcParams.update(_SETTINGS)
        # a reader's font may have what ours lacks; the text is in the file all the same
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        drawn = _drawn(title, key, panels)
    words = " ".join([key, *(f"{each.heading}: {each.words}." for each in panels)])
    return Picture(name, title, _accessible(drawn, name, title, words))


def _drawn(title: str, key: str, panels: Sequence[Panel]) -> str:
    from matplotlib.figure import Figure

    heights = [max(len(each.labels), 1) * ROW for each in panels]
    height = TOP + sum(heights) + GAP * len(panels) + FOOT
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    figure.text(0.15 / WIDTH, 1 - 0.32 / height, title, size=13, weight="bold")
    figure.text(0.15 / WIDTH, 1 - 0.58 / height, key, size=9, color=SOFT)
    below = TOP
    for panel, tall in zip(panels, heights, strict=True):
        figure.text(0.15 / WIDTH, 1 - (below - 0.12) / height, panel.heading, size=9.5, weight="bold")
        if panel.labels:
            place = (LEFT / WIDTH, 1 - (below + tall) / height, 1 - (LEFT + RIGHT) / WIDTH, tall / height)
            _lay(figure.add_axes(place), panel)
        below += tall + GAP
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _lay(axes: Any, panel: Panel) -> None:
    axes.set_yticks(range(len(panel.labels)), panel.labels)
    axes.tick_params(left=False)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", color=FILL, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(panel.axis)
    panel.draw(axes)
    axes.set_ylim(len(panel.labels) - 0.4, -0.6)


def span(axes: Any, values: Sequence[float]) -> None:
    """Give the x axis room for the values, for zero, and for the text that stands beside each."""
    low, high = min(0.0, *values), max(0.0, *values)
    wide = high - low if high - low > 1e-9 else 1.0  # nothing, or next to nothing
    axes.set_xlim(low - wide * (0.3 if low < 0 else 0.03), high + wide * 0.7)


def _accessible(drawn: str, name: str, title: str, words: str) -> str:
    """Without document type and metadata, with a title and a description that say the numbers."""
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", drawn[drawn.index("<svg") :], count=1, flags=re.S)
    kept = words if len(words) <= LONGEST_DESCRIPTION else f"{words[: LONGEST_DESCRIPTION - 1]}…"
    head, _, rest = svg.partition(">")
    told = (
        f'{head} role="img" aria-labelledby="{name}-title {name}-desc">\n'
        f' <title id="{name}-title">{escape(title)}</title>\n'
        f' <desc id="{name}-desc">{escape(kept)}</desc>'
    )
    return told + rest
