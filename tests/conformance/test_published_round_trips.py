"""A blueprint says what each published template says: both expand to the same, save for the differences listed here."""

import re
from fnmatch import fnmatchcase
from typing import Any, NamedTuple
from unittest.mock import ANY

import pytest
from conformance.conformance_data import BLUEPRINTS, DATA, needs_data, read
from conformance.retired import without_retired
from conformance.substance import ABSENT, Difference, differences, expanded

import generator

pytestmark = needs_data

FITTING = {
    "vmssName": "shop",
    "adminUsername": "azureuser",
    "virtualMachineAdminUserName": "azureuser",
    "_artifactsLocationSasToken": "",
    "adminPassword": "not-a-password",
}
"""Values in place of the parameter files' `GEN-UNIQUE-9` and the like, which Azure would refuse, and of defaults."""


NAMES: dict[str, dict[str, str]] = {
    "ipv6-in-vnet-vmss": {"shopbepoolv6": "shopbepool-v6"},
}
"""Parts that a blueprint cannot name, to which nothing outside the template refers: their names there, and ours."""


class Expected(NamedTuple):
    """A difference that is right, with its reason; `*` in the path stands for anything."""

    reason: str
    path: str
    theirs: Any
    ours: Any


SET = "microsoft.compute/virtualmachinescalesets/*.properties"
PROFILE = f"{SET}.virtualmachineprofile"
EXTENSION = f"{PROFILE}.extensionprofile.extensions*.properties"
INTERFACE = f"{PROFILE}.networkprofile.networkinterfaceconfigurations*.properties"
ADDRESS = f"{INTERFACE}.ipconfigurations*.properties"
BALANCER = "microsoft.network/loadbalancers/*"
PUBLIC = "microsoft.network/publicipaddresses/*"

UNIFORM = Expected("the mode that they mean, said aloud", f"{SET}.orchestrationmode", ABSENT, "uniform")
OVERPROVISION = Expected("Azure's default, said aloud, since ours is another", f"{SET}.overprovision", ABSENT, "true")
OS_DISK = Expected(
    "Azure's default, said aloud",
    f"{PROFILE}.storageprofile.osdisk",
    ABSENT,
    {"createoption": "fromimage", "caching": "readwrite"},
)
PRIMARY = Expected("which address is the first, said aloud", f"{ADDRESS}.primary", ABSENT, "true")
KEY = Expected(
    "a key is no password, and Azure ignores one beside it",
    f"{PROFILE}.osprofile.adminpassword",
    "ssh-rsa AAAA",
    ABSENT,
)
BASE = [UNIFORM, PRIMARY]

STANDARD = [
    Expected("Basic load balancers are retired", f"{BALANCER}.sku", ABSENT, {"name": "Standard"}),
    Expected("Basic public addresses are retired", f"{PUBLIC}.sku", ABSENT, {"name": "Standard"}),
]
STATIC = Expected("a Standard address is static", f"{PUBLIC}.properties.publicipallocationmethod", "Dynamic", "Static")
ADMITTED = [
    Expected("what is Standard is closed without a security group", f"{INTERFACE}.networksecuritygroup", ABSENT, ANY),
    Expected(
        "what is Standard is closed without a security group", "microsoft.network/networksecuritygroups/*", ABSENT, ANY
    ),
]
ADMITTED_PORT = Expected(
    "a security group admits what a rule of the load balancer leads to",
    "microsoft.network/networksecuritygroups/*.securityrules*natpool?",
    ABSENT,
    ANY,
)
OUTBOUND = Expected(
    "what is Standard has no way out without a rule", f"{BALANCER}.properties.outboundrules", ABSENT, ANY
)
TCP_RESET = Expected(
    "clients learn at once that an idle connection is gone",
    f"{BALANCER}.properties.loadbalancingrules*.enabletcpreset",
    ABSENT,
    "true",
)
NO_SNAT = Expected(
    "the outbound rule is the way out", f"{BALANCER}.properties.loadbalancingrules*.disableoutboundsnat", ABSENT, "true"
)
RETIRED_BASIC = [*STANDARD, STATIC, *ADMITTED]
BALANCED = [OUTBOUND, NO_SNAT, TCP_RESET]

EXTENDED = [
    Expected("Azure's default, said aloud", f"{EXTENSION}.enableautomaticupgrade", ABSENT, "false"),
    Expected("the script runs again when it changes", f"{EXTENSION}.forceupdatetag", ABSENT, ANY),
]
SECRET_ADDRESSES = [
    Expected("an address with a SAS token is a secret", f"{EXTENSION}.settings.fileuris", ANY, ABSENT),
    Expected("an address with a SAS token is a secret", f"{EXTENSION}.protectedsettings", ABSENT, {"fileuris": ANY}),
]
GATEWAY = "microsoft.network/applicationgateways/*.properties"
NO_WAY_OUT = "instances without a load balancer have no way out without a NAT gateway"
MEMBER = "virtual machines that join later are no part of a blueprint"

