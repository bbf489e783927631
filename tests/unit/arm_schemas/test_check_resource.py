from typing import Any

import pytest

from generator.arm.schemas import FindingKind, SchemaFinding, check_resource
from generator.diagnostics import Severity

SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"


def scale_set(profile: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    if profile is not None:
        properties["virtualMachineProfile"] = profile
    return {"name": "web", "location": "westeurope", "properties": properties}


def findings(resource: dict[str, Any], *, of: str = SCALE_SET, api_version: str = "2026-03-01") -> list[SchemaFinding]:
    return list(check_resource(resource, type=of, api_version=api_version))


def only(resource: dict[str, Any], *, of: str = SCALE_SET, api_version: str = "2026-03-01") -> SchemaFinding:
    found = findings(resource, of=of, api_version=api_version)
    assert len(found) == 1, found
    return found[0]


def test_a_good_resource_has_no_findings() -> None:
    assert findings(scale_set({"priority": "Spot", "billingProfile": {"maxPrice": -1}}, overprovision=False)) == []


def test_a_misspelt_property_gives_the_nearest_name() -> None:
    assert only(scale_set({"osProfile": {"computerNamePrefx": "web"}})) == SchemaFinding(
        kind=FindingKind.UNKNOWN_PROPERTY,
        path=("properties", "virtualMachineProfile", "osProfile", "computerNamePrefx"),
        message="osProfile has no property computerNamePrefx",
        hint="did you mean computerNamePrefix?",
    )


def test_a_property_like_no_other_is_unknown_without_a_hint() -> None:
    finding = only(scale_set(zzz=1))

    assert (finding.message, finding.hint) == ("properties has no property zzz", None)


def test_the_case_of_a_property_is_a_warning() -> None:
    finding = only(scale_set({"storageProfile": {"osDisk": {"createOption": "FromImage", "diskSizeGb": 64}}}))

    assert finding.kind is FindingKind.WRONG_CASE
    assert finding.severity is Severity.WARNING
    assert finding.hint == "write diskSizeGB"


def test_a_read_only_property_is_a_warning() -> None:
    finding = only(scale_set(provisioningState="Succeeded"))

    assert finding.kind is FindingKind.READ_ONLY_PROPERTY
    assert finding.severity is Severity.WARNING
    assert finding.message == "provisioningState of properties is read-only: Azure sets it"


def test_a_missing_property_is_reported_at_the_object_that_lacks_it() -> None:
    assert only(scale_set({"storageProfile": {"dataDisks": [{"lun": 0}]}})) == SchemaFinding(
        kind=FindingKind.MISSING_PROPERTY,
        path=("properties", "virtualMachineProfile", "storageProfile", "dataDisks", 0),
        message="dataDisks[0] needs createOption",
    )


def test_null_is_the_same_as_absent() -> None:
    found = findings({"name": "web", "location": None, "properties": {"overprovision": None}})

    assert [finding.message for finding in found] == ["the resource needs location"]


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"overprovision": "maybe"}, "overprovision takes a boolean, not a string"),
        ({"overprovision": 1}, "overprovision takes a boolean, not an integer"),
        ({"platformFaultDomainCount": "many"}, "platformFaultDomainCount takes an integer, not a string"),
        ({"platformFaultDomainCount": 1.5}, "platformFaultDomainCount takes an integer, not a number"),
        ({"upgradePolicy": "Manual"}, "upgradePolicy takes an object, not a string"),
        ({"upgradePolicy": {"mode": {}}}, "mode takes a string, not an object"),
        ({"virtualMachineProfile": {"storageProfile": {"dataDisks": {}}}}, "dataDisks takes an array, not an object"),
    ],
)
def test_a_value_that_azure_cannot_read_is_an_error(properties: dict[str, Any], message: str) -> None:
    finding = only(scale_set(**properties))

    assert (finding.kind, finding.severity, finding.message) == (FindingKind.WRONG_TYPE, Severity.ERROR, message)


@pytest.mark.parametrize(
    ("properties", "message", "hint"),
    [
        (
            {"overprovision": "True"},
            'overprovision is "True", a string, which Azure converts to a boolean',
            "write true",
        ),
        (
            {"platformFaultDomainCount": "3"},
            'platformFaultDomainCount is "3", a string, which Azure converts to an integer',
            "write 3",
        ),
        (
            {"virtualMachineProfile": {"userData": 7}},
            "userData is 7, an integer, which Azure converts to a string",
            'write "7"',
        ),
    ],
)
def test_a_value_that_azure_converts_is_a_warning(properties: dict[str, Any], message: str, hint: str) -> None:
    finding = only(scale_set(**properties))

    assert (finding.kind, finding.severity) == (FindingKind.CONVERTED, Severity.WARNING)
    assert (finding.message, finding.hint) == (message, hint)


def test_a_misspelt_value_gives_the_nearest_one() -> None:
    finding = only(scale_set(upgradePolicy={"mode": "Roling"}))

    assert finding.kind is FindingKind.WRONG_VALUE
    assert (finding.message, finding.hint) == ('mode cannot be "Roling"', 'did you mean "Rolling"?')


def test_a_value_like_no_other_gives_all_that_are_allowed() -> None:
    assert only(scale_set(orchestrationMode="Both")).hint == "one of Uniform, Flexible"


def test_the_case_of_a_value_is_a_warning() -> None:
    finding = only(scale_set(upgradePolicy={"mode": "manual"}))

    assert (finding.kind, finding.severity) == (FindingKind.WRONG_CASE, Severity.WARNING)
    assert finding.hint == 'write "Manual"'


