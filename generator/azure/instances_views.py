"""An instance of a scale set, as the compute provider describes it.

Of Uniform scale sets that is one answer, of Flexible ones two: the instance of the set, and the virtual machine that it
is. https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-set-vms/list
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Diagnostic

Json = Mapping[str, Any]
_ILL = {"unhealthy": "unhealthy", "unknown": "of unknown health"}
"""Health that Azure counts as bad in its own rolling upgrades; Initializing is none yet.

https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension
"""
_STREAMS = {"stdout": "[stdout]", "stderr": "[stderr]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An extension of an instance: how it ended (`succeeded`, `failed`, `transitioning`), and what it said last."""

    name: str
    kind: str
    state: str
    message: str

    @property
    def has_failed(self) -> bool:
        """Whether it has ended, and not well."""
        return self.state.lower() in ("failed", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """An instance as it is now. None is what Azure does not say.

    `power` is `running`, `stopped`, `deallocated`; `health` is Healthy, Unhealthy, Initializing or Unknown; `reason` is
    the code and the message of a provisioning that failed.
    """

    id: str
    name: str
    resource_id: str
    is_latest: bool | None
    provisioning: str
    power: str | None
    health: str | None
    zone: str | None
    fault_domain: int | None
    update_domain: int | None
    extensions: tuple[Extension, ...]
    is_protected: bool
    reason: tuple[str, str] | None

    @property
    def is_changing(self) -> bool:
        """Whether Azure is at work on it."""
        return self.provisioning.lower() not in ("succeeded", "failed", "canceled", "")

    @property
    def ills(self) -> tuple[str, ...]:
        """What is wrong with it, in words; that somebody stopped it is not."""
        failed = self.provisioning.lower() == "failed"
        health = _ILL.get((self.health or "").lower())
        return (
            *(["not provisioned"] if failed else ()),
            *([health] if health else ()),
            *(f"extension {each.name} failed" for each in self.extensions if each.has_failed),
        )

    def failures(self) -> tuple[Diagnostic, ...]:
        """Why extensions, or its provisioning, failed, with the last lines of what they printed."""
        from generator.azure.errors import azure_error  # a large table, for the rare case

        return tuple(azure_error(error, resource_id=self.resource_id) for error in self._errors())

    def _errors(self) -> Iterator[Json]:
        for each in self.extensions:
            if each.has_failed:
                # In the words that Azure has for it in the error of a deployment, so that it is read as that one.
                publisher, _, kind = each.kind.rpartition(".")
                which = f"'{each.name}' (publisher '{publisher}' and type '{kind}')"
                message = (
                    f'VM has reported a failure when processing extension {which}. Error message: "{each.message}"'
                )
                yield {"code": "VMExtensionProvisioningError", "message": message}
        if self.reason and not any(each.has_failed for each in self.extensions):
            code, message = self.reason
            yield {"code": code, "message": message}


def read_instance(described: Json, machine: Json | None = None) -> Instance:
    """The instance that an item of the list of instances describes.

    `machine` is the virtual machine of that name, in which a Flexible scale set keeps everything but the model.
    """
    source = machine or described
    properties = _mapping(described.get("properties"))
    of_source = _mapping(source.get("properties"))
    view = _mapping(of_source.get("instanceView"))
    statuses = [_mapping(each) for each in _list(view.get("statuses"))]
    protection = _mapping(properties.get("protectionPolicy") or of_source.get("protectionPolicy"))
    health = _mapping(_mapping(view.get("vmHealth")).get("status")).get("code")
    latest = properties.get("latestModelApplied", of_source.get("latestModelApplied"))
    return Instance(
        id=str(described.get("instanceId") or described.get("name") or ""),
        name=str(described.get("name") or described.get("instanceId") or ""),
        resource_id=str(source.get("id") or ""),
        is_latest=latest if isinstance(latest, bool) else None,
        provisioning=str(of_source.get("provisioningState") or properties.get("provisioningState") or ""),
        power=_state(statuses, "PowerState"),
        health=_after(health, "HealthState").capitalize() or None,
        zone=next(iter(map(str, _list(source.get("zones")))), None),
        fault_domain=_number(view.get("platformFaultDomain")),
        update_domain=_number(view.get("platformUpdateDomain")),
        extensions=tuple(_extension(_mapping(each)) for each in _list(view.get("extensions"))),
        is_protected=protection.get("protectFromScaleSetActions") is True,
        reason=_reason(statuses),
    )


def _extension(described: Json) -> Extension:
    statuses = [_mapping(each) for each in _list(described.get("statuses"))]
    state = _state(statuses, "ProvisioningState") or "unknown"
    said = [str(each["message"]).strip() for each in statuses if each.get("message")]
    return Extension(
        name=str(described.get("name") or ""),
        kind=str(described.get("type") or ""),
        state=state,
        message="\n".join([*said, *_printed(described)]),
    )


def _printed(described: Json) -> Iterator[str]:
    """What a script printed, where the extension tells it apart: on Windows, as ComponentStatus/StdOut/succeeded."""
    for each in _list(described.get("substatuses")):
        status = _mapping(each)
        stream = _STREAMS.get(_after(status.get("code"), "ComponentStatus").lower())
        if stream and status.get("message"):
            yield f"{stream}\n{status['message']}"


def _reason(statuses: Sequence[Json]) -> tuple[str, str] | None:
    """The code and message of ProvisioningState/failed/CODE; None where neither says more than that."""
    for each in statuses:
        first, second, *code = (*str(each.get("code") or "").split("/"), "", "")
        message = str(each.get("message") or "")
        if (first.lower(), second.lower()) == ("provisioningstate", "failed") and (code[0] or message):
            return code[0] or "ProvisioningFailed", message or str(each.get("displayStatus") or "")
    return None


def _state(statuses: Sequence[Json], kind: str) -> str | None:
    """The second part of the status code of that kind: `running` of PowerState/running."""
    return next((state for each in statuses if (state := _after(each.get("code"), kind))), None)


def _after(code: Any, kind: str) -> str:
    first, _, rest = str(code or "").partition("/")
    return rest.partition("/")[0] if first.lower() == kind.lower() else ""


def _mapping(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
