"""From the layers of a blueprint to one effective document: base files, the file, an environment, `--set`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

from generator.blueprint.document import read_document
from generator.blueprint.paths import identity, parse_path, put_node, settle
from generator.blueprint.source import Mark, Node, Source
from generator.blueprint.yaml12 import DEEPEST, read_yaml
from generator.diagnostics import Diagnostic, DiagnosticError, Location, did_you_mean, show_path

_MOST_LAYERS = 16
_SETTING = re.compile(r"""((?:\[\s*"(?:[^"\\]|\\.)*"\s*\]|[^=])*?)=(.*)""", re.DOTALL)
"""`path=value`; a key in quotes may hold = itself."""
_RAW = ("patches", "resources")
"""Members of ARM itself, where null has a meaning."""


def effective_document(
    path: FilePath, environment: str | None, settings: Sequence[str], *, included: bool = False
) -> tuple[Node, tuple[str, ...]]:
    """The merged document and the names of the environments that the layers define.

    `settings` are `path=value` texts, applied last and in order. An `included` blueprint need not define the
    environment. Raises DiagnosticError where a layer is missing or malformed, the environment is unknown, or a setting
    cannot be applied.
    """
    node = _with_bases(path, ())
    environments = node.value.get("environments")
    names = tuple(environments) if isinstance(environments, dict) else ()
    if environment is not None and not (included and environment not in names):
        node = _with_environment(node, environment, names)
    for setting in settings:
        node = _with_setting(node, setting)
    value = {
        key: inner if key in _RAW else _without_nothing(inner)
        for key, inner in node.value.items()
        if key != "extends" and inner is not None
    }
    return Node(value, node.mark), names


def _without_nothing(value: Any) -> Any:
    """The value without the members that are null: nothing behind a key takes back what a lower layer says."""
    match value:
        case dict():
            return {key: _without_nothing(inner) for key, inner in value.items() if inner is not None}
        case list():
            return [_without_nothing(inner) for inner in value]
    return value


def merge(below: Node, above: Node) -> Node:
    """Lay one document over another: objects merge, lists of named items merge by name, all else is replaced."""
    if isinstance(below.value, dict) and isinstance(above.value, dict):
        return _merged_objects(below, above)
    if _named(below.value) and _named(above.value):
        return _merged_lists(below, above)
    return above


def _merged_objects(below: Node, above: Node) -> Node:
    value, marks = dict(below.value), dict(below.mark.children or {})
    for key, new in above.value.items():
        inner = Node(new, (above.mark.children or {}).get(key, above.mark))
        if key in value:
            inner = merge(Node(value[key], marks.get(key, below.mark)), inner)
        value[key], marks[key] = inner.value, inner.mark
    return Node(value, Mark(above.mark.source, above.mark.line, above.mark.column, marks))


def _merged_lists(below: Node, above: Node) -> Node:
    value, marks = list(below.value), dict(below.mark.children or {})
    places = {identity(item): index for index, item in enumerate(value)}
    for index, new in enumerate(above.value):
        inner = Node(new, (above.mark.children or {}).get(index, above.mark))
        place = places.get(identity(new))
        if place is None:
            place = len(value)
            value.append(None)
        else:
            inner = merge(Node(value[place], marks.get(place, below.mark)), inner)
        value[place], marks[place] = inner.value, inner.mark
    return Node(value, Mark(above.mark.source, above.mark.line, above.mark.column, marks))


def _named(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    names = [identity(item) for item in value]
    return None not in names and len(set(names)) == len(names)


def _with_bases(path: FilePath, above: tuple[FilePath, ...]) -> Node:
    shown = path if not above else _as_shown(above[-1], path)
    node = read_document(path, shown_as=str(shown))
    base = node.value.get("extends")
    if base is None:
        return node
    mark = node.mark.nearest(("extends",))
    if not isinstance(base, str) or not base:
        raise _error("blueprint/extends", "extends takes the file name of another blueprint", mark, ("extends",))
    source = node.mark.source.path
    chain = (*above, path)
    try:
        base_path = (source.parent if source else FilePath()) / base
        resolved, found = base_path.resolve(), base_path.is_file()
    except (OSError, ValueError) as error:
        raise _error("blueprint/extends", f"{base!r} is no file name", mark, ("extends",)) from error
    if resolved in {layer.resolve() for layer in chain}:
        raise _error("blueprint/extends-cycle", f"{base} extends this file in turn", mark, ("extends",))
    if len(chain) >= _MOST_LAYERS:
        raise _error("blueprint/extends", f"more than {_MOST_LAYERS} layers extend one another", mark, ("extends",))
    if not found:
        message = f"the base {base} is not a file"
        raise _error("blueprint/extends", message, mark, ("extends",), hint=f"looked for {resolved}")
    return merge(_with_bases(base_path, chain), node)


def _as_shown(above: FilePath, path: FilePath) -> FilePath:
    try:
        return above.parent / path.relative_to(above.parent)
    except ValueError:
        return path


def _with_environment(node: Node, name: str, names: tuple[str, ...]) -> Node:
    if name not in names:
        mark = node.mark.nearest(("environments",))
        message = f"there is no environment {name!r}"
        hint = f"environments here: {', '.join(sorted(names))}" if names else "this blueprint defines no environments"
        if not isinstance(node.value.get("environments", {}), dict):
            hint = "environments is an object: a name, and the layer behind it"
        raise _error("blueprint/unknown-environment", message, mark, ("environments",), hint=hint)
    value = node.value["environments"][name]
    mark = node.mark.nearest(("environments", name))
    if not isinstance(value, dict):
        message = f"the environment {name} is an object with the keys of a blueprint"
        raise _error("blueprint/wrong-type", message, mark, ("environments", name))
    return merge(node, Node(value, mark))


def _with_setting(node: Node, setting: str) -> Node:
    parts = _SETTING.fullmatch(setting)
    written, text = parts.groups() if parts else (setting, "")
    source = Source(f"--set {written}", setting)
    try:
        setting.encode()
        path = parse_path(written)
        problem = None if parts else "no value follows"
    except ValueError as error:
        path, problem = (), str(error)
    if len(path) > DEEPEST:
        problem = f"that is more than {DEEPEST} levels deep"
    if problem is None:
        path = settle(path, node.value)
    else:
        place, hint = Location(file=source.name), "--set takes path=value, such as scaleSet.sku.capacity=5"
        raise DiagnosticError(Diagnostic(code="blueprint/set", message=problem, location=place, hint=hint))
    value = _setting_value(text)
    mark = Mark(source, 1, 1)
    try:
        return put_node(node, path, Node(value, mark))
    except KeyError as error:
        step = error.args[0]
        raise _error(
            "blueprint/set",
            f"{show_path(path[: path.index(step)])} has no item {step}",
            mark,
            path,
            hint=_items_hint(node, path, step),
        ) from None


def _setting_value(text: str) -> Any:
    """The value by YAML, or by JSON for its escapes; what is neither, such as a text with ": " in it, is that text."""
    try:
        return read_yaml(Source("--set", text)).value
    except DiagnosticError:
        try:
            return json.loads(text)
        except ValueError:
            return text


def _items_hint(node: Node, path: tuple[str | int, ...], step: str | int) -> str | None:
    value = node.value
    for each in path[: path.index(step)]:
        value = value[each]
    names = [name for item in value if (name := identity(item))] if isinstance(value, list) else []
    return did_you_mean(str(step), names) if names else None


def _error(
    code: str, message: str, mark: Mark, path: tuple[str | int, ...], hint: str | None = None
) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code=code, message=message, path=path, location=mark.location, hint=hint))
