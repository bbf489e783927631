"""TLS of an application gateway: its policy, and the profiles of single rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.rendering.checks import Checks
from generator.rendering.values import Expression, View, plain

_OLD_POLICIES = ("AppGwSslPolicy20150501", "AppGwSslPolicy20170401", "AppGwSslPolicy20170401S")
_OVERVIEW = "https://learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview"


def tls_policy(policy: View) -> dict[str, Any] | None:
    """A policy in Azure's form: one of Azure's by its name, or one of the blueprint's own; None where it is not given.

    A policy of one's own is a CustomV2 unless it says otherwise: it alone has TLS 1.3.
    """
    if not policy:
        return None
    named = policy.at("policyName")
    return {
        "policyType": policy.at("policyType") or ("Predefined" if named else "CustomV2"),
        "policyName": named or None,
        "minProtocolVersion": policy.at("minProtocolVersion") or (None if named else "TLSv1_2"),
        "cipherSuites": policy.at("cipherSuites") or None,
    }


def tls_profiles(gateway: View, part: Callable[[str, Any], Expression]) -> list[dict[str, Any]]:
    """The TLS profiles as their template takes them; `part` gives the id of a part of the gateway."""
    return [
        {
            "profile": profile,
            "policy": tls_policy(profile.at("sslPolicy")),
            "clients": [part("trustedClientCertificates", each) for each in profile.at("trustedClientCertificates")],
        }
        for profile in gateway.at("sslProfiles")
    ]


def check_generations(gateway: View, check: Checks) -> None:
    """Either all policies of a gateway are of 2022 and CustomV2, or all are older ("TLS policy overview")."""
    usual = _is_old(gateway.at("sslPolicy"))
    for profile in gateway.at("sslProfiles"):
        policy = profile.at("sslPolicy")
        old = _is_old(policy) if policy else usual
        if None not in (old, usual) and old != usual:
            words = ("is of 2022 or later", "is older")
            message = f"this TLS policy {words[bool(old)]}, and that of the gateway {words[bool(usual)]}"
            hint = "use policies of one generation: those of 2022 and CustomV2, or the older ones and Custom"
            check.add("network/tls-policies-differ", message, policy.path, hint, _OVERVIEW)


def _is_old(policy: View) -> bool | None:
    """Whether a policy is of the older generation; None where an expression decides."""
    name, kind = plain(policy.at("policyName")), plain(policy.at("policyType"))
    if isinstance(name, Expression) or isinstance(kind, Expression):
        return None
    return name in _OLD_POLICIES or kind == "Custom"
