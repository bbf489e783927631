"""What of a what-if is noise."""

from typing import Any

import pytest
from unit.what_if_samples import (
    GROUP,
    LOAD_BALANCER,
    SCALE_SET,
    SUBNET,
    array,
    changed,
    created,
    deleted,
    modify,
    noise,
    result,
    within,
)

from generator.azure.what_if import Noise, read_what_if

NETWORK = f"{GROUP}/providers/Microsoft.Network"
ADDRESS = f"{NETWORK}/publicIPAddresses/web"
UNKNOWN_TYPE = f"{GROUP}/providers/Contoso.Shop/tills/web"
PROFILE = "properties.virtualMachineProfile"


# What nobody can set


@pytest.mark.parametrize("kind", ["Create", "Delete", "Modify"])
def test_a_read_only_property_of_the_schema(kind: str) -> None:
    change = {"path": "properties.uniqueId", "propertyChangeType": kind, "before": "a", "after": "b"}

    assert noise(change) is Noise.READ_ONLY


@pytest.mark.parametrize(
    "path",
    ["etag", "systemData.createdBy", "properties.provisioningState", "identity.principalId", "id", "apiVersion"],
)
def test_what_resource_manager_sets_in_a_resource_of_any_type(path: str) -> None:
    assert noise(changed(path, "a", "b"), UNKNOWN_TYPE) is Noise.READ_ONLY


def test_ids_of_identities_in_a_resource_of_any_type() -> None:
    path = "identity.userAssignedIdentities['/subscriptions/x'].clientId"

    assert noise(deleted(path, "1d2c"), UNKNOWN_TYPE) is Noise.READ_ONLY


def test_a_setting_that_has_the_name_of_a_read_only_property_is_one() -> None:
    change = changed("properties.settings.provisioningState", "a", "b")

    assert noise(change, f"{SCALE_SET}/extensions/install") is None


def test_what_azure_says_has_no_effect() -> None:
    change = {"path": "sku.tier", "propertyChangeType": "NoEffect", "after": "Premium"}

    assert noise(change, UNKNOWN_TYPE) is Noise.NO_EFFECT


def test_the_location_of_a_type_that_has_none() -> None:
    assert noise(created("location", "westeurope"), SUBNET) is Noise.NO_EFFECT


# What Azure takes for the same


def test_regions_are_the_same_in_any_spelling() -> None:
    assert noise(changed("location", "westeurope", "West Europe"), UNKNOWN_TYPE) is Noise.EQUAL


def test_enums_are_the_same_in_any_case() -> None:
    assert noise(changed("properties.upgradePolicy.mode", "Rolling", "rolling")) is Noise.EQUAL


def test_texts_are_not_the_same_in_another_case() -> None:
    assert noise(changed(f"{PROFILE}.osProfile.computerNamePrefix", "web", "Web")) is None


def test_resource_ids_are_the_same_in_any_case() -> None:
    assert noise(changed("properties.proximityPlacementGroup.id", SCALE_SET, SCALE_SET.lower())) is Noise.EQUAL


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("sku.capacity", 3, "3"),
        ("properties.overprovision", True, "true"),
        ("properties.overprovision", False, "False"),
        (f"{PROFILE}.osProfile.adminUsername", "80", 80),
        (f"{PROFILE}.billingProfile.maxPrice", 1, 1.0),
    ],
)
def test_a_number_or_boolean_is_the_same_as_its_text_where_the_schema_has_one(
    path: str, before: Any, after: Any
) -> None:
    assert noise(changed(path, before, after)) is Noise.EQUAL


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("sku.capacity", 3, "4"),
        ("sku.capacity", 1, True),
        ("sku.capacity", 0, "none"),
        ("properties.overprovision", True, 1),
        (f"{PROFILE}.extensionProfile.extensions[0].properties.settings.port", 80, "80"),
    ],
)
def test_what_is_not_the_same(path: str, before: Any, after: Any) -> None:
    assert noise(changed(path, before, after)) is None


@pytest.mark.parametrize("nothing", [None, []])
def test_nothing_is_the_same_as_no_value(nothing: Any) -> None:
    path = f"{PROFILE}.storageProfile.dataDisks"
    body = {"properties": {"virtualMachineProfile": {"storageProfile": {"dataDisks": nothing}}}}

    assert noise(deleted(path, nothing), before=body) is Noise.EQUAL
    assert noise(created(path, nothing), after=body) is Noise.EQUAL


def test_an_object_without_members_is_more_than_no_value() -> None:
    assert noise(deleted("properties.resiliencyPolicy", {})) is None


def test_an_envelope_without_members_is_no_more_than_none() -> None:
    assert (
        noise(deleted("properties.virtualMachineProfile.extensionProfile.extensions[0].properties", {})) is Noise.EQUAL
    )


