"""The template that deploys an image build to Azure Image Builder."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, DiagnosticError, Path
from generator.rendering.checks import Checks
from generator.rendering.dependencies import with_dependencies
from generator.rendering.engine import Engine
from generator.rendering.facts import template_facts
from generator.rendering.files import BlueprintFiles
from generator.rendering.image_build import ImageBuild, image_build
from generator.rendering.image_builder import IMAGE_TEMPLATE, image_builder_facts
from generator.rendering.image_parts import is_of_image, names_read
from generator.rendering.names import resource_id, short_name
from generator.rendering.patches import apply_patches
from generator.rendering.prepare import Prepared, prepare
from generator.rendering.template import Template, check_unique, checked_content, context_of, declarations
from generator.rendering.values import Expression, Rendered

_TEMPLATE = "imageTemplate"


def render_image_template(blueprint: Blueprint) -> Template:
    """Render the ARM template of an image build: the image template, and its gallery, identity and rights where new.

    Raises DiagnosticError where the blueprint builds no image, where Image Builder cannot build it, where a file is
    missing, or the blueprint contradicts itself.
    """
    prepared = prepare(blueprint)
    build, facts = prepared_build(blueprint, prepared)
    check = Checks(blueprint)
    if prepared.view.at("image", "osState").value == "Specialized":
        message = "Image Builder generalises every image: it cannot build a specialised one"
        check.add("image/not-for-image-builder", message, ("image", "osState"), "build it with Packer")
    check.stop()
    parameters = tuple(prepared.parameters.values())
    context = context_of(prepared, facts | image_builder_facts(build, prepared.view, facts))
    context["parameters"] = Rendered(declarations(parameters))
    engine = Engine(blueprint.templates)
    rendered = engine.render(_TEMPLATE, context)
    if not build.given.at("name"):
        name = short_name(facts["names"]["imageTemplate"], _digest(checked_content(rendered.value)))
        context |= {
            "names": facts["names"] | {"imageTemplate": name},
            "imageTemplateId": resource_id(IMAGE_TEMPLATE, name),
        }
        rendered = engine.render(_TEMPLATE, context)
    content = checked_content(rendered.value)
    patches = [patch for patch in prepared.view.at("patches") if is_of_image(patch)]
    patched, origins = apply_patches(content["resources"], patches, blueprint)
    resources = with_dependencies(patched, content.get("variables"))
    check_unique(resources, blueprint)
    content = _without_unread({**content, "resources": resources})
    kept = tuple(each for each in parameters if each.name in content.get("parameters", {}))
    return Template(content, rendered.origins | origins, kept, blueprint)


def prepared_build(blueprint: Blueprint, prepared: Prepared) -> tuple[ImageBuild, dict[str, Any]]:
    """The build of a blueprint with the facts of its template.

    Raises DiagnosticError where there is none, or it is not possible.
    """
    image = prepared.view.at("image")
    if not image.at("build"):
        raise _error(
            blueprint, "image/no-build", "this image is not built", ("image",), "add build: {source: …, steps: …}"
        )
    facts = template_facts(blueprint, prepared.view)
    check = Checks(blueprint)
    _check_secrets(image.at("build").value, image.at("build").path, prepared, check)
    build = image_build(prepared.view, facts, BlueprintFiles(blueprint), check)
    check.stop()
    return build, facts


def part_with_build(blueprint: Blueprint, name: str | None) -> Blueprint:
    """The blueprint whose image is to be built: itself, or of several scale sets that of the name.

    Without name it is the only one that builds an image, or all of them build the same. Raises DiagnosticError where
    the choice is open, or there is no scale set of that name.
    """
    if not blueprint.parts:
        return blueprint
    parts = {str(place[-1]): part for place, part in blueprint.parts}
    if name is not None and name in parts:
        return parts[name]
    built = {key: part for key, part in parts.items() if (part.document.get("image") or {}).get("build")}
    if name is None and built and all(part.document["image"] == _first(built) for part in built.values()):
        return next(iter(built.values()))
    message = f"there is no scale set {name}" if name else "which image?" if built else "no image is built"
    hint = f"add --scale-set {' or '.join(built)}" if built else None
    raise _error(blueprint, "image/no-build", message, (), hint)


def _first(parts: dict[str, Blueprint]) -> Any:
    return next(iter(parts.values())).document["image"]


def _digest(content: dict[str, Any]) -> str:
    """A number of what the image template says.

    Azure refuses to change an image template ("Update/Upgrade of image templates is currently not supported. Please
    change the name"), so that another build has another name, and the same build the same.
    """
    found = next(each for each in content["resources"] if each["type"] == IMAGE_TEMPLATE)
    text = json.dumps([found.get(key) for key in ("location", "identity", "properties")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _check_secrets(value: Any, path: Path, prepared: Prepared, check: Checks) -> None:
    match value:
        case Expression() if prepared.is_secret(value):
            message = "a secret: everyone who may read the image template, or Packer's log, would see it"
            hint = "let a script ask for it with an identity of the machine: userAssignedIdentities"
            check.add("image/secret-in-build", message, path, hint)
        case dict():
            for key, inner in value.items():
                _check_secrets(inner, (*path, key), prepared, check)
        case list():
            for index, inner in enumerate(value):
                _check_secrets(inner, (*path, index), prepared, check)


def _without_unread(content: dict[str, Any]) -> dict[str, Any]:
    """The template without the parameters and variables that nothing in it reads: they are for the scale set."""
    variables = content.get("variables") or {}
    read = names_read([content["resources"], content.get("outputs")], variables)
    kept = dict(content)
    for section in ("parameters", "variables"):
        members = content.get(section) or {}
        kept[section] = {name: value for name, value in members.items() if (section, name.lower()) in read}
        if not kept[section]:
            del kept[section]
    return kept


def _error(blueprint: Blueprint, code: str, message: str, path: Path, hint: str | None) -> DiagnosticError:
    location = blueprint.location(path)
    return DiagnosticError(Diagnostic(code=code, message=message, path=path, location=location, hint=hint))
