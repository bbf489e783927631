"""What is sent: a template with its parameters, to a scope, under a name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.arm.parameter_definitions import secure_parameters

CONTENT_TAG = "vmssgen-content"
"""The tag of a deployment that says what it deploys, so that a second try knows its own first one."""
_LONGEST_NAME, _LONGEST_GROUP_NAME = 64, 90
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.()-]+")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a deployment goes: a resource group, or the subscription itself."""

    subscription_id: str
    resource_group: str | None = None

    @property
    def id(self) -> str:
        """The resource id."""
        group = f"/resourceGroups/{self.resource_group}" if self.resource_group else ""
        return f"/subscriptions/{self.subscription_id}{group}"


@dataclass(frozen=True)
class Submission:
    """A deployment to be.

    `parameters` are those of a parameter file (`{name: {"value": …}}` or `{"reference": …}`); `stem` begins the name
    where none is given; `location` is where Azure keeps a deployment of a subscription.
    """

    template: dict[str, Any]
    parameters: dict[str, Any]
    stem: str
    mode: str = "Incremental"
    given_name: str | None = None
    location: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """The name given, or one that says what ran: the stem and the start of the content's hash."""
        if self.given_name:
            return self.given_name
        stem = _NOT_IN_NAMES.sub("-", self.stem).strip("-.") or "deployment"
        return f"{stem[: _LONGEST_NAME - 9].rstrip('-.')}-{self.content[:8]}"

    @cached_property
    def content(self) -> str:
        """A hash of what is deployed and how. Values of secure parameters are left out: a hash can be guessed from."""
        said = {name: entry for name, entry in self.parameters.items() if name.lower() not in self._secure}
        text = json.dumps([self.template, said, self.mode], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The values of secure parameters, and the texts within them, which nothing may repeat."""
        return frozenset(
            text
            for name, entry in self.parameters.items()
            if name.lower() in self._secure and isinstance(entry, dict)
            for text in _texts(entry.get("value"))
        )

    @property
    def has_secrets(self) -> bool:
        """Whether any value is a secret, also one that Azure looks up."""
        return any(name.lower() in self._secure for name in self.parameters)

    @cached_property
    def _secure(self) -> frozenset[str]:
        return frozenset(name.lower() for name in secure_parameters(self.template))

    @property
    def properties(self) -> dict[str, Any]:
        """The properties of the request."""
        return {"mode": self.mode, "template": self.template, "parameters": self.parameters}

    def body(self, **more: Any) -> dict[str, Any]:
        """The body of the request; `more` are further properties."""
        body: dict[str, Any] = {"properties": {**self.properties, **more}}
        if self.location:
            body["location"] = self.location
        return body

    def tagged_body(self) -> dict[str, Any]:
        """The body of the request that creates the deployment."""
        return {**self.body(), "tags": {**self.tags, CONTENT_TAG: self.content}}

    def masked_body(self) -> dict[str, Any]:
        """The body with `***` for each secret value, to be kept."""
        masked = {
            name: {"value": "***"} if name.lower() in self._secure and "value" in entry else entry
            for name, entry in self.parameters.items()
        }
        body = self.tagged_body()
        body["properties"] = {**body["properties"], "parameters": masked}
        return body


def name_problem(name: str) -> str | None:
    """What is wrong with a deployment's name; None where nothing is.

    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
    """
    if len(name) > _LONGEST_NAME:
        return f"it has {len(name)} characters, and Azure allows {_LONGEST_NAME}"
    if not name or _NOT_IN_NAMES.search(name):
        return "Azure allows letters, digits, and _ . ( ) -"
    return None


def group_name_problem(name: str) -> str | None:
    """What is wrong with a resource group's name; None where nothing is. Letters may be of any language.

    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
    """
    if len(name) > _LONGEST_GROUP_NAME:
        return f"it has {len(name)} characters, and Azure allows {_LONGEST_GROUP_NAME}"
    if not re.fullmatch(r"[\w.()-]*[\w()-]", name):
        return "Azure allows letters, digits, and _ . ( ) -, and no dot at the end"
    return None


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value, which is the whole of a secure string, or the leaves of a secure object."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    elif isinstance(value, str) and value:
        yield value
    elif value is not None and not isinstance(value, bool | str):
        yield str(value)