CASES: dict[str, list[Expected]] = {
    "201-vm-vmss-flexible-orchestration-mode": [
        Expected("the mode that they mean, said aloud", f"{SET}.orchestrationmode", ABSENT, "flexible"),
        Expected("no zones are left out", "microsoft.compute/virtualmachinescalesets/*.zones", "", ABSENT),
        Expected(MEMBER, "microsoft.compute/virtualmachines/*", ANY, ABSENT),
        Expected(MEMBER, "microsoft.network/networkinterfaces/*", ANY, ABSENT),
        Expected(MEMBER, PUBLIC, ANY, ABSENT),
    ],
    "201-vmss-automatic-repairs-slb-health-probe": [
        *BASE,
        OVERPROVISION,
        OS_DISK,
        *EXTENDED,
        *SECRET_ADDRESSES,
        TCP_RESET,
        Expected(
            "Azure's default, said aloud",
            f"{BALANCER}.properties.frontendipconfigurations*.privateipallocationmethod",
            ABSENT,
            "Dynamic",
        ),
    ],
    "201-vmss-bottle-autoscale": [
        *BASE,
        KEY,
        *RETIRED_BASIC,
        OUTBOUND,
        *EXTENDED,
        *SECRET_ADDRESSES,
    ],
    "201-vmss-custom-script-windows": [*BASE, *RETIRED_BASIC, *BALANCED, *EXTENDED],
    "201-vmss-existing-vnet": [*BASE, KEY, *RETIRED_BASIC, *BALANCED],
    "201-vmss-linux-customimage-autoscale": [
        *BASE,
        OVERPROVISION,
        OS_DISK,
        *RETIRED_BASIC,
        *BALANCED,
        *EXTENDED,
        *SECRET_ADDRESSES,
    ],
    "201-vmss-linux-nat-zones": [*BASE, KEY, OUTBOUND, ADMITTED_PORT],
    "201-vmss-public-ip-linux": [*BASE, KEY, *RETIRED_BASIC],
    "201-vmss-ubuntu-app-gateway": [
        *BASE,
        KEY,
        *ADMITTED,
        STATIC,
        STANDARD[1],
        Expected("gateways of the first version are retired", f"{GATEWAY}.sku.name", "Standard_Large", "Standard_v2"),
        Expected("gateways of the first version are retired", f"{GATEWAY}.sku.tier", "Standard", "Standard_v2"),
        Expected("the second version wants an order", f"{GATEWAY}.requestroutingrules*.priority", ABSENT, "100"),
        Expected("clients that can speak HTTP/2", f"{GATEWAY}.enablehttp2", ABSENT, "true"),
        Expected("TLS of today, said aloud", f"{GATEWAY}.sslpolicy", ABSENT, ANY),
        Expected(NO_WAY_OUT, "microsoft.network/natgateways/*", ABSENT, ANY),
        Expected(NO_WAY_OUT, PUBLIC, ABSENT, ANY),
        Expected(NO_WAY_OUT, "microsoft.network/virtualnetworks/*.subnets*.natgateway", ABSENT, ANY),
    ],
    "201-vmss-windows-customimage": [
        *BASE,
        OS_DISK,
        *RETIRED_BASIC,
        *BALANCED,
        Expected("Azure's default, said aloud", "microsoft.compute/images/*.hypervgeneration", ABSENT, "V1"),
    ],
    "201-vmss-windows-webapp-dsc-autoscale": [
        *BASE,
        *STANDARD,
        *ADMITTED,
        *BALANCED,
        EXTENDED[0],
        Expected(
            "an address with a SAS token is a secret",
            f"{EXTENSION}.settings.configurationarguments.webdeploypackagepath",
            ANY,
            ABSENT,
        ),
        Expected(
            "an address with a SAS token is a secret",
            f"{EXTENSION}.protectedsettings",
            ABSENT,
            {"configurationarguments": {"webdeploypackagepath": ANY}, "configurationurlsastoken": ""},
        ),
    ],
    "ipv6-in-vnet-vmss": [
        UNIFORM,
        ADMITTED_PORT,
        Expected("Azure's default left out", f"{ADDRESS}.privateipaddressversion", "IPv4", ABSENT),
        Expected("Azure's default left out", f"{PUBLIC}.publicipaddressversion", "IPv4", ABSENT),
    ],
}


each_template = pytest.mark.parametrize("name", CASES)


def test_every_published_template_has_its_blueprint() -> None:
    published = {file.parent.name for file in (DATA / "templates").glob("*/azuredeploy.json")}

    assert sorted(CASES) == sorted(published)
    assert sorted(CASES) == sorted(file.stem for file in (BLUEPRINTS / "templates").glob("*.yaml"))


@each_template
def test_same_expansion(name: str) -> None:
    found = differences(*expansions(name))

    assert [each for each in found if not any(is_expected(each, listed) for listed in CASES[name])] == []


@each_template
def test_every_difference_that_is_listed_is_there(name: str) -> None:
    found = list(differences(*expansions(name)))

    assert [listed for listed in CASES[name] if not any(is_expected(each, listed) for each in found)] == []


def expansions(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    file = read(f"templates/{name}/azuredeploy.parameters.json")["parameters"]
    values = {key: given["value"] for key, given in file.items()} | FITTING | {"adminPasswordOrKey": "ssh-rsa AAAA"}
    published = without_retired(expanded(read(f"templates/{name}/azuredeploy.json"), values))
    blueprint = generator.load(BLUEPRINTS / "templates" / f"{name}.yaml")
    return with_our_names(published, NAMES.get(name, {})), expanded(generator.render(blueprint).content, values)


def with_our_names(value: Any, names: dict[str, str]) -> Any:
    """The value with our names of parts; ids, which ignore case, have theirs in small letters."""
    ours = {**names, **{theirs.lower(): name.lower() for theirs, name in names.items()}}
    match value:
        case dict():
            return {key: with_our_names(inner, names) for key, inner in value.items()}
        case list():
            return [with_our_names(item, names) for item in value]
        case str():
            return re.sub(r"[\w-]+", lambda word: ours.get(word[0], word[0]), value)
    return value


def is_expected(found: Difference, listed: Expected) -> bool:
    pattern = listed.path.replace("[", "?").replace("]", "?")
    return fnmatchcase(found.path, pattern) and (found.first, found.second) == (listed.theirs, listed.ours)
