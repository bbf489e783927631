"""Take from a drawn blueprint what no schema can see to be wrong: names that lead nowhere, keys of the other system."""

from typing import Any

from generator.blueprint.schema import GENERIC, blueprint_schema

_SCHEMA = blueprint_schema()


def made_consistent(document: dict[str, Any]) -> dict[str, Any]:
    """The document, changed in place; what the schema demands stays."""
    for key in ("extends", "include", "scaleSets"):
        document.pop(key, None)
    document.setdefault("image", {"urn": "Canonical:ubuntu-24_04-lts:server:latest"})
    document.setdefault("scaleSet", {}).pop("virtualMachineProfile", None)  # without a model there is little to draw
    _settle_image_build(document["image"])
    _settle_sizes_and_users(document)
    _settle_system(document)
    _settle_for_system(document["scaleSet"], _SCHEMA.at(("scaleSet",), {}), system_of(document))
    _settle_slots(document)
    _settle_health(document)
    _settle_extensions(document)
    _settle_needs_of_extensions(document)
    _settle_custom_data(document["scaleSet"].get("osProfile", {}).get("customData"))
    _settle_zones(document.get("scaleSet", {}))
    _settle_autoscale(document.get("autoscale", {}))
    _settle_application_gateway(document.get("network", {}))
    _settle_alerts(document.get("monitoring", {}))
    return document


def _settle_zones(scale_set: dict[str, Any]) -> None:
    """No set for each zone where a zone is an expression: the sets are named after them."""
    zones = scale_set.get("zones")
    if isinstance(zones, list) and not all(each.isdigit() for each in zones):
        scale_set.pop("zonal", None)


def _settle_slots(document: dict[str, Any]) -> None:
    """Slots that say nothing of their own, of which the active one is there; a probe cannot tell their health.

    No name is in brackets without a function: with a slot behind it, it would be no expression any more.
    """
    swap = document.get("swap")
    if swap is None:
        return
    for name in swap.keys() & {"blue", "green"}:
        swap[name] = {} if swap[name] is not False or name == swap["active"] else False
    document["scaleSet"].pop("zonal", None)
    document["scaleSet"].get("health", {}).pop("probe", None)
    _rename(document)


def _rename(value: Any) -> None:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            _rename(inner)
        elif isinstance(inner, str) and inner.startswith("[") and "(" not in inner:
            value[key] = "web" if str(key).lower().endswith("name") else inner


def _settle_image_build(image: dict[str, Any]) -> None:
    """A build that has somewhere to go, and that alone makes the version."""
    build = image.get("build")
    if build is None:
        return
    if not image.keys() & {"gallery", "id", "packerManifest"}:
        del image["build"]
    if isinstance(version := image.get("gallery", {}).get("version"), dict):
        image["gallery"]["version"] = {"name": version["name"], "existing": True}
    if "packerManifest" in image:
        build.setdefault("distribute", {}).setdefault("galleryImageId", "/subscriptions/0/image")
    else:
        build.get("distribute", {}).pop("galleryImageId", None)


def _is_windows(document: dict[str, Any]) -> bool:
    image = document["image"]
    return bool(image.get("osType", image.get("urn", "")).startswith(("Windows", "Microsoft")))


def system_of(document: dict[str, Any]) -> str:
    """The operating system of the instances."""
    return "Windows" if _is_windows(document) else "Linux"


def _settle_sizes_and_users(document: dict[str, Any]) -> None:
    """A size or a mix of sizes, and users unless the image brings them."""
    scale_set = document["scaleSet"]
    if document["image"].get("osState") == "Specialized":
        scale_set.pop("osProfile", None)
    else:
        scale_set.setdefault("osProfile", {"adminUsername": "azureuser"})
    size = scale_set.setdefault("sku", {})
    if "skuProfile" in scale_set:
        size.pop("name", None)
        size.pop("tier", None)
    else:
        size.setdefault("name", "Standard_D2s_v5")


