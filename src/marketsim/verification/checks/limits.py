"""Flows against limits, and what the results list of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from marketsim.verification.checks.check import Check, Judged, mw_text, price_text, product_name
from marketsim.verification.folder.results import Constraint
from marketsim.verification.grid.screening import MW_TOLERANCE, State
from marketsim.verification.report import Finding
from marketsim.verification.rounding import MW_STEP


def feasible_in_base(subject: Judged) -> Iterator[Finding]:
    """Awards and base loading keep every branch within its normal limit."""
    yield from _over(subject, "feasible-base", lambda each: each.type == "BRANCH" and not each.contingency)


def feasible_after_outages(subject: Judged) -> Iterator[Finding]:
    """Awards and base loading keep every branch within its emergency limit after every contingency."""
    yield from _over(subject, "feasible-contingency", lambda each: bool(each.contingency))


def feasible_on_interfaces(subject: Judged) -> Iterator[Finding]:
    """Awards and base loading keep every interface within its limits."""
    yield from _over(subject, "feasible-interface", lambda each: each.type == "INTERFACE")


def _over(subject: Judged, check: str, chosen: object) -> Iterator[Finding]:
    assert callable(chosen)
    for product in subject.products:
        for constraint, state in product.screened.over.items():
            if chosen(constraint):
                yield Finding(
                    check,
                    f"{product_name(product)}, {constraint}",
                    f"at most {mw_text(state.limit)}{_allowed(state)}",
                    mw_text(state.flow),
                    "more is awarded than the network carries",
                )


def binding_known(subject: Judged) -> Iterator[Finding]:
    """Each binding constraint is one of the market's limits, listed once."""
    for product in subject.products:
        times = Counter(each.constraint for each in product.binding)
        for listed in product.binding:
            where = f"{product_name(product)}, {listed.constraint}"
            state = product.screened.asked.get(listed.constraint)
            if state is None or math.isinf(state.limit):
                yield Finding(
                    "binding-known", where, "a limit of this market", "none of that name, contingency and direction",
                    "a price for a constraint that is not there",
                )  # fmt: skip
            if times.pop(listed.constraint, 1) > 1:
                yield Finding("binding-known", where, "listed once", "listed again", "its price counts twice")


def shadow_price_sign(subject: Judged) -> Iterator[Finding]:
    """No shadow price is below 0."""
    for product in subject.products:
        for listed in product.binding:
            if listed.shadow_price < -1e-9:
                yield Finding(
                    "shadow-price-sign", f"{product_name(product)}, {listed.constraint}", "at least 0 $/MW",
                    price_text(listed.shadow_price), "a limit that would be worth tightening",
                )  # fmt: skip


def binding_at_limit(subject: Judged) -> Iterator[Finding]:
    """What is listed as binding is loaded to its limit, whatever its price."""
    for product in subject.products:
        for listed in product.binding:
            state = product.screened.asked.get(listed.constraint)
            if state is None or math.isinf(state.limit) or listed.shadow_price < -1e-9:
                continue  # what binding-known and shadow-price-sign tell of
            if state.flow < state.limit - MW_TOLERANCE - state.allowance:
                yield Finding(
                    "binding-at-limit",
                    f"{product_name(product)}, {listed.constraint}",
                    f"a flow of {mw_text(state.limit)}, as it is said to bind{_allowed(state)}",
                    mw_text(state.flow),
                    "capacity is left over",
                )


def binding_figures(subject: Judged) -> Iterator[Finding]:
    """Limit and flow of each binding constraint are listed as they are."""
    for product in subject.products:
        slack = MW_TOLERANCE if product.tolerance.price_step == 0 else MW_STEP + MW_TOLERANCE
        for listed in product.binding:
            state = product.screened.asked.get(listed.constraint)
            if state is None or math.isinf(state.limit):
                continue
            where = f"{product_name(product)}, {listed.constraint}"
            if abs(listed.limit - state.limit) > slack:
                yield Finding(
                    "binding-figures", where, f"a limit of {mw_text(state.limit)}", mw_text(listed.limit),
                    "cleared with another limit than the market's",
                )  # fmt: skip
            if abs(listed.value - state.flow) > slack + state.allowance:
                yield Finding(
                    "binding-figures", where, f"a flow of {mw_text(state.flow)}", mw_text(listed.value),
                    "the flow told is not that of the awards",
                )  # fmt: skip


def raised_limits(subject: Judged) -> Iterator[Finding]:
    """Exactly the limits that base loading alone goes over are raised, each to the base flow."""
    for product in subject.products:
        if product.raised is None:
            continue
        listed = {each.constraint: each for each in product.raised}
        for constraint, times in Counter(each.constraint for each in product.raised).items():
            if times > 1:
                where = f"{product_name(product)}, {constraint}"
                yield Finding("raised-limits", where, "listed once", f"listed {times} times", "told twice")
        for constraint, row in listed.items():
            state = product.screened.raised.get(constraint)
            where = f"{product_name(product)}, {constraint}"
            if state is None:
                known = product.screened.asked.get(constraint)
                base = "no such limit" if known is None else f"a base flow of {mw_text(known.base)}"
                yield Finding(
                    "raised-limits", where, "raised only where base loading alone is over the limit", base,
                    "capacity was given away that is not there",
                )  # fmt: skip
            elif abs(row.value - state.base) > MW_TOLERANCE or abs(row.limit - state.before) > MW_TOLERANCE:
                yield Finding(
                    "raised-limits", where, f"{mw_text(state.before)} raised to {mw_text(state.base)}",
                    f"{mw_text(row.limit)} raised to {mw_text(row.value)}", "raised by another amount than needed",
                )  # fmt: skip
        for constraint in _unlisted(product.screened.raised, set(listed)):
            state = product.screened.raised[constraint]
            yield Finding(
                "raised-limits", f"{product_name(product)}, {constraint}",
                f"listed as raised from {mw_text(state.before)} to {mw_text(state.base)}", "not listed",
                "a limit does not hold and nobody is told",
            )  # fmt: skip


def _unlisted(raised: dict[Constraint, State], listed: set[Constraint]) -> Iterator[Constraint]:
    for constraint, state in raised.items():
        if constraint not in listed and state.base > state.before + MW_TOLERANCE:
            yield constraint


def _allowed(state: State) -> str:
    return f" (with {state.allowance:.6f} MW for rounding)" if state.allowance else ""


LIMITS: tuple[Check[Judged], ...] = (
    Check("feasible-base", "feasible", feasible_in_base),
    Check("feasible-contingency", "feasible", feasible_after_outages),
    Check("feasible-interface", "feasible", feasible_on_interfaces),
    Check("raised-limits", "feasible", raised_limits),
    Check("binding-known", "prices", binding_known),
    Check("shadow-price-sign", "prices", shadow_price_sign),
    Check("binding-at-limit", "prices", binding_at_limit),
    Check("binding-figures", "prices", binding_figures),
)
"""The checks of an auction's and of an allocation's limits alike."""
