"""Azure's own roll-outs, and what becomes of instances with a new model."""

import pytest

from armserver import ArmServer, troubles
from armserver.client import GROUP, Client, Json, scale_set, template
from armserver.scale_sets import ScaleSet

SET = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web"


@pytest.fixture
def web(server: ArmServer, client: Client) -> ScaleSet:
    """Five instances in Rolling mode."""
    client.deploy(template(scale_set(capacity=5, properties={"upgradePolicy": {"mode": "Rolling"}})))
    found = server.state.scale_sets.get(SET)
    assert found is not None
    return found


def latest(client: Client) -> Json:
    return dict(client.get(f"{SET}/rollingUpgrades/latest")["properties"])


def test_there_is_none_at_first(client: Client, web: ScaleSet) -> None:
    assert client.send("GET", f"{SET}/rollingUpgrades/latest").status == 404


def test_it_goes_a_batch_further_with_each_look(client: Client, web: ScaleSet) -> None:
    client.send("POST", f"{SET}/osRollingUpgrade")

    done = [latest(client)["progress"]["successfulInstanceCount"] for _ in range(6)]

    assert done == [1, 2, 3, 4, 5, 5]
    assert latest(client)["runningStatus"]["code"] == "Completed"
    assert [each.reimaged for each in web.instances] == [1, 1, 1, 1, 1]


def test_an_update_of_a_rolling_set_brings_old_instances_along(client: Client, web: ScaleSet) -> None:
    web.instances[3].model = {**web.instances[3].model, "sku": {"name": "Standard_D2s_v3"}}

    client.send("PATCH", SET, {"properties": {"upgradePolicy": {"mode": "Rolling"}}})

    assert latest(client)["progress"] == {
        "successfulInstanceCount": 1,
        "failedInstanceCount": 0,
        "inProgressInstanceCount": 0,
        "pendingInstanceCount": 0,
    }
    assert web.is_latest(web.instances[3])


def test_too_many_unhealthy_instances_end_it(client: Client, web: ScaleSet) -> None:
    for each in web.instances:
        each.once_changed = troubles.unhealthy()
    client.send("POST", f"{SET}/extensionRollingUpgrade")
    latest(client)

    properties = latest(client)

    assert properties["runningStatus"]["code"] == "Faulted"
    assert properties["error"]["code"] == "MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade"


def test_it_is_cancelled_once(client: Client, web: ScaleSet) -> None:
    client.send("POST", f"{SET}/osRollingUpgrade")

    answers = [client.send("POST", f"{SET}/rollingUpgrades/cancel").status for _ in range(2)]

    assert answers == [202, 409]
    assert latest(client)["runningStatus"]["code"] == "Cancelled"


def test_an_operation_fails_with_its_instances(client: Client, web: ScaleSet) -> None:
    web.instances[1].once_changed = troubles.failing("app", "no space left")

    ended = client.follow(client.send("POST", f"{SET}/manualupgrade", {"instanceIds": ["0", "1"]})).body

    assert (ended["status"], ended["error"]["code"]) == ("Failed", "VMExtensionProvisioningError")


def test_instances_are_updating_while_an_operation_runs(server: ArmServer, client: Client, web: ScaleSet) -> None:
    release = server.hold("/web/manualupgrade")
    accepted = client.send("POST", f"{SET}/manualupgrade", {"instanceIds": ["0"]})
    states = [each["properties"]["provisioningState"] for each in client.get(f"{SET}/virtualMachines")["value"]]
    release.set()
    client.follow(accepted)

    assert states[:2] == ["Updating", "Succeeded"]
    assert web.instances[0].state == "Succeeded"


def test_the_machines_of_a_flexible_set_are_listed_with_their_views(client: Client) -> None:
    properties = {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1}
    client.deploy(template(scale_set(capacity=2, properties=properties)))

    listed = client.get(
        f"{GROUP}/providers/Microsoft.Compute/virtualMachines",
        **{"$filter": f"'virtualMachineScaleSet/id' eq '{SET}'", "$expand": "instanceView"},
    )["value"]

    names = [each["instanceId"] for each in client.get(f"{SET}/virtualMachines")["value"]]
    assert [each["name"] for each in listed] == names
    assert "PowerState/running" in str(listed[0]["properties"]["instanceView"]["statuses"])
    assert "latestModelApplied" not in listed[0]["properties"]


def test_a_view_of_machines_needs_a_filter(client: Client) -> None:
    path = f"{GROUP}/providers/Microsoft.Compute/virtualMachines"

    assert client.send("GET", path, **{"$expand": "instanceView"}).status == 400
