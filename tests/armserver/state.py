"""What Azure remembers between two requests."""

import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from armserver.clock import Clock
from armserver.errors import ArmError
from armserver.outcomes import Outcomes
from armserver.resources import Resources
from armserver.scale_sets import ScaleSets
from generator.arm.scope import Deployment as Place

if TYPE_CHECKING:
    from armserver.running import Run

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
TENANT = "00000000-0000-0000-0000-000000000002"


@dataclass(slots=True, kw_only=True)
class Subscription:
    """A subscription and what was deployed to it as such, by names in lower case."""

    id: str = f"/subscriptions/{SUBSCRIPTION}"
    deployments: dict[str, "Run"] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where expressions are evaluated that are deployed to here; the location is the deployment's own."""
        return Place(scope="subscription", subscription_id=self.id.rpartition("/")[2], tenant_id=TENANT)


@dataclass(slots=True, kw_only=True)
class ResourceGroup:
    """A resource group and the deployments into it, by their names in lower case."""

    name: str
    location: str = "westeurope"
    tags: Mapping[str, str] | None = None
    managed_by: str | None = None
    state: str = "Succeeded"
    subscription: str = SUBSCRIPTION
    deployments: dict[str, "Run"] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The resource id, in the case that Azure returns."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.name}"

    @property
    def place(self) -> Place:
        """Where expressions are evaluated that are deployed to here."""
        return replace(
            Subscription(id=f"/subscriptions/{self.subscription}").place,
            scope="resourceGroup",
            resource_group=self.name,
            location=self.location,
        )


Target = Subscription | ResourceGroup
"""What can be deployed to."""


@dataclass(slots=True, kw_only=True)
class Job:
    """Work that a client waits for by polling a Location: so many polls, and then what it gives."""

    polls: int
    result: Callable[[], Any]


class State:
    """The one subscription there is. `lock` is held for the whole of a request: nobody sees half a change."""

    def __init__(self, *groups: ResourceGroup, subscription: str = SUBSCRIPTION) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.outcomes = Outcomes()
        self.resources = Resources()
        self.scale_sets = ScaleSets()
        self.subscription = Subscription(id=f"/subscriptions/{subscription}")
        self.linked: dict[str, Any] = {}
        """Templates that lie on the internet, by URI."""
        self.jobs: dict[str, Job] = {}
        self._groups: dict[str, ResourceGroup] = {}
        self._operations = 0
        for group in groups:
            self.add(group)

    def add(self, group: ResourceGroup) -> bool:
        """Create or replace a resource group; tell whether it is new."""
        group.subscription = self.subscription.id.rpartition("/")[2]
        key = group.name.lower()
        is_new = key not in self._groups
        if not is_new:
            group.deployments = self._groups[key].deployments
        self._groups[key] = group
        return is_new

    def remove(self, group: ResourceGroup) -> None:
        """Delete a resource group with all that is in it."""
        self._groups.pop(group.name.lower(), None)
        for resource in list(self.resources.within(group.id)):
            self.resources.delete(resource["id"])
            self.scale_sets.remove(resource["id"])

    def groups(self) -> Iterator[ResourceGroup]:
        """Give all resource groups."""
        return iter(list(self._groups.values()))

    def find_group(self, name: str) -> ResourceGroup | None:
        """Give the resource group, if it exists."""
        return self._groups.get(name.lower())

    def subscription_of(self, subscription: str) -> Subscription:
        """Give the subscription; raise ArmError (404) if it is another than ours."""
        if subscription.lower() != self.subscription.id.rpartition("/")[2]:
            message = f"The subscription '{subscription}' could not be found."
            raise ArmError(404, "SubscriptionNotFound", message)
        return self.subscription

    def group(self, subscription: str, name: str) -> ResourceGroup:
        """Give the resource group; raise ArmError (404) if it or the subscription does not exist."""
        self.subscription_of(subscription)
        found = self.find_group(name)
        if found is None:
            raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
        return found

    def next_id(self) -> str:
        """Give an id for an operation or a correlation: counted, so that a test sees the same ones each time."""
        self._operations += 1
        return str(uuid.UUID(int=self._operations))
