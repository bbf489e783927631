"""The application gateway of a blueprint: its addresses, pools and certificates, and what becomes of its rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from generator.rendering.checks import Checks
from generator.rendering.gateway_checks import certificate_of, check_gateway, only_probe, redirect_target
from generator.rendering.gateway_rules import Rule, Target, gateway_rules
from generator.rendering.gateway_tls import tls_policy, tls_profiles
from generator.rendering.identities import identity_id
from generator.rendering.interfaces import is_id
from generator.rendering.names import resource_id
from generator.rendering.slot_rules import SlotRules, check_staging_ports
from generator.rendering.values import Expression, View, plain

_GATEWAY = "Microsoft.Network/applicationGateways"
_POLICY = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"
_FEWEST, _MOST = 1, 10
"""Instances of the gateway itself where the blueprint says nothing."""
_RULE_SETS = [{"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetVersion": "2.1"}]
_FIRST_SEQUENCE = 100


def application_gateway(
    view: View, names: dict[str, Any], ids: dict[str, Any], check: Checks, slot: SlotRules
) -> dict[str, Any] | None:
    """The new gateway as its template takes it; None where the blueprint has none.

    The rules are those of a `slot`, or all there are. Notes problems with the check: a rule that names what is not
    there, or needs a certificate, or has no port left for staging.
    """
    gateway = view.at("network", "applicationGateway")
    if not gateway:
        return None
    rules = gateway_rules(gateway, slot)
    check_gateway(gateway, rules, check)
    _check_staging(gateway, rules, slot, check)
    part = partial(_part, names)
    listening = rules if slot.are_wanted else []
    ports = _ports(gateway, listening, slot)
    policy = gateway.at("firewallPolicy")
    fixed, scaling = gateway.at("capacity"), gateway.at("autoscaleConfiguration")
    identity = gateway.at("userAssignedIdentity")
    led = [(rule, target) for rule in rules for target in rule.targets]
    leading = led if slot.are_wanted else []
    return {
        "gateway": gateway,
        "sku": gateway.at("sku") or ("WAF_v2" if policy else "Standard_v2"),
        "minimum": None if fixed else scaling.at("minCapacity") or _FEWEST,
        "maximum": None if fixed else scaling.at("maxCapacity") or (None if scaling else _MOST),
        "identityIds": [identity_id(identity)] if identity else None,
        "sslPolicy": tls_policy(gateway.at("sslPolicy")),
        "sslProfiles": tls_profiles(gateway, part),
        "frontends": list(_frontends(gateway, ids)),
        "ports": [{"name": name, "port": port} for port, name in ports.values()],
        "pools": _pools(gateway),
        "probes": [_probe(probe) for probe in gateway.at("probes")],
        "settings": [_settings(gateway, target, part) for _, target in leading if _has_settings(target)],
        "listeners": [_listener(gateway, rule, ports, part, slot) for rule in listening],
        "redirects": [_redirect(target, rules, part) for _, target in leading if target.redirects],
        "rewriteRuleSets": [_rewrite_rule_set(each) for each in gateway.at("rewriteRuleSets")],
        "urlPathMaps": [_path_map(gateway, rule, part) for rule in listening if rule.paths],
        "rules": [_route(gateway, rule, part) for rule in listening],
        "firewallPolicy": _policy_id(policy, ids),
        "newFirewallPolicy": policy and not isinstance(plain(policy), str | Expression),
        "managedRuleSets": list(policy.at("managedRuleSets")) or _RULE_SETS,
        "admitted": _admitted(gateway, led),
    }


def gateway_ids(network: View, names: dict[str, Any]) -> dict[str, Any]:
    """The ids of the gateway's pool, subnet, address and firewall policy, new or existing."""
    gateway = network.at("applicationGateway")
    subnet, address = gateway.at("subnet"), gateway.at("publicIPAddress")
    subnets = "Microsoft.Network/virtualNetworks/subnets"
    return {
        "gatewayPool": _part(names, "backendAddressPools", gateway.at("backendAddressPoolName") or "instances"),
        "gatewaySubnet": subnet.at("id")
        or resource_id(subnets, names["virtualNetwork"], subnet.at("name") if gateway else "gateway"),
        "gatewayAddress": address.at("id")
        or resource_id("Microsoft.Network/publicIPAddresses", names["gatewayAddress"]),
        "firewallPolicy": resource_id(_POLICY, names["firewallPolicy"]),
    }


