"""What a settlement is calculated from: areas, transfers, prices, amounts settled elsewhere, and demand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, TypeAlias, cast

from .etsr import CISO, Etsr
from .interval import INTERVALS, TradeHour
from .number import N
from .refusal import Refusal
from .supply import Submission

QUARTERS = 4
COMPONENTS = ("IIE", "UIE", "UFE", "GHG")

Key: TypeAlias = tuple[str, TradeHour]
"""A resource, an area or a coordinator, and the trade hour."""


@dataclass(frozen=True, slots=True)
class Area:
    """A balancing authority area; ``entity`` is the coordinator of its EIM entity, None for the ISO's own area."""

    name: str
    entity: str | None = None


@dataclass(frozen=True)
class Inputs(Generic[N]):
    """All that is given, for any number of trade hours.

    By resource and hour: ``tag`` (MWh in the hour), ``dispatch`` (12 MW), ``fmm`` (4 MW), ``base`` (MW, none where
    not given), ``submitted``. By area and hour: ``fmm_attribution`` (4 MW) and ``rtd_attribution`` (12 MW), either the
    whole of what that market attributed, of the EIM areas only; ``fmm_ghg_price`` (4 $/MWh), ``rtd_ghg_price`` (12);
    the averages that the withdrawn draft names, ``fmm_ghg_average`` and ``rtd_ghg_average`` (12 $/MWh); ``imbalance``
    by component (12 $, charge positive); ``congestion`` and ``losses`` collected from the area (12 $, zero where not
    given), and what was paid out of them, ``congestion_paid`` and ``losses_paid`` (12 $, payment negative; as much as
    was collected where none is given); ``demand_of_areas`` (12 MWh, for the old transfer adjustment). By hour:
    ``system_price`` (12 $/MWh). By coordinator of the ISO's area and hour: ``demand`` (12 MWh); ``exempt``
    coordinators follow their load.

    Raises Refusal (a ValueError) for a row of an unknown area or resource, or with a wrong number of values.
    """

    areas: Mapping[str, Area] = field(default_factory=dict)
    etsrs: Mapping[str, Etsr] = field(default_factory=dict)
    tag: Mapping[Key, N] = field(default_factory=dict)
    dispatch: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    fmm: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    base: Mapping[Key, N] = field(default_factory=dict)
    submitted: Mapping[Key, Submission[N]] = field(default_factory=dict)
    fmm_attribution: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    rtd_attribution: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    fmm_ghg_price: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    rtd_ghg_price: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    fmm_ghg_average: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    rtd_ghg_average: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    system_price: Mapping[TradeHour, tuple[N, ...]] = field(default_factory=dict)
    imbalance: Mapping[Key, Mapping[str, tuple[N, ...]]] = field(default_factory=dict)
    congestion: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    losses: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    congestion_paid: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    losses_paid: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    demand: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    demand_of_areas: Mapping[Key, tuple[N, ...]] = field(default_factory=dict)
    exempt: frozenset[str] = frozenset()
    ciso: str = CISO

    def __post_init__(self) -> None:
        for each in self.etsrs.values():
            _known(each.source, self.areas, "area", each.name)
            _known(each.sink, self.areas, "area", each.name)
        for name, count in _COUNTS.items():
            for key, values in getattr(self, name).items():
                _counted(values, count, name, key)
        for name in _OF_RESOURCES:
            for at in getattr(self, name):
                _known(at[0], self.etsrs, "resource", name)
        for name in _OF_AREAS:
            for at in getattr(self, name):
                _known(at[0], self.areas, "area", name)
        for name in ("demand", "demand_of_areas"):
            _check_demand(getattr(self, name), name)
        _check_imbalance(self.imbalance)
        _check_attribution((*self.fmm_attribution, *self.rtd_attribution), self.ciso)

    def hours(self) -> tuple[TradeHour, ...]:
        """Every hour that anything is given for, in order."""
        found = {at[1] for name in _BY_KEY for at in getattr(self, name)} | set(self.system_price)
        return tuple(sorted(found))

    @cached_property
    def coordinators(self) -> tuple[str, ...]:
        """Every coordinator that demand is given for, in the order given."""
        return tuple(dict.fromkeys(name for name, _ in self.demand))

    def zero(self) -> N:
        """Nothing, in the kind of number that is given."""
        for name in (*_BY_KEY, "system_price"):
            for values in getattr(self, name).values():
                return cast("N", _first(values) * 0)
        nothing: Any = Fraction(0)
        return cast("N", nothing)

    def only(self, hours: Iterable[TradeHour]) -> Inputs[N]:
        """What is given for these hours, with all areas, resources and exemptions."""
        kept = frozenset(hours)
        rows = {name: {at: v for at, v in getattr(self, name).items() if at[1] in kept} for name in _BY_KEY}
        price = {hour: values for hour, values in self.system_price.items() if hour in kept}
        return replace(self, **cast("Any", rows), system_price=price)

    def at_hours(self, source: Mapping[TradeHour, TradeHour]) -> Inputs[N]:
        """What is given, each hour holding what ``source`` says is another's; hours not named stay as they are."""
        hours = self.hours()
        taken: dict[TradeHour, list[TradeHour]] = {}
        for hour in hours:
            taken.setdefault(source.get(hour, hour), []).append(hour)
        rows = {
            name: {(at[0], to): v for at, v in getattr(self, name).items() for to in taken.get(at[1], ())}
            for name in _BY_KEY
        }
        price = {to: values for hour, values in self.system_price.items() for to in taken.get(hour, ())}
        return replace(self, **cast("Any", rows), system_price=price)

    def as_floats(self) -> Inputs[float]:
        """The same in binary floating point."""
        given: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        floats = {name: _floats(given[name]) for name in (*_BY_KEY, "system_price")}
        converted: Any = replace(self, **cast("Any", floats))
        return cast("Inputs[float]", converted)


