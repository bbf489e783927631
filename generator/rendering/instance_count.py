"""The number of instances as a template parameter, where autoscale owns it.

Resource Manager has no word for "as many as there are": a deployment sets sku.capacity to what the template says. One
that is left out, or null, is refused (https://github.com/Azure/vm-scale-sets/issues/70) or taken for 0
(https://github.com/hashicorp/terraform-provider-azurerm/pull/17836). So whoever deploys gives the present number.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Any

from generator.blueprint.paths import get
from generator.diagnostics import Path

CAPACITY: Path = ("scaleSet", "sku", "capacity")
_NAME = "instanceCount"
DEFINITION: dict[str, Any] = {
    "type": "int",
    "metadata": {"description": "Number of instances. Autoscale changes it: give the present one, or it is set back."},
}
"""The declaration of the parameter."""


def instance_count_name(document: Any, taken: Collection[str]) -> str | None:
    """The name of the parameter, which none of the names taken, in lower case, is; None where there is to be none.

    There is one where the blueprint has autoscale and its capacity is a plain number.
    """
    wanted = (document.get("autoscale") or {}).get("instanceCountParameter")
    capacity = get(document, CAPACITY)
    if not wanted or isinstance(capacity, bool) or not isinstance(capacity, int):
        return None
    base = _NAME if wanted is True else str(wanted)
    names = (base if number == 1 else f"{base}{number}" for number in itertools.count(1))
    return next(name for name in names if name.lower() not in taken)
