"""Arrays, and what arrays, texts and objects have in common."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from generator.arm.functions.function import function, kind_of, shown
from generator.arm.functions.values import bounded_count, get, identity, units, upper, whole
from generator.arm.scope import EvaluationError

_MOST = 10_000
_LAST = 2**31 - 1


def _array(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _contains(container: Any, item: Any) -> bool:
    match container:
        case None:
            return False
        case list():
            wanted = identity(item)
            return any(identity(each) == wanted for each in container)
        case dict():
            if not isinstance(item, str):
                raise EvaluationError(f"contains looks for a string in the names of an object, not for {shown(item)}")
            return get(container, item) is not None
    if kind_of(item) not in ("string", "integer"):
        raise EvaluationError(f"contains looks for a string in a string, not for {shown(item)}")
    return str(item) in container


def _length(value: Any) -> int:
    return 0 if value is None else len(units(value) if isinstance(value, str) else value)


def _first(value: Any) -> Any:
    if isinstance(value, str):
        return whole(units(value)[:1])
    return value[0] if value else None


def _last(value: Any) -> Any:
    if isinstance(value, str):
        return whole(units(value)[-1:])
    return value[-1] if value else None


def _skip(value: Any, count: int) -> Any:
    count = max(count, 0)
    return whole(units(value)[count:]) if isinstance(value, str) else value[count:]


def _take(value: Any, count: int) -> Any:
    count = max(count, 0)
    return whole(units(value)[:count]) if isinstance(value, str) else value[:count]


def _index_of(container: Any, item: Any) -> int:
    if isinstance(container, list):
        wanted = identity(item)
        return next((place for place, each in enumerate(container) if identity(each) == wanted), -1)
    return units(upper(container)).find(units(upper(_text("indexOf", item))))


def _last_index_of(container: Any, item: Any) -> int:
    if isinstance(container, list):
        wanted = identity(item)
        return next((at for at in range(len(container) - 1, -1, -1) if identity(container[at]) == wanted), -1)
    return units(upper(container)).rfind(units(upper(_text("lastIndexOf", item))))


def _text(name: str, item: Any) -> str:
    if not isinstance(item, str):
        raise EvaluationError(f"{name} looks for a string in a string, not for {shown(item)}")
    return item


def _range(start: int, count: int) -> list[int]:
    if not 0 <= count <= _MOST:
        raise EvaluationError(f"range gives 0 to {_MOST} integers, not {count}")
    if not -(2**31) <= start <= _LAST or start + count - 1 > _LAST:
        raise EvaluationError(f"range ends at {_LAST} at most")
    return list(range(start, start + count))


def _flatten(arrays: list[Any]) -> list[Any]:
    if wrong := [each for each in arrays if not isinstance(each, list)]:
        raise EvaluationError(f"flatten takes an array of arrays, not of {shown(wrong[0])}")
    bounded_count(sum(map(len, arrays)))
    return [item for each in arrays for item in each]


def distinct(items: list[Any]) -> list[Any]:
    """The items in their order, each once."""
    return list(_unique(items).values())


def _unique(items: Iterable[Any]) -> dict[Hashable, Any]:
    found: dict[Hashable, Any] = {}
    for item in items:
        found.setdefault(identity(item), item)
    return found


def _union(first: Any, *rest: Any) -> Any:
    _alike("union", first, rest)
    if isinstance(first, list):
        return distinct([item for each in (first, *rest) for item in each])
    merged = first
    for each in rest:
        merged = _merged(merged, each)
    return merged


def _merged(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    merged = dict(left)
    keys = {key.lower(): key for key in merged}
    for name, value in right.items():
        key = name if name in merged else keys.setdefault(name.lower(), name)
        here = merged.get(key)
        merged[key] = _merged(here, value) if isinstance(here, dict) and isinstance(value, dict) else value
    return merged


def _intersection(first: Any, *rest: Any) -> Any:
    _alike("intersection", first, rest)
    if isinstance(first, list):
        kept = _unique(first)
        common = set(kept).intersection(*(map(identity, other) for other in rest))
        return [each for key, each in kept.items() if key in common]
    members = {(key, identity(value)) for key, value in first.items()}
    shared = members.intersection(*({(key, identity(value)) for key, value in each.items()} for each in rest))
    return {key: value for key, value in first.items() if (key, identity(value)) in shared}


def _alike(name: str, first: Any, rest: tuple[Any, ...]) -> None:
    for each in rest:
        if kind_of(each) != kind_of(first):
            raise EvaluationError(f"{name} takes arrays or objects, not {shown(first)} with {shown(each)}")


def item_at(items: Any, index: int) -> Any:
    """The item, as `items[index]` gives it."""
    if not 0 <= index < len(items):
        raise EvaluationError(f"there is no item {index} in an array of {len(items)}")
    return items[index]


def _index_from_end(items: list[Any], index: int) -> Any:
    if not 1 <= index <= len(items):
        raise EvaluationError(f"there is no item {index} from the end in an array of {len(items)}")
    return items[-index]


FUNCTIONS = (
    function("array any", _array),
    function("createArray any*", lambda *items: list(items), shallow=True),
    function("contains string|array|object|null any", _contains),
    function("length string|array|object|null", _length, shallow=True),
    function("empty string|array|object|null", lambda value: not value, shallow=True),
    function("first string|array|null", _first, shallow=True),
    function("last string|array|null", _last, shallow=True),
    function("skip string|array integer", _skip, shallow=True),
    function("take string|array integer", _take, shallow=True),
    function("indexOf string|array any", _index_of),
    function("lastIndexOf string|array any", _last_index_of),
    function("range integer integer", _range),
    function("flatten array", _flatten),
    function("distinct array", distinct),
    function("union array|object array|object array|object*", _union),
    function("intersection array|object array|object array|object*", _intersection),
    function("indexFromEnd array integer", _index_from_end, shallow=True),
)
