"""Why the schema refuses a document: every violation as a diagnostic in the words of a person.

Only a refused document comes here: importing jsonschema costs as much as a whole render.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from generator.blueprint.source import Mark
from generator.diagnostics import MOST_SHOWN, Diagnostic, Path, did_you_mean, nearest, show_path

_TYPE_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
}


def explain(document: Any, schema: dict[str, Any], mark: Mark) -> tuple[Diagnostic, ...]:
    """The violations, MOST_SHOWN at most, in the order of the file; none where the document is valid."""
    explanation = _Explanation(schema, mark)
    violations = (_Violation.of(error) for error in _Validator(schema).iter_errors(document))
    diagnostics = (diagnostic for violation in violations for diagnostic in explanation.of(violation))
    found = dict.fromkeys(itertools.islice(diagnostics, MOST_SHOWN + 1))
    misspelt = {each.hint for each in found if each.code == "blueprint/unknown-key"}
    kept = [each for each in found if not _is_misspelt(each, misspelt)]
    problems = sorted(kept, key=_place)
    if len(problems) > MOST_SHOWN:
        more = f"{problems[MOST_SHOWN - 1].message}; there are more problems, which are not shown"
        problems = [*problems[: MOST_SHOWN - 1], replace(problems[MOST_SHOWN - 1], message=more)]
    return tuple(problems)


def _place(diagnostic: Diagnostic) -> tuple[int, int]:
    place = diagnostic.location
    return (place.line or 0, place.column or 0) if place else (0, 0)


def _is_misspelt(diagnostic: Diagnostic, hints: set[str | None]) -> bool:
    """Whether a missing key is there under a wrong name, which is reported already."""
    missing = diagnostic.message.rpartition(" needs ")[2]
    return diagnostic.code == "blueprint/missing-key" and f"did you mean {missing}?" in hints


@dataclass(frozen=True, slots=True)
class _Violation:
    """What jsonschema found: the keyword with its limit, the schema around it, and the value that breaks it."""

    keyword: str
    limit: Any
    rule: dict[str, Any]
    value: Any
    path: Path
    message: str

    @classmethod
    def of(cls, error: Any) -> _Violation:
        rule = error.schema if isinstance(error.schema, dict) else {}
        path = tuple(error.absolute_path)
        keyword = "propertyNames" if "propertyNames" in error.absolute_schema_path else str(error.validator)
        return cls(keyword, error.validator_value, rule, error.instance, path, error.message)


def _pattern(validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As JSON Schema has it: to Python alone, $ also stands before a line break at the end."""
    if validator.is_type(value, "string") and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}
)


_MOST_LISTED = 16


