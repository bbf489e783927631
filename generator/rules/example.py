"""The examples of rules as they stand in a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_DOTTED = re.compile(r"[\w.]+")


def nested(example: Any) -> Any:
    """The example with each key `a.b.c` as objects within each other."""
    if isinstance(example, list | tuple):
        return [nested(each) for each in example]
    if not isinstance(example, Mapping):
        return example
    result: dict[str, Any] = {}
    for key, value in example.items():
        *around, last = key.split(".") if _DOTTED.fullmatch(key) else [key]
        place = result
        for name in around:
            place = place.setdefault(name, {})
        place[last] = nested(value)
    return result
