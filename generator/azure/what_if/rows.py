"""The changes of a resource as rows: an indented tree of properties, which each report shows in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from generator.azure.what_if.changes import Effect, PropertyChange, PropertyChangeKind, ResourceChange
from generator.azure.what_if.paths import value_at
from generator.azure.what_if.values import is_text_of_lines, line_diff, pair_texts, value_text
from generator.diagnostics import Path, show_path
from generator.showing.texts import printable

_CREATE, _DELETE = PropertyChangeKind.CREATE, PropertyChangeKind.DELETE
_NOT_OF_THE_BODY = {"id", "name", "type", "apiVersion"}
_LABELS = ("name", "lun", "priority")
"""What tells the items of a list apart, for people."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `sign` is `-`, `+`, `~`, `?` for what cannot be compared, `=` for noise, or a space."""

    depth: int
    sign: str
    text: str


@dataclass(slots=True)
class _Node:
    children: dict[tuple[str | int, str], _Node] = field(default_factory=dict)
    leaves: list[PropertyChange] = field(default_factory=list)
    sign: str = " "


def rows(resource: ResourceChange, *, show_all: bool) -> list[Row]:
    """The changed properties; with `show_all` noise too, and all there is of a resource that is created or deleted."""
    changes = resource.properties if show_all else resource.shown
    leaves = [leaf for change in changes for leaf in change.leaves()]
    if show_all and not leaves and resource.effect in (Effect.CREATE, Effect.DELETE):
        leaves = list(_body(resource))
    root = _Node()
    for leaf in leaves:
        _insert(root, leaf)
    return list(_Rows(resource).of(root, (), 0))


def _body(resource: ResourceChange) -> Iterator[PropertyChange]:
    created = resource.effect is Effect.CREATE
    body = resource.after if created else resource.before
    for name, value in body.items() if isinstance(body, dict) else ():
        if name not in _NOT_OF_THE_BODY:
            yield _with_value(PropertyChange(path=(name,), kind=_CREATE if created else _DELETE), value)


def _insert(root: _Node, leaf: PropertyChange) -> None:
    """Put a change where its path leads; an item that is deleted stands apart from one that is created in its place."""
    node = root
    for depth, step in enumerate(leaf.path, start=1):
        is_whole = depth == len(leaf.path) and leaf.kind in (_CREATE, _DELETE)
        key = (step, _sign(leaf) if is_whole and isinstance(step, int) else "")
        node = node.children.setdefault(key, _Node())
    value = _value(leaf)
    if leaf.kind not in (_CREATE, _DELETE) or not isinstance(value, dict | list) or not value:
        node.leaves.append(leaf)
        return
    node.sign = _sign(leaf)
    for step, member in value.items() if isinstance(value, dict) else enumerate(value):
        _insert(node, _with_value(replace(leaf, path=(step,)), member))


def _value(leaf: PropertyChange) -> Any:
    return leaf.after if leaf.kind is _CREATE else leaf.before


def _with_value(leaf: PropertyChange, value: Any) -> PropertyChange:
    return replace(leaf, after=value) if leaf.kind is _CREATE else replace(leaf, before=value)


def _sign(leaf: PropertyChange) -> str:
    if leaf.noise:
        return "="
    if leaf.unknown:
        return "?"
    return {_CREATE: "+", _DELETE: "-"}.get(leaf.kind, "~")


class _Rows:
    def __init__(self, resource: ResourceChange) -> None:
        self._resource = resource

    def of(self, node: _Node, path: Path, depth: int) -> Iterator[Row]:
        """The rows of all that is below a node."""
        label = _own_label(node, path)
        for (step, _), child in node.children.items():
            if step != label:
                yield from self._chain(child, (*path, step), self._step("", step, (*path, step), child), depth)

    def _chain(self, node: _Node, path: Path, text: str, depth: int) -> Iterator[Row]:
        """A node with those that are its only child, and so on, in one row."""
        while not node.leaves and len(node.children) == 1 and _own_label(node, path) is None:
            ((step, _), node) = next(iter(node.children.items()))
            path = (*path, step)
            text = self._step(text, step, path, node)
        for leaf in node.leaves:
            yield from _leaf_rows(leaf, text, depth)
        if node.children:
            yield Row(depth, node.sign, text)
            yield from self.of(node, path, depth + 1)

    def _step(self, text: str, step: str | int, path: Path, node: _Node) -> str:
        if isinstance(step, int):
            return f"{text}[{self._label(path, step, node)}]"
        name = printable(show_path((step,)))
        return f"{text}.{name}" if text and not name.startswith("[") else text + name

    def _label(self, path: Path, index: int, node: _Node) -> str:
        """How people know the item of a list: by a name that it keeps, else by its index."""
        if own := _own_label(node, path):
            return _name(own, _value(node.children[own, ""].leaves[0]))
        bodies = [value_at(body, path) for body in (self._resource.before, self._resource.after)]
        for key in _LABELS if node.sign == " " else ():
            found = [body[key] for body in bodies if isinstance(body, dict) and key in body]
            if found and all(each == found[0] for each in found):
                return _name(key, found[0])
        return str(index)


def _own_label(node: _Node, path: Path) -> str | None:
    """The member that names a whole item of a list, if that is what the node is."""
    if node.sign == " " or not path or not isinstance(path[-1], int):
        return None
    return next((key for key in _LABELS if (key, "") in node.children and node.children[key, ""].leaves), None)


def _name(key: str, value: Any) -> str:
    text = value_text(value)
    return text.strip('"') if key == "name" else f"{key} {text}"


def _leaf_rows(leaf: PropertyChange, text: str, depth: int) -> Iterator[Row]:
    sign, why = _sign(leaf), leaf.noise or leaf.unknown
    reason = f"  ({why})" if why else ""
    before, after = leaf.before, leaf.after
    if leaf.kind is _CREATE:
        before = None
    elif leaf.kind is _DELETE:
        after = None
    if _is_diff(before, after) and (lines := list(line_diff(before, after))):
        yield Row(depth, sign, f"{text}:{reason}")
        yield from (Row(depth + 1, each, line) for each, line in lines)
    elif leaf.kind in (_CREATE, _DELETE):
        yield Row(depth, sign, f"{text}: {value_text(_value(leaf))}{reason}")
    elif leaf.kind is PropertyChangeKind.NO_EFFECT:
        yield Row(depth, sign, f"{text}: {value_text(after)}{reason}")
    else:
        one, other = pair_texts(before, after)
        yield Row(depth, sign, f"{text}: {one} -> {other}{reason}")


def _is_diff(before: Any, after: Any) -> bool:
    """Whether two values are shown line by line: texts of several lines, and lists."""
    if isinstance(before, list) and isinstance(after, list):
        return True
    both: Iterable[Any] = (before, after)
    return any(map(is_text_of_lines, both)) and all(isinstance(each, str | None) for each in both)
