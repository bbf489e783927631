"""What Azure remembers between two requests."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from armserver.errors import ArmError

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"


@dataclass(slots=True, kw_only=True)
class Deployment:
    """A deployment on its way: each poll of its operation takes it one status further, up to the last."""

    name: str
    properties: dict[str, Any]
    operation: str
    statuses: list[str] = field(default_factory=lambda: ["Accepted", "Running", "Succeeded"])

    def advance(self) -> str:
        """Give the status that the next poll sees."""
        if len(self.statuses) > 1:
            del self.statuses[0]
        self.properties["provisioningState"] = self.statuses[0]
        return self.statuses[0]


@dataclass(slots=True, kw_only=True)
class ResourceGroup:
    """A resource group and the deployments into it, by their names in lower case."""

    name: str
    location: str = "westeurope"
    tags: Mapping[str, str] = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The resource id, in the case that Azure returns."""
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{self.name}"

    def deployment(self, name: str) -> Deployment:
        """Give the deployment; raise ArmError (404) if there is none."""
        try:
            return self.deployments[name.lower()]
        except KeyError:
            raise ArmError(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.") from None


class State:
    """The one subscription there is. `lock` is held for the whole of a request: nobody sees half a change."""

    def __init__(self, *groups: ResourceGroup) -> None:
        self.lock = threading.RLock()
        self._groups = {group.name.lower(): group for group in groups}
        self._operations = 0

    def add(self, group: ResourceGroup) -> bool:
        """Create or replace a resource group; tell whether it is new."""
        key = group.name.lower()
        is_new = key not in self._groups
        if not is_new:
            group.deployments = self._groups[key].deployments
        self._groups[key] = group
        return is_new

    def group(self, subscription: str, name: str) -> ResourceGroup:
        """Give the resource group; raise ArmError (404) if it or the subscription does not exist."""
        if subscription.lower() != SUBSCRIPTION:
            raise ArmError(404, "SubscriptionNotFound", f"The subscription '{subscription}' could not be found.")
        try:
            return self._groups[name.lower()]
        except KeyError:
            raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.") from None

    def next_id(self) -> str:
        """Give an id for an operation or a correlation: counted, so that a test sees the same ones each time."""
        self._operations += 1
        return str(uuid.UUID(int=self._operations))
