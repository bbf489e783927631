"""The first stage whole: from a file to a valid, completed blueprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from generator.blueprint.layers import effective_document
from generator.blueprint.schema import BlueprintSchema, Schema, blueprint_schema, complete
from generator.blueprint.shorthands import with_long_forms
from generator.blueprint.source import Mark
from generator.diagnostics import DiagnosticError, Location, Path, nearest


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
    file = FilePath(path)
    overlay = FilePath(templates).resolve() if templates is not None else None
    node, environments = effective_document(file, environment, settings)
    schema = blueprint_schema(overlay)
    node = with_long_forms(node, schema)
    if not _passes_gate(node.value, schema):
        from generator.blueprint.explain import explain

        _hide_secrets(node.value, node.mark, schema)
        if problems := explain(node.value, schema.root, node.mark):
            raise DiagnosticError(*problems)
    document = {key: value for key, value in node.value.items() if key != "environments"}
    return Blueprint(
        document=complete(document, schema.root, schema),
        mark=node.mark,
        schema=schema,
        file=file,
        environment=environment,
        environments=environments,
        templates=overlay,
        allow_outside=allow_outside,
    )


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


class _Hiding:
    """Secrets belong behind certain keys, misspelt ones included, and within protected settings."""

    def __init__(self, schema: BlueprintSchema) -> None:
        self.schema = schema

    def within(self, value: Any, mark: Mark, node: Schema, *, secret: bool) -> None:
        if isinstance(value, dict | list):
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                inner_mark = (mark.children or {}).get(key, mark)
                inner_node = self.schema.root if key == "environments" else self.schema.child(node, key, inner)
                below = (secret or self._is_secret(key, node)) and not _is_reference(key, inner)
                if key == "environments" and isinstance(inner, dict):
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
