"""The closed set of what Azure can refuse or fail with, as far as people act on it differently.

The codes are Azure's: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http import HTTPStatus

from generator.azure.errors import advice, hints
from generator.azure.errors.failures import Failure, is_wrapper
from generator.azure.errors.messages import on_one_line

_LEARN = "https://learn.microsoft.com/azure"
_MANAGER = f"{_LEARN}/azure-resource-manager"
_FAULTS = f"{_MANAGER}/troubleshooting"
_TROUBLESHOOT = "https://learn.microsoft.com/troubleshoot/azure"
_ALLOCATION = f"{_TROUBLESHOOT}/virtual-machines/allocation-failure"
_DEPLOYMENTS = f"{_MANAGER}/templates/deployment-history"
_DISABLED = f"{_LEARN}/cost-management-billing/manage/subscription-disabled"
_EXTENSIONS = f"{_TROUBLESHOOT}/virtual-machine-scale-sets/vm-extension-provisioning-errors"
_GENERALIZE = f"{_LEARN}/virtual-machines/generalize"
_HISTORY = f"{_FAULTS}/deployment-quota-exceeded"
_IMAGES = f"{_LEARN}/virtual-machines/linux/cli-ps-findimage"
_KEY_VAULT = f"{_MANAGER}/templates/key-vault-parameter"
_LIMITS = f"{_MANAGER}/management/request-limits-and-throttling"
_LOCATIONS = f"{_MANAGER}/templates/resource-location"
_LOCKS = f"{_MANAGER}/management/lock-resources"
_NAMES = f"{_MANAGER}/management/resource-name-rules"
_NOT_FOUND = f"{_FAULTS}/error-not-found"
_PARAMETERS = f"{_MANAGER}/templates/parameter-files"
_POLICY = f"{_FAULTS}/error-policy-requestdisallowedbypolicy"
_QUOTAS = f"{_FAULTS}/error-resource-quota"
_REGISTER = f"{_FAULTS}/error-register-resource-provider"
_ROLES = f"{_LEARN}/role-based-access-control/troubleshooting"
_SIZE = f"{_FAULTS}/error-job-size-exceeded"
_SKUS = f"{_FAULTS}/error-sku-not-available"
_SUBNETS = f"{_LEARN}/virtual-network/virtual-network-manage-subnet"
_TEMPLATES = f"{_FAULTS}/error-invalid-template"
_UPGRADES = f"{_LEARN}/virtual-machine-scale-sets/virtual-machine-scale-sets-upgrade-policy"
_WHAT_IF = f"{_MANAGER}/templates/deploy-what-if"

# Codes of Azure that mean the same to whoever deploys; * stands for any characters.
_ANYTHING = "OperationNotAllowed Unauthorized BadRequest Conflict"
"""Said of so many things that the words decide."""
_BUSY = """
    AnotherOperationInProgress Retryable?* ReferencedResourceNotProvisioned OperationPreempted CanceledAndSuperseded*
    RequestConflict PreconditionFailed *BeingDeleted *InProgress ConcurrentUpdate* ResourceGroupDeletion*
"""
_FAULT = """
    Internal*Error *ServerTimeout GatewayTimeout ServiceUnavailable BadGateway* InvalidGatewayHost ServerBusy
    Networking*InternalOperation* ResourceReadFailed OperationTimedOut UnexpectedAzure*
"""
_LOCATION = "LocationNotAvailable* DisallowedLocation RegionDoesNotAllow* InvalidLocation InvalidDeploymentLocation"
_MARKETPLACE = "ResourcePurchase* MarketplacePurchase* VMMarketplace* AccountSetupError"
_PARAMETER = """
    Invalid* *InvalidInput *InvalidValue *NameInvalid PropertyNotSupported LocationRequired ReservedResourceName
    PasswordTooLong LinkedInvalid* *NullOrEmpty
"""
_REGISTRATION = """
    MissingSubscriptionRegistration MissingRegistration* NoRegisteredProviderFound InvalidSubscriptionRegistrationState
    SubscriptionNotRegistered*
"""
_SIGN_IN = """
    InvalidAuthenticationToken ExpiredAuthenticationToken AuthenticationFailed* InvalidRequestIdentity invalid_client
    invalid_grant unauthorized_client interaction_required
"""
_TAKEN = """
    DnsRecordInUse DnsNameInUse *AlreadyTaken StorageAccountAlreadyExists StorageAccountInAnother* VaultAlreadyExists
    FlagMustBeSetForRestore NameAlreadyExists NameUnavailable *NameNotAvailable
