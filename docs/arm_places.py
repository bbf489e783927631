"""Where in a template the value of each blueprint key goes, found out by rendering blueprints that use the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.blueprint.blueprint import Blueprint, load
from generator.diagnostics import Path as ValuePath
from generator.rendering.image_template import render_image_template
from generator.rendering.prepare import RAW
from generator.rendering.template import Template, render

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "blueprints", ROOT / "tests/unit/coverage", ROOT / "tests/unit/coverage/around")


def arm_places() -> dict[str, str]:
    """By the key as the reference writes it, such as `scaleSet.sku.capacity`: resource type and property."""
    places: dict[str, str] = {}
    for template in _templates():
        for path, origin in template.origins.items():
            if path[0] == "resources" and origin[0] not in RAW and not template.blueprint.parts:
                resource = template.content["resources"][path[1]]
                key, place = _key(origin, template.blueprint), _place(resource["type"], path[2:])
                places[key] = min(places.get(key, place), place, key=lambda each: (len(each), each))
    return places


def _templates() -> Iterator[Template]:
    for file in sorted(file for folder in FOLDERS for file in folder.glob("[a-z]*.yaml")):
        blueprint = load(file)
        for each in (blueprint, *(load(file, environment=name) for name in blueprint.environments)):
            yield render(each)
            if (each.document.get("image") or {}).get("build"):
                yield render_image_template(each)


def _key(origin: ValuePath, blueprint: Blueprint) -> str:
    key = ""
    for index, step in enumerate(origin):
        if not isinstance(step, int):
            key += f".{step}"
        elif index == 1 and origin[0] == "extensions":
            key += f"[{blueprint.document['extensions'][step].get('kind', 'generic')}]"
        else:
            key += "[]"
    return key.removeprefix(".")


def _place(kind: str, path: tuple[Any, ...]) -> str:
    """The property without `properties`, which stand around nearly everything."""
    text = ""
    for step in path:
        text += "[]" if isinstance(step, int) else "" if step == "properties" else f".{step}"
    return f"{kind.rpartition('/')[2]} {text.removeprefix('.')}"
