"""An image build as Azure Image Builder is told it.

Source: "Create an Azure Image Builder Bicep or ARM template JSON template"
(https://learn.microsoft.com/azure/virtual-machines/linux/image-builder-json), and for the rights "Configure Azure VM
Image Builder permissions" (https://learn.microsoft.com/azure/virtual-machines/linux/image-builder-permissions-cli).
"""

from __future__ import annotations

from typing import Any

from generator.diagnostics import Path
from generator.rendering.identities import identity_id, principal_id
from generator.rendering.image_build import ImageBuild
from generator.rendering.image_ids import ResourceId, resource_id_parts
from generator.rendering.image_steps import Step
from generator.rendering.images import gallery_facts, marketplace_image
from generator.rendering.interfaces import is_id
from generator.rendering.names import code_of, resource_id, short_name
from generator.rendering.role_assignments import role_assignment
from generator.rendering.values import Expression, Rendered, View, joined, plain

IMAGE_TEMPLATE = "Microsoft.VirtualMachineImages/imageTemplates"
_ROLE_DEFINITION = "Microsoft.Authorization/roleDefinitions"


def image_builder_facts(build: ImageBuild, view: View, facts: dict[str, Any]) -> dict[str, Any]:
    """The names that the templates of an image template, its identity and rights can use."""
    given = build.given.at("identity") or joined(view.at("name"), "-image-builder")
    identity = identity_id(given)
    new = not is_id(plain(given))
    roles = _roles(build, view, identity, given) if new else []
    text = identity.text if isinstance(identity, Expression) else str(plain(identity))
    origins: dict[Path, Path] = {(): given.path} if isinstance(given, View) else {}
    return {
        **gallery_facts(view.at("image")),
        "build": build.given,
        "imageTemplateId": resource_id(IMAGE_TEMPLATE, facts["names"]["imageTemplate"]),
        "newIdentities": [given] if new else [],
        "buildIdentities": Rendered({text: {}}, origins),
        "distributor": _distributor(build, given) if new else None,
        "roleAssignments": [each for each in roles if each["deployment"] is None],
        "roleDeployments": [each for each in roles if each["deployment"] is not None],
        "rolesFirst": [each["id"] for each in roles],
        "buildSource": _source(build.given.at("source")),
        "customizers": [_customizer(step) for step in build.steps],
        "validators": [_customizer(step) for step in build.validations],
        "target": _gallery(build),
        "managedImages": [
            {"output": f"managedImage{number or ''}", "image": image, "id": image.id, "location": image.location}
            for number, image in enumerate(build.managed_images)
        ],
        "artifactTags": build.tags,
        "vmSize": build.vm_size,
        "autoRun": {True: "Enabled", False: "Disabled"}.get(build.given.at("autoRun").value),
    }


def _source(given: View) -> dict[str, Any]:
    if marketplace := marketplace_image(given):
        parts = Rendered(
            marketplace, {(part,): given.at("urn").path for part in marketplace} if given.at("urn") else {}
        )
        return {"type": "PlatformImage", "parts": parts if given.at("urn") else marketplace, "plan": _plan(given)}
    if given.at("imageId"):
        return {"type": "ManagedImage", "parts": {"imageId": given.at("imageId")}, "plan": None}
    image = given.at("imageVersionId")
    return {"type": "SharedImageVersion", "parts": {"imageVersionId": _version_id(image)}, "plan": None}


def _version_id(image: View) -> Any:
    """The id of a version; of an image definition, that of its newest."""
    parts = resource_id_parts(image)
    if parts is None or parts.kind.lower().endswith("/versions"):
        return image
    return Rendered(_text(joined(image, "/versions/latest")), {(): image.path})


def _text(value: Any) -> str:
    return value.text if isinstance(value, Expression) else str(value)


def _plan(source: View) -> dict[str, Any] | None:
    plan = source.at("plan")
    if not plan:
        return None
    if plan.value is not True:
        return {"planName": plan.at("name"), "planPublisher": plan.at("publisher"), "planProduct": plan.at("product")}
    image = marketplace_image(source)
    return {"planName": image["sku"], "planPublisher": image["publisher"], "planProduct": image["offer"]}


def _customizer(step: Step) -> dict[str, Any]:
    """A step; one whose script or file became commands has no name of a file any more."""
    written = step.inline is not None
    return {
        "type": step.kind,
        "inline": step.inline,
        "step": step.given,
        "destination": None if written else step.given.at("destination"),
    }


def _gallery(build: ImageBuild) -> dict[str, Any] | None:
    if build.gallery is None:
        return None
    return {"id": build.gallery.id, "distribute": build.given.at("distribute")}


# The rights of an identity that the template makes


def _distributor(build: ImageBuild, name: Any) -> dict[str, Any]:
    """The role that may put images into the groups that the build distributes to, and do nothing else."""
    return {
        "name": _role_name(name),
        "roleName": joined(name, " puts images into galleries ", Expression("uniqueString(resourceGroup().id)")),
        # It is made in the group of the deployment, and so must be one of that.
        "groups": [Expression("resourceGroup().id"), *filter(None, _groups(build))],
    }


def _role_name(name: Any) -> Expression:
    return Expression(f"guid(resourceGroup().id, {code_of(name)}, 'distribute')")


def _groups(build: ImageBuild) -> list[str | None]:
    """The ids of the resource groups that get images, None for that of the deployment."""
    parts = [build.gallery.parts] if build.gallery else []
    parts += [image.parts for image in build.managed_images if image.parts is not None]
    return list(dict.fromkeys(map(_group, parts)))


def _group(image: ResourceId) -> str | None:
    known = isinstance(image.subscription, str) and isinstance(image.group, str)
    return f"/subscriptions/{image.subscription}/resourceGroups/{image.group}" if known else None


def _roles(build: ImageBuild, view: View, identity: Any, name: Any) -> list[dict[str, Any]]:
    given, groups = build.given, _groups(build)
    wanted: list[tuple[Any, Any]] = [(resource_id(_ROLE_DEFINITION, _role_name(name)), group) for group in groups]
    for image in filter(None, (given.at("source", "imageId"), given.at("source", "imageVersionId"))):
        scope = _around(image, "/providers/Microsoft.Compute/galleries/")
        if not any(group and str(scope).lower().startswith(f"{group}/".lower()) for group in groups):
            wanted.append(("Reader", scope))
    subnets = filter(None, (given.at("subnet"), given.at("containerInstanceSubnet")))
    wanted += [
        ("Network Contributor", _around(each, "/providers/Microsoft.Network/virtualNetworks/")) for each in subnets
    ]
    wanted += [("Managed Identity Operator", each) for each in given.at("userAssignedIdentities")]
    wanted += [("Contributor", given.at("stagingResourceGroup"))] if given.at("stagingResourceGroup") else []
    unique = {(str(plain(role)), str(plain(scope))): (role, scope) for role, scope in wanted}
    return [
        role_assignment(
            owner=identity,
            principal=principal_id(identity),
            role=role,
            scope=scope,
            deployment=short_name(name, f"role-{number}"),
            location=view.at("location"),
        )
        for number, (role, scope) in enumerate(unique.values(), 1)
    ]


def _around(given: View, kind: str) -> Any:
    """The id of the resource of that kind around the one given; an expression stands for its whole resource group."""
    if isinstance(given.value, Expression):
        return None
    text = str(given.value)
    start = text.lower().find(kind.lower())
    if start < 0:
        return text
    return text[: start + len(kind)] + text[start + len(kind) :].partition("/")[0]
