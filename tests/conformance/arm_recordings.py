"""Recorded Resource Manager traffic: which of it can be sent again, and which the loopback server claims to answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from conformance.conformance_data import DATA, read

Recorded = dict[str, Any]

CATEGORIES = ("deployments", "deployments_failed", "resource_groups", "whatif", "vmss")
_NO_REQUESTS = ("javalib", "javalib-transcribed")
_OMITTED = "omitted"
_SUBSCRIPTION = re.compile(r"/subscriptions/([^/?\"]+)")
_TIME = re.compile(r":(\d{8}T\d{6}Z):")

CLAIMED = re.compile(
    r"/subscriptions/[^/]+("
    r"|/resourcegroups"
    r"|/operationresults/.+"
    r"|/resources"
    r"|/resourcegroups/[^/]+(/exporttemplate)?"
    r"|(/resourcegroups/[^/]+)?(/providers/microsoft\.resources)?/deployments(/.+)?/?"
    r"|/resourcegroups/[^/]+/providers/microsoft\.resources/templatespecs/.+"
    r"|/providers/microsoft\.compute/locations/[^/]+/operations/.+"
    r"|(/resourcegroups/[^/]+)?/providers/microsoft\.compute/virtualmachinescalesets"
    r"|/resourcegroups/[^/]+/providers/microsoft\.compute/virtualmachinescalesets/[^/]+"
    r"(/(instanceview|manualupgrade|reimage|reimageall|delete|start|restart|poweroff|deallocate"
    r"|rollingupgrades/(latest|cancel)|osrollingupgrade|extensionrollingupgrade))?"
    r"|/resourcegroups/[^/]+/providers/microsoft\.compute/virtualmachinescalesets/[^/]+/virtualmachines"
    r"(/[^/]+(/(instanceview|reimage|deallocate))?)?"
    r")",
    re.IGNORECASE,
)
"""The paths that the server answers as Azure does."""

_UNCLAIMED = re.compile(r"(?i)^PUT .*/virtualmachines/[^/]+$")


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """The interactions of one recording, in the order in which they happened."""

    name: str
    interactions: tuple[Recorded, ...]
    subscription: str

    def body(self, index: int) -> Any:
        """The recorded answer, which may stand with another interaction."""
        recorded = self.interactions[index]
        same = recorded.get("sameResponseAs")
        if same is None:
            return recorded.get("responseBody")
        return next(each for each in self.interactions if each["place"] == same).get("responseBody")

    def why_not(self, index: int) -> str | None:
        """Why an interaction is not sent again; None where it is."""
        recorded = self.interactions[index]
        path, body = recorded["path"].partition("?")[0], recorded.get("requestBody")
        if not CLAIMED.fullmatch(path) or _UNCLAIMED.match(f"{recorded['method']} {path}"):
            return "the server does not answer this"
        if isinstance(body, str) and _OMITTED in body:
            return "the recording omits the large request"
        if _OMITTED in str(self.body(index))[:100]:
            return "the recording omits the large answer"
        link = _link(body)
        if link and link not in linked_templates():
            return "the template lies at a URI, and no recording has it"
        return None


@cache
def recordings() -> tuple[Recording, ...]:
    """The recordings that have the bodies of their requests; none where the conformance data is absent."""
    return tuple(_recordings())


@cache
def linked_templates() -> dict[str, Any]:
    """Templates that recordings name by URI, and that others of them have in full."""
    if not DATA.is_dir():
        return {}
    github = "https://raw.githubusercontent.com/Azure"
    two_subnets = f"{github}/azure-quickstart-templates/master/quickstarts/microsoft.network/vnet-two-subnets"
    simple = read("arm-traffic/deployments/group_deployment_no_wait.json")["interactions"][0]["requestBody"]
    predicted = [case for case in read("arm-traffic/whatif_cases.json") if case["template"]]
    vnet = next(case for case in predicted if "vnetAddressPrefix" in case["template"].get("parameters", {}))
    return {
        f"{github}/azure-cli/dev/src/azure-cli/azure/cli/command_modules/resource/tests/latest/simple_deploy.json": (
            simple["properties"]["template"]
        ),
        f"{two_subnets}/azuredeploy.json": vnet["template"],
        f"{two_subnets}/azuredeploy.parameters.json": {"parameters": {}},
    }


def _recordings() -> Iterator[Recording]:
    for category in CATEGORIES:
        for file in sorted(DATA.glob(f"arm-traffic/{category}/*.json")):
            recording = read(str(file.relative_to(DATA)))
            if "interactions" not in recording or recording["source"]["dataset"] in _NO_REQUESTS:
                continue
            numbered = [{**each, "place": place} for place, each in enumerate(recording["interactions"])]
            found = _SUBSCRIPTION.search(str(numbered))
            if found:
                name = f"{category}/{file.stem}"
                yield Recording(name, tuple(sorted(numbered, key=_when)), found[1])


def _when(recorded: Recorded) -> tuple[str, bool]:
    """When it happened, where the recording says so: some keep the interactions by their path."""
    found = _TIME.search(recorded["responseHeaders"].get("x-ms-routing-request-id", ""))
    return (found[1], recorded["method"] == "GET") if found else ("", False)


def _link(body: Any) -> str | None:
    properties = body.get("properties") if isinstance(body, dict) else None
    link = properties.get("templateLink") if isinstance(properties, dict) else None
    return link.get("uri") if isinstance(link, dict) else None
