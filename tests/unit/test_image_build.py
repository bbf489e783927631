"""image.build: what the scale set sees of it, and what Azure Image Builder is told."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over, loaded, problems, profile, rendered, resource

import generator
from generator.rendering.image_template import part_with_build, render_image_template

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
COMPUTE = f"{SUBSCRIPTION}/resourceGroups/images/providers/Microsoft.Compute"
DEFINITION = f"{COMPUTE}/galleries/shop/images/web"
UBUNTU = "Canonical:ubuntu-24_04-lts:server:latest"
EXISTING = {"name": "shop", "existing": True, "definition": {"name": "web", "existing": True}}


def document(build: dict[str, Any] | None = None, **image: Any) -> dict[str, Any]:
    """A blueprint whose image is built into an existing gallery, unless `image` says otherwise."""
    made = {"source": UBUNTU, "steps": ["sudo apt-get install -y nginx"], **(build or {})}
    return {**LINUX, "image": {**(image or {"gallery": EXISTING}), "build": made}}


def image_template(folder: Path, blueprint: dict[str, Any]) -> generator.Template:
    return render_image_template(loaded(folder, blueprint))


def build_of(folder: Path, build: dict[str, Any] | None = None, **image: Any) -> dict[str, Any]:
    """The properties of the image template."""
    return dict(resource(image_template(folder, document(build, **image)), "imageTemplates")["properties"])


def kinds(template: generator.Template) -> list[str]:
    return [each["type"].partition("/")[2] for each in template.content["resources"]]


# The scale set


def test_the_template_of_the_scale_set_does_not_change(tmp_path: Path) -> None:
    without = {**LINUX, "image": {"gallery": EXISTING}}

    assert rendered(tmp_path, document()).content == rendered(tmp_path, without).content


def test_a_new_gallery_is_made_with_the_image_and_not_with_the_scale_set(tmp_path: Path) -> None:
    blueprint = document(gallery={"name": "shop"})

    assert "galleries" not in kinds(rendered(tmp_path, blueprint))
    assert kinds(image_template(tmp_path, blueprint))[:2] == ["galleries", "galleries/images"]


def test_instances_start_from_the_newest_version_that_was_built(tmp_path: Path) -> None:
    template = rendered(tmp_path, document(gallery={"name": "shop"}))

    definition = "[resourceId('Microsoft.Compute/galleries/images', 'shop', 'web')]"
    assert profile(template)["storageProfile"]["imageReference"] == {"id": definition}


def test_one_line_names_the_version_that_is_built_and_that_instances_start_from(tmp_path: Path) -> None:
    blueprint = document(gallery={"name": "shop", "version": "1.2.0"})

    version = "[resourceId('Microsoft.Compute/galleries/images/versions', 'shop', 'web', '1.2.0')]"
    scale_set = resource(rendered(tmp_path, blueprint), "virtualMachineScaleSets")
    storage = scale_set["properties"]["virtualMachineProfile"]["storageProfile"]
    assert storage["imageReference"] == {"id": version}
    assert version not in scale_set.get("dependsOn", [])
    (target,) = resource(image_template(tmp_path, blueprint), "imageTemplates")["properties"]["distribute"]
    assert target["galleryImageId"] == version


def test_the_source_tells_the_operating_system(tmp_path: Path) -> None:
    source = "MicrosoftWindowsServer:WindowsServer:2022-datacenter-g2:latest"
    build = {"source": source, "steps": [{"type": "PowerShell", "inline": ["Get-Date"]}]}
    blueprint = {**WINDOWS, "image": {"gallery": {"name": "shop"}, "build": build}}

    assert resource(image_template(tmp_path, blueprint), "galleries/images")["properties"]["osType"] == "Windows"


def test_a_parameter_of_the_build_is_one_of_its_template_alone(tmp_path: Path) -> None:
    blueprint = document({"vmSize": "Standard_D4s_v5"})
    blueprint["parameters"] = {"buildSize": {"path": "image.build.vmSize"}}
    blueprint["variables"] = {"regions": ["westeurope"]}
    blueprint["image"]["build"]["distribute"] = {"artifactTags": {"regions": "[string(variables('regions'))]"}}

    scale_set, image = rendered(tmp_path, blueprint), image_template(tmp_path, blueprint)

    assert list(scale_set.content["parameters"]) == ["sshPublicKey"]
    assert "variables" not in scale_set.content
    assert "buildSize" not in generator.parameters(loaded(tmp_path, blueprint)).content["parameters"]
    assert image.content["parameters"] == {"buildSize": {"type": "string", "defaultValue": "Standard_D4s_v5"}}
    assert list(image.content["variables"]) == ["regions"]


# The image template


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            UBUNTU,
            {
                "type": "PlatformImage",
                "publisher": "Canonical",
                "offer": "ubuntu-24_04-lts",
                "sku": "server",
                "version": "latest",
            },
        ),
        (
            {"urn": "vendor:appliance:byol:1.0.0", "plan": True},
            {
                "type": "PlatformImage",
                "publisher": "vendor",
                "offer": "appliance",
                "sku": "byol",
                "version": "1.0.0",
                "planInfo": {"planName": "byol", "planPublisher": "vendor", "planProduct": "appliance"},
            },
        ),
        (
            {"publisher": "vendor", "offer": "o", "sku": "s", "plan": {"name": "n", "publisher": "p", "product": "x"}},
            {
                "type": "PlatformImage",
                "publisher": "vendor",
                "offer": "o",
                "sku": "s",
                "version": "latest",
                "planInfo": {"planName": "n", "planPublisher": "p", "planProduct": "x"},
            },
        ),
        (f"{COMPUTE}/images/base", {"type": "ManagedImage", "imageId": f"{COMPUTE}/images/base"}),
        (
            f"{DEFINITION}/versions/1.0.0",
            {"type": "SharedImageVersion", "imageVersionId": f"{DEFINITION}/versions/1.0.0"},
        ),
        (DEFINITION, {"type": "SharedImageVersion", "imageVersionId": f"{DEFINITION}/versions/latest"}),
        (
            "[resourceId('Microsoft.Compute/galleries/images', 'shop', 'base')]",
            {
                "type": "SharedImageVersion",
                "imageVersionId": (
                    "[format('{0}/versions/latest', resourceId('Microsoft.Compute/galleries/images', 'shop', 'base'))]"
                ),
            },
        ),
    ],
)
def test_what_a_build_starts_from(tmp_path: Path, source: Any, expected: dict[str, Any]) -> None:
    blueprint = document({"source": source}, gallery=EXISTING, osType="Linux")

    assert resource(image_template(tmp_path, blueprint), "imageTemplates")["properties"]["source"] == expected


def test_steps_keep_their_order(tmp_path: Path) -> None:
    steps = [
        "sudo apt-get update",
        {"type": "Shell", "name": "Two", "inline": "sudo true\nsudo false"},
        {"type": "File", "sourceUri": "https://example.com/x", "destination": "/tmp/x", "sha256Checksum": "0" * 64},
        {"type": "Shell", "scriptUri": "https://example.com/x.sh", "sha256Checksum": "f" * 64},
    ]

    assert build_of(tmp_path, {"steps": steps})["customize"] == [
        {"type": "Shell", "inline": ["sudo apt-get update"]},
        {"type": "Shell", "name": "Two", "inline": ["sudo true", "sudo false"]},
        {"type": "File", "sourceUri": "https://example.com/x", "sha256Checksum": "0" * 64, "destination": "/tmp/x"},
        {"type": "Shell", "scriptUri": "https://example.com/x.sh", "sha256Checksum": "f" * 64},
    ]


def test_a_script_beside_the_blueprint_becomes_part_of_the_template(tmp_path: Path) -> None:
    (tmp_path / "install.sh").write_text("#!/bin/bash\necho installed\n", encoding="utf-8")

    (step,) = build_of(tmp_path, {"steps": [{"type": "Shell", "script": {"file": "install.sh"}}]})["customize"]

    assert "#!/bin/bash\necho installed\n" in "\n".join(step["inline"])


def test_steps_of_windows(tmp_path: Path) -> None:
    steps = [
        {
            "type": "PowerShell",
            "inline": ["Get-Date"],
            "runElevated": True,
            "runAsSystem": True,
            "validExitCodes": [3010],
        },
        {"type": "File", "content": "text", "destination": "C:\\it's.txt"},
        {
            "type": "WindowsRestart",
            "restartCommand": "shutdown /r",
            "restartCheckCommand": "echo",
            "restartTimeout": "1h",
        },
        {"type": "WindowsUpdate", "searchCriteria": "IsInstalled=0", "filters": ["include:$true"], "updateLimit": 5},
    ]
    source = "MicrosoftWindowsServer:WindowsServer:2022-datacenter-g2:latest"
    blueprint = {**WINDOWS, "image": {"gallery": EXISTING, "build": {"source": source, "steps": steps}}}

    made = resource(image_template(tmp_path, blueprint), "imageTemplates")["properties"]["customize"]

    written = "[IO.File]::WriteAllBytes('C:\\it''s.txt', [Convert]::FromBase64String(@'\ndGV4dA==\n'@))"
    assert made == [steps[0], {"type": "PowerShell", "inline": [written]}, steps[2], steps[3]]


def test_where_the_image_goes(tmp_path: Path) -> None:
    distribute = {
        "targetRegions": [{"name": "westeurope", "replicaCount": 2, "storageAccountType": "Standard_ZRS"}],
        "versioning": {"scheme": "Latest", "major": 2},
        "storageAccountType": "Standard_LRS",
        "replicationMode": "Full",
        "excludeFromLatest": True,
    }
    everywhere = {"managedImage": {"id": f"{COMPUTE}/images/web"}, "vhd": {}, "artifactTags": {"release": "1"}}
    blueprint = {**document({"distribute": {**distribute, **everywhere}}), "tags": {"app": "web"}}

    made = resource(image_template(tmp_path, blueprint), "imageTemplates")["properties"]["distribute"]

    tags = {"artifactTags": {"app": "web", "release": "1"}}
    definition = "[resourceId('Microsoft.Compute/galleries/images', 'shop', 'web')]"
    assert made == [
        {"type": "SharedImage", "runOutputName": "gallery", "galleryImageId": definition, **tags, **distribute},
        {
            "type": "ManagedImage",
            "runOutputName": "managedImage",
            "imageId": f"{COMPUTE}/images/web",
            "location": "[resourceGroup().location]",
            **tags,
        },
        {"type": "VHD", "runOutputName": "vhd", **tags},
    ]


@pytest.mark.parametrize("image", [DEFINITION, f"{DEFINITION}/versions/1.0.0"])
def test_an_image_by_id_is_where_the_build_goes(tmp_path: Path, image: str) -> None:
    (target,) = build_of(tmp_path, id=image)["distribute"]

    assert (target["type"], target["galleryImageId"]) == ("SharedImage", image)


def test_a_managed_image_by_id_is_what_the_build_makes(tmp_path: Path) -> None:
    (target,) = build_of(tmp_path, id=f"{COMPUTE}/images/web")["distribute"]

    assert (target["type"], target["imageId"]) == ("ManagedImage", f"{COMPUTE}/images/web")


def test_another_build_has_another_name_as_image_templates_cannot_be_changed(tmp_path: Path) -> None:
    names = [
        resource(image_template(tmp_path, document({"steps": [step]})), "imageTemplates")["name"]
        for step in ("echo one", "echo two", "echo one")
    ]

    assert names[0] == names[2] != names[1]
    assert all(name.startswith("web-image-") for name in names)


def test_a_name_that_is_given_stays(tmp_path: Path) -> None:
    template = image_template(tmp_path, document({"name": "golden", "trigger": "SourceImage"}))

    assert resource(template, "imageTemplates")["name"] == "golden"
    assert resource(template, "triggers")["name"] == "golden/source"


def test_the_identity_that_the_template_makes_may_distribute_to_its_group(tmp_path: Path) -> None:
    template = image_template(tmp_path, document())

    identity = "resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web-image-builder')"
    role = resource(template, "roleDefinitions")
    assert role["properties"]["assignableScopes"] == ["[resourceGroup().id]"]
    assignment = resource(template, "roleAssignments")
    assert assignment["properties"]["principalId"].startswith(f"[reference({identity}")
    image = resource(template, "imageTemplates")
    assert image["identity"]["userAssignedIdentities"] == {f"[{identity}]": {}}
    assert any("roleAssignments" in each for each in image["dependsOn"])


def test_an_identity_that_is_there_has_its_rights(tmp_path: Path) -> None:
    identity = f"{SUBSCRIPTION}/resourceGroups/x/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder"

    assert kinds(image_template(tmp_path, document({"identity": identity}))) == ["imageTemplates"]


def test_a_gallery_in_another_group_gives_the_right_there(tmp_path: Path) -> None:
    template = image_template(tmp_path, document(id=DEFINITION))

    assert resource(template, "roleDefinitions")["properties"]["assignableScopes"] == [
        "[resourceGroup().id]",
        f"{SUBSCRIPTION}/resourceGroups/images",
    ]
    assert resource(template, "Microsoft.Resources/deployments")["resourceGroup"] == "images"


def test_the_identity_may_read_the_source_join_the_network_and_use_the_group(tmp_path: Path) -> None:
    network = f"{SUBSCRIPTION}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/build"
    build = {
        "source": f"{SUBSCRIPTION}/resourceGroups/base/providers/Microsoft.Compute/galleries/base/images/ubuntu",
        "subnet": f"{network}/subnets/build",
        "stagingResourceGroup": f"{SUBSCRIPTION}/resourceGroups/staging",
    }

    template = image_template(tmp_path, document(build))

    elsewhere = [each for each in template.content["resources"] if each["type"] == "Microsoft.Resources/deployments"]
    scopes = [each["properties"]["template"]["resources"][0].get("scope") for each in elsewhere]
    assert [each["resourceGroup"] for each in elsewhere] == ["base", "network", "staging"]
    assert scopes == [build["source"].removesuffix("/images/ubuntu"), network, None]


def test_the_machine_and_the_ways_of_the_build(tmp_path: Path) -> None:
    subnet = f"{SUBSCRIPTION}/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    build = {
        "vmSize": "Standard_D8s_v5",
        "osDiskSizeGB": 64,
        "subnet": subnet,
        "proxyVmSize": "Standard_A1_v2",
        "buildTimeoutInMinutes": 90,
        "errorHandling": {"onCustomizerError": "abort"},
        "optimize": {"vmBoot": "Enabled"},
        "autoRun": False,
        "validate": {
            "continueDistributeOnFailure": True,
            "inVMValidations": [{"type": "Shell", "inline": ["true"]}],
        },
    }

    made = build_of(tmp_path, build)

    assert made["vmProfile"] == {
        "vmSize": "Standard_D8s_v5",
        "osDiskSizeGB": 64,
        "vnetConfig": {"subnetId": subnet, "proxyVmSize": "Standard_A1_v2"},
    }
    assert made["buildTimeoutInMinutes"] == 90
    assert made["errorHandling"] == {"onCustomizerError": "abort"}
    assert made["optimize"] == {"vmBoot": {"state": "Enabled"}}
    assert made["autoRun"] == {"state": "Disabled"}
    assert made["validate"] == build["validate"]


def test_an_arm_image_is_built_on_an_arm_machine(tmp_path: Path) -> None:
    made = build_of(tmp_path, {"source": "Canonical:ubuntu-24_04-lts:server-arm64:latest"})

    assert made["vmProfile"]["vmSize"] == "Standard_D2ps_v5"


def test_patches_of_image_templates_are_for_theirs(tmp_path: Path) -> None:
    target = {"type": "Microsoft.VirtualMachineImages/imageTemplates"}
    blueprint = {**document(), "patches": [{"target": target, "patch": {"tags": {"a": "b"}}}]}

    assert resource(image_template(tmp_path, blueprint), "imageTemplates")["tags"] == {"a": "b"}
    assert rendered(tmp_path, blueprint).content == rendered(tmp_path, document()).content


def test_scale_sets_with_one_image_have_one_build(tmp_path: Path) -> None:
    blueprint = {**document(), "scaleSets": {"front": {}, "back": {"scaleSet": {"sku": {"capacity": 1}}}}}
    part = part_with_build(loaded(tmp_path, blueprint), None)

    assert resource(render_image_template(part), "imageTemplates")["properties"]["source"]["publisher"] == "Canonical"


def test_scale_sets_with_different_images_are_told_apart_by_name(tmp_path: Path) -> None:
    other = {"image": {"gallery": {"definition": {"name": "back", "existing": True}}}}
    both = loaded(tmp_path, {**document(), "scaleSets": {"front": {}, "back": other}})

    with pytest.raises(generator.DiagnosticError) as error:
        part_with_build(both, None)

    assert error.value.diagnostics[0].hint == "add --scale-set front or back"
    made = resource(render_image_template(part_with_build(both, "back")), "imageTemplates")["properties"]
    assert made["distribute"][0]["galleryImageId"].endswith("'shop', 'back')]")


# What cannot be


SHELL = {"type": "Shell", "inline": ["true"]}


@pytest.mark.parametrize(
    ("build", "path"),
    [
        ({"steps": []}, ("steps",)),
        ({"steps": [{"type": "Shell"}]}, ("steps", 0)),
        ({"steps": [{**SHELL, "script": {"file": "x"}}]}, ("steps", 0, "inline")),
        ({"steps": [{**SHELL, "runElevated": True}]}, ("steps", 0, "runElevated")),
        ({"steps": [{**SHELL, "sha256Checksum": "0" * 64}]}, ("steps", 0, "sha256Checksum")),
        ({"steps": [{"type": "Shell", "scriptUri": "http://x/y?sig=z"}]}, ("steps", 0, "scriptUri")),
        ({"steps": [{"type": "File", "content": "x"}]}, ("steps", 0)),
        ({"steps": [{"type": "PowerShell", "inline": ["x"], "runAsSystem": True}]}, ("steps", 0)),
        ({"steps": [{"type": "WindowsRestart", "restartTimeout": "PT5M"}]}, ("steps", 0, "restartTimeout")),
        ({"source": {"urn": UBUNTU, "imageId": "/x"}}, ("source", "urn")),
        ({"source": {"imageId": "/x", "plan": True}}, ("source", "plan")),
        ({"proxyVmSize": "Standard_A1_v2"}, ("proxyVmSize",)),
        ({"buildTimeoutInMinutes": 5}, ("buildTimeoutInMinutes",)),
        ({"stagingResourceGroup": "staging"}, ("stagingResourceGroup",)),
        ({"validate": {"inVMValidations": [{"type": "WindowsRestart"}]}}, ("validate", "inVMValidations", 0, "type")),
        ({"distribute": {"galleryImageId": DEFINITION}}, ("distribute", "galleryImageId")),
        ({"distribute": {"versioning": {"scheme": "Source", "major": 1}}}, ("distribute", "versioning", "major")),
    ],
)
def test_a_build_that_cannot_be_is_refused(tmp_path: Path, build: dict[str, Any], path: tuple[Any, ...]) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        loaded(tmp_path, document(build))

    assert [problem.path for problem in error.value.diagnostics] == [("image", "build", *path)]


def test_a_version_comes_from_the_build_or_from_a_machine(tmp_path: Path) -> None:
    version = {"name": "1.0.0", "virtualMachine": f"{COMPUTE}/virtualMachines/golden"}

    with pytest.raises(generator.DiagnosticError) as error:
        loaded(tmp_path, document(gallery={**EXISTING, "version": version}))

    assert [problem.path for problem in error.value.diagnostics] == [("image", "gallery", "version")]


def test_a_version_that_is_there_has_a_definition_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        loaded(tmp_path, {**LINUX, "image": {"gallery": {"name": "shop", "version": "1.0.0"}}})

    assert [problem.path for problem in error.value.diagnostics] == [("image", "gallery", "version")]


def test_an_existing_version_is_what_instances_start_from(tmp_path: Path) -> None:
    template = rendered(tmp_path, {**LINUX, "image": {"gallery": {**EXISTING, "version": "1.0.0"}}})

    version = "[resourceId('Microsoft.Compute/galleries/images/versions', 'shop', 'web', '1.0.0')]"
    assert profile(template)["storageProfile"]["imageReference"] == {"id": version}
    assert "galleries/images/versions" not in kinds(template)


def test_a_secret_in_a_step_is_refused(tmp_path: Path) -> None:
    blueprint = laid_over(
        document({"steps": ["[parameters('token')]"]}), {"parameters": {"token": {"type": "secureString"}}}
    )

    with pytest.raises(generator.DiagnosticError) as error:
        image_template(tmp_path, blueprint)

    assert problems(error.value) == ["image/secret-in-build"]
    assert error.value.diagnostics[0].path == ("image", "build", "steps", 0, "inline", 0)


@pytest.mark.parametrize("image", ["/subscriptions/0/other", f"{COMPUTE}/disks/web", "[parameters('image')]"])
def test_an_id_that_is_no_image_is_no_target(tmp_path: Path, image: str) -> None:
    blueprint = {**document(id=image), "parameters": {"image": {"type": "string"}}}

    with pytest.raises(generator.DiagnosticError) as error:
        image_template(tmp_path, blueprint)

    assert problems(error.value) == ["image/no-build-target"]
