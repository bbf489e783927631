"""What follows from a blueprint and is said nowhere in it: system, mode, names, ids, which resources are new.

Templates have no control flow, so what they need decided is decided here.
"""

from __future__ import annotations

from typing import Any

from generator.blueprint.blueprint import Blueprint
from generator.diagnostics import Diagnostic, DiagnosticError, Path
from generator.rendering.autoscale import autoscale_profiles
from generator.rendering.names import resource_id, resource_names
from generator.rendering.values import Expression, View, joined, plain

_LEARN = "https://learn.microsoft.com/azure"
_WINDOWS_WORDS = ("windows", "-win", "sqlserver", "visualstudio", "dynamics", "sharepoint")


def template_facts(blueprint: Blueprint, view: View) -> dict[str, Any]:
    """The names, beside the blueprint's own keys, that templates can use.

    Raises DiagnosticError where the blueprint leaves something open that must be known.
    """
    check = _Check(blueprint)
    system = check.operating_system(view)
    check.credentials(view, system)
    names = resource_names(view, windows=system == "Windows")
    network = view.at("network")
    balancer = network.at("loadBalancer")
    ids = {
        "scaleSet": resource_id("Microsoft.Compute/virtualMachineScaleSets", names["scaleSet"]),
        "image": resource_id("Microsoft.Compute/images", names["image"]),
        "subnet": _subnet_id(network, names),
        "networkSecurityGroup": _security_group_id(network.at("networkSecurityGroup"), names),
        "publicIPAddress": resource_id("Microsoft.Network/publicIPAddresses", names["publicIPAddress"]),
        "frontend": resource_id(
            "Microsoft.Network/loadBalancers/frontendIPConfigurations", names["loadBalancer"], "public"
        ),
        "pool": resource_id("Microsoft.Network/loadBalancers/backendAddressPools", names["loadBalancer"], "instances"),
    }
    policy = view.at("scaleSet", "upgradePolicy")
    probes = _probes(view)
    check.probes(view, probes)
    pools = [ids["pool"]] if balancer else []
    return {
        "os": system,
        "flexible": view.at("scaleSet", "orchestrationMode") == "Flexible",
        "automaticOSUpgrade": bool(policy.at("automaticOSUpgradePolicy", "enableAutomaticOSUpgrade")),
        "names": names,
        "ids": ids,
        "newVirtualNetwork": not network.at("virtualNetwork", "id") and not network.at("subnet", "id"),
        "newSecurityGroup": bool(network.at("networkSecurityGroup")) and not network.at("networkSecurityGroup", "id"),
        "newLoadBalancer": bool(balancer),
        "imageReference": _image_reference(view.at("image"), ids),
        "plan": _plan(view.at("image")),
        "publicKeys": _public_keys(view.at("scaleSet", "osProfile", "ssh")),
        "authorizedKeys": joined("/home/", view.at("scaleSet", "osProfile", "adminUsername"), "/.ssh/authorized_keys"),
        "backendAddressPools": [*pools, *network.at("backendAddressPools")],
        "loadBalancingRules": _balancing_rules(balancer),
        "probes": probes,
        "defaultProbe": probes[0]["name"] if len(probes) == 1 or view.at("scaleSet", "health", "probe") else None,
        "healthProbeId": _health_probe_id(view, names),
        "systemAssigned": "SystemAssigned" in str(plain(view.at("scaleSet", "identity", "type"))),
        "autoscaleProfiles": autoscale_profiles(view.at("autoscale")),
    }


def _subnet_id(network: View, names: dict[str, Any]) -> Any:
    subnet, virtual_network = network.at("subnet"), network.at("virtualNetwork")
    if subnet.at("id"):
        return subnet.at("id")
    if virtual_network.at("id"):
        return joined(virtual_network.at("id"), "/subnets/", subnet.at("name"))
    return resource_id("Microsoft.Network/virtualNetworks/subnets", names["virtualNetwork"], subnet.at("name"))


def _security_group_id(group: View, names: dict[str, Any]) -> Any:
    if not group:
        return None
    return group.at("id") or resource_id("Microsoft.Network/networkSecurityGroups", names["networkSecurityGroup"])


def _image_reference(image: View, ids: dict[str, Expression]) -> dict[str, Any]:
    if image.at("capture"):
        return {"id": ids["image"]}
    if image.at("urn"):
        return dict(zip(("publisher", "offer", "sku", "version"), str(image.at("urn").value).split(":"), strict=True))
    if image.at("publisher"):
        named = {key: image.at(key) for key in ("publisher", "offer", "sku")}
        return {**named, "version": image.at("version") or "latest"}
    return {key: image.at(key) for key in ("id", "sharedGalleryImageId", "communityGalleryImageId") if image.at(key)}


