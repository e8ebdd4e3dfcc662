"""waivers.toml: failures that are known and accepted for a while, each with reason, owner and last day.

[[waivers]]
id = "MS-AUC-43"            # a scenario, or one row of an outline: "MS-AUC-41#pays less for more"
reason = "..."
owner = "..."
expires = 2027-01-31        # the last day, Pacific, on which it holds
issue = "..."               # optional: the number in the ISO's list of known issues
"""

from __future__ import annotations

import contextlib
import difflib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from marketsim.evidence.events import WaiverFacts

LARGEST = 1_000_000  # bytes
LONGEST = 400  # characters of a text
NEEDED = ("id", "reason", "owner", "expires")
KEYS = (*NEEDED, "issue")


class WaiverProblem(Exception):
    """A waivers file cannot be used; the message says what was expected, what was found and what to do."""


def read_waivers(path: Path, known: Collection[str]) -> tuple[WaiverFacts, ...]:
    """The waivers of a file; ``known`` are the ids of all scenarios and, with their rows, of all outlines.

    Raises WaiverProblem: a waiver that is misspelt would be ignored, and one without an owner waives for nobody.
    """
    written = _read(path)
    for key in written:
        if key != "waivers":
            raise _problem(path, "", f"only [[waivers]]; found {key!r}. Write [[waivers]] above each waiver.")
    tables = written.get("waivers", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise _problem(
            path, "", "a list of tables; found something else. Write [[waivers]] above each waiver."
        )
    waivers = tuple(_waiver(path, number, each, known) for number, each in enumerate(tables, start=1))
    for message in _repeated(waivers):
        raise _problem(path, "", message)
    return waivers


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _problem(path, "", f"at most {LARGEST} bytes; found more. Split it.")
        return tomllib.loads(content.decode("utf-8"))
    except OSError as flaw:
        raise _problem(path, "", f"a file that can be read; {flaw.strerror}. Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise _problem(path, "", f"TOML; found: {flaw}. Mend that line.") from None


def _waiver(path: Path, number: int, table: Mapping[str, Any], known: Collection[str]) -> WaiverFacts:
    where = f"waiver {number} ({table['id']})" if isinstance(table.get("id"), str) else f"waiver {number}"
    for key in table:
        if key not in KEYS:
            raise _problem(path, where, f"the keys {', '.join(KEYS)}; found {key!r}; {_nearest(key, KEYS)}")
    for key in NEEDED:
        if key not in table:
            raise _problem(path, where, f"{', '.join(NEEDED)}; found no {key}. Add it.")
    texts = {key: _text(path, where, key, table[key]) for key in table if key != "expires"}
    if texts["id"] not in known:
        raise _problem(path, where, f"the id of a scenario; there is none; {_nearest(texts['id'], known)}")
    return {
        "id": texts["id"],
        "reason": texts["reason"],
        "owner": texts["owner"],
        "expires": _day(path, where, table["expires"]),
        "issue": texts.get("issue"),
    }


def _text(path: Path, where: str, key: str, value: Any) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > LONGEST:
        found = f"{len(text)} characters" if text else repr(value)[:80]
        raise _problem(path, where, f"{key} to be a text of 1 to {LONGEST} characters; found {found}.")
    return text


def _day(path: Path, where: str, value: Any) -> str:
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _problem(path, where, f"expires to be a day such as 2027-01-31; found {str(value)[:80]!r}.")
    return value.isoformat()


def _repeated(waivers: Collection[WaiverFacts]) -> Iterator[str]:
    ids = [each["id"] for each in waivers]
    for each in sorted({each for each in ids if ids.count(each) > 1}):
        yield f"one waiver a scenario; found several for {each}. Keep one."


def _nearest(word: str, known: Collection[str]) -> str:
    """The nearest right word; of an id first the rows of the same outline."""
    base = word.partition("#")[0]
    rows = [each for each in known if each.startswith(f"{base}#")]
    near = difflib.get_close_matches(word, rows or known, n=1, cutoff=0.0 if rows else 0.5)
    return f"did you mean {near[0]}?" if near else "see features/scenario-ids.lock for those there are."


def _problem(path: Path, where: str, what: str) -> WaiverProblem:
    return WaiverProblem(f"{path}{f', {where}' if where else ''}: expected {what}")
