"""The first stage whole: from a file to a valid, completed blueprint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path as FilePath
from typing import Any

from generator.blueprint.layers import effective_document
from generator.blueprint.parts import INCLUDE, SCALE_SETS, around, included_files, scale_set_layers
from generator.blueprint.schema import BlueprintSchema, Schema, blueprint_schema, complete
from generator.blueprint.shorthands import with_long_forms
from generator.blueprint.source import Mark, Node
from generator.blueprint.swap import SWAP, Slot, swap_slots
from generator.diagnostics import Diagnostic, DiagnosticError, Location, Path, nearest


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A valid blueprint: `document` with all defaults, and the place of everything that a person wrote."""

    document: dict[str, Any]
    mark: Mark
    schema: BlueprintSchema
    file: FilePath
    environment: str | None
    environments: tuple[str, ...]
    templates: FilePath | None
    allow_outside: bool
    parts: tuple[tuple[Path, Blueprint], ...] = ()
    """Where one deployment has several scale sets: each as a blueprint of its own, by its place in this one."""
    slot: Slot | None = None
    """Which slot of a swap it is."""

    def location(self, path: Path) -> Location:
        """The place of the value, or of the closest one around it, in its file."""
        _hide_secrets(self.document, self.mark, self.schema)
        return self.mark.nearest(path).location


def load(
    path: FilePath | str,
    *,
    environment: str | None = None,
    settings: Sequence[str] = (),
    templates: FilePath | str | None = None,
    allow_outside: bool = False,
) -> Blueprint:
    """Read, layer, validate and complete a blueprint.

    `settings` are `path=value` texts laid on top; `templates` is a folder laid over the built-in templates, whose
    extension kinds the blueprint may use; `allow_outside` lets it name files outside its own folder.
    Raises DiagnosticError with all problems found.
    """
    overlay = FilePath(templates).resolve() if templates is not None else None
    return _load(FilePath(path), environment, settings, overlay, (), allow_outside=allow_outside)


def _load(
    file: FilePath,
    environment: str | None,
    settings: Sequence[str],
    templates: FilePath | None,
    above: tuple[FilePath, ...],
    *,
    allow_outside: bool,
) -> Blueprint:
    """The blueprint in the file, which those `above` it include."""
    node, environments = effective_document(file, environment, settings, included=bool(above))
    own = environment if environment in environments else None
    loading = _Loading(file, own, environments, templates, allow_outside, (*above, file.resolve()))
    slots = swap_slots(node)
    layers = [] if slots else scale_set_layers(node)
    included = list(included_files(node, file))
    if not slots and not layers and not included:
        return loading.blueprint(node)
    sets: list[_Load] = [((SCALE_SETS, key), partial(loading.blueprint, layer)) for key, layer in layers]
    sets += [((SWAP, slot.name), partial(loading.blueprint, layer, slot)) for slot, layer in slots]
    return loading.composed(node, sets, included)


_Load = tuple[Path, Callable[[], Blueprint]]
"""A part of a deployment: its place in the blueprint, and what loads it."""