def _settle_for_system(value: Any, node: dict[str, Any], system: str) -> None:
    """Neither keys nor values of the other system, and durations in their range, at any depth."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _settle_for_system(item, _SCHEMA.child(node, index, item), system)
    for key in list(value) if isinstance(value, dict) and _SCHEMA.properties(node) else ():
        inner = _SCHEMA.resolve(_SCHEMA.child(node, key))
        choice = value[key] if isinstance(value[key], str) else ""
        if system not in inner.get("x-os", [system]) or inner.get("x-os-values", {}).get(choice, system) != system:
            del value[key]
        elif "x-within" in inner and not choice.startswith("["):
            value[key] = inner["x-within"][0]
        else:
            _settle_for_system(value[key], inner, system)


def _settle_system(document: dict[str, Any]) -> None:
    """One operating system that the image tells, and credentials for it."""
    image, profile = document["image"], document["scaleSet"].get("osProfile")
    if "urn" not in image:
        image.setdefault("osType", "Linux")
    if image.get("plan") is True and not image.keys() & {"urn", "publisher"}:
        image["plan"] = False
    if profile is None:
        return
    if _is_windows(document):
        profile.setdefault("adminPassword", {"parameter": "adminPassword"})
        profile.pop("ssh", None)
        if "computerNamePrefix" in profile:
            profile["computerNamePrefix"] = profile["computerNamePrefix"][:9]
    elif "ssh" not in profile:
        profile.setdefault("adminPassword", {"parameter": "adminPassword"})


def _settle_health(document: dict[str, Any]) -> None:
    """A health probe that a rule uses, and rules that use probes that there are."""
    balancer = document.get("network", {}).get("loadBalancer") or {}
    health = document["scaleSet"].get("health", {})
    if "probe" in health and "id" not in health["probe"] and not balancer.get("rules"):
        del health["probe"]
        health["extension"] = {"protocol": "tcp", "port": 80}
    names = [probe["name"] for probe in balancer.get("probes", ())]
    for rule in balancer.get("rules", ()):
        if rule.get("probe") not in names:
            rule.pop("probe", None)


def _settle_extensions(document: dict[str, Any]) -> None:
    """One extension of each kind, under names of their own, with keys of the system and each setting given once."""
    system = "Windows" if _is_windows(document) else "Linux"
    kept: dict[str, dict[str, Any]] = {}
    if "extension" in document["scaleSet"].get("health", {}):
        kept["applicationHealth"] = document["scaleSet"]["health"]["extension"]
    for extension in document.get("extensions", ()):
        kind = extension.get("kind", GENERIC)
        if kind not in kept and system in _schema_of(kind).get("x-os", [system]):
            kept[kind] = extension
    for kind, extension in kept.items():
        extension.pop("provisionAfterExtensions", None)
        extension["name"] = f"{kind} {extension.get('name', '')}"
        if "protectedSettingsFromKeyVault" in extension:
            for key in ("protectedSettings", "storageAccountName", "storageAccountKey", "managedIdentity"):
                extension.pop(key, None)
        for holder in (extension, extension.get("protectedSettings", {})):
            for key in [key for key in holder if system not in _schema_of(kind, key).get("x-os", [system])]:
                del holder[key]
        if kind == "customScript":
            _settle_custom_script(extension)
    health = document["scaleSet"].get("health", {}).get("extension")
    document["extensions"] = [extension for extension in kept.values() if extension is not health]


def _settle_needs_of_extensions(document: dict[str, Any]) -> None:
    """An identity to sign in with, a place that files are relative to, a launch that can be attested."""
    scale_set, extensions = document["scaleSet"], document["extensions"]
    if scale_set.get("securityProfile", {}).get("securityType") not in ("TrustedLaunch", "ConfidentialVM"):
        extensions[:] = [each for each in extensions if each.get("kind") != "guestAttestation"]
    for extension in extensions:
        if extension.get("managedIdentity") == {}:
            extension["managedIdentity"]["clientId"] = "1"
    kinds = [_schema_of(each.get("kind", GENERIC)) for each in extensions]
    signing = any(kind.get("x-identity") for kind in kinds) or any("managedIdentity" in each for each in extensions)
    if signing or document.get("monitoring", {}).get("dataCollectionRule") is not None:
        scale_set.setdefault("identity", {"userAssignedIdentities": ["/web"]})
    document.setdefault("artifacts", {})


def _settle_custom_script(extension: dict[str, Any]) -> None:
    protected = extension.get("protectedSettings", {})
    for key in [key for key in protected if key in extension]:
        del protected[key]
    commands = [key for key in ("commandToExecute", "script") if key in extension or key in protected]
    if not commands and "protectedSettingsFromKeyVault" not in extension:
        extension["commandToExecute"] = "echo hello"
    elif len(commands) > 1:
        protected.pop("script", None)


def _schema_of(kind: str, key: str | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = _SCHEMA.root["$defs"][f"extension-{kind}"]
    return schema if key is None else dict(schema["properties"].get(key, {}))


def _settle_custom_data(custom_data: Any) -> None:
    """Parts that say what they are."""
    if isinstance(custom_data, dict):
        for part in custom_data.get("parts", ()):
            part.setdefault("contentType", "text/plain")


def _settle_autoscale(autoscale: dict[str, Any]) -> None:
    """Limits in their order, and schedules that end after they start."""
    for limits in (autoscale, *autoscale.get("schedules", ())):
        given = [key for key in ("minimum", "default", "maximum") if isinstance(limits.get(key), int)]
        for key, value in zip(given, sorted(limits[key] for key in given), strict=True):
            limits[key] = value
    for schedule in autoscale.get("schedules", ()):
        span = schedule.get("fixedDate", {})
        if span:
            span["start"], span["end"] = "2030-01-01T00:00Z", max(span["end"], "2030-01-02T00:00Z")


_LISTS = (
    "probes",
    "sslCertificates",
    "trustedRootCertificates",
    "trustedClientCertificates",
    "sslProfiles",
    "rewriteRuleSets",
    "frontendPorts",
    "backendAddressPools",
)
_NAMES = ("httpListenerName", "backendHttpSettingsName", "urlPathMapName", "redirectConfigurationName")


def _settle_application_gateway(network: dict[str, Any]) -> None:
    """Rules under names of their own, which refer to what there is, and a subnet that needs no room in the network."""
    joined = [each for each in network.pop("applicationGatewayBackendAddressPools", ()) if each.startswith("/")]
    if joined:
        network["applicationGatewayBackendAddressPools"] = joined
    gateway = network.get("applicationGateway")
    if not gateway:
        return
    gateway.setdefault("subnet", {})["id"] = "/subscriptions/0/resourceGroups/net"
    gateway.pop("backendAddressPoolName", None)
    for kind in _LISTS:
        for number, each in enumerate(gateway.get(kind, ())):
            each["name"] = f"{kind}-{number}"
    for profile in gateway.get("sslProfiles", ()):
        profile.pop("sslPolicy", None)
        _refer(profile, "trustedClientCertificates", gateway, "trustedClientCertificates")
    rules = [rule for rule in gateway["rules"] if isinstance(rule, dict)] or [{"frontendPort": 80}]
    for number, rule in enumerate(rules):
        rule |= {"name": f"rule-{number}", "protocol": "Https" if gateway.get("sslCertificates") else "Http"}
        _settle_target(rule, gateway)
        for key in ("sslCertificate", "sslProfile"):
            rule.pop(key, None)
        if gateway.get("sslCertificates"):
            rule["sslCertificate"] = "sslCertificates-0"
            _refer(rule, "sslProfile", gateway, "sslProfiles")
        for count, path in enumerate(rule.get("pathRules", ())):
            path["name"] = f"path-{count}"
            _settle_target(path, gateway)
    gateway["rules"] = rules


def _settle_target(target: dict[str, Any], gateway: dict[str, Any]) -> None:
    for key in ("redirectTo", *_NAMES):
        target.pop(key, None)
    for key, kind in (
        ("probe", "probes"),
        ("backendAddressPool", "backendAddressPools"),
        ("rewriteRuleSet", "rewriteRuleSets"),
        ("trustedRootCertificates", "trustedRootCertificates"),
    ):
        _refer(target, key, gateway, kind)
    if gateway.get("probes") and "redirectUrl" not in target:
        target["probe"] = "probes-0"


def _refer(owner: dict[str, Any], key: str, gateway: dict[str, Any], kind: str) -> None:
    """Where there is a reference it leads to the first part of the kind; without any part there is none."""
    if owner.pop(key, None) is not None and gateway.get(kind):
        owner[key] = [f"{kind}-0"] if key.endswith("Certificates") else f"{kind}-0"


def _settle_alerts(monitoring: dict[str, Any]) -> None:
    """Alerts under names of their own, after no more looks than count."""
    for number, alert in enumerate(monitoring.get("metricAlerts", ())):
        alert["name"] = f"alert-{number}"
        alert.get("failingPeriods", {}).pop("minFailingPeriodsToAlert", None)
