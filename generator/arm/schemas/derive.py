"""Write data/*.json: what each resource type may hold, read from the Azure SDK packages.

Run by hand with the packages of sdk-requirements.txt installed: `python -m generator.arm.schemas.derive`. Names of
shapes are explained in `store`, which reads them.
"""

from __future__ import annotations

import enum
import importlib
import inspect
import json
from collections import defaultdict
from collections.abc import Set as AbstractSet
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator.arm.schemas.sdk_models import Field, Model, Shape, read_model
from generator.arm.schemas.sources import SOURCES, Source

_HERE = Path(__file__).parent
_ENVELOPE = {"id", "name", "type", "systemData", "apiVersion", "etag", "eTag"}
"""Properties of the resource itself that the template language has, or that Azure answers."""
_NO_KEYWORDS = {"namespace", "property", "source"}


class Namespace:
    """All that one provider namespace takes, gathered from its packages."""

    def __init__(self) -> None:
        self.packages: dict[str, str] = {}
        self.types: dict[str, Any] = {}
        self.models: dict[str, Any] = {}
        self.enums: dict[str, list[str]] = {}
        self._owners: dict[str, Any] = {}

    def add(self, source: Source) -> None:
        """Describe the types of one source."""
        models = importlib.import_module(f"{source.module}.models")
        _require_api_version(source)
        self.packages[source.distribution] = version(source.distribution)
        for name, model in source.models.items():
            cls = getattr(models, model)
            described = self._describe(read_model(cls), f"{model}.resource", leave_out=_ENVELOPE)
            self.models[f"{model}.resource"] = described
            self.types[f"{source.namespace}/{name}"] = {"apiVersion": source.api_version, "model": f"{model}.resource"}

    def _describe(self, model: Model, name: str, *, leave_out: AbstractSet[str] = frozenset()) -> dict[str, Any]:
        described: dict[str, Any] = {"properties": {}}
        flattened: dict[str, list[Field]] = defaultdict(list)
        for field in model.fields:
            key = field.keys[0]
            if key in leave_out:
                continue
            if len(field.keys) > 1:
                flattened[key].append(field)
            elif field.readonly:
                described.setdefault("readonly", []).append(key)
            else:
                node = self._node(field.shape)
                described["properties"][key] = {"is": node, **field.constraints} if field.constraints else node
            if field.required and key not in described.setdefault("required", []):
                described["required"].append(key)
        for key, fields in flattened.items():
            inner = [_below(field) for field in fields]
            self.models[f"{name}.{key}"] = self._describe(Model(fields=inner), f"{name}.{key}")
            described["properties"][key] = f"#{name}.{key}"
        if model.additional:
            described["additional"] = model.additional
        if model.discriminator:
            described["discriminator"] = model.discriminator
            described["variants"] = self._variants(model, leave_out)
        return described

    def _variants(self, model: Model, leave_out: AbstractSet[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for value, cls in (model.variants or {}).items():
            nested = read_model(cls)
            found[value] = f"{cls.__name__}.resource" if leave_out else self._name(cls)[1:]
            if leave_out:
                self.models[found[value]] = self._describe(nested, found[value], leave_out=leave_out)
            if nested.discriminator == model.discriminator:
                found |= self._variants(nested, leave_out)
        return found

    def _node(self, shape: Shape) -> str:
        match shape:
            case str():
                return shape
            case ("list", item):
                return f"[]{self._node(item)}"
            case ("map", item):
                return f"{{}}{self._node(item)}"
            case ("literal", values):
                return self._enum(" or ".join(map(str, values)), [str(value) for value in values])
            case _ if inspect.isclass(shape) and issubclass(shape, enum.Enum):
                return self._enum(shape.__name__, [str(member.value) for member in shape])
            case _:
                return self._name(shape)

    def _enum(self, name: str, values: list[str]) -> str:
        if self.enums.setdefault(name, values) != values:
            name += " of another package"
            self.enums[name] = values
        return f"@{name}"

    def _name(self, cls: Any) -> str:
        name = cls.__name__
        owner = self._owners.setdefault(name, cls)
        if owner is not cls:
            package = cls.__module__.removeprefix("azure.mgmt.").partition(".models")[0]
            name = f"{package}.{name}"
            self._owners.setdefault(name, cls)
        if name not in self.models:
            self.models[name] = {}  # models refer to themselves
            model = read_model(cls)
            self.models[name] = self._reference(model) if _is_resource(model) else self._describe(model, name)
        return f"#{name}"

    def _reference(self, model: Model) -> dict[str, Any]:
        """Azure looks at the id alone, yet takes what an export has put beside it."""
        described: dict[str, Any] = {"properties": {"id": "string"}}
        for field in model.fields:
            key = field.keys[0]
            if field.readonly and key != "id":
                described.setdefault("readonly", []).append(key)
            elif key != "id":
                plain = isinstance(field.shape, str) or (
                    isinstance(field.shape, tuple) and isinstance(field.shape[1], str)
                )
                described["properties"][key] = self._node(field.shape) if plain else "any"
        return described

    def overlay(self, entry: dict[str, Any]) -> None:
        """Add what an entry of constraints.json says.

        Of a `type`: `since` which apiVersion it looks so. Of a `property` of a model: that it is `required`, that it
        `is` of another shape (enums that are not all of Azure's values), and its range, length or pattern.
        """
        if "type" in entry:
            self.types[f"{entry['namespace']}/{entry['type']}"]["since"] = entry["since"]
            return
        constraint = {keyword: value for keyword, value in entry.items() if keyword not in _NO_KEYWORDS}
        model, _, key = entry["property"].rpartition(".")
        if constraint.pop("required", False):
            self.models[model].setdefault("required", []).append(key)
            return
        properties = self.models[model]["properties"]
        known = properties[key]
        properties[key] = {**({"is": known} if isinstance(known, str) else known), **constraint}

    def text(self) -> str:
        """The data file: one line for each type, enum and model, so that a difference can be read."""
        sections: dict[str, dict[str, Any]] = {
            "packages": self.packages,
            "types": self.types,
            "enums": {name: values for name, values in self.enums.items() if self._is_used(f"@{name}")},
            "models": self._reachable(),
        }
        blocks = []
        for title, entries in sections.items():
            lines = [f"{json.dumps(key)}:{_compact(entries[key])}" for key in sorted(entries)]
            blocks.append(f"{json.dumps(title)}:{{\n" + ",\n".join(lines) + "\n}")
        return "{\n" + ",\n".join(blocks) + "\n}\n"

    def _is_used(self, reference: str) -> bool:
        text = _compact(self._reachable())
        return f'{reference}"' in text

    def _reachable(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        pending = [entry["model"] for entry in self.types.values()]
        while pending:
            name = pending.pop()
            if name in found:
                continue
            found[name] = model = self.models[name]
            nodes = [node if isinstance(node, str) else node["is"] for node in model["properties"].values()]
            pending += [node.split("#")[1] for node in nodes if "#" in node]
            pending += model.get("variants", {}).values()
        return found


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _below(field: Field) -> Field:
    return Field(
        keys=field.keys[1:],
        shape=field.shape,
        required=field.required,
        readonly=field.readonly,
        constraints=field.constraints,
    )


def _is_resource(model: Model) -> bool:
    """Whether a model is a resource of its own, which stands in others only to be referred to."""
    names = {field.keys[0]: field for field in model.fields}
    return "location" in names and "properties" in {f.keys[0] for f in model.fields} and _read_only(names.get("type"))


def _read_only(field: Field | None) -> bool:
    return field is not None and field.readonly


def _require_api_version(source: Source) -> None:
    """A newer package speaks another apiVersion: the table must follow it."""
    package = importlib.import_module(source.module)
    folder = Path(inspect.getfile(package)).parent
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if "models" not in path.parts)
    if not any(f'"{source.api_version}"' in text for text in texts):
        raise ValueError(f"{source.distribution} does not speak {source.api_version}: mend sources.py")


def main() -> None:
    """Write one data file for each provider namespace."""
    namespaces: dict[str, Namespace] = defaultdict(Namespace)
    for source in SOURCES:
        namespaces[source.namespace].add(source)
    for entry in json.loads((_HERE / "constraints.json").read_text(encoding="utf-8")):
        namespaces[entry["namespace"]].overlay(entry)
    for name, namespace in namespaces.items():
        path = _HERE / "data" / f"{name.lower()}.json"
        path.write_text(namespace.text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
