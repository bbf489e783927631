"""Scale set instances as Azure's answers have them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from armserver.clock import START, timestamp
from armserver.read_only import guid
from armserver.scale_sets import Instance, ScaleSet

Body = dict[str, Any]
_TIME = timestamp(START)
_VERSIONS = {"latest": "1.0.0"}


def described(scale_set: ScaleSet, body: Mapping[str, Any], instance: Instance, *, expand: bool = False) -> Body:
    """Give an instance of the scale set that `body` is; with its instance view if wanted."""
    name = str(body["name"])
    own_id = f"{body['id']}/virtualMachines/{instance.id}"
    profile = instance.model["virtualMachineProfile"]
    interfaces = (profile.get("networkProfile") or {}).get("networkInterfaceConfigurations") or []
    properties: Body = {
        "latestModelApplied": scale_set.is_latest(instance),
        "modelDefinitionApplied": "VirtualMachineScaleSet",
        "instanceView": instance_view(scale_set, instance) if expand else None,
        "networkProfileConfiguration": {"networkInterfaceConfigurations": interfaces},
        "vmId": guid(own_id),
        "hardwareProfile": {},
        "storageProfile": _storage(body, instance),
        "osProfile": _os_profile(name, profile.get("osProfile") or {}, instance),
        "networkProfile": {
            "networkInterfaces": [{"id": f"{own_id}/networkInterfaces/{each['name']}"} for each in interfaces]
        },
        **{key: profile.get(key) for key in ("licenseType", "priority", "evictionPolicy", "billingProfile")},
        "protectionPolicy": {"protectFromScaleSetActions": True} if instance.is_protected else None,
        "provisioningState": instance.state,
    }
    answer: Body = {
        "name": instance.id if instance.id.startswith(name) else f"{name}_{instance.id}",
        "id": own_id,
        "type": "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
        "location": body.get("location"),
        "tags": body.get("tags") or {},
        "instanceId": instance.id,
        "sku": {**instance.model["sku"], "tier": "Standard"},
        "zones": [instance.zone] if instance.zone else None,
        "resources": _extensions(own_id, body, profile),
        "properties": {key: value for key, value in properties.items() if value is not None},
    }
    return {key: value for key, value in answer.items() if value is not None}


def instance_view(scale_set: ScaleSet, instance: Instance) -> Body:
    """Give how an instance is."""
    declared = _declared(instance.model["virtualMachineProfile"])
    view: Body = {
        "placementGroupId": guid(scale_set.id, "placement"),
        "platformUpdateDomain": instance.number % 5,
        "platformFaultDomain": instance.number % 5,
        **_guest(scale_set, instance),
        "vmAgent": _agent(instance, declared),
        "disks": [{"name": _disk_name(scale_set.id, instance, 1), "statuses": [_provisioned("succeeded")]}],
        "extensions": [
            {
                "name": each["name"],
                **_handler(each),
                "statuses": [_extension_status(instance, each["name"])],
            }
            for each in declared
        ],
        "vmHealth": _health(instance),
        "hyperVGeneration": "V2",
        "statuses": [
            _provisioned(instance.state.lower()),
            {"code": f"PowerState/{instance.power}", "level": "Info", "displayStatus": f"VM {instance.power}"},
        ],
    }
    if instance.power == "deallocated":
        for told_by_agent in ("vmAgent", "computerName", "osName", "osVersion"):
            del view[told_by_agent]
    return {key: value for key, value in view.items() if value not in (None, [])}


def summary(scale_set: ScaleSet, body: Mapping[str, Any]) -> Body:
    """Give the instance view of the scale set: how many instances are in which state."""
    machines = Counter(each.state.lower() for each in scale_set.instances)
    names = {each["name"]: None for each in _declared(scale_set.model.get("virtualMachineProfile") or {})}
    extensions = {
        name: Counter(each.extensions.get(name, "succeeded") for each in scale_set.instances) for name in names
    }
    view: Body = {
        "virtualMachine": {"statusesSummary": _counted(machines)},
        "extensions": [{"name": name, "statusesSummary": _counted(states)} for name, states in extensions.items()],
        "orchestrationServices": _services(body),
        "statuses": [_provisioned("succeeded")],
    }
    return {key: value for key, value in view.items() if value != []}


def _services(body: Mapping[str, Any]) -> list[Body]:
    repairs = (body.get("properties") or {}).get("automaticRepairsPolicy") or {}
    return [{"serviceName": "AutomaticRepairs", "serviceState": "Running"}] if repairs.get("enabled") else []


def _handler(extension: Mapping[str, Any]) -> Body:
    properties = extension.get("properties") or {}
    kind = f"{properties.get('publisher')}.{properties.get('type')}"
    return {"type": kind, "typeHandlerVersion": f"{properties.get('typeHandlerVersion')}.0.0"}


def _counted(states: Counter[str]) -> list[Body]:
    return [{"code": f"ProvisioningState/{state}", "count": count} for state, count in sorted(states.items())]


def _declared(profile: Mapping[str, Any]) -> list[Body]:
    return list((profile.get("extensionProfile") or {}).get("extensions") or [])


def _extensions(own_id: str, body: Mapping[str, Any], profile: Mapping[str, Any]) -> list[Body] | None:
    return [
        {
            "name": each["name"],
            "id": f"{own_id}/extensions/{each['name']}",
            "type": "Microsoft.Compute/virtualMachines/extensions",
            "location": body.get("location"),
            "properties": {**(each.get("properties") or {}), "provisioningState": "Succeeded"},
        }
        for each in _declared(profile)
    ] or None


def _storage(body: Mapping[str, Any], instance: Instance) -> Body:
    profile = instance.model["virtualMachineProfile"]
    storage = profile.get("storageProfile") or {}
    windows = "windowsConfiguration" in (profile.get("osProfile") or {})
    group = str(body["id"]).partition("/providers/")[0]

    def disk(written: Mapping[str, Any], number: int) -> Body:
        name = _disk_name(str(body["id"]), instance, number)
        managed = {**(written.get("managedDisk") or {}), "id": f"{group}/providers/Microsoft.Compute/disks/{name}"}
        return {**written, "name": name, "managedDisk": managed}

    image = storage.get("imageReference") or {}
    if "version" in image:
        image = {**image, "exactVersion": _VERSIONS.get(image["version"], image["version"])}
    os_disk = disk(storage.get("osDisk") or {"createOption": "FromImage"}, 1)
    written = enumerate(storage.get("dataDisks") or (), 2)
    data_disks = [{**disk(each, number), "toBeDetached": False} for number, each in written]
    return {
        "imageReference": image,
        "osDisk": {"osType": "Windows" if windows else "Linux", **os_disk},
        "dataDisks": data_disks,
    }


def _disk_name(scale_set_id: str, instance: Instance, number: int) -> str:
    name, unique = scale_set_id.rpartition("/")[2], guid(scale_set_id, instance.id, str(number)).replace("-", "")
    return f"{name}_{name}_{instance.id}_{'OsDisk' if number == 1 else 'disk'}_{number}_{unique}"


def _os_profile(name: str, profile: Mapping[str, Any], instance: Instance) -> Body:
    kept = {key: value for key, value in profile.items() if key != "computerNamePrefix"}
    for system, mode in (("linuxConfiguration", "ImageDefault"), ("windowsConfiguration", "AutomaticByOS")):
        if system in kept:
            kept[system] = {"patchSettings": {"patchMode": mode}, **kept[system]}
    prefix = str(profile.get("computerNamePrefix", name))
    return {"computerName": f"{prefix}{instance.number:06}", **kept}


def _agent(instance: Instance, declared: Sequence[Body]) -> Body:
    """What the agent tells of itself: on Linux of extensions even where there are none."""
    agent: Body = {
        "vmAgentVersion": "2.11.1.4",
        "statuses": [_status("ProvisioningState/succeeded", "Ready", "Guest Agent is running")],
    }
    handlers = [{**_handler(each), "status": _code("ProvisioningState/succeeded", "Ready")} for each in declared]
    windows = "windowsConfiguration" in (instance.model["virtualMachineProfile"].get("osProfile") or {})
    return {**agent, **({} if windows and not handlers else {"extensionHandlers": handlers})}


def _guest(scale_set: ScaleSet, instance: Instance) -> Body:
    """What the agent within the instance tells."""
    profile = instance.model["virtualMachineProfile"].get("osProfile") or {}
    windows = "windowsConfiguration" in profile
    name = _os_profile(scale_set.id.rpartition("/")[2], profile, instance)["computerName"]
    return {
        "computerName": name,
        "osName": "Windows Server 2022 Datacenter" if windows else "ubuntu",
        "osVersion": "10.0.20348" if windows else "24.04",
    }


def _health(instance: Instance) -> Body | None:
    if instance.health is None:
        return None
    state = instance.health.lower()
    return {"status": _status(f"HealthState/{state}", f"The VM is reporting itself as {state}")}


def _extension_status(instance: Instance, name: str) -> Body:
    state = instance.extensions.get(name, "succeeded")
    code = _code(f"ProvisioningState/{state}", f"Provisioning {state}")
    return {**code, "message": instance.outputs.get(name, f"Enable {state}")}


def _provisioned(state: str) -> Body:
    return _status(f"ProvisioningState/{state}", f"Provisioning {state}")


def _status(code: str, display: str, message: str | None = None) -> Body:
    said = {"message": message} if message else {}
    return {**_code(code, display), **said, "time": _TIME}


def _code(code: str, display: str) -> Body:
    level = "Error" if code.endswith(("failed", "unhealthy")) else "Info"
    return {"code": code, "level": level, "displayStatus": display}
