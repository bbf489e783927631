"""The two slots of `swap`: layers over what both have in common, and what a step makes of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from generator.blueprint.layers import merge
from generator.blueprint.parts import INCLUDE, SCALE_SETS, at, joined_name
from generator.blueprint.paths import put_node
from generator.blueprint.source import Mark, Node
from generator.diagnostics import Diagnostic, DiagnosticError, Path

SWAP = "swap"
SLOTS = ("blue", "green")
STEPS = ("stage", "swap", "retire")
_CHOICES = {"active": SLOTS, "step": (*STEPS, None), "retire": ("scaleToZero", "remove", "keep", None)}
_BALANCERS = ("loadBalancer", "internalLoadBalancer", "applicationGateway")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot in a step.

    The production rules lead to the active one. `speaks_of` are the balancers that its layer says something of;
    `most_instances` is how many it has at most while it runs; `is_removed` leaves the set itself out of the template.
    """

    name: str
    is_active: bool
    is_alone: bool
    is_removed: bool = False
    speaks_of: frozenset[str] = frozenset()
    most_instances: int = 0


def other_slot(name: str) -> str:
    """The slot beside that one."""
    return SLOTS[1 - SLOTS.index(name)]


def swap_slots(node: Node) -> list[tuple[Slot, Node]]:
    """Each slot that is there, with its layer laid over what both have in common; none where there is no swap.

    None either where `swap` is not of its form, for the schema to tell. Raises DiagnosticError where the slots cannot
    be: the active one is not there, or several scale sets are wanted anyway.
    """
    swap = node.value.get(SWAP)
    if not isinstance(swap, dict) or any(swap.get(key) not in choices for key, choices in _CHOICES.items()):
        return []
    layers = {name: swap.get(name, {}) for name in SLOTS if swap.get(name) is not False}
    if not all(isinstance(layer, dict) for layer in layers.values()):
        return []
    _check(node, swap["active"], layers)
    step, retire = swap.get("step") or "retire", swap.get("retire") or "scaleToZero"
    leads_to = swap["active"]
    if step == "stage" and other_slot(leads_to) in layers:
        leads_to = other_slot(leads_to)
    slots = []
    for name, layer in layers.items():
        merged = _merged(node, name, layer)
        slot = Slot(
            name,
            is_active=name == leads_to,
            is_alone=len(layers) == 1,
            speaks_of=frozenset(key for key in _BALANCERS if at(layer, "network", key) is not None),
            most_instances=_most_instances(merged.value),
        )
        if step == "retire" and not slot.is_active:
            slot = replace(slot, is_removed=retire == "remove")
            merged = _without_instances(merged) if retire == "scaleToZero" else merged
        slots.append((slot, merged))
    return slots


def _check(node: Node, active: str, layers: dict[str, dict[str, Any]]) -> None:
    if active not in layers:
        raise _problem(
            node,
            "swap/no-slot",
            f"the active slot {active} is not there",
            (SWAP, active),
            f"write {active}: {{}}, or make the other one active",
        )
    several = [((SCALE_SETS,), SCALE_SETS in node.value), (("scaleSet", "zonal"), at(node.value, "scaleSet", "zonal"))]
    for name, layer in layers.items():
        several += [((SWAP, name, key), key in layer) for key in (SCALE_SETS, INCLUDE, SWAP)]
        several.append(((SWAP, name, "scaleSet", "zonal"), at(layer, "scaleSet", "zonal")))
    for path, is_there in several:
        if is_there:
            message = f"swap has two slots of one scale set, and {path[-1]} makes several sets"
            hint = "give the set that is swapped a blueprint of its own, and deploy both together by include"
            raise _problem(node, "swap/several-scale-sets", message, path, hint)
    for path in (("scaleSet", "health", "probe"), *((SWAP, name, "scaleSet", "health", "probe") for name in layers)):
        if at(node.value, *path) is not None:
            message = (
                "a rule whose probe tells the health of a set is tied to that set, and could not lead to the other"
            )
            hint = "use scaleSet.health.extension; network.loadBalancer.probes is for probes of the rules alone"
            raise _problem(node, "swap/health-probe", message, path, hint)


def _merged(node: Node, name: str, layer: dict[str, Any]) -> Node:
    """What both have in common with the layer on top, and names of its own for all that each slot has."""
    value = {key: inner for key, inner in node.value.items() if key != INCLUDE}
    value[SWAP] = {key: inner for key, inner in value[SWAP].items() if key not in SLOTS}
    mark = node.mark.nearest((SWAP, name))
    merged = merge(Node(value, node.mark), Node(layer, mark))
    return _with(merged, _own_names(value, layer, merged.value, name), mark)


