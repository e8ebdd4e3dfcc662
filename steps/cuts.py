"""Sentences on how nominations are cut: by which objective, from hubs, and with import capacity set aside."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.limited_point import factors_of, out_of
from fixtures.story import Story
from fixtures.two_paths import TwoPaths, two_paths
from marketsim.target.binding import Binder, first, missing
from marketsim.target.download_rows import Rows, rows_of
from marketsim.target.market_desk import MarketDesk
from marketsim.target.session import Session
from steps.clearing import bind_paths, set_limit
from steps.crowd import nodes_of
from steps.results import ask, files, holdings

STEP = 0.001  # awards are cut to whole thousandths
OFFSET = "LSE_THCNT"


@given(
    parsers.re(r"the ISO lets (?P<mw>\d+) MW away from a generator there, near which some load is drawn"),
    converters={"mw": float},
)
def limited_generator(story: Story, binder: Binder, desk: MarketDesk, mw: float) -> None:
    paths = two_paths(desk.folder(story.bound["market"].name), nodes_of(story, binder), mw)
    story.bound |= {"two": paths, "limit": paths.limit, "paths": {"far": paths.far, "near": paths.near}}
    set_limit(story, desk, 1.0)


@when("the ISO prefers the most MW, and clears and posts again")
def prefer_most_mw(story: Story, desk: MarketDesk) -> None:
    name = story.bound["market"].name
    set_limit(story, desk, 1.0, "max_mw")
    desk.clear(name)
    desk.post(name)


@then(parsers.re(r"the cuts are (?P<best>those of least squares|on the path that loads the limit more)"))
def cuts_are(story: Story, session: Session, expect: Expectation, best: str) -> None:
    """By closed form, from the nominations and the published parts of the load."""
    two: TwoPaths = story.bound["two"]
    answer, rows = ask(story, session, story.us, files(story).private)
    of = {(row["Source"], row["Sink"]): row for row in rows}
    nominated = of[two.far]["NominatedMW"], of[two.near]["NominatedMW"]
    awards = two.least_squares if best.startswith("those") else two.most_mw
    for path, wanted in zip((two.far, two.near), awards(nominated), strict=True):
        found = of[path]["MW"]
        near = wanted - STEP < found <= wanted + STEP / 1000
        expect.that(
            f"MW of {path[0]} to {path[1]}", found, f"{wanted:.6f}, cut to 0.001", near, answer=answer
        )


@given(
    parsers.re(r"the ISO lets (?P<mw>[\d.]+) MW out of one generator of a trading hub there"),
    converters={"mw": float},
)
def limited_hub(story: Story, binder: Binder, desk: MarketDesk, mw: float) -> None:
    """The path ``from the hub`` runs to a load aggregation point that draws nothing at that generator."""
    folder, nodes = desk.folder(story.bound["market"].name), nodes_of(story, binder)
    factors = factors_of(folder)
    for hub in nodes["HUB"]:
        at = {bus: gen for gen in nodes["GEN"] for bus in factors[gen] if bus in factors[hub]}
        for bus, generator in sorted(at.items()):
            loads = [each for each in nodes["LAP"] if bus not in factors[each]]
            limit = out_of(folder, generator, mw) if loads else None
            if limit is None:
                continue
            story.bound |= {"paths": {"hub": (hub, loads[0])}, "limit": limit}
            story.bound["hub"] = {"generator": generator, "share": factors[hub][bus], "mw": mw}
            set_limit(story, desk, 1.0)
            return
    raise missing("a trading hub one of whose generators hangs on two lines alone")


@then("what that generator lacks is awarded less, and offset by the others of the hub")
def hub_is_offset(story: Story, session: Session, expect: Expectation) -> None:
    """Right and offsets together inject at that generator what its line lets out."""
    hub, (source, sink) = story.bound["hub"], story.bound["paths"]["hub"]
    answer, rows = ask(story, session, story.us, files(story).private)
    (right,) = [row for row in rows if (row["Source"], row["Sink"]) == (source, sink)]
    offsets = [row for row in rows if row["CrrType"] == OFFSET]
    cut = right["NominatedMW"] * hub["share"] - hub["mw"]
    wanted = right["NominatedMW"] - cut
    near = abs(right["MW"] - wanted) < 2 * STEP
    expect.that("MW of the right from the hub", right["MW"], round(wanted, 3), near, answer=answer)
    towards = {row["Sink"] for row in offsets}
    expect.equal("where the offsets run to", towards, {hub["generator"]}, answer=answer)
    injected = right["MW"] * hub["share"] - sum(row["MW"] for row in offsets)
    near = abs(injected - hub["mw"]) < 2 * STEP
    expect.that("MW injected at that generator", round(injected, 3), hub["mw"], near, answer=answer)
    expect.equal(
        "what was nominated of offsets", {row["NominatedMW"] for row in offsets}, {0.0}, answer=answer
    )
    held = [row for row in rows_of(holdings(session, story.us, files(story))) if _is_of(story, row)]
    found = sorted((row["CrrType"], row["Source"], row["MW"]) for row in held)
    told = sorted((row["CrrType"], row["Source"], row["MW"]) for row in (right, *offsets))
    expect.equal("the CRRs held from it", found, told, answer=answer)


def _is_of(story: Story, row: Any) -> bool:
    return bool(row["MarketName"] == story.bound["market"].name)


@given(
    parsers.re(
        r"the ISO lets (?P<mw>\d+) MW in beyond what is set aside and loaded at a scheduling point there"
    ),
    converters={"mw": float},
)
def limited_beside_set_aside(
    story: Story, session: Session, binder: Binder, desk: MarketDesk, mw: float
) -> None:
    """What is set aside and loaded comes from the published files, of the first season, ON."""
    point = bind_paths(story, binder, desk, "an interface", mw)
    (interface,) = point.interfaces
    product = story.bound["market"].products[0].period.name, "ON"
    aside = [
        row["SetAside"]
        for row in model_file(story, session, "SET_ASIDE")
        if (row["Period"], row["TOU"], row["Interface"], row["Direction"]) == (*product, interface, "FORWARD")
    ]
    taken = first(aside, f"a set-aside of {interface}")
    loaded = sum(
        row["MW"] * ((row["Source"] == point.point) - (row["Sink"] == point.point))
        for row in model_file(story, session, "GROUPED_BASE_LOADING")
        if (row["Period"], row["TOU"]) == product
    )
    story.bound["limit"] = point.of(round(mw + taken + loaded, 3))
    set_limit(story, desk, 1.0)


def model_file(story: Story, session: Session, kind: str) -> Rows:
    """SET_ASIDE or GROUPED_BASE_LOADING of the story's market."""
    service: Any = session.client(story.us).market_data
    return rows_of(
        service.get_public_market_data(
            market_name=story.bound["market"].name, public_market_download_type=kind, file_format="JSON"
        )
    )
