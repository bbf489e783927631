"""Our templates say what the templates say that `az vmss create` submits, save for the differences listed here."""

import re
from typing import Any, NamedTuple

import pytest
from conformance.conformance_data import BLUEPRINTS, DATA, needs_data, read
from conformance.substance import ABSENT, Difference, dependencies, differences, resources

import generator

pytestmark = needs_data

PROFILE = "microsoft.compute/virtualmachinescalesets/myScaleSet.properties.virtualmachineprofile"
NETWORK = f"{PROFILE}.networkprofile"
IP_CONFIGURATION = (
    f"{NETWORK}.networkinterfaceconfigurations[mysca681aNic].properties.ipconfigurations[mysca681aIPConfig]"
)
SECURITY_RULES = "microsoft.network/networksecuritygroups/myScaleSetNSG.properties.securityrules"

NAMES = {"default-allow-ssh": "NatRule"}
"""What a blueprint cannot name, and how az names it: ours is named after the rule that needs the port."""


class Expected(NamedTuple):
    """A difference between the template of az and ours, and why it is right."""

    reason: str
    path: str
    az: Any
    ours: Any


PRIMARY = Expected(
    "az leaves it open which address is the first", f"{IP_CONFIGURATION}.properties.primary", ABSENT, "true"
)
NETWORK_API = Expected(
    "the newer of the two that Azure knows", f"{NETWORK}.networkapiversion", "2020-11-01", "2022-11-01"
)
PRIORITY = Expected(
    "NAT rules come after load balancing rules", f"{SECURITY_RULES}[NatRule].properties.priority", "1000", "2000"
)
PORT_80 = Expected(
    "az balances port 80, which its security group keeps out",
    f"{SECURITY_RULES}[LBRule]",
    ABSENT,
    {
        "name": "LBRule",
        "properties": {
            "priority": "1000",
            "direction": "inbound",
            "access": "allow",
            "protocol": "tcp",
            "sourceaddressprefix": "Internet",
            "sourceportrange": "*",
            "destinationaddressprefix": "*",
            "destinationportrange": "80",
        },
    },
)


def tcp_reset(balancer: str) -> Expected:
    path = f"microsoft.network/loadbalancers/{balancer}.properties.loadbalancingrules[LBRule].properties.enabletcpreset"
    return Expected("clients learn at once that an idle connection is gone", path, ABSENT, "true")


def admitted_port(port: str) -> Expected:
    path = f"{SECURITY_RULES}[NatRule].properties.destinationportrange"
    return Expected("az admits port 22 whatever port its NAT rule leads to", path, "22", port)


BALANCED = [PRIMARY, PRIORITY, PORT_80, tcp_reset("myScaleSetLB")]
CASES = {
    "vmss_auto_repairs": [PRIMARY],
    "vmss_data_disks": BALANCED,
    "vmss_lb_standard": [PRIMARY, PRIORITY, PORT_80, tcp_reset("myLB"), admitted_port("8080")],
    "vmss_linux_flexible": [*BALANCED, NETWORK_API],
    "vmss_linux_uniform": BALANCED,
    "vmss_managed_image": BALANCED,
    "vmss_windows_password": [*BALANCED, admitted_port("3389")],
}

each_case = pytest.mark.parametrize("case", CASES)


def test_every_recorded_scale_set_has_its_blueprint() -> None:
    assert sorted(CASES) == sorted(file.stem for file in (DATA / "az").glob("vmss_*.json"))


@each_case
def test_same_substance(case: str) -> None:
    recorded = read(f"az/{case}.json")
    parameters = {name: given["value"] for name, given in recorded["parameters"].items()}
    parameters |= {"sshPublicKey": public_key(recorded["template"])}
    az = resources(with_our_names(recorded["template"]), parameters)
    ours = resources(rendered(case), parameters)

    expected = sorted(Difference(each.path, each.az, each.ours) for each in CASES[case])

    assert sorted(differences(az, ours)) == expected


@each_case
def test_same_order_of_deployment(case: str) -> None:
    az = dependencies(read(f"az/{case}.json")["template"])
    for kind_and_name, waits_for in az.items():
        if kind_and_name.startswith("microsoft.network/loadbalancers/"):
            waits_for.remove("microsoft.network/virtualnetworks/myscalesetvnet")  # a public one needs no network

    assert dependencies(rendered(case)) == az


def rendered(case: str) -> dict[str, Any]:
    return generator.render(generator.load(BLUEPRINTS / f"{case}.yaml")).content


def public_key(template: dict[str, Any]) -> str | None:
    (profile,) = (
        each["properties"]["virtualMachineProfile"]["osProfile"]
        for each in template["resources"]
        if each["type"] == "Microsoft.Compute/virtualMachineScaleSets"
    )
    keys = profile.get("linuxConfiguration", {}).get("ssh", {}).get("publicKeys", ())
    return next((key["keyData"] for key in keys), None)


def with_our_names(value: Any) -> Any:
    match value:
        case dict():
            return {key: inner if key == "keyData" else with_our_names(inner) for key, inner in value.items()}
        case list():
            return [with_our_names(item) for item in value]
        case str():
            return re.sub(r"[\w-]+", lambda word: NAMES.get(word[0], word[0]), value)
    return value
