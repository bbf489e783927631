"""image.build as Packer is told it: the builder, the provisioners, what becomes a variable, what cannot be said."""

import json
from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over, loaded, problems

import generator
from generator.rendering.hcl import json_text
from generator.rendering.packer import packer_template

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
COMPUTE = f"{SUBSCRIPTION}/resourceGroups/images/providers/Microsoft.Compute"
DEFINITION = f"{COMPUTE}/galleries/shop/images/web"
IDENTITY = f"{SUBSCRIPTION}/resourceGroups/x/providers/Microsoft.ManagedIdentity/userAssignedIdentities/build"
UBUNTU = "Canonical:ubuntu-24_04-lts:server:latest"
WINDOWS_SERVER = "MicrosoftWindowsServer:WindowsServer:2022-datacenter-g2:latest"
EXISTING = {"name": "shop", "existing": True, "definition": {"name": "web", "existing": True}}
DEPROVISION = "/usr/sbin/waagent -force -deprovision+user && export HISTSIZE=0 && sync"


def document(build: dict[str, Any] | None = None, **image: Any) -> dict[str, Any]:
    made = {"source": UBUNTU, "steps": ["sudo apt-get install -y nginx"], **(build or {})}
    return {**LINUX, "location": "westeurope", "image": {**(image or {"gallery": EXISTING}), "build": made}}


def packer(folder: Path, blueprint: dict[str, Any]) -> dict[str, Any]:
    """The template in the JSON syntax of HCL, which says the same as the native one."""
    made: dict[str, Any] = json.loads(json_text(packer_template(loaded(folder, blueprint)).blocks))
    return made


def source(folder: Path, build: dict[str, Any] | None = None, **image: Any) -> dict[str, Any]:
    (sources,) = packer(folder, document(build, **image))["source"]
    ((_, made),) = sources["azure-arm"].items()
    return dict(made)


def provisioners(folder: Path, blueprint: dict[str, Any]) -> list[dict[str, Any]]:
    """All but the one that generalises."""
    return list(packer(folder, blueprint)["build"][0]["provisioner"][:-1])


def variables(made: dict[str, Any]) -> dict[str, Any]:
    return {name: each for group in made["variable"] for name, each in group.items()}


def refused(folder: Path, blueprint: dict[str, Any]) -> list[tuple[Any, ...]]:
    with pytest.raises(generator.DiagnosticError) as error:
        packer(folder, blueprint)
    assert set(problems(error.value)) == {"image/not-for-packer"}
    return [problem.path for problem in error.value.diagnostics]


# The builder


def test_the_destination_is_the_image_of_the_blueprint(tmp_path: Path) -> None:
    made = source(tmp_path, gallery={**EXISTING, "version": "1.2.0"})

    assert made["shared_image_gallery_destination"] == [
        {
            "subscription": "${var.subscription_id}",
            "resource_group": "${var.resource_group}",
            "gallery_name": "shop",
            "image_name": "web",
            "image_version": "1.2.0",
        }
    ]


def test_an_id_tells_subscription_and_group(tmp_path: Path) -> None:
    blueprint = document(id=f"{DEFINITION}/versions/1.2.0", osType="Linux")
    made = packer(tmp_path, blueprint)

    assert made["source"][0]["azure-arm"]["web-image"]["shared_image_gallery_destination"] == [
        {
            "subscription": "00000000-0000-0000-0000-000000000000",
            "resource_group": "images",
            "gallery_name": "shop",
            "image_name": "web",
            "image_version": "1.2.0",
        }
    ]
    assert variables(made)["subscription_id"]["default"] == "00000000-0000-0000-0000-000000000000"
    assert "resource_group" not in variables(made)


def test_without_version_it_is_asked_for(tmp_path: Path) -> None:
    made = packer(tmp_path, document())

    (destination,) = made["source"][0]["azure-arm"]["web-image"]["shared_image_gallery_destination"]
    assert destination["image_version"] == "${var.image_version}"
    assert "default" not in variables(made)["image_version"]


