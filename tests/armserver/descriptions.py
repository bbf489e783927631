"""A deployment as Azure's answers have it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from armserver.clock import duration, timestamp
from armserver.dependencies import described_dependencies
from armserver.running import Run
from generator.arm.resources import ExpandedResource, written


def described(run: Run) -> dict[str, Any]:
    """Give the deployment as it is now."""
    ends: dict[str, Any] = {}
    if run.status == "Succeeded":
        # Azure gives an empty object too, unless the template has no such member at all.
        ends = {"outputs": run.outputs or {}} if "outputs" in run.plan.template else {}
        ends["outputResources"] = [{"id": each} for each in sorted(run.stored, key=str.lower)]
    if run.error is not None:
        ends["error"] = run.error
    return envelope(run, {**_properties(run), **ends})


def accepted(run: Run) -> dict[str, Any]:
    """Give the deployment as the answer to its PUT has it."""
    return envelope(run, _properties(run))


def validated(run: Run) -> dict[str, Any]:
    """Give the deployment as the answer to a validation has it."""
    resources = [{"id": each.id} for each in run.plan.resources()]
    properties = {**_properties(run), "provisioningState": "Succeeded", "duration": "PT0S"}
    return envelope(run, {**properties, "validatedResources": resources})


def envelope(run: Run, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Give the deployment with these properties."""
    body = {
        "id": run.id,
        "name": run.name,
        "type": "Microsoft.Resources/deployments",
        "location": _location(run),
        "tags": run.body.get("tags"),
        "properties": dict(properties),
    }
    return {key: value for key, value in body.items() if value is not None}


def template_hash(template: Mapping[str, Any]) -> str:
    """Give a number of up to 20 digits that follows from the template, as Azure's own does."""
    digest = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).digest()
    return str(int.from_bytes(digest[:8], "big"))


def _location(run: Run) -> str | None:
    location = run.body.get("location")
    return location and str(location).replace(" ", "").lower()


def _properties(run: Run) -> dict[str, Any]:
    asked: Mapping[str, Any] = run.body.get("properties") or {}
    links = {key: asked[key] for key in ("parametersLink", "debugSetting") if asked.get(key)}
    if asked.get("templateLink"):
        links["templateLink"] = {**asked["templateLink"], "contentVersion": run.plan.template["contentVersion"]}
    resources = [step.resource for step in run.plan.steps]
    return {
        **links,
        "templateHash": template_hash(run.plan.template),
        **({"parameters": run.plan.parameters} if "parameters" in run.plan.template else {}),
        "mode": run.plan.mode,
        **_on_error(run, asked),
        "provisioningState": run.status,
        "timestamp": timestamp(run.changed),
        "duration": duration(run.changed - run.started),
        "correlationId": run.request_id,
        "providers": _providers(resources),
        "dependencies": described_dependencies(resources),
    }


def _on_error(run: Run, asked: Mapping[str, Any]) -> dict[str, Any]:
    wanted = asked.get("onErrorDeployment")
    if not wanted:
        return {}
    good = [each for each in run.target.deployments.values() if each.status == "Succeeded" and each is not run]
    last = max(good, key=lambda each: each.started, default=None)
    return {"onErrorDeployment": {**({"deploymentName": last.name} if last else {}), **wanted}}


def _providers(resources: Sequence[ExpandedResource]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, dict[str | None, None]]] = {}
    for resource in resources:
        namespace, _, kind = resource.type.partition("/")
        location = written(resource.body.get("location"))
        plain = location and str(location).replace(" ", "").lower()
        found.setdefault(namespace, {}).setdefault(kind, {})[plain] = None
    return [
        {"namespace": namespace, "resourceTypes": list(_resource_types(kinds.items()))}
        for namespace, kinds in found.items()
    ]


def _resource_types(kinds: Iterable[tuple[str, Mapping[str | None, None]]]) -> Iterable[dict[str, Any]]:
    return ({"resourceType": kind, "locations": list(locations)} for kind, locations in kinds)
