"""The rules of an application gateway: what each listens to, and where it leads, all paths or some."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.rendering.values import Expression, View, joined, plain

_HTTPS_PORTS = (443, 8443)
_FIRST_PRIORITY = 100
_SETTINGS = (
    "backendPort",
    "backendProtocol",
    "requestTimeout",
    "cookieBasedAffinity",
    "affinityCookieName",
    "hostName",
    "path",
    "pickHostNameFromBackendAddress",
    "dedicatedBackendConnection",
    "drainTimeoutInSec",
    "probe",
    "trustedRootCertificates",
    "validateCertChainAndExpiry",
    "validateSNI",
    "sniName",
)
"""Keys that rules and path rules have in common, and that a path rule takes from its rule where it says nothing."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: to instances, by settings of its own or those of its rule, or a redirect to elsewhere.

    `said` is the rule or path rule of the blueprint; `settings_name` is None where the rule's own settings serve.
    """

    said: View
    name: Any
    redirects: bool
    settings_name: Any
    redirect_name: Any
    settings: dict[str, Any]
    rewrite: View | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what it leaves open: protocol, names, and priority among the others."""

    said: View
    name: Any
    protocol: Any
    port: View
    priority: Any
    target: Target
    paths: list[Target] = field(default_factory=list)

    @property
    def listener_name(self) -> Any:
        """The name of its listener."""
        return self.said.at("httpListenerName") or self.name

    @property
    def map_name(self) -> Any:
        """The name of the map of its path rules."""
        return self.said.at("urlPathMapName") or self.name

    @property
    def targets(self) -> list[Target]:
        """Where it leads, all other paths first."""
        return [self.target, *self.paths]


def gateway_rules(gateway: View) -> list[Rule]:
    """The rules in the order of the blueprint."""
    taken = {rule.at("priority").value for rule in gateway.at("rules")}
    free = (number for number in itertools.count(_FIRST_PRIORITY, 10) if number not in taken)
    return [_rule(rule, index, free) for index, rule in enumerate(gateway.at("rules"))]


def _rule(rule: View, index: int, free: Iterator[int]) -> Rule:
    port = rule.at("frontendPort")
    encrypted = rule.at("sslCertificate") or rule.at("sslProfile") or port.value in _HTTPS_PORTS
    protocol = rule.at("protocol") or ("Https" if encrypted else "Http")
    known = isinstance(port.value, int)
    name = rule.at("name") or (f"{plain(protocol)}-{port.value}".lower() if known else f"rule-{index}")
    target = Target(
        rule,
        name,
        _redirects(rule),
        rule.at("backendHttpSettingsName") or name,
        rule.at("redirectConfigurationName") or name,
        _settings(rule, None, protocol),
        rule.at("rewriteRuleSet"),
    )
    paths = [_path(rule, path, number, target, protocol) for number, path in enumerate(rule.at("pathRules"))]
    return Rule(rule, name, protocol, port, rule.at("priority") or next(free), target, paths)


def _path(rule: View, path: View, number: int, target: Target, protocol: Any) -> Target:
    name = path.at("name") or _path_name(path, number)
    own = path.at("backendHttpSettingsName") or any(path.at(key).value is not None for key in _SETTINGS)
    made = joined(target.name, "-", name)
    redirects = _redirects(path)
    return Target(
        path,
        name,
        redirects,
        path.at("backendHttpSettingsName") or made if own or target.redirects else None,
        path.at("redirectConfigurationName") or made,
        _settings(rule, path, protocol),
        path.at("rewriteRuleSet") or (None if redirects else rule.at("rewriteRuleSet")),
    )


def _path_name(path: View, number: int) -> str:
    """`api` of the path /api/*; the number where the path has no word in it."""
    first = plain(next(iter(path.at("paths"))))
    word = "" if isinstance(first, Expression) else re.sub(r"[^A-Za-z0-9]+", "-", first).strip("-").lower()
    return word or f"path-{number}"


def _redirects(said: View) -> bool:
    return bool(said.at("redirectTo") or said.at("redirectUrl"))


def _settings(rule: View, path: View | None, protocol: Any) -> dict[str, Any]:
    """The settings of the backend by key: those of the path rule, or else of the rule."""

    def said(key: str) -> View:
        own = path.at(key) if path is not None else None
        return own if own is not None and own.value is not None else rule.at(key)

    found: dict[str, Any] = {key: said(key) for key in _SETTINGS}
    backend, port = found["backendProtocol"], rule.at("frontendPort")
    usual = port if plain(protocol) == plain(backend) else 443 if backend == "Https" else 80
    found["backendPort"] = found["backendPort"] or usual
    if path is not None and path.at("hostName"):
        found["pickHostNameFromBackendAddress"] = path.at("pickHostNameFromBackendAddress")
    if found["pickHostNameFromBackendAddress"]:
        found["hostName"] = None
    return found