class _Explanation:
    def __init__(self, schema: dict[str, Any], mark: Mark) -> None:
        self.schema = schema
        self.mark = mark
        self.by_keyword: dict[str, Callable[[_Violation], Iterable[Diagnostic]]] = {
            "additionalProperties": self._unknown_keys,
            "propertyNames": self._bad_name,
            "required": self._missing_key,
            "dependentRequired": self._missing_partner,
            "type": self._wrong_type,
            "oneOf": self._alternatives,
            "anyOf": self._alternatives,
        }

    def of(self, broken: _Violation) -> Iterator[Diagnostic]:
        rule, path = broken.rule, broken.path
        if rule.get("x-secret") and not isinstance(broken.value, dict):
            yield self._diagnostic(
                "blueprint/secret-literal",
                path,
                f"{show_path(path)} is a secret and is given by reference, never as text",
                f"write {path[-1]}: {{parameter: {path[-1]}}}, or {path[-1]}: {{keyVault: {{vault: …, secret: …}}}}",
            )
        elif "x-message" in rule and broken.keyword not in ("additionalProperties", "type"):
            code = rule.get("x-code", "blueprint/bad-value")
            causes = tuple(self._because(rule))
            yield self._diagnostic(code, path, rule["x-message"], rule.get("x-hint"), rule.get("x-docs"), causes=causes)
        else:
            yield from self.by_keyword.get(broken.keyword, self._bad_value)(broken)

    def _because(self, rule: dict[str, Any]) -> Iterator[Diagnostic]:
        """The other key that a condition is about, by the path that the schema names as `x-because`."""
        if other := rule.get("x-because"):
            yield self._diagnostic(rule["x-code"], tuple(other), f"{other[-1]} is given here")

    def _diagnostic(
        self, code: str, path: Path, message: str, hint: str | None = None, docs: str | None = None, **more: Any
    ) -> Diagnostic:
        mark = self.mark.nearest(path)
        message, location = mark.source.masked(message), mark.location
        return Diagnostic(code=code, path=path, message=message, hint=hint, docs=docs, location=location, **more)

    def _unknown_keys(self, broken: _Violation) -> Iterator[Diagnostic]:
        path = broken.path
        known = broken.rule.get("properties", {})
        for key in broken.value:
            if key in broken.rule.get("x-retired", {}):
                message = f"{key} is no longer possible: {broken.rule['x-retired'][key]}"
                yield self._diagnostic("blueprint/retired-key", (*path, key), message)
            elif key not in known:
                absent = [name for name in known if name not in broken.value]
                place = f"in {show_path(path)}" if path else "at the top level"
                hint = did_you_mean(key, absent if nearest(key, absent) else known)
                yield self._diagnostic("blueprint/unknown-key", (*path, key), f"unknown key {key} {place}", hint)

    def _bad_name(self, broken: _Violation) -> Iterator[Diagnostic]:
        message = f"{broken.value!r} is no name: letters, digits and _ can stand in one, and no digit first"
        yield self._diagnostic("blueprint/bad-name", (*broken.path, broken.value), message)

    def _missing_key(self, broken: _Violation) -> Iterator[Diagnostic]:
        path = broken.path
        key = next(key for key in broken.limit if f"{key!r} is a required" in broken.message)
        known = (broken.rule if path else self.schema).get("properties", {}).get(key, {})
        example = next(iter(known.get("examples", ())), None)
        hint = f"for example {key}: {_inline(example)}" if example is not None else None
        owner = show_path(path) if path else "a blueprint"
        yield self._diagnostic("blueprint/missing-key", path, f"{owner} needs {key}", hint)

    def _missing_partner(self, broken: _Violation) -> Iterator[Diagnostic]:
        for key, partners in broken.limit.items():
            for partner in partners:
                if key in broken.value and partner not in broken.value:
                    message = f"{key} needs {partner} beside it"
                    yield self._diagnostic("blueprint/missing-key", (*broken.path, key), message)

    def _wrong_type(self, broken: _Violation) -> Iterator[Diagnostic]:
        path = broken.path
        rule = broken.rule
        expected = rule.get("title") or self._types(rule["type"])
        hint = rule.get("x-hint")
        if isinstance(broken.value, bool | int | float) and rule["type"] == "string":
            hint = f'write it in quotes: "{_inline(broken.value)}"'
        yield self._diagnostic(
            "blueprint/wrong-type", path, f"{show_path(path)} is {expected}, not {_shown(broken.value)}", hint
        )

    def _types(self, types: str | list[str]) -> str:
        names = [types] if isinstance(types, str) else [name for name in types if name != "string" or len(types) == 1]
        return " or ".join(_TYPE_NAMES.get(name, name) for name in names or types)

    def _alternatives(self, broken: _Violation) -> Iterator[Diagnostic]:
        path = broken.path
        exclusive = broken.rule.get("x-exactly-one")
        if exclusive and isinstance(broken.value, dict):
            yield self._exactly_one(exclusive, broken.value, path)
            return
        options = [self._resolved(option) for option in broken.limit]
        values = [value for option in options for value in option.get("enum", ())]
        if values and not isinstance(broken.value, dict | list):
            yield self._not_among(values, broken)
            return
        names = [option.get("title") or self._types(option.get("type", "object")) for option in options]
        message = f"{show_path(path)} is {' or '.join(names)}, not {_shown(broken.value)}"
        yield self._diagnostic("blueprint/wrong-type", path, message, broken.rule.get("x-hint"))

    def _exactly_one(self, keys: list[str], instance: dict[str, Any], path: Path) -> Diagnostic:
        given = [key for key in keys if key in instance]
        owner = show_path(path) or "a blueprint"
        if not given:
            return self._diagnostic("blueprint/exactly-one", path, f"{owner} needs one of {', '.join(keys)}")
        causes = tuple(
            self._diagnostic("blueprint/exactly-one", (*path, key), f"{key} is given here") for key in given[1:]
        )
        message = f"{owner} takes only one of {' and '.join(given)}"
        return self._diagnostic("blueprint/exactly-one", (*path, given[0]), message, "keep one of them", causes=causes)

    def _resolved(self, option: dict[str, Any]) -> dict[str, Any]:
        name = option.get("$ref", "").rpartition("/")[2]
        return self.schema["$defs"][name] if name else option

    def _not_among(self, values: list[Any], broken: _Violation) -> Diagnostic:
        path = broken.path
        hint = did_you_mean(str(broken.value), [str(value) for value in values])
        listed = ", ".join(map(str, values[:_MOST_LISTED]))
        more = f" and {len(values) - _MOST_LISTED} others" if len(values) > _MOST_LISTED else ""
        message = f"{show_path(path)} is one of {listed}{more}, not {_shown(broken.value)}"
        return self._diagnostic("blueprint/bad-value", path, message, hint if hint and "mean" in hint else None)

    def _bad_value(self, broken: _Violation) -> Iterator[Diagnostic]:
        path = broken.path
        limit, rule = broken.limit, broken.rule
        if broken.keyword == "enum":
            yield self._not_among(limit, broken)
            return
        if (
            broken.keyword == "pattern"
            and rule.get("type") != "string"
            and "pattern" in rule
            and isinstance(rule.get("type"), list)
        ):
            yield from self._wrong_type(broken)
            return
        requirement = {
            "minimum": f"at least {limit}",
            "maximum": f"at most {limit}",
            "minLength": "not empty" if limit == 1 else f"at least {limit} characters long",
            "maxLength": f"at most {limit} characters long",
            "minItems": "not empty" if limit == 1 else f"at least {limit} items long",
            "maxItems": f"at most {limit} items long",
            "uniqueItems": "a list without equal items",
            "minProperties": "an object with a key" if limit == 1 else f"an object of at least {limit} keys",
            "maxProperties": f"an object of at most {limit} key{'s' * (limit != 1)}",
            "const": f"{limit}",
        }.get(broken.keyword, "of another form")
        known = rule.get("properties")
        hint = rule.get("x-hint") or (
            f"known here: {', '.join(known)}" if known and "Properties" in broken.keyword else None
        )
        if hint is None and rule.get("examples"):
            hint = f"for example {_inline(rule['examples'][0])}"
        message = f"{show_path(path)} must be {requirement}, not {_shown(broken.value)}"
        yield self._diagnostic("blueprint/bad-value", path, message, hint)


def _shown(value: Any) -> str:
    match value:
        case dict():
            return f"an object of {len(value)} key{'s' * (len(value) != 1)}" if value else "an empty object"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case str():
            return f"the text {value[:60]!r}" if value else "empty text"
    return _inline(value)


def _inline(value: Any) -> str:
    """The value on one line as YAML would have it."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{key}: {_inline(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(_inline(inner) for inner in value) + "]"
    return str(value)
