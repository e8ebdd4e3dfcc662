"""The network model: what a feasibility test needs to know of buses, branches, outages and interfaces."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Float, ForeignKey, Integer, String, Table, select

from marketsim.system.store.schema import metadata

buses = Table(
    "buses",
    metadata,
    Column("name", String(40), primary_key=True),  # AugmentedBusName of the source and sink list
    Column("number", Integer, nullable=False, unique=True),
    Column("ems_name", String(40), nullable=False, unique=True),  # EMSBusName
    Column("zone", String(10), nullable=False),
    Column("kv", Float, nullable=False),
    Column("load_mw", Float, nullable=False),
)
branches = Table(
    "branches",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("from_bus", ForeignKey("buses.name"), nullable=False),
    Column("to_bus", ForeignKey("buses.name"), nullable=False),
    Column("x", Float, nullable=False),  # reactance, per unit on 100 MVA
    Column("normal_mw", Float, nullable=False),
    Column("emergency_mw", Float, nullable=False),
)
generators = Table(
    "generators",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("bus", ForeignKey("buses.name"), nullable=False),
    Column("capacity_mw", Float, nullable=False),
)
contingency_outages = Table(
    "contingency_outages",
    metadata,
    Column("contingency", String(40), primary_key=True),
    Column("branch", ForeignKey("branches.name"), primary_key=True),
)
interfaces = Table(
    "interfaces",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("kind", String(4), nullable=False),  # PATH: terms are branches; ITC: terms are sources and sinks
    Column("forward_mw", Float, nullable=False),
    Column("reverse_mw", Float, nullable=False),
)
interface_terms = Table(
    "interface_terms",
    metadata,
    Column("interface", ForeignKey("interfaces.name"), primary_key=True),
    Column("element", String(150), primary_key=True),  # a branch, or for an ITC a location
    Column("weight", Float, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Bus:
    """One bus; ``load_mw`` is the demand it stands for (it weighs the LAPs, no CRR reads it)."""

    name: str
    number: int
    ems_name: str
    zone: str
    kv: float
    load_mw: float


@dataclass(frozen=True, slots=True)
class Branch:
    """One line or transformer: reactance per unit on 100 MVA, ratings in MW without and with an outage."""

    name: str
    from_bus: str
    to_bus: str
    x: float
    normal_mw: float
    emergency_mw: float


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator and its capacity in MW."""

    name: str
    bus: str
    capacity_mw: float


@dataclass(frozen=True, slots=True)
class Interface:
    """A limit on a weighted sum.

    PATH: of branch flows, positive from ``from_bus`` to ``to_bus``. ITC (intertie constraint): of net
    injections at locations, positive when power comes in there. ``forward_mw`` bounds the positive direction.
    """

    name: str
    kind: str
    forward_mw: float
    reverse_mw: float
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The whole model; ``contingencies`` maps a name to the branches it takes out."""

    buses: tuple[Bus, ...]
    branches: tuple[Branch, ...]
    generators: tuple[Generator, ...]
    contingencies: dict[str, tuple[str, ...]]
    interfaces: tuple[Interface, ...]


def network(store: Connection) -> Network:
    """The network model of the store."""
    outages: dict[str, tuple[str, ...]] = {}
    for name, branch in store.execute(select(contingency_outages).order_by(*contingency_outages.primary_key)):
        outages[name] = (*outages.get(name, ()), branch)
    return Network(
        buses=tuple(Bus(**row._mapping) for row in store.execute(select(buses).order_by(buses.c.number))),
        branches=tuple(
            Branch(**row._mapping) for row in store.execute(select(branches).order_by(branches.c.name))
        ),
        generators=tuple(
            Generator(**row._mapping) for row in store.execute(select(generators).order_by(generators.c.name))
        ),
        contingencies=outages,
        interfaces=list_interfaces(store),
    )


def list_interfaces(store: Connection, kind: str | None = None) -> tuple[Interface, ...]:
    """The interfaces by name, or those of one kind."""
    terms: dict[str, tuple[tuple[str, float], ...]] = {}
    for name, element, weight in store.execute(
        select(interface_terms).order_by(*interface_terms.primary_key)
    ):
        terms[name] = (*terms.get(name, ()), (element, weight))
    query = select(interfaces).order_by(interfaces.c.name)
    if kind is not None:
        query = query.where(interfaces.c.kind == kind)
    return tuple(Interface(**row._mapping, terms=terms.get(row.name, ())) for row in store.execute(query))
