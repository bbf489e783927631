"""What resource providers alone decide: ids, states, addresses, the principals of identities."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from armserver.state import TENANT

Body = dict[str, Any]
_SUB_RESOURCES = {
    "microsoft.network/loadbalancers": (
        "frontendIPConfigurations",
        "backendAddressPools",
        "loadBalancingRules",
        "probes",
        "inboundNatRules",
        "inboundNatPools",
        "outboundRules",
    ),
    "microsoft.network/networksecuritygroups": ("securityRules",),
    "microsoft.network/virtualnetworks": ("subnets",),
}


def add_read_only(kind: str, body: Body, revision: str) -> None:
    """Put into a resource of this type what follows from its id; `revision` makes the etags of one state of it."""
    properties = body["properties"]
    properties["provisioningState"] = "Succeeded"
    _add_principals(body)
    if kind.lower().startswith("microsoft.network/"):
        body["etag"] = properties_etag = _etag(body["id"], revision)
        for member in _SUB_RESOURCES.get(kind.lower(), ()):
            for item in properties.get(member) or ():
                item |= {"id": f"{body['id']}/{member}/{item.get('name')}", "etag": properties_etag}
                item["type"] = f"{kind}/{member}"
                item["properties"] = {**(item.get("properties") or {}), "provisioningState": "Succeeded"}
    if kind.lower() in _PARTICULAR:
        _PARTICULAR[kind.lower()](body)


def guid(*parts: str) -> str:
    """Give a GUID that follows from the parts."""
    return str(UUID(sha256("|".join(parts).lower().encode()).hexdigest()[:32]))


def _etag(resource_id: str, revision: str) -> str:
    return f'W/"{guid(resource_id, revision)}"'


def _add_principals(body: Body) -> None:
    identity = body.get("identity")
    if not isinstance(identity, dict):
        return
    if "systemassigned" in str(identity.get("type")).lower():
        identity |= {"principalId": guid(body["id"], "principal"), "tenantId": TENANT}
    assigned = identity.get("userAssignedIdentities")
    if isinstance(assigned, dict):
        for resource_id in assigned:
            assigned[resource_id] = {
                "principalId": guid(resource_id, "principal"),
                "clientId": guid(resource_id, "client"),
            }


def _scale_set(body: Body) -> None:
    body["properties"]["uniqueId"] = guid(body["id"])


def _identity(body: Body) -> None:
    body["properties"] |= {
        "tenantId": TENANT,
        "principalId": guid(body["id"], "principal"),
        "clientId": guid(body["id"], "client"),
    }


def _public_address(body: Body) -> None:
    properties = body["properties"]
    properties["resourceGuid"] = guid(body["id"])
    if str(properties.get("publicIPAllocationMethod")).lower() == "static":
        last = sha256(body["id"].lower().encode()).digest()
        properties["ipAddress"] = f"203.0.113.{last[0]}"  # documentation addresses, RFC 5737
    label = (properties.get("dnsSettings") or {}).get("domainNameLabel")
    if label:
        properties["dnsSettings"]["fqdn"] = f"{label}.{body.get('location')}.cloudapp.azure.com"


def _network(body: Body) -> None:
    body["properties"]["resourceGuid"] = guid(body["id"])


def _storage(body: Body) -> None:
    name = body["name"]
    services = ("blob", "file", "queue", "table")
    body["properties"]["primaryEndpoints"] = {each: f"https://{name}.{each}.core.windows.net/" for each in services}


def _vault(body: Body) -> None:
    body["properties"]["vaultUri"] = f"https://{body['name']}.vault.azure.net/"


def _workspace(body: Body) -> None:
    body["properties"]["customerId"] = guid(body["id"], "workspace")


_PARTICULAR: dict[str, Callable[[Body], None]] = {
    "microsoft.compute/virtualmachinescalesets": _scale_set,
    "microsoft.keyvault/vaults": _vault,
    "microsoft.managedidentity/userassignedidentities": _identity,
    "microsoft.network/loadbalancers": _network,
    "microsoft.network/networksecuritygroups": _network,
    "microsoft.network/publicipaddresses": _public_address,
    "microsoft.network/virtualnetworks": _network,
    "microsoft.operationalinsights/workspaces": _workspace,
    "microsoft.storage/storageaccounts": _storage,
}
