"""The application gateway of a blueprint: each rule with its listener, its settings, and where it leads."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import did_you_mean
from generator.rendering.checks import Checks
from generator.rendering.identities import identity_id
from generator.rendering.names import resource_id
from generator.rendering.values import Expression, View, plain

_GATEWAY = "Microsoft.Network/applicationGateways"
_POLICY = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"
_HTTPS_PORTS = (443, 8443)
_FIRST_PRIORITY = 100
_FEWEST, _MOST = 1, 10
"""Instances of the gateway itself where the blueprint says nothing."""
_RULE_SETS = [{"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetVersion": "2.1"}]


def application_gateway(view: View, names: dict[str, Any], ids: dict[str, Any], check: Checks) -> dict[str, Any] | None:
    """The new gateway as its template takes it; None where the blueprint has none.

    Notes problems with the check: a rule that names what is not there, or needs a certificate.
    """
    gateway = view.at("network", "applicationGateway")
    if not gateway:
        return None
    rules = _rules(gateway)
    _check(gateway, rules, check)
    ports = _ports(rules)
    policy = gateway.at("firewallPolicy")
    fixed, scaling = gateway.at("capacity"), gateway.at("autoscaleConfiguration")
    identity = gateway.at("userAssignedIdentity")
    return {
        "gateway": gateway,
        "sku": gateway.at("sku") or ("WAF_v2" if policy else "Standard_v2"),
        "minimum": None if fixed else scaling.at("minCapacity") or _FEWEST,
        "maximum": None if fixed else scaling.at("maxCapacity") or (None if scaling else _MOST),
        "identityIds": [identity_id(identity)] if identity else None,
        "frontends": list(_frontends(gateway, ids)),
        "ports": [{"name": name, "port": port} for port, name in ports.values()],
        "settings": [_settings(gateway, rule, names) for rule in rules if not rule["redirect"]],
        "listeners": [_listener(gateway, rule, ports, names) for rule in rules],
        "redirects": [_redirect(rule, rules, names) for rule in rules if rule["redirect"]],
        "rules": list(_routes(rules, names)),
        "firewallPolicy": _policy_id(policy, ids),
        "newFirewallPolicy": policy and not isinstance(plain(policy), str | Expression),
        "managedRuleSets": list(policy.at("managedRuleSets")) or _RULE_SETS,
        "admitted": list(
            {str(plain(rule["backendPort"])): rule["backendPort"] for rule in rules if not rule["redirect"]}.values()
        ),
    }


def gateway_ids(network: View, names: dict[str, Any]) -> dict[str, Any]:
    """The ids of the gateway's pool, subnet, address and firewall policy, new or existing."""
    gateway = network.at("applicationGateway")
    subnet, address = gateway.at("subnet"), gateway.at("publicIPAddress")
    subnets = "Microsoft.Network/virtualNetworks/subnets"
    return {
        "gatewayPool": _part("backendAddressPools", names, "instances"),
        "gatewaySubnet": subnet.at("id")
        or resource_id(subnets, names["virtualNetwork"], subnet.at("name") if gateway else "gateway"),
        "gatewayAddress": address.at("id")
        or resource_id("Microsoft.Network/publicIPAddresses", names["gatewayAddress"]),
        "firewallPolicy": resource_id(_POLICY, names["firewallPolicy"]),
    }


def _part(kind: str, names: dict[str, Any], name: Any) -> Expression:
    return resource_id(f"{_GATEWAY}/{kind}", names["applicationGateway"], name)


def _rules(gateway: View) -> list[dict[str, Any]]:
    """Each rule with what it leaves open: protocol, name, ports, and priority among the others."""
    taken = {rule.at("priority").value for rule in gateway.at("rules")}
    free = (number for number in itertools.count(_FIRST_PRIORITY, 10) if number not in taken)
    rules = []
    for index, rule in enumerate(gateway.at("rules")):
        port, backend = rule.at("frontendPort"), rule.at("backendProtocol")
        redirect = bool(rule.at("redirectTo") or rule.at("redirectUrl"))
        encrypted = rule.at("sslCertificate") or port.value in _HTTPS_PORTS
        protocol = rule.at("protocol") or ("Https" if encrypted else "Http")
        usual = port if plain(protocol) == plain(backend) else 443 if backend == "Https" else 80
        known = isinstance(port.value, int)
        rules.append(
            {
                "rule": rule,
                "protocol": protocol,
                "name": rule.at("name") or (f"{plain(protocol)}-{port.value}".lower() if known else f"rule-{index}"),
                "port": port,
                "backendPort": rule.at("backendPort") or usual,
                "redirect": redirect,
                "priority": rule.at("priority") or next(free),
            }
        )
    return rules


def _ports(rules: list[dict[str, Any]]) -> dict[str, tuple[Any, str]]:
    """Each port once, by its text, with a name."""
    ports: dict[str, tuple[Any, str]] = {}
    for rule in rules:
        port = plain(rule["port"])
        ports.setdefault(str(port), (rule["port"], f"port-{port if isinstance(port, int) else len(ports)}"))
    return ports


