"""Who deploys, and to which subscription."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.azure.clouds import Cloud
from generator.diagnostics import Diagnostic, DiagnosticError, did_you_mean

if TYPE_CHECKING:
    from azure.core.credentials import AccessTokenInfo, TokenCredential, TokenRequestOptions

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription, and what az remembers of it: its name, its tenant, the cloud it is in."""

    id: str
    name: str | None = None
    tenant_id: str | None = None
    cloud: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.id})" if self.name else self.id


def find_subscription(given: str | None, environ: Mapping[str, str]) -> Subscription:
    """The subscription of that id or name, or of AZURE_SUBSCRIPTION_ID, or the one that az uses now.

    Names are looked up among those that az remembers of its last sign-in. Raises DiagnosticError where there is none.
    """
    remembered = _remembered(environ)
    wanted = given or environ.get("AZURE_SUBSCRIPTION_ID", "").strip()
    if not wanted:
        current = next((each for each, is_default in remembered if is_default), None)
        if current is None:
            raise DiagnosticError(
                Diagnostic(
                    code="azure/no-subscription",
                    message="no subscription is said, and az has none: run az login",
                    hint="or give --subscription ID, or set AZURE_SUBSCRIPTION_ID",
                )
            )
        return current
    for each, _ in remembered:
        if wanted.lower() in (each.id.lower(), (each.name or "").lower()):
            return each
    if _GUID.fullmatch(wanted):
        return Subscription(wanted.lower())
    names = [each.name for each, _ in remembered if each.name]
    raise DiagnosticError(
        Diagnostic(
            code="azure/no-subscription",
            message=f"az knows no subscription {wanted}",
            hint=did_you_mean(wanted, names) or "give its id, or run az login",
        )
    )


def credential(cloud: Cloud, subscription: Subscription, environ: Mapping[str, str]) -> TokenCredential:
    """The first that works: environment, workload identity, managed identity, az, azd, PowerShell.

    https://learn.microsoft.com/python/api/overview/azure/identity-readme#defaultazurecredential
    """
    from azure.identity import DefaultAzureCredential

    # Another cloud's authority is not known to Microsoft's discovery, which would be asked otherwise.
    found = DefaultAzureCredential(authority=cloud.authority, disable_instance_discovery=not cloud.is_azure)
    if subscription.tenant_id and not environ.get("AZURE_TENANT_ID"):
        return _OfTenant(found, subscription.tenant_id)
    return found


def not_signed_in(cloud: Cloud, error: Exception) -> Diagnostic:
    """That no sign-in is to be had, in one line, with what to run; what each way said stands in the cause."""
    login = "az login" if cloud.name == "AzureCloud" else f"az cloud set --name {cloud.name}, then az login"
    if not cloud.is_azure:
        login = "az login to that cloud"
    said = [line.strip() for line in str(error).splitlines() if _SAYS_MORE.search(line)]
    return Diagnostic(
        code="azure/not-signed-in",
        message=f"not signed in to {cloud.name}: run {login}",
        hint="in a pipeline, give the job an identity, or set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET",
        causes=tuple(Diagnostic(code="azure/not-signed-in", message=line[:300]) for line in said[:4]),
    )


_SAYS_MORE = re.compile(r"AADSTS|invalid_client|invalid_grant|unauthorized_client|expired|az login --|ClientSecret")
"""Where a way to sign in was tried and refused; that others are not set up is no news."""


class _OfTenant:
    """A credential for one tenant: a person who belongs to several is signed in to that of the subscription."""

    def __init__(self, credential: Any, tenant_id: str) -> None:
        self._credential = credential
        self._tenant_id = tenant_id

    def close(self) -> None:
        self._credential.close()

    def get_token_info(self, *scopes: str, options: TokenRequestOptions | None = None) -> AccessTokenInfo:
        wanted: TokenRequestOptions = {"tenant_id": self._tenant_id, **(options or {})}
        token: AccessTokenInfo = self._credential.get_token_info(*scopes, options=wanted)
        return token

    def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        return self._credential.get_token(*scopes, **{"tenant_id": self._tenant_id, **kwargs})


def _remembered(environ: Mapping[str, str]) -> list[tuple[Subscription, bool]]:
    """The subscriptions of az's last sign-in, each with whether it is the current one."""
    folder = environ.get("AZURE_CONFIG_DIR")
    file = (Path(folder) if folder else Path.home() / ".azure") / "azureProfile.json"
    try:
        profile = json.loads(file.read_text(encoding="utf-8-sig"))  # az writes a byte order mark
    except (OSError, ValueError):
        return []
    found = profile.get("subscriptions") if isinstance(profile, dict) else None
    return [
        (_subscription(each), each.get("isDefault") is True)
        for each in found or ()
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    ]


def _subscription(entry: Mapping[str, Any]) -> Subscription:
    return Subscription(
        entry["id"].lower(), _text(entry, "name"), _text(entry, "tenantId"), _text(entry, "environmentName")
    )


def _text(entry: Mapping[str, Any], key: str) -> str | None:
    value = entry.get(key)
    return value if isinstance(value, str) and value else None
