"""What the checks of an allocation look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketsim.verification.allocation.allocated import AllocatedMarket, AllocatedProduct
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.published import Published


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """The allocation joined with its results, the published files, and the folder itself."""

    allocated: AllocatedMarket
    published: Published | None
    files: MarketFiles

    @property
    def products(self) -> Sequence[AllocatedProduct]:
        """The products allocated."""
        return self.allocated.products

    @property
    def run(self) -> Mapping[str, Any]:
        """What ``cleared.toml`` tells."""
        return self.allocated.results.run

    @property
    def name(self) -> str:
        """The market's name, empty where nothing tells it."""
        return self.allocated.market.settings.name

    def where(self, product: AllocatedProduct, at: int) -> str:
        """A nomination as findings tell it; ``at``: its position in the product."""
        return self.allocated.nominations.name(int(product.at[at]))
