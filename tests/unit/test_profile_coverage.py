"""How much of a scale set a blueprint can say in keys of its own; patches say the rest.

What is reached is found by rendering the blueprints in `coverage/`, which together use every key.
"""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, rendered, resource
from unit.writable_paths import used_paths, writable_paths

import generator
from generator.arm.checking import schema_problems
from generator.arm.expansion import expand

TYPE = "Microsoft.Compute/virtualMachineScaleSets"
BLUEPRINTS = sorted((Path(__file__).parent / "coverage").glob("*.yaml"))
PROFILE = "properties.virtualMachineProfile."
PARTS = (PROFILE, "properties.upgradePolicy.", "placement.")
LEAST_SHARE = 0.9
INTERFACE = f"{PROFILE}networkProfile.networkInterfaceConfigurations.[]."
ADDRESS = f"{INTERFACE}properties.ipConfigurations.[].properties.publicIPAddressConfiguration."
OS_DISK = f"{PROFILE}storageProfile.osDisk."
BY_PATCH_ALONE = {
    f"{INTERFACE}properties.enableFpga": "sizes with FPGAs were retired",
    f"{INTERFACE}properties.ipConfigurations.[].properties.loadBalancerInboundNatPools.[].id": "NAT pools are retired "
    "on 30 September 2027; network.loadBalancer.inboundNatRules make NAT rules",
    f"{INTERFACE}tags.{{}}": "who filters by tags filters by those of the instance",
    f"{ADDRESS}properties.publicIPAddressVersion": "an instance's own address is its IPv4 one",
    f"{ADDRESS}sku.tier": "a Global address cannot belong to an instance",
    f"{ADDRESS}tags.{{}}": "who filters by tags filters by those of the instance",
    f"{PROFILE}securityProfile.proxyAgentSettings.mode": "Azure has replaced it by wireServer.mode and imds.mode",
    f"{OS_DISK}image.uri": "disks in storage accounts were retired on 31 March 2026",
    f"{OS_DISK}vhdContainers.[]": "disks in storage accounts were retired on 31 March 2026",
    f"{OS_DISK}osType": "only a VHD in a storage account does not tell its system",
}
"""Properties that have no key of their own, each with the reason."""


@pytest.fixture(scope="module")
def writable() -> set[str]:
    return writable_paths(TYPE) - {"name"}


@pytest.fixture(scope="module")
def typed(writable: set[str]) -> set[str]:
    templates = [generator.render(generator.load(file)) for file in BLUEPRINTS]
    return {path for template in templates for path in used_paths(resource(template, TYPE), writable)}


@pytest.mark.parametrize("file", BLUEPRINTS, ids=lambda file: file.stem)
def test_a_blueprint_that_uses_everything_is_what_the_schemas_accept(file: Path) -> None:
    expansion = expand(generator.render(generator.load(file)).content)

    assert list(schema_problems(expansion.resources)) == []


def test_every_property_has_a_key_or_a_reason(typed: set[str], writable: set[str]) -> None:
    assert writable - typed == BY_PATCH_ALONE.keys()


def test_nearly_all_of_the_profile_the_upgrade_policy_and_the_placement_has_keys(
    typed: set[str], writable: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print(f"\n  {len(typed)} of {len(writable)} properties of scale sets have keys of their own")
    for part in PARTS:
        wanted = {path for path in writable if path.startswith(part)}
        assert len(wanted & typed) >= LEAST_SHARE * len(wanted)


def nested(path: str, value: Any) -> Any:
    """The value at the path, in objects and lists that hold nothing else."""
    for step in reversed(path.split(".")):
        value = [value] if step == "[]" else {("key" if step == "{}" else step): value}
    return value


@pytest.mark.parametrize("path", BY_PATCH_ALONE)
def test_a_patch_reaches_what_has_no_key(tmp_path: Path, writable: set[str], path: str) -> None:
    patch = {"target": {"type": TYPE}, "patch": nested(path, "x")}

    template = rendered(tmp_path, {**LINUX, "patches": [patch]})

    assert path in used_paths(resource(template, TYPE), writable)
