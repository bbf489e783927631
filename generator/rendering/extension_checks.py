"""What Azure refuses of extensions, or everyone could read in them; each problem points to the blueprint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, Path, did_you_mean
from generator.rendering.prepare import Prepared
from generator.rendering.secret_texts import secret_in
from generator.rendering.values import Expression, Rendered, View, as_expression, literal, plain

_DOCS = "https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux"
_SEQUENCING = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-extension-sequencing"
)
_SECRET_KEY = re.compile(
    r"password|passwd|secret|account_?key|access_?key|api_?key|sas_?token|connection_?string|private_?key",
    re.IGNORECASE,
)
_BY_REFERENCE = "give it by reference: {parameter: NAME}, or \"[parameters('NAME')]\" with NAME a secureString"
_NO_SECRET_KEYS = frozenset({"secretsManagementSettings", "secretUrl"})


class ExtensionChecks:
    """Collects the problems of the extensions of one scale set."""

    def __init__(self, blueprint: Blueprint, prepared: Prepared, facts: Mapping[str, Any]) -> None:
        self.blueprint = blueprint
        self.prepared = prepared
        self.system = facts["os"]
        self.flexible = facts["flexible"]
        self.security_type = plain(facts["securityType"])
        self.problems: list[Diagnostic] = []

    def one(self, view: View, rendered: Rendered) -> None:
        """Check one extension by itself."""
        self._system(view)
        self._needs(view)
        properties = rendered.value["properties"]
        settings, protected = properties.get("settings") or {}, properties.get("protectedSettings") or {}
        for key in sorted(_given_twice(settings, protected)):
            message = f"{key} stands in the public settings and in the protected ones; Azure takes one of them"
            self._problem("extension/given-twice", message, view.path)
        if protected and "protectedSettingsFromKeyVault" in properties:
            message = "protectedSettings and protectedSettingsFromKeyVault exclude each other"
            self._problem("extension/given-twice", message, (*view.path, "protectedSettingsFromKeyVault"))
        for where, text in _texts(settings, ("properties", "settings")):
            self._public(where, text, rendered.origin(where) or view.path)
        for where, text in _texts(protected, ("properties", "protectedSettings")):
            self._protected(where, text, rendered.origin(where) or view.path)

    def together(self, views: list[View], extensions: list[dict[str, Any]]) -> None:
        """Check names, handlers and order among all of them."""
        names = [extension["name"] for extension in extensions]
        handlers: dict[tuple[str, str], str] = {}
        for view, extension in zip(views, extensions, strict=True):
            properties, name = extension["properties"], extension["name"]
            handler = (str(properties["publisher"]).lower(), str(properties["type"]).lower())
            if name in handlers.values():
                self._problem("extension/same-name", f"two extensions are named {name}", view.path, "give each a name")
            elif handler in handlers:
                message = f"{handlers[handler]} and {name} are both {properties['publisher']} {properties['type']}"
                hint = "a scale set takes one extension of each handler: join them"
                self._problem("extension/same-handler", message, view.path, hint, _DOCS)
            handlers.setdefault(handler, name)
            for after in view.at("provisionAfterExtensions"):
                if isinstance(after.value, str) and literal(after.value) not in names:
                    message, near = f"there is no extension {after.value}", did_you_mean(after.value, names)
                    self._problem("extension/no-such-extension", message, after.path, near, _SEQUENCING)
        self._order(views, extensions)

    def _system(self, view: View) -> None:
        """Keys, or whole kinds, that exist on one operating system only say so in their schema as `x-os`."""
        kind = view.schema.resolve(view.node)
        if self.system not in kind.get("x-os", [self.system]):
            message = f"this kind of extension is for {kind['x-os'][0]}, not {self.system}"
            self._problem("extension/wrong-os", message, view.path)
        inner = view.child("protectedSettings")
        for part in (view, *([inner] if inner is not None else [])):
            for key, node in (part.schema.properties(part.node) or {}).items():
                if key in (part.value or ()) and self.system not in node.get("x-os", [self.system]):
                    message = f"{key} is for {node['x-os'][0]}, not {self.system}"
                    self._problem("extension/wrong-os", message, (*part.path, key))

    def _needs(self, view: View) -> None:
        """What the scale set must have for this kind, which its schema says as `x-identity` and `x-trusted-launch`."""
        kind = view.schema.resolve(view.node)
        identity = self.prepared.view.at("scaleSet", "identity")
        download = view.child("managedIdentity")
        own = download is not None and download.value == {}
        if (kind.get("x-identity") or download) and not identity:
            message = "this extension signs in with an identity of the instances, and scaleSet.identity gives them none"
            self._problem("extension/identity-needed", message, view.path, self._identity_hint())
        elif own and identity and "SystemAssigned" not in str(plain(identity.at("type"))):
            message = "managedIdentity: {} is the system-assigned identity, and the scale set has none"
            hint = "name a user-assigned one: managedIdentity: {clientId: …}"
            self._problem("extension/identity-needed", message, (*view.path, "managedIdentity"), hint)
        known = not isinstance(self.security_type, Expression)
        if kind.get("x-trusted-launch") and known and self.security_type not in ("TrustedLaunch", "ConfidentialVM"):
            message = "this extension attests a trusted launch, which the instances do not have"
            hint = "add scaleSet.securityProfile: {securityType: TrustedLaunch}"
            self._problem("extension/trusted-launch-needed", message, view.path, hint)

    def _identity_hint(self) -> str:
        if self.flexible:
            return "add scaleSet.identity: {userAssignedIdentities: [NAME]}; a Flexible set has none of its own"
        return "add scaleSet.identity: {type: SystemAssigned}"

    def _public(self, where: Path, text: str, origin: Path) -> None:
        """A text of the public settings holds no secret, and reads none."""
        name, what = self._secret(where, text, origin)
        expression = as_expression(text)
        if expression is not None and self.prepared.is_secret(expression):
            message = f"{name} in the public settings reads a secret, which would stand there for all to see"
            self._problem("extension/public-secret", message, origin, "put it into protectedSettings", _DOCS)
        elif what is not None:
            message = f"{name} in the public settings holds {what}, for all to see who can read the scale set"
            hint = "put it into protectedSettings, by reference: {parameter: NAME}"
            self._problem("extension/public-secret", message, origin, hint, _DOCS)

    def _protected(self, where: Path, text: str, origin: Path) -> None:
        """Protected settings are safe in Azure, but the blueprint and the template are not."""
        name, what = self._secret(where, text, origin)
        if what is not None:
            message = f"{name} holds {what}, which would stand in the template for all to see who can read that"
            self._problem("extension/secret-literal", message, origin, _BY_REFERENCE, _DOCS)

    def _secret(self, where: Path, text: str, origin: Path) -> tuple[str, str | None]:
        """The key of a setting, and what secret its text seems to be; such a text is kept out of all messages."""
        name = next(str(step) for step in reversed(where) if isinstance(step, str))
        what = None
        if as_expression(text) is None:
            what = secret_in(text)
            if what is None and text and _SECRET_KEY.search(name) and name not in _NO_SECRET_KEYS:
                what = "a secret, by its name"
        if what is not None:
            self.blueprint.mark.nearest(origin).source.secrets.add(text)
        return name, what

    def _order(self, views: list[View], extensions: list[dict[str, Any]]) -> None:
        paths = {extension["name"]: view.path for view, extension in zip(views, extensions, strict=True)}
        waiting = {each["name"]: set(each["properties"].get("provisionAfterExtensions", ())) for each in extensions}
        while ready := [name for name, needed in waiting.items() if not needed & waiting.keys()]:
            for name in ready:
                del waiting[name]
        if waiting:
            names = " and ".join(waiting)
            message = f"{names} wait for one another" if len(waiting) > 1 else f"{names} waits for itself"
            self._problem("extension/cycle", message, paths[next(iter(waiting))], docs=_SEQUENCING)

    def _problem(self, code: str, message: str, path: Path, hint: str | None = None, docs: str | None = None) -> None:
        location = self.blueprint.location(path)
        self.problems.append(Diagnostic(code=code, message=message, path=path, location=location, hint=hint, docs=docs))


def _given_twice(settings: dict[str, Any], protected: dict[str, Any]) -> set[str]:
    """Keys of both; objects, such as the arguments of a configuration, are compared by their own keys."""
    twice: set[str] = set()
    for key in settings.keys() & protected.keys():
        public, secret = settings[key], protected[key]
        if isinstance(public, dict) and isinstance(secret, dict):
            twice |= {f"{key}.{inner}" for inner in public.keys() & secret.keys()}
        else:
            twice.add(key)
    return twice


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _texts(inner, (*path, index))
        case str():
            yield path, value
