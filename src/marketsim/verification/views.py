"""Public and private views of one thing: whether they agree, and keep to themselves what is private."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from marketsim.verification.inventory.amounts import instant_of, mw_text, thousandths
from marketsim.verification.inventory.segment import Segment, read_inventory
from marketsim.verification.laws import Docket, Judgement
from marketsim.verification.report import Unreadable

Rows = Iterable[Mapping[str, Any]]
GROUP = "PRIVATE_EXISTING_CRR_"
NEAR, FAR = f"{GROUP}LM_CURRENT_PLUS_3", f"{GROUP}LM_BEYOND_3"
GROUPS = (
    f"{GROUP}ALLOCATION", f"{GROUP}AUCTION", f"{GROUP}SECONDARY_MARKET", f"{GROUP}SYSTEM", NEAR, FAR,
)  # fmt: skip
YEARS_AHEAD = 3
_RESULT = ("MarketName", "Period", "TOU", "AssetOwner", "CrrType", "HedgeType", "Source", "Sink")
_OF_AUCTIONS = ("BidType", "ClearingPrice")
_TERMS = ("source", "sink", "tou", "hedgeType", "crrType", "mw", "price")
_MOMENTS = ("startDate", "endDate")
_OVER = frozenset({"DISAPPROVED", "ERROR"})  # offers that may never have come before the other side


def judge_inventories(
    public: Rows,
    private: Mapping[str, Rows],
    owner: str,
    today: date,
    *,
    without: Collection[str] = (),
) -> Judgement:
    """An owner's rows of PUBLIC_EXISTING_CRR against its private groups. Raises Unreadable.

    ``private``: rows by download type, of all GROUPS; one that is not there counts as not checkable. ``today``: the
    Pacific day. Laws: ``private-own`` (nobody else's rows), ``one-group`` (each row in one group, once),
    ``right-group`` (by category; of migrations by the year in which they end), ``public-private`` (the groups
    together are the public rows).
    """
    docket = Docket(without)
    together: Counter[Segment] = Counter()
    in_groups: dict[Segment, list[str]] = {}
    for group, rows in private.items():
        for row in read_inventory(rows, group):
            together[row] += 1
            in_groups.setdefault(row, []).append(group)
            docket.looked("private-own")
            if row.owner != owner:
                docket.found(
                    "private-own", f"{group}: {row}", f"rows of {owner}", row.owner, "this is private"
                )
    for row, groups in in_groups.items():
        docket.looked("one-group")
        docket.looked("right-group")
        if len(groups) > 1:
            docket.found("one-group", str(row), "one group, once", ", ".join(groups), "it would count twice")
        for group in dict.fromkeys(groups):
            if (fitting := _group(row, today)) != group:
                docket.found("right-group", str(row), fitting, group, "category and year tell the group")
    lacking = [group for group in GROUPS if group not in private]
    if lacking:
        docket.untold(f"public against private rows: no {', '.join(lacking)}")
        return docket.judgement()
    listed = Counter(row for row in read_inventory(public, "the public inventory") if row.owner == owner)
    docket.looked("public-private", len(listed | together))
    for row in listed.keys() | together.keys():
        if listed[row] != (1 if together[row] else 0):
            expected = f"{1 if together[row] else 0} public rows of {row}"
            meaning = "public and private inventory are one"
            docket.found("public-private", owner, expected, f"{listed[row]}, {mw_text(row.mw)}", meaning)
    return docket.judgement()


def _group(row: Segment, today: date) -> str:
    """The download type that a row belongs to; converted rights are of the group SYSTEM."""
    if row.category != "LOAD_MIGRATION":
        return f"{GROUP}{row.category}"
    return NEAR if date.fromordinal(row.last).year <= today.year + YEARS_AHEAD else FAR


def judge_results(public: Rows, private: Mapping[str, Rows], *, without: Collection[str] = ()) -> Judgement:
    """Public results of an allocation or auction against everybody's private ones. Raises Unreadable.

    ``private``: rows of PRIVATE_…_RESULT by owner, of all owners. Laws: ``private-own``, ``public-sum`` (by owner,
    product, path, type and price, MW are the private ones together; 0 MW may be left out on either side).
    """
    docket = Docket(without)
    listed, mine = _sums(public, "the public results"), _sums((), "")
    for owner, rows in private.items():
        kept = list(rows)
        for row in kept:
            docket.looked("private-own")
            if row.get("AssetOwner") != owner:
                found = str(row.get("AssetOwner"))
                docket.found(
                    "private-own", f"results of {owner}", f"rows of {owner}", found, "this is private"
                )
        mine.update(_sums(kept, f"the results of {owner}"))
    docket.looked("public-sum", len(listed.keys() | mine.keys()))
    for key in sorted(listed.keys() | mine.keys()):
        if listed[key] != mine[key]:
            meaning = "public results are the private ones together"
            docket.found("public-sum", " ".join(key), mw_text(mine[key]), mw_text(listed[key]), meaning)
    return docket.judgement()


def _sums(rows: Rows, title: str) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for at, row in enumerate(rows, start=1):
        try:
            names = _RESULT + tuple(each for each in _OF_AUCTIONS if each in row)
            found[tuple(str(row[name]) for name in names)] += thousandths(row["MW"])  # type: ignore[assignment]
        except (KeyError, ValueError) as problem:
            raise Unreadable(title, at, "results", repr(problem)[:80], "download them again") from None
    return found


def judge_trades(
    offers: Mapping[str, Rows],
    responses: Mapping[str, Rows],
    initiator: str,
    responder: str,
    *,
    without: Collection[str] = (),
) -> Judgement:
    """The offers of one party against the responses of the other. Raises Unreadable.

    ``offers``: the initiator's ``SmOffer`` by the status asked for; ``responses``: the responder's ``SmResponse``
    likewise; all statuses of either. Laws: ``paired`` (what is bound stands on both sides, each request once),
    ``same-terms`` (product, days, MW, price, CRR, parties), ``same-status``.
    """
    docket = Docket(without)
    mine = _by_request(offers, "offers", docket)
    theirs = _by_request(responses, "responses", docket)
    bound = {
        request: (status, offer)
        for request, (status, offer) in mine.items()
        if offer.get("targetMpName") == responder and status != "POSTED"
    }
    answered = {
        request: (status, response)
        for request, (status, response) in theirs.items()
        if response.get("initiatingAO") == initiator
    }
    for request in sorted(bound.keys() | answered.keys()):
        where = f"request {request}, {initiator} with {responder}"
        docket.looked("paired")
        if request not in answered:
            if bound[request][0] not in _OVER:
                docket.found(
                    "paired", where, "a response", "none", "the other side does not see what it is bound to"
                )
            continue
        if request not in bound:
            docket.found("paired", where, f"an offer to {responder}", "none", "a response to nothing")
            continue
        _compare(where, bound[request], answered[request], responder, docket)
    return docket.judgement()


def _by_request(
    listed: Mapping[str, Rows], title: str, docket: Docket
) -> dict[int, tuple[str, Mapping[str, Any]]]:
    found: dict[int, tuple[str, Mapping[str, Any]]] = {}
    for status, rows in listed.items():
        for row in rows:
            request = row.get("requestId")
            if not isinstance(request, int):
                raise Unreadable(title, None, "a requestId", repr(request)[:40], "read them again")
            if request in found:
                both = f"{found[request][0]} and {status}"
                docket.found(
                    "paired", f"request {request}, {title}", "one status", both, "it is listed twice"
                )
            found[request] = status, row
    return found


def _compare(
    where: str,
    offered: tuple[str, Mapping[str, Any]],
    answered: tuple[str, Mapping[str, Any]],
    responder: str,
    docket: Docket,
) -> None:
    docket.looked("same-status")
    docket.looked("same-terms")
    if offered[0] != answered[0]:
        docket.found("same-status", where, offered[0], answered[0], "a trade has one status for both sides")
    offer, response = offered[1], answered[1]
    told, seen = _terms(offer), _terms(response)
    told |= {"side": offer.get("offerType"), "responder": responder}
    seen |= {
        "side": response.get("initiatingOfferType"),
        "responder": response.get("respondingAssetOwner") or responder,
    }
    if offer.get("crrId") is not None and response.get("crrId") is not None:
        told["crrId"], seen["crrId"] = offer["crrId"], response["crrId"]
    apart = [name for name in told if told[name] != seen[name]]
    if apart:
        expected = ", ".join(f"{name} {told[name]}" for name in apart)
        found = ", ".join(f"{name} {seen[name]}" for name in apart)
        docket.found("same-terms", where, expected, found, "both sides have to see one trade")


def _terms(one: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that both sides tell, MW in thousandths and moments as such."""
    found: dict[str, Any] = {name: one.get(name) for name in _TERMS}
    try:
        found["mw"] = mw_text(thousandths(one["mw"]))
        found |= {name: instant_of(one[name]) for name in _MOMENTS}
    except (KeyError, TypeError, ValueError) as problem:
        raise Unreadable("a trade", None, "its terms", repr(problem)[:80], "read it again") from None
    return found
