"""One deployment of several scale sets: layers of one blueprint (`scaleSets`), and other blueprints (`include`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from generator.blueprint.layers import merge
from generator.blueprint.source import Mark, Node
from generator.diagnostics import Diagnostic, DiagnosticError, Path

SCALE_SETS, INCLUDE = "scaleSets", "include"


def scale_set_layers(node: Node) -> list[tuple[str, Node]]:
    """Each entry of `scaleSets`, laid over what all have in common, by its name; none where there is no such key.

    A scale set is named after the blueprint and its entry unless it has a name of its own. Raises DiagnosticError where
    an entry is no object.
    """
    if SCALE_SETS not in node.value:
        return _zonal_layers(node)
    listed, mark = node.value[SCALE_SETS], node.mark.nearest((SCALE_SETS,))
    if not isinstance(listed, dict) or not listed:
        raise _wrong_type("scaleSets is an object: a name, and the layer behind it", mark, (SCALE_SETS,))
    common = Node({key: value for key, value in node.value.items() if key not in (SCALE_SETS, INCLUDE)}, node.mark)
    return [(key, _layer(common, key, layer)) for key, layer in listed.items()]


def _zonal_layers(node: Node) -> list[tuple[str, Node]]:
    """A scale set for each zone, where `scaleSet.zonal` asks for that."""
    scale_set = node.value.get("scaleSet")
    zones = scale_set.get("zones") if isinstance(scale_set, dict) and scale_set.get("zonal") is True else None
    if not isinstance(zones, list):
        return []
    common = Node({**node.value, "scaleSet": {**scale_set, "zones": None}}, node.mark)
    return [
        (f"zone{zone}", _layer(common, f"zone{zone}", {"scaleSet": {"zones": [zone]}}, ("scaleSet", "zones", index)))
        for index, zone in enumerate(zones)
    ]


def _layer(common: Node, key: str, layer: Any, place: Path | None = None) -> Node:
    mark = common.mark.nearest(place or (SCALE_SETS, key))
    if not isinstance(layer, dict):
        raise _wrong_type(f"the scale set {key} is an object with the keys of a blueprint", mark, (SCALE_SETS, key))
    merged = merge(common, Node(layer, mark))
    name = merged.value.get("name")
    if isinstance(name, str):
        defaults = Node(_own_names(merged.value, layer, name, key), mark)
        merged = merge(defaults, merged)
    return merged


def _own_names(document: dict[str, Any], layer: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    """The names that would be the same for all scale sets, where the document has what is named.

    A layer that speaks of load balancing has a pool of its own: the traffic of its rules is for its instances alone.
    """
    names: dict[str, Any] = {}
    if isinstance(document.get("scaleSet"), dict):
        names["scaleSet"] = {"name": joined_name(name, f"-{key}")}
    if isinstance(document.get("autoscale"), dict):
        parameter = "".join(part[:1].upper() + part[1:] for part in key.split("-"))
        names["autoscale"] = {
            "name": joined_name(name, f"-{key}-autoscale"),
            "instanceCountParameter": f"instanceCount{parameter}",
        }
    for balancer in ("loadBalancer", "internalLoadBalancer"):
        if isinstance(at(layer, "network", balancer), dict):
            parts: dict[str, Any] = {"backendAddressPoolName": key}
            if balancer == "loadBalancer":
                parts["outboundRule"] = {"name": f"outbound-{key}"}
            names.setdefault("network", {})[balancer] = parts
    if isinstance(at(layer, "scaleSet", "health", "probe"), dict):
        names["scaleSet"]["health"] = {"probe": {"name": f"health-{key}"}}
    return names


def at(document: Any, *steps: str) -> Any:
    """The member of the member and so on; None where there is none."""
    for step in steps:
        document = document.get(step) if isinstance(document, dict) else None
    return document


def joined_name(name: str, suffix: str) -> str:
    """The name of the blueprint, which may be an ARM expression, with the suffix behind it.

    An expression calls a function; `[prod]` is a name in brackets.
    """
    if name.startswith("[") and not name.startswith("[[") and name.endswith("]") and "(" in name:
        return f"[format('{{0}}{suffix}', {name[1:-1]})]"
    return name + suffix


def included_files(node: Node, file: FilePath) -> Iterator[tuple[Path, FilePath]]:
    """The files that `include` names, relative to the blueprint, each with its place."""
    folder = file.parent if str(file) != "-" else FilePath()
    names = node.value.get(INCLUDE)
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if not isinstance(name, str) or not name:
            mark = node.mark.nearest((INCLUDE, index))
            raise _wrong_type("include is a list of file names", mark, (INCLUDE, index))
        yield (INCLUDE, index), folder / name


def around(node: Node, parts: dict[Path, tuple[dict[str, Any], Mark]]) -> Node:
    """The document that holds those of the parts in their places, with their marks."""
    value: dict[str, Any] = {key: node.value[key] for key in ("name", "suppress") if key in node.value}
    children = dict(node.mark.children or {})
    for (section, key), (document, mark) in parts.items():
        value.setdefault(str(section), {})[key] = document
        inner = children[section] if section in value and isinstance(children.get(section), Mark) else node.mark
        children[section] = Mark(inner.source, inner.line, inner.column, {**(inner.children or {}), key: mark})
    return Node(value, Mark(node.mark.source, node.mark.line, node.mark.column, children))


def _wrong_type(message: str, mark: Mark, path: Path) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code="blueprint/wrong-type", message=message, path=path, location=mark.location))
