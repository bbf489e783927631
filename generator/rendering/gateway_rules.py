"""The rules of an application gateway: what each listens to, and where it leads, all paths or some."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.rendering.slot_rules import SlotRules
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
    """A rule with what it leaves open: protocol, names, and priority among the others.

    A staging rule has a name and a port of its own; `called` are those that the blueprint knows it by.
    """

    said: View
    name: Any
    protocol: Any
    port: Any
    priority: Any
    target: Target
    listener_name: Any
    map_name: Any
    called: tuple[Any, Any]
    paths: list[Target] = field(default_factory=list)

    @property
    def targets(self) -> list[Target]:
        """Where it leads, all other paths first."""
        return [self.target, *self.paths]


def gateway_rules(gateway: View, slot: SlotRules) -> list[Rule]:
    """The rules in the order of the blueprint: those of a slot, or all there are."""
    taken = {rule.at("priority").value for rule in gateway.at("rules")}
    free = (number for number in itertools.count(_FIRST_PRIORITY, 10) if number not in taken)
    return [_rule(rule, index, free, slot) for index, rule in enumerate(gateway.at("rules"))]


def _rule(rule: View, index: int, free: Iterator[int], slot: SlotRules) -> Rule:
    port = rule.at("frontendPort")
    encrypted = rule.at("sslCertificate") or rule.at("sslProfile") or port.value in _HTTPS_PORTS
    protocol = rule.at("protocol") or ("Https" if encrypted else "Http")
    known = isinstance(port.value, int)
    called = rule.at("name") or (f"{plain(protocol)}-{port.value}".lower() if known else f"rule-{index}")
    name = slot.named(called)

    def named(key: str) -> Any:
        """The name that the rule gives to a part of it, or else its own."""
        return slot.named(rule.at(key)) if rule.at(key) else name

    target = Target(
        rule,
        name,
        _redirects(rule),
        named("backendHttpSettingsName"),
        named("redirectConfigurationName"),
        _settings(rule, None, protocol),
        rule.at("rewriteRuleSet"),
    )
    return Rule(
        said=rule,
        name=name,
        protocol=protocol,
        port=slot.port(port, own_address=False),
        priority=slot.priority(rule.at("priority") or next(free)),
        target=target,
        listener_name=named("httpListenerName"),
        map_name=named("urlPathMapName"),
        called=(called, port),
        paths=[_path(path, number, target, protocol, slot) for number, path in enumerate(rule.at("pathRules"))],
    )


def _path(path: View, number: int, target: Target, protocol: Any, slot: SlotRules) -> Target:
    rule = target.said
    name = path.at("name") or _path_name(path, number)
    own = path.at("backendHttpSettingsName") or any(path.at(key).value is not None for key in _SETTINGS)
    made = joined(target.name, "-", name)
    redirects = _redirects(path)

    def named(key: str) -> Any:
        return slot.named(path.at(key)) if path.at(key) else made

    return Target(
        path,
        name,
        redirects,
        named("backendHttpSettingsName") if own or target.redirects else None,
        named("redirectConfigurationName"),
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