def _admitted(rules: list[dict[str, Any]]) -> list[Any]:
    """Each port of the instances that rules lead to, once."""
    ports = {str(plain(rule["backendPort"])): rule["backendPort"] for rule in rules if not rule["redirect"]}
    return list(ports.values())


def _frontends(gateway: View, ids: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if gateway.at("publicIPAddress"):
        yield {"name": "public", "publicIPAddress": ids["gatewayAddress"], "subnet": None, "address": None}
    if gateway.at("privateIPAddress"):
        address = gateway.at("privateIPAddress")
        yield {"name": "private", "publicIPAddress": None, "subnet": ids["gatewaySubnet"], "address": address}


def _listener(
    gateway: View, rule: dict[str, Any], ports: dict[str, tuple[Any, str]], names: dict[str, Any]
) -> dict[str, Any]:
    usual = "public" if gateway.at("publicIPAddress") else "private"
    certificate = _certificate(gateway, rule)
    return {
        **rule,
        "frontend": _part("frontendIPConfigurations", names, rule["rule"].at("frontend") or usual),
        "frontendPort": _part("frontendPorts", names, ports[str(plain(rule["port"]))][1]),
        "certificate": _part("sslCertificates", names, certificate) if certificate is not None else None,
    }


def _certificate(gateway: View, rule: dict[str, Any]) -> Any:
    """The certificate of an Https rule: the one that it names, or the only one."""
    if plain(rule["protocol"]) != "Https":
        return None
    known = [each.at("name") for each in gateway.at("sslCertificates")]
    return rule["rule"].at("sslCertificate") or (known[0] if len(known) == 1 else None)


def _settings(gateway: View, rule: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    probes = [each.at("name") for each in gateway.at("probes")]
    probe = rule["rule"].at("probe") or (probes[0] if len(probes) == 1 else None)
    drains = True if rule["rule"].at("drainTimeoutInSec") else None
    return {**rule, "probe": _part("probes", names, probe) if probe is not None else None, "drains": drains}


def _redirect(rule: dict[str, Any], rules: list[dict[str, Any]], names: dict[str, Any]) -> dict[str, Any]:
    target = _target(rule, rules)
    listener = _part("httpListeners", names, target["name"]) if target is not None else None
    return {**rule, "listener": listener, "includePath": True if listener else None}


def _target(rule: dict[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The rule that a redirect leads to: the first of that name or port."""
    wanted = plain(rule["rule"].at("redirectTo"))
    return next(
        (each for each in rules if wanted is not None and wanted in (plain(each["name"]), plain(each["port"]))), None
    )


def _routes(rules: list[dict[str, Any]], names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for rule in rules:
        name, direct = rule["name"], not rule["redirect"]
        yield {
            "name": name,
            "priority": rule["priority"],
            "listener": _part("httpListeners", names, name),
            "pool": _part("backendAddressPools", names, "instances") if direct else None,
            "settings": _part("backendHttpSettingsCollection", names, name) if direct else None,
            "redirect": None if direct else _part("redirectConfigurations", names, name),
        }


def _policy_id(policy: View, ids: dict[str, Any]) -> Any:
    if not policy:
        return None
    return policy if isinstance(plain(policy), str | Expression) else ids["firewallPolicy"]


def _check(gateway: View, rules: list[dict[str, Any]], check: Checks) -> None:
    check.unique([rule["name"] for rule in rules], "rules", (*gateway.path, "rules"))
    for kind, what in (("probes", "probes"), ("sslCertificates", "certificates")):
        check.unique([each.at("name") for each in gateway.at(kind)], what, (*gateway.path, kind))
    certificates = [plain(each.at("name")) for each in gateway.at("sslCertificates")]
    probes = [plain(each.at("name")) for each in gateway.at("probes")]
    for rule in rules:
        given: View = rule["rule"]
        if plain(rule["protocol"]) == "Https" and _certificate(gateway, rule) is None:
            several = f"add sslCertificate: {' or '.join(map(str, certificates))}"
            hint = several if certificates else "add sslCertificates: [{name: …, keyVaultSecretId: https://…}]"
            check.add("network/certificate-needed", "an Https rule needs a certificate", given.path, hint)
        _known(given.at("sslCertificate"), certificates, "certificate", "network/no-such-certificate", check)
        _known(given.at("probe"), probes, "probe", "network/no-such-probe", check)
        if given.at("redirectTo") and _target(rule, rules) in (None, rule):
            wanted = given.at("redirectTo")
            hint = f"rules here: {', '.join(str(plain(each['name'])) for each in rules if each is not rule)}"
            check.add(
                "network/no-such-rule", f"no other rule has the port or the name {wanted.value}", wanted.path, hint
            )
        elif len(probes) > 1 and not rule["redirect"] and not given.at("probe"):
            message = "there are several probes: which one decides whether instances get this rule's traffic?"
            check.add("network/which-probe", message, given.path, f"add probe: {' or '.join(map(str, probes))}")


def _known(given: View, names: list[Any], what: str, code: str, check: Checks) -> None:
    if given and given.value not in names:
        hint = did_you_mean(str(given.value), map(str, names)) if names else f"add the {what} to this gateway"
        check.add(code, f"there is no {what} {given.value}", given.path, hint)
