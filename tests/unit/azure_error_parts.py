"""The parts of errors of Azure, made up for a scale set `web` in the resource group `shop`."""

import json
from collections.abc import Mapping
from typing import Any

SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555"
GROUP = f"{SUBSCRIPTION}/resourceGroups/shop"
WEB = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web"
NETWORK = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
DEPLOYMENT = f"{GROUP}/providers/Microsoft.Resources/deployments/web-prod"
LOAD_BALANCER = f"{GROUP}/providers/Microsoft.Network/loadBalancers/web"
WHO = "The client 'ci' with object id '99999999-8888-7777-6666-555555555555'"
SCRIPT = (
    "VM has reported a failure when processing extension 'app'. Error message: \"Enable failed: failed to execute "
    "command: command terminated with exit status=127\n[stdout]\nReading package lists...\n\n[stderr]\n"
    'E: Unable to locate package ngnix\n./install.sh: line 7: ngnix: command not found\n"\r\n\r\n'
    "More information on troubleshooting is available at https://aka.ms/VMExtensionCSELinuxTroubleshoot "
)
POLICY: dict[str, Any] = {
    "type": "PolicyViolation",
    "info": {
        "policyDefinitionDisplayName": "Allowed locations",
        "policyDefinitionEffect": "Deny",
        "policyAssignmentDisplayName": "Europe only",
        "policyAssignmentScope": SUBSCRIPTION,
        "evaluationDetails": {
            "evaluatedExpressions": [
                {"expressionKind": "Field", "expression": "type", "path": "type", "expressionValue": "x"},
                {
                    "result": "False",
                    "expressionKind": "Field",
                    "expression": "location",
                    "path": "location",
                    "expressionValue": "eastus",
                    "targetValue": ["westeurope", "northeurope"],
                    "operator": "In",
                },
            ]
        },
    },
}


def error(code: str, message: str, *details: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """One level of an error."""
    return {"code": code, "message": message, **({"details": list(details)} if details else {}), **more}


def deployment_failed(*details: Mapping[str, Any]) -> dict[str, Any]:
    """How a deployment reports what failed in it."""
    seen = (
        "Please list deployment operations for details. Please see https://aka.ms/DeployOperations for usage details."
    )
    return {"error": error("DeploymentFailed", f"At least one resource deployment operation failed. {seen}", *details)}


def as_text(*details: Mapping[str, Any]) -> dict[str, Any]:
    """The error of a provider as a deployment quotes it: as JSON in a message, around it one that says nothing."""
    state = "The resource operation completed with terminal provisioning state 'Failed'."
    inner = {"status": "Failed", "error": error("ResourceDeploymentFailure", state, *details)}
    return error("Conflict", json.dumps(inner, indent=2))


def preflight(*details: Mapping[str, Any]) -> dict[str, Any]:
    """How Azure refuses a deployment beforehand."""
    message = "The template deployment 'web-prod' is not valid according to the validation procedure. "
    tracking = "The tracking id is '01234567-89ab-cdef-0123-456789abcdef'. See inner errors for details."
    return {"error": error("InvalidTemplateDeployment", message + tracking, *details)}


def operation(
    resource_id: str, status_message: Any, *, second: int = 0, state: str = "Failed", deployment: str = DEPLOYMENT
) -> dict[str, Any]:
    """An operation of a deployment."""
    return {
        "id": f"{deployment}/operations/{second:016X}",
        "properties": {
            "provisioningState": state,
            "statusCode": "Conflict",
            "timestamp": f"2026-01-01T00:00:{second:02}.0000000Z",
            "statusMessage": status_message,
            "targetResource": {"id": resource_id},
        },
    }


def quota(name: str) -> dict[str, Any]:
    """A quota that a scale set would exceed."""
    numbers = "Location: westeurope, Current Limit: 10, Current Usage: 8, Additional Required: 6"
    ask = "Submit a request for Quota increase at https://aka.ms/x by specifying parameters for deployment to succeed."
    said = f"Operation could not be completed as it results in exceeding approved {name} quota. Additional details - "
    return error("QuotaExceeded", f"{said}{numbers}, (Minimum) New Limit Required: 14. {ask}")
