"""How requests leave for a target: through which proxy, from which network."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

from marketsim.client.passphrase import PassphraseSource
from marketsim.target.profile_tables import NetworkTable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def declared_networks(network: NetworkTable) -> tuple[Network, ...]:
    """The networks that production calls come from; an address is a network of one. Raises ValueError."""
    written = (network.address,) if isinstance(network.address, str) else network.address
    return tuple(ipaddress.ip_network(each, strict=False) for each in written)


def proxy_secret(network: NetworkTable, folder: Path) -> PassphraseSource | None:
    """Where the proxy's user and password stand, as ``user:password``; None when it asks for none."""
    if network.proxy_credentials_file:
        return PassphraseSource.file(folder / network.proxy_credentials_file)
    if network.proxy_credentials_env:
        return PassphraseSource.environment(network.proxy_credentials_env)
    return None


def proxy_url(network: NetworkTable, folder: Path) -> str | None:
    """The proxy as the client takes it, its user and password included; raises CredentialProblem.

    The text may hold a secret: it is handed to the client and to nobody else.
    """
    if network.proxy is None:
        return None
    source = proxy_secret(network, folder)
    if source is None:
        return network.proxy
    user, _, password = source.read().reveal().decode().partition(":")
    scheme, _, rest = network.proxy.partition("://")
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def network_flaws(network: NetworkTable) -> Iterator[str]:
    """A proxy or an address that cannot be meant."""
    if network.proxy is not None and not _is_proxy(network.proxy):
        found = "one with a user in it" if "@" in network.proxy else repr(network.proxy)
        yield (
            f"Expected network.proxy to be http://HOST:PORT, without user or password; found {found}. User and "
            "password go to proxy_credentials_file or proxy_credentials_env, as user:password."
        )
    if network.proxy_credentials_file and network.proxy_credentials_env:
        yield "Expected at most one of network.proxy_credentials_file and proxy_credentials_env; found both."
    if network.proxy is None and (network.proxy_credentials_file or network.proxy_credentials_env):
        yield "Expected network.proxy beside its credentials; found none; name the proxy, or remove them."
    try:
        declared_networks(network)
    except ValueError as flaw:
        yield f"Expected network.address to be IP addresses or ranges such as 203.0.113.0/24; found: {flaw}."


def _is_proxy(text: str) -> bool:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:  # a port that is no number, a broken IPv6 address
        return False
    plain = url.path in ("", "/") and not url.query and url.username is None
    return url.scheme == "http" and bool(url.hostname) and port not in (None, 0) and plain