def test_packer_signs_in_as_az_has_or_with_a_managed_identity(tmp_path: Path) -> None:
    made = packer(tmp_path, document())

    assert made["source"][0]["azure-arm"]["web-image"]["use_azure_cli_auth"] == "${var.use_azure_cli_auth}"
    assert variables(made)["use_azure_cli_auth"]["default"] is True


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (
            {"source": {"urn": "vendor:appliance:byol:1.0.0", "plan": True}},
            {
                "image_publisher": "vendor",
                "image_offer": "appliance",
                "image_sku": "byol",
                "image_version": "1.0.0",
                "plan_info": [{"plan_name": "byol", "plan_product": "appliance", "plan_publisher": "vendor"}],
            },
        ),
        (
            {"source": f"{COMPUTE}/images/base", "distribute": {"managedImage": {"id": f"{COMPUTE}/images/web"}}},
            {
                "custom_managed_image_resource_group_name": "images",
                "custom_managed_image_name": "base",
                "managed_image_name": "web",
                "managed_image_resource_group_name": "images",
            },
        ),
        (
            {"source": f"{COMPUTE}/galleries/shop/images/base"},
            {
                "shared_image_gallery": [
                    {
                        "subscription": "00000000-0000-0000-0000-000000000000",
                        "resource_group": "images",
                        "gallery_name": "shop",
                        "image_name": "base",
                    }
                ]
            },
        ),
        (
            {"source": "[resourceId('Microsoft.Compute/galleries/images/versions', 'shop', 'base', '2.0.0')]"},
            {
                "shared_image_gallery": [
                    {
                        "subscription": "${var.subscription_id}",
                        "resource_group": "${var.resource_group}",
                        "gallery_name": "shop",
                        "image_name": "base",
                        "image_version": "2.0.0",
                    }
                ]
            },
        ),
        (
            {"vmSize": "Standard_D8s_v5", "osDiskSizeGB": 64, "additionalDataDisks": [{"sizeGB": 8}, {"sizeGB": 9}]},
            {"vm_size": "Standard_D8s_v5", "os_disk_size_gb": 64, "disk_additional_size": [8, 9]},
        ),
        (
            {
                "subnet": f"{SUBSCRIPTION}/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
                "stagingResourceGroup": f"{SUBSCRIPTION}/resourceGroups/staging",
                "userAssignedIdentities": [IDENTITY],
            },
            {
                "virtual_network_name": "v",
                "virtual_network_subnet_name": "s",
                "virtual_network_resource_group_name": "n",
                "build_resource_group_name": "staging",
                "user_assigned_managed_identities": [IDENTITY],
            },
        ),
        (
            {"distribute": {"excludeFromLatest": True, "artifactTags": {"release": "1"}}},
            {"shared_gallery_image_version_exclude_from_latest": True, "azure_tags": {"release": "1"}},
        ),
    ],
)
def test_the_builder(tmp_path: Path, build: dict[str, Any], expected: dict[str, Any]) -> None:
    made = source(tmp_path, build, gallery=EXISTING, osType="Linux")

    assert {key: made.get(key) for key in expected} == expected


def test_region_or_group_tells_where_the_machine_is(tmp_path: Path) -> None:
    group = {"stagingResourceGroup": f"{SUBSCRIPTION}/resourceGroups/staging"}

    assert source(tmp_path)["location"] == "westeurope"
    assert "location" not in source(tmp_path, group)


def test_regions_and_replication(tmp_path: Path) -> None:
    regions = [{"name": "westeurope"}, {"name": "northeurope", "replicaCount": 2, "storageAccountType": "Premium_LRS"}]
    distribute = {"targetRegions": regions, "storageAccountType": "Standard_ZRS", "replicationMode": "Shallow"}

    (destination,) = source(tmp_path, {"distribute": distribute})["shared_image_gallery_destination"]

    assert destination["use_shallow_replication"] is True
    assert destination["storage_account_type"] == "Standard_ZRS"
    assert destination["target_region"] == [
        {"name": "westeurope", "storage_account_type": "Standard_ZRS"},
        {"name": "northeurope", "replicas": 2, "storage_account_type": "Premium_LRS"},
    ]


def test_a_definition_for_trusted_launch_takes_an_image_of_such_a_machine(tmp_path: Path) -> None:
    features = [{"name": "SecurityType", "value": "TrustedLaunch"}]

    made = source(tmp_path, gallery={"name": "shop", "definition": {"features": features}})

    assert (made["security_type"], made["secure_boot_enabled"], made["vtpm_enabled"]) == ("TrustedLaunch", True, True)


# The provisioners


def test_linux_ends_with_waagent(tmp_path: Path) -> None:
    last = packer(tmp_path, document())["build"][0]["provisioner"][-1]["shell"]

    assert last["inline"] == [DEPROVISION]
    assert last["execute_command"] == "chmod +x {{ .Path }}; {{ .Vars }} sudo -E sh '{{ .Path }}'"


def test_windows_ends_with_sysprep_and_waits_for_its_state(tmp_path: Path) -> None:
    build = {"source": WINDOWS_SERVER, "steps": [{"type": "PowerShell", "inline": ["Get-Date"]}]}
    made = packer(tmp_path, {**WINDOWS, "image": {"gallery": EXISTING, "build": build}})

    last = "\n".join(made["build"][0]["provisioner"][-1]["powershell"]["inline"])
    assert 'Sysprep.exe" /oobe /generalize /quiet /quit' in last
    assert "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE" in last
    (builder,) = made["source"][0]["azure-arm"].values()
    assert (builder["os_type"], builder["communicator"], builder["winrm_use_ssl"]) == ("Windows", "winrm", True)


