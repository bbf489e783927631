"""In which order resources come, and the templates that have none."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from armserver.errors import invalid_template
from generator.arm.resources import ExpandedResource


def check_dependencies(resources: Sequence[ExpandedResource]) -> None:
    """Raise ArmError (400) where a resource waits for one that the template does not have, or for itself."""
    known = {each.id.lower() for each in resources}
    for resource in resources:
        declared = [str(each).lower() for each in resource.body.get("dependsOn") or ()]
        for target in resource.depends_on:
            if target.lower() not in known and (target.lower() in declared or not target.startswith("/")):
                raise invalid_template(
                    f"The resource '{_short(target)}' is not defined in the template. Please see "
                    "https://aka.ms/arm-syntax for usage details."
                )
    graph = {each.id.lower(): [target.lower() for target in each.depends_on] for each in resources}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        first = error.args[1][0]
        raise invalid_template(
            f"Circular dependency detected on resource: '{_short(first)}'. Please see "
            "https://aka.ms/arm-syntax-resources for usage details."
        ) from None


def described_dependencies(resources: Iterable[ExpandedResource]) -> list[dict[str, Any]]:
    """Give which resource waits for which, as the properties of a deployment list it."""
    by_id: Mapping[str, ExpandedResource] = {each.id.lower(): each for each in resources}
    return [
        {"dependsOn": waits_for, **reference_to(each)}
        for each in by_id.values()
        if (waits_for := [reference_to(by_id[t.lower()]) for t in each.depends_on if t.lower() in by_id])
    ]


def reference_to(resource: ExpandedResource) -> dict[str, Any]:
    """Give the resource as dependencies and operations name it."""
    return {"id": resource.id, "resourceType": resource.type, "resourceName": resource.name}


def _short(resource_id: str) -> str:
    """The id from its provider on, as Azure names it in these messages."""
    return resource_id.rpartition("/providers/")[2]
