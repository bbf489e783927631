"""Two slots on the loopback, and a client that looks all the time where production leads."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from commands import Answer
from loopback import SUBSCRIPTION, Azure

PROVIDERS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
SCALE_SETS = f"{PROVIDERS}/Microsoft.Compute/virtualMachineScaleSets"
BALANCERS = {
    "load balancer": f"{PROVIDERS}/Microsoft.Network/loadBalancers/web-lb",
    "application gateway": f"{PROVIDERS}/Microsoft.Network/applicationGateways/web-gateway",
}
NETWORKS = {
    "load balancer": "  loadBalancer: {rules: [80]}\n",
    "application gateway": (
        "  applicationGateway:\n    rules: [{frontendPort: 80, pathRules: [{paths: [/api/*], backendPort: 9000}]}]\n"
    ),
}
BLUEPRINT = """\
# Releases of the shop
name: web
image: Canonical:ubuntu-24_04-lts:server:latest
scaleSet:
  sku: {name: Standard_D2s_v5, capacity: 2}
  orchestrationMode: Uniform
  osProfile:
    adminUsername: azureuser
    ssh: {publicKey: {parameter: sshPublicKey}}
  health: {extension: {protocol: http, port: 80, requestPath: /}}
swap:
  active: blue        # in production
  green:              # the next release
    extensions: [{kind: customScript, commandToExecute: echo 2}]
network:
"""
POOLS = ("loadBalancerBackendAddressPools", "applicationGatewayBackendAddressPools")


@dataclass(frozen=True)
class Slots:
    """A blueprint `swap.yaml` with two slots, behind a balancer of that kind."""

    azure: Azure
    kind: str = "load balancer"
    more: str = ""

    def __post_init__(self) -> None:
        self.file.write_text(self.text, encoding="utf-8")

    @property
    def text(self) -> str:
        return BLUEPRINT + NETWORKS[self.kind] + self.more

    @property
    def file(self) -> Any:
        return self.azure.folder / "swap.yaml"

    @property
    def active(self) -> str:
        """The slot that the file has in production."""
        (line,) = (each for each in self.file.read_text(encoding="utf-8").splitlines() if "active:" in each)
        return str(line.split()[1])

    @property
    def production(self) -> set[str]:
        """The pools that rules of production lead to."""
        return {pool.rpartition("/")[2] for pool in production_pools(self.azure, self.kind)}

    def deployed(self) -> "Slots":
        """The same after the blueprint has been deployed as it is."""
        answer = self.azure.deploy("--skip-what-if", file=self.file)
        assert answer.exit_code == 0, answer.stderr
        return self

    def swap(self, to: str, *arguments: object) -> Answer:
        given = ("--deploy", "-g", "rg", "--yes", "--skip-what-if", "--check-interval", "0", "--checks", 5)
        return self.azure.vmssgen("swap", self.file, "--to", to, *given, *arguments)

    def instances(self, slot: str) -> list[Any]:
        scale_set = self.azure.server.state.scale_sets.get(f"{SCALE_SETS}/web-{slot}")
        return scale_set.instances if scale_set else []

    def deployments(self, step: str) -> list[str]:
        """The names of the deployments of a step, one for each time that it was begun."""
        sent = self.azure.requests("PUT")
        names = [each.path.rpartition("/")[2] for each in sent if "/deployments/" in each.path and each.status < 300]
        return [name for name in names if name.startswith(f"web-{step}-")]


def production_pools(azure: Azure, kind: str) -> list[str]:
    """The id, in lower case, of the pool that each rule of production leads to now."""
    balancer = azure.server.state.resources.get(BALANCERS[kind])
    properties = balancer["properties"] if balancer else {}
    listed = [*properties.get("loadBalancingRules", ()), *properties.get("requestRoutingRules", ())]
    maps = properties.get("urlPathMaps", ())
    rules = [each for each in (*listed, *maps) if not each["name"].endswith("-staging")]
    rules += [rule for each in maps if each in rules for rule in each["properties"]["pathRules"]]
    keys = ("backendAddressPool", "defaultBackendAddressPool")
    return [each["properties"][key]["id"].lower() for each in rules for key in keys if key in each["properties"]]


@dataclass
class Watch:
    """What a client sees: how often it looked, where production led, and each time that nobody could answer."""

    looks: int = 0
    seen: list[set[str]] = field(default_factory=list)
    outages: list[str] = field(default_factory=list)

    def look(self, slots: Slots) -> None:
        with slots.azure.server.state.lock:
            pools = production_pools(slots.azure, slots.kind)
            served = {pool for slot in ("blue", "green") for pool in pools_with_healthy_instances(slots, slot)}
        self.looks += 1
        if set(pools) not in self.seen[-1:]:
            self.seen.append(set(pools))
        self.outages += [pool for pool in pools if pool not in served]


def pools_with_healthy_instances(slots: Slots, slot: str) -> Iterator[str]:
    for instance in slots.instances(slot):
        if instance.health == "Healthy" and instance.power == "running" and instance.state == "Succeeded":
            profile = instance.model["virtualMachineProfile"]["networkProfile"]
            for interface in profile["networkInterfaceConfigurations"]:
                for address in interface["properties"]["ipConfigurations"]:
                    for key in POOLS:
                        yield from (each["id"].lower() for each in address["properties"].get(key, ()))


@contextmanager
def watching(slots: Slots) -> Iterator[Watch]:
    """Look every millisecond while the context lasts."""
    watch, end = Watch(), threading.Event()

    def look() -> None:
        while not end.is_set():
            watch.look(slots)
            time.sleep(0.001)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        end.set()
        thread.join()
    watch.look(slots)