def test_a_specialised_image_is_not_generalised(tmp_path: Path) -> None:
    blueprint = document(gallery=EXISTING, osState="Specialized")

    made = packer(tmp_path, {**blueprint, "scaleSet": {"sku": LINUX["scaleSet"]["sku"]}})

    assert DEPROVISION not in json.dumps(made)
    (builder,) = made["source"][0]["azure-arm"].values()
    assert builder["shared_image_gallery_destination"][0]["specialized"] is True


def test_steps_become_provisioners_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "install.sh").write_text("#!/bin/bash\necho 'installed'\n", encoding="utf-8")
    steps = [
        "sudo apt-get update",
        {"type": "Shell", "name": "Install", "script": {"file": "install.sh"}},
        {"type": "File", "sourceUri": "https://example.com/x", "destination": "/tmp/x"},
    ]

    made = [each["shell"]["inline"] for each in provisioners(tmp_path, document({"steps": steps}))]

    assert made[0] == ["sudo apt-get update"]
    assert made[1][:5] == [
        "# Install",
        "script=$(mktemp)",
        "cat > \"$script\" <<'END_OF_FILE'",
        "#!/bin/bash",
        "echo 'installed'",
    ]
    assert made[2] == ["curl --fail --silent --show-error --location --output /tmp/x https://example.com/x"]


def test_steps_of_windows(tmp_path: Path) -> None:
    steps = [
        {"type": "PowerShell", "inline": ["Get-Date"], "runElevated": True, "validExitCodes": [0, 3010]},
        {"type": "PowerShell", "inline": ["Get-Host"], "runElevated": True, "runAsSystem": True},
        {
            "type": "WindowsRestart",
            "restartCommand": "shutdown /r",
            "restartCheckCommand": "echo",
            "restartTimeout": "1h",
        },
        {"type": "WindowsUpdate", "searchCriteria": "IsInstalled=0", "filters": ["include:$true"], "updateLimit": 5},
    ]
    blueprint = {**WINDOWS, "image": {"gallery": EXISTING, "build": {"source": WINDOWS_SERVER, "steps": steps}}}

    elevated = {"elevated_user": "${build.User}", "elevated_password": "${build.Password}"}
    system = {"elevated_user": "SYSTEM", "elevated_password": ""}
    restart = {"restart_command": "shutdown /r", "restart_check_command": "echo", "restart_timeout": "1h"}
    update = {"search_criteria": "IsInstalled=0", "filters": ["include:$true"], "update_limit": 5}
    assert provisioners(tmp_path, blueprint) == [
        {"powershell": {"inline": ["Get-Date"], "valid_exit_codes": [0, 3010], **elevated}},
        {"powershell": {"inline": ["Get-Host"], **system}},
        {"windows-restart": restart},
        {"windows-update": update},
    ]


def test_windows_update_needs_its_plugin(tmp_path: Path) -> None:
    build = {"source": WINDOWS_SERVER, "steps": [{"type": "WindowsUpdate"}]}
    windows = packer(tmp_path, {**WINDOWS, "image": {"gallery": EXISTING, "build": build}})
    linux = packer(tmp_path, document())

    plugins = [list(made["packer"][0]["required_plugins"][0]) for made in (linux, windows)]
    assert plugins == [["azure"], ["azure", "windows-update"]]


def test_packer_writes_the_manifest_that_the_blueprint_reads(tmp_path: Path) -> None:
    (after,) = packer(tmp_path, document())["build"][0]["post-processor"]

    assert after == {"manifest": {"output": "packer-manifest.json", "strip_path": True}}


def test_text_that_packer_takes_for_its_own_comes_through(tmp_path: Path) -> None:
    steps = [{"type": "WindowsRestart", "restartCommand": "echo {{x}} ${y} %{z}"}]
    blueprint = {**WINDOWS, "image": {"gallery": EXISTING, "build": {"source": WINDOWS_SERVER, "steps": steps}}}

    (made,) = provisioners(tmp_path, blueprint)

    assert made["windows-restart"]["restart_command"] == "echo {{`{{`}}x}} $${y} %%{z}"


# Variables


