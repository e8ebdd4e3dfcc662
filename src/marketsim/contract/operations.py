"""The operations of the ten services, as the contract documents describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple


class OperationKey(NamedTuple):
    """Names one operation; operationIds repeat between services, so the service is part of the key."""

    service: str
    operation_id: str

    def __str__(self) -> str:
        """``auction.portfolioCreation``, the form in which people and files name an operation."""
        return f"{self.service}.{self.operation_id}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query or header parameter and its JSON schema."""

    name: str
    location: Literal["query", "header"]
    required: bool
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: ``path`` is relative to the base URL, which ends in ``/crr``."""

    key: OperationKey
    method: str
    path: str
    access: Literal["read", "write"]
    parameters: tuple[Parameter, ...]
    request_schema: Mapping[str, Any] | None
    response_schema: Mapping[str, Any] | None
    response_media_type: str
    statuses: frozenset[int]

    @property
    def service(self) -> str:
        """The service's name, for example ``auction``."""
        return self.key.service

    @property
    def operation_id(self) -> str:
        """The operationId of the published document."""
        return self.key.operation_id

    @property
    def segment(self) -> str:
        """The last path segment, by which roles.yaml names an operation."""
        return self.path.rsplit("/", 1)[-1]
