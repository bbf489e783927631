"""The parameters of a template: what is given, what is the default, and what Azure would refuse of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from generator.arm.deferred import Deferred
from generator.arm.expression import Call, Literal
from generator.arm.functions.function import meant
from generator.arm.members import Members
from generator.arm.parameter_definitions import definition as definition_of
from generator.arm.problems import Problems
from generator.arm.scope import EvaluationError, Scope
from generator.diagnostics import Diagnostic, Path, Severity, nearest

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "securestring": str,
    "int": int,
    "bool": bool,
    "array": list,
    "object": dict,
    "secureobject": dict,
}


class Parameters:
    """The values of a template's parameters, looked up without regard to case and evaluated when asked for.

    `given` are the members of a parameter file: `{name: {"value": …}}`, or with `reference` for a Key Vault secret,
    which stays a Deferred, as does a parameter without value; that is an error where the values should be `complete`.
    Defaults are evaluated in `scope`. `around` leads to the template within the one that nests it.
    """

    scope: Scope

    def __init__(
        self,
        declared: Mapping[str, Any],
        definitions: Mapping[str, Any],
        given: Mapping[str, Any],
        around: Path,
        problems: Problems,
        *,
        complete: bool,
    ) -> None:
        self.complete = complete
        self.declared = {name.lower(): (name, entry) for name, entry in declared.items()}
        self.definitions = definitions
        self.given = {name.lower(): (name, entry) for name, entry in given.items()}
        self.path: Path = (*around, "parameters")
        self.problems = problems
        self.defaults = Members(problems, "parameter/bad-default")
        self.values: dict[str, Any] = {}
        self.waiting: set[str] = set()

    def value(self, name: str) -> Any:
        """The value; raises EvaluationError for a name that is not declared, or a default that needs itself."""
        key = name.lower()
        if key in self.values:
            return self.values[key]
        if key not in self.declared:
            known = (each for each, _ in self.declared.values())
            raise EvaluationError(f"the parameter {name[:60]} is not declared", suggestion=lambda: meant(name, known))
        if key in self.waiting:
            raise EvaluationError(f"the default of the parameter {name} needs itself")
        self.waiting.add(key)
        try:
            self.values[key] = self._settled(key)
        finally:
            self.waiting.discard(key)
        return self.values[key]

    def _settled(self, key: str) -> Any:
        name, entry = self.declared[key]
        _, given = self.given.get(key, (name, {}))
        given = given if isinstance(given, dict) else {}
        if "value" in given:
            return given["value"]
        definition = definition_of(entry, self.definitions)
        if "reference" not in given and "defaultValue" in definition:
            return self.defaults.value(definition["defaultValue"], self.scope, (*self.path, name, "defaultValue"))
        if "reference" not in given and definition.get("nullable") is True:
            return None
        return Deferred(Call("parameters", (Literal(name, 0),), 0))

    def settle(self, order: Iterable[str]) -> None:
        """Evaluate all parameters in this order of their names in lower case, and tell of what is wrong with them."""
        for name in order:
            self.value(name)
        for problem in self._problems():
            self.problems.add(problem)

    def _problems(self) -> Iterator[Diagnostic]:
        """What is missing, unknown, of a wrong type, or against its limits."""
        for key, (name, _) in self.given.items():
            if key not in self.declared:
                close = nearest(name, [known for known, _ in self.declared.values()])
                hint = f"did you mean {close}?" if close else None
                yield _problem("parameter/unknown", f"the template has no parameter {name}", (*self.path, name), hint)
        for key, (name, entry) in self.declared.items():
            path: Path = (*self.path, name)
            definition = definition_of(entry, self.definitions)
            value = self.values[key]
            if not isinstance(value, Deferred):
                yield from self._against(value, definition, path, name)
            elif key not in self.given and "defaultValue" not in definition:
                secure = str(definition.get("type", "")).lower().startswith("secure")
                severity = Severity.ERROR if self.complete else Severity.INFO if secure else Severity.WARNING
                yield _problem("parameter/missing", f"the parameter {name} has no value", path, severity=severity)

    def _against(self, value: Any, definition: dict[str, Any], path: Path, name: str) -> Iterator[Diagnostic]:
        """Each way in which a value is against its definition, to the depth of user-defined types."""
        if isinstance(value, Deferred) or (value is None and definition.get("nullable") is True):
            return
        kind = str(definition.get("type", "")).lower()
        expected = _TYPES.get(kind)
        if expected is None:
            yield _problem("parameter/unknown-type", f"{name} has no type that ARM knows", path)
            return
        if not isinstance(value, expected) or (kind == "int" and isinstance(value, bool)):
            yield _problem("parameter/wrong-type", f"{name} is of type {definition['type']}, not {_kind(value)}", path)
            return
        allowed = definition.get("allowedValues")
        if isinstance(allowed, list) and not _among(value, allowed):
            yield _problem("parameter/not-allowed", f"{name} is none of its allowed values", path)
        for key, measured, fits in _limits(value):
            limit = definition.get(key)
            if isinstance(limit, int) and not fits(measured, limit):
                yield _problem("parameter/out-of-range", f"{name} has {measured} against {key} {limit}", path)
        yield from self._members(value, definition, path, name)

    def _members(self, value: Any, definition: dict[str, Any], path: Path, name: str) -> Iterator[Diagnostic]:
        if isinstance(value, list):
            yield from self._items(value, definition, path, name)
        elif isinstance(value, dict) and isinstance(definition.get("properties"), dict):
            yield from self._properties(value, definition, path, name)

    def _items(self, value: list[Any], definition: dict[str, Any], path: Path, name: str) -> Iterator[Diagnostic]:
        first = definition.get("prefixItems")
        first = first if isinstance(first, list) else []
        for index, item in enumerate(value):
            entry = first[index] if index < len(first) else definition.get("items")
            if isinstance(entry, dict):
                yield from self._against(item, definition_of(entry, self.definitions), path, f"{name}[{index}]")

    def _properties(
        self, value: dict[str, Any], definition: dict[str, Any], path: Path, name: str
    ) -> Iterator[Diagnostic]:
        members = definition["properties"]
        for key, entry in members.items():
            member = definition_of(entry, self.definitions)
            if key in value:
                yield from self._against(value[key], member, path, f"{name}.{key}")
            elif member.get("nullable") is not True:
                yield _problem("parameter/missing-member", f"{name} needs {key}", path)
        rest = definition.get("additionalProperties")
        for key in value.keys() - members.keys():
            if rest is False:
                yield _problem("parameter/unknown-member", f"{name} takes no {key}", path)
            elif isinstance(rest, dict):
                yield from self._against(value[key], definition_of(rest, self.definitions), path, f"{name}.{key}")


def _limits(value: Any) -> Iterator[tuple[str, int, Callable[[int, int], bool]]]:
    if isinstance(value, int) and not isinstance(value, bool):
        yield "minValue", value, int.__ge__
        yield "maxValue", value, int.__le__
    if isinstance(value, str | list):
        yield "minLength", len(value), int.__ge__
        yield "maxLength", len(value), int.__le__


def _among(value: Any, allowed: list[Any]) -> bool:
    """Allowed values are compared without regard to case; a list may be a selection of them, known or not."""
    if isinstance(value, Deferred):
        return True
    if isinstance(value, str):
        return value.lower() in (each.lower() for each in allowed if isinstance(each, str))
    return value in allowed or (isinstance(value, list) and all(_among(each, allowed) for each in value))


def _kind(value: Any) -> str:
    names = {bool: "bool", int: "int", str: "string", list: "array", dict: "object", type(None): "null", float: "float"}
    return names.get(type(value), type(value).__name__)


def _problem(
    code: str, message: str, path: Path, hint: str | None = None, severity: Severity = Severity.ERROR
) -> Diagnostic:
    return Diagnostic(code=code, message=message, path=path, hint=hint, severity=severity)
