"""Azure's own roll-outs, batch by batch: of the model in Rolling mode, of OS images, of versions of extensions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from armserver.clock import timestamp
from armserver.compute import SCALE_SET, Compute
from armserver.compute_operations import ComputeOperations
from armserver.errors import ArmError, not_found
from armserver.messages import Request, Response
from armserver.providers import described
from armserver.routing import Route
from armserver.scale_sets import Instance, ScaleSet
from armserver.scopes import group_of
from armserver.state import State

_KIND = "Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades"
_POLICY = {
    "maxBatchInstancePercent": 20,
    "maxUnhealthyInstancePercent": 20,
    "maxUnhealthyUpgradedInstancePercent": 20,
    "pauseTimeBetweenBatches": "PT0S",
}


@dataclass(slots=True, kw_only=True)
class _Upgrade:
    scale_set: ScaleSet
    policy: Mapping[str, Any]
    pending: list[Instance]
    with_disks: bool
    started: datetime
    action: str = "Start"
    acted: datetime
    code: str = "RollingForward"
    done: list[Instance] = field(default_factory=list)
    error: Mapping[str, Any] | None = None

    def advance(self) -> None:
        """Do one batch, unless too many instances are unhealthy."""
        if self.code != "RollingForward":
            return
        if not self.pending:
            self.code = "Completed"
            return
        size = max(1, len(self.scale_set.instances) * int(self.policy["maxBatchInstancePercent"]) // 100)
        batch, self.pending = self.pending[:size], self.pending[size:]
        for each in batch:
            each.reimaged += self.with_disks
            each.take(self.scale_set.model)
        self.done += batch
        self._judge()

    def _judge(self) -> None:
        ill = [each for each in self.done if _is_ill(each)]
        share = 100 * len(ill) / max(1, len(self.scale_set.instances))
        most = int(self.policy["maxUnhealthyUpgradedInstancePercent"])
        if share > most:
            message = (
                f"Rolling Upgrade failed after exceeding the MaxUnhealthyUpgradedInstancePercent value ({most}) "
                f"defined in the RollingUpgradePolicy. {share:g}% instances are in an unhealthy state after being "
                f"upgraded - instance {ill[0].id} is unhealthy."
            )
            self.code = "Faulted"
            self.error = {"code": "MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade", "message": message}
        elif not self.pending:
            self.code = "Completed"


class RollingUpgrades:
    """Handlers; the routes go before those of `compute`, since an update of a Rolling set begins an upgrade.

    An upgrade goes one batch further with each GET of `rollingUpgrades/latest`, unless `server.hold` holds that path.
    """

    def __init__(self, state: State, operations: ComputeOperations, compute: Compute) -> None:
        self._state = state
        self._operations = operations
        self._compute = compute
        self._latest: dict[str, _Upgrade] = {}

    def routes(self) -> Iterator[Route]:
        """Give the routes to these handlers."""
        yield Route("PATCH", SCALE_SET, self.patch)
        yield Route("GET", f"{SCALE_SET}/rollingUpgrades/latest", self.latest)
        yield Route("POST", f"{SCALE_SET}/rollingUpgrades/cancel", self.cancel)
        yield Route("POST", f"{SCALE_SET}/osRollingUpgrade", self.start_os)
        yield Route("POST", f"{SCALE_SET}/extensionRollingUpgrade", self.start_extensions)

    def patch(self, request: Request) -> Response:
        """Change members of a scale set; in Rolling mode look whether instances have the latest model."""
        response = self._compute.patch(request)
        scale_set, body = self._found(request)
        outdated = [each for each in scale_set.instances if not scale_set.is_latest(each)]
        if outdated and body["properties"].get("upgradePolicy", {}).get("mode") == "Rolling":
            self._begin(scale_set, body, outdated, with_disks=False)
        return response

    def start_os(self, request: Request) -> Response:
        """Begin to bring all instances to the latest image."""
        _, body = self._found(request)
        image = body["properties"]["virtualMachineProfile"]["storageProfile"].get("imageReference") or {}
        if image.get("version", "latest") != "latest":
            message = (
                "The OS Rolling Upgrade API cannot be used on a Virtual Machine Scale Set unless the Virtual Machine "
                "Scale Set has some unprotected instances which have imageReference.version set to latest."
            )
            raise ArmError(409, "OperationNotAllowed", message)
        return self._start(request, with_disks=True)

    def start_extensions(self, request: Request) -> Response:
        """Begin to bring all instances to the latest versions of their extensions."""
        return self._start(request, with_disks=False)

    def latest(self, request: Request) -> Response:
        """Answer how far the upgrade is that runs, or ran last."""
        scale_set, body = self._found(request)
        upgrade = self._latest.get(scale_set.id.lower())
        if upgrade is None:
            message = f"The Rolling Upgrade of the Virtual Machine Scale Set '{body['name']}' was not found."
            raise ArmError(404, "NotFound", message)
        if not self._state.outcomes.holds(request.path):
            upgrade.advance()
        return Response(body=_described(upgrade, body))

    def cancel(self, request: Request) -> Response:
        """End the upgrade that runs; what is done stays."""
        scale_set, body = self._found(request)
        upgrade = self._latest.get(scale_set.id.lower())
        if upgrade is None or upgrade.code != "RollingForward":
            raise ArmError(409, "OperationNotAllowed", "There is no ongoing Rolling Upgrade to cancel.")
        upgrade.code, upgrade.action, upgrade.acted = "Cancelled", "Cancel", self._state.clock.tick()
        return Response(status=202, headers=self._operations.begin(request, body["location"], lambda: None))

    def _start(self, request: Request, *, with_disks: bool) -> Response:
        scale_set, body = self._found(request)
        upgrade = self._begin(scale_set, body, list(scale_set.instances), with_disks=with_disks)

        def work() -> Mapping[str, Any] | None:
            while upgrade.code == "RollingForward":
                upgrade.advance()
            return upgrade.error

        return Response(status=202, headers=self._operations.begin(request, body["location"], work))

    def _begin(
        self, scale_set: ScaleSet, body: Mapping[str, Any], instances: Sequence[Instance], *, with_disks: bool
    ) -> _Upgrade:
        policy = body["properties"].get("upgradePolicy", {}).get("rollingUpgradePolicy") or {}
        now = self._state.clock.tick()
        pending = [each for each in instances if not each.is_protected]
        upgrade = _Upgrade(
            scale_set=scale_set,
            policy={**_POLICY, **policy},
            pending=pending,
            with_disks=with_disks,
            started=now,
            acted=now,
        )
        self._latest[scale_set.id.lower()] = upgrade
        return upgrade

    def _found(self, request: Request) -> tuple[ScaleSet, dict[str, Any]]:
        group = group_of(self._state, request)
        resource_id = f"{group.id}/providers/Microsoft.Compute/virtualMachineScaleSets/{request.variables['name']}"
        scale_set, body = self._state.scale_sets.get(resource_id), described(self._state, resource_id)
        if scale_set is None or body is None:
            raise not_found(resource_id)
        return scale_set, body


def _is_ill(instance: Instance) -> bool:
    return instance.health == "Unhealthy" or instance.state == "Failed"


def _described(upgrade: _Upgrade, body: Mapping[str, Any]) -> dict[str, Any]:
    failed = [each for each in upgrade.done if _is_ill(each)]
    properties: dict[str, Any] = {
        "policy": dict(upgrade.policy),
        "runningStatus": {
            "code": upgrade.code,
            "startTime": timestamp(upgrade.started),
            "lastAction": upgrade.action,
            "lastActionTime": timestamp(upgrade.acted),
        },
        "progress": {
            "successfulInstanceCount": len(upgrade.done) - len(failed),
            "failedInstanceCount": len(failed),
            "inProgressInstanceCount": 0,
            "pendingInstanceCount": len(upgrade.pending),
        },
    }
    if upgrade.error:
        properties["error"] = dict(upgrade.error)
    return {"type": _KIND, "location": body["location"], "properties": properties}
