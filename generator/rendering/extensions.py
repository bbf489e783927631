"""Extensions: each kind is a template; here is what all kinds have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from generator.blueprint.schema import GENERIC
from generator.diagnostics import DiagnosticError
from generator.rendering.engine import Engine
from generator.rendering.extension_checks import ExtensionChecks
from generator.rendering.files import BlueprintFiles
from generator.rendering.prepare import Prepared
from generator.rendering.values import Rendered, View, plain

CONTENT_TAG = "<content>"
"""A forceUpdateTag of this text in the template of a kind becomes a hash of settings and local files."""
_AGENT = "azureMonitorAgent"
_ENVELOPE = "Microsoft.Compute/virtualMachineScaleSets/extension"


class Extensions:
    """The filters of templates that render the extensions of a scale set; `context` is what templates see."""

    def __init__(self, engine: Engine, prepared: Prepared, files: BlueprintFiles, context: Mapping[str, Any]) -> None:
        self.engine = engine
        self.prepared = prepared
        self.files = files
        self.context = context

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
        checks = ExtensionChecks(self.files.blueprint, self.prepared, self.context)
        health = self.prepared.view.at("scaleSet", "health", "extension")
        kinds = [(health, "applicationHealth")] if health else []
        kinds += [(view, str(plain(view.at("kind"))) if "kind" in view.value else GENERIC) for view in views]
        rendered = [self._extension(view, kind) for view, kind in kinds]
        for view in self._agent([kind for _, kind in kinds]):
            kinds.append((view, _AGENT))
            rendered.append(Rendered(self._extension(view, _AGENT).value, {(): view.path}))
        for (view, _), each in zip(kinds, rendered, strict=True):
            checks.one(view, each)
        checks.together([view for view, _ in kinds], [each.value for each in rendered])
        if checks.problems:
            raise DiagnosticError(*checks.problems)
        return rendered

    def _agent(self, kinds: list[str]) -> list[View]:
        """The Azure Monitor agent, where data are to be collected and nobody has put it there; the rule asks for it."""
        rule = self.prepared.view.at("monitoring", "dataCollectionRule")
        if not rule or _AGENT in kinds:
            return []
        node = rule.schema.of_extension({"$ref": "#/$defs/extension"}, {"kind": _AGENT})
        return [View({"kind": _AGENT, "autoUpgradeMinorVersion": True}, rule.path, node, rule.schema)]

    def _extension(self, view: View, kind: str) -> Rendered:
        body = self.engine.render(f"extensions/{kind}", {**self.context, "extension": view})
        properties = dict(body.value)
        name, tag = properties.pop("name", None), properties.pop("forceUpdateTag", None)
        local = [self.files.read(str(item.value), item.path) for item in view.at("localFiles")]
        if local or tag == CONTENT_TAG:
            tag = _fingerprint([properties.get("settings"), properties.get("protectedSettings")], local)
        properties.setdefault("settings", {})  # Azure wants them of an extension that another one waits for
        context = {
            **self.context,
            "extension": view,
            "kind": Rendered(properties, body.origins),
            "kindName": name,
            "forceUpdateTag": view.at("forceUpdateTag") or tag,
        }
        return self.engine.render(_ENVELOPE, context)


def _fingerprint(settings: list[Any], contents: list[bytes]) -> str:
    """A text that changes when, and only when, what the extension is told to do changes.

    Other members, such as the version, are not in it: their change is one that Azure sees by itself.
    """
    digest = sha256(json.dumps(settings, sort_keys=True).encode())
    for content in contents:
        digest.update(sha256(content).digest())
    return digest.hexdigest()[:16]
