"""How far a deployment is: a table that changes on a terminal, a line for each news elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from generator.azure.following import Progress
    from generator.azure.operations import Operation

_COLOURS = {"succeeded": "green", "failed": "red", "canceled": "yellow", "running": "cyan"}


class Reporter(Protocol):
    """Is told of each look at a deployment."""

    def __call__(self, progress: Progress) -> None:
        """Show it."""


@contextmanager
def progress_reporter() -> Iterator[Reporter]:
    """A reporter for standard error, as it is."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as live:
        yield _Table(live)


class _Lines:
    """A line for each resource whose state has changed."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._seen: dict[str, str] = {}

    def __call__(self, progress: Progress) -> None:
        from generator.azure.operations import resource_operations

        found = resource_operations(progress.operations)
        for each in sorted(found, key=lambda each: each.state.lower() == "running"):  # what ended made these begin
            if self._seen.get(each.resource_id) != each.state:
                self._seen[each.resource_id] = each.state
                typer.echo(f"  {self._clock()}  {each.state:<10}  {each}", err=True)

    def _clock(self) -> str:
        seconds = int(time.monotonic() - self._began)
        return f"{seconds // 60:02}:{seconds % 60:02}"


class _Table:
    """All resources with their states and durations; rich redraws it four times a second."""

    def __init__(self, live: Any) -> None:
        self._live = live
        self._state = ""
        self._looks: list[tuple[Operation, float]] = []
        live.get_renderable = self._table

    def __call__(self, progress: Progress) -> None:
        from generator.azure.operations import resource_operations

        now = time.monotonic()
        self._state = progress.state
        self._looks = [(each, now) for each in resource_operations(progress.operations)]

    def _table(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        from generator.azure.operations import show_seconds

        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("resource", "state", "time"):
            table.add_column(heading)
        for each, looked in self._looks:
            is_running = each.state.lower() == "running"
            seconds = each.seconds + (time.monotonic() - looked if is_running else 0)
            colour = _COLOURS.get(each.state.lower(), "")
            table.add_row(Text(str(each)), Text(each.state, style=colour), Text(show_seconds(seconds)))
        return table
