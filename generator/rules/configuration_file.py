"""What teams write down about rules: `vmssgen.toml`, or `[tool.vmssgen]` in `pyproject.toml`, as a Configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, DiagnosticError, Location, Path, Severity, did_you_mean, nearest
from generator.rules.codes import code_named, nearest_code, rule_named
from generator.rules.configuration import Configuration
from generator.rules.rule import Rule

_KEYS = ("rules", "exclude")
_LEVELS: Mapping[str, Severity | None] = {"off": None, **{each.value: each for each in Severity}}


def configuration(written: Any, locate: Callable[[Path], Location]) -> Configuration:
    """The configuration that an object means: `rules` with a level, or an object with level and options, and `exclude`.

    `locate` tells where a value stands. Raises DiagnosticError with all mistakes.
    """
    reader = _Reader(locate)
    levels: dict[str, Severity | None] = {}
    options: dict[str, dict[str, Any]] = {}
    members = reader.object(written, ())
    for key in [key for key in members if key not in _KEYS]:
        reader.refuse("configuration/unknown-key", f"there is no key {key}", (key,), did_you_mean(key, _KEYS))
    for code, path, settings in reader.rules(members.get("rules", {})):
        if "level" in settings:
            levels[code] = _LEVELS[settings["level"]]
        options[code] = {key: value for key, value in settings.items() if key != "level"}
        if code in reader.seen:
            reader.refuse("configuration/wrong-value", f"{code} is configured twice, under different names", path)
        reader.seen.add(code)
    excludes = reader.texts(members.get("exclude", []), ("exclude",))
    if reader.problems:
        raise DiagnosticError(*reader.problems)
    return Configuration(levels, {code: each for code, each in options.items() if each}, excludes)


class _Reader:
    def __init__(self, locate: Callable[[Path], Location]) -> None:
        self.locate = locate
        self.problems: list[Diagnostic] = []
        self.seen: set[str] = set()

    def refuse(self, code: str, message: str, path: Path, hint: str | None = None) -> None:
        self.problems.append(Diagnostic(code=code, message=message, path=path, location=self.locate(path), hint=hint))

    def object(self, value: Any, path: Path) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.refuse("configuration/wrong-value", f"{_shown(path)} is a table, not {_kind(value)}", path)
        return {}

    def rules(self, written: Any) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
        """Each rule's code, where it is configured, and its settings as far as they are valid."""
        for name, value in self.object(written, ("rules",)).items():
            path: Path = ("rules", name)
            code = code_named(name)
            if code is None:
                close = nearest_code(name)
                hint = f"did you mean {close}?" if close else "vmssgen rules lists them all"
                self.refuse("configuration/unknown-rule", f"there is no rule {name}", path, hint)
            else:
                yield code, path, dict(self._settings(value, code, path))

    def _settings(self, value: Any, code: str, path: Path) -> Iterator[tuple[str, Any]]:
        rule = rule_named(code)
        if not isinstance(value, dict):
            yield from self._level(value, path)
            return
        for key, setting in value.items():
            place = (*path, key)
            if key == "level":
                yield from self._level(setting, place)
            elif rule is None or key not in rule.options:
                self._unknown_option(key, code, rule, place)
            elif (expected := _expected(rule.options[key], setting)) is not None:
                message = f"{key} of {code} is {expected}, not {_kind(setting)}"
                self.refuse("configuration/wrong-value", message, place)
            else:
                yield key, setting

    def _level(self, value: Any, path: Path) -> Iterator[tuple[str, str]]:
        if isinstance(value, str) and value in _LEVELS:
            yield "level", value
            return
        close = nearest(value, _LEVELS) if isinstance(value, str) else None
        hint = f'did you mean "{close}"?' if close else None
        shown = f'"{value}"' if isinstance(value, str) else _kind(value)
        message = f'the level of a rule is "off", "info", "warning" or "error", not {shown}'
        self.refuse("configuration/wrong-value", message, path, hint)

    def _unknown_option(self, key: str, code: str, rule: Rule | None, path: Path) -> None:
        known = ["level", *(rule.options if rule else ())]
        self.refuse("configuration/unknown-key", f"{code} has no option {key}", path, did_you_mean(key, known))

    def texts(self, value: Any, path: Path) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.refuse("configuration/wrong-value", f"{_shown(path)} is a list of patterns, each a text", path)
        return ()


def _expected(default: Any, value: Any) -> str | None:
    """What the value should be, by the default in its place; None where it is that."""
    if isinstance(default, list | tuple):
        fits = isinstance(value, list) and all(_expected(default[0], each) is None for each in value if default)
        return None if fits else f"a list of {_kind(default[0]).removeprefix('a ')}s" if default else "a list"
    same = isinstance(value, type(default)) and isinstance(value, bool) is isinstance(default, bool)
    return None if same or (isinstance(default, float) and type(value) is int) else _kind(default)


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "a table")


def _shown(path: Path) -> str:
    return ".".join(map(str, path)) or "the configuration"
