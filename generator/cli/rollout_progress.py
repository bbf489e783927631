"""How far a roll-out is: what happens now on a terminal, a line for each news elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from generator.azure.rolling_upgrades import RollingUpgrade
    from generator.azure.rollout import Progress
    from generator.azure.rollout_plan import Batch

_COLOURS = {"healthy": "green", "running": "green", "gone": "yellow", "unhealthy": "red", "not provisioned": "red"}


def batch_title(batch: Batch, batches: int) -> str:
    """`batch 1 of 4, zone 2: 0 and 3`."""
    from generator.azure.instances import named

    domain = f", {batch.domain}" if batch.domain else ""
    return f"batch {batch.number} of {batches}{domain}: {named(batch.ids)}"


@contextmanager
def batch_reporter(batches: int) -> Iterator[Callable[[Progress], None]]:
    """Shows each look at a batch on standard error, as it is."""
    lines = _Lines()
    with _live() as live:
        yield _Batches(batches, live, lines)


@contextmanager
def upgrade_reporter() -> Iterator[Callable[[RollingUpgrade], None]]:
    """Shows each look at a rolling upgrade of Azure's own on standard error."""
    lines = _Lines()
    with _live() as live:

        def report(upgrade: RollingUpgrade) -> None:
            text = f"{upgrade.state}: {upgrade}"
            if live is None:
                lines.tell(text)
            else:
                live.update(text)

        yield report


class _Batches:
    """Tells of a batch as it begins, and of each instance whose state has changed."""

    def __init__(self, batches: int, live: Any, lines: _Lines) -> None:
        self._batches = batches
        self._live = live
        self._lines = lines
        self._batch = 0
        self._doing = ""
        self._states: dict[str, str] = {}

    def __call__(self, progress: Progress) -> None:
        if progress.batch is not None and progress.batch.number != self._batch:
            self._batch, self._doing, self._states = progress.batch.number, "", {}
            self._say(batch_title(progress.batch, self._batches))
        if self._live is not None:
            self._live.update(_table(progress.doing, progress.states))
            return
        if progress.doing and progress.doing != self._doing:
            self._doing = progress.doing
            self._lines.tell(progress.doing)
        for each, state in progress.states.items():
            if self._states.get(each) != state and state != progress.doing:
                self._states[each] = state
                self._lines.tell(f"{each}  {state}")

    def _say(self, text: str) -> None:
        if self._live is not None:
            self._live.console.print(text, markup=False, highlight=False)
        else:
            typer.echo(text, err=True)


class _Lines:
    """Lines with the time since the first, each told once."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last = ""

    def tell(self, text: str) -> None:
        """Tell it, unless it is what was told last."""
        if text != self._last:
            self._last = text
            seconds = int(time.monotonic() - self._began)
            typer.echo(f"  {seconds // 60:02}:{seconds % 60:02}  {text}", err=True)


@contextmanager
def _live() -> Iterator[Any]:
    """What redraws itself on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as live:
        yield live


def _table(doing: str, states: Mapping[str, str]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=doing, title_justify="left", title_style="dim", box=None, pad_edge=False, header_style="dim")
    for heading in ("instance", "state"):
        table.add_column(heading)
    for each, state in states.items():
        table.add_row(Text(each), Text(state, style=_COLOURS.get(state, "")))
    return table
