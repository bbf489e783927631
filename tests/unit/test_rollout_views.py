"""An instance as the compute provider describes it."""

from typing import Any

import pytest

from generator.azure.instances_views import Instance, read_instance
from generator.diagnostics import Diagnostic, to_text

GROUP = "/subscriptions/s/resourceGroups/RG"


def described(view: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "instanceId": "3",
        "name": "web_3",
        "id": f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/3",
        "zones": ["2"],
        "properties": {
            "latestModelApplied": True,
            "provisioningState": "Succeeded",
            "instanceView": view or {},
            **properties,
        },
    }


def told(instance: Instance) -> list[str]:
    return [text for failure in instance.failures() for text in texts(failure)]


def texts(diagnostic: Diagnostic) -> list[str]:
    return [line.strip() for line in to_text(diagnostic).splitlines()]


def test_health_is_that_of_the_instance_view() -> None:
    view = {
        "vmHealth": {
            "status": {"code": "HealthState/healthy", "displayStatus": "The VM is reporting itself as healthy"}
        }
    }

    assert read_instance(described(view)).health == "Healthy"


def test_power_and_domains_are_those_of_the_instance_view() -> None:
    statuses = [{"code": "ProvisioningState/succeeded"}, {"code": "PowerState/deallocated"}]
    read = read_instance(described({"statuses": statuses, "platformFaultDomain": 1, "platformUpdateDomain": 4}))

    assert (read.power, read.zone, read.fault_domain, read.update_domain) == ("deallocated", "2", 1, 4)


@pytest.mark.parametrize("body", [{}, {"properties": None}, {"properties": {"instanceView": "?"}, "zones": None}])
def test_what_azure_does_not_say_is_nothing(body: dict[str, Any]) -> None:
    read = read_instance(body)

    assert (read.is_latest, read.health, read.power, read.zone, read.extensions) == (None, None, None, None, ())
    assert read.ills == ()


def test_the_machine_of_a_flexible_set_tells_everything_but_the_model() -> None:
    listed = {"instanceId": "web_a1", "name": "web_a1", "properties": {"latestModelApplied": False}}
    view = {"statuses": [{"code": "PowerState/running"}], "platformFaultDomain": 0}

    read = read_instance(listed, {"id": "/m/web_a1", "zones": ["1"], "properties": {"instanceView": view}})

    assert (read.id, read.is_latest, read.power, read.zone, read.resource_id) == (
        "web_a1",
        False,
        "running",
        "1",
        "/m/web_a1",
    )


def test_an_instance_protected_from_scale_in_alone_is_open_to_roll_outs() -> None:
    only_scale_in = described(protectionPolicy={"protectFromScaleIn": True})
    from_actions = described(protectionPolicy={"protectFromScaleIn": True, "protectFromScaleSetActions": True})

    assert [read_instance(each).is_protected for each in (only_scale_in, from_actions)] == [False, True]


def test_a_failed_extension_tells_what_its_script_printed() -> None:
    message = "Enable failed: command terminated with exit status=3\n[stdout]\nunpacking\n[stderr]\nno space left"
    statuses = [{"code": "ProvisioningState/failed/1", "level": "Error", "message": message}]
    kind = "Microsoft.Azure.Extensions.CustomScript"
    read = read_instance(described({"extensions": [{"name": "app", "type": kind, "statuses": statuses}]}))

    assert read.ills == ("extension app failed",)
    assert {"note: stdout: unpacking", "note: stderr: no space left"} <= set(told(read))
    assert "exit code 3" in "\n".join(told(read))


def test_on_windows_the_output_stands_in_substatuses() -> None:
    failed = {
        "name": "app",
        "type": "Microsoft.Compute.CustomScriptExtension",
        "statuses": [{"code": "ProvisioningState/failed/1", "message": "Finished executing command"}],
        "substatuses": [
            {"code": "ComponentStatus/StdOut/succeeded", "message": "unpacking"},
            {"code": "ComponentStatus/StdErr/succeeded", "message": "no space left"},
        ],
    }

    assert {"note: stdout: unpacking", "note: stderr: no space left"} <= set(
        told(read_instance(described({"extensions": [failed]})))
    )


def test_a_provisioning_that_failed_tells_why() -> None:
    failed = {
        "code": "ProvisioningState/failed/OSProvisioningTimedOut",
        "level": "Error",
        "message": "OS Provisioning ...",
    }
    read = read_instance(described({"statuses": [failed]}, provisioningState="Failed"))

    assert (read.ills, read.failures()[0].code) == (("not provisioned",), "azure/os-provisioning-timed-out")


@pytest.mark.parametrize(
    ("health", "ills"), [("unknown", ("of unknown health",)), ("initializing", ()), ("healthy", ())]
)
def test_unknown_health_is_bad_as_in_rolling_upgrades_and_initializing_is_not(
    health: str, ills: tuple[str, ...]
) -> None:
    assert read_instance(described({"vmHealth": {"status": {"code": f"HealthState/{health}"}}})).ills == ills
