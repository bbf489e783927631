"""How two states of a resource differ, in the form that Azure's what-if has for it.

https://learn.microsoft.com/rest/api/resources/deployments/what-if#whatifpropertychange
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Change = dict[str, Any]


def delta(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Give the changes from one value to the other; those within objects by the path to them, dots between."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _of_members(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        children = list(_of_items(before, after))
        if children:
            yield {"path": path, "propertyChangeType": "Array", "children": children}
    elif before != after:
        yield {"path": path, "propertyChangeType": "Modify", "before": before, "after": after}


def pairs(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Give which items of two lists belong together, by their names, or else by their places."""
    if not _named(before) or not _named(after):
        for index in range(max(len(before), len(after))):
            yield (index if index < len(before) else None, index if index < len(after) else None)
        return
    places = {str(item["name"]).lower(): index for index, item in enumerate(after)}
    for index, item in enumerate(before):
        yield index, places.pop(str(item["name"]).lower(), None)
    for index in places.values():
        yield None, index


def _of_members(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[Change]:
    for key in sorted({*before, *after}):
        inner = f"{path}.{key}".removeprefix(".")
        if key not in after:
            yield {"path": inner, "propertyChangeType": "Delete", "before": before[key]}
        elif key not in before:
            yield {"path": inner, "propertyChangeType": "Create", "after": after[key]}
        else:
            yield from delta(before[key], after[key], inner)


def _of_items(before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    for old, new in pairs(before, after):
        if new is None:
            yield {"path": str(old), "propertyChangeType": "Delete", "before": before[old or 0]}
        elif old is None:
            yield {"path": str(new), "propertyChangeType": "Create", "after": after[new]}
        elif isinstance(before[old], dict) and isinstance(after[new], dict):
            children = list(delta(before[old], after[new]))
            if children:
                yield {"path": str(new), "propertyChangeType": "Modify", "children": children}
        else:
            yield from delta(before[old], after[new], str(new))


def _named(items: Sequence[Any]) -> bool:
    return bool(items) and all(isinstance(item, dict) and "name" in item for item in items)
