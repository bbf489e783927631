"""Strings, numbers, booleans and enums: what Azure takes, what it converts, what it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.arm.schemas.findings import LIKELY, FindingKind, SchemaFinding, same_but_case
from generator.diagnostics import Path, Severity, nearest

_MOST_LISTED = 8
_NOUNS = {
    "string": "a string",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "list": "an array",
    "object": "an object",
}
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)


def kind_of(value: Any) -> str:
    """The JSON type of a value."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "list"
        case _:
            return "object"


def wrong_type(value: Any, wanted: str, path: Path) -> SchemaFinding:
    """A value that Azure cannot read as what the schema wants."""
    message = f"{name_of(path)} takes {_NOUNS[wanted]}, not {_NOUNS[kind_of(value)]}"
    # Empty text for a list or an object is what published templates write for none, and Azure deploys them.
    severity = Severity.WARNING if value == "" else Severity.ERROR
    return SchemaFinding(kind=FindingKind.WRONG_TYPE, path=path, message=message, severity=severity)


def check_primitive(value: Any, wanted: str, path: Path) -> Iterator[SchemaFinding]:
    """A string, boolean, integer or number."""
    given = kind_of(value)
    if given == wanted or (given, wanted) == ("integer", "number"):
        return
    match wanted, value:
        case "string", bool() | int() | float():
            yield _converted(value, wanted, path)
        case "boolean", str() if value.strip().lower() in {"true", "false"}:
            yield _converted(value, wanted, path)
        case "integer", str() if _INTEGER.fullmatch(value.strip()):
            yield _converted(value, wanted, path)
        case "number", str() if _NUMBER.fullmatch(value.strip()):
            yield _converted(value, wanted, path)
        case _:
            yield wrong_type(value, wanted, path)


def check_enum(value: Any, allowed: list[str], path: Path, *, severity: Severity) -> Iterator[SchemaFinding]:
    """One of the values that Azure knows."""
    if value in allowed:
        return
    if isinstance(value, list | dict):
        yield wrong_type(value, "string", path)
        return
    text = value if isinstance(value, str) else _json(value)
    if text in allowed:
        yield _converted(value, "string", path)
    elif other := same_but_case(text.replace(" ", ""), (candidate.replace(" ", "") for candidate in allowed)):
        written = next(candidate for candidate in allowed if candidate.replace(" ", "") == other)
        yield SchemaFinding(
            kind=FindingKind.WRONG_CASE,
            path=path,
            message=f'{name_of(path)} is "{text}", which Azure writes "{written}"',
            hint=f'write "{written}"',
            severity=Severity.WARNING,
        )
    else:
        close = nearest(text, allowed, LIKELY)
        yield SchemaFinding(
            kind=FindingKind.WRONG_VALUE,
            path=path,
            message=f"{name_of(path)} cannot be {_json(value)}",
            hint=f'did you mean "{close}"?' if close else _one_of(allowed),
            severity=severity,
        )


def check_constraints(value: Any, rules: dict[str, Any], path: Path) -> Iterator[SchemaFinding]:
    """Ranges, lengths and patterns."""
    name = name_of(path)
    match value:
        case bool() | dict():
            return
        case int() | float():
            least, most, measure, has = rules.get("minimum"), rules.get("maximum"), value, f"is {value}"
        case str():
            least, most, measure = rules.get("minLength"), rules.get("maxLength"), len(value)
            has = f"has {measure} characters"
        case _:
            least, most, measure = rules.get("minItems"), rules.get("maxItems"), len(value)
            has = f"has {measure} items"
    if (least is not None and measure < least) or (most is not None and measure > most):
        message = f"{name} {has}; Azure takes {_range(least, most)}"
        yield SchemaFinding(kind=FindingKind.OUT_OF_RANGE, path=path, message=message)
    pattern = rules.get("pattern")
    if pattern and isinstance(value, str) and not re.search(pattern, value):
        message = f"{name} does not match the pattern {pattern}"
        yield SchemaFinding(kind=FindingKind.WRONG_VALUE, path=path, message=message)


def name_of(path: Path) -> str:
    """How a message calls the value at a path."""
    keys = [key for key in path if isinstance(key, str)]
    if not keys:
        return "the resource"
    return keys[-1] if isinstance(path[-1], str) else f"{keys[-1]}[{path[-1]}]"


def _converted(value: Any, wanted: str, path: Path) -> SchemaFinding:
    given = f"{name_of(path)} is {_json(value)}, {_NOUNS[kind_of(value)]}"
    return SchemaFinding(
        kind=FindingKind.CONVERTED,
        path=path,
        message=f"{given}, which Azure converts to {_NOUNS[wanted]}",
        hint=f"write {_json(_json(value)) if wanted == 'string' else value.strip().lower()}",
        severity=Severity.WARNING,
    )


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _one_of(allowed: list[str]) -> str:
    shown = ", ".join(allowed[:_MOST_LISTED])
    return f"one of {shown}" + (f" and {len(allowed) - _MOST_LISTED} more" if len(allowed) > _MOST_LISTED else "")


def _range(least: Any, most: Any) -> str:
    if least is None:
        return f"at most {most}"
    return f"at least {least}" if most is None else f"{least} to {most}"
