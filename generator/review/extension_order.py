"""In which order the extensions of an instance run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def in_order(names: Iterable[str], extensions: Sequence[Any]) -> tuple[str, ...]:
    """The names, each behind those that it waits for, also through others; where nothing is said, as they stand.

    Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-extension-sequencing
    """
    waits = {_name(each).lower(): _waits(each) for each in extensions if isinstance(each, dict)}
    wanted = {name.lower(): name for name in names}
    found: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in found or name in above:
            return
        for other in waits.get(name, ()):
            visit(other, (*above, name))
        found[name] = None

    for name in wanted:
        visit(name, ())
    return tuple(wanted[name] for name in found if name in wanted)


def _name(extension: dict[str, Any]) -> str:
    return str(extension.get("name", ""))


def _waits(extension: dict[str, Any]) -> list[str]:
    properties = extension.get("properties")
    after = properties.get("provisionAfterExtensions") if isinstance(properties, dict) else None
    return [str(each).lower() for each in after] if isinstance(after, list) else []