@dataclass(frozen=True, slots=True)
class _Loading:
    """What the blueprints of one command have in common."""

    file: FilePath
    environment: str | None
    environments: tuple[str, ...]
    templates: FilePath | None
    allow_outside: bool
    chain: tuple[FilePath, ...]
    """The files that include one another, this one last."""

    def blueprint(self, node: Node, slot: Slot | None = None) -> Blueprint:
        """The document as a valid blueprint; raises DiagnosticError."""
        schema = blueprint_schema(self.templates)
        node = with_long_forms(node, schema)
        if not _passes_gate(node.value, schema):
            from generator.blueprint.explain import explain

            _hide_secrets(node.value, node.mark, schema)
            if problems := explain(node.value, schema.root, node.mark):
                raise DiagnosticError(*problems)
        document = {key: value for key, value in node.value.items() if key != "environments"}
        return self._made(complete(document, schema.root, schema), node.mark, schema, slot=slot)

    def composed(self, node: Node, own: list[_Load], included: list[tuple[Path, FilePath]]) -> Blueprint:
        """The blueprint of several scale sets, its `own` and those of other files, by their places.

        Raises DiagnosticError with what is wrong with any of them.
        """
        parts: list[tuple[Path, Blueprint]] = []
        problems: dict[tuple[Any, ...], Diagnostic] = {}
        if not own and "scaleSet" in node.value:
            own = [((SCALE_SETS, str(node.value.get("name"))), partial(self.blueprint, _without(node, INCLUDE)))]
        loads = [*own]
        loads += [(place, partial(self._included, place, file, node.mark.nearest(place))) for place, file in included]
        if not own:
            loads = [((INCLUDE,), partial(self.blueprint, node)), *loads]
        for place, make in loads:
            try:
                parts.append((place, make()))
            except DiagnosticError as error:
                problems |= {(each.code, each.message, each.location): each for each in error.diagnostics}
        if problems:
            raise DiagnosticError(*problems.values())
        parts = [(place, part) for place, part in parts if place != (INCLUDE,)]
        whole = around(node, {place: (part.document, part.mark) for place, part in parts})
        return self._made(whole.value, whole.mark, blueprint_schema(self.templates), tuple(parts))

    def _included(self, place: Path, file: FilePath, mark: Mark) -> Blueprint:
        if file.resolve() in self.chain:
            message = f"{file.name} includes this file in turn"
            raise DiagnosticError(
                Diagnostic(code="blueprint/include-cycle", message=message, path=place, location=mark.location)
            )
        return _load(file, self.environment, (), self.templates, self.chain, allow_outside=self.allow_outside)

    def _made(
        self,
        document: dict[str, Any],
        mark: Mark,
        schema: BlueprintSchema,
        parts: tuple[tuple[Path, Blueprint], ...] = (),
        slot: Slot | None = None,
    ) -> Blueprint:
        return Blueprint(
            document=document,
            mark=mark,
            schema=schema,
            file=self.file,
            environment=self.environment,
            environments=self.environments,
            templates=self.templates,
            allow_outside=self.allow_outside,
            parts=parts,
            slot=slot,
        )


def _without(node: Node, key: str) -> Node:
    return Node({name: value for name, value in node.value.items() if name != key}, node.mark)


def _passes_gate(document: Any, schema: BlueprintSchema) -> bool:
    """Whether the generated validator, made from this very schema, accepts the document; False if there is none."""
    try:
        from generator.blueprint import _gate  # type: ignore[attr-defined,unused-ignore]
    except ImportError:
        return False
    return bool(schema.digest == _gate.DIGEST and _gate.accepts(document))


def _hide_secrets(document: dict[str, Any], mark: Mark, schema: BlueprintSchema) -> None:
    """Tell each source the literal texts that stand where a secret belongs, so that no message shows them."""
    if not mark.source.secrets_known:
        mark.source.secrets_known = True
        _Hiding(schema).within(document, mark, schema.root, secret=False)


_LAYERS = ("environments", SCALE_SETS, SWAP)
"""Members that hold layers of blueprints by name."""


class _Hiding:
    """Secrets belong behind certain keys, misspelt ones included, and within protected settings."""

    def __init__(self, schema: BlueprintSchema) -> None:
        self.schema = schema

    def within(self, value: Any, mark: Mark, node: Schema, *, secret: bool) -> None:
        if isinstance(value, dict | list):
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                inner_mark = (mark.children or {}).get(key, mark)
                inner_node = self.schema.root if key in _LAYERS else self.schema.child(node, key, inner)
                below = (secret or self._is_secret(key, node)) and not _is_reference(key, inner)
                if key in _LAYERS and isinstance(inner, dict):
                    for name, layer in inner.items():
                        self.within(layer, (inner_mark.children or {}).get(name, inner_mark), inner_node, secret=secret)
                else:
                    self.within(inner, inner_mark, inner_node, secret=below)
        elif secret and len(str(value)) > 1:
            mark.source.secrets.add(str(value))

    def _is_secret(self, key: str | int, node: Schema) -> bool:
        if not isinstance(key, str) or key in self.schema.secret_names:
            return isinstance(key, str)
        known = self.schema.properties(node)
        return known is not None and key not in known and nearest(key, self.schema.secret_names, 0.8) is not None


def _is_reference(key: Any, value: Any) -> bool:
    """Whether a member of a secret is one of a well-formed reference, which everyone may read."""
    if key == "parameter":
        return isinstance(value, str) and value.isidentifier()
    return key == "keyVault" and isinstance(value, dict)
