"""Why the schema refuses a document: every violation as a diagnostic in the words of a person.

Only a refused document comes here: importing jsonschema costs as much as a whole render.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from generator.blueprint.source import Mark
from generator.diagnostics import Diagnostic, Path, did_you_mean, nearest, show_path

_TYPE_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
}


def explain(document: Any, schema: dict[str, Any], mark: Mark) -> tuple[Diagnostic, ...]:
    """All violations, in the order of the file; none where the document is valid."""
    explanation = _Explanation(schema, mark)
    errors = list(Draft202012Validator(schema).iter_errors(document))
    found = {diagnostic: None for error in errors for diagnostic in explanation.of(error)}
    misspelt = {each.hint for each in found if each.code == "blueprint/unknown-key"}
    kept = [each for each in found if not _is_misspelt(each, misspelt)]
    return tuple(sorted(kept, key=lambda each: (each.location.line, each.location.column) if each.location else (0, 0)))


def _is_misspelt(diagnostic: Diagnostic, hints: set[str | None]) -> bool:
    """Whether a missing key is there under a wrong name, which is reported already."""
    missing = diagnostic.message.rpartition(" needs ")[2]
    return diagnostic.code == "blueprint/missing-key" and f"did you mean {missing}?" in hints


class _Explanation:
    def __init__(self, schema: dict[str, Any], mark: Mark) -> None:
        self.schema = schema
        self.mark = mark
        self.by_keyword: dict[str, Callable[[ValidationError, Path], Iterable[Diagnostic]]] = {
            "additionalProperties": self._unknown_keys,
            "propertyNames": self._bad_name,
            "required": self._missing_key,
            "dependentRequired": self._missing_partner,
            "type": self._wrong_type,
            "oneOf": self._alternatives,
            "anyOf": self._alternatives,
        }

    def of(self, error: ValidationError) -> Iterator[Diagnostic]:
        path = tuple(error.absolute_path)
        rule = error.schema if isinstance(error.schema, dict) else {}
        if rule.get("x-secret") and not isinstance(error.instance, dict):
            yield self._diagnostic(
                "blueprint/secret-literal",
                path,
                f"{show_path(path)} is a secret and is given by reference, never as text",
                f"write {path[-1]}: {{parameter: {path[-1]}}}, or {path[-1]}: {{keyVault: {{vault: …, secret: …}}}}",
            )
        elif "x-message" in rule and error.validator not in ("additionalProperties", "type"):
            code = rule.get("x-code", "blueprint/bad-value")
            yield self._diagnostic(code, path, rule["x-message"], rule.get("x-hint"), rule.get("x-docs"))
        else:
            yield from self.by_keyword.get(str(error.validator), self._bad_value)(error, path)

    def _diagnostic(
        self, code: str, path: Path, message: str, hint: str | None = None, docs: str | None = None, **more: Any
    ) -> Diagnostic:
        location = self.mark.nearest(path).location
        return Diagnostic(code=code, path=path, message=message, hint=hint, docs=docs, location=location, **more)

    def _unknown_keys(self, error: ValidationError, path: Path) -> Iterator[Diagnostic]:
        known = error.schema.get("properties", {})
        for key in error.instance:
            if key not in known:
                absent = [name for name in known if name not in error.instance]
                place = f"in {show_path(path)}" if path else "at the top level"
                hint = did_you_mean(key, absent if nearest(key, absent) else known)
                yield self._diagnostic("blueprint/unknown-key", (*path, key), f"unknown key {key} {place}", hint)

    def _bad_name(self, error: ValidationError, path: Path) -> Iterator[Diagnostic]:
        message = f"{error.instance!r} is no name: letters, digits and _ can stand in one, and no digit first"
        yield self._diagnostic("blueprint/bad-name", (*path, error.instance), message)

    def _missing_key(self, error: ValidationError, path: Path) -> Iterator[Diagnostic]:
        key = next(key for key in error.validator_value if f"{key!r} is a required" in error.message)
        known = error.schema.get("properties", {}).get(key, {})
        example = next(iter(known.get("examples", ())), None)
        hint = f"for example {key}: {_inline(example)}" if example is not None else None
        owner = show_path(path) if path else "a blueprint"
        yield self._diagnostic("blueprint/missing-key", path, f"{owner} needs {key}", hint)

    def _missing_partner(self, error: ValidationError, path: Path) -> Iterator[Diagnostic]:
        for key, partners in error.validator_value.items():
            for partner in partners:
                if key in error.instance and partner not in error.instance:
                    message = f"{key} needs {partner} beside it"
                    yield self._diagnostic("blueprint/missing-key", (*path, key), message)

    def _wrong_type(self, error: ValidationError, path: Path) -> Iterator[Diagnostic]:
        rule = error.schema
        expected = rule.get("title") or self._types(rule["type"])
        hint = rule.get("x-hint")
        if isinstance(error.instance, bool | int | float) and "string" in rule["type"]:
            hint = f'write it in quotes: "{_inline(error.instance)}"'
        yield self._diagnostic(
            "blueprint/wrong-type", path, f"{show_path(path)} is {expected}, not {_shown(error.instance)}", hint
        )

    def _types(self, types: str | list[str]) -> str:
        names = [types] if isinstance(types, str) else [name for name in types if name != "string" or len(types) == 1]
        return " or ".join(_TYPE_NAMES.get(name, name) for name in names or types)

    def _alternatives(self, error: ValidationError, path: Path) -> Iterator[Diagnostic]:
        exclusive = error.schema.get("x-exactly-one")
        if exclusive and isinstance(error.instance, dict):
            yield self._exactly_one(exclusive, error.instance, path)
            return
        options = [self._resolved(option) for option in error.validator_value]
        values = [value for option in options for value in option.get("enum", ())]
        if values and not isinstance(error.instance, dict | list):
            yield self._not_among(values, error, path)
            return
        names = [option.get("title") or self._types(option.get("type", "object")) for option in options]
        message = f"{show_path(path)} is {' or '.join(names)}, not {_shown(error.instance)}"
        yield self._diagnostic("blueprint/wrong-type", path, message, error.schema.get("x-hint"))

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

    def _not_among(self, values: list[Any], error: ValidationError, path: Path) -> Diagnostic:
        hint = did_you_mean(str(error.instance), [str(value) for value in values])
        message = f"{show_path(path)} is one of {', '.join(map(str, values))}, not {_shown(error.instance)}"
        return self._diagnostic("blueprint/bad-value", path, message, hint if hint and "mean" in hint else None)

    def _bad_value(self, error: ValidationError, path: Path) -> Iterator[Diagnostic]:
        limit, rule = error.validator_value, error.schema if isinstance(error.schema, dict) else {}
        if error.validator == "enum":
            yield self._not_among(limit, error, path)
            return
        if (
            error.validator == "pattern"
            and "string" != rule.get("type")
            and "pattern" in rule
            and isinstance(rule.get("type"), list)
        ):
            yield from self._wrong_type(error, path)
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
            "maxProperties": f"an object of at most {limit} keys",
            "const": f"{limit}",
        }.get(str(error.validator), "of another form")
        known = rule.get("properties")
        hint = rule.get("x-hint") or (
            f"known here: {', '.join(known)}" if known and "Properties" in str(error.validator) else None
        )
        if hint is None and rule.get("examples"):
            hint = f"for example {_inline(rule['examples'][0])}"
        message = f"{show_path(path)} must be {requirement}, not {_shown(error.instance)}"
        yield self._diagnostic("blueprint/bad-value", path, message, hint)


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "an object" if value else "an empty object"
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
