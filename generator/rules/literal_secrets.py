"""Rules of secrets that are written out in a template."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import unquote

from generator.rules.rule import WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding

_STORAGE = "https://learn.microsoft.com/azure/storage/common/"
_SIGNATURE = re.compile(r"[?&]sig=(?P<signature>[\w%+/=-]{20,})", re.IGNORECASE)
_EXPIRY = re.compile(r"[?&]se=([\w%:.+-]+)", re.IGNORECASE)
_KEY = re.compile(
    r"(?P<name>AccountKey|SharedAccessKey|SharedSecret|ApiKey)\s*=\s*(?P<key>[A-Za-z0-9+/]{20,}={0,2})", re.IGNORECASE
)
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")
_LONGEST = 100_000


@rule(
    "template/no-sas-tokens",
    WARNING,
    each=scopes,
    what="No address holds the signature of a shared access signature.",
    why="Whoever reads the template can read the files until it expires, and from then on no deployment works.",
    source=f"{_STORAGE}storage-sas-overview",
    security=7.5,
    bad={
        "variables": {
            "script": "https://files.blob.core.windows.net/scripts/run.sh?sv=2024-11-04&se=2026-01-01T00%3A00%3A00Z"
            "&sr=b&sp=r&sig=c2lnbmF0dXJlIG9mIGFuIGV4YW1wbGU%3D"
        },
        "resources": [],
    },
    good={
        "parameters": {"sasToken": {"type": "secureString"}},
        "resources": [
            {
                "properties.virtualMachineProfile.extensionProfile.extensions": [
                    {
                        "name": "run",
                        "properties.protectedSettings.fileUris": [
                            "[concat('https://files.example.com/scripts/run.sh?', parameters('sasToken'))]"
                        ],
                    }
                ]
            }
        ],
    },
)
def _sas_tokens(scope: TemplateScope) -> Iterator[Finding]:
    for path, text in scope.texts:
        if "sig=" in text and _SIGNATURE.search(text):
            expiry = _EXPIRY.search(text)
            until = f"expires at {unquote(expiry[1])}" if expiry else "says nothing of when it expires"
            message = f"the address holds a shared access signature, which {until}"
            yield Finding(path, message, "give the token as a secure parameter, or read with a managed identity")


@rule(
    "template/no-hardcoded-keys",
    WARNING,
    each=scopes,
    what="No key of an account and no private key is written in the template.",
    why="All who read the template or the history of the repository have the key.",
    source=f"{_STORAGE}storage-account-keys-manage",
    security=9.0,
    aliases=("CKV_AZURE_45",),
    bad={
        "variables": {"queue": "Endpoint=sb://bus.example.com/;SharedAccessKey=YW4gZXhhbXBsZSBvZiBhIGtleQ=="},
        "resources": [],
    },
    good={
        "parameters": {"queue": {"type": "secureString"}},
        "resources": [
            {
                "properties.virtualMachineProfile.extensionProfile.extensions": [
                    {"name": "run", "properties.protectedSettings.queue": "[parameters('queue')]"}
                ]
            }
        ],
    },
)
def _keys(scope: TemplateScope) -> Iterator[Finding]:
    for path, text in scope.texts:
        name = _key_in(text) or (_key_in(_decoded(text)) if _may_be_encoded(path) else None)
        if name:
            message = f"the text holds {name}"
            yield Finding(path, message, "give it as a secure parameter, from a key vault if you can")


def _key_in(text: str) -> str | None:
    key = _KEY.search(text)
    if key:
        return f"a key: {key['name']}=…"
    return "a private key" if _PRIVATE_KEY.search(text) else None


def _may_be_encoded(path: tuple[str | int, ...]) -> bool:
    return str(path[-1]).lower() in ("customdata", "userdata", "script")


def _decoded(text: str) -> str:
    """The text that is written in base64; "" where it is none."""
    try:
        return base64.b64decode(text[:_LONGEST], validate=True).decode("utf-8", "replace")
    except ValueError:
        return ""