def test_a_number_out_of_range_says_the_range() -> None:
    policy = {"mode": "Rolling", "rollingUpgradePolicy": {"maxBatchInstancePercent": 101}}

    assert only(scale_set(upgradePolicy=policy)).message == "maxBatchInstancePercent is 101; Azure takes 5 to 100"


def test_a_text_too_long_says_the_length() -> None:
    finding = only(scale_set({"osProfile": {"customData": "A" * 90_000}}))

    assert finding.message == "customData has 90000 characters; Azure takes 1 to 87380"


def test_an_expression_is_accepted_anywhere() -> None:
    resource = scale_set({"storageProfile": "[parameters('storage')]"}, overprovision="[variables('over')]")

    assert findings(resource) == []


def test_a_text_with_a_doubled_bracket_is_no_expression() -> None:
    assert only(scale_set(overprovision="[[true]")).kind is FindingKind.WRONG_TYPE


def test_a_stand_in_of_another_module_is_accepted_anywhere() -> None:
    assert findings(scale_set({"storageProfile": object()}, overprovision=object())) == []


def test_a_property_copy_counts_as_the_property_that_it_makes() -> None:
    loop = {"name": "dataDisks", "count": 2, "input": {"lun": "[copyIndex('dataDisks')]", "createOption": "Epmty"}}

    finding = only(scale_set({"storageProfile": {"copy": [loop]}}))

    assert finding.hint == 'did you mean "Empty"?'
    assert finding.path[-5:] == ("copy", 0, "input", 0, "createOption")


def test_the_variant_of_an_object_decides_its_properties() -> None:
    resource = {
        "name": "image",
        "location": "westeurope",
        "identity": {"type": "UserAssigned"},
        "properties": {
            "source": {"type": "ManagedImage", "imageId": "[parameters('image')]", "publisher": "Canonical"},
            "distribute": [{"type": "VHD", "runOutputName": "disk"}],
        },
    }
    finding = only(resource, of="Microsoft.VirtualMachineImages/imageTemplates", api_version="2025-10-01")

    assert finding.path == ("properties", "source", "publisher")


def test_an_unknown_variant_is_a_wrong_value() -> None:
    resource = {
        "name": "image",
        "location": "westeurope",
        "properties": {"source": {"type": "Managedimages"}, "distribute": []},
        "identity": {"type": "UserAssigned"},
    }
    finding = only(resource, of="Microsoft.VirtualMachineImages/imageTemplates", api_version="2025-10-01")

    assert finding.hint == 'did you mean "ManagedImage"?'


def test_a_reference_takes_what_an_export_puts_beside_the_id() -> None:
    network_interface = {
        "name": "nic",
        "location": "westeurope",
        "properties": {"networkSecurityGroup": {"id": "/x", "location": "westeurope", "identifier": "x"}},
    }
    finding = only(network_interface, of="Microsoft.Network/networkInterfaces", api_version="2025-07-01")

    assert finding.message == "networkSecurityGroup has no property identifier"


@pytest.mark.parametrize("name", ["id", "etag", "systemData"])
def test_what_azure_answers_of_any_resource_is_read_only(name: str) -> None:
    assert only(scale_set() | {name: "x"}).kind is FindingKind.READ_ONLY_PROPERTY


def test_a_location_that_a_child_resource_does_not_have_is_information() -> None:
    subnet = {"name": "net/one", "location": "westeurope", "properties": {"addressPrefix": "10.0.0.0/24"}}

    finding = only(subnet, of="Microsoft.Network/virtualNetworks/subnets", api_version="2025-07-01")

    assert (finding.path, finding.severity) == (("location",), Severity.INFO)


def test_type_names_are_compared_without_case() -> None:
    assert findings(scale_set(), of=SCALE_SET.lower()) == []


def test_an_older_api_version_is_checked_against_the_nearest_newer_one() -> None:
    version, unknown = findings(scale_set(colour="red"), api_version="2019-03-01")

    assert (version.kind, version.severity) == (FindingKind.OTHER_API_VERSION, Severity.INFO)
    assert version.message.endswith("at 2019-03-01 is checked against 2026-03-01, the nearest newer one known")
    assert unknown.severity is Severity.WARNING, "that version may have had it"


def test_a_misspelt_property_is_an_error_in_an_older_api_version_too() -> None:
    _, misspelt = findings(scale_set(overprovison=True), api_version="2019-03-01")

    assert (misspelt.severity, misspelt.hint) == (Severity.ERROR, "did you mean overprovision?")


def test_what_a_newer_api_version_may_have_brought_is_a_warning() -> None:
    version, unknown = findings(scale_set(colour="red"), api_version="2030-01-01")

    assert version.message.endswith("at 2030-01-01 is checked against 2026-03-01, the newest known")
    assert unknown.severity is Severity.WARNING


def test_an_api_version_of_another_shape_is_not_checked() -> None:
    account = {"name": "store", "location": "westeurope", "properties": {"accountType": "Standard_LRS"}}

    finding = only(account, of="Microsoft.Storage/storageAccounts", api_version="2015-06-15")

    assert finding.severity is Severity.INFO
    assert "is not checked" in finding.message


def test_an_unknown_type_is_one_piece_of_information() -> None:
    finding = only({"name": "x", "whatever": 1}, of="Contoso.Web/things", api_version="2020-01-01")

    assert (finding.kind, finding.severity) == (FindingKind.UNKNOWN_TYPE, Severity.INFO)


def test_an_existing_resource_is_only_referred_to() -> None:
    assert findings({"name": "web", "existing": True}) == []
