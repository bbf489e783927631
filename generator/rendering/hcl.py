"""HashiCorp's configuration language: a document as its native text, and as its JSON.

Source: "HCL Native Syntax Specification" and "HCL JSON Syntax Specification"
(https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, https://github.com/hashicorp/hcl/blob/main/json/spec.md).
The native text is laid out as `packer fmt` and `terraform fmt` lay it out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.rendering.json_text import dumps

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORDS = ("null", "true", "false", "for")
"""What HCL does not take for the key of an object without quotes."""
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Reference:
    """An expression of HCL, such as `var.location` or the type `string`; a type is a bare word in JSON too."""

    code: str
    is_type: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its type with its labels, and its members, which are blocks and named values in their order."""

    kind: str
    labels: tuple[str, ...]
    members: tuple[tuple[str, Any] | Block, ...]


def block(kind: str, *labels: str, inner: tuple[Block, ...] = (), **values: Any) -> Block:
    """A block of values and, behind them, inner blocks; a value that is None is left out."""
    named = tuple((name, value) for name, value in values.items() if value is not None)
    return Block(kind, labels, named + inner)


def native_text(blocks: list[Block], comment: str = "") -> str:
    """The document in HCL's native syntax, under a comment."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    parts = ["\n".join(lines)] if lines else []
    parts += ["\n".join(_block_lines(each, 0)) for each in blocks]
    return "\n\n".join(parts) + "\n"


def json_text(blocks: list[Block]) -> str:
    """The document in HCL's JSON syntax."""
    return dumps(_json_body(blocks))


def _block_lines(given: Block, depth: int) -> Iterator[str]:
    pad = _INDENT * depth
    head = " ".join([given.kind, *map(_quoted, given.labels)])
    if not given.members:
        yield f"{pad}{head} {{}}" if depth else f"{head} {{\n}}"
        return
    yield f"{pad}{head} {{"
    yield from _members(given, depth + 1)
    yield f"{pad}}}"


def _members(given: Block, depth: int) -> Iterator[str]:
    """The members; an empty line stands before each block that is not the first."""
    run: list[tuple[str, Any]] = []
    for index, member in enumerate(given.members):
        if not isinstance(member, Block):
            run.append(member)
            continue
        yield from _assignments([(name, value) for name, value in run], depth)
        run = []
        if index:
            yield ""
        yield from _block_lines(member, depth)
    yield from _assignments(run, depth)


def _assignments(members: list[tuple[str, Any]], depth: int) -> Iterator[str]:
    """`name = value` for each; the signs of values on one line, one below the other, are in one column."""
    pad, group = _INDENT * depth, list[tuple[str, str]]()
    for name, value in members:
        written = _value(value, depth)
        if "\n" in written:
            yield from _aligned(group, pad)
            group = []
            yield f"{pad}{name} = {written}"
        else:
            group.append((name, written))
    yield from _aligned(group, pad)


def _aligned(group: list[tuple[str, str]], pad: str) -> Iterator[str]:
    width = max((len(name) for name, _ in group), default=0)
    for name, written in group:
        yield f"{pad}{name:<{width}} = {written}"


def _value(value: Any, depth: int) -> str:
    match value:
        case Reference(code=code):
            return code
        case str():
            return _quoted(value)
        case list() if len(value) > 1 or any(isinstance(each, dict | list) for each in value):
            inner = "".join(f"{_INDENT * (depth + 1)}{_value(each, depth + 1)},\n" for each in value)
            return f"[\n{inner}{_INDENT * depth}]"
        case list():
            return f"[{', '.join(_value(each, depth) for each in value)}]"
        case Mapping():
            if not value:
                return "{}"
            members = [(_key(key), inner) for key, inner in value.items()]
            lines = "".join(f"{line}\n" for line in _assignments(members, depth + 1))
            return f"{{\n{lines}{_INDENT * depth}}}"
    return json.dumps(value)


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) and name not in _WORDS else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, _template(text))) + '"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _template(text: str) -> str:
    """The text so that HCL, to which every string is a template, gives it back as it is."""
    return text.replace("${", "$${").replace("%{", "%%{")


def _json_body(members: list[Block] | tuple[tuple[str, Any] | Block, ...]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for member in members:
        if not isinstance(member, Block):
            body[member[0]] = _json_value(member[1])
            continue
        inner: Any = _json_body(member.members)
        for label in reversed(member.labels):
            inner = {label: inner}
        body.setdefault(member.kind, []).append(inner)
    return body


def _json_value(value: Any) -> Any:
    match value:
        case Reference(code=code, is_type=is_type):
            return code if is_type else f"${{{code}}}"
        case str():
            return _template(value)
        case list():
            return [_json_value(each) for each in value]
        case Mapping():
            return {_template(key): _json_value(inner) for key, inner in value.items()}
    return value
