"""Nothing that Azure has deployed is called wrong: conformance data."""

from typing import Any

import pytest
from conformance.conformance_data import DATA, needs_data, read

from generator.arm.scope import Deployment
from generator.diagnostics import show_path
from generator.rules.check import check

pytestmark = needs_data
SINCE = {
    "network/basic-load-balancer": "retired on 2025-09-30",
    "network/basic-public-ip": "retired on 2025-09-30",
    "network/application-gateway-v1": "retired on 2026-04-28",
    "scale-set/weak-admin-password": "the recording masks passwords",
    "scale-set/invalid-ssh-key": "the recording masks keys",
}
"""Rules that what Azure took then breaks now, and why."""
MASKED = {("arm-traffic/deployment_cases.json", 7): "a name is masked by nothing"}
RECORDED = ("arm-traffic/deployment_cases.json", "arm-traffic/vmss_templates.json")
BUILT = sorted(path.name for path in (DATA / "az").glob("vmss_*.json"))


def errors(template: dict[str, Any], parameters: dict[str, Any], deployment: Deployment | None = None) -> list[str]:
    found = check(template, {"": parameters}, deployment)
    return [
        f"{each.code} {show_path(each.path)}" for each in found if each.severity == "error" and each.code not in SINCE
    ]


@pytest.mark.parametrize("file", RECORDED)
def test_what_azure_deployed_has_no_error(file: str) -> None:
    found = {
        number: wrong
        for number, case in enumerate(read(file))
        if case["provisioningState"] != "Failed" and (file, number) not in MASKED
        if (wrong := errors(case["template"], case["parameters"] or {}, deployment_of(case)))
    }

    assert found == {}


def deployment_of(case: dict[str, Any]) -> Deployment:
    group = {"resource_group": case["resourceGroup"]} if case.get("resourceGroup") else {"scope": "subscription"}
    return Deployment(
        subscription_id=case["subscriptionId"], location=case["resourceGroupLocation"] or "westus", **group
    )


@pytest.mark.parametrize("file", BUILT)
def test_what_the_azure_cli_built_has_no_error(file: str) -> None:
    built = read(f"az/{file}")

    assert errors(*template_in(built)) == []


def template_in(built: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The template within a recorded request, and its parameters."""
    properties = built.get("properties", built)
    return (properties["template"], properties.get("parameters") or {}) if "template" in properties else (built, {})
