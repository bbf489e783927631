"""The templates of the two slots, on their way into one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from generator.blueprint.swap import Slot
from generator.diagnostics import Path
from generator.rendering.prepare import Parameter
from generator.rendering.slot_rules import STAGING
from generator.rendering.values import Rendered

_BALANCERS = ("microsoft.network/loadbalancers", "microsoft.network/applicationgateways")
_READ = re.compile(r"\b(parameters|variables)\('([^']+)'\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SlotTemplate:
    """The template of a slot by itself, and its parameters."""

    slot: Slot
    template: Rendered
    parameters: tuple[Parameter, ...]


def joining(slots: list[SlotTemplate]) -> list[SlotTemplate]:
    """The templates as they become one: a slot that is removed brings what both share, and outputs are told apart.

    The load balancer keeps the pool of a removed slot, since Azure deletes none that a scale set is in, and the set
    goes only after the deployment.
    """
    known = {_key(each) for one in slots if not one.slot.is_removed for each in one.template.value["resources"]}
    outputs = _outputs({one.slot: one.template.value.get("outputs") or {} for one in slots if not one.slot.is_removed})
    joined = []
    for index, one in enumerate(slots):
        template, parameters = _shared(one, known) if one.slot.is_removed else (one.template, one.parameters)
        content = {**template.value, "outputs": {} if index else outputs}
        joined.append(SlotTemplate(one.slot, Rendered(content, template.origins), parameters))
    return joined


def staging_last(content: dict[str, Any], origins: dict[Path, Path], slots: list[SlotTemplate]) -> Rendered:
    """The template with production rules before staging rules in each list of a balancer.

    Each slot brings one kind of them, so that their order would change with every swap, and hide what a swap is about.
    So would that of the lists, of which a slot without staging rules has fewer.
    """
    members = _members(slots)
    resources = []
    for index, resource in enumerate(content["resources"]):
        if str(resource["type"]).lower() in _BALANCERS:
            properties = {}
            for key in sorted(resource["properties"], key=members[_key(resource)].index):
                value = resource["properties"][key]
                order = _order(value)
                properties[key] = [value[old] for old in order] if order else value
                if order:
                    origins = _moved(origins, ("resources", index, "properties", key), order)
            resources.append({**resource, "properties": properties})
        else:
            resources.append(resource)
    return Rendered({**content, "resources": resources}, origins)


def _members(slots: list[SlotTemplate]) -> dict[tuple[str, str], list[str]]:
    """The members of the properties of each balancer, in the order of the slot that has most of them."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in slots:
        for each in one.template.value["resources"]:
            if str(each["type"]).lower() in _BALANCERS:
                own, known = list(each["properties"]), found.get(_key(each), [])
                longest, other = (own, known) if len(own) > len(known) else (known, own)
                found[_key(each)] = [*longest, *(key for key in other if key not in longest)]
    return found


def _shared(one: SlotTemplate, known: set[tuple[str, str]]) -> tuple[Rendered, tuple[Parameter, ...]]:
    """What of the template is known to the other slot too, with the parameters and variables that it reads."""
    content = one.template.value
    order = [index for index, each in enumerate(content["resources"]) if _key(each) in known]
    resources = [content["resources"][index] for index in order]
    variables = {
        name: value for name, value in (content.get("variables") or {}).items() if name.lower() in _read(resources)
    }
    read = _read([resources, variables])
    parameters = tuple(each for each in one.parameters if each.name.lower() in read)
    shared = {
        **content,
        "resources": resources,
        "variables": variables,
        "parameters": {name: value for name, value in content["parameters"].items() if name.lower() in read},
    }
    origins = {path: origin for path, origin in one.template.origins.items() if path[0] != "parameters"}
    return Rendered(shared, _moved(origins, ("resources",), order)), parameters


def _outputs(by_slot: dict[Slot, dict[str, Any]]) -> dict[str, Any]:
    """Each output as the active slot has it; those that differ also as NAME_SLOT."""
    active_last = sorted(by_slot, key=lambda slot: slot.is_active)
    made = {name: output for slot in active_last for name, output in by_slot[slot].items()}
    for slot, outputs in by_slot.items():
        differing = [name for name in outputs if any(others.get(name) != outputs[name] for others in by_slot.values())]
        made |= {f"{name}_{slot.name}": outputs[name] for name in differing}
    return made


def _order(value: Any) -> list[int]:
    """The indexes of a list in their new order; empty where it is no list of rules, or in order already."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return []
    order = sorted(range(len(value)), key=lambda index: _is_staging(value[index]))
    return [] if order == list(range(len(value))) else order


def _is_staging(item: dict[str, Any]) -> bool:
    return f"-{STAGING}" in str(item.get("name"))


def _moved(origins: dict[Path, Path], path: Path, order: list[int]) -> dict[Path, Path]:
    """The origins after the items of the list at the path have got this order; those of items left out are dropped."""
    places = {old: new for new, old in enumerate(order)}
    length, moved = len(path), dict[Path, Path]()
    for place, origin in origins.items():
        if place[:length] != path or len(place) == length:
            moved[place] = origin
        elif (new := places.get(int(place[length]))) is not None:
            moved[(*path, new, *place[length + 1 :])] = origin
    return moved


def _read(value: Any) -> set[str]:
    return {name.lower() for _, name in _READ.findall(json.dumps(value))}


def _key(resource: dict[str, Any]) -> tuple[str, str]:
    return str(resource["type"]).lower(), str(resource["name"]).lower()
