"""A virtual machine `golden` in the loopback Resource Manager, on its way to an image."""

from typing import Any

from armserver.providers import put
from armserver.virtual_machines import machine_with
from commands import Answer
from loopback import SUBSCRIPTION, Azure

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
COMPUTE = f"{GROUP}/providers/Microsoft.Compute"
GOLDEN = f"{COMPUTE}/virtualMachines/golden"
IMAGE = f"{COMPUTE}/images/golden-image"
DEFINITION = f"{COMPUTE}/galleries/shop/images/web"
VERSION = f"{DEFINITION}/versions/1.0.0"


def machine(azure: Azure, **properties: Any) -> None:
    """A machine `golden`: Linux, of generation V2, running."""
    put(azure.server.state, GOLDEN, machine_with(**properties))


def definition(azure: Azure, **properties: Any) -> None:
    """A definition that `golden` fits."""
    found = {"osType": "Linux", "osState": "Generalized", "hyperVGeneration": "V2", **properties}
    put(azure.server.state, DEFINITION, {"location": "westeurope", "properties": found})


def generalised(azure: Azure) -> None:
    """`golden` is deallocated and marked, as an earlier run has left it."""
    machine(azure, power="deallocated")
    view = machine_with(power="deallocated")["properties"]["instanceView"]
    view["statuses"].append({"code": "OSState/generalized"})
    machine(azure, instanceView=view)


def capture(azure: Azure, *options: object) -> Answer:
    return azure.vmssgen("capture", "golden", "-g", "rg", "--run", "--yes", *options)


def steps(azure: Azure) -> list[str]:
    """What was asked of Azure that changes anything."""
    changing = [each for each in (*azure.requests("POST"), *azure.requests("PUT")) if "/oauth2/" not in each.path]
    return [each.path.removeprefix(f"{COMPUTE}/") for each in changing]
