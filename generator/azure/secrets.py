"""Secrets out of JSON values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from generator.azure.error_secrets import masker


def masked(value: Any, secrets: Collection[str]) -> Any:
    """The JSON value with `***` for each secret in its texts and keys."""
    return _walked(value, masker(secrets)) if secrets else value


def _walked(value: Any, mask: Callable[[str], str]) -> Any:
    match value:
        case str():
            return mask(value)
        case dict():
            return {mask(str(key)): _walked(inner, mask) for key, inner in value.items()}
        case list():
            return [_walked(inner, mask) for inner in value]
    return value
