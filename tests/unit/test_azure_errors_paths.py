"""Properties by the names that Azure has for them, found in the resource that was sent."""

from typing import Any

import pytest

from generator.azure.errors.paths import path_in

SCALE_SET: dict[str, Any] = {
    "name": "web",
    "sku": {"name": "Standard_D2s_v5", "capacity": 3},
    "properties": {
        "platformFaultDomainCount": 5,
        "virtualMachineProfile": {
            "storageProfile": {"imageReference": {"sku": "server"}},
            "osProfile": {
                "adminUsername": "azureuser",
                "linuxConfiguration": {"ssh": {"publicKeys": [{"path": "/home", "keyData": "ssh-rsa"}]}},
            },
            "extensionProfile": {"extensions": [{"name": "health"}, {"name": "app", "properties": {"type": "x"}}]},
        },
    },
}
PROFILE = ("properties", "virtualMachineProfile")


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (("sku", "name"), ("sku", "name")),
        (("properties", "platformFaultDomainCount"), ("properties", "platformFaultDomainCount")),
        (("platformFaultDomainCount",), ("properties", "platformFaultDomainCount")),
        (("PLATFORMFAULTDOMAINCOUNT",), ("properties", "platformFaultDomainCount")),
        (("imageReference", "sku"), (*PROFILE, "storageProfile", "imageReference", "sku")),
        (("adminUsername",), (*PROFILE, "osProfile", "adminUsername")),
        (("extensions", 1), (*PROFILE, "extensionProfile", "extensions", 1)),
        (("extensions", "APP"), (*PROFILE, "extensionProfile", "extensions", 1)),
        (
            ("linuxConfiguration", "ssh", "publicKeys", "keyData"),
            (*PROFILE, "osProfile", "linuxConfiguration", "ssh", "publicKeys", 0, "keyData"),
        ),
        ((), ()),
    ],
)
def test_a_property_is_found(named: tuple[str | int, ...], found: tuple[str | int, ...]) -> None:
    assert path_in(SCALE_SET, named) == found


def test_a_missing_property_is_as_near_as_it_can_be() -> None:
    assert path_in(SCALE_SET, ("virtualMachineProfile", "osProfile", "adminPassword")) == (*PROFILE, "osProfile")


def test_an_index_behind_the_end_of_a_list_leads_to_the_list() -> None:
    assert path_in(SCALE_SET, ("extensions", 7)) == (*PROFILE, "extensionProfile", "extensions")


def test_what_is_nowhere_leads_nowhere() -> None:
    assert path_in(SCALE_SET, ("zonePlacement",)) == ()
