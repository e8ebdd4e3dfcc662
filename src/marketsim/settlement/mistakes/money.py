"""Mistakes in offsets and in who bears them: rules of another time, signs, rounding, exemptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, cast

from ..adjustment import legacy_share
from ..allocation import by_demand, dollars, in_cents, to_entities
from ..number import N, total
from ..results import Results
from ..rulesets import RULE_SETS
from .mistake import Mistake


def _all_charged(offset: N, demand: Mapping[str, N], exempt: frozenset[str], /) -> dict[str, N]:
    return by_demand(offset, demand, frozenset())


def _each_alone(offset: N, demand: Mapping[str, N], exempt: frozenset[str], /) -> dict[str, N]:
    """Every share rounded by itself, whatever the shares then add up to."""
    over = sum((each for name, each in demand.items() if name not in exempt), offset * 0)
    nothing = offset * 0
    return {
        name: nothing if name in exempt or not over else dollars(in_cents(offset * each / over), offset)
        for name, each in demand.items()
    }


def _to_all(offsets: Mapping[str, N], entities: Mapping[str, str], /) -> dict[str, N]:
    """The offsets of the EIM areas together, in equal parts to all entities."""
    if not entities:
        return {}
    part = total(tuple(offsets[area] for area in entities)) / len(entities)
    return to_entities(dict.fromkeys(entities, part), entities)


def _congestion_left_in(own: N, value: N, credit: N, congestion: N, losses: N, /) -> N:
    return credit - own - value


def _losses_left_in(own: N, value: N, credit: N, congestion: N, losses: N, /) -> N:
    return credit + congestion - own - value


def _value_turned(transfer: N, price: N, /) -> N:
    return -transfer * price


_AMOUNTS = ("fmm_amount", "rtd_amount", "value", "own", "offset", "amounts_6477", "amounts_64770")


def _turned(results: Results[N], /) -> Results[N]:
    """Every amount with its sign turned: charges as payments."""
    rows = {each.name: getattr(results, each.name) for each in fields(results) if each.name in _AMOUNTS}
    turned = {
        name: {at: tuple(-each for each in values) for at, values in held.items()}
        for name, held in rows.items()
    }
    return replace(results, **cast("Any", turned))


_OLD = RULE_SETS["before-prr-1185"].method

MONEY = (
    Mistake("transfer-adjustment-on", "the transfer adjustment is still on", "a", {"adjust": legacy_share}),
    Mistake(
        "old-rules",
        "the rules from before the request are used",
        "a",
        {name: getattr(_OLD, name) for name in ("shape", "prices", "credit_quantity", "adjust")},
    ),
    Mistake("sign-turned", "charges stand as payments and payments as charges", None, of_results=_turned),
    Mistake(
        "congestion-left-in",
        "congestion and losses collected stay in the offset",
        None,
        {"offset": _congestion_left_in},
    ),
    Mistake("losses-left-in", "losses collected stay in the offset", None, {"offset": _losses_left_in}),
    Mistake(
        "value-sign-turned",
        "the value of a transfer is negative for the area that exports, in its offset too",
        None,
        {"transfer_value": _value_turned},
    ),
    Mistake(
        "exempt-charged", "a load-following coordinator is charged too", None, {"allocate": _all_charged}
    ),
    Mistake("rounded-each-alone", "every share is rounded by itself", None, {"allocate": _each_alone}),
    Mistake(
        "offset-to-all-areas",
        "the areas' offsets are shared by all entities, not borne by each",
        "a",
        {"charge": _to_all},
    ),
)