_COUNTS = {
    "dispatch": INTERVALS,
    "fmm": QUARTERS,
    "fmm_attribution": QUARTERS,
    "rtd_attribution": INTERVALS,
    "fmm_ghg_price": QUARTERS,
    "rtd_ghg_price": INTERVALS,
    "fmm_ghg_average": INTERVALS,
    "rtd_ghg_average": INTERVALS,
    "system_price": INTERVALS,
    "congestion": INTERVALS,
    "losses": INTERVALS,
    "congestion_paid": INTERVALS,
    "losses_paid": INTERVALS,
    "demand": INTERVALS,
    "demand_of_areas": INTERVALS,
}
_OF_RESOURCES = ("tag", "dispatch", "fmm", "base", "submitted")
_OF_AREAS = (
    *("fmm_attribution", "rtd_attribution", "fmm_ghg_price", "rtd_ghg_price", "fmm_ghg_average"),
    *("rtd_ghg_average", "imbalance", "congestion", "losses", "congestion_paid", "losses_paid"),
    "demand_of_areas",
)
_BY_KEY = (*_OF_RESOURCES, *_OF_AREAS, "demand")


def _known(name: str, among: Collection[str], what: str, where: str) -> None:
    if name not in among:
        raise Refusal(f"a known {what}", repr(name), f"declare the {what}, or correct its name", where)


def _counted(values: Collection[Any], count: int, name: str, key: object) -> None:
    if len(values) != count:
        where = (
            f"{name} of {key}"
            if isinstance(key, TradeHour)
            else f"{name} of {' '.join(map(str, cast(Key, key)))}"
        )
        fix = "give every interval of the hour; none is taken as zero"
        raise Refusal(f"{count} values", str(len(values)), fix, where)


def _check_demand(rows: Mapping[Key, tuple[Any, ...]], name: str) -> None:
    for (whose, hour), values in rows.items():
        if min(values) < 0:
            fix = "write consumption as a positive number"
            raise Refusal(
                "measured demand of zero or more", str(min(values)), fix, f"{name} of {whose}, {hour}"
            )


def _check_imbalance(imbalance: Mapping[Key, Mapping[str, Collection[Any]]]) -> None:
    for key, components in imbalance.items():
        for component, values in components.items():
            if component not in COMPONENTS:
                raise Refusal(f"one of {', '.join(COMPONENTS)}", component, "name a component", "imbalance")
            _counted(values, INTERVALS, f"imbalance {component}", key)


def _check_attribution(keys: Iterable[Key], ciso: str) -> None:
    if any(area == ciso for area, _ in keys):
        fix = "leave the row out: what is attributed is attributed to deliveries to that area"
        raise Refusal("attribution of the areas other than the ISO's", f"a row of {ciso}", fix, "attribution")


def _floats(given: Any) -> Any:
    convert: Callable[[Any], Any] = _floats
    if isinstance(given, Fraction):
        return float(given)
    if isinstance(given, Submission):
        return Submission(given.kind, tuple(float(each) for each in given.values))
    if isinstance(given, tuple):
        return tuple(map(float, given))
    return {key: convert(each) for key, each in given.items()}


def _first(given: Any) -> Any:
    if isinstance(given, Submission):
        return given.values[0]
    if isinstance(given, tuple):
        return given[0]
    return next(iter(given.values()))[0] if isinstance(given, Mapping) else given
