"""What Azure answered to a template, compared with what its expansion says."""

import re
from collections.abc import Iterator
from typing import Any

from conformance.conformance_data import DATA, read

from generator.arm.deferred import Deferred
from generator.arm.expansion import expand
from generator.arm.resources import Expansion
from generator.arm.scope import Deployment

Case = dict[str, Any]


def recorded(name: str) -> list[Case]:
    """The recorded cases of a file of the conformance data; none where it is absent."""
    file = f"arm-traffic/{name}"
    return list(read(file)) if (DATA / file).exists() else []


def expanded(case: Case) -> Expansion:
    """The template of a case, deployed to where the recording says."""
    return expand(case["template"], case["parameters"] or {}, deployment(case))


def deployment(case: Case) -> Deployment:
    path = case.get("path") or ""
    group = re.search(r"/managementGroups/([^/]+)/", path)
    name = re.search(r"/deployments/([^?/]+)", path)
    if case["resourceGroup"]:
        scope = "resourceGroup"
    else:
        scope = "managementGroup" if group else "subscription" if case["subscriptionId"] else "tenant"
    return Deployment(
        name=name[1] if name else "deployment",
        scope=scope,
        subscription_id=case["subscriptionId"] or "",
        resource_group=case["resourceGroup"] or "",
        management_group=group[1] if group else "",
        location=case["resourceGroupLocation"] or case.get("location") or "westus",
    )


def errors(found: Expansion) -> list[str]:
    return [problem.message for problem in found.problems if problem.severity == "error"]


def differences(ours: Any, azures: Any, path: str = "") -> Iterator[str]:
    """Where Azure's value is another than ours; what it adds, or decides where we say nothing, is its own affair."""
    if isinstance(ours, Deferred) or ours is None or ours in ({}, []):
        return
    if isinstance(ours, dict) and isinstance(azures, dict):
        lowered = {key.lower(): value for key, value in azures.items()}
        for key, value in ours.items():
            yield from differences(value, lowered.get(key.lower()), f"{path}.{key}".lstrip("."))
    elif isinstance(ours, list) and isinstance(azures, list) and len(ours) == len(azures):
        for index, (own, other) in enumerate(zip(ours, azures, strict=True)):
            yield from differences(own, other, f"{path}[{index}]")
    elif _plain(ours) != _plain(azures):
        yield path


def _plain(value: Any) -> Any:
    """The value without what Azure makes uniform: "true" is true, `West US` westus, `manual` Manual."""
    return str(value).lower().replace(" ", "") if isinstance(value, str | bool | int) else value
