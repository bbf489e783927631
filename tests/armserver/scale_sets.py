"""Scale sets and their instances: which model each has, where it is, how it is."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

Body = dict[str, Any]
TYPE = "microsoft.compute/virtualmachinescalesets"
_NO_MODEL = ("capacity", "tier")


@dataclass(slots=True, kw_only=True)
class Instance:
    """A virtual machine of a scale set, made from the model that the set had then."""

    id: str
    number: int
    model: Body
    zone: str | None = None
    power: str = "running"
    """`running`, `stopped` or `deallocated`."""
    health: str | None = None
    """`Healthy`, `Unhealthy` or `Unknown`, as a probe or the health extension tells it; None where nothing tells."""
    state: str = "Succeeded"
    extensions: dict[str, str] = field(default_factory=dict)
    """How each extension ended that did not succeed, by name: `failed`, `transitioning`."""
    outputs: dict[str, str] = field(default_factory=dict)
    """What extensions said last, by name."""
    reimaged: int = 0
    is_protected: bool = False
    """Whether it is protected from actions of the scale set."""
    once_changed: "Callable[[Instance], None] | None" = None
    """What becomes of it when it has got a new model or new disks; `armserver.troubles` has some."""

    def take(self, model: Body) -> None:
        """Be of this model from now on."""
        self.model = deepcopy(model)
        if self.once_changed is not None:
            self.once_changed(self)


@dataclass(slots=True, kw_only=True)
class ScaleSet:
    """The instances of one scale set."""

    id: str
    model: Body = field(default_factory=dict)
    instances: list[Instance] = field(default_factory=list)
    _made: int = 0

    def update(self, body: Mapping[str, Any]) -> None:
        """Follow the scale set as it is now: its model, its upgrade policy, its capacity."""
        before, self.model = self.model, _model(body)
        properties = body.get("properties") or {}
        mode = str((properties.get("upgradePolicy") or {}).get("mode", "Manual")).lower()
        if before != self.model and mode != "manual":
            self.upgrade([each.id for each in self.instances])
        capacity = int((body.get("sku") or {}).get("capacity", len(self.instances)))
        del self.instances[capacity:]
        while len(self.instances) < capacity:
            self._add(body)

    def is_latest(self, instance: Instance) -> bool:
        """Tell whether the instance has the model that the set has now."""
        return instance.model == self.model

    def upgrade(self, ids: list[str]) -> None:
        """Give these instances the model of the set."""
        for instance in self.chosen(ids):
            instance.take(self.model)

    def reimage(self, ids: list[str]) -> None:
        """Make the disks of these instances anew, by the model of the set."""
        for instance in self.chosen(ids):
            instance.reimaged += 1
            instance.take(self.model)

    def delete(self, ids: list[str]) -> None:
        """Remove these instances."""
        gone = {each.id for each in self.chosen(ids)}
        self.instances = [each for each in self.instances if each.id not in gone]

    def switch(self, ids: list[str], power: str) -> None:
        """Give these instances that power state."""
        for instance in self.chosen(ids):
            instance.power = power

    def instance(self, instance_id: str) -> Instance | None:
        """Give the instance, if it exists."""
        return next((each for each in self.instances if each.id.lower() == instance_id.lower()), None)

    def chosen(self, ids: list[str]) -> Iterator[Instance]:
        """Give the instances of these ids; `*` is all of them."""
        wanted = {each.lower() for each in ids}
        return (each for each in list(self.instances) if "*" in wanted or each.id.lower() in wanted)

    def _add(self, body: Mapping[str, Any]) -> None:
        number, self._made = self._made, self._made + 1
        zones = body.get("zones") or [None]
        flexible = str((body.get("properties") or {}).get("orchestrationMode")).lower() == "flexible"
        name = self.id.rpartition("/")[2]
        unique = sha256(f"{self.id}|{number}".lower().encode()).hexdigest()[:8]
        self.instances.append(
            Instance(
                id=f"{name}_{unique}" if flexible else str(number),
                number=number,
                model=deepcopy(self.model),
                zone=zones[number % len(zones)],
                health="Healthy" if _tells_health(body) else None,
            )
        )


class ScaleSets:
    """The scale sets that exist, by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, ScaleSet] = {}

    def update(self, body: Mapping[str, Any]) -> None:
        """Follow a resource as it is now, if it is a scale set."""
        if str(body.get("type")).lower() == TYPE:
            scale_set = self._by_id.setdefault(str(body["id"]).lower(), ScaleSet(id=body["id"]))
            scale_set.update(body)

    def remove(self, resource_id: str) -> None:
        """Forget a scale set."""
        self._by_id.pop(resource_id.lower(), None)

    def get(self, resource_id: str) -> ScaleSet | None:
        """Give the scale set, if it exists."""
        return self._by_id.get(resource_id.lower())


def _model(body: Mapping[str, Any]) -> Body:
    """What an instance is made from, so that a change of it makes the instance an old one."""
    sku = {key: value for key, value in (body.get("sku") or {}).items() if key not in _NO_MODEL}
    profile = (body.get("properties") or {}).get("virtualMachineProfile") or {}
    return deepcopy({"sku": sku, "identity": body.get("identity"), "virtualMachineProfile": profile})


def _tells_health(body: Mapping[str, Any]) -> bool:
    profile = (body.get("properties") or {}).get("virtualMachineProfile") or {}
    extensions = (profile.get("extensionProfile") or {}).get("extensions") or ()
    kinds = {str((each.get("properties") or {}).get("type")) for each in extensions}
    by_extension = not kinds.isdisjoint(("ApplicationHealthLinux", "ApplicationHealthWindows"))
    return by_extension or "healthProbe" in (profile.get("networkProfile") or {})
