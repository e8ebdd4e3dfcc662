"""index.html: the readiness page, one file that asks the network for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from marketsim.readiness.attachments import ShownFile
from marketsim.readiness.view import arranged, worst
from marketsim.readiness.wording import counted, pacific, utc

TEMPLATE = "index.html.j2"


def page(
    summary: Mapping[str, Any],
    templates: Path,
    *,
    allure: str | None,
    files: Mapping[str, Sequence[ShownFile]] | None = None,
) -> str:
    """The page of a summary (see summary.py); ``allure`` is a link to the Allure report, relative to the page.

    ``files`` are those that scenarios have attached, by scenario id.
    """
    # everything shown comes from the target, from files or from people: escaped, whatever it is
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        utc=utc, pacific=pacific, words=_words, duration=_duration, slug=_slug, until=_until
    )
    environment.globals.update(counted=counted, worst=worst)
    return environment.get_template(TEMPLATE).render(
        **summary, **arranged(summary), allure=allure, files=files or {}
    )


def _words(name: str) -> str:
    """``load_migration`` as ``load migration``."""
    return name.replace("_", " ")


def _until(text: str) -> str:
    """A time in Pacific and UTC; what is no time, as it stands."""
    try:
        return f"{pacific(text)} ({utc(text)})"
    except ValueError:
        return text


def _duration(seconds: float | None) -> str:
    """``1 min 12 s``, ``0.12 s``."""
    if seconds is None:
        return "not known"
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _slug(text: str) -> str:
    """A name for an anchor: letters and digits only."""
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in text)
