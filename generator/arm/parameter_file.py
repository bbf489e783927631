"""Parameter files: what is wrong with one, whichever template it is for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from generator.arm.expression import is_expression
from generator.diagnostics import Diagnostic, Path, Severity, did_you_mean

_SCHEMA = re.compile(
    r"https?://schema\.management\.azure\.com/schemas/\d{4}-\d\d-\d\d(-preview)?/deploymentParameters\.json#?",
    re.IGNORECASE,
)
_CONTENT_VERSION = re.compile(r"\d+(\.\d+){3}")
_VAULT = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.KeyVault/vaults/[^/]+", re.IGNORECASE
)
_SECRET_NAME = re.compile(r"[0-9A-Za-z-]{1,127}")
_SOURCES = ("value", "reference", "expression")
_NEWEST = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"


def is_parameter_file(document: Any) -> bool:
    """Whether a JSON document calls itself a parameter file."""
    return isinstance(document, dict) and bool(_SCHEMA.fullmatch(str(document.get("$schema", ""))))


def given_parameters(document: Any) -> dict[str, Any] | None:
    """The members of a parameter file, or of an object that is nothing but those; None for what is neither."""
    members = document.get("parameters", document) if isinstance(document, dict) else None
    if not isinstance(members, dict) or not all(isinstance(each, dict) for each in members.values()):
        return None
    return members


def parameter_file_problems(document: Mapping[str, Any], secure: Collection[str] = ()) -> Iterator[Diagnostic]:
    """What is against the form of parameter files ("Create Resource Manager parameter file"), with paths in it.

    `secure` are the names, in lower case, of the template's parameters of type secureString and secureObject.
    """
    if not is_parameter_file(document):
        message = "$schema is not that of parameter files" if "$schema" in document else "there is no $schema"
        path: Path = ("$schema",) if "$schema" in document else ()
        yield _warning("parameter/file-schema", message, path, f'write "$schema": "{_NEWEST}"')
    version = document.get("contentVersion")
    if not (isinstance(version, str) and _CONTENT_VERSION.fullmatch(version)):
        message = "there is no contentVersion" if version is None else "contentVersion is four numbers with dots"
        path = ("contentVersion",) if "contentVersion" in document else ()
        yield _warning("parameter/content-version", message, path, 'write "contentVersion": "1.0.0.0"')
    around: Path = ("parameters",) if "parameters" in document else ()
    for name, entry in (given_parameters(document) or {}).items():
        yield from _entry(name, entry, (*around, name), secure=name.lower() in secure)


def _entry(name: str, entry: dict[str, Any], path: Path, *, secure: bool) -> Iterator[Diagnostic]:
    given = [key for key in _SOURCES if key in entry]
    if len(given) != 1:
        message = f"{name} has both {' and '.join(given)}" if given else f"{name} has neither a value nor a reference"
        other = next((key for key in entry if key.lower() not in ("metadata", *_SOURCES)), None)
        hint = did_you_mean(other, _SOURCES) if other and not given else None
        yield Diagnostic(code="parameter/value-or-reference", message=message, path=path, hint=hint)
    elif given == ["value"]:
        yield from _value(name, entry["value"], (*path, "value"), secure=secure)
    elif given == ["reference"]:
        yield from _reference(name, entry["reference"], (*path, "reference"))


def _value(name: str, value: Any, path: Path, *, secure: bool) -> Iterator[Diagnostic]:
    if isinstance(value, str) and is_expression(value):
        message = f"the value of {name} looks like an expression, and is taken as text: parameter files have none"
        hint = "write the value itself, or leave the parameter out and let the template's default compute it"
        yield _warning("parameter/expression-value", message, path, hint)
    elif secure and value not in (None, "", {}):
        message = f"{name} is secure, and its value stands in the parameter file for everyone to read"
        hint = "refer to a secret of a Key Vault, or give the value only when deploying"
        yield _warning("parameter/secure-params-in-parameters-file", message, path, hint)


def _reference(name: str, reference: Any, path: Path) -> Iterator[Diagnostic]:
    members = reference if isinstance(reference, dict) else {}
    vault = members.get("keyVault")
    vault_id = vault.get("id") if isinstance(vault, dict) else None
    if not (isinstance(vault_id, str) and _VAULT.fullmatch(vault_id)):
        hint = "/subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/NAME"
        message = f"the reference of {name} needs keyVault.id, the resource id of a Key Vault"
        yield Diagnostic(code="parameter/bad-reference", message=message, path=(*path, "keyVault", "id"), hint=hint)
    secret = members.get("secretName")
    if not (isinstance(secret, str) and _SECRET_NAME.fullmatch(secret)):
        message = f"the reference of {name} needs secretName: 1 to 127 letters, digits and hyphens"
        yield Diagnostic(code="parameter/bad-reference", message=message, path=(*path, "secretName"))


def _warning(code: str, message: str, path: Path, hint: str) -> Diagnostic:
    return Diagnostic(code=code, message=message, severity=Severity.WARNING, path=path, hint=hint)
