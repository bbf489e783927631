"""A resource of an expanded template as rules look at it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from generator.arm.expression import is_expression
from generator.arm.resources import ExpandedResource
from generator.rules.value import Value

if TYPE_CHECKING:
    from generator.rules.subject import Subject


class Resource(Value):
    """A resource: its body as a Value, what it is, and the template around it."""

    __slots__ = ("__dict__", "expanded", "subject")

    def __init__(self, expanded: ExpandedResource, subject: Subject) -> None:
        super().__init__(expanded.body, expanded.path)
        self.expanded = expanded
        self.subject = subject

    @property
    def id(self) -> str:
        """The full id."""
        return self.expanded.id

    @property
    def type(self) -> str:
        """The type as the template writes it."""
        return self.expanded.type

    @property
    def api_version(self) -> str:
        """The apiVersion; versions compare as texts."""
        return self.expanded.api_version

    @property
    def name(self) -> str | None:
        """The last part of the name; None where only Azure knows it."""
        name = self.expanded.name
        return None if is_expression(name) else name.rpartition("/")[2]

    @cached_property
    def least_size(self) -> int:
        """Characters that it has in JSON, however that is written."""
        size, waiting = 0, [self.raw]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                size += len(each) + 2
            elif isinstance(each, Mapping):
                waiting += each.keys()
                waiting += each.values()
            elif isinstance(each, list):
                waiting += each
            else:
                size += 1
        return size

    @property
    def deployed(self) -> bool:
        """Whether it is not left out by its condition."""
        return self.expanded.condition is not False

    @property
    def properties(self) -> Value:
        """Its `properties`."""
        return self.member("properties")
