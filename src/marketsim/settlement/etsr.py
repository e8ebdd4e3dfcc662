"""Energy transfer system resources: the paths between two areas that transfers are scheduled on."""

from __future__ import annotations

from dataclasses import dataclass

from .number import N
from .refusal import Refusal

CISO = "CISO"


@dataclass(frozen=True, slots=True)
class Etsr:
    """A resource that carries energy from the area ``source`` to the area ``sink``; a negative quantity runs back.

    ``responsible`` is the area that answers for the after-the-fact schedule, where one is named. Raises Refusal
    (a ValueError) for a resource within one area or for a responsible area that is neither end.
    """

    name: str
    source: str
    sink: str
    responsible: str | None = None

    def __post_init__(self) -> None:
        if not (self.name and self.source and self.sink):
            raise Refusal("a resource with a name and two areas", repr(self), "fill in what is empty")
        if self.source == self.sink:
            raise Refusal("two areas", f"{self.source} twice", "a transfer joins two areas", self.name)
        if self.responsible not in (None, self.source, self.sink):
            raise Refusal(
                f"{self.source} or {self.sink} as responsible",
                str(self.responsible),
                "name an end",
                self.name,
            )

    def with_ciso(self, ciso: str = CISO) -> bool:
        """Whether one end is the ISO's own area."""
        return ciso in (self.source, self.sink)

    def export_of(self, area: str, quantity: N) -> N:
        """What a quantity on the resource is to an area's net export: itself, its opposite, or nothing."""
        if area == self.source:
            return quantity
        return -quantity if area == self.sink else quantity * 0