def joined_pools(network: View, names: dict[str, Any], ids: dict[str, Any]) -> list[Any]:
    """The pools of gateways that the instances join: those that the blueprint gives, by id or by name.

    The pool of the gateway here is among them, unless another one of its pools is named.
    """
    given = list(network.at("applicationGatewayBackendAddressPools"))
    named = any(not is_id(plain(each)) for each in given)
    own = [ids["gatewayPool"]] if network.at("applicationGateway") and not named else []
    return [*own, *(each if is_id(plain(each)) else _part(names, "backendAddressPools", each) for each in given)]


def _part(names: dict[str, Any], kind: str, name: Any) -> Expression:
    return resource_id(f"{_GATEWAY}/{kind}", names["applicationGateway"], name)


def _check_staging(gateway: View, rules: list[Rule], slot: SlotRules, check: Checks) -> None:
    ports = [(rule.said, rule.called[0], None, rule.called[1]) for rule in rules]
    check_staging_ports(slot, ports, check, own_address=False)
    if slot.has_frontend and not (gateway.at("publicIPAddress") and gateway.at("privateIPAddress")):
        message = "staging is to be at another address than production, and the application gateway has just one"
        hint = "give it a privateIPAddress beside its public one, or leave staging.frontend out"
        check.add("swap/staging-frontend", message, ("swap", "staging", "frontend"), hint)


def _ports(gateway: View, rules: list[Rule], slot: SlotRules) -> dict[str, tuple[Any, Any]]:
    """Each port once, by its text, with its name."""
    ports: dict[str, tuple[Any, Any]] = {
        str(plain(each.at("port"))): (each.at("port"), each.at("name")) for each in gateway.at("frontendPorts")
    }
    for rule in rules:
        port = plain(rule.port)
        name = slot.named(f"port-{port if isinstance(port, int) else len(ports)}")
        ports.setdefault(str(port), (rule.port, name))
    return ports


def _pools(gateway: View) -> list[dict[str, Any]]:
    """The pool of the instances, then the others."""
    own = {"name": gateway.at("backendAddressPoolName"), "addresses": None}
    others = gateway.at("backendAddressPools")
    return [own, *({"name": each.at("name"), "addresses": each.at("backendAddresses") or None} for each in others)]


def _admitted(gateway: View, led: list[tuple[Rule, Target]]) -> list[Any]:
    """Each port that instances of scale sets are asked at, once: pools of addresses are elsewhere."""
    elsewhere = {plain(each.at("name")) for each in gateway.at("backendAddressPools") if each.at("backendAddresses")}
    ports: dict[str, Any] = {}
    for rule, target in led:
        if not target.redirects and plain(_pool_name(gateway, rule, target)) not in elsewhere:
            port = target.settings["backendPort"]
            ports.setdefault(str(plain(port)), port)
    return list(ports.values())


def _pool_name(gateway: View, rule: Rule, target: Target) -> Any:
    """The name of the pool that is led to: the target's own, that of its rule, or that of the instances."""
    named = target.said.at("backendAddressPool") or rule.said.at("backendAddressPool")
    return named or gateway.at("backendAddressPoolName")


def _frontends(gateway: View, ids: dict[str, Any]) -> Iterator[dict[str, Any]]:
    names = gateway.at("frontendIPConfigurationNames")
    if gateway.at("publicIPAddress"):
        address = ids["gatewayAddress"]
        yield {"name": names.at("public"), "publicIPAddress": address, "subnet": None, "address": None}
    if gateway.at("privateIPAddress"):
        address = gateway.at("privateIPAddress")
        yield {
            "name": names.at("private"),
            "publicIPAddress": None,
            "subnet": ids["gatewaySubnet"],
            "address": address,
        }


def _probe(probe: View) -> dict[str, Any]:
    host = None if probe.at("pickHostNameFromBackendHttpSettings") else probe.at("host")
    return {"probe": probe, "host": host}


