"""Instances of scale sets for tests of roll-outs."""

from typing import Any

from generator.azure.instances_views import Extension, Instance


def instance(number: int | str = 0, **more: Any) -> Instance:
    """A healthy instance with an older model; `more` is what is different."""
    usual: dict[str, Any] = {
        "id": str(number),
        "name": f"web_{number}",
        "resource_id": f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web/"
        f"virtualMachines/{number}",
        "is_latest": False,
        "provisioning": "Succeeded",
        "power": "running",
        "health": "Healthy",
        "zone": None,
        "fault_domain": 0,
        "update_domain": 0,
        "extensions": (),
        "is_protected": False,
        "reason": None,
    }
    return Instance(**{**usual, **more})


def extension(state: str, message: str = "") -> Extension:
    return Extension(name="app", kind="Microsoft.Azure.Extensions.CustomScript", state=state, message=message)
