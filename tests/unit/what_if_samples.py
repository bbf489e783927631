"""Results of what-if as Azure answers them, for tests."""

from typing import Any

from generator.azure.what_if import Noise, PropertyChange, WhatIf, read_what_if
from generator.azure.what_if.report_lines import to_lines

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop"
OTHER_GROUP = GROUP.replace("shop", "dns")
SCALE_SET = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web"
LOAD_BALANCER = f"{GROUP}/providers/Microsoft.Network/loadBalancers/web"
SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/web/subnets/web"


def result(*changes: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A finished what-if."""
    return {"status": "Succeeded", "properties": {"correlationId": "1", "changes": list(changes), **properties}}


def resource(kind: str, resource_id: str = SCALE_SET, **members: Any) -> dict[str, Any]:
    """A change of a resource."""
    return {"resourceId": resource_id, "changeType": kind, **members}


def modify(*delta: dict[str, Any], resource_id: str = SCALE_SET, **members: Any) -> dict[str, Any]:
    """A change of a resource that is there."""
    return resource("Modify", resource_id, delta=list(delta), **members)


def created(path: str, after: Any) -> dict[str, Any]:
    """A property that the resource does not have yet."""
    return {"path": path, "propertyChangeType": "Create", "after": after}


def deleted(path: str, before: Any) -> dict[str, Any]:
    """A property that the template leaves out."""
    return {"path": path, "propertyChangeType": "Delete", "before": before}


def changed(path: str, before: Any, after: Any) -> dict[str, Any]:
    """A property with another value."""
    return {"path": path, "propertyChangeType": "Modify", "before": before, "after": after}


def within(path: str, *children: dict[str, Any]) -> dict[str, Any]:
    """An object, or an item of a list, with changes in it."""
    return {"path": path, "propertyChangeType": "Modify", "children": list(children)}


def array(path: str, *children: dict[str, Any]) -> dict[str, Any]:
    """A list with changes in it."""
    return {"path": path, "propertyChangeType": "Array", "children": list(children)}


def leaves(change: dict[str, Any], resource_id: str = SCALE_SET, **members: Any) -> list[PropertyChange]:
    """The single properties of a change of a resource, as they are read."""
    (found,) = read_what_if(result(modify(change, resource_id=resource_id, **members))).resources
    return list(found.leaves())


def noise(change: dict[str, Any], resource_id: str = SCALE_SET, **members: Any) -> Noise | None:
    """Why all of a change is noise; None where any of it is not."""
    reasons = [leaf.noise for leaf in leaves(change, resource_id, **members)]
    return reasons[0] if None not in reasons else None


def what_if(*changes: dict[str, Any], **properties: Any) -> WhatIf:
    """A what-if as it is read."""
    return read_what_if(result(*changes, **properties))


def texts(found: WhatIf, *, show_all: bool = False) -> list[str]:
    """The lines of its report."""
    return [line.text for line in to_lines(found, show_all=show_all)]


def rows(*delta: dict[str, Any], **members: Any) -> list[str]:
    """What is shown of a scale set that changes, without the indentation that all of it has."""
    return [text[6:] for text in texts(what_if(modify(*delta, **members)))[2:-2]]


def scale_set_update() -> dict[str, Any]:
    """A scale set gets a disk, another script and more instances, with what Azure always reports beside it."""
    profile = "properties.virtualMachineProfile"
    script = "#!/bin/sh\napt-get update\napt-get install -y nginx\nsystemctl enable --now nginx\n"
    before = {
        "apiVersion": "2024-11-01",
        "id": SCALE_SET,
        "location": "westeurope",
        "name": "web",
        "properties": {
            "virtualMachineProfile": {
                "extensionProfile": {"extensions": [{"name": "health"}, {"name": "install"}]},
                "storageProfile": {"dataDisks": [{"lun": 0}]},
            }
        },
    }
    scale_set = modify(
        changed("sku.capacity", 3, 5),
        deleted("sku.tier", "Standard"),
        changed("location", "westeurope", "West Europe"),
        deleted("properties.uniqueId", "5f1b0a7c"),
        deleted("properties.provisioningState", "Succeeded"),
        deleted(f"{profile}.osProfile.allowExtensionOperations", True),
        deleted(f"{profile}.osProfile.requireGuestProvisionSignal", True),
        created(f"{profile}.osProfile.customData", "*******"),
        deleted(f"{profile}.storageProfile.osDisk.diskSizeGB", 64),
        array(
            f"{profile}.storageProfile.dataDisks",
            within("0", deleted("writeAcceleratorEnabled", False), changed("diskSizeGB", 32, 64)),
            created("1", {"lun": 1, "createOption": "Empty", "diskSizeGB": 128, "caching": "ReadOnly"}),
        ),
        array(
            f"{profile}.extensionProfile.extensions",
            within("1", changed("properties.settings.script", script, script.replace("nginx", "caddy"))),
        ),
        created("tags.owner", "shop team"),
        deleted("tags['hidden-title']", "Web"),
        before=before,
        after=before,
    )
    role = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/4711"
    identity = "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web')).principalId]"
    return result(
        resource("NoChange", SUBNET),
        modify(
            array(
                "properties.probes", within("0", deleted("properties.intervalInSeconds", 15), deleted("etag", "W/1"))
            ),
            resource_id=LOAD_BALANCER,
        ),
        scale_set,
        resource("Delete", f"{GROUP}/providers/Microsoft.Network/publicIPAddresses/old"),
        resource(
            "Create", f"{GROUP}/providers/Microsoft.Insights/autoscaleSettings/web", after={"location": "westeurope"}
        ),
        modify(changed("properties.principalId", "1d2c", identity), resource_id=role),
        resource("Ignore", f"{GROUP}/providers/Microsoft.Storage/storageAccounts/logs"),
        resource("Unsupported", f"{GROUP}/providers/Microsoft.KeyVault/vaults/web", unsupportedReason="No id yet."),
        resource("Create", f"{OTHER_GROUP}/providers/Microsoft.Network/privateDnsZones/shop.example"),
        diagnostics=[
            {
                "level": "Warning",
                "code": "NestedDeploymentShortCircuited",
                "message": "A nested deployment was not evaluated.",
                "target": f"{GROUP}/providers/Microsoft.Resources/deployments/inner",
            }
        ],
    )
