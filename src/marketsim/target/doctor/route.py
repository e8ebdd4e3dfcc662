"""The way to the server: its name, the proxy, the connection, and the network that we come from."""

from __future__ import annotations

import ipaddress
import os
import queue
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from marketsim.client.credential_problem import CredentialProblem
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.check import Check, fault, ok, problem_of, warning
from marketsim.target.doctor.proxy_tunnel import ProxyRefusal, open_tunnel
from marketsim.target.profile_network import declared_networks, proxy_secret

ROUTE = ("dns", "proxy", "connection", "network-address")
_ENVIRONMENT = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


@dataclass(frozen=True, slots=True)
class Stop:
    """A host and port to connect to: the proxy where there is one, else the server."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def examine_route(case: Case) -> bool:
    """Note how far the way to the server is open; whether it is open to its end."""
    chart, stop = case.chart, first_stop(case)
    case.tell(f"connecting to {stop}")
    chart.note(_dns(case, stop))
    if after := chart.obstacle("dns"):
        chart.skip(after, "connection", "network-address")
        return False
    try:
        with connect(case) as connection:
            local = connection.getsockname()[0]
    except ProxyRefusal as refusal:
        chart.note(fault("proxy", refusal.cause, refusal.found, refusal.expected, refusal.fix))
    except CredentialProblem as problem:
        chart.note(problem_of("proxy", problem))
    except OSError as problem:
        chart.note(_unconnected(case, stop, problem))
    else:
        if case.profile.network.proxy:
            chart.note(ok("proxy", str(stop)))
        chart.note(ok("connection", case.peer), _address(case, local))
        return True
    if after := chart.obstacle("proxy"):
        chart.skip(after, "connection", "network-address")
    else:
        chart.skip("connection", "network-address")
    return False


def first_stop(case: Case) -> Stop:
    """Where the first connection goes."""
    if case.profile.network.proxy:
        url = urlsplit(case.profile.network.proxy)
        return Stop(url.hostname or "", url.port or 80)
    return Stop(case.host, case.port)


def connect(case: Case) -> socket.socket:
    """A connection to the server, through the proxy if there is one.

    Raises OSError, ProxyRefusal, and CredentialProblem when the proxy's password cannot be read.
    """
    stop = first_stop(case)
    limit = case.chart.budget.within(case.profile.timeouts.connect)
    connection = socket.create_connection((stop.host, stop.port), timeout=limit)
    if not case.profile.network.proxy:
        return connection
    try:
        source = proxy_secret(case.profile.network, case.folder)
        open_tunnel(connection, case.host, case.port, source.read() if source else None)
    except BaseException:
        connection.close()
        raise
    return connection


def _dns(case: Case, stop: Stop) -> Check:
    """Look the name up, with a time-out: the resolver itself has none."""
    answers: queue.Queue[list[str] | OSError] = queue.Queue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(stop.host, stop.port, type=socket.SOCK_STREAM)
            answers.put(sorted({str(each[4][0]) for each in found}))
        except (OSError, UnicodeError) as problem:
            answers.put(problem if isinstance(problem, OSError) else OSError(str(problem)))

    threading.Thread(target=look_up, daemon=True).start()
    expected = f"an address for {stop.host}"
    fix = "check the spelling in the profile, this machine's name servers, and whether a VPN is needed"
    try:
        found = answers.get(timeout=case.chart.budget.within(case.profile.timeouts.connect))
    except queue.Empty:
        return fault("dns", "timeout", f"no answer of the name server about {stop.host}", expected, fix)
    if isinstance(found, OSError):
        return fault("dns", "unknown-host", f"no address for {stop.host}", expected, fix)
    return ok("dns", f"{stop.host}: {', '.join(found[:4])}")


def _unconnected(case: Case, stop: Stop, problem: OSError) -> Check:
    if case.profile.network.proxy:
        return fault(
            "proxy",
            "proxy-unreachable",
            f"no connection to the proxy {stop} ({_reason(problem)})",
            "a proxy that listens there",
            "correct [network] proxy, or remove it where none is needed",
        )
    environment = next((name for name in _ENVIRONMENT if os.environ.get(name)), None)
    if environment:
        return fault(
            "connection",
            "proxy-not-named",
            f"no connection to {stop} ({_reason(problem)}), while ${environment} names a proxy here",
            "a way to the server; the environment's proxy is never used unasked",
            "name the proxy under [network] proxy",
        )
    refused = isinstance(problem, ConnectionRefusedError)
    late = isinstance(problem, TimeoutError)
    return fault(
        "connection",
        "refused" if refused else "timeout" if late else "unreachable",
        f"no connection to {stop} ({_reason(problem)})",
        "a server that listens there",
        "check base_url; if it is right, the system is down or a firewall stands between: ask your network "
        "people to open it",
    )


def _reason(problem: OSError) -> str:
    return "timed out" if isinstance(problem, TimeoutError) else problem.strerror or type(problem).__name__


def _address(case: Case, local: str) -> Check:
    """The address that this machine connects from, beside the declared one."""
    networks = declared_networks(case.profile.network)
    own = ipaddress.ip_address(local.partition("%")[0])
    if not networks:
        return ok("network-address", f"{own}; none is declared under [network] address")
    declared = ", ".join(str(each.network_address if each.num_addresses == 1 else each) for each in networks)
    if any(own in each for each in networks):
        return ok("network-address", f"{own}, of the declared {declared}")
    expected = f"a connection from {declared}, where production calls will come from"
    if own.is_private and not any(each.is_private for each in networks):
        return warning(
            "network-address",
            "not-visible",
            f"{own}, a private address; which public one the connection leaves with cannot be seen from here",
            expected,
            "ask your network people which address this machine's connections leave with",
        )
    fix = "run from that network, or correct [network] address"
    return fault("network-address", "other-network", str(own), expected, fix)
