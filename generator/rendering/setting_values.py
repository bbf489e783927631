"""The values of rendered settings as a handler gets them, with secrets in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from generator.arm.expression import Call, Literal, Node, parse
from generator.diagnostics import Diagnostic, DiagnosticError, Location, Path
from generator.rendering.template import Template
from generator.rendering.values import as_expression

_PLACE = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is given when deploying; `name` is its parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class SecretText:
    """A text with secrets in it."""

    parts: tuple[str | Secret, ...]


class _NotResolvableError(Exception):
    """An expression that only Azure can evaluate."""


def resolved(value: Any, template: Template, path: Path) -> Any:
    """The value, at that place of the template, without ARM's escapes; parameters by their defaults, or as secrets.

    Raises DiagnosticError where an expression needs more than parameters, `format` and `concat`.
    """
    match value:
        case dict():
            return {unescaped(key): resolved(inner, template, (*path, key)) for key, inner in value.items()}
        case list():
            return [resolved(inner, template, (*path, index)) for index, inner in enumerate(value)]
        case str() if as_expression(value) is not None:
            try:
                return _evaluated(parse(value), _defaults(template))
            except _NotResolvableError:
                place = template.location(path) or Location(file=str(template.blueprint.file))
                message = f"{value} can be evaluated by Azure alone, in a template"
                problem = Diagnostic(code="settings/expression", message=message, location=place)
                raise DiagnosticError(problem) from None
        case str():
            return unescaped(value)
    return value


def _defaults(template: Template) -> dict[str, Any]:
    """The defaults of the parameters by name; None for a secret, even where its default is that there is none."""
    return {each.name.lower(): None if each.secure else each.default for each in template.parameters}


def unescaped(text: str) -> str:
    """The text that ARM makes of a literal."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def secrets(value: Any) -> Iterator[Secret]:
    """All secrets in a resolved value."""
    match value:
        case Secret():
            yield value
        case SecretText(parts):
            yield from secrets(list(parts))
        case dict():
            for inner in value.values():
                yield from secrets(inner)
        case list():
            for inner in value:
                yield from secrets(inner)


def with_secrets(value: Any, text: Callable[[str], str]) -> Any:
    """The resolved value with a text for each secret."""
    match value:
        case Secret(name):
            return text(name)
        case SecretText(parts):
            return "".join(with_secrets(part, text) for part in parts)
        case dict():
            return {key: with_secrets(inner, text) for key, inner in value.items()}
        case list():
            return [with_secrets(inner, text) for inner in value]
    return value


def _evaluated(node: Node, defaults: dict[str, Any]) -> Any:
    match node:
        case Literal(value):
            return value
        case Call(name, (Literal(str(parameter)),)) if name.lower() == "parameters":
            default = defaults[parameter.lower()]
            if isinstance(default, str) and as_expression(default) is not None:
                return _evaluated(parse(default), defaults)
            return Secret(parameter) if default is None else default
        case Call(name, (Literal(str(pattern)), *arguments)) if name.lower() == "format":
            values = [_evaluated(argument, defaults) for argument in arguments]
            return _text(_formatted(pattern, values))
        case Call(name, (base, relative)) if name.lower() == "uri":
            return _text([_folder(_evaluated(base, defaults)), _evaluated(relative, defaults)])
        case Call(name, arguments) if name.lower() == "concat":
            return _text([_evaluated(argument, defaults) for argument in arguments])
    raise _NotResolvableError


def _folder(base: Any) -> str:
    """What ARM's uri keeps of its first argument: all up to the last slash."""
    if not isinstance(base, str) or "/" not in base:
        raise _NotResolvableError
    return base[: base.rindex("/") + 1]


def _formatted(pattern: str, values: list[Any]) -> list[Any]:
    """The pieces of a .NET composite format whose places are plain numbers."""
    pieces: list[Any] = []
    for index, piece in enumerate(_PLACE.split(pattern.replace("{{", "\ue000").replace("}}", "\ue001"))):
        if index % 2:
            if int(piece) >= len(values):
                raise _NotResolvableError
            pieces.append(values[int(piece)])
        elif "{" in piece or "}" in piece:
            raise _NotResolvableError
        else:
            pieces.append(piece.replace("\ue000", "{").replace("\ue001", "}"))
    return pieces


def _text(pieces: list[Any]) -> Any:
    """The pieces as one text, or as a SecretText where secrets are among them."""
    parts: list[str | Secret] = []
    for piece in pieces:
        for part in piece.parts if isinstance(piece, SecretText) else (piece,):
            if isinstance(part, bool | dict | list) or part is None:
                raise _NotResolvableError  # .NET writes True, and ARM refuses the others
            parts.append(part if isinstance(part, Secret) else str(part))
    if not any(isinstance(part, Secret) for part in parts):
        return "".join(map(str, parts))
    return SecretText(tuple(part for part in parts if part))
