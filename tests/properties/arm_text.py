"""What Azure makes of the texts of a template, as far as no deployment is needed: a second, small opinion.

Written from the documented rules (arm-expression syntax and literal escapes; .NET composite formatting for `format`),
and not with the parser of the generator.
"""

import re
from typing import Any

_FORMAT_ITEM = re.compile(r"\{\{|\}\}|\{(\d+)\}")
_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[+-]?\d+|[\w$]+|[.,()\[\]])", re.ASCII)


def evaluate(value: Any) -> Any:
    """The value with every text, and every key, as Azure reads it."""
    match value:
        case str():
            return _text(value)
        case dict():
            return {_text(key): evaluate(inner) for key, inner in value.items()}
        case list():
            return [evaluate(inner) for inner in value]
    return value


def identity(resource: dict[str, Any]) -> str:
    """What `resourceId` gives for the resource."""
    return f"{resource['type']}/{evaluate(resource['name'])}"


def _text(text: str) -> str:
    if not (text.startswith("[") and text.endswith("]")):
        return text
    if text.startswith("[["):
        return text[1:]
    value, rest = _expression(_tokens(text[1:-1]))
    assert not rest, f"{rest} left over in {text}"
    return value


def _tokens(code: str) -> list[str]:
    tokens: list[str] = []
    code = code.strip()
    while code:
        token = _TOKEN.match(code)
        assert token, f"no expression: {code}"
        tokens.append(token[1])
        code = code[token.end() :].lstrip()
    return tokens


def _expression(tokens: list[str]) -> tuple[str, list[str]]:
    first, *rest = tokens
    if first.startswith("'"):
        return first[1:-1].replace("''", "'"), rest
    if not rest or rest[0] != "(":
        return first, rest
    arguments: list[str] = []
    rest = rest[1:]
    while rest[0] != ")":
        argument, rest = _expression(rest[1:] if rest[0] == "," else rest)
        arguments.append(argument)
    return _accessed(_called(first, arguments), rest[1:])


def _accessed(value: str, rest: list[str]) -> tuple[str, list[str]]:
    while rest and rest[0] in (".", "["):
        if rest[0] == ".":
            value, rest = f"{value}.{rest[1]}", rest[2:]
        else:
            index, rest = _expression(rest[1:])
            assert rest[0] == "]"
            value, rest = f"{value}[{index}]", rest[1:]
    return value, rest


def _called(name: str, arguments: list[str]) -> str:
    match name:
        case "format":
            return _formatted(*arguments)
        case "resourceId" | "subscriptionResourceId":
            kind = next(place for place, argument in enumerate(arguments) if "/" in argument)
            return "/".join(arguments[kind:])
        case "extensionResourceId":
            return "/".join(arguments[1:])
    return f"{name}({', '.join(arguments)})"


def _formatted(pattern: str, *arguments: str) -> str:
    assert not re.sub(r"\{\{|\}\}|\{\d+\}|[^{}]", "", pattern), f"a lone brace in {pattern}"
    return _FORMAT_ITEM.sub(lambda item: arguments[int(item[1])] if item[1] else item[0][0], pattern)
