"""Secrets out of a what-if, wherever in it they may stand."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from generator.azure.error_secrets import masker

_Read = TypeVar("_Read")


def without_secrets(read: _Read, secrets: Collection[str]) -> _Read:
    """The same with `***` for each secret: in values, names and messages, also within longer texts and in base64.

    A short secret cannot be told from other text that holds it; it is masked where it is the whole value.
    """
    whole = {secret for secret in secrets if secret}
    if not whole:
        return read
    within = masker(whole)
    masked: _Read = _masked(read, lambda text: "***" if text in whole else within(text))
    return masked


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return mask(value)
        case int() | float() if not isinstance(value, bool):
            return "***" if mask(str(value)) != str(value) else value
        case dict():
            return {mask(key): _masked(inner, mask) for key, inner in value.items()}
        case list():
            return [_masked(inner, mask) for inner in value]
        case tuple():
            return tuple(_masked(inner, mask) for inner in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _masked(getattr(value, each.name), mask) for each in fields(value)})
    return value
