"""Systems of chance that a market could have produced: for identities, scenarios and the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, combinations, count, islice, pairwise
from random import Random
from typing import Any

from .etsr import CISO, Etsr
from .inputs import QUARTERS, Area, Inputs
from .interval import INTERVALS, TradeHour, hours_of
from .refusal import Refusal
from .supply import Submission

EIM_AREAS = ("AZPS", "IPCO", "NEVP", "PACE", "PACW", "PGE", "PSEI")
FIRST_DAY = date(2019, 8, 1)
THIRD = INTERVALS // QUARTERS


def random_system(
    seed: int,
    areas: int = 4,
    hours: int | Sequence[TradeHour] = 1,
    *,
    etsrs: int | None = None,
    coordinators: int = 5,
    zones: int = 1,
    back: float = 0.3,
) -> Inputs[Fraction]:
    """A system of 3 to 8 areas, the ISO's own among them, the same for the same arguments.

    ``hours``: the hours, or how many from 1 August 2019 on. ``etsrs``: how many resources (two a pair of areas and
    more; a chain of areas with some shortcuts unless given). ``coordinators`` of the ISO's area; the last one follows
    its load where there are three or more. ``zones``: with 2, greenhouse-gas prices differ between areas, which N4
    reports as a leftover. ``back``: of how many resource-hours the energy runs back from sink to source, in all of the
    hour, in some quarters of it, or against its tag.

    All numbers are finite decimals. What was attributed closes with the market runs: in either run the EIM areas
    are attributed as much as the ISO's area imports, and nothing at a price of zero where it exports. What is paid
    out of congestion and losses is what was collected. Raises Refusal for other numbers of areas, zones or shares.
    """
    if not 3 <= areas <= len(EIM_AREAS) + 1 or zones not in (1, 2):
        raise Refusal("3 to 8 areas in 1 or 2 zones", f"{areas} in {zones}", "choose others", "random system")
    if not 0 <= back <= 1:
        raise Refusal("a share from 0 to 1 that runs back", f"{back}", "choose another", "random system")
    random = Random(seed)  # noqa: S311
    names = (CISO, *random.sample(EIM_AREAS, areas - 1))
    resources = _resources(random, names, etsrs)
    parties = tuple(f"SC{at:02}" for at in range(1, coordinators + 1))
    turns = _Turns(Random(f"turns of {seed}"), back)  # noqa: S311
    made = _Made(random, names, resources, parties, zones, turns)
    for hour in _first_hours(hours) if isinstance(hours, int) else hours:
        made.add(hour)
    return Inputs(
        areas={name: Area(name, None if name == CISO else f"{name}E") for name in names},
        etsrs=resources,
        exempt=frozenset(parties[-1:]) if coordinators >= 3 else frozenset(),
        **made.rows,
    )


def _first_hours(number: int) -> tuple[TradeHour, ...]:
    days = (FIRST_DAY + timedelta(days=day) for day in count())
    return tuple(islice(chain.from_iterable(map(hours_of, days)), number))


def _resources(random: Random, names: Sequence[str], number: int | None) -> dict[str, Etsr]:
    """Pairs of resources, one a direction: first along a chain through all areas, then between any two."""
    pairs = list(pairwise(names))
    others = [each for each in combinations(names, 2) if each not in pairs]
    wanted = len(pairs) + len(others) // 2 if number is None else (number + 1) // 2
    if number is not None and number < 2 * len(pairs):
        raise Refusal(f"{2 * len(pairs)} resources or more", str(number), "join all areas", "random system")
    while len(pairs) < wanted:
        pairs.append(random.choice(others or pairs))
    found: dict[str, Etsr] = {}
    for place, (one, other) in enumerate(pairs, 1):
        answers = random.choice([each for each in (one, other) if each != CISO])
        for source, sink in ((one, other), (other, one)):
            name = f"{source}_{sink}_{place}"
            found[name] = Etsr(name, source, sink, answers)
    return dict(islice(found.items(), number))


@dataclass
class _Turns:
    """Which way resources run. Of its own chance, so that as much is moved whatever runs back."""

    random: Random
    back: float

    def signs(self) -> tuple[tuple[int, ...], int]:
        """Of one resource-hour: the direction of each quarter, and of the tag; 1 from source to sink, else -1."""
        forward = (1,) * QUARTERS
        if self.random.random() >= self.back:
            return forward, 1
        kind = self.random.choice(("back", "mixed", "opposed"))
        if kind == "mixed":
            turned = self.random.randrange(1, QUARTERS)
            signs = [-1] * turned + [1] * (QUARTERS - turned)
            self.random.shuffle(signs)
            return tuple(signs), self.random.choice((1, -1))
        back = (-1,) * QUARTERS
        return (back, -1) if kind == "back" else self.random.choice(((back, 1), (forward, -1)))


@dataclass
class _Made:
    """Grows hour by hour; ``rows`` are fields of the inputs."""

    random: Random
    names: Sequence[str]
    resources: dict[str, Etsr]
    parties: Sequence[str]
    zones: int
    turns: _Turns
    rows: dict[str, Any] = field(default_factory=dict)

    def _put(self, name: str, at: object, value: object) -> None:
        self.rows.setdefault(name, {})[at] = value

    def add(self, hour: TradeHour) -> None:
        """One more hour."""
        fmm = {area: [0] * QUARTERS for area in self.names}
        rtd = {area: [0] * INTERVALS for area in self.names}
        for name, etsr in self.resources.items():
            schedule, dispatch = self._resource(name, etsr, hour)
            for sums, values in ((fmm, schedule), (rtd, dispatch)):
                for at, each in enumerate(values):
                    sums[etsr.source][at] += each
                    sums[etsr.sink][at] -= each
        energy = self._cents(2000, 6000)
        self._put("system_price", hour, energy)
        first = self._market(hour, "fmm", fmm)
        second = self._market(hour, "rtd", rtd)
        for area in self.names:
            self._amounts(area, hour, rtd[area], energy, first, second)
        self._collected("congestion", hour, 40)
        self._collected("losses", hour, 8)
        for party in self.parties:
            self._put("demand", (party, hour), self._decimals(0, 90_000))
        for area in self.names:
            self._put("demand_of_areas", (area, hour), self._decimals(50_000, 900_000))

    def _resource(self, name: str, etsr: Etsr, hour: TradeHour) -> tuple[list[int], list[int]]:
        """Schedules and dispatch (MW) of a resource, with all that is given for it."""
        random, at = self.random, (name, hour)
        runs = random.random() < 0.85
        schedule = [random.randrange(0, 120) * runs for _ in range(QUARTERS)]
        dispatch = [max(0, schedule[k // THIRD] + random.randrange(-30, 31)) * runs for k in range(INTERVALS)]
        tag = max(0, sum(dispatch) // INTERVALS + random.choice((0, 0, 0, -3, 4)))
        signs, way = self.turns.signs()
        schedule = [each * sign for each, sign in zip(schedule, signs, strict=True)]
        dispatch = [each * signs[k // THIRD] for k, each in enumerate(dispatch)]
        tag *= way
        self._put("fmm", at, tuple(map(Fraction, schedule)))
        self._put("dispatch", at, tuple(map(Fraction, dispatch)))
        self._put("base", at, Fraction(random.randrange(0, 20)))
        if etsr.with_ciso():
            self._put("tag", at, Fraction(tag))
            return schedule, dispatch
        if random.random() < 0.5:
            values = tuple(Fraction(round(each * 1000 / INTERVALS), 1000) for each in dispatch)
            self._put("submitted", at, Submission("dispatch", values))
        else:
            values = tuple(
                Fraction(tag * 1000 // INTERVALS + random.randrange(0, 300), 1000) for _ in dispatch
            )
            self._put("submitted", at, Submission("tag", values))
        return schedule, dispatch

    def _market(
        self, hour: TradeHour, run: str, exports: dict[str, list[int]]
    ) -> tuple[dict[str, list[int]], dict[str, list[Fraction]]]:
        """What a market run attributed (MW) and its greenhouse-gas prices, by area."""
        length = len(exports[CISO])
        attributed = {area: [0] * length for area in self.names}
        prices = {area: [Fraction(0)] * length for area in self.names}
        for at in range(length):
            taken = -exports[CISO][at]
            if taken <= 0:
                continue
            price = Fraction(self.random.randrange(100, 1200), 100)
            for place, area in enumerate(self.names):
                prices[area][at] = price + (place % self.zones)
            for area, part in zip(self.names[1:], self._split(taken, len(self.names) - 1), strict=True):
                attributed[area][at] = part
        for place, area in enumerate(self.names):
            if area != CISO:
                self._put(f"{run}_attribution", (area, hour), tuple(map(Fraction, attributed[area])))
            self._put(f"{run}_ghg_price", (area, hour), tuple(prices[area]))
            average = [max(each - Fraction(place, 20), Fraction(0)) for each in prices[area]]
            spread = tuple(average[k * length // INTERVALS] for k in range(INTERVALS))
            self._put(f"{run}_ghg_average", (area, hour), spread)
        return attributed, prices

    def _split(self, whole: int, parts: int) -> list[int]:
        cuts = sorted(self.random.randrange(0, whole + 1) for _ in range(parts - 1))
        return [after - before for before, after in pairwise((0, *cuts, whole))]

    def _amounts(
        self,
        area: str,
        hour: TradeHour,
        export: list[int],
        energy: tuple[Fraction, ...],
        first: tuple[dict[str, list[int]], dict[str, list[Fraction]]],
        second: tuple[dict[str, list[int]], dict[str, list[Fraction]]],
    ) -> None:
        """Imbalance energy at the area's price, awards on what was attributed, and what meters add by chance."""
        instructed, awards = [], []
        for k in range(INTERVALS):
            early, late = first[1][area][k // THIRD], second[1][area][k]
            price = energy[k] - (late if area != CISO else 0)
            instructed.append(_cents(-price * export[k] / INTERVALS))
            given, change = first[0][area][k // THIRD], second[0][area][k] - first[0][area][k // THIRD]
            awards.append(_cents(-(early * given + late * change) / INTERVALS))
        by_chance = {name: self._cents(-3000, 3000) for name in ("UIE", "UFE")}
        self._put("imbalance", (area, hour), {"IIE": tuple(instructed), **by_chance, "GHG": tuple(awards)})

    def _collected(self, name: str, hour: TradeHour, dollars: int) -> None:
        """What was collected from every area, and the same paid out to all in other parts."""
        taken = {area: self._cents(0, dollars * 100) for area in self.names}
        paid: dict[str, list[Fraction]] = {area: [] for area in self.names}
        for each in zip(*taken.values(), strict=True):
            for area, part in zip(
                self.names, self._split(int(sum(each) * 100), len(self.names)), strict=True
            ):
                paid[area].append(Fraction(-part, 100))
        for area in self.names:
            self._put(name, (area, hour), taken[area])
            self._put(f"{name}_paid", (area, hour), tuple(paid[area]))

    def _cents(self, least: int, most: int) -> tuple[Fraction, ...]:
        return tuple(Fraction(self.random.randrange(least, most), 100) for _ in range(INTERVALS))

    def _decimals(self, least: int, most: int) -> tuple[Fraction, ...]:
        return tuple(Fraction(self.random.randrange(least, most), 1000) for _ in range(INTERVALS))


def _cents(amount: Fraction) -> Fraction:
    return Fraction(round(amount * 100), 100)
