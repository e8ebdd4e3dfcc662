"""Which template a file is of: a CSV by its heading, JSON by its members."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from marketsim.contract.templates.fault import Fault, Unconvertible, whole_file
from marketsim.contract.templates.layout import OWN_LAYOUTS, Layout
from marketsim.contract.templates.mapping import Shape
from marketsim.contract.templates.mappings import SHAPES

EITHER = "the heading fits {}; they are spelt alike"


def by_heading(
    template: str | None = None, layouts: Mapping[str, Layout] | None = None
) -> Callable[[list[str]], Layout]:
    """Chooses the layout of a heading, of that template only when one is named.

    ``layouts`` are layouts given instead of ours; a heading of ours is still known. The choice raises
    Unconvertible for a heading of no template or of several.
    """
    given = layouts or {}

    def choose(heading: list[str]) -> Layout:
        known = [*given.values(), *OWN_LAYOUTS.values()]
        asked = [each for each in known if template in (None, each.template)]
        fitting = [each for each in asked if set(heading) <= set(each.order)]
        if not fitting:
            raise _strange(heading, asked, template)
        best = min(len(each.order) for each in fitting)
        chosen = [each for each in fitting if len(each.order) == best]
        names = sorted({each.template for each in chosen})
        if len(names) > 1:
            raise whole_file(
                "the heading of one template",
                EITHER.format(" and ".join(names)),
                f"say which with --template {' or '.join(names)}",
                asks=True,
            )
        return chosen[0]

    return choose


def _strange(heading: Sequence[str], asked: Sequence[Layout], template: str | None) -> Unconvertible:
    """The unknown columns, held against the template that is nearest."""
    nearest = max(asked, key=lambda each: (len(set(heading) & set(each.order)), -len(each.order)))
    if not set(heading) & set(nearest.order) and template is None:
        return whole_file(
            "the heading of a template",
            f"none of them: {', '.join(heading)[:200]}",
            f"name the columns as one of {', '.join(SHAPES)} has them",
        )
    unknown = [each for each in heading if each not in nearest.order]
    return Unconvertible(
        Fault(
            f"columns of {nearest.template} ({nearest.provenance})",
            f"template {nearest.template} has no column {each[:80]}",
            _nearest_name(each, nearest.order),
            row=1,
            column=each[:80],
        )
        for each in unknown
    )


def _nearest_name(name: str, order: Iterable[str]) -> str:
    by_lower = {each.lower(): each for each in order}
    close = difflib.get_close_matches(name.strip().lower()[:80], list(by_lower), n=1)
    return f"rename it {by_lower[close[0]]}" if close else "take the column out"


def by_members(value: Any, template: str | None = None) -> Shape:
    """The message that a JSON value is, of that template only when one is named; raises Unconvertible."""
    shapes = [each for name, several in SHAPES.items() if template in (None, name) for each in several]
    fitting = [each for each in shapes if _is_of(value, each)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise whole_file("a message of a template", _described(value), _hint(value))
    names = sorted({each.template for each in fitting})
    raise whole_file(
        "a message of one template",
        f"one that fits {', '.join(names)}",
        "say which with --template",
        asks=True,
    )


def _is_of(value: Any, shape: Shape) -> bool:
    if shape.is_list:
        return isinstance(value, list) and _is_list_of(value, shape)
    lists = {each.member for each in shape.lists}
    return (
        isinstance(value, dict)
        and not lists.isdisjoint(value)
        and all(value.get(name, said) == said for name, said in shape.constants.items())
    )


def _is_list_of(value: list[Any], shape: Shape) -> bool:
    objects = [each for each in value if isinstance(each, dict)]
    if not objects:
        return False
    told = set().union(*objects)
    (listed,) = shape.lists
    if shape.operation is None:
        return told <= {path[0] for path in listed.members.values()} and _enough(told, shape)
    members = {path[0] for path in listed.members.values()}
    marks = {"crrId", "targetMpName"}  # by these members the four messages of an offer differ
    return {"startDate", "endDate", "price"} <= told and marks & told == marks & members


def _enough(told: set[str], shape: Shape) -> bool:
    schema = shape.row_schema or {}
    return told >= set(schema["items"]["required"])


def _described(value: Any) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(map(repr, list(value)[:6]))[:200] or 'no members'}"
    if isinstance(value, list):
        return "a list without objects" if not value else "a list of other things"
    return f"{value!r}"[:80]


def _hint(value: Any) -> str:
    if isinstance(value, dict) and {"bids", "offers", "nominations"} & value.keys():
        return (
            "this is what a portfolio reads as; what creates one has newBids and newOffers, or newNominations"
        )
    return "give what one of the operations takes; marketsim convert --help names them"
