"""Extensions: each kind is a template; here is what all kinds have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from generator.blueprint.schema import GENERIC
from generator.diagnostics import Diagnostic, DiagnosticError, Path, did_you_mean
from generator.rendering.engine import Engine
from generator.rendering.files import BlueprintFiles
from generator.rendering.prepare import Prepared
from generator.rendering.values import Rendered, View, as_expression, literal, plain

CONTENT_TAG = "<content>"
"""A forceUpdateTag of this text in the template of a kind becomes a hash of settings and local files."""
_ENVELOPE = "Microsoft.Compute/virtualMachineScaleSets/extension"
_DOCS = "https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux"
_SECRET_KEY = re.compile(
    r"password|passwd|secret|account_?key|access_?key|api_?key|sas_?token|connection_?string|private_?key", re.I
)
_SECRET_TEXT = {
    "a signed URL (SAS)": re.compile(r"[?&]sig=[\w%+/=-]{8,}"),
    "a storage account key": re.compile(r"AccountKey=[\w+/=]{16,}", re.I),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password": re.compile(
        r"""(?:^|[\s;'"-])(?:password|passwd|pwd|token|secret)(?:[ =:]+)['"]?(?![$%{\[<'"(-])\w[^\s'"]{3,}""", re.I
    ),
}


class Extensions:
    """The filters of templates that render the extensions of a scale set."""

    def __init__(self, engine: Engine, prepared: Prepared, files: BlueprintFiles, facts: Mapping[str, Any]) -> None:
        self.engine = engine
        self.prepared = prepared
        self.files = files
        self.context = facts
        self.problems: list[Diagnostic] = []

    def public(self, view: View) -> View | None:
        """The value where it is no secret."""
        return None if self.prepared.is_secret(view) else view

    def protected(self, view: View) -> View | None:
        """The value where it is a secret."""
        return view if self.prepared.is_secret(view) else None

    def extensions(self, views: View) -> list[Rendered]:
        """All extensions of the scale set, the one for health among them.

        Raises DiagnosticError with everything that is wrong with any of them.
        """
        root = self.prepared.view
        health = root.at("scaleSet", "health", "extension")
        all_views = ([(health, "applicationHealth")] if health else []) + [
            (view, str(plain(view.at("kind")) if "kind" in view.value else GENERIC)) for view in views
        ]
        rendered = [self._extension(view, kind) for view, kind in all_views]
        self._check_together(rendered, [view for view, _ in all_views])
        if self.problems:
            raise DiagnosticError(*self.problems)
        return rendered

    def _extension(self, view: View, kind: str) -> Rendered:
        self._check_system(view)
        body = self.engine.render(f"extensions/{kind}", {**self.context, "extension": view})
        tag = body.value.get("forceUpdateTag")
        local = [(item, self.files.read(str(item.value), item.path)) for item in view.at("localFiles")]
        if view.at("forceUpdateTag"):
            tag = view.at("forceUpdateTag")
        elif local or tag == CONTENT_TAG:
            tag = _fingerprint(body.value, [content for _, content in local])
        value = {key: inner for key, inner in body.value.items() if key not in ("name", "forceUpdateTag")}
        context = {
            **self.context,
            "extension": view,
            "kind": Rendered(value, body.origins),
            "kindName": body.value.get("name"),
            "forceUpdateTag": tag,
        }
        rendered = self.engine.render(_ENVELOPE, context)
        self._check_secrets(rendered, view)
        return rendered

    def _check_system(self, view: View) -> None:
        """Keys, or whole kinds, that exist on one operating system only say so in their schema as `x-os`."""
        system = self.context["os"]
        resolved = view.schema.resolve(view.node)
        if system not in resolved.get("x-os", [system]):
            self._problem(
                "extension/wrong-os", f"this kind of extension is for {resolved['x-os'][0]}, not {system}", view.path
            )
        for part in (
            view,
            view.at("protectedSettings") if "protectedSettings" in (view.schema.properties(view.node) or {}) else None,
        ):
            for key, node in ((part.schema.properties(part.node) or {}) if part else {}).items():
                if part is not None and part.value and key in part.value and system not in node.get("x-os", [system]):
                    self._problem(
                        "extension/wrong-os", f"{key} is for {node['x-os'][0]}, not {system}", (*part.path, key)
                    )

    def _check_secrets(self, rendered: Rendered, view: View) -> None:
        properties = rendered.value["properties"]
        settings, protected = properties.get("settings") or {}, properties.get("protectedSettings") or {}
        for key in settings.keys() & protected.keys():
            message = f"{key} stands in the public settings and in the protected ones; Azure takes one of them"
            self._problem("extension/given-twice", message, view.path)
        if protected and "protectedSettingsFromKeyVault" in properties:
            message = "protectedSettings and protectedSettingsFromKeyVault exclude each other"
            self._problem("extension/given-twice", message, (*view.path, "protectedSettingsFromKeyVault"))
        for where, what in _secrets(settings, ("properties", "settings")):
            origin = _origin(rendered, where) or view.path
            hint = "write it as {parameter: NAME}, or put it into protectedSettings"
            message = f"{where[-1]} in the public settings holds {what}, which everyone who can read the scale set sees"
            self._problem("extension/public-secret", message, origin, hint, _DOCS, hide=_at(rendered.value, where))
        for where, expression in _expressions(settings, ("properties", "settings")):
            if self.prepared.is_secret(expression):
                message = f"the public settings read a secret in {where[-1]}"
                hint = "put it into protectedSettings"
                self._problem("extension/public-secret", message, _origin(rendered, where) or view.path, hint, _DOCS)

    def _check_together(self, rendered: list[Rendered], views: list[View]) -> None:
        names = [each.value["name"] for each in rendered]
        handlers: dict[tuple[str, str], str] = {}
        for each, view in zip(rendered, views, strict=True):
            properties, name = each.value["properties"], each.value["name"]
            handler = (str(properties["publisher"]).lower(), str(properties["type"]).lower())
            if names.count(name) > 1:
                self._problem("extension/same-name", f"two extensions are named {name}", view.path, "give each a name")
            elif handler in handlers:
                message = f"{handlers[handler]} and {name} are both {properties['publisher']} {properties['type']}"
                hint = "a scale set takes one extension of each handler: join them"
                self._problem("extension/same-handler", message, view.path, hint)
            handlers.setdefault(handler, name)
            for after in view.at("provisionAfterExtensions"):
                if isinstance(after.value, str) and literal(after.value) not in names:
                    hint = did_you_mean(after.value, names)
                    self._problem(
                        "extension/no-such-extension", f"there is no extension {after.value}", after.path, hint
                    )
        self._check_order(
            {each.value["name"]: each.value["properties"].get("provisionAfterExtensions", []) for each in rendered},
            views,
        )

    def _check_order(self, after: dict[str, list[str]], views: list[View]) -> None:
        paths = {name: view.path for name, view in zip(after, views, strict=False)}
        waiting = dict(after)
        while ready := [name for name, needs in waiting.items() if not set(needs) & waiting.keys()]:
            for name in ready:
                del waiting[name]
        if waiting:
            cycle = " and ".join(waiting)
            message = f"{cycle} wait for one another" if len(waiting) > 1 else f"{cycle} waits for itself"
            self._problem("extension/cycle", message, paths[next(iter(waiting))])

    def _problem(
        self, code: str, message: str, path: Path, hint: str | None = None, docs: str | None = None, hide: Any = None
    ) -> None:
        mark = self.files.blueprint.mark.nearest(path)
        if isinstance(hide, str) and len(hide) > 3:
            mark.source.secrets.add(hide)
        self.problems.append(
            Diagnostic(code=code, message=message, path=path, location=mark.location, hint=hint, docs=docs)
        )


