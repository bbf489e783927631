"""What to do where no number or name of the message is needed to say it."""

DEPLOYMENT_HISTORY = (
    "a scope keeps the history of 800 deployments: delete old ones, `az deployment group delete`; their resources stay"
)
AGENT = (
    "the VM agent must run in the image, and reach 168.63.129.16 and Azure Storage: see the boot diagnostics of the "
    "instance, its network security group and its way out to the internet"
)
OS_PROVISIONING = (
    "the image did not report that it is ready: it must be generalized, and hold the VM agent or cloud-init; see the "
    "boot diagnostics of the instance, which may still come up: look again before you deploy anew"
)
TERMS = (
    "the image has a plan of the marketplace: `az vm image terms accept --urn PUBLISHER:OFFER:SKU:VERSION`, once in "
    "the subscription, which must be one that can buy; the blueprint needs image.plan"
)
PLATFORM_IMAGE = (
    "`az vm image list --all --publisher PUBLISHER -l LOCATION -o table` lists what there is in the location; an old "
    "version is removed after some time"
)
GALLERY_IMAGE = (
    "the image version must be there, be replicated to the location, and be shared with who deploys: "
    "`az sig image-version list -g GROUP -r GALLERY -i IMAGE -o table`"
)
KEY_VAULT = (
    "vault and secret must exist before the deployment, the vault must allow template deployments "
    "(enabledForTemplateDeployment), and who deploys needs Microsoft.KeyVault/vaults/deploy/action on it"
)
SUBNET_FULL = (
    "the subnet has no free address for every instance, and an upgrade needs some more: widen its addressPrefix, or "
    "take fewer instances"
)
OTHER_LOCATION = (
    "the resource exists in another location, and a deployment does not move it: choose that location or another name"
)
LOCATIONS = (
    "`az account list-locations -o table` lists the locations; not each has everything, the message says which do"
)
LOCKED = (
    "somebody put a lock there on purpose: `az lock list -g GROUP -o table` shows it and its notes; who may removes it "
    "for the time of the deployment"
)
IN_USE = "what still uses it is in the message: remove that first, or keep both"
SUBSCRIPTION = "`az account list -o table` shows those that you can reach; it may be one of another cloud or tenant"
DISABLED = "the subscription can only be read: its owner enables it again in the portal, or pays what is due"
OTHER_TENANT = (
    "the sign-in is for another tenant than the subscription's: `az login --tenant TENANT`, with the tenant that the "
    "message names second"
)
SIGN_IN = "sign in again: `az login`, or renew the secret of the service principal"
NEW_IDENTITY = (
    "a new identity takes minutes to be known everywhere: deploy again, and give the role assignment "
    "principalType: ServicePrincipal, so that Azure does not look for it"
)
ROLE_EXISTS = (
    "the identity has the role there already, by an assignment of another name: leave it out of the template, or "
    "delete the old one, `az role assignment delete`"
)
TOO_LARGE = "a template has 4 MB at most, its parameters too: split it, or load long scripts from a URL instead"
CANCELED = "what was done before stays; deploy again to finish"
WHAT_IF = "a preview of this resource is not possible, which need not keep the deployment from working"
GROUP = "name another group, or have it made: --create-group --location LOCATION"
DEPLOYMENT = "`az deployment group list -g GROUP -o table` lists those that there are"
NOT_FOUND = (
    "it must exist before, in the group and subscription that its id says; or be in the template, where dependsOn "
    "makes it come first"
)
UNKNOWN_PARAMETER = "take it out of the parameter file, or declare it in the template"
UNKNOWN_MEMBER = (
    "the type of resource has no such property in this API version: correct its name, take it out, or use a newer API "
    "version"
)
API_VERSION = "correct the type or the API version; the message lists the versions that there are"
VALIDATE = "`vmssgen validate` finds most of these without Azure"
FAULT = "a fault in Azure, as a rule for minutes: deploy again; what is there already is not made twice"
PROXY = "is there a proxy in between that answers in its own name?"
