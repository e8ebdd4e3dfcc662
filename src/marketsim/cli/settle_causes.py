"""What ``marketsim settle`` tells of the causes of differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from marketsim.settlement.comparison.causes import Cause, Causes
from marketsim.settlement.comparison.statement import Element
from marketsim.settlement.mistakes import MISTAKES

MOST_NAMES = 8


def cause_lines(causes: Causes) -> Iterator[str]:
    """Each cause with what it explains; what is unexplained; what nobody looked at."""
    for each in causes.found:
        yield f"cause {' and '.join(each.mistakes)}: {says(each)}"
        yield f"  explains {_extent(each.elements)}"
    if causes.unexplained:
        yield f"unexplained: {_extent(causes.unexplained)}; no known mistake makes these values"
    if causes.untried:
        yield f"not tried, the inputs lack what it takes: {', '.join(causes.untried)}"
    if causes.not_looked_at:
        yield f"not looked at: {_extent(causes.not_looked_at)}; the hours settled again are bounded"


def says(cause: Cause) -> str:
    """What is done wrong, and against which item of the request."""
    return "; ".join(
        MISTAKES[each].says + (f" (PRR 1185, item {item})" if (item := MISTAKES[each].prr_item) else "")
        for each in cause.mistakes
    )


def causes_json(causes: Causes) -> dict[str, Any]:
    """``{hours_settled_again, found, unexplained, untried, not_looked_at}``."""
    return {
        "hours_settled_again": causes.hours,
        "found": [
            {
                "mistakes": list(each.mistakes),
                "says": says(each),
                "prr_items": [item for name in each.mistakes if (item := MISTAKES[name].prr_item)],
                **_counted(each.elements),
            }
            for each in causes.found
        ],
        "unexplained": _counted(causes.unexplained),
        "untried": causes.untried,
        "not_looked_at": _counted(causes.not_looked_at),
    }


def _counted(elements: list[Element]) -> dict[str, Any]:
    hours = sorted({each.hour for each in elements})
    return {
        "hourly_values": len(elements),
        "determinants": sorted({each.determinant for each in elements}),
        "of": sorted({str(each.whose) for each in elements}),
        "first_hour": str(hours[0]) if hours else None,
        "last_hour": str(hours[-1]) if hours else None,
    }


def _extent(elements: list[Element]) -> str:
    """How much, of what and whom, and when."""
    told = _counted(elements)
    count = told["hourly_values"]
    hours = sorted({each.hour for each in elements})
    when = str(hours[0]) if len(hours) == 1 else f"{hours[0]} to {hours[-1]}"
    whole = f"{count:,} series of an hour" if count > 1 else "one series of an hour"
    return f"{whole}: {_few(told['determinants'])} of {_few(told['of'])}, {when}"


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - MOST_NAMES} more" if len(listed) > MOST_NAMES else ""
    return ", ".join(listed[:MOST_NAMES]) + more
