"""Rules of patching the guest operating system in place: patch mode, assessment and hotpatching."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_SOURCE = "https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching"
_PROFILE = "properties.virtualMachineProfile"
_WINDOWS = f"{_PROFILE}.osProfile.windowsConfiguration"
_LINUX = f"{_PROFILE}.osProfile.linuxConfiguration"
_NEEDED = {"manual": False, "automaticbyos": True, "automaticbyplatform": True}
"""What enableAutomaticUpdates must be for each patch mode of Windows."""
_HEALTH = f"{_PROFILE}.networkProfile.healthProbe.id"
_PROBE = "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"


@rule(
    "scale-set/patch-mode",
    ERROR,
    each=scale_sets,
    what=(
        "enableAutomaticUpdates of Windows fits the patch mode: false for Manual, true for AutomaticByOS and "
        "AutomaticByPlatform."
    ),
    why="Azure refuses a patch mode that the operating system contradicts.",
    source="https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update",
    bad={_WINDOWS: {"enableAutomaticUpdates": False, "patchSettings.patchMode": "AutomaticByOS"}},
    good={_WINDOWS: {"enableAutomaticUpdates": True, "patchSettings.patchMode": "AutomaticByOS"}},
)
def _patch_mode(scale_set: ScaleSet) -> Iterator[Finding]:
    mode, updates = (
        scale_set.at(f"{_WINDOWS}.patchSettings.patchMode"),
        scale_set.at(f"{_WINDOWS}.enableAutomaticUpdates"),
    )
    needed = _NEEDED.get(mode.lower)
    if needed is None or updates.unknown:
        return
    wanted = str(needed).lower()
    if updates.flag is not None and updates.flag is not needed:
        yield updates.finding(
            f"the patch mode {mode.text} needs enableAutomaticUpdates to be {wanted}", hint=f"set it to {wanted}"
        )
    elif updates.missing and not needed:
        yield mode.finding(
            f"the patch mode {mode.text} needs enableAutomaticUpdates to be false; it is true by default",
            hint='add "enableAutomaticUpdates": false',
            severity=WARNING,
        )


@rule(
    "scale-set/platform-patching-agent",
    ERROR,
    each=scale_sets,
    what="Where the platform patches or assesses the instances, they have the VM agent.",
    why="The platform works through the agent, and Azure refuses AutomaticByPlatform without it.",
    source=_SOURCE,
    bad={_LINUX: {"provisionVMAgent": False, "patchSettings.patchMode": "AutomaticByPlatform"}},
    good={_LINUX: {"provisionVMAgent": True, "patchSettings.patchMode": "AutomaticByPlatform"}},
)
def _platform_patching_agent(scale_set: ScaleSet) -> Iterator[Finding]:
    for configuration in (scale_set.at(_WINDOWS), scale_set.at(_LINUX)):
        agent = configuration.member("provisionVMAgent")
        for name in ("patchMode", "assessmentMode"):
            mode = configuration.at(f"patchSettings.{name}")
            if mode.lower == "automaticbyplatform" and agent.flag is False:
                yield agent.finding(f"{name} is AutomaticByPlatform, which needs the VM agent", hint="set it to true")


@rule(
    "scale-set/platform-patching-health",
    WARNING,
    each=scale_sets,
    what="A scale set that the platform patches has an application health extension.",
    why="The platform stops patching when instances turn unhealthy, and without a source it sees none.",
    source=_SOURCE,
    bad={f"{_LINUX}.patchSettings.patchMode": "AutomaticByPlatform"},
    good={f"{_LINUX}.patchSettings.patchMode": "AutomaticByPlatform", _HEALTH: _PROBE},
)
def _platform_patching_health(scale_set: ScaleSet) -> Iterator[Finding]:
    for mode in _modes(scale_set):
        if mode.lower == "automaticbyplatform" and not scale_set.has_health_source:
            yield mode.finding(
                "the platform patches the instances, and nothing tells whether they stay healthy",
                hint="add an application health extension",
            )


@rule(
    "scale-set/uniform-platform-patching",
    WARNING,
    each=scale_sets,
    what="The patch mode AutomaticByPlatform is for Flexible scale sets.",
    why="On Uniform ones it is a preview that a subscription has to join; automatic OS upgrades serve them.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes",
    bad={"properties.orchestrationMode": "Uniform", f"{_LINUX}.patchSettings.patchMode": "AutomaticByPlatform"},
    good={"properties.orchestrationMode": "Flexible", f"{_LINUX}.patchSettings.patchMode": "AutomaticByPlatform"},
)
def _uniform_platform_patching(scale_set: ScaleSet) -> Iterator[Finding]:
    for mode in _modes(scale_set):
        if mode.lower == "automaticbyplatform" and scale_set.uniform:
            yield mode.finding(
                "the patch mode of a Uniform scale set is AutomaticByPlatform", hint="use automatic OS upgrades"
            )


@rule(
    "scale-set/platform-patching-settings",
    WARNING,
    each=scale_sets,
    what="automaticByPlatformSettings stand beside the patch mode AutomaticByPlatform.",
    why="Nothing reads them in other modes.",
    source=_SOURCE,
    bad={
        f"{_LINUX}.patchSettings": {
            "patchMode": "ImageDefault",
            "automaticByPlatformSettings.rebootSetting": "Never",
        }
    },
    good={
        f"{_LINUX}.patchSettings": {
            "patchMode": "AutomaticByPlatform",
            "automaticByPlatformSettings.rebootSetting": "Never",
        }
    },
)
def _platform_patching_settings(scale_set: ScaleSet) -> Iterator[Finding]:
    for configuration in (scale_set.at(_WINDOWS), scale_set.at(_LINUX)):
        settings = configuration.at("patchSettings.automaticByPlatformSettings")
        mode = configuration.at("patchSettings.patchMode")
        if settings.raw and not settings.unknown and not mode.unknown and mode.lower != "automaticbyplatform":
            yield settings.finding(
                f"the patch mode is {mode.text or 'not given'}, and these settings are for AutomaticByPlatform",
                hint="set patchMode to AutomaticByPlatform, or remove them",
            )


@rule(
    "scale-set/hotpatching",
    ERROR,
    each=scale_sets,
    what="Hotpatching stands beside AutomaticByPlatform and an image of Windows Server Azure Edition.",
    why="Only the platform installs hotpatches, only that edition takes them, and Azure refuses them elsewhere.",
    source="https://learn.microsoft.com/windows-server/get-started/hotpatch",
    bad={f"{_WINDOWS}.patchSettings": {"enableHotpatching": True, "patchMode": "AutomaticByOS"}},
    good={f"{_WINDOWS}.patchSettings": {"enableHotpatching": True, "patchMode": "AutomaticByPlatform"}},
)
def _hotpatching(scale_set: ScaleSet) -> Iterator[Finding]:
    settings = scale_set.at(f"{_WINDOWS}.patchSettings")
    flag, mode = settings.member("enableHotpatching"), settings.member("patchMode")
    if not flag.flag:
        return
    if not mode.unknown and mode.lower != "automaticbyplatform":
        yield flag.finding(
            f"hotpatching needs the patch mode AutomaticByPlatform, and it is {mode.text or 'not given'}",
            hint="set patchMode to AutomaticByPlatform",
        )
    sku = scale_set.profile.at("storageProfile.imageReference.sku")
    if sku.text and not ("azure-edition" in sku.lower or "hotpatch" in sku.lower):
        yield sku.finding(
            f"hotpatching is for Windows Server Azure Edition, and the image is {sku.text}",
            hint="use an image such as 2025-datacenter-azure-edition",
            severity=WARNING,
        )


@rule(
    "scale-set/windows-automatic-updates",
    WARNING,
    each=scale_sets,
    security=5.0,
    what="Windows instances are patched: by Windows Update, by the platform, or by automatic OS upgrades.",
    why="With all three turned off, instances keep the holes of the image that they were made from.",
    source=_SOURCE,
    bad={f"{_WINDOWS}.enableAutomaticUpdates": False},
    good={f"{_WINDOWS}.enableAutomaticUpdates": True},
    aliases=("CKV_AZURE_177",),
)
def _windows_automatic_updates(scale_set: ScaleSet) -> Iterator[Finding]:
    updates = scale_set.at(f"{_WINDOWS}.enableAutomaticUpdates")
    images = scale_set.at("properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade")
    if updates.flag is False and not images.flag and not images.unknown:
        yield updates.finding(
            "enableAutomaticUpdates is false, and no automatic OS upgrades take its place",
            hint="set upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade, or turn updates on",
        )


def _modes(scale_set: ScaleSet) -> list[Value]:
    return [scale_set.at(f"{each}.patchSettings.patchMode") for each in (_WINDOWS, _LINUX)]
