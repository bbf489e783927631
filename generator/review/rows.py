"""The changes of a resource as rows: an indented tree of properties, which each report shows in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import show_path
from generator.review.changes import ABSENT, Item, Kind, PropertyChange, ResourceChange, item_label
from generator.review.secret_values import HIDDEN, is_secret_name
from generator.review.value_text import (
    is_text_of_lines,
    line_diff,
    pair_texts,
    shown_values,
    value_text,
)
from generator.showing.texts import printable

_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.MOVED: "~"}
_MOST_ROWS = 60
"""Rows of one item of a list that is added or removed as a whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `sign` is `+`, `-`, `~` or a space; `change` is there on the row that begins one."""

    depth: int
    sign: str
    text: str
    change: PropertyChange | None = None


@dataclass(slots=True)
class _Node:
    label: str = ""
    children: dict[tuple[str, str], _Node] = field(default_factory=dict)
    changes: list[PropertyChange] = field(default_factory=list)


def rows(resource: ResourceChange) -> list[Row]:
    """What differs in the resource; nothing of one that is added or removed as a whole."""
    root = _Node()
    for change in resource.properties:
        node = root
        for depth, step in enumerate(change.steps, start=1):
            label = _label(step)
            is_whole = depth == len(change.steps) and isinstance(step, Item)
            node = node.children.setdefault((label, change.kind if is_whole else ""), _Node(label))
        node.changes.append(change)
    return list(_below(root, 0))


def _label(step: str | Item) -> str:
    if isinstance(step, Item):
        return "" if step.key == "" else f"[{printable(item_label(step))}]"
    return printable(show_path((step,)))


def _joined(text: str, label: str) -> str:
    return f"{text}.{label}" if text and label and not label.startswith("[") else text + label


def _below(node: _Node, depth: int) -> Iterator[Row]:
    for child in node.children.values():
        yield from _chain(child, child.label, depth)


def _chain(node: _Node, text: str, depth: int) -> Iterator[Row]:
    """A node with those that are its only child, and so on, in one row."""
    while not node.changes and len(node.children) == 1:
        node = next(iter(node.children.values()))
        text = _joined(text, node.label)
    for change in node.changes:
        yield from _change_rows(change, text, depth)
    if node.children:
        if not node.changes:
            yield Row(depth, " ", text)
        yield from _below(node, depth + 1)


def _change_rows(change: PropertyChange, text: str, depth: int) -> Iterator[Row]:
    sign = _SIGNS[change.kind]
    before, after = shown_values(change)
    if change.kind is Kind.MOVED:
        yield Row(depth, sign, f"{text}: in another order", change)
    elif _are_texts_of_lines(before, after):
        yield Row(depth, sign, f"{text}:", change)
        lines = line_diff("" if before is ABSENT else before, "" if after is ABSENT else after)
        yield from (Row(depth + 1, each, line) for each, line in lines)
    elif change.kind is Kind.CHANGED:
        one, other = pair_texts(before, after)
        yield Row(depth, sign, f"{text}: {one} -> {other}", change)
    else:
        yield from _whole(change, after if before is ABSENT else before, text, depth, sign)


def _are_texts_of_lines(before: Any, after: Any) -> bool:
    """Whether the difference is shown line by line."""
    both = (before, after)
    return any(map(is_text_of_lines, both)) and all(each is ABSENT or isinstance(each, str) for each in both)


def _whole(change: PropertyChange, value: Any, text: str, depth: int, sign: str) -> Iterator[Row]:
    """A value that is on one side only; of an object all there is in it."""
    if not isinstance(value, dict | list) or not value:
        yield Row(depth, sign, f"{text}: {value_text(value)}", change)
        return
    yield Row(depth, sign, text, change)
    inner = list(_members(value, "", sign, depth + 1))
    yield from inner[:_MOST_ROWS]
    if len(inner) > _MOST_ROWS:
        yield Row(depth + 1, sign, f"… {len(inner) - _MOST_ROWS} more")


def _members(value: Any, text: str, sign: str, depth: int) -> Iterator[Row]:
    if not isinstance(value, dict | list) or not value:
        yield Row(depth, sign, f"{text}: {value_text(value)}")
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        label = f"[{key}]" if isinstance(key, int) else printable(show_path((key,)))
        hidden = isinstance(key, str) and is_secret_name(key)
        yield from _members(HIDDEN if hidden else inner, _joined(text, label), sign, depth)
