"""Rules of names, tags and sizes, at their limits."""

import pytest
from unit.rules.scale_set_findings import findings, messages, severities

from generator.diagnostics import Severity
from generator.rules.sizes import size_of

PREFIX = "properties.virtualMachineProfile.osProfile.computerNamePrefix"
LINUX = {"properties.virtualMachineProfile.osProfile.linuxConfiguration.disablePasswordAuthentication": True}
WINDOWS = {"properties.virtualMachineProfile.osProfile.windowsConfiguration.provisionVMAgent": True}
OTHER_NAME = "resource/invalid-name"


@pytest.mark.parametrize("name", ["w", "web", "web-1", "web_1", "web.1", "w" * 64])
def test_a_scale_set_may_have_this_name(name: str) -> None:
    assert messages("scale-set/invalid-name", {"name": name}) == []


@pytest.mark.parametrize("name", ["w" * 65, "_web", "web-", "web.", "web server", "web:1", "web\t1"])
def test_a_scale_set_may_not_have_this_name(name: str) -> None:
    assert len(messages("scale-set/invalid-name", {"name": name})) == 1


def test_a_name_that_only_azure_knows_is_not_judged() -> None:
    assert messages("scale-set/invalid-name", {"name": "[parameters('p')]"}) == []


@pytest.mark.parametrize(("length", "count"), [(55, 0), (56, 1)])
def test_a_flexible_scale_set_leaves_room_for_names_of_instances(length: int, count: int) -> None:
    scale_set = {"name": "w" * length, "properties.orchestrationMode": "Flexible"}

    assert len(messages("scale-set/long-flexible-name", scale_set)) == count


@pytest.mark.parametrize(
    ("prefix", "os", "count"),
    [
        ("w" * 9, WINDOWS, 0),
        ("w" * 10, WINDOWS, 1),
        ("w" * 58, LINUX, 0),
        ("w" * 59, LINUX, 1),
        ("w" * 27, {}, 0),
        ("w" * 59, {}, 1),
        ("2026", WINDOWS, 1),
        ("2026", LINUX, 0),
        ("web!", LINUX, 1),
        ("[parameters('p')]", WINDOWS, 0),
    ],
)
def test_a_computer_name_has_room_for_six_characters_more(prefix: str, os: dict[str, object], count: int) -> None:
    assert len(messages("scale-set/computer-name-prefix", {**os, PREFIX: prefix})) == count


def test_an_underscore_in_a_linux_host_name_is_a_warning() -> None:
    assert severities("scale-set/computer-name-prefix", {**LINUX, PREFIX: "web_1"}) == [Severity.WARNING]


def test_an_unknown_os_profile_says_nothing_of_the_system() -> None:
    scale_set = {"properties.virtualMachineProfile.osProfile": "[parameters('p')]"}

    assert findings("scale-set/computer-name-prefix", scale_set) == []
    assert findings("scale-set/os-configuration", scale_set) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Microsoft.Network/virtualNetworks", "v"),
        ("Microsoft.Network/loadBalancers", "web-"),
        ("Microsoft.Network/networkSecurityGroups", "w" * 81),
        ("Microsoft.Storage/storageAccounts", "we"),
        ("Microsoft.KeyVault/vaults", "shop--keys"),
        ("Microsoft.KeyVault/vaults", "1shop"),
        ("Microsoft.ManagedIdentity/userAssignedIdentities", "-web"),
        ("Microsoft.Compute/galleries", "my-gallery"),
        ("Microsoft.Compute/galleries/images/versions", "shop/web/1.0"),
        ("Microsoft.Insights/autoscaleSettings", "web?"),
        ("Microsoft.OperationalInsights/workspaces", "log"),
    ],
)
def test_a_resource_may_not_have_this_name(kind: str, name: str) -> None:
    assert len(messages(OTHER_NAME, {}, {"type": kind, "name": name})) == 1


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Microsoft.Network/virtualNetworks", "v1"),
        ("Microsoft.Network/loadBalancers", "web_"),
        ("Microsoft.Network/publicIPAddresses", "öffentlich"),
        ("Microsoft.Storage/storageAccounts", "web"),
        ("Microsoft.KeyVault/vaults", "shop-keys"),
        ("Microsoft.Compute/galleries", "my.gallery_1"),
        ("Microsoft.Compute/galleries/images/versions", "shop/web/1.0.12"),
        ("Contoso.Things/things", "any name at all!"),
        ("Microsoft.Storage/storageAccounts", "[parameters('p')]"),
    ],
)
def test_a_resource_may_have_this_name(kind: str, name: str) -> None:
    assert messages(OTHER_NAME, {}, {"type": kind, "name": name}) == []


def test_a_subnet_within_its_network_has_a_valid_name_too() -> None:
    network = {"type": "Microsoft.Network/virtualNetworks", "name": "web", "properties.subnets": [{"name": "my net"}]}

    assert [each.path for each in findings(OTHER_NAME, {}, network)] == [
        ("resources", 1, "properties", "subnets", 0, "name")
    ]


@pytest.mark.parametrize(
    ("tags", "count"),
    [
        ({f"tag{index}": "" for index in range(50)}, 0),
        ({f"tag{index}": "" for index in range(51)}, 1),
        ({"t" * 512: ""}, 0),
        ({"t" * 513: ""}, 1),
        ({"tag": "v" * 256}, 0),
        ({"tag": "v" * 257}, 1),
        ({"hidden-link:/subscriptions/1": "Resource"}, 0),
        ({"a<b": ""}, 1),
    ],
)
def test_tags_have_limits(tags: dict[str, str], count: int) -> None:
    assert len(messages("resource/invalid-tags", {"tags": tags})) == count


@pytest.mark.parametrize(
    ("name", "family", "features"),
    [
        ("Standard_D2s_v5", "d", "s"),
        ("standard_nc24ads_a100_v4", "nc", "ads"),
        ("Standard_E64-16s_v5", "e", "s"),
        ("Standard_DS1_v2", "ds", ""),
        ("Basic_A1", "a", ""),
    ],
)
def test_the_name_of_a_size_tells_family_and_features(name: str, family: str, features: str) -> None:
    size = size_of(name)

    assert size is not None
    assert (size.family, size.features) == (family, features)


@pytest.mark.parametrize("name", ["Mix", "", "[parameters('size')]", "D2s_v5"])
def test_other_text_is_no_size(name: str) -> None:
    assert size_of(name) is None
