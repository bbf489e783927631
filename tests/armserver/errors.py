"""What Resource Manager answers when it refuses a request."""

from collections.abc import Mapping, Sequence
from typing import Any


class ArmError(Exception):
    """A refusal; raised anywhere below a handler and answered as Azure's error envelope."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str | None = None,
        details: Sequence[Mapping[str, Any]] = (),
        additional_info: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.message = message
        self._error: dict[str, Any] = {"code": code, "message": message}
        if target:
            self._error["target"] = target
        if details:
            self._error["details"] = list(details)
        if additional_info:
            self._error["additionalInfo"] = list(additional_info)

    @classmethod
    def of(cls, status: int, error: Mapping[str, Any]) -> "ArmError":
        """Give the refusal with an error that is whole already."""
        refusal = cls(status, str(error["code"]), str(error["message"]))
        refusal._error = dict(error)
        return refusal

    @property
    def envelope(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": self._error}


def invalid_request_content(reason: str) -> ArmError:
    """The refusal of a body that cannot be read at all, before anybody looks for a template in it."""
    return ArmError(
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{reason}'.",
    )


def unparsable_template(reason: str) -> ArmError:
    """The refusal of a template that lacks what every template must have."""
    return ArmError(400, "InvalidTemplate", f"Deployment template parse failed: '{reason}'.")


def invalid_template(reason: str) -> ArmError:
    """The refusal of a template that does not fit its parameters."""
    return ArmError(
        400,
        "InvalidTemplate",
        f"Deployment template validation failed: '{reason}'.",
        # The line and column that the real one gives sometimes; 0 is what it says when it does not know them.
        additional_info=[{"type": "TemplateViolation", "info": {"lineNumber": 0, "linePosition": 0, "path": ""}}],
    )


def active(name: str, started: str) -> ArmError:
    """The refusal of a deployment whose name a running one has."""
    return ArmError(
        409,
        "DeploymentActive",
        f"Unable to edit or replace deployment '{name}': previous deployment from '{started}' is still active. "
        "Please see https://aka.ms/arm-deploy for usage details.",
    )


def not_found(resource_id: str) -> ArmError:
    """The answer for a resource that does not exist."""
    group, _, name = resource_id.partition("/providers/")
    return ArmError(
        404,
        "ResourceNotFound",
        f"The Resource '{name}' under resource group '{group.rpartition('/')[2]}' was not found. For more details "
        "please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def locked(scope: str, resource_id: str) -> ArmError:
    """The refusal to delete a scope with a lock in it."""
    return ArmError(
        409,
        "ScopeLocked",
        f"The scope '{scope}' cannot perform delete operation because following scope(s) are locked: '{resource_id}'. "
        "Please remove the lock and try again.",
    )


def linked_elsewhere(name: str) -> ArmError:
    """The failure of a nested deployment whose template lies where this server does not reach."""
    return ArmError(400, "InvalidContentLink", f"Unable to download deployment content of '{name}'.")


def too_large() -> ArmError:
    """The refusal of a body that is larger than Resource Manager takes."""
    return ArmError(413, "RequestContentTooLarge", "The request content size exceeds the maximum size of 4 MB.")


def invalid_api_version(version: str) -> ArmError:
    """The refusal of an api-version that is none."""
    return ArmError(
        400,
        "InvalidApiVersionParameter",
        f"The api-version '{version}' is invalid. The api version must be of the following format: yyyy-MM-dd.",
    )
