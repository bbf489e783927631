"""The least that can talk to the server: no SDK, no retries, one request after another."""

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from armserver.server import ArmServer
from armserver.state import SUBSCRIPTION

Json = dict[str, Any]
SCHEMAS = "https://schema.management.azure.com/schemas"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
_MOST_POLLS = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `body` parsed, None if there was none."""

    status: int
    headers: dict[str, str]
    body: Any


class Client:
    """Sends requests with the token that opens the server."""

    def __init__(self, server: ArmServer) -> None:
        self._server = server
        tls = ssl.create_default_context(cafile=server.authority_file)
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=tls),
            urllib.request.ProxyHandler({}),  # a proxy of this machine cannot reach its loopback
        )

    def send(
        self, method: str, path: str, body: Any = None, *, text: str = "", token: str = "", **query: str
    ) -> Answer:
        """Send a request to a path below the subscription, or to an absolute URL or path."""
        data = text or (json.dumps(body) if body is not None else "")
        request = urllib.request.Request(
            self._url(path, query),
            data=data.encode() or None,
            method=method,
            headers={"Authorization": f"Bearer {token or self._server.tokens.token}"},
        )
        try:
            with self._opener.open(request) as response:
                return Answer(response.status, dict(response.headers), json.loads(response.read() or "null"))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), json.loads(error.read() or "null"))

    def get(self, path: str, **query: str) -> Any:
        """Give the body of what is there."""
        return self.send("GET", path, **query).body

    def put_deployment(
        self, template: Json | None, parameters: Json | None = None, *, name: str = "d", **more: Any
    ) -> Answer:
        """Ask for a deployment; `more` are further properties, or `scope` and other members around these."""
        return self.send("PUT", *_asked(template, parameters, name, more))

    def validate(self, template: Json, parameters: Json | None = None, **more: Any) -> Answer:
        """Ask whether a deployment is valid."""
        path, body = _asked(template, parameters, "d", more)
        return self.send("POST", f"{path}/validate", body)

    def deploy(self, template: Json | None, parameters: Json | None = None, *, name: str = "d", **more: Any) -> Json:
        """Deploy, and follow it to its end; give the deployment's properties."""
        path, _ = _asked(template, parameters, name, dict(more))
        accepted = self.put_deployment(template, parameters, name=name, **more)
        assert accepted.status in (200, 201), accepted.body
        self.follow(accepted)
        return dict(self.get(path)["properties"])

    def what_if(self, template: Json, parameters: Json | None = None, *, ids_only: bool = False, **more: Any) -> Json:
        """Ask what a deployment would change; give the result."""
        wanted = {"resultFormat": "ResourceIdOnly" if ids_only else "FullResourcePayloads"}
        path, body = _asked(template, parameters, "d", {"whatIfSettings": wanted, **more})
        return dict(self.follow(self.send("POST", f"{path}/whatIf", body)).body)

    def follow(self, accepted: Answer) -> Answer:
        """Poll what an answer says until it has ended."""
        for _ in range(_MOST_POLLS):
            answer = self.poll(accepted)
            state = str((answer.body or {}).get("status", "")).lower()
            if answer.status != 202 and state not in ("accepted", "running", "deploying", "initializing", "inprogress"):
                return answer
        raise AssertionError(f"it does not end: {answer}")

    def poll(self, accepted: Answer) -> Answer:
        """Ask once how far it is."""
        return self.send("GET", accepted.headers.get("Azure-AsyncOperation") or accepted.headers["Location"])

    def _url(self, path: str, query: dict[str, str]) -> str:
        if path.startswith("https://"):
            return path
        absolute = path if path.startswith("/") else f"/subscriptions/{SUBSCRIPTION}/{path}"
        return f"{self._server.url}{absolute}?{urlencode({'api-version': '2025-04-01', **query})}"


def template(*resources: Json, **more: Any) -> Json:
    """Give a template with these resources."""
    schema = f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#"
    return {"$schema": schema, "contentVersion": "1.0.0.0", "resources": list(resources), **more}


def network(name: str = "net", **more: Any) -> Json:
    """Give a virtual network as a template has it."""
    properties = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    return _resource("Microsoft.Network/virtualNetworks", name, {"properties": properties, **more})


def scale_set(name: str = "web", *, capacity: int = 2, **more: Any) -> Json:
    """Give a scale set as a template has it; `profile` are members of its machines' profile."""
    profile = {
        "osProfile": {"computerNamePrefix": name, "adminUsername": "azureuser"},
        "storageProfile": {"imageReference": {"publisher": "Canonical", "offer": "ubuntu-24_04-lts"}},
        **more.pop("profile", {}),
    }
    properties = {"virtualMachineProfile": profile, "upgradePolicy": {"mode": "Manual"}, **more.pop("properties", {})}
    sku = {"name": "Standard_D2s_v5", "capacity": capacity}
    kind = "Microsoft.Compute/virtualMachineScaleSets"
    return _resource(kind, name, {"sku": sku, "properties": properties, **more})


def _resource(kind: str, name: str, more: Json) -> Json:
    return {"type": kind, "apiVersion": "2024-07-01", "name": name, "location": "westeurope", **more}


def _asked(template: Json | None, parameters: Json | None, name: str, more: dict[str, Any]) -> tuple[str, Json]:
    scope = more.pop("scope", "resourcegroups/rg/")
    around: Json = {key: more.pop(key) for key in ("location", "tags") if key in more}
    given = {key: value if _is_reference(value) else {"value": value} for key, value in (parameters or {}).items()}
    inline = {} if template is None else {"template": template}
    properties = {"mode": "Incremental", **inline, "parameters": given, **more}
    return f"{scope}providers/Microsoft.Resources/deployments/{name}", {**around, "properties": properties}


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"reference"}