"""
_TEMPLATE = """
    InvalidTemplate* MultipleErrorsOccurred InvalidContentLink *CircularDependency MismatchingResourceSegments
    DeploymentName* InvalidDeployment* InvalidRequestContent InvalidRequestFormat InvalidJson
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """Our code; which of Azure's codes mean it, with `*` in them, in what words; what to do; where Azure explains it.

    A level is of the kind where its code is one of `codes` and its message matches `says`, of whichever is given.
    """

    code: str
    codes: str = ""
    says: str = ""
    hint: str | hints.Hint | None = None
    docs: str | None = None

    def fits(self, code: str, message: str) -> bool:
        """Whether a level with that code and message is of this kind."""
        if self.codes and not any(fnmatchcase(code.lower(), each) for each in self.codes.lower().split()):
            return False
        return not self.says or re.search(self.says, message, re.IGNORECASE) is not None

    def hint_for(self, failure: Failure) -> str | None:
        """What to do about this failure."""
        return on_one_line(self.hint(failure) or "") or None if callable(self.hint) else self.hint


KINDS = (  # the first that fits counts
    Kind("azure/quota-exceeded", "DeploymentQuotaExceeded", "", advice.DEPLOYMENT_HISTORY, _HISTORY),
    Kind("azure/quota-exceeded", "*Quota* *CountLimit*", "", hints.quota, _QUOTAS),
    Kind("azure/quota-exceeded", _ANYTHING, r"quota|reached the limit", hints.quota, _QUOTAS),
    Kind("azure/sku-not-available", "SkuNotAvailable", "", hints.sku, _SKUS),
    Kind("azure/sku-not-available", "", r"requested (VM )?size for resource .* not available", hints.sku, _SKUS),
    Kind("azure/capacity", "*AllocationFail* *AllocationRequest", "", hints.capacity, _ALLOCATION),
    Kind("azure/extension-failed", "VMExtension*", r"not reported (latest )?status", advice.AGENT, _EXTENSIONS),
    Kind("azure/extension-failed", "VMAgentStatus*", "", advice.AGENT, _EXTENSIONS),
    Kind("azure/extension-failed", "VMExtension*", "", hints.extension, _EXTENSIONS),
    Kind("azure/os-provisioning-timed-out", "OSProvisioning*", "", advice.OS_PROVISIONING, _GENERALIZE),
    Kind("azure/unhealthy-upgrade", "MaxUnhealthy* *RollingUpgrade*", "", hints.unhealthy, _UPGRADES),
    Kind("azure/policy-denied", "*Disallowed*Policy*", "", hints.policy, _POLICY),
    Kind("azure/terms-not-accepted", _MARKETPLACE, "", advice.TERMS, _IMAGES),
    Kind("azure/image-not-found", "GalleryImage*NotFound *ImageVersionNotFound", "", advice.GALLERY_IMAGE),
    Kind("azure/image-not-found", "*ImageNotFound ArtifactNotFound", "", advice.PLATFORM_IMAGE, _IMAGES),
    Kind("azure/image-not-found", "", r"images referenced .* not found|VMImage was", advice.PLATFORM_IMAGE, _IMAGES),
    Kind("azure/key-vault-reference", "KeyVaultParameterReference*", "", advice.KEY_VAULT, _KEY_VAULT),
    Kind("azure/subnet-full", "SubnetIsFull SubnetWithout*", "", advice.SUBNET_FULL, _SUBNETS),
    Kind("azure/name-taken", _TAKEN, "", hints.taken, _NAMES),
    Kind("azure/name-taken", _ANYTHING, r"name '?[\w.-]+'? (is )?already (exists|in use)", hints.taken, _NAMES),
    Kind("azure/immutable-property", "PropertyChangeNotAllowed *CannotBeChanged", "", hints.immutable, _UPGRADES),
    Kind("azure/wrong-location", "InvalidResourceLocation", "", advice.OTHER_LOCATION, _LOCATIONS),
    Kind("azure/wrong-location", _LOCATION, "", advice.LOCATIONS, _LOCATIONS),
    Kind("azure/deployment-active", "DeploymentActive*", "", hints.active_deployment, _DEPLOYMENTS),
    Kind("azure/resource-locked", "ScopeLocked ResourceLocked", "", advice.LOCKED, _LOCKS),
    Kind("azure/in-use", "InUse* *InUse *CannotBeDeleted CannotDelete* *NotEmpty*", "", advice.IN_USE),
    Kind("azure/not-registered", _REGISTRATION, "", hints.registration, _REGISTER),
    Kind("azure/no-subscription", "SubscriptionNotFound InvalidSubscriptionId", "", advice.SUBSCRIPTION),
    Kind("azure/subscription-disabled", "*DisabledSubscription", "", advice.DISABLED, _DISABLED),
    Kind("azure/not-signed-in", "InvalidAuthenticationTokenTenant", "", advice.OTHER_TENANT),
    Kind("azure/not-signed-in", _SIGN_IN, "", advice.SIGN_IN),
    Kind("azure/not-authorized", "*AuthorizationFailed *NotAuthorized", "", hints.authorization, _ROLES),
    Kind("azure/not-authorized", "", r"does not have (authorization|permission) to", hints.authorization, _ROLES),
    Kind("azure/throttled", "TooManyRequests *Throttled 429", "", hints.throttled, _LIMITS),
    Kind("azure/too-large", "*TooLarge *SizeExceeded", "", advice.TOO_LARGE, _SIZE),
    Kind("azure/conflict", "RoleAssignmentExists", "", advice.ROLE_EXISTS),
    Kind("azure/conflict", _BUSY, "", hints.busy),
    Kind("azure/canceled", "*Canceled *Cancelled", "", advice.CANCELED),
    Kind("azure/what-if-failed", "DeploymentWhatIf*", "", advice.WHAT_IF, _WHAT_IF),
    Kind("azure/resource-not-found", "ResourceGroupNotFound", "", advice.GROUP),
    Kind("azure/resource-not-found", "DeploymentNotFound", "", advice.DEPLOYMENT),
    Kind("azure/resource-not-found", "*PrincipalNotFound", "", advice.NEW_IDENTITY, _ROLES),
    Kind("azure/resource-not-found", "InvalidResourceReference ?*NotFound", "", advice.NOT_FOUND, _NOT_FOUND),
    Kind("azure/unavailable", _FAULT, "", advice.FAULT),
    Kind(
        "azure/invalid-template", "InvalidTemplate*", r"parameter '.*not provided", hints.parameter_value, _PARAMETERS
    ),
    Kind(
        "azure/invalid-template", "InvalidTemplate*", r"parameters file are not", advice.UNKNOWN_PARAMETER, _PARAMETERS
    ),
    Kind("azure/invalid-template", "", r"Could not find member", advice.UNKNOWN_MEMBER, _TEMPLATES),
    Kind("azure/invalid-template", "InvalidResourceType* InvalidApiVersion*", "", advice.API_VERSION, _TEMPLATES),
    Kind("azure/invalid-template", _TEMPLATE, "", advice.VALIDATE, _TEMPLATES),
    Kind("azure/invalid-parameter", _PARAMETER),
)
_BY_STATUS = {
    401: Kind("azure/not-signed-in", hint=advice.SIGN_IN),
    403: Kind("azure/not-authorized", hint=hints.authorization, docs=_ROLES),
    404: Kind("azure/resource-not-found", docs=_NOT_FOUND),
    409: Kind("azure/conflict"),
    412: Kind("azure/conflict", hint=hints.busy),
    413: Kind("azure/too-large", hint=advice.TOO_LARGE, docs=_SIZE),
    429: Kind("azure/throttled", hint=hints.throttled, docs=_LIMITS),
}
_FAILED = Kind("azure/failed")
_UNAVAILABLE = Kind("azure/unavailable", hint=advice.FAULT)
_NOT_UNDERSTOOD = Kind("azure/not-understood", hint=advice.PROXY)
VAGUE = frozenset({"azure/failed", "azure/conflict", "azure/unavailable", "azure/canceled", "azure/what-if-failed"})
"""Codes that another failure beside them explains better."""
_STATUSES = {each.phrase.replace(" ", "").replace("-", "").lower(): each.value for each in HTTPStatus}


def kind_of(failure: Failure) -> Kind:
    """The first row that fits the innermost level, or the next around it; else what the status says."""
    for level in reversed(failure.chain):
        if level.unreadable and not level.code:
            return _UNAVAILABLE if (failure.status or 0) >= 500 else _NOT_UNDERSTOOD
        if level is not failure.innermost and is_wrapper(level):
            continue
        for kind in KINDS:
            if kind.fits(level.code, level.message):
                return kind
    known = failure.status if failure.status is not None and failure.status >= 400 else None
    return by_status(known or _status_in(failure))


def by_status(status: int | None) -> Kind:
    """What an HTTP status says where nothing else does."""
    if status is not None and status >= 500:
        return _UNAVAILABLE
    return _BY_STATUS.get(status or 0, _FAILED)


def status_named(name: str) -> int | None:
    """The status of `BadRequest` or `Conflict`, as deployment operations and details name it."""
    return _STATUSES.get(name.lower())


def _status_in(failure: Failure) -> int | None:
    return next((found for level in reversed(failure.chain) if (found := status_named(level.code))), None)
