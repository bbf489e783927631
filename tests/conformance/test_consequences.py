"""Every property of a scale set that a template can set falls under a rule of the table of consequences."""

import itertools

import pytest
from unit.writable_paths import writable_paths

from generator.review.changes import Item, Kind, PropertyChange
from generator.review.consequences import SCALE_SET, table
from generator.review.consequences_around import AROUND_RULES, COMMON_RULES
from generator.review.effects import Consequence, Effect
from generator.review.rule import Case, Surroundings

PATHS = sorted(writable_paths("Microsoft.Compute/virtualMachineScaleSets"))
_PROFILE = "properties.virtualMachineProfile"
NOT_KNOWN = (
    "placement.",
    "plan.",
    "properties.additionalCapabilities.",
    "properties.constrainedMaximumCapacity",
    "properties.externalHealthPolicy.",
    "properties.highSpeedInterconnectPlacement",
    "properties.hostGroup.",
    "properties.scheduledEventsPolicy.",
    "properties.zonalPlatformFaultDomainAlignMode",
    "properties.zoneBalance",
    "sku.tier",
    f"{_PROFILE}.extensionProfile.extensions.[].properties.publisher",
    f"{_PROFILE}.extensionProfile.extensions.[].properties.type",
    f"{_PROFILE}.networkProfile.networkApiVersion",
    f"{_PROFILE}.osProfile.allowExtensionOperations",
    f"{_PROFILE}.osProfile.computerNamePrefix",
    f"{_PROFILE}.osProfile.linuxConfiguration.provisionVMAgent",
    f"{_PROFILE}.osProfile.requireGuestProvisionSignal",
    f"{_PROFILE}.osProfile.windowsConfiguration.provisionVMAgent",
    f"{_PROFILE}.osProfile.windowsConfiguration.timeZone",
    f"{_PROFILE}.osProfile.windowsConfiguration.winRM.",
    f"{_PROFILE}.securityProfile.securityType",
    f"{_PROFILE}.securityProfile.uefiSettings.",
    f"{_PROFILE}.storageProfile.dataDisks.[].createOption",
    f"{_PROFILE}.storageProfile.dataDisks.[].name",
    f"{_PROFILE}.storageProfile.imageReference.publisher",
    f"{_PROFILE}.storageProfile.osDisk.createOption",
    f"{_PROFILE}.storageProfile.osDisk.diffDiskSettings.",
    f"{_PROFILE}.storageProfile.osDisk.image.",
    f"{_PROFILE}.storageProfile.osDisk.managedDisk.diskEncryptionSet.",
    f"{_PROFILE}.storageProfile.osDisk.managedDisk.securityProfile.",
    f"{_PROFILE}.storageProfile.osDisk.name",
    f"{_PROFILE}.storageProfile.osDisk.osType",
    f"{_PROFILE}.storageProfile.osDisk.vhdContainers.",
)
"""Properties, or all below them, of which Azure's documents do not say what becomes of a set when they change."""


def consequence(path: str) -> Consequence | None:
    """What another value of the property does, by the rules."""
    steps = tuple(Item("name", "x", 0, 0) if step == "[]" else step for step in path.split("."))
    change = PropertyChange(kind=Kind.CHANGED, steps=steps, old_path=(), new_path=(), before="1", after="2")
    return table(SCALE_SET).consequence(Case(change, {}, {}, "", Surroundings()))


@pytest.mark.parametrize("path", PATHS)
def test_a_rule_says_what_a_change_does(path: str) -> None:
    found = consequence(path)

    assert found is not None
    assert found.source


def is_listed(path: str) -> bool:
    return any(path == each or (each.endswith(".") and path.startswith(each)) for each in NOT_KNOWN)


def test_what_is_not_known_is_listed() -> None:
    found = [path for path in PATHS if (each := consequence(path)) is None or each.effect is Effect.UNKNOWN]

    assert found == [path for path in PATHS if is_listed(path)]


@pytest.mark.parametrize("kind", [SCALE_SET, *AROUND_RULES])
def test_every_rule_is_about_something_that_can_be_set(kind: str) -> None:
    known = {
        tuple(steps[:end])
        for path in writable_paths(kind)
        for steps in (path.lower().split("."),)
        for end in range(1, len(steps) + 1)
    }
    written = [path for rule in table(kind).rules for path in itertools.product(*map(sorted, rule.pattern))]
    common = [path for rule in COMMON_RULES for path in itertools.product(*map(sorted, rule.pattern))]

    assert [path for path in written if path not in common and not any(leads(path, steps) for steps in known)] == []


def leads(written: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    """Whether a written path, without alternatives, is the path of a property."""
    fixed = written[:-1] if written[-1] == "**" else written
    is_long_enough = len(steps) >= len(fixed) if fixed != written else len(steps) == len(fixed)
    return is_long_enough and all(step in ("*", own) for step, own in zip(fixed, steps, strict=False))


def test_what_is_listed_is_not_known() -> None:
    assert [each for each in NOT_KNOWN if not any(is_listed(path) and path.startswith(each) for path in PATHS)] == []
