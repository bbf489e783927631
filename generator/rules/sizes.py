"""VM sizes, and what their names tell: family, features, generation.

Source: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_NAME = re.compile(r"(?:standard|basic)_(?P<family>[a-z]+)\d+(?:-\d+)?(?P<features>[a-z]*)(?P<rest>(?:_\w+)?)")
_NOT_MEMORY_PRESERVING = "ghlmn"


@dataclass(frozen=True, slots=True)
class Size:
    """A size such as `Standard_NC24ads_A100_v4`: `family` is `nc`, `features` are `ads`, all in lower case."""

    family: str
    features: str
    promo: bool

    @property
    def burstable(self) -> bool:
        """Whether it is of the B-series."""
        return self.family.startswith("b")

    @property
    def arm(self) -> bool:
        """Whether its processors are Arm64."""
        return "p" in self.features

    @property
    def premium_storage(self) -> bool:
        """Whether it takes premium disks."""
        return "s" in self.features or self.family in ("ds", "gs") or self.family.startswith("m")

    @property
    def infiniband(self) -> bool:
        """Whether it has an InfiniBand network."""
        return "r" in self.features and self.family[0] in "hn"

    @property
    def memory_preserving(self) -> bool:
        """Whether Azure maintains its hosts without restarting instances."""
        return self.family[0] not in _NOT_MEMORY_PRESERVING

    @property
    def write_accelerator(self) -> bool:
        """Whether it is of the M-series, which alone has Write Accelerator."""
        return self.family.startswith("m")


@cache
def size_of(name: str) -> Size | None:
    """What the name of a size, in any case, tells; None for text that is none, such as `Mix`."""
    found = _NAME.fullmatch(name.lower())
    if found is None:
        return None
    return Size(found["family"], found["features"], "promo" in found["rest"])
