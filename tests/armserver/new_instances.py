"""How instances are when they are new, for tests to choose: `let_begin(state, "web", troubles.unhealthy())`."""

from collections.abc import Callable, Mapping
from typing import Any

from armserver.scale_sets import Instance, ScaleSet, ScaleSets
from armserver.state import State

Change = Callable[[Instance], None]


def let_begin(state: State, name: str, change: Change, *, looks: int | None = None) -> None:
    """Let what `change` does become of each new instance of the scale set.

    After so many looks at the instances, all of them are healthy; None is never.
    """
    state.scale_sets = _NewInstances(state.scale_sets, name, change, looks)


class _NewInstances(ScaleSets):
    """The scale sets there are, and more of one of them."""

    def __init__(self, others: ScaleSets, name: str, change: Change, looks: int | None) -> None:
        super().__init__()
        self._others = others
        self._name = name.lower()
        self._change = change
        self._looks = looks

    def update(self, body: Mapping[str, Any]) -> None:
        before = self._others.get(str(body.get("id")))
        known = {each.id for each in before.instances} if before else set()
        self._others.update(body)
        scale_set = self._others.get(str(body.get("id")))
        if scale_set is not None and str(body.get("name")).lower() == self._name:
            for instance in scale_set.instances:
                if instance.id not in known:
                    self._change(instance)

    def remove(self, resource_id: str) -> None:
        self._others.remove(resource_id)

    def get(self, resource_id: str) -> ScaleSet | None:
        scale_set = self._others.get(resource_id)
        if scale_set is not None and resource_id.lower().endswith(f"/{self._name}") and self._looks is not None:
            self._looks -= 1
            if self._looks < 0:
                for instance in scale_set.instances:
                    instance.health = "Healthy"
        return scale_set
