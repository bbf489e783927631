"""YAML with the scalars of version 1.2, and the place of every value.

PyYAML's event stream is used and its constructors are not: those follow YAML 1.1, where `on` is true and `12:30` is
750, they keep the last of two equal keys, and they forget where values stood.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from generator.blueprint.source import Mark, Node, Source
from generator.diagnostics import Diagnostic, DiagnosticError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "null", "bool", "int", "float", "map", "seq")}
_CONSTANTS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_CONSTANTS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_INTEGER = re.compile(r"[-+]?[0-9]{1,400}|0o[0-7]{1,400}|0x[0-9a-fA-F]{1,400}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_MAY_BE_NUMBER = frozenset("0123456789+-.")

DEEPEST = 64
"""Levels of nesting; the deepest ARM resource has about 12."""
MOST_VALUES = 200_000
"""Values after aliases are followed: a bomb of aliases is a few lines that mean billions."""


def read_yaml(source: Source) -> Node:
    """The one document of the source; an empty source gives None.

    Raises DiagnosticError on anything that is not a single, tree-shaped document with unique text keys.
    """
    try:
        return _Builder(source).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(part for part in (error.context, error.problem) if part)
        raise _syntax(source, message, mark.line if mark else 0, mark.column if mark else 0) from None
    except yaml.reader.ReaderError as error:
        before = source.text[: error.position]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1])
        raise _syntax(source, f"the character #x{code:04x} is not allowed in YAML", line, column) from None


def resolve_scalar(text: str) -> Any:
    """The value of a plain scalar by the core schema of YAML 1.2 (chapter 10.3).

    Numbers that JSON cannot hold (`.inf`, `1e999`) stay text.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _MAY_BE_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
            return number
    return text


def _syntax(source: Source, message: str, line: int, column: int) -> DiagnosticError:
    place = source.location(line + 1, column + 1)
    return DiagnosticError(Diagnostic(code="blueprint/syntax", message=f"not valid YAML: {message}", location=place))


class _Builder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.events: Iterator[Any] = iter(yaml.parse(source.text, Loader=_LOADER))
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.values = 0
        self.depth = 0

    def document(self) -> Node:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Node(None, Mark(self.source, 1, 1))
        node = self._node(next(self.events))
        next(self.events)
        following = next(self.events)
        if not isinstance(following, yaml.StreamEndEvent):
            raise self._refuse(following, "one document is expected, a second one starts here")
        return node

    def _refuse(self, event: Any, message: str, code: str = "blueprint/syntax") -> DiagnosticError:
        return DiagnosticError(Diagnostic(code=code, message=message, location=self._mark(event).location))

    def _mark(self, event: Any, children: dict[Any, Mark] | None = None, last: Any = None) -> Mark:
        """The mark of what starts with one event and ends with another; a block of lines has no end of its own."""
        start, last = event.start_mark, (last or event).end_mark
        block = isinstance(event, yaml.CollectionStartEvent) and not event.flow_style
        end = None if block else (last.line + 1, last.column + 1)
        return Mark(self.source, start.line + 1, start.column + 1, children, end)

    def _node(self, event: Any) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self.values += 1
        if event.tag is not None and event.tag not in _PLAIN_TAGS and event.tag != "!":
            raise self._refuse(event, f"the tag {event.tag} is not supported")
        before = self.values
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] or (event.tag is not None and event.tag not in (_STRING, "!"))
            plain = plain and event.tag != "!"
            mark = self._mark(event)
            node = Node(resolve_scalar(event.value) if plain else event.value, mark)
        else:
            self.depth += 1
            if self.depth > DEEPEST:
                raise self._refuse(event, f"nested more than {DEEPEST} levels deep", "blueprint/too-deep")
            node = self._mapping(event) if isinstance(event, yaml.MappingStartEvent) else self._sequence(event)
            self.depth -= 1
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.values - before + 1)
        return node

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise self._refuse(event, f"there is no anchor &{event.anchor} complete before this alias")
        node, size = self.anchors[event.anchor]
        self.values += size
        if self.values > MOST_VALUES:
            raise self._refuse(event, f"the aliases mean more than {MOST_VALUES:,} values", "blueprint/too-many-values")
        return node

    def _sequence(self, start: Any) -> Node:
        value: list[Any] = []
        marks: dict[Any, Mark] = {}
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            node = self._node(event)
            is_alias = isinstance(event, yaml.AliasEvent)
            marks[len(value)] = self._mark(event, node.mark.children) if is_alias else node.mark
            value.append(node.value)
        return Node(value, self._mark(start, marks, event))

    def _mapping(self, start: Any) -> Node:
        value: dict[str, Any] = {}
        marks: dict[Any, Mark] = {}
        merged: list[Node] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refuse(event, "a key must be text")
            key: str = event.value
            first = next(self.events)
            node = self._node(first)
            if key == "<<" and event.implicit[0]:
                merged += self._merge_sources(event, node)
                continue
            if key in value:
                earlier = Diagnostic(
                    code="blueprint/duplicate-key", message="first given here", location=marks[key].location
                )
                error = self._refuse(event, f"the key {key!r} is given twice", "blueprint/duplicate-key").diagnostics[0]
                raise DiagnosticError(
                    Diagnostic(code=error.code, message=error.message, location=error.location, causes=(earlier,))
                )
            value[key] = node.value
            last = None if isinstance(first, yaml.CollectionStartEvent) else first
            marks[key] = self._mark(event, node.mark.children, last)
        for node in merged:
            for key in node.value:
                if key not in value:
                    value[key] = node.value[key]
                    marks[key] = (node.mark.children or {})[key]
        return Node(value, self._mark(start, marks, event))

    def _merge_sources(self, event: Any, node: Node) -> list[Node]:
        """What `<<` names: one mapping, or a list of them where the earlier ones win (YAML merge key, 1.1)."""
        if isinstance(node.value, dict):
            return [node]
        if isinstance(node.value, list) and all(isinstance(item, dict) for item in node.value):
            return [Node(item, (node.mark.children or {})[index]) for index, item in enumerate(node.value)]
        raise self._refuse(event, "<< takes an alias of a mapping, or a list of such")