def test_a_property_in_another_case_with_the_same_value() -> None:
    delta = [deleted("properties.overprovision", False), created("properties.overProvision", False)]
    (found,) = read_what_if(result(modify(*delta))).resources

    assert [leaf.noise for leaf in found.leaves()] == [Noise.EQUAL, Noise.EQUAL]


def test_a_property_in_another_case_with_another_value_is_a_change() -> None:
    delta = [deleted("sku.capacity", 3), created("sku.Capacity", 4)]
    (found,) = read_what_if(result(modify(*delta))).resources

    assert [leaf.noise for leaf in found.leaves()] == [None, None]


# Defaults


def test_a_default_that_the_template_leaves_out() -> None:
    assert noise(deleted(f"{PROFILE}.osProfile.windowsConfiguration.provisionVMAgent", True)) is Noise.DEFAULT


def test_a_default_that_the_template_says() -> None:
    assert noise(created("properties.doNotRunExtensionsOnOverprovisionedVMs", False)) is Noise.DEFAULT


def test_another_value_than_the_default_that_the_template_leaves_out() -> None:
    assert noise(deleted(f"{PROFILE}.osProfile.windowsConfiguration.provisionVMAgent", False)) is None


def test_an_object_that_holds_defaults_alone() -> None:
    policy = {"enabled": False, "repairAction": "Replace"}

    assert noise(deleted("properties.automaticRepairsPolicy", policy)) is Noise.DEFAULT


def test_an_object_that_holds_more_than_defaults() -> None:
    policy = {"enabled": False, "repairAction": "Restart"}

    assert noise(deleted("properties.automaticRepairsPolicy", policy)) is None


def test_a_default_that_depends_on_another_property() -> None:
    def without_caching(disk: dict[str, Any]) -> Noise | None:
        body = {"properties": {"virtualMachineProfile": {"storageProfile": {"dataDisks": [disk]}}}}
        return noise(deleted(f"{PROFILE}.storageProfile.dataDisks[0].caching", "None"), before=body)

    assert without_caching({"caching": "None", "managedDisk": {"storageAccountType": "Standard_LRS"}}) is Noise.DEFAULT
    assert without_caching({"caching": "None", "managedDisk": {"storageAccountType": "Premium_LRS"}}) is None
    assert without_caching({"caching": "ReadOnly", "managedDisk": {"storageAccountType": "Standard_LRS"}}) is None


@pytest.mark.parametrize(
    ("resource_id", "change", "since"),
    [
        (
            f"{GROUP}/providers/Microsoft.Storage/storageAccounts/x",
            deleted("properties.supportsHttpsTrafficOnly", True),
            2019,
        ),
        (SUBNET, deleted("properties.privateEndpointNetworkPolicies", "Disabled"), 2022),
        (SCALE_SET, deleted("properties.automaticRepairsPolicy.gracePeriod", "PT10M"), 2021),
    ],
)
def test_a_default_since_an_api_version(resource_id: str, change: dict[str, Any], since: int) -> None:
    assert noise(change, resource_id, after={"apiVersion": f"{since + 1}-01-01"}) is Noise.DEFAULT
    assert noise(change, resource_id, after={"apiVersion": f"{since}-01-01"}) is None
    assert noise(change, resource_id) is None


# What Azure chooses


def test_an_address_that_azure_assigned() -> None:
    assert noise(deleted("properties.ipAddress", "20.0.0.1"), ADDRESS) is Noise.ASSIGNED


def test_an_address_that_the_template_asks_for() -> None:
    assert noise(created("properties.ipAddress", "20.0.0.1"), ADDRESS) is None


@pytest.mark.parametrize(("method", "expected"), [("Dynamic", Noise.ASSIGNED), ("Static", None)])
def test_a_private_address_is_azures_choice_where_allocation_is_dynamic(method: str, expected: Noise | None) -> None:
    frontend = {"privateIPAddress": "10.0.0.4", "privateIPAllocationMethod": method}
    body = {"properties": {"frontendIPConfigurations": [{"name": "inner", "properties": frontend}]}}
    change = within("0", deleted("properties.privateIPAddress", "10.0.0.4"))

    found = noise(array("properties.frontendIPConfigurations", change), LOAD_BALANCER, before=body)

    assert found is expected


def test_the_id_of_a_part_of_the_resource() -> None:
    own = f"{LOAD_BALANCER}/probes/http"
    body = {"properties": {"probes": [{"name": "http", "id": own}]}}

    assert noise(array("properties.probes", within("0", deleted("id", own))), LOAD_BALANCER, before=body) is (
        Noise.ASSIGNED
    )


def test_the_id_of_something_else() -> None:
    rule = {"name": "http", "properties": {"probe": {"id": f"{LOAD_BALANCER}/probes/http"}}}
    change = within("0", deleted("properties.probe.id", f"{LOAD_BALANCER}/probes/http"))
    body = {"properties": {"loadBalancingRules": [rule]}}

    assert noise(array("properties.loadBalancingRules", change), LOAD_BALANCER, before=body) is None
