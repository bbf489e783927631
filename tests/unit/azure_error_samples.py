"""An error of Azure for each code that we have for them."""

from collections.abc import Mapping
from typing import Any

from unit.azure_error_parts import (
    DEPLOYMENT,
    GROUP,
    LOAD_BALANCER,
    NETWORK,
    POLICY,
    SCRIPT,
    WEB,
    WHO,
    as_text,
    deployment_failed,
    error,
    preflight,
    quota,
)


def _one(code: str, message: str, **more: Any) -> dict[str, Any]:
    return {"error": error(code, message, **more)}


Sample = tuple[Any, int | None, str | None]
SAMPLES: Mapping[str, Sample] = {
    "azure/canceled": (_one("DeploymentCanceled", "The deployment was canceled by a user."), None, DEPLOYMENT),
    "azure/capacity": (
        deployment_failed(
            as_text(
                error(
                    "OverconstrainedZonalAllocationRequest",
                    "Allocation failed. Constraints applied are:\n  - Availability Zone\n  - VM Size\n",
                    target="11",
                )
            )
        ),
        None,
        WEB,
    ),
    "azure/conflict": (
        _one("AnotherOperationInProgress", f"Another operation on {LOAD_BALANCER} is in progress."),
        409,
        LOAD_BALANCER,
    ),
    "azure/deployment-active": (
        _one(
            "DeploymentActive",
            "Unable to edit or replace deployment 'web-prod': previous deployment from '1/1/2026 12:00:00 PM' is still "
            "active. Please see https://aka.ms/arm-deploy for usage details.",
        ),
        409,
        DEPLOYMENT,
    ),
    "azure/extension-failed": (
        deployment_failed(as_text(*(error("VMExtensionProvisioningError", SCRIPT, target=each) for each in "034"))),
        None,
        WEB,
    ),
    "azure/failed": (
        _one("VMScaleSetIsSpecial", "Something new happened. RequestId:0a1b2c3d-1111\nTime:2026-01-01T00:00:00Z"),
        400,
        WEB,
    ),
    "azure/image-not-found": (
        _one("PlatformImageNotFound", "The platform image 'canonical:ubuntu:server:1.0' is not available."),
        404,
        WEB,
    ),
    "azure/immutable-property": (
        deployment_failed(
            error(
                "PropertyChangeNotAllowed",
                "Changing property 'platformFaultDomainCount' is not allowed.",
                target="platformFaultDomainCount",
            )
        ),
        None,
        WEB,
    ),
    "azure/in-use": (
        _one("InUseSubnetCannotBeDeleted", f"Subnet default is in use by {WEB} and cannot be deleted."),
        400,
        NETWORK,
    ),
    "azure/invalid-parameter": (
        preflight(error("InvalidParameter", "The password does not meet the rules.", target="osProfile.adminPassword")),
        400,
        WEB,
    ),
    "azure/invalid-template": (
        _one(
            "InvalidTemplate",
            "Deployment template validation failed: 'The value for the template parameter 'size' at line '18' and "
            "column '20' is not provided. Please see https://aka.ms/arm-params for usage details.'.",
            additionalInfo=[
                {
                    "type": "TemplateViolation",
                    "info": {"lineNumber": 18, "linePosition": 20, "path": "properties.template.parameters.size"},
                }
            ],
        ),
        400,
        DEPLOYMENT,
    ),
    "azure/key-vault-reference": (
        _one(
            "KeyVaultParameterReferenceNotFound",
            f"The specified KeyVault '{GROUP}/providers/Microsoft.KeyVault/vaults/keys' could not be found. "
            "Please see https://aka.ms/arm-keyvault for usage details.",
        ),
        400,
        None,
    ),
    "azure/name-taken": (
        deployment_failed(
            as_text(error("DnsRecordInUse", "DNS record web.westeurope.cloudapp.azure.com is already used by another."))
        ),
        None,
        f"{GROUP}/providers/Microsoft.Network/publicIPAddresses/web",
    ),
    "azure/no-subscription": (_one("SubscriptionNotFound", "The subscription '1111' could not be found."), 404, None),
    "azure/not-authorized": (
        _one(
            "AuthorizationFailed",
            f"{WHO} does not have authorization to perform action 'Microsoft.Resources/deployments/write' over scope "
            f"'{DEPLOYMENT}' or the scope is invalid.",
        ),
        403,
        None,
    ),
    "azure/not-registered": (
        _one("MissingSubscriptionRegistration", "The subscription is not registered to use namespace 'Microsoft.Cdn'."),
        409,
        None,
    ),
    "azure/not-signed-in": (
        {
            "error": "invalid_client",
            "error_description": "AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: 1\r\n"
            "Correlation ID: 01234567-89ab\r\nTimestamp: 2026-01-01 00:00:00Z",
        },
        401,
        None,
    ),
    "azure/not-understood": (
        "<!DOCTYPE html><html><head><title>Proxy sign-in</title></head><body>x</body></html>",
        407,
        None,
    ),
    "azure/os-provisioning-timed-out": (
        deployment_failed(
            as_text(
                error("OSProvisioningTimedOut", "OS Provisioning for VM 'web_2' did not finish in the allotted time."),
                error("OSProvisioningTimedOut", "OS Provisioning for VM 'web_5' did not finish in the allotted time."),
            )
        ),
        None,
        WEB,
    ),
    "azure/policy-denied": (
        preflight(
            error(
                "RequestDisallowedByPolicy",
                "Resource 'web' was disallowed by policy. See error details for policy resource IDs.",
                target="web",
                additionalInfo=[POLICY],
            )
        ),
        400,
        WEB,
    ),
    "azure/quota-exceeded": (preflight(quota("standardDSv5Family Cores")), 400, WEB),
    "azure/resource-locked": (
        _one("ScopeLocked", f"The scope '{WEB}' cannot perform delete operation because it is locked."),
        409,
        WEB,
    ),
    "azure/resource-not-found": (
        deployment_failed(
            error(
                "InvalidResourceReference",
                f"Resource {NETWORK} referenced by resource {WEB} was not found. Please make sure that it exists.",
                error("NotFound", f"Resource {NETWORK} not found."),
            )
        ),
        None,
        None,
    ),
    "azure/sku-not-available": (
        preflight(
            error(
                "SkuNotAvailable",
                f"The requested size for resource '{WEB}' is currently not available in location 'westeurope' zones "
                "'1,2' for subscription '11111111-2222-3333-4444-555555555555'. Please try another size. "
                "See https://aka.ms/azureskunotavailable for details.",
            )
        ),
        400,
        None,
    ),
    "azure/subnet-full": (
        _one("SubnetIsFull", f"Subnet default of {NETWORK} has no capacity for 3 addresses."),
        400,
        WEB,
    ),
    "azure/subscription-disabled": (_one("ReadOnlyDisabledSubscription", "The subscription is disabled."), 409, None),
    "azure/terms-not-accepted": (
        _one("ResourcePurchaseValidationFailed", "You have not accepted the legal terms of the image."),
        400,
        WEB,
    ),
    "azure/throttled": (
        _one("SubscriptionRequestsThrottled", "Too many write requests. Please try again after '303' seconds."),
        429,
        None,
    ),
    "azure/too-large": (
        _one("RequestContentTooLarge", "The request content size exceeds the maximum size of 4 MB."),
        413,
        None,
    ),
    "azure/unavailable": (
        _one(
            "InternalServerError",
            "Encountered internal server error. Diagnostic information: timestamp '20260101T000000Z', subscription id "
            "'1', tracking id '01234567-89ab', request correlation id '01234567-89ab'.",
        ),
        500,
        None,
    ),
    "azure/unhealthy-upgrade": (
        deployment_failed(
            as_text(
                error(
                    "MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade",
                    "Rolling Upgrade failed: 100% of instances are unhealthy, more than the threshold of 20%. "
                    "First failed instance ID is: 0.",
                )
            )
        ),
        None,
        WEB,
    ),
    "azure/what-if-failed": (
        {
            "status": "Failed",
            "error": error(
                "DeploymentWhatIfResourceError",
                "The request to predict changes has failed due to a resource error.",
                error("DeploymentWhatIfResourceInvalidResponse", "The status was 'MethodNotAllowed'.", target=WEB),
            ),
        },
        200,
        None,
    ),
    "azure/wrong-location": (
        _one("InvalidResourceLocation", "The resource 'web' already exists in location 'eastus'."),
        409,
        WEB,
    ),
}
"""By the code: a body, the status that it came with, and what the request was about."""