def _own_names(common: dict[str, Any], layer: dict[str, Any], merged: dict[str, Any], slot: str) -> dict[Path, Any]:
    """By path the names that the layer does not give: those of what both have in common, with the slot behind them."""
    base = common.get("name")
    default = joined_name(base, f"-{slot}") if isinstance(base, str) else None
    usual: dict[tuple[str, ...], str | None] = {
        ("scaleSet", "name"): default,
        ("scaleSet", "lock", "name"): None,
        ("scaleSet", "standbyPool", "name"): None,
        ("autoscale", "name"): joined_name(base, f"-{slot}-autoscale") if isinstance(base, str) else None,
        **{("network", balancer, "backendAddressPoolName"): slot for balancer in _BALANCERS},
    }
    names: dict[Path, Any] = {}
    for path, name in usual.items():
        if isinstance(at(layer, *path), str) or not isinstance(at(merged, *path[:-1]), dict):
            continue
        given = at(common, *path)
        names[path] = joined_name(given, f"-{slot}") if isinstance(given, str) else name
    number = ("autoscale", "instanceCountParameter")
    if isinstance(merged.get("autoscale"), dict) and at(layer, *number) is None and at(common, *number) is not False:
        names[number] = f"{at(common, *number) or 'instanceCount'}{slot.capitalize()}"
    alerts = at(merged, "monitoring", "metricAlerts")
    for index, alert in enumerate(alerts if isinstance(alerts, list) else ()):
        if isinstance(at(alert, "name"), str) and at(alert, "scope") is None:  # of another resource there is one alert
            names["monitoring", "metricAlerts", index, "name"] = joined_name(alert["name"], f"-{slot}")
    return {path: name for path, name in names.items() if name is not None}


def _with(node: Node, values: dict[Path, Any], mark: Mark) -> Node:
    """The document with these values, which have that mark, while all around them keeps its own."""
    for path, value in values.items():
        node = put_node(node, path, Node(value, mark))
    return node


def _most_instances(document: dict[str, Any]) -> int:
    numbers = [at(document, "scaleSet", "sku", "capacity"), at(document, "autoscale", "maximum")]
    return max((number for number in numbers if isinstance(number, int)), default=0)


def _without_instances(node: Node) -> Node:
    """The slot scaled to zero, and kept there: autoscale and a standby pool would make instances anew.

    An incremental deployment leaves alone what its template does not hold, so the autoscale setting stays in it, with
    limits of zero.
    """
    document = {**node.value}
    none: dict[Path, Any] = {}
    sku = at(document, "scaleSet", "sku")
    if isinstance(document.get("scaleSet"), dict) and (sku is None or isinstance(sku, dict)):
        none["scaleSet", "sku", "capacity"] = 0
    if isinstance(document.get("autoscale"), dict):
        kept = {key: value for key, value in document["autoscale"].items() if key != "predictiveAutoscalePolicy"}
        document["autoscale"] = kept
        limits = {"minimum": 0, "maximum": 0, "default": 0, "rules": [], "schedules": []}
        none |= {("autoscale", key): value for key, value in limits.items()}
        none["autoscale", "instanceCountParameter"] = False
    for key in ("maxReadyCapacity", "minReadyCapacity"):
        if at(document, "scaleSet", "standbyPool", key) is not None:
            none["scaleSet", "standbyPool", key] = 0
    if isinstance(document.get("parameters"), dict):
        document["parameters"] = {
            key: value for key, value in document["parameters"].items() if not _promotes_number(value)
        }
    return _with(Node(document, node.mark), none, node.mark.nearest((SWAP,)))


def _promotes_number(declaration: Any) -> bool:
    """Whether a parameter decides the number of instances, which is zero now whoever deploys."""
    path = declaration.get("path") if isinstance(declaration, dict) else None
    return isinstance(path, str) and path.startswith(("scaleSet.sku.capacity", "autoscale.", "scaleSet.standbyPool."))


def _problem(node: Node, code: str, message: str, path: Path, hint: str) -> DiagnosticError:
    place = node.mark.nearest(path).location
    return DiagnosticError(Diagnostic(code=code, message=message, path=path, location=place, hint=hint))
