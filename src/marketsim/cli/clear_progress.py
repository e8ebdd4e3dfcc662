"""Progress of a clearing on standard error: a bar in a terminal, a line a product in a pipeline."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from marketsim.clearing.progress import Progress as Round


class ClearProgress:
    """Shows which product is being cleared and how far it is. ``products``: how many there are in all."""

    def __init__(self, products: int) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._products = products
        self._begun: list[tuple[str, str]] = []
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("reading the network", total=products)

    def __enter__(self) -> ClearProgress:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def told(self, round: Round) -> None:
        """One round of one product."""
        product = round.period, round.tou
        if product not in self._begun:
            self._begun.append(product)
            if not self._console.is_terminal:
                line = f"clearing {' '.join(product)} ({len(self._begun)} of {self._products})"
                self._console.print(line, markup=False, soft_wrap=True)
        doing = f"{' '.join(product)}: round {round.round}, {round.rows} rows, {round.violation:.2g} MW over"
        self._bar.update(self._task, description=escape(doing), completed=len(self._begun) - 1)
