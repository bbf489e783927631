"""Instances and rolling upgrades as Azure has described them: conformance data of recorded traffic."""

from typing import Any

from conformance.arm_recordings import recordings
from conformance.conformance_data import needs_data

from generator.azure.instances_views import Instance, read_instance
from generator.azure.rolling_upgrades import read_upgrade

pytestmark = needs_data


def answers(path_end: str) -> list[Any]:
    """The bodies of the answers 200 to requests for such a path."""
    found = [
        recording.body(index)
        for recording in recordings()
        for index, each in enumerate(recording.interactions)
        if each["status"] == 200 and each["path"].partition("?")[0].lower().endswith(path_end)
    ]
    return [body for body in found if isinstance(body, dict)]


def instances() -> list[Instance]:
    return [
        read_instance(each) for body in answers("/virtualmachines") for each in body["value"] if "instanceId" in each
    ]


def test_recorded_instances_are_read() -> None:
    read = instances()

    assert len(read) > 20
    assert all(each.id and each.name and each.resource_id and each.provisioning for each in read)
    assert {each.is_latest for each in read} == {True, False}


def test_an_instance_can_have_the_model_and_still_be_at_work() -> None:
    assert any(each.is_latest and each.is_changing for each in instances())


def test_recorded_views_tell_power_and_health() -> None:
    views = [body for body in answers("/instanceview") if "platformFaultDomain" in body]
    read = [read_instance({"instanceId": "0", "properties": {"instanceView": view}}) for view in views]

    assert {each.power for each in read} >= {"running", "deallocated"}
    assert "Healthy" in {each.health for each in read}
    assert all(each.fault_domain is not None and each.ills == () for each in read)


def test_recorded_rolling_upgrades_are_read() -> None:
    read = [read_upgrade(body) for body in answers("/rollingupgrades/latest")]

    assert {(each.state, str(each)) for each in read} == {
        ("Completed", "2 done"),
        ("Cancelled", "1 done, 1 pending"),
    }
    assert all(each.started and not each.is_active for each in read)
