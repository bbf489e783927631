"""What a command does at the moment, told as it begins and when it is done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer


@dataclass(slots=True)
class Step:
    """What came of a step."""

    outcome: str = "done"


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Tell of a step on standard error; of its outcome too, where it does not fail."""
    typer.echo(title, err=True)
    began = time.monotonic()
    current = Step()
    yield current
    typer.echo(f"  {current.outcome} ({time.monotonic() - began:.1f} s)", err=True)
