"""How a deployment stack treats its resources, in the words of its REST API."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unmanaged(StrEnum):
    """What becomes of resources that leave the template."""

    DETACH = "detach"
    DELETE = "delete"


class Deny(StrEnum):
    """What others than the stack are kept from doing to its resources."""

    NONE = "none"
    DELETE = "denyDelete"
    WRITE_AND_DELETE = "denyWriteAndDelete"


@dataclass(frozen=True, slots=True)
class StackSettings:
    """The settings of a deployment stack."""

    unmanaged: Unmanaged = Unmanaged.DETACH
    deny: Deny = Deny.NONE
