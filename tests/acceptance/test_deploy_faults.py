"""Each request of a deployment meets each fault: the end is always known, and nothing is ever deployed twice."""

import pytest
from armserver import Exchange, faults
from armserver.faults import Fault
from loopback import SUBSCRIPTION, Azure

DEPLOYMENT = "/deployments/mine"
REQUESTS = {
    "metadata": ("GET", "/metadata/endpoints"),
    "group": ("GET", "/resourcegroups/rg$"),
    "validate": ("POST", f"{DEPLOYMENT}/validate$"),
    "what-if": ("POST", f"{DEPLOYMENT}/whatIf$"),
    "look before": ("GET", f"{DEPLOYMENT}$"),
    "create": ("PUT", f"{DEPLOYMENT}$"),
    "status": ("GET", f"{DEPLOYMENT}/operationStatuses/"),
    "operations": ("GET", f"{DEPLOYMENT}/operations$"),
    "instances": ("GET", "/virtualMachines$"),
}
FAULTS = [
    faults.throttled(0),
    faults.throttled(None),
    faults.internal_error(),
    faults.unavailable(),
    faults.dropped(),
    faults.dropped(processed=True),
    faults.slow(0.2),
    faults.expired_token(),
    faults.malformed(),
    faults.empty(),
    faults.proxy_page(),
    faults.cut_short(),
]


def started(azure: Azure) -> list[Exchange]:
    """The requests that Azure took for a deployment, whether it could say so or not."""
    untaken = {"throttled", "internal error", "unavailable", "dropped", "expired token", "proxy page"}
    return [each for each in azure.requests("PUT", DEPLOYMENT) if each.status < 300 and each.fault not in untaken]


def state(azure: Azure) -> str | None:
    found = azure.server.state.group(SUBSCRIPTION, "rg").deployments.get("mine")
    return found.status if found else None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_fault_leaves_a_known_end(azure: Azure, request_name: str, fault: Fault) -> None:
    azure.server.faults.add(*REQUESTS[request_name], fault)

    first = azure.deploy("--name", "mine")

    assert first.exit_code in (0, 3)
    assert len(started(azure)) <= 1
    if first.exit_code == 0:
        assert state(azure) == "Succeeded"
        return
    assert first.codes
    assert state(azure) is None or "vmssgen status mine --watch -g rg" in first.stderr
    again = azure.deploy("--name", "mine")
    assert again.exit_code == 0, again.stderr
    assert state(azure) == "Succeeded"
    assert len(started(azure)) == 1


@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_fault_that_stays_leaves_a_known_end(
    azure: Azure, request_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)  # the waits between attempts are the SDK's
    azure.server.faults.add(*REQUESTS[request_name], faults.unavailable(), times=-1)

    first = azure.deploy("--name", "mine", file=azure.template)

    assert first.exit_code in (0, 3)
    assert len(started(azure)) <= 1
    assert first.exit_code == 0 or first.codes
    assert state(azure) in (None, "Succeeded") or "vmssgen status mine --watch -g rg" in first.stderr
    azure.server.faults.clear()
    again = azure.deploy("--name", "mine", file=azure.template)
    assert again.exit_code == 0, again.stderr
