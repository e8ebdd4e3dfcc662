"""The versions of the contract that a profile expects, beside those that a run judges by."""

from __future__ import annotations

from marketsim.contract.catalogue import Contract
from marketsim.target.profile import Profile


def other_versions(profile: Profile, contract: Contract) -> dict[str, tuple[str, str]]:
    """The services whose loaded contract is of another version than expected: loaded, expected."""
    loaded = {service: contract.version(service) for service in contract.documents}
    expected = profile.contract.versions
    return {
        service: (loaded[service], version)
        for service, version in expected.items()
        if loaded[service] != version
    }
