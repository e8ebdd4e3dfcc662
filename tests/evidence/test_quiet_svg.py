"""An SVG that is kept is a picture and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.evidence.quiet_svg import NotQuiet, quiet_svg
from marketsim.pictures.market import market_pictures

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def svg(inside: str) -> bytes:
    """A document with that inside."""
    return f"{HEAD}{inside}</svg>".encode()


def test_the_pictures_that_we_draw_are_quiet() -> None:
    """And say what they show."""
    prices = [{"Period": "P", "TOU": "ON", "SourceSink": "<NODE>", "ClearingPrice": "-1.5"}]
    for each in market_pictures([], prices, [], market="AUC"):
        assert quiet_svg(each.svg.encode()).title == each.title
    assert (
        "<NODE> -1.50 $/MW"
        in quiet_svg(market_pictures([], prices, [], market="A")[0].svg.encode()).description
    )


def test_only_the_first_title_and_description_count() -> None:
    """Those of parts of the picture say nothing of the whole."""
    words = quiet_svg(svg("<title>A &amp; B</title><desc>all</desc><g><title>part</title><desc>x</desc></g>"))
    assert (words.title, words.description) == ("A & B", "all")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<rect ONCLICK='alert(1)'/>",
        "<a xlink:href='https://example.com'><text>x</text></a>",
        "<use xlink:href='https://example.com/x.svg#a'/>",
        "<use href='other.svg#a'/>",
        "<image href='data:image/png;base64,AA'/>",
        "<foreignObject/>",
        "<animate attributeName='href'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<style>@import 'https://example.com/x.css';</style>",
        "<style>@&#105;mport 'x.css';</style>",
        "<style>@im<!-- -->port 'x.css';</style>",
        "<style>rect { fill: url(https://example.com/x) }</style>",
        "<style>rect { fill: u\\72l(x) }</style>",
        "<rect style='fill: url( \"x\" )'/>",
        "<rect mask='image-set(\"x\" 1x)'/>",
        "<h:p xmlns:h='http://www.w3.org/1999/xhtml'/>",
        "<g xml:base='https://example.com/'/>",
        "<?xml-stylesheet href='x.css'?>",
        "<g>" * 100 + "</g>" * 100,
        "<rect>",
        "<text>&undefined;</text>",
    ],
)
def test_what_acts_or_fetches_is_refused(inside: str) -> None:
    """Scripts, handlers, links, foreign content, styles from elsewhere, what is not well-formed."""
    with pytest.raises(NotQuiet):
        quiet_svg(svg(inside))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<g xmlns='http://www.w3.org/2000/svg'/>",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("<text>&a;</text>"),
        "<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"),
        b"\xff\xfe",
    ],
)
def test_what_is_no_plain_svg_is_refused(content: bytes) -> None:
    """Another language, a document type, another encoding."""
    with pytest.raises(NotQuiet):
        quiet_svg(content)


def test_references_within_the_picture_are_fine() -> None:
    """Clips, patterns and repeated marks."""
    quiet_svg(
        b'<?xml version="1.0" encoding="utf-8"?>\n'
        + svg("<style>*{stroke-linejoin: round}</style><use xlink:href='#a'/><g clip-path='url(#b)'/>")
    )


@given(st.binary(max_size=200))
def test_no_bytes_break_the_judge(content: bytes) -> None:
    """Quiet, or refused with a reason."""
    try:
        quiet_svg(content)
    except NotQuiet as found:
        assert str(found)
