"""Values that no report may show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generator.arm.parameter_definitions import secure_parameters

HIDDEN = "***"
_NAMES = frozenset(
    (
        "protectedsettings", "secret", "token", "privatekey", "primarykey", "secondarykey", "connectionstring",
        "clientsecret",
    )
)  # fmt: skip
_ENDS = ("password", "sastoken", "accesskey", "accountkey", "storageaccountkey", "apikey", "workspacekey")
_IN_TEXT = re.compile(
    r"""([?&]sig=)[^&"'\s]+|((?:Shared|Account)[A-Za-z]*Key=)[^;"'\s]+|(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^"']*"""
    r"""|((?:password|passwd|secret|account_?key|sas_?token|token)["']?\s*[:=]\s*)(?!\[)[^\s,}"']+""",
    re.IGNORECASE,
)


def is_secret_name(name: str) -> bool:
    """Whether a property of that name, and all within it, is a secret."""
    lower = name.lower()
    return lower in _NAMES or lower.endswith(_ENDS)


def without_secrets(text: str) -> str:
    """The text without what looks like a secret in it: signatures of addresses, keys, passwords."""
    return _IN_TEXT.sub(lambda found: f"{next(filter(None, found.groups()))}{HIDDEN}", text)


def hidden_within(value: Any) -> Any:
    """The value with nothing in it that is a secret."""
    match value:
        case str():
            return without_secrets(value)
        case dict():
            return {
                key: HIDDEN if isinstance(key, str) and is_secret_name(key) else hidden_within(inner)
                for key, inner in value.items()
            }
        case list():
            return [hidden_within(inner) for inner in value]
    return value


def open_parameters(template: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of parameters without those of secure ones: these stay expressions then, and never get anywhere."""
    secure = {name.lower() for name in secure_parameters(template)}
    return {name: value for name, value in values.items() if name.lower() not in secure}


def without_secret_defaults(template: Any) -> Any:
    """The template, and those nested in it, without the defaults of secure parameters."""
    if isinstance(template, Mapping):
        found = {key: without_secret_defaults(value) for key, value in template.items()}
        declared = found.get("parameters")
        if isinstance(declared, dict):
            for name in secure_parameters(found):
                if isinstance(declared[name], dict):
                    declared[name] = {key: value for key, value in declared[name].items() if key != "defaultValue"}
        return found
    if isinstance(template, Sequence) and not isinstance(template, str):
        return [without_secret_defaults(value) for value in template]
    return template
