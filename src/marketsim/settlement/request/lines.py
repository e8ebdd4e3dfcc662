"""The lines of a page that somebody gave: bounded, of printable characters, with plain spaces and quotes."""

from __future__ import annotations

from marketsim.settlement.refusal import Refusal

MOST_BYTES = 1_000_000
MOST_LINES = 2_000
LONGEST_LINE = 20_000  # characters
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


class UnreadablePage(Refusal):
    """The text is no page of a revision request that we are willing to read."""


def lines(page: str | bytes) -> tuple[str, ...]:
    """The lines with one space between words, empty lines kept; raises UnreadablePage.

    A character that does not print becomes a replacement character, so that no raw text can steer a terminal.
    """
    if len(page) > MOST_BYTES:
        raise UnreadablePage(
            f"a page of at most {MOST_BYTES} bytes", "a longer one", "save the request's page alone"
        )
    found = _text(page).splitlines()
    if len(found) > MOST_LINES:
        raise UnreadablePage(f"at most {MOST_LINES} lines", str(len(found)), "save the request's page alone")
    longest = max(map(len, found), default=0)
    if longest > LONGEST_LINE:
        raise UnreadablePage(
            f"lines of at most {LONGEST_LINE} characters",
            f"one of {longest}",
            "save the page as text, not as markup",
        )
    return tuple(_plain(each) for each in found)


def _text(page: str | bytes) -> str:
    if isinstance(page, str):
        return page
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        found = f"other bytes at {problem.start}"
        raise UnreadablePage("a page in UTF-8", found, "save the page as UTF-8 text") from problem


def _plain(line: str) -> str:
    spaced = " ".join(line.split()).translate(_QUOTES)
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in spaced)