def _listener(
    gateway: View, rule: Rule, ports: dict[str, tuple[Any, Any]], part: Any, slot: SlotRules
) -> dict[str, Any]:
    usual = "public" if gateway.at("publicIPAddress") else "private"
    chosen = "private" if slot.are_staging and slot.has_frontend else str(plain(rule.said.at("frontend") or usual))
    frontend = gateway.at("frontendIPConfigurationNames", chosen)
    certificate, profile = certificate_of(gateway, rule), rule.said.at("sslProfile")
    return {
        "name": rule.listener_name,
        "rule": rule.said,
        "protocol": rule.protocol,
        "frontend": part("frontendIPConfigurations", frontend),
        "frontendPort": part("frontendPorts", ports[str(plain(rule.port))][1]),
        "certificate": part("sslCertificates", certificate) if certificate is not None else None,
        "profile": part("sslProfiles", profile) if profile else None,
    }


def _has_settings(target: Target) -> bool:
    return not target.redirects and target.settings_name is not None


def _settings(gateway: View, target: Target, part: Any) -> dict[str, Any]:
    settings = target.settings
    probe = settings["probe"] or only_probe(gateway)
    roots = settings["trustedRootCertificates"]
    return {
        "name": target.settings_name,
        "settings": settings,
        "drains": True if settings["drainTimeoutInSec"] else None,
        "probe": part("probes", probe) if probe is not None else None,
        "roots": [part("trustedRootCertificates", each) for each in roots],
    }


def _redirect(target: Target, rules: list[Rule], part: Any) -> dict[str, Any]:
    said, other = target.said, redirect_target(target.said, rules)
    listener = part("httpListeners", other.listener_name) if other is not None else None
    kept = True if listener else None
    return {
        "name": target.redirect_name,
        "type": said.at("redirectType") or "Permanent",
        "listener": listener,
        "url": said.at("redirectUrl"),
        "includePath": _said(said.at("includePath"), kept),
        "includeQueryString": _said(said.at("includeQueryString"), kept),
    }


def _said(given: View, usual: Any) -> Any:
    return usual if given.value is None else given


def _rewrite_rule_set(given: View) -> dict[str, Any]:
    """A set of rewrite rules, each with a place in their order."""
    taken = {rule.at("ruleSequence").value for rule in given.at("rewriteRules")}
    rules, following = [], _FIRST_SEQUENCE
    for rule in given.at("rewriteRules"):
        while following in taken:
            following += 10
        sequence = rule.at("ruleSequence") or following
        taken.add(plain(sequence))
        rules.append({"rule": rule, "sequence": sequence})
    return {"name": given.at("name"), "rules": rules}


def _leads(gateway: View, rule: Rule, target: Target, part: Any) -> dict[str, Any]:
    """Where requests go: a pool with settings, or a redirect."""
    direct = not target.redirects
    settings = target.settings_name or rule.target.settings_name
    return {
        "pool": part("backendAddressPools", _pool_name(gateway, rule, target)) if direct else None,
        "settings": part("backendHttpSettingsCollection", settings) if direct else None,
        "redirect": None if direct else part("redirectConfigurations", target.redirect_name),
        "rewrite": part("rewriteRuleSets", target.rewrite) if target.rewrite else None,
    }


def _path_map(gateway: View, rule: Rule, part: Any) -> dict[str, Any]:
    return {
        "name": rule.map_name,
        **_leads(gateway, rule, rule.target, part),
        "paths": [
            {"name": target.name, "path": target.said, **_leads(gateway, rule, target, part)} for target in rule.paths
        ],
    }


def _route(gateway: View, rule: Rule, part: Any) -> dict[str, Any]:
    """What the rule of the listener names: with path rules their map, which says all else."""
    leads = _leads(gateway, rule, rule.target, part)
    return {
        "name": rule.name,
        "type": "PathBasedRouting" if rule.paths else "Basic",
        "priority": rule.priority,
        "listener": part("httpListeners", rule.listener_name),
        **(dict.fromkeys(leads) if rule.paths else leads),
        "paths": part("urlPathMaps", rule.map_name) if rule.paths else None,
    }


def _policy_id(policy: View, ids: dict[str, Any]) -> Any:
    if not policy:
        return None
    return policy if isinstance(plain(policy), str | Expression) else ids["firewallPolicy"]
