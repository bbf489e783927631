"""Galleries: an image definition and its version in the same template as the scale set, and specialised images."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, profile, rendered, resource

import generator

ID = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute"
MACHINE = f"{ID}/virtualMachines/golden"
VERSION_ID = "[resourceId('Microsoft.Compute/galleries/images/versions', 'shop', 'web', '1.0.0')]"
DEFINITION_ID = "[resourceId('Microsoft.Compute/galleries/images', 'shop', 'web')]"
EXISTING = {"existing": True, "definition": {"existing": True}}


def with_gallery(folder: Path, gallery: dict[str, Any], **image: Any) -> generator.Template:
    version = {"name": "1.0.0", "virtualMachine": MACHINE}
    return rendered(folder, {**LINUX, "image": {"gallery": {"name": "shop", "version": version, **gallery}, **image}})


def version_of(folder: Path, **version: Any) -> dict[str, Any]:
    template = with_gallery(folder, {"version": {"name": "1.0.0", **version}})
    return dict(resource(template, "galleries/images/versions")["properties"])


def types(template: generator.Template) -> list[str]:
    kinds = [each["type"].removeprefix("Microsoft.Compute/") for each in template.content["resources"]]
    return [kind for kind in kinds if kind.startswith("galleries")]


def test_gallery_definition_and_version_are_made_one_after_the_other(tmp_path: Path) -> None:
    template = with_gallery(tmp_path, {})

    assert types(template) == ["galleries", "galleries/images", "galleries/images/versions"]
    assert resource(template, "galleries/images")["dependsOn"] == [
        "[resourceId('Microsoft.Compute/galleries', 'shop')]"
    ]
    assert resource(template, "galleries/images/versions")["dependsOn"] == [DEFINITION_ID]
    assert VERSION_ID in resource(template, "virtualMachineScaleSets")["dependsOn"]


def test_instances_start_from_the_version(tmp_path: Path) -> None:
    assert profile(with_gallery(tmp_path, {}))["storageProfile"]["imageReference"] == {"id": VERSION_ID}


def test_instances_start_from_the_newest_version_once_this_one_is_there(tmp_path: Path) -> None:
    template = with_gallery(tmp_path, {"latest": True})

    assert profile(template)["storageProfile"]["imageReference"] == {"id": DEFINITION_ID}
    assert VERSION_ID in resource(template, "virtualMachineScaleSets")["dependsOn"]


def test_a_version_in_an_existing_definition(tmp_path: Path) -> None:
    template = with_gallery(tmp_path, EXISTING)

    assert types(template) == ["galleries/images/versions"]
    assert "dependsOn" not in resource(template, "galleries/images/versions")


def test_an_existing_definition_alone_means_its_newest_version(tmp_path: Path) -> None:
    document = {**LINUX, "image": {"gallery": {"name": "shop", **EXISTING}}}

    template = rendered(tmp_path, document)

    assert types(template) == []
    assert profile(template)["storageProfile"]["imageReference"] == {"id": DEFINITION_ID}


def test_names_follow_from_the_blueprint(tmp_path: Path) -> None:
    document = {
        **LINUX,
        "name": "web-shop",
        "image": {"gallery": {"version": {"name": "1.0.0", "virtualMachine": MACHINE}}},
    }

    template = rendered(tmp_path, document)

    assert resource(template, "galleries/images/versions")["name"] == "web_shop/web-shop/1.0.0"
    assert resource(template, "galleries/images")["properties"]["identifier"] == {
        "publisher": "web_shop",
        "offer": "web-shop",
        "sku": "web-shop",
    }


def test_names_by_parameter_keep_the_order(tmp_path: Path) -> None:
    document = {
        **LINUX,
        "name": "[parameters('app')]",
        "parameters": {"app": {"type": "string"}},
        "image": {"gallery": {"version": {"name": "1.0.0", "virtualMachine": MACHINE}}},
    }

    template = rendered(tmp_path, document)

    gallery = "replace(parameters('app'), '-', '_')"
    version = f"[resourceId('Microsoft.Compute/galleries/images/versions', {gallery}, parameters('app'), '1.0.0')]"
    assert (
        resource(template, "galleries/images/versions")["name"]
        == f"[format('{{0}}/{{1}}/1.0.0', {gallery}, parameters('app'))]"
    )
    assert profile(template)["storageProfile"]["imageReference"] == {"id": version}
    assert version in resource(template, "virtualMachineScaleSets")["dependsOn"]


@pytest.mark.parametrize(
    ("source", "storage_profile"),
    [
        ({"virtualMachine": MACHINE}, {"source": {"virtualMachineId": MACHINE}}),
        ({"id": f"{ID}/images/web"}, {"source": {"id": f"{ID}/images/web"}}),
        (
            {"communityGalleryImageId": "/communityGalleries/c/images/i"},
            {"source": {"communityGalleryImageId": "/communityGalleries/c/images/i"}},
        ),
        (
            {"osDisk": {"snapshot": f"{ID}/snapshots/os", "hostCaching": "ReadWrite"}},
            {"osDiskImage": {"hostCaching": "ReadWrite", "source": {"id": f"{ID}/snapshots/os"}}},
        ),
        (
            {"osDisk": {"managedDisk": f"{ID}/disks/os"}, "dataDisks": [{"managedDisk": f"{ID}/disks/data"}]},
            {
                "osDiskImage": {"source": {"id": f"{ID}/disks/os"}},
                "dataDiskImages": [{"lun": 0, "source": {"id": f"{ID}/disks/data"}}],
            },
        ),
        (
            {"osDisk": {"blobUri": "https://shop/os.vhd", "storageAccount": "/account"}},
            {"osDiskImage": {"source": {"uri": "https://shop/os.vhd", "storageAccountId": "/account"}}},
        ),
    ],
)
def test_where_a_version_comes_from(tmp_path: Path, source: dict[str, Any], storage_profile: dict[str, Any]) -> None:
    assert version_of(tmp_path, **source)["storageProfile"] == storage_profile


def test_where_a_version_goes(tmp_path: Path) -> None:
    publishing = {
        "targetRegions": [{"name": "westeurope"}, {"name": "northeurope", "regionalReplicaCount": 2}],
        "replicaCount": 1,
        "replicationMode": "Full",
        "storageAccountType": "Standard_ZRS",
        "excludeFromLatest": True,
        "endOfLifeDate": "2027-12-31T00:00:00Z",
    }
    safety = {"blockDeletionBeforeEndOfLife": True}

    made = version_of(tmp_path, virtualMachine=MACHINE, **publishing, safetyProfile=safety)

    assert (made["publishingProfile"], made["safetyProfile"]) == (publishing, safety)


def test_a_definition_says_what_the_image_is(tmp_path: Path) -> None:
    definition = {
        "name": "web",
        "description": "Web servers",
        "hyperVGeneration": "V1",
        "architecture": "x64",
        "identifier": {"publisher": "shop", "offer": "web", "sku": "ubuntu"},
        "recommended": {"vCPUs": {"min": 2}},
        "disallowed": {"diskTypes": ["Standard_LRS"]},
    }

    made = resource(with_gallery(tmp_path, {"definition": definition}), "galleries/images")["properties"]

    del definition["name"]
    assert made == {"osType": "Linux", "osState": "Generalized", **definition}


def test_a_definition_that_allows_trusted_launch_starts_trusted(tmp_path: Path) -> None:
    features = [{"name": "SecurityType", "value": "TrustedLaunchSupported"}]

    template = with_gallery(tmp_path, {"definition": {"features": features}})

    assert profile(template)["securityProfile"]["securityType"] == "TrustedLaunch"


def test_a_gallery_can_be_shared(tmp_path: Path) -> None:
    sharing = {"permissions": "Groups"}

    template = with_gallery(tmp_path, {"sharingProfile": sharing, "softDeletePolicy": {"isSoftDeleteEnabled": True}})

    assert resource(template, "galleries")["properties"] == {
        "sharingProfile": sharing,
        "softDeletePolicy": {"isSoftDeleteEnabled": True},
    }


SPECIALIZED: dict[str, Any] = {
    "name": "web",
    "image": {"id": f"{ID}/galleries/shop/images/golden", "osType": "Linux", "osState": "Specialized"},
    "scaleSet": {"sku": {"name": "Standard_D2s_v5"}},
}


def test_instances_of_a_specialised_image_have_no_os_profile(tmp_path: Path) -> None:
    assert "osProfile" not in profile(rendered(tmp_path, SPECIALIZED))


def test_a_specialised_image_can_be_made(tmp_path: Path) -> None:
    gallery = {"name": "shop", "version": {"name": "1.0.0", "virtualMachine": MACHINE}}
    image = {"gallery": gallery, "osType": "Linux", "osState": "Specialized"}

    template = rendered(tmp_path, {**SPECIALIZED, "image": image})

    assert resource(template, "galleries/images")["properties"]["osState"] == "Specialized"
    assert "osProfile" not in profile(template)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (laid_over(SPECIALIZED, {"scaleSet": LINUX["scaleSet"]}), ("scaleSet", "osProfile")),
        ({**SPECIALIZED, "image": {**LINUX["image"], "osState": "Specialized"}}, ("image", "urn")),
        ({**LINUX, "image": {"gallery": {"name": "shop"}}}, ("image", "gallery")),
        (
            {**LINUX, "image": {"gallery": {"name": "shop", "definition": {"existing": True}}}},
            ("image", "gallery", "definition", "existing"),
        ),
        (
            {**LINUX, "image": {"gallery": {"name": "shop", **EXISTING, "description": "Images"}}},
            ("image", "gallery", "description"),
        ),
    ],
)
def test_an_image_that_cannot_be_is_refused(tmp_path: Path, document: dict[str, Any], path: tuple[str, ...]) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, document)

    assert [problem.path for problem in error.value.diagnostics] == [path]


def test_without_a_specialised_image_users_are_needed(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, {**SPECIALIZED, "image": LINUX["image"]})

    assert problems(error.value) == ["blueprint/missing-key"]
