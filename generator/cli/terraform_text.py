"""Names, texts and expressions in Terraform's JSON syntax, where most strings are templates.

Source: "JSON Configuration Syntax" (https://developer.hashicorp.com/terraform/language/syntax/json) and "HCL Native
Syntax Specification" (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection
from typing import Any

RESERVED = ("_", "count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version")
"""Names within a module block, which no variable can have."""


def expression(code: str) -> str:
    """A string that is one expression and nothing else: it keeps the type of its value."""
    return f"${{{code}}}"


def as_template(value: Any) -> Any:
    """The value so that Terraform, which reads strings and names of members as templates, gives it back as it is."""
    match value:
        case str():
            return value.replace("${", "$${").replace("%{", "%%{")
        case list():
            return [as_template(each) for each in value]
        case dict():
            return {as_template(key): as_template(inner) for key, inner in value.items()}
    return value


def code(value: Any) -> str:
    """A scalar or a list of them as it stands within an expression."""
    if isinstance(value, list):
        return f"[{', '.join(map(code, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    return '"' + "".join(map(_in_quotes, as_template(value))) + '"'


def _in_quotes(letter: str) -> str:
    if letter.isprintable():
        return f"\\{letter}" if letter in '"\\' else letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def identifier(name: str, taken: Collection[str] = ()) -> str:
    """The name with `_` for each letter that identifiers cannot have, and a number behind where it is taken."""
    normal = unicodedata.normalize("NFC", name)
    letters = "".join(each if _is_letter(each) else "_" for each in normal)
    wanted = letters if letters[:1].isidentifier() else f"_{letters}"
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}_{number}", number + 1
    return found


def _is_letter(letter: str) -> bool:
    """Whether identifiers may have it, and already might when HCL was made, which knows no later letters."""
    return f"a{letter}".isidentifier() and unicodedata.ucd_3_2_0.category(letter) != "Cn"