def _plan(image: View) -> Any:
    plan = image.at("plan")
    if not plan:
        return None
    if plan.value is not True:
        return {key: plan.at(key) for key in ("name", "publisher", "product", "promotionCode") if plan.at(key)}
    reference = _image_reference(image, {})
    return {"name": reference.get("sku"), "publisher": reference.get("publisher"), "product": reference.get("offer")}


def _public_keys(ssh: View) -> list[dict[str, Any]]:
    keys = [{"keyData": key.at("keyData"), "path": key.at("path")} for key in ssh.at("publicKeys")]
    return ([{"keyData": ssh.at("publicKey"), "path": None}] if ssh.at("publicKey") else []) + keys


def _balancing_rules(balancer: View) -> list[dict[str, Any]]:
    rules = []
    for index, rule in enumerate(balancer.at("rules") if balancer else ()):
        given, port = rule.at("name"), rule.at("frontendPort").value
        made = f"{rule.at('protocol').value}-{port}".lower() if isinstance(port, int) else f"rule-{index}"
        rules.append({"name": given or made, "rule": rule})
    return rules


def _probes(view: View) -> list[dict[str, Any]]:
    """The probes of the new load balancer: the health probe, then the others."""
    balancer, health = view.at("network", "loadBalancer"), view.at("scaleSet", "health", "probe")
    if not balancer:
        return []
    described = [{"name": "health", "probe": health}] if health and not health.at("id") else []
    return described + [{"name": probe.at("name"), "probe": probe} for probe in balancer.at("probes")]


def _health_probe_id(view: View, names: dict[str, Any]) -> Any:
    probe = view.at("scaleSet", "health", "probe")
    if not probe:
        return None
    return probe.at("id") or resource_id("Microsoft.Network/loadBalancers/probes", names["loadBalancer"], "health")


class _Check:
    """What must be known of a blueprint as a whole; the schema has seen to each part."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint

    def fail(self, code: str, message: str, path: Path, hint: str | None = None, docs: str | None = None) -> None:
        location = self.blueprint.location(path)
        raise DiagnosticError(
            Diagnostic(code=code, message=message, path=path, location=location, hint=hint, docs=docs)
        )

    def operating_system(self, view: View) -> str:
        image = view.at("image")
        if image.at("osType"):
            return str(image.at("osType").value)
        reference = _image_reference(image, {"image": Expression("")})
        if "publisher" in reference:
            words = f"{plain(reference['publisher'])} {plain(reference['offer'])} {plain(reference['sku'])}".lower()
            return "Windows" if any(word in words for word in _WINDOWS_WORDS) else "Linux"
        if view.at("scaleSet", "osProfile", "ssh"):
            return "Linux"
        message = "the image does not tell its operating system"
        self.fail("image/os-type-needed", message, ("image",), "add image.osType: Linux, or Windows")
        raise AssertionError

    def credentials(self, view: View, system: str) -> None:
        profile = view.at("scaleSet", "osProfile")
        path, docs = ("scaleSet", "osProfile"), f"{_LEARN}/virtual-machines/linux/mac-create-ssh-keys"
        if system == "Windows" and not profile.at("adminPassword"):
            hint = "add adminPassword: {parameter: adminPassword}"
            self.fail("scale-set/credential-needed", "Windows instances need adminPassword", path, hint)
        if system == "Windows" and profile.at("ssh"):
            self.fail("scale-set/ssh-on-windows", "SSH keys are for Linux instances", (*path, "ssh"))
        if not profile.at("adminPassword") and not profile.at("ssh"):
            hint = "add ssh: {publicKey: {parameter: sshPublicKey}}"
            self.fail("scale-set/credential-needed", "Linux instances need ssh or adminPassword", path, hint, docs)

    def probes(self, view: View, probes: list[dict[str, Any]]) -> None:
        health = view.at("scaleSet", "health", "probe")
        balancer = view.at("network", "loadBalancer")
        names = [plain(probe["name"]) for probe in probes]
        if health and not health.at("id") and not (balancer and balancer.at("rules")):
            message = "a health probe belongs to a load balancer and must be used by one of its rules"
            hint = "add network.loadBalancer.rules, or use health.extension"
            docs = f"{_LEARN}/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-instance-repairs"
            self.fail("scale-set/probe-without-rule", message, health.path, hint, docs)
        for rule in balancer.at("rules") if balancer else ():
            wanted = rule.at("probe")
            if wanted and wanted.value not in names:
                hint = (
                    f"probes here: {', '.join(map(str, names))}" if names else "add it to network.loadBalancer.probes"
                )
                self.fail("network/no-such-probe", f"there is no probe {wanted.value}", wanted.path, hint)
