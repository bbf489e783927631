"""A Resource Manager on the loopback, so that the real `az` and the real SDK can be tested without Azure.

    with ArmServer.running(tmp_path, ResourceGroup(name="rg")) as server: …

**Where it is.** `server.url` (https, trust `server.authority_file`), subscription `SUBSCRIPTION`, tenant `TENANT`.
`GET /metadata/endpoints` needs no token.

**Sign-in.** `server.environment()` gives the environment variables for a managed identity, and
`server.environment(service_principal=True)` for a client secret (then pass `authority` = `server.url` and
`disable_instance_discovery=True` to azure-identity); both set REQUESTS_CA_BUNDLE. `server.tokens.expire()` makes the
token invalid that was given out so far.

**Time.** A deployment goes one stage further with each poll of its operation, and with each GET of the deployment:
Accepted, Running, one or more stages of resources by their dependencies, Succeeded. Lists of operations are only
looks. `server.state.outcomes.polls` is the polls that each stage takes; `event = server.hold("/deployments/web")`
(the end of a deployment's or a resource's id) keeps it running until `event.set()`. `server.state.outcomes.retry` are
the headers that say when to poll again, by default `x-ms-retry-after-ms: 10`.

**Failures.** `server.fail("/virtualMachineScaleSets/web", "Conflict", {"code": …, "message": …})`, with `terminal=True`
as of a resource that was accepted first and `as_text=True` as JSON text in the deployment's error.
`server.refuse({"code": "QuotaExceeded", "message": …})` refuses at preflight, `server.fail_what_if({…})` what-if alone.
`server.recover()` ends all of it.

**Faults.** `server.faults.add("PUT", "/deployments/web$", faults.throttled(1), times=1, after=0)`, with `from armserver
import faults`: throttled, internal_error, unavailable, dropped (processed or not), slow, expired_token, malformed,
empty, proxy_page, cut_short.

**What it saw.** `server.exchanges`: `matching(method, path_end)`, `only(method, path_end)`; `status` 0 was dropped.

**What exists.** `server.state.resources` by id, `server.state.group(SUBSCRIPTION, "rg").deployments`.
"""

from armserver.recording import Exchange, Recorder
from armserver.server import ArmServer
from armserver.state import SUBSCRIPTION, TENANT, ResourceGroup, State

__all__ = ["SUBSCRIPTION", "TENANT", "ArmServer", "Exchange", "Recorder", "ResourceGroup", "State"]
