"""Which Azure: the public one, a sovereign one, or any other Resource Manager endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from generator.diagnostics import Diagnostic, DiagnosticError, did_you_mean

_METADATA = "metadata/endpoints?api-version=2015-01-01"
"""Where an endpoint tells who signs people in, without being signed in to; `az cloud register` reads the same."""
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Cloud:
    """An Azure: where its Resource Manager is, who signs people in, and what a token must be for."""

    name: str
    resource_manager: str
    authority: str
    audience: str
    portal: str | None = None

    @property
    def is_azure(self) -> bool:
        """Whether Microsoft runs it, so that the authority needs no discovery."""
        return self.name in CLOUDS


CLOUDS: Mapping[str, Cloud] = {
    cloud.name: cloud
    for cloud in (
        Cloud(
            "AzureCloud",
            "https://management.azure.com",
            "https://login.microsoftonline.com",
            "https://management.azure.com",
            "https://portal.azure.com",
        ),
        Cloud(
            "AzureUSGovernment",
            "https://management.usgovcloudapi.net",
            "https://login.microsoftonline.us",
            "https://management.core.usgovcloudapi.net",
            "https://portal.azure.us",
        ),
        Cloud(
            "AzureChinaCloud",
            "https://management.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
            "https://management.chinacloudapi.cn",
            "https://portal.azure.cn",
        ),
    )
}
"""By the names that az has for them: https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli"""


def cloud_of(given: str) -> Cloud:
    """The cloud of that name, or at that https URL, which is asked who signs people in.

    Raises DiagnosticError where there is none such, or it does not answer.
    """
    by_lower_name = {name.lower(): cloud for name, cloud in CLOUDS.items()}
    if given.lower() in by_lower_name:
        return by_lower_name[given.lower()]
    if "://" not in given:
        hint = did_you_mean(given, CLOUDS) or f"known: {', '.join(CLOUDS)}, or the https URL of a Resource Manager"
        raise DiagnosticError(Diagnostic(code="azure/unknown-cloud", message=f"there is no cloud {given}", hint=hint))
    parts = urlsplit(given)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise DiagnosticError(
            Diagnostic(
                code="azure/unknown-cloud",
                message="the URL of a Resource Manager starts with https:// and has a host and perhaps a path",
                hint="a token is never sent unencrypted",
            )
        )
    url = given.rstrip("/")
    return _described(url, _metadata(url))


def _metadata(url: str) -> Any:
    from requests import RequestException, Session

    with Session() as session:
        try:
            answer = session.get(f"{url}/{_METADATA}", timeout=_SECONDS)
            answer.raise_for_status()
            return answer.json()
        except (RequestException, ValueError) as error:
            raise DiagnosticError(not_reachable(url, error)) from None


def _described(url: str, metadata: Any) -> Cloud:
    match metadata:
        case {"authentication": {"loginEndpoint": str(authority), "audiences": [str(audience), *_]}}:
            portal = metadata.get("portalEndpoint")
            # The /adfs of an own directory service is the tenant; the libraries put it there again.
            authority = authority.rstrip("/").removesuffix("/adfs")
            return Cloud(url, url, authority, audience.rstrip("/"), portal or None)
    message = f"{url} does not say who signs people in: /{_METADATA} holds no authentication.loginEndpoint"
    raise DiagnosticError(
        Diagnostic(code="azure/unknown-cloud", message=message, hint="is it the URL of a Resource Manager?")
    )


def not_reachable(url: str, error: Exception) -> Diagnostic:
    """That nothing at the URL answers as it should, and why, in one line."""
    text = str(error)
    hint = None
    if "CERTIFICATE_VERIFY_FAILED" in text or "certificate verify failed" in text:
        reason = "its certificate is signed by nobody that this machine trusts"
        hint = "REQUESTS_CA_BUNDLE names a file with the certificate of a private authority"
    elif "Name or service not known" in text or "getaddrinfo failed" in text or "name resolution" in text:
        reason = "its name is not known here"
        hint = "is there a network, and a proxy that HTTPS_PROXY should name?"
    elif "timed out" in text:
        reason = "it did not answer in time"
    elif "Connection refused" in text or "actively refused" in text:
        reason = "the connection was refused"
    else:
        reason = text.splitlines()[0][:300] if text else type(error).__name__
    return Diagnostic(code="azure/not-reachable", message=f"{url} cannot be reached: {reason}", hint=hint)
