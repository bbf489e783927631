"""A Resource Manager on the loopback, so that the real `az` and the real SDK can be tested without Azure.

    with ArmServer.running(tmp_path, ResourceGroup(name="rg")) as server: …

**Where it is.** `server.url` (https, trust `server.authority_file`), subscription `SUBSCRIPTION`, tenant `TENANT`.
`GET /metadata/endpoints` needs no token. `armserver.client.Client` is the least that can talk to it.

**Sign-in.** `server.environment()` gives the environment variables for a managed identity, and
`server.environment(service_principal=True)` for a client secret (then pass `authority` = `server.url` and
`disable_instance_discovery=True` to azure-identity); both set REQUESTS_CA_BUNDLE. `server.tokens.expire()` makes the
token invalid that was given out so far. `armserver.azure_cli.environment(server, folder)` signs `az` in.

**Time.** A deployment goes one stage further with each poll of its operation, and with each GET of the deployment:
Accepted, Running, one or more stages of resources by their dependencies, Succeeded. Lists of operations are only
looks. `server.state.outcomes.polls` is the polls that each stage takes; `event = server.hold("/deployments/web")`
(the end of a deployment's or a resource's id) keeps it running until `event.set()`. `server.state.outcomes.retry` are
the headers that say when to poll again, by default `x-ms-retry-after-ms: 10`. `validation_polls` lets validations
answer 202 first, `page_size` lets lists come on pages.

**Failures.** `server.fail("/virtualMachineScaleSets/web", "Conflict", {"code": …, "message": …})`, with `terminal=True`
as of a resource that was accepted first and `as_text=True` as JSON text in the deployment's error.
`server.refuse({"code": "QuotaExceeded", "message": …})` refuses at preflight, as the whole error with
`as_detail=False`; `server.fail_what_if({…})` fails what-if alone. `server.recover()` ends all of it.

**Instances.** `server.state.scale_sets.get(id).instances`; an instance's `once_changed` is what becomes of it with a
new model: `from armserver import troubles`, `instance.once_changed = troubles.failing("app", "no disk space")`. An
action such as `manualupgrade` ends when its operation has been polled, or the instances listed, often enough, and is
held by `server.hold("/web/manualupgrade")`. A rolling upgrade of Azure's own goes a batch further with each GET of it.

**Machines.** `providers.put(server.state, id, virtual_machines.machine_with(power="running"))` makes a single virtual
machine. It can be deallocated and generalised, and become a managed image or a gallery version; `server.fail` with the
end of the image's id lets that fail, `server.hold("/golden/deallocate")` and `server.hold("/images/web")` keep it on.

**Faults.** `server.faults.add("PUT", "/deployments/web$", faults.throttled(1), times=1, after=0)`, with `from armserver
import faults`: throttled, internal_error, unavailable, dropped (processed or not), slow, expired_token, malformed,
empty, proxy_page, cut_short. They hold for sign-in too (`/oauth2/v2.0/token`, `/msi/token`).

**What it saw.** `server.exchanges`: `matching(method, path_end)`, `only(method, path_end)`; `status` 0 was dropped,
`fault` names what the client was given instead of its answer.

**What exists.** `server.state.resources`: iterates ids, `get(id)`, `put(id, body)`, `within(scope)`. A deployment of
`server.state.group(SUBSCRIPTION, "rg").deployments["web"]` has `status`, `error`, `outputs`, `operations`; those of the
subscription are in `server.state.subscription.deployments`. `server.state.scale_sets.get(id).instances` have `model`,
`zone`, `power`, `health`, `extensions` (a state by name, where it is not `succeeded`). `server.state.linked[uri]` is a
template that a `templateLink` finds.

**What is as in Azure.** What a GET of a resource has is more than was sent (defaults, etag, provisioningState) and less
(passwords, protected settings), so what-if after a deployment has noise. What-if masks known secrets with asterisks,
and shows the value of any other secure parameter, as Azure does. Names of parameters and outputs come back in camel
case. The list of instances has the resource group in capitals.
"""

from armserver.recording import Exchange, Recorder
from armserver.server import ArmServer
from armserver.state import SUBSCRIPTION, TENANT, ResourceGroup, State

__all__ = ["SUBSCRIPTION", "TENANT", "ArmServer", "Exchange", "Recorder", "ResourceGroup", "State"]
