"""Key Vault secrets that a parameter file refers to."""

from __future__ import annotations

import re
from typing import Any


def key_vault_reference(source: dict[str, str]) -> dict[str, Any]:
    """The reference, as a parameter file has it, to a secret with vault, name and maybe version."""
    reference: dict[str, Any] = {"keyVault": {"id": source["vault"]}, "secretName": source["secret"]}
    return reference | ({"secretVersion": source["version"]} if "version" in source else {})


def parameter_name(secret: str) -> str:
    """The name of a template parameter for a secret: its words joined in camelCase, beginning with a letter."""
    words = re.findall(r"[A-Za-z0-9]+", secret) or ["secret"]
    name = words[0][:1].lower() + words[0][1:] + "".join(word[:1].upper() + word[1:] for word in words[1:])
    return name if name[0].isalpha() else f"secret{name}"
