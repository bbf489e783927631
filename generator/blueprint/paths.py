"""The paths that people write: `scaleSet.sku.capacity`, `extensions[app].settings`, `tags["cost.center"]`."""

from __future__ import annotations

import json
import re
from typing import Any

from generator.blueprint.source import Mark, Node
from generator.diagnostics import Path

_STEP = re.compile(r"""\[\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<bracket>[^\]"]+))\s*\]|(?:^|\.)(?P<key>[^.\[\]="]+)""")


def parse_path(text: str) -> Path:
    """The steps of a written path; a bracketed integer is an index, other brackets hold a key or the name of an item.

    Raises ValueError where the text is no path.
    """
    steps: list[str | int] = []
    position = 0
    while position < len(text):
        step = _STEP.match(text, position)
        if step is None:
            raise ValueError(f"{text!r} is no path such as scaleSet.sku.capacity or extensions[app].settings")
        if step["quoted"] is not None:
            steps.append(_unquoted(step["quoted"]))
        elif step["bracket"] is not None:
            steps.append(int(step["bracket"]) if step["bracket"].isdecimal() else step["bracket"].strip())
        else:
            steps.append(step["key"])
        position = step.end()
    if not steps:
        raise ValueError("a path has at least one key")
    return tuple(steps)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        raise ValueError(f"{text} is no text in quotes, as JSON has it") from None


def identity(item: Any) -> str | None:
    """What tells an item of a list from its siblings across layers: its name, or for an extension its kind."""
    if isinstance(item, dict):
        for key in ("name", "kind"):
            if isinstance(item.get(key), str):
                return str(item[key])
    return None


def settle(path: Path, value: Any) -> Path:
    """The path with names of list items turned into indexes of `value`; what is not there stays as written."""
    settled: list[str | int] = []
    for step in path:
        place = step
        if isinstance(value, list) and isinstance(step, str):
            place = next((index for index, item in enumerate(value) if identity(item) == step), step)
        settled.append(place)
        value = get(value, (place,))
    return tuple(settled)


def get(value: Any, path: Path) -> Any:
    """The value at a settled path, or None."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def put(value: Any, path: Path, new: Any) -> Any:
    """A copy of the value with `new` at the settled path, objects created on the way.

    Raises KeyError with the step that leads nowhere: an index past the end, a key of something that is no object.
    """
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        if not isinstance(step, int) or step >= len(value):
            raise KeyError(step)
        return [put(item, rest, new) if index == step else item for index, item in enumerate(value)]
    if value is not None and not isinstance(value, dict):
        raise KeyError(step)
    if isinstance(step, int):
        raise KeyError(step)
    members = value or {}
    return {**members, str(step): put(members.get(str(step)), rest, new)}


def put_node(node: Node, path: Path, new: Node) -> Node:
    """As `put`, with the marks kept in step."""
    return Node(put(node.value, path, new.value), _put_mark(node.mark, path, new.mark))


def _put_mark(mark: Mark | None, path: Path, new: Mark) -> Mark:
    if not path:
        return new
    around = mark or new
    children = dict(around.children or {}) if mark else {}
    children[path[0]] = _put_mark(children.get(path[0]), path[1:], new)
    return Mark(around.source, around.line, around.column, children)
