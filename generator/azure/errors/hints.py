"""What to do about a failure of Azure, with the numbers and names that its message gives."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.azure.errors.extensions import read_extension
from generator.azure.errors.failures import Failure
from generator.azure.errors.messages import group_of
from generator.azure.errors.places import is_deployment, short_name
from generator.azure.errors.policies import read_policies

Hint = Callable[[Failure], str | None]

_QUOTA = re.compile(
    r"exceeding approved (?P<name>.+?) quota.*?Location: (?P<location>[\w-]+).*?Current Limit: (?P<limit>\d+)"
    r".*?Current Usage: (?P<usage>\d+).*?Additional Required: (?P<more>\d+)"
    r"(?:.*?New Limit Required: (?P<needed>\d+))?",
    re.DOTALL,
)
_OLD_QUOTA = re.compile(
    r"quota limits? of (?P<name>\w+)\. +Maximum allowed: (?P<limit>\d+), Current in use: (?P<usage>\d+)"
    r", Additional requested: (?P<more>\d+)"
)
_COUNT = re.compile(r"Cannot create more than (?P<limit>\d+) (?P<name>[\w /-]+?) (?:with|for|in)\b")
_NO_SKU = re.compile(r"available in location '(?P<location>[^']*)'(?: zones? '(?P<zones>[^']*)')?")
_SKUS = re.compile(r"Capacity Restrictions: (?P<sizes>[\w, -]+)")
_ACTION = re.compile(
    r"(?:does not have (?:authorization|permission) to perform action|not authorized to perform action)\(?s?\)?:? "
    r"'(?P<action>[^']+)'.*?(?:scope(?:\(s\))?) '(?P<scope>[^']+)'",
    re.DOTALL,
)
_OBJECT_ID = re.compile(r"object id '([0-9a-f-]{36})'")
_DEPLOYMENT = re.compile(r"deployment '([^']+)'")
_TAKEN = re.compile(r"(?:named?|record|with given name|vault) +'?([\w.-]*[\w-])", re.IGNORECASE)
_PROPERTY = re.compile(r"[Cc]hanging property '([^']+)'|[Pp]roperty '([^']+)' (?:cannot|can not)")
_PARAMETER = re.compile(r"parameter '(\w+)'")
_SECONDS = re.compile(r"(?:after|in) '?(\d+)'? seconds")
_NAMESPACE = re.compile(r"namespace '([\w.]+)'|for '?([\w.]+\.[\w.]+)/")
_FAILED_INSTANCE = re.compile(r"[Ff]irst failed instance I[Dd] is: '?(\d+)")
_EXIT_CODES = {
    1: "which scripts give for any error",
    2: "which shells give for wrong usage or a missing file",
    126: "a file that cannot be executed",
    127: "a command or file that is not there",
    137: "it was killed, as where memory runs out",
}


def quota(failure: Failure) -> str:
    """How much of what there is, is used, and is needed, and where to ask for more."""
    message = failure.innermost.message
    ask = "ask for more at https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas"
    if found := _QUOTA.search(message) or _OLD_QUOTA.search(message):
        parts = found.groupdict()
        needed = parts.get("needed") or str(int(parts["usage"]) + int(parts["more"]))
        where = f" in {parts['location']}" if parts.get("location") else ""
        have = f"of the quota “{parts['name']}”{where} {parts['usage']} of {parts['limit']} are in use"
        ways = f"{ask}, a limit of {needed} at least; or take fewer or smaller instances, or another location"
        return f"{have}, and {parts['more']} more are needed: {ways}"
    if found := _COUNT.search(message):
        return f"the subscription has {found['limit']} {found['name']} in this location: delete unused ones, or {ask}"
    return f"{ask}, or use less of it"


def parameter_value(failure: Failure) -> str:
    """The ways to give a value to a parameter."""
    found = _PARAMETER.search(failure.innermost.message)
    name = found[1] if found else "NAME"
    return (
        f"give it one: --parameter {name}=VALUE, in a parameter file or, for a secret, as VMSSGEN_PARAM_{name.upper()} "
        "in the environment"
    )


def sku(failure: Failure) -> str:
    """Where the size is missing, and how to find one that is there."""
    found, sizes = _NO_SKU.search(failure.innermost.message), _SKUS.search(failure.innermost.message)
    location = found["location"] if found else ""
    names = ", ".join(dict.fromkeys(each.strip() for each in sizes["sizes"].split(","))) if sizes else "the size"
    zones = f", zones {found['zones']}," if found and found["zones"] else ""
    example = names if sizes and "," not in names else "SIZE"
    listing = f"az vm list-skus -l {location or 'LOCATION'} --size {example} --zone --all -o table"
    return (
        f"the subscription cannot have {names} in {location or 'the location'}{zones} now: `{listing}` tells where it "
        "can; change scaleSet.sku.name, scaleSet.zones or location"
    )


def capacity(failure: Failure) -> str:
    """Azure itself has no machine left of the kind."""
    zonal = "zon" in f"{failure.innermost.code} {failure.innermost.message}".lower()
    other = "other zones, another size or location" if zonal else "another size or location, or more than one zone"
    return f"Azure has no free machine of that kind there now: deploy again later, or choose {other}"


def extension(failure: Failure) -> str:
    """How it ended, and where on the machine its log is."""
    read = read_extension(failure.innermost.message)
    folder = f"/{read.handler}" if read.handler else ""
    linux = f"below /var/log/azure{folder}"
    if read.script:
        linux = "/var/log/azure/custom-script/handler.log, all output below /var/lib/waagent/custom-script/download"
    windows = "below C:/WindowsAzure/Logs/Plugins".replace("/", "\\") + folder.replace("/", "\\")
    logs = {True: windows, False: linux, None: f"{linux} (Linux) or {windows} (Windows)"}[read.windows]
    ended = ""
    if read.exit_code is not None:
        meaning = f" ({_EXIT_CODES[read.exit_code]})" if read.script and read.exit_code in _EXIT_CODES else ""
        ended = f"exit code {read.exit_code}{meaning}; "
    if "imeout" in failure.innermost.code or "timed out" in failure.innermost.message:
        ended = "it has 90 minutes and must end by itself, without restarting the machine; "
    return f"{ended}the log on the instance is {logs}"


def policy(failure: Failure) -> str:
    """Which policy, what it looked at, and the two ways out."""
    policies = read_policies(failure.innermost)
    which = " and ".join(f"“{each.name}”" for each in policies[:3]) or "the policy"
    tested = [comparison.field for each in policies for comparison in each.tests]
    fields = f" ({', '.join(dict.fromkeys(tested[:4]))})" if tested else ""
    return f"change what {which} looks at{fields}, or ask those who assigned it for an exemption"


def authorization(failure: Failure) -> str:
    """The action and the scope, and how long a new role takes."""
    message = failure.innermost.message
    found, who = _ACTION.search(message), _OBJECT_ID.search(message)
    wait = "a new assignment takes up to ten minutes to work"
    if not found:
        return f"a role at that scope must allow it; {wait}"
    scope = (
        re.sub(r"/providers/Microsoft\.(?:Resources/deployments|Authorization)/.*", "", found["scope"])
        or found["scope"]
    )
    scope = re.split(r"[;,]", scope)[0]
    assignee = who[1] if who else "OBJECT-ID"
    role = '"Role Based Access Control Administrator"' if "roleAssignments" in found["action"] else "Contributor"
    if found["action"].lower() == "microsoft.keyvault/vaults/deploy/action":
        return f"who deploys needs Contributor at {scope}, and the vault enabledForTemplateDeployment; {wait}"
    grant = f"az role assignment create --assignee {assignee} --role {role} --scope {scope}"
    return f"a role must allow {found['action']} there: `{grant}`; {wait}"


def active_deployment(failure: Failure) -> str:
    """Follow it, or stop it."""
    found = _DEPLOYMENT.search(failure.innermost.message)
    given = failure.place.resource_id
    name = found[1] if found else short_name(given) if is_deployment(given) else "NAME"
    where = f"{name} -g {group_of(given) or 'GROUP'}"
    return f"`vmssgen status {where} --watch` follows it, `vmssgen cancel {where}` stops it; then deploy again"


def taken(failure: Failure) -> str:
    """Names that are the same in all of Azure, or in a location."""
    found = _TAKEN.search(failure.innermost.message)
    name = found[1] if found else "the name"
    code = failure.innermost.code.lower()
    if "vault" in code:
        return f"choose another name than {name}, or recover or purge the deleted vault: `az keyvault list-deleted`"
    kind = " among all of Azure's customers in the location" if "dns" in code else " among all of Azure's customers"
    return f"choose another name: {name} must be the only one{kind}"


def immutable(failure: Failure) -> str:
    """What a scale set keeps for life."""
    found = _PROPERTY.search(failure.innermost.message)
    name = (found[1] or found[2]) if found else failure.innermost.target or "the property"
    fixed = f"{name} is fixed when the resource is made"
    return f"{fixed}: put the old value back, or deploy a new resource beside it and delete the old one"


def throttled(failure: Failure) -> str:
    """How long to wait."""
    found = _SECONDS.search(failure.innermost.message)
    after = f"after {found[1]} seconds" if found else "in some minutes"
    return f"too many requests by all who use the subscription: deploy again {after}; nothing is made twice"


def busy(failure: Failure) -> str:
    """Something else is being done to the same resource."""
    found = _SECONDS.search(failure.innermost.message)
    when = f"in {found[1]} seconds" if found else "when that is done"
    return f"something else changes the resource, or one that it needs: deploy again {when}; nothing is made twice"


def registration(failure: Failure) -> str:
    """The command that registers."""
    found = _NAMESPACE.search(failure.innermost.message)
    name = (found[1] or found[2]) if found else "NAMESPACE"
    return f"`az provider register --namespace {name} --wait`, once, by somebody who may do that in the subscription"


def unhealthy(failure: Failure) -> str:
    """Whether the instances were ill before, or what was deployed made them so."""
    code, message = failure.innermost.code, failure.innermost.message
    instance = _FAILED_INSTANCE.search(message)
    look = f"look at instance {instance[1]} first" if instance else "look at the health of the instances"
    if "before" in code.lower():
        return (
            f"they were unhealthy before the upgrade: {look}; repair or delete them, or raise "
            "maxUnhealthyInstancePercent for this once"
        )
    return (
        f"{look}: the health probe or extension must get its answer from the application on the new model; "
        "the upgrade stopped, and instances that it did not reach run the old one"
    )
