"""How much of what stands around a scale set a blueprint can say in keys of its own; patches say the rest.

What is reached is found by rendering the blueprints in `coverage/around/`, which together use every key.
"""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from properties.examples import resource
from unit.writable_paths import used_paths, writable_paths

import generator
from generator.arm.checking import schema_problems
from generator.arm.expansion import expand

BLUEPRINTS = sorted((Path(__file__).parent / "coverage/around").glob("*.yaml"))
GATEWAY, AUTOSCALE, ACTION_GROUP = (
    "Microsoft.Network/applicationGateways",
    "Microsoft.Insights/autoscaleSettings",
    "Microsoft.Insights/actionGroups",
)
_LAYER_4 = "it balances TCP and TLS connections, as the load balancer does"
_ANSWERED = "Azure answers it; rules and path rules name the redirect"
_VERSION_1 = "for gateways of version 1, which were retired on 28 April 2026"
BY_PATCH_ALONE = {
    GATEWAY: {
        "*.authenticationCertificates.[[]].*": _VERSION_1,
        "properties.backendSettingsCollection.*": _LAYER_4,
        "properties.listeners.*": _LAYER_4,
        "properties.routingRules.*": _LAYER_4,
        "properties.probes.*.enableProbeProxyProtocolHeader": _LAYER_4,
        "properties.probes.*.pickHostNameFromBackendSettings": _LAYER_4,
        "properties.*entraJWTValidationConfig*": "Azure has it as a preview",
        "properties.*oadDistributionPolic*": "Azure has it as a preview",
        "properties.*rivateLinkConfiguration*": "private link to a gateway wants a subnet that allows it",
        "properties.redirectConfigurations.[[]].properties.*.id": _ANSWERED,
        "properties.httpListeners.[[]].properties.hostName": "hostNames says it too",
        "properties.backendHttpSettingsCollection.*.probeEnabled": "who names a probe wants it",
        "properties.sku.family": "Azure knows it by the rest of the SKU",
        "properties.ssl*.disabledSslProtocols.[[]]": "minProtocolVersion says it",
        "properties.sslCertificates.[[]].properties.hsm.*": "Azure has it as a preview",
        "properties.webApplicationFirewallConfiguration.*": "firewallPolicy has taken its place",
        "properties.*.[[]].id": "the id of a part follows from its name",
    },
    AUTOSCALE: {},
    ACTION_GROUP: {
        "properties.itsmReceivers.*": "secure web hooks, which webhookReceivers make, have taken their place",
    },
}
"""Properties that have no key of their own, as patterns, each with the reason."""


@pytest.fixture(scope="module")
def templates() -> list[generator.Template]:
    return [generator.render(generator.load(file)) for file in BLUEPRINTS]


def unreached(kind: str, templates: list[generator.Template]) -> set[str]:
    writable = writable_paths(kind)
    used = {path for template in templates for path in used_paths(resource(template, kind), writable)}
    return writable - used - {"name"}


@pytest.mark.parametrize("file", BLUEPRINTS, ids=lambda file: file.stem)
def test_a_blueprint_that_uses_everything_is_what_the_schemas_accept(file: Path) -> None:
    expansion = expand(generator.render(generator.load(file)).content)

    assert list(schema_problems(expansion.resources)) == []


@pytest.mark.parametrize("kind", BY_PATCH_ALONE)
def test_every_property_has_a_key_or_a_reason(kind: str, templates: list[generator.Template]) -> None:
    reasons = BY_PATCH_ALONE[kind]

    open_ = {path for path in unreached(kind, templates) if not any(fnmatchcase(path, each) for each in reasons)}

    assert open_ == set()


@pytest.mark.parametrize(
    ("kind", "pattern"), [(kind, each) for kind, reasons in BY_PATCH_ALONE.items() for each in reasons]
)
def test_every_reason_is_needed(kind: str, pattern: str, templates: list[generator.Template]) -> None:
    assert any(fnmatchcase(path, pattern) for path in unreached(kind, templates))
