"""Rules of automatic OS upgrades: a newer image replaces the OS disks, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rules.extension import SERVICE_FABRIC, extensions_of
from generator.rules.extension_example import extension_named, with_extensions
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import Subject
from generator.rules.subject import scale_sets as each_scale_set
from generator.rules.value import Finding

_SOURCE = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-upgrade"
_POLICY = "properties.upgradePolicy.automaticOSUpgradePolicy"
_ENABLED = f"{_POLICY}.enableAutomaticOSUpgrade"
_PROFILE = "properties.virtualMachineProfile"
_WINDOWS = f"{_PROFILE}.osProfile.windowsConfiguration"
_IMAGE = f"{_PROFILE}.storageProfile.imageReference"
_ON: dict[str, Any] = {_ENABLED: True}
_ONLY_AUTOMATIC = ("useRollingUpgradePolicy", "osRollingUpgradeDeferral")


def scale_sets(subject: Subject) -> list[ScaleSet]:
    """Each scale set with automatic OS upgrades."""
    return [each for each in each_scale_set(subject) if each.at(_ENABLED).flag]


@rule(
    "scale-set/os-upgrade-windows-updates",
    ERROR,
    each=scale_sets,
    what="With automatic OS upgrades, enableAutomaticUpdates of Windows is false.",
    why="Windows Update and new OS disks would patch the same instances, and Azure refuses that.",
    source=_SOURCE,
    bad={**_ON, f"{_WINDOWS}.enableAutomaticUpdates": True},
    good={**_ON, f"{_WINDOWS}.enableAutomaticUpdates": False},
)
def _os_upgrade_windows_updates(scale_set: ScaleSet) -> Iterator[Finding]:
    flag = scale_set.at(f"{_WINDOWS}.enableAutomaticUpdates")
    if flag.flag:
        yield flag.finding("automatic OS upgrades need enableAutomaticUpdates to be false", hint="set it to false")
    elif flag.missing and scale_set.os == "windows" and not scale_set.at(f"{_PROFILE}.osProfile").unknown:
        yield scale_set.at(_ENABLED).finding(
            "automatic OS upgrades need windowsConfiguration.enableAutomaticUpdates to be false; it is true by default",
            hint='add "enableAutomaticUpdates": false',
            severity=WARNING,
        )


@rule(
    "scale-set/os-upgrade-patch-mode",
    ERROR,
    each=scale_sets,
    what="With automatic OS upgrades, the patch mode is not AutomaticByPlatform.",
    why="Azure would patch the instances and replace their OS disks, and refuses the two together.",
    source=_SOURCE,
    bad={**_ON, f"{_PROFILE}.osProfile.linuxConfiguration.patchSettings.patchMode": "AutomaticByPlatform"},
    good={**_ON, f"{_PROFILE}.osProfile.linuxConfiguration.patchSettings.patchMode": "ImageDefault"},
)
def _os_upgrade_patch_mode(scale_set: ScaleSet) -> Iterator[Finding]:
    for system in ("windowsConfiguration", "linuxConfiguration"):
        mode = scale_set.profile.at(f"osProfile.{system}.patchSettings.patchMode")
        if mode.lower == "automaticbyplatform":
            yield mode.finding(
                "patchMode is AutomaticByPlatform beside automatic OS upgrades",
                hint="use ImageDefault on Linux or Manual on Windows, or turn off automatic OS upgrades",
            )


@rule(
    "scale-set/os-upgrade-image",
    ERROR,
    each=scale_sets,
    what="With automatic OS upgrades, the image is the latest version of a platform image, or one of a gallery.",
    why="Azure finds newer images by publisher or gallery, and refuses a version that is fixed or a managed image.",
    source=_SOURCE,
    bad={
        **_ON,
        _IMAGE: {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "24.04.202506060"},
    },
    good={**_ON, _IMAGE: {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}},
)
def _os_upgrade_image(scale_set: ScaleSet) -> Iterator[Finding]:
    version, image = scale_set.at(f"{_IMAGE}.version"), scale_set.at(f"{_IMAGE}.id")
    if version.text and version.lower != "latest" and image.missing:
        yield version.finding(
            f"automatic OS upgrades follow the version latest, and the image has {version.text}", hint="use latest"
        )
    if "/providers/microsoft.compute/images/" in image.lower:
        yield image.finding(
            "automatic OS upgrades cannot follow a managed image", hint="put the image into an Azure Compute Gallery"
        )
    if "/galleries/" in image.lower and "/versions/" in image.lower:
        version_name = (image.text or "").rpartition("/")[2]
        yield image.finding(
            f"automatic OS upgrades follow the newest version, and the image is fixed to {version_name}",
            hint="end the id with the name of the image, without /versions/…",
            severity=WARNING,
        )


@rule(
    "scale-set/os-upgrade-needs-health-source",
    ERROR,
    each=scale_sets,
    what="A scale set with automatic OS upgrades has a health probe or an application health extension.",
    why='Azure refuses the deployment: "a health probe or health extension was not specified".',
    source=_SOURCE,
    bad=_ON,
    good={
        **_ON,
        f"{_PROFILE}.networkProfile.healthProbe.id": (
            "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"
        ),
    },
)
def _os_upgrade_needs_health_source(scale_set: ScaleSet) -> Iterator[Finding]:
    if not scale_set.has_health_source and not _service_fabric(scale_set) and scale_set.upgrade_mode != "rolling":
        yield scale_set.at(_ENABLED).finding(
            "automatic OS upgrades need a health probe or an application health extension, and there is neither",
            hint="add an ApplicationHealthLinux or ApplicationHealthWindows extension, or networkProfile.healthProbe",
        )


@rule(
    "scale-set/os-upgrade-mode",
    WARNING,
    each=scale_sets,
    what="A scale set with automatic OS upgrades has the upgrade mode Automatic or Rolling.",
    why="Azure takes Manual, and then replaces OS disks by itself while other changes wait; Terraform refuses it.",
    source=_SOURCE,
    bad={**_ON, "properties.upgradePolicy.mode": "Manual"},
    good={**_ON, "properties.upgradePolicy.mode": "Rolling"},
)
def _os_upgrade_mode(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.upgrade_mode == "manual":
        yield scale_set.at("properties.upgradePolicy.mode").finding(
            "the mode is Manual, and automatic OS upgrades replace OS disks all the same", hint="use Rolling"
        )


@rule(
    "scale-set/os-upgrade-settings",
    WARNING,
    each=each_scale_set,
    what="Settings of automatic OS upgrades stand in a scale set that has them.",
    why="Nothing reads the settings otherwise.",
    source=_SOURCE,
    bad={f"{_POLICY}.osRollingUpgradeDeferral": True},
    good={**_ON, f"{_POLICY}.osRollingUpgradeDeferral": True},
)
def _os_upgrade_settings(scale_set: ScaleSet) -> Iterator[Finding]:
    enabled = scale_set.at(_ENABLED)
    for name in _ONLY_AUTOMATIC:
        flag = scale_set.at(f"{_POLICY}.{name}")
        if flag.flag and (enabled.missing or enabled.flag is False):
            yield flag.finding(
                f"{name} has no effect without enableAutomaticOSUpgrade", hint="enable it, or remove this"
            )


@rule(
    "scale-set/os-upgrade-service-fabric",
    ERROR,
    each=scale_sets,
    what="A Service Fabric node type with automatic OS upgrades has the extension 1.1 and durability Silver or Gold.",
    why="Azure refuses an older extension, and upgrades no nodes of Bronze durability that keep state.",
    source=_SOURCE,
    bad=with_extensions(extension_named("node", "Microsoft.Azure.ServiceFabric ServiceFabricNode", "1.0"), **_ON),
    good=with_extensions(
        extension_named(
            "node", "Microsoft.Azure.ServiceFabric ServiceFabricNode", "1.1", settings={"durabilityLevel": "Silver"}
        ),
        **_ON,
    ),
)
def _os_upgrade_service_fabric(scale_set: ScaleSet) -> Iterator[Finding]:
    for each in extensions_of(scale_set):
        if each.handler not in SERVICE_FABRIC:
            continue
        version, durability = each.properties.member("typeHandlerVersion"), each.settings.member("durabilityLevel")
        if version.lower in ("1.0", "0.1"):
            yield version.finding(
                f"automatic OS upgrades need the Service Fabric extension 1.1, and this is {version.text}",
                hint="use 1.1",
            )
        if durability.lower == "bronze" and each.settings.member("isStateless").flag is not True:
            yield durability.finding("automatic OS upgrades need durability Silver or Gold", "use Silver", WARNING)


@rule(
    "scale-set/os-upgrade-max-surge",
    WARNING,
    each=scale_sets,
    what="A Flexible scale set has automatic OS upgrades or maxSurge.",
    why="Azure does not support the two together on Flexible scale sets yet.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-maxsurge",
    bad={
        **_ON,
        "properties.orchestrationMode": "Flexible",
        "properties.upgradePolicy.rollingUpgradePolicy.maxSurge": True,
    },
    good={**_ON, "properties.orchestrationMode": "Flexible"},
)
def _os_upgrade_max_surge(scale_set: ScaleSet) -> Iterator[Finding]:
    surge = scale_set.at("properties.upgradePolicy.rollingUpgradePolicy.maxSurge")
    if scale_set.flexible and surge.flag:
        yield surge.finding("maxSurge and automatic OS upgrades do not go together on Flexible", hint="remove maxSurge")


@rule(
    "scale-set/automatic-os-upgrades",
    INFO,
    each=each_scale_set,
    enabled=False,
    security=4.0,
    what="A scale set keeps its operating system patched: by automatic OS upgrades or by AutomaticByPlatform.",
    why="Instances run the image that they were made from, with all its holes, until somebody upgrades them.",
    source=_SOURCE,
    bad={"properties.upgradePolicy.mode": "Manual"},
    good=_ON,
    aliases=("CKV_AZURE_95",),
)
def _automatic_os_upgrades(scale_set: ScaleSet) -> Iterator[Finding]:
    enabled = scale_set.at(_ENABLED)
    systems = ("windowsConfiguration", "linuxConfiguration")
    modes = [scale_set.profile.at(f"osProfile.{system}.patchSettings.patchMode") for system in systems]
    if not enabled.unknown and not enabled.flag and not any(each.unknown or "platform" in each.lower for each in modes):
        yield scale_set.properties.finding("nothing patches the operating system", hint=f"set {_ENABLED[11:]}")


def _service_fabric(scale_set: ScaleSet) -> bool:
    """Whether the instances are nodes of Service Fabric, which tells their health itself."""
    return any(each.handler in SERVICE_FABRIC for each in extensions_of(scale_set))
