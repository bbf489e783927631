"""Several scale sets in one template: what they share is there once, what they say differently of it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, DiagnosticError, Path, show_path
from generator.rendering.prepare import Parameter
from generator.rendering.values import Rendered

_GROUP = "microsoft.network/networksecuritygroups"
_UNITED = {"dependsOn"}
"""Lists of texts that hold what each of the sets needs."""


@dataclass(slots=True)
class Composition:
    """Content, origins and parameters of one template for several scale sets, part by part."""

    blueprint: Blueprint
    content: dict[str, Any] = field(default_factory=dict)
    origins: dict[Path, Path] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def add(self, place: Path, name: str, template: Rendered, parameters: tuple[Parameter, ...]) -> None:
        """Take in the template of the part at that place of the blueprint; `name` tells its outputs from others."""
        content, origins = template.value, template.origins
        own = {path: (*place, *origin) for path, origin in origins.items()}
        for parameter in parameters:
            self._parameter(parameter, place)
        resources = self.content.setdefault("resources", [])
        for index, resource in enumerate(content["resources"]):
            self._resource(resources, Rendered(resource, _below(own, ("resources", index))))
        self._outputs(content.get("outputs") or {}, name)
        self._variables(content.get("variables") or {}, place)
        for key, value in content.items():
            if key not in ("resources", "outputs", "variables"):
                merged = self._merged(
                    Rendered(self.content.get(key), _below(self.origins, (key,))),
                    Rendered(value, _below(own, (key,))),
                    (key,),
                )
                self._put((key,), merged)

    def stop(self) -> None:
        """Raise a DiagnosticError with everything that the parts say differently, if there is anything."""
        if self.problems:
            raise DiagnosticError(*self.problems)

    def _parameter(self, parameter: Parameter, place: Path) -> None:
        known = self.parameters.setdefault(parameter.name, parameter)
        if known != parameter:
            message = f"the parameter {parameter.name} is not the same in all scale sets"
            self._problem(message, (*place, "parameters", parameter.name), "give each set a parameter of its own")

    def _variables(self, variables: dict[str, Any], place: Path) -> None:
        for name, value in variables.items():
            known = self.content.setdefault("variables", {}).setdefault(name, value)
            if known != value:
                message = f"the variable {name} is not the same in all scale sets"
                self._problem(message, (*place, "variables", name), "give each set a variable of its own")

    def _resource(self, resources: list[dict[str, Any]], resource: Rendered) -> None:
        key = _key(resource.value)
        for index, known in enumerate(resources):
            if _key(known) == key:
                path: Path = ("resources", index)
                if key[0] == _GROUP:
                    _make_room(known, resource)
                merged = self._merged(Rendered(known, _below(self.origins, path)), resource, path)
                resources[index] = merged.value
                self._put_origins(path, merged)
                return
        resources.append(resource.value)
        self._put_origins(("resources", len(resources) - 1), resource)

    def _outputs(self, outputs: dict[str, Any], part: str) -> None:
        known = self.content.setdefault("outputs", {})
        for name, output in outputs.items():
            if name not in known:
                known[name] = output
            elif known[name] != output:
                known[f"{name}_{_word(part)}"] = output

    def _put(self, path: Path, merged: Rendered) -> None:
        self.content[str(path[0])] = merged.value
        self._put_origins(path, merged)

    def _put_origins(self, path: Path, merged: Rendered) -> None:
        self.origins |= {(*path, *inner): origin for inner, origin in merged.origins.items()}

    # Merging

    def _merged(self, below: Rendered, above: Rendered, path: Path) -> Rendered:
        """Both values as one, with the origins of both."""
        origins = below.origins | above.origins
        if below.value is None or below.value == above.value:
            return Rendered(above.value, origins)
        if isinstance(below.value, dict) and isinstance(above.value, dict):
            return self._objects(below, above, path)
        if isinstance(below.value, list) and isinstance(above.value, list):
            if path[-1] in _UNITED:
                return Rendered(list(dict.fromkeys([*below.value, *above.value])), origins)
            if _named(below.value) and _named(above.value):
                return self._lists(below, above, path)
        self._differ(above, path)
        return below

    def _objects(self, below: Rendered, above: Rendered, path: Path) -> Rendered:
        members = dict(below.value)
        origins = dict(below.origins)
        for key, value in above.value.items():
            inner = self._merged(
                Rendered(members.get(key), _below(below.origins, (key,))),
                Rendered(value, _below(above.origins, (key,))),
                (*path, key),
            )
            members[key] = inner.value
            origins |= {(key, *rest): origin for rest, origin in inner.origins.items()}
        return Rendered(members, origins)

    def _lists(self, below: Rendered, above: Rendered, path: Path) -> Rendered:
        items, origins = list(below.value), dict(below.origins)
        places = {str(item["name"]).lower(): index for index, item in enumerate(items)}
        for index, item in enumerate(above.value):
            place = places.get(str(item["name"]).lower(), len(items))
            known = items[place] if place < len(items) else None
            inner = self._merged(
                Rendered(known, _below(below.origins, (place,))),
                Rendered(item, _below(above.origins, (index,))),
                (*path, place),
            )
            items[place : place + 1] = [inner.value]
            origins |= {(place, *rest): origin for rest, origin in inner.origins.items()}
        return Rendered(items, origins)

    def _differ(self, above: Rendered, path: Path) -> None:
        resource = self.content["resources"][path[1]] if path[0] == "resources" else None
        whose = f"{resource['type']} {resource['name']}" if resource else str(path[0])
        where = show_path(path[2:] if resource else path[1:])
        origin = next(iter(above.origins.values()), ())
        message = f"the scale sets share {whose}, and say different things of its {where or 'whole'}"
        self._problem(message, origin, "give one of them another name, or say the same in what all have in common")

    def _problem(self, message: str, path: Path, hint: str) -> None:
        place = self.blueprint.location(path) if path else None
        self.problems.append(
            Diagnostic(code="scale-set/shared-differently", message=message, path=path, location=place, hint=hint)
        )


def _make_room(known: dict[str, Any], resource: Rendered) -> None:
    """Move the priorities of security rules that nobody chose away from those that the group has already."""
    taken = {rule["properties"]["priority"]: rule["name"].lower() for rule in _rules(known)}
    for index, rule in enumerate(_rules(resource.value)):
        priority = rule["properties"]["priority"]
        own = ("properties", "securityRules", index, "properties", "priority") in resource.origins
        same = next((each for each in _rules(known) if each["name"].lower() == rule["name"].lower()), None)
        if same is not None and not own:
            priority = same["properties"]["priority"]
        while not own and same is None and priority in taken:
            priority += 10
        rule["properties"] = {**rule["properties"], "priority": priority}
        taken[priority] = rule["name"].lower()


def _rules(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from group.get("properties", {}).get("securityRules", ())


def _below(origins: dict[Path, Path], path: Path) -> dict[Path, Path]:
    """The origins of what lies at the path, from there on."""
    length = len(path)
    return {place[length:]: origin for place, origin in origins.items() if place[:length] == path}


def _key(resource: dict[str, Any]) -> tuple[str, str, str]:
    return str(resource["type"]).lower(), str(resource["name"]).lower(), str(resource.get("scope", "")).lower()


def _named(items: list[Any]) -> bool:
    return all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in items)


def _word(name: str) -> str:
    """The name of a part as it can stand in a name of ARM."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)