def _fingerprint(body: Mapping[str, Any], contents: list[bytes]) -> str:
    """A text that changes when, and only when, what the extension does changes."""
    digest = sha256(
        json.dumps({key: inner for key, inner in body.items() if key != "forceUpdateTag"}, sort_keys=True).encode()
    )
    for content in contents:
        digest.update(sha256(content).digest())
    return digest.hexdigest()[:16]


def _secrets(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                if isinstance(inner, str) and inner and not inner.startswith("[") and _SECRET_KEY.search(key):
                    yield (*path, key), "a secret by its name"
                else:
                    yield from _secrets(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _secrets(inner, (*path, index))
        case str():
            what = next((name for name, pattern in _SECRET_TEXT.items() if pattern.search(value)), None)
            if what:
                yield path, what


def _expressions(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _expressions(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _expressions(inner, (*path, index))
        case str() if (expression := as_expression(value)) is not None:
            yield path, expression


def _origin(rendered: Rendered, where: Path) -> Path | None:
    """The blueprint path of a place in the rendered extension: recorded there, or for something around it."""
    for length in range(len(where), 0, -1):
        if (origin := rendered.origins.get(where[:length])) is not None:
            return (*origin, *where[length:])
    return None


def _at(value: Any, where: Path) -> Any:
    for step in where:
        value = value[step]
    return value
