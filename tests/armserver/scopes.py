"""What a deployment goes to, as its path says: a resource group or a subscription."""

from armserver.messages import Request
from armserver.state import ResourceGroup, State, Target

SUBSCRIPTION_PATH = "/subscriptions/{subscription}"
GROUP_PATH = f"{SUBSCRIPTION_PATH}/resourcegroups/{{group}}"
SCOPES = (GROUP_PATH, SUBSCRIPTION_PATH)


def target_of(state: State, request: Request) -> Target:
    """Give the resource group or subscription in the path; raise ArmError (404) if it does not exist."""
    if "group" in request.variables:
        return group_of(state, request)
    return state.subscription_of(request.variables["subscription"])


def group_of(state: State, request: Request) -> ResourceGroup:
    """Give the resource group in the path of `request`; raise ArmError (404) if it does not exist."""
    return state.group(request.variables["subscription"], request.variables["group"])
