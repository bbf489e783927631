"""Where in a resource a path leads that Azure names: it leaves out what is around, and what is not unique."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Path

MOST_VALUES = 20_000
"""Values of a resource that are looked at; a template of 4 MB may have more, no scale set does."""


def path_in(body: Any, path: Path) -> Path:
    """The path from the root of a resource to what Azure calls `path`, or as far towards it as the resource goes.

    Azure names properties from the root, from `properties`, or from any part below (`imageReference`,
    `osProfile.adminUsername`); the shallowest that fits is taken. Capitals do not matter, an item of a list may be
    called by its name, and a list of which an item is meant may stand without an index (`ssh.publicKeys.keyData`).
    """
    best: tuple[int, Path] = (0, ())
    for start, value in _parts(body):
        steps = _followed(value, path)
        if len(steps) > best[0]:
            best = (len(steps), (*start, *(step for taken in steps for step in taken)))
        if len(steps) == len(path):
            break
    return best[1]


def _parts(body: Any) -> Iterator[tuple[Path, Any]]:
    """The body and every object and list in it, level by level."""
    level: list[tuple[Path, Any]] = [((), body)]
    seen = 0
    while level and seen < MOST_VALUES:
        seen += len(level)
        yield from level
        level = [((*path, step), each) for path, value in level for step, each in _members(value) if _has_members(each)]


def _has_members(value: Any) -> bool:
    return isinstance(value, dict | list)


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _followed(value: Any, path: Path) -> list[Path]:
    """For each step of the path that leads somewhere the steps that it takes here; shorter where it ends early."""
    taken: list[Path] = []
    for step in path:
        found = _step(value, step)
        if found is None:
            break
        steps, value = found
        taken.append(steps)
    return taken


def _step(value: Any, step: str | int) -> tuple[Path, Any] | None:
    if isinstance(value, dict):
        wanted = str(step).lower()
        return next((((key,), each) for key, each in value.items() if str(key).lower() == wanted), None)
    if not isinstance(value, list):
        return None
    if isinstance(step, int):
        return ((step,), value[step]) if step < len(value) else None
    for index, item in enumerate(value):
        if isinstance(item, dict) and str(item.get("name")).lower() == step.lower():
            return (index,), item
    for index, item in enumerate(value):
        if isinstance(item, dict) and (found := _step(item, step)) is not None:
            return (index, *found[0]), found[1]
    return None
