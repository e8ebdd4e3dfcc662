"""What loads the network in one product: obligations by net injection, options one path at a time; MW."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketsim.verification.grid.network import Places, Reals


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Paths by the positions of their locations, what each adds in MW; ``option``: it loads one-sidedly."""

    source: Places
    sink: Places
    option: np.typing.NDArray[np.bool_]
    mw: Reals

    def injections(self, locations: int) -> Reals:
        """Net injection of the obligations at each location, shape (locations,)."""
        kept = ~self.option
        into = np.bincount(self.source[kept], weights=self.mw[kept], minlength=locations)
        out = np.bincount(self.sink[kept], weights=self.mw[kept], minlength=locations)
        return np.asarray(into - out, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Loading:
    """One product's loading.

    ``columns``: net injections (locations, columns): of everything, of the base loading alone, then one column a
    sample of rounding errors. ``option_paths``: (source, sink) of each path that options are of, with the MW of
    everything and of the base loading alone on it.
    """

    columns: Reals
    option_paths: tuple[tuple[int, int], ...]
    option_total: Reals
    option_base: Reals

    @property
    def width(self) -> int:
        """How many columns of flows belong to this product, those of the options last."""
        return int(self.columns.shape[1]) + len(self.option_paths)

    def injections(self) -> Reals:
        """Columns and options beside each other, each option with 1 MW; (locations, width)."""
        size = self.columns.shape[0]
        single = np.zeros((size, len(self.option_paths)), dtype=np.float64)
        for column, (source, sink) in enumerate(self.option_paths):
            single[source, column] += 1.0
            single[sink, column] -= 1.0
        return np.hstack([self.columns, single])

    def sides(self, flows: Reals, sign: float) -> tuple[Reals, Reals, Reals]:
        """Of rows of flows (rows, width) in a direction: the whole flow, the base flow, the error allowed for."""
        samples = self.columns.shape[1]
        taken = np.maximum(0.0, sign * flows[:, samples:])
        whole = sign * flows[:, 0] + taken @ self.option_total
        base = sign * flows[:, 1] + taken @ self.option_base
        errors = flows[:, 2:samples]
        sigma = np.sqrt(np.mean(errors * errors, axis=1)) if samples > 2 else np.zeros(len(flows))
        return whole, base, 6.0 * sigma

    def takes(self, flows: Reals, sign: float) -> Reals:
        """How much 1 MW of each option path takes of one row in a direction; ``flows``: (width,)."""
        found: Reals = np.maximum(0.0, sign * flows[self.columns.shape[1] :])
        return found


def loading_of(
    awarded: Paths, fixed: Paths, locations: int, samples: Sequence[Reals], sampled: Paths
) -> Loading:
    """The loading of awards (offers with a minus) and base loading; ``samples``: MW errors of ``sampled``."""
    base, own = fixed.injections(locations), awarded.injections(locations)
    errors = [
        Paths(sampled.source, sampled.sink, np.zeros(len(each), dtype=np.bool_), each).injections(locations)
        for each in samples
    ]
    total: dict[tuple[int, int], list[float]] = {}
    for column, paths in enumerate((fixed, awarded)):
        for at in np.flatnonzero(paths.option):
            path = int(paths.source[at]), int(paths.sink[at])
            total.setdefault(path, [0.0, 0.0])[column] += float(paths.mw[at])
    sums = np.array(list(total.values()), dtype=np.float64).reshape(-1, 2)
    return Loading(
        columns=np.stack([base + own, base, *errors], axis=1),
        option_paths=tuple(total),
        option_total=sums.sum(axis=1),
        option_base=sums[:, 0],
    )
