"""Which resource an error is about, and which of its properties: out of targets, messages and template violations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from generator.azure.errors.bodies import Chain, Level
from generator.diagnostics import Location, Path

Locate = Callable[[str, Path], Location | None]
"""From a resource id and the path of a property in the resource to the place in the blueprint or template that made it.

The id is "" where only the template as a whole is known: the path then leads into the template (`parameters`, `NAME`),
or is `(POSITION, line, column)`. A path may start with or without `properties`, as Azure writes it in `target`, may
name an item of a list instead of counting it (`extensions`, `NAME`), and is () where the resource alone is known. An id
may start at `/providers/`, where Azure says type and name alone.
"""
POSITION = "@position"
"""First step of a path that is a line and a column of the template, each from 1, as it was sent."""

_ID = r"(/subscriptions/[^\s'\",]+[^\s'\",.:;)\]])"
_BLAMED = tuple(
    re.compile(pattern + _ID, re.IGNORECASE)
    for pattern in (
        r"referenced by resource '?",
        r"resource with id: '?",
        r"(?:expressions|size|VM size) for resource '?",
        r"for VM Scale Set '?",
    )
)
"""Where messages name the resource that fails, and not one that it refers to."""
_OF_TYPE = re.compile(r"template resource '([^']+)' of type '([\w.]+/[\w./]+)'")
_AT_LINE = re.compile(r"at line '(\d+)' and column '(\d+)'")
_JSON_PATH = re.compile(r"Path '([^']+)', line \d+, position \d+")
_STEP = re.compile(r"\[\s*'?([^\]']*)'?\s*\]|([^.\[\]]+)")
_PROPERTY = re.compile(r"[A-Za-z_$][\w$-]*(?:\[[^\]]*\])*(?:\.[A-Za-z_$][\w$-]*(?:\[[^\]]*\])*)*")


@dataclass(frozen=True, slots=True)
class Place:
    """What an error is about: a resource, "" where none is named, and the path of a property in it or the template."""

    resource_id: str = ""
    path: Path = ()
    in_template: bool = False


def place_of(chain: Chain, resource_id: str | None = None) -> Place:
    """The innermost resource and property that the levels name; the given resource unless it is a nested deployment."""
    given = resource_id or ""
    named = "" if given and not is_deployment(given) else _resource_in(chain)
    path, in_template = next((found for level in reversed(chain) if (found := _path_in(level))[0]), ((), False))
    if path and str(path[0]).lower() == short_name(named or given).lower():
        path = path[1:]
    return Place(named or given, path, in_template)


def is_deployment(resource_id: str) -> bool:
    """Whether the id is one of a deployment, and so of what is around resources."""
    return re.search(r"/providers/Microsoft\.Resources/deployments/[^/]+$", resource_id, re.IGNORECASE) is not None


def is_scale_set(resource_id: str) -> bool:
    """Whether the id is one of a scale set."""
    return re.search(r"/virtualMachineScaleSets/[^/]+$", resource_id, re.IGNORECASE) is not None


def short_name(resource_id: str) -> str:
    """The last name in a resource id."""
    return resource_id.rstrip("/").rpartition("/")[2]


def property_path(text: str) -> Path:
    """The steps of `properties.resources[1].name`; () for texts that are no path."""
    if len(text) > 300 or not _PROPERTY.fullmatch(text):
        return ()
    steps: list[str | int] = []
    for found in _STEP.finditer(text):
        step = found[1] if found[1] is not None else found[2]
        steps.append(int(step) if found[1] is not None and step.isdecimal() else step)
    if len(steps) > 2 and steps[1] == "properties":  # the request's own name for the resource stands in front
        return tuple(steps[1:])
    return tuple(steps)


def _resource_in(chain: Chain) -> str:
    for level in reversed(chain):
        target = level.target.partition("?")[0]
        if target.startswith("/") and "/providers/" in target and not is_deployment(target):
            return target
        for pattern in _BLAMED:
            if (found := pattern.search(level.message)) and not is_deployment(found[1]):
                return found[1]
        if found := _OF_TYPE.search(level.message):
            return _relative_id(found[2], found[1])
    return ""


def _relative_id(kind: str, name: str) -> str:
    """`/providers/TYPE/NAME`, for children with types and names in turn, of a resource whose scope is not said."""
    provider, _, types = kind.partition("/")
    pairs = zip(types.split("/"), name.split("/"), strict=False)
    return f"/providers/{provider}/" + "/".join(f"{each}/{own}" for each, own in pairs)


_Path = tuple[Path, bool]
"""A path, and whether it leads into the template instead of a resource."""
_NOWHERE: _Path = ((), False)


def _path_in(level: Level) -> _Path:
    for fact in level.facts:
        if fact.get("type") == "TemplateViolation" and (violated := _violated(fact.get("info")))[0]:
            return violated
    if "/" not in level.target and not level.target.isdecimal() and (path := property_path(level.target)):
        return _rooted(path)
    if in_json := _JSON_PATH.search(level.message):
        return _rooted(property_path(in_json[1]))
    if at_line := _AT_LINE.search(level.message):
        return _position(int(at_line[1]), int(at_line[2]))
    return _NOWHERE


def _rooted(path: Path) -> _Path:
    """Without the steps from a request to the template in it."""
    return (path[2:], True) if path[:2] == ("properties", "template") else (path, False)


def _violated(info: object) -> _Path:
    if not isinstance(info, dict):
        return _NOWHERE
    path = info.get("path")
    if isinstance(path, str) and (found := _rooted(property_path(path)))[0]:
        return found
    line, column = info.get("lineNumber"), info.get("linePosition", info.get("positionNumber"))
    return _position(line, column) if isinstance(line, int) and isinstance(column, int) else _NOWHERE


def _position(line: int, column: int) -> _Path:
    """Azure counts both from 1, and says 0 where it does not know."""
    return ((POSITION, line, column), True) if line > 0 and column > 0 else _NOWHERE
