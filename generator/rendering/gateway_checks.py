"""What must hold of the rules of an application gateway: names of their own, and nothing named that is not there."""

from __future__ import annotations

from typing import Any

from generator.diagnostics import did_you_mean
from generator.rendering.checks import Checks
from generator.rendering.gateway_rules import Rule, Target
from generator.rendering.gateway_tls import check_generations
from generator.rendering.values import Expression, View, plain

_LISTS = {
    "probes": "probes",
    "sslCertificates": "certificates",
    "trustedRootCertificates": "certificates",
    "trustedClientCertificates": "certificates",
    "sslProfiles": "TLS profiles",
    "rewriteRuleSets": "rewrite rule sets",
    "frontendPorts": "ports",
}


def check_gateway(gateway: View, rules: list[Rule], check: Checks) -> None:
    """Note what is wrong with the gateway."""
    _check_names(gateway, rules, check)
    for rule in rules:
        _check_certificate(gateway, rule, check)
        for target in rule.targets:
            _check_target(gateway, target, rule, rules, check)
        _known(rule.said.at("sslProfile"), gateway.at("sslProfiles"), "TLS profile", check)
    for profile in gateway.at("sslProfiles"):
        for name in profile.at("trustedClientCertificates"):
            _known(name, gateway.at("trustedClientCertificates"), "certificate of clients", check)
    check_generations(gateway, check)


def check_joined_pools(network: View, check: Checks) -> None:
    """The instances join pools that there are."""
    gateway = network.at("applicationGateway")
    for each in network.at("applicationGatewayBackendAddressPools"):
        if isinstance(each.value, str) and not each.value.startswith("/"):
            _known_pool(each, gateway, check)


def certificate_of(gateway: View, rule: Rule) -> Any:
    """The certificate of an Https rule: the one that it names, or the only one."""
    if plain(rule.protocol) != "Https":
        return None
    known = [each.at("name") for each in gateway.at("sslCertificates")]
    return rule.said.at("sslCertificate") or (known[0] if len(known) == 1 else None)


def only_probe(gateway: View) -> Any:
    """The name of the only probe; None where there is none, or several."""
    probes = [each.at("name") for each in gateway.at("probes")]
    return probes[0] if len(probes) == 1 else None


def redirect_target(said: View, rules: list[Rule]) -> Rule | None:
    """The rule that a redirect leads to: the first of that name or port."""
    wanted = plain(said.at("redirectTo"))
    if wanted is None:
        return None
    return next((each for each in rules if wanted in map(plain, each.called)), None)


def _check_names(gateway: View, rules: list[Rule], check: Checks) -> None:
    path = (*gateway.path, "rules")
    check.unique([rule.name for rule in rules], "rules", path)
    if len({str(plain(rule.name)).lower() for rule in rules}) == len(rules):  # or each of their parts would be told too
        targets = [target for rule in rules for target in rule.targets]
        direct = [each for each in targets if not each.redirects and each.settings_name is not None]
        check.unique([rule.listener_name for rule in rules], "listeners", path)
        check.unique([rule.map_name for rule in rules if rule.paths], "maps of path rules", path)
        check.unique([each.settings_name for each in direct], "settings", path)
        check.unique([each.redirect_name for each in targets if each.redirects], "redirects", path)
    for rule in rules:
        check.unique([each.name for each in rule.paths], "path rules", (*rule.said.path, "pathRules"))
    for kind, what in _LISTS.items():
        check.unique([each.at("name") for each in gateway.at(kind)], what, (*gateway.path, kind))
    check.unique(_pool_names(gateway), "pools", (*gateway.path, "backendAddressPools"))


def _check_certificate(gateway: View, rule: Rule, check: Checks) -> None:
    certificates = [plain(each.at("name")) for each in gateway.at("sslCertificates")]
    if plain(rule.protocol) == "Https" and certificate_of(gateway, rule) is None:
        several = f"add sslCertificate: {' or '.join(map(str, certificates))}"
        advice = several if certificates else "add sslCertificates: [{name: …, keyVaultSecretId: https://…}]"
        check.add("network/certificate-needed", "an Https rule needs a certificate", rule.said.path, advice)
    given = rule.said.at("sslCertificate")
    if given and given.value not in certificates:
        hint = _hint(given, certificates, "certificate")
        check.add("network/no-such-certificate", f"there is no certificate {given.value}", given.path, hint)


def _check_target(gateway: View, target: Target, rule: Rule, rules: list[Rule], check: Checks) -> None:
    said, probes = target.said, [plain(each.at("name")) for each in gateway.at("probes")]
    given = said.at("probe")
    if given and given.value not in probes:
        hint = _hint(given, probes, "probe")
        check.add("network/no-such-probe", f"there is no probe {given.value}", given.path, hint)
    if said.at("backendAddressPool"):
        _known_pool(said.at("backendAddressPool"), gateway, check)
    _known(said.at("rewriteRuleSet"), gateway.at("rewriteRuleSets"), "rewrite rule set", check)
    for name in said.at("trustedRootCertificates"):
        _known(name, gateway.at("trustedRootCertificates"), "certificate of an authority", check)
    if said.at("redirectTo") and redirect_target(said, rules) in (None, rule):
        wanted = said.at("redirectTo")
        hint = f"rules here: {', '.join(str(plain(each.called[0])) for each in rules if each is not rule)}"
        check.add("network/no-such-rule", f"no other rule has the port or the name {wanted.value}", wanted.path, hint)
    elif len(probes) > 1 and not target.redirects and target.settings_name is not None and not target.settings["probe"]:
        message = "there are several probes: which one decides whether instances get this rule's traffic?"
        check.add("network/which-probe", message, said.path, f"add probe: {' or '.join(map(str, probes))}")


def _pool_names(gateway: View) -> list[View]:
    if not gateway:
        return []
    return [gateway.at("backendAddressPoolName"), *(each.at("name") for each in gateway.at("backendAddressPools"))]


def _known_pool(given: View, gateway: View, check: Checks) -> None:
    _check_known(given, [plain(each) for each in _pool_names(gateway)], "pool", check)


def _known(given: View, parts: View, what: str, check: Checks) -> None:
    if given:
        _check_known(given, [plain(each.at("name")) for each in parts], what, check)


def _check_known(given: View, names: list[Any], what: str, check: Checks) -> None:
    if given.value not in names and not isinstance(given.value, Expression):
        message = f"the application gateway has no {what} {given.value}"
        check.add("network/no-such-part", message, given.path, _hint(given, names, what))


def _hint(given: View, names: list[Any], what: str) -> str | None:
    return did_you_mean(str(given.value), map(str, names)) if names else f"add the {what} to this gateway"