def test_a_template_parameter_is_a_variable(tmp_path: Path) -> None:
    blueprint = document({"vmSize": "Standard_D4s_v5", "osDiskSizeGB": 64})
    blueprint["parameters"] = {
        "buildSize": {
            "path": "image.build.vmSize",
            "description": "Size of the machine",
            "allowedValues": ["Standard_D4s_v5", "Standard_D8s_v5"],
        },
        "disk": {"path": "image.build.osDiskSizeGB", "minValue": 30},
    }

    made = packer(tmp_path, blueprint)

    builder = made["source"][0]["azure-arm"]["web-image"]
    assert (builder["vm_size"], builder["os_disk_size_gb"]) == ("${var.buildSize}", "${var.disk}")
    assert variables(made)["buildSize"] == {
        "type": "string",
        "description": "Size of the machine",
        "default": "Standard_D4s_v5",
        "validation": [
            {
                "condition": '${contains(["Standard_D4s_v5", "Standard_D8s_v5"], var.buildSize)}',
                "error_message": "The value is one of Standard_D4s_v5, Standard_D8s_v5.",
            }
        ],
    }
    assert variables(made)["disk"]["validation"] == [
        {"condition": "${var.disk >= 30}", "error_message": "The value is at least 30."}
    ]


def test_the_region_of_the_deployment_is_a_variable(tmp_path: Path) -> None:
    blueprint = document()
    del blueprint["location"]

    made = packer(tmp_path, blueprint)

    assert made["source"][0]["azure-arm"]["web-image"]["location"] == "${var.location}"
    assert "default" not in variables(made)["location"]


# What Packer cannot do, and what it has no word for


@pytest.mark.parametrize(
    ("build", "path"),
    [
        ({"distribute": {"vhd": {}}}, ("distribute", "vhd")),
        ({"validate": {"sourceValidationOnly": True}}, ("validate", "sourceValidationOnly")),
        ({"source": f"{COMPUTE}/images/base"}, ("source", "imageId")),
        ({"vmSize": "[concat('a', 'b')]"}, ("vmSize",)),
        ({"stagingResourceGroup": "[resourceGroup().id]"}, ("stagingResourceGroup",)),
        ({"subnet": "[concat('/', 'x')]"}, ("subnet",)),
        ({"distribute": {"replicationMode": "[parameters('mode')]"}}, ("distribute", "replicationMode")),
        (
            {"distribute": {"managedImage": {"id": f"{COMPUTE}/images/web", "location": "northeurope"}}},
            ("distribute", "managedImage", "location"),
        ),
    ],
)
def test_what_packer_cannot_do_is_refused(tmp_path: Path, build: dict[str, Any], path: tuple[Any, ...]) -> None:
    blueprint = document(build, gallery=EXISTING, osType="Linux") | {"parameters": {"mode": {"type": "string"}}}

    assert refused(tmp_path, blueprint) == [("image", "build", *path)]


def test_a_second_managed_image_is_refused(tmp_path: Path) -> None:
    distribute = {"managedImage": {"id": f"{COMPUTE}/images/other"}}

    paths = refused(tmp_path, document({"distribute": distribute}, id=f"{COMPUTE}/images/web", osType="Linux"))

    assert paths == [("image", "build", "distribute", "managedImage")]


@pytest.mark.parametrize(
    ("build", "path"),
    [
        ({"identity": "builder"}, ("identity",)),
        ({"buildTimeoutInMinutes": 60}, ("buildTimeoutInMinutes",)),
        ({"managedResourceTags": {"a": "b"}}, ("managedResourceTags",)),
        ({"validate": {"inVMValidations": ["true"]}}, ("validate",)),
        ({"optimize": {"vmBoot": "Enabled"}}, ("optimize",)),
        ({"errorHandling": {"onCustomizerError": "abort"}}, ("errorHandling",)),
        ({"autoRun": True}, ("autoRun",)),
        ({"trigger": "SourceImage"}, ("trigger",)),
        ({"distribute": {"versioning": {"scheme": "Latest"}}}, ("distribute", "versioning")),
    ],
)
def test_what_packer_has_no_word_for_is_named(tmp_path: Path, build: dict[str, Any], path: tuple[str, ...]) -> None:
    (warning,) = packer_template(loaded(tmp_path, document(build))).warnings

    assert (warning.code, warning.severity, warning.path) == ("image/left-out", "warning", ("image", "build", *path))
    assert warning.location is not None


def test_a_gallery_that_packer_does_not_make_is_named(tmp_path: Path) -> None:
    warnings = packer_template(loaded(tmp_path, document(gallery={"name": "shop"}))).warnings

    assert [each.path[-1] for each in warnings] == ["gallery", "definition"]


def test_what_is_said_to_both_is_not_named(tmp_path: Path) -> None:
    assert packer_template(loaded(tmp_path, document())).warnings == ()


def test_a_command_that_only_azure_knows_is_refused_with_its_place(tmp_path: Path) -> None:
    steps = [{"type": "File", "sourceUri": "[uri('https://example.com', 'x')]", "destination": "/tmp/x"}]

    with pytest.raises(generator.DiagnosticError) as error:
        packer(tmp_path, laid_over(document(), {"image": {"build": {"steps": steps}}}))

    assert problems(error.value) == ["image/expression-in-command"]
    assert error.value.diagnostics[0].path == ("image", "build", "steps", 0, "sourceUri")
