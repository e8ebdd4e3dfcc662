"""Whether an SVG is a picture and nothing else: no script, no event handler, nothing fetched from anywhere.

A browser that opens an SVG file runs what is in it, so only shapes and text may be kept, whoever has drawn them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use"}
_GROUPS = {"svg", "g", "defs", "symbol", "title", "desc", "clipPath", "pattern", "marker", "style"}
_ELEMENTS = _SHAPES | _GROUPS | {"linearGradient", "radialGradient", "stop"}
_FOREIGN_ATTRIBUTES = frozenset(
    {
        "{http://www.w3.org/1999/xlink}href",
        "{http://www.w3.org/XML/1998/namespace}space",
        "{http://www.w3.org/XML/1998/namespace}lang",
    }
)
_DECLARATION = re.compile(r"\A\ufeff?<\?xml [^<>?]{0,200}\?>\s*")
_FETCHING = re.compile(r"url\((?!\s{0,9}[\"']?#)|(?:image|image-set|cross-fade|src)\(|\\", re.I)
DEEPEST = 64


class NotQuiet(ValueError):
    """The content is no SVG, or more than a picture; the message says what was found."""


@dataclass(slots=True)
class Words:
    """What a picture says of itself to those who do not see it."""

    title: str = ""
    description: str = ""


def quiet_svg(content: bytes) -> Words:
    """The words of a picture that is only a picture. Raises NotQuiet."""
    try:
        source = _DECLARATION.sub("", content.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotQuiet("bytes that are no UTF-8") from None
    if "<!DOCTYPE" in source or "<!ENTITY" in source or "<?" in source:
        raise NotQuiet("a document type, an entity or a processing instruction")
    judge = _Judge()
    parser = ElementTree.XMLParser(target=judge)  # noqa: S314 - without a document type there are no entities
    try:
        parser.feed(source)
        parser.close()
    except ElementTree.ParseError as flaw:
        raise NotQuiet(f"no well-formed XML ({flaw})") from None
    return judge.words


class _Judge:
    """Looks at each element as it comes; keeps the first title and description, and no tree."""

    def __init__(self) -> None:
        self.words = Words()
        self._open: list[str] = []
        self._told: set[str] = set()
        self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_SVG)
        if name == tag or name not in _ELEMENTS or (not self._open and name != "svg"):
            raise NotQuiet(f"an element {tag.rpartition('}')[2][:40]!r}")
        if len(self._open) >= DEEPEST:
            raise NotQuiet(f"elements more than {DEEPEST} deep")
        for key, value in attributes.items():
            _judge_attribute(key, value)
        self._open.append(name)

    def data(self, text: str) -> None:
        inside = self._open[-1]
        if inside == "style":
            self._style += text  # which comes in pieces
        if inside == "title" and inside not in self._told:
            self.words.title += text
        if inside == "desc" and inside not in self._told:
            self.words.description += text

    def end(self, tag: str) -> None:
        if tag == f"{_SVG}style" and ("@" in self._style or _FETCHING.search(self._style)):
            raise NotQuiet("a style that fetches something")
        self._told.add(self._open.pop())

    def close(self) -> None:
        """The end of the document."""


def _judge_attribute(key: str, value: str) -> None:
    name = key.rpartition("}")[2].lower()
    if name.startswith("on") or (key.startswith("{") and key not in _FOREIGN_ATTRIBUTES):
        raise NotQuiet(f"an attribute {name[:40]!r}")
    if name == "href" and not value.startswith("#"):
        raise NotQuiet("a link that leads out of the picture")
    if _FETCHING.search(value):
        raise NotQuiet(f"an attribute {name[:40]!r} that fetches something")
