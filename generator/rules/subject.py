"""What rules are asked about: a template, as it is written and as it is expanded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from generator.arm.resources import ExpandedResource, Expansion
from generator.rules.resource import Resource
from generator.rules.scale_set import ScaleSet
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Value

SCALE_SET = "microsoft.compute/virtualmachinescalesets"


class Subject:
    """A template with its expansion.

    `size` is the number of characters it was read from, None where it was not; `options` are the settings of rules by
    code. `scopes` are the template and its nested ones as they are written, without regard to parameters.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        expansion: Expansion,
        *,
        scopes: tuple[TemplateScope, ...],
        size: int | None = None,
        options: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.template = Value(template, ())
        self.expansion = expansion
        self.scopes = scopes
        self.size = size
        self.options = options or {}

    def option(self, code: str, name: str) -> Any:
        """The setting of a rule."""
        return self.options[code][name]

    @cached_property
    def resources(self) -> list[Resource]:
        """All resources, those of nested templates too, and those whose condition is false; existing ones left out."""
        return [self._resource(each) for each in self.expansion.resources if not each.existing]

    def _resource(self, expanded: ExpandedResource) -> Resource:
        return (ScaleSet if expanded.type.lower() == SCALE_SET else Resource)(expanded, self)

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for each in self.resources:
            found.setdefault(each.type.lower(), []).append(each)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Resource]:
        """By id; of several, which conditions choose between, the deployed one."""
        return {each.id.lower(): each for each in sorted(self.resources, key=lambda each: each.deployed)}

    def of_type(self, kind: str) -> list[Resource]:
        """The resources of a type, such as `Microsoft.Network/loadBalancers`."""
        return self._by_type.get(kind.lower(), [])

    @property
    def scale_sets(self) -> list[ScaleSet]:
        """The scale sets."""
        return [each for each in self.of_type(SCALE_SET) if isinstance(each, ScaleSet)]

    def find(self, resource_id: Value) -> Resource | None:
        """The resource of the template that has this id; None where it lies elsewhere or the id is not known."""
        return self._by_id.get(resource_id.lower)

    def children(self, parent: Resource, kind: str) -> Iterator[Resource]:
        """The resources that are written as children of their own, such as `kind` `subnets` of a virtual network."""
        for each in self.of_type(f"{parent.type}/{kind}"):
            if each.id.lower().rpartition(f"/{kind.lower()}/")[0] == parent.id.lower():
                yield each


def whole(subject: Subject) -> tuple[Subject]:
    """The template as one: for rules that do not look at each of something."""
    return (subject,)


def scopes(subject: Subject) -> tuple[TemplateScope, ...]:
    """The template and its nested ones, each with what is declared and written in it."""
    return subject.scopes


def scale_sets(subject: Subject) -> list[ScaleSet]:
    """Each scale set."""
    return subject.scale_sets


def every_resource(subject: Subject) -> list[Resource]:
    """Each resource."""
    return subject.resources
