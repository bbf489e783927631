"""Following a deployment: how often Azure is asked, and what is asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from armserver import SUBSCRIPTION, ArmServer, ResourceGroup

from generator.azure.clouds import cloud_of
from generator.azure.connection import Connection
from generator.azure.deployments import Deployments, seconds_to_wait
from generator.azure.following import follow, start
from generator.azure.sign_in import Subscription, credential
from generator.azure.submission import Scope, Submission

NETWORK = {
    "type": "Microsoft.Network/virtualNetworks",
    "apiVersion": "2024-05-01",
    "name": "net",
    "location": "westeurope",
    "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
}
TEMPLATE: dict[str, Any] = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [NETWORK],
}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ArmServer]:
    with ArmServer.running(tmp_path, ResourceGroup(name="rg")) as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def deployments(server: ArmServer) -> Iterator[Deployments]:
    cloud, subscription = cloud_of(server.url), Subscription(SUBSCRIPTION)
    connection = Connection(cloud, subscription, credential(cloud, subscription, {}))
    yield Deployments(connection, Scope(SUBSCRIPTION, "rg"))
    connection.close()


def pauses(deployments: Deployments) -> list[float]:
    """The seconds between the looks at a deployment."""
    submission = Submission(template=TEMPLATE, parameters={}, stem="net")
    found: list[float] = []
    started = start(deployments, submission)
    outcome = follow(
        deployments, submission.name, report=lambda _: None, status_url=started.status_url, pause=found.append
    )
    assert outcome.succeeded
    return found


@pytest.mark.parametrize(
    ("header", "seconds"), [({"Retry-After": "7"}, 7), ({"x-ms-retry-after-ms": "1500"}, 1.5)], ids=["seconds", "ms"]
)
def test_azure_is_asked_as_often_as_it_says(
    server: ArmServer, deployments: Deployments, header: dict[str, str], seconds: float
) -> None:
    server.state.outcomes.retry = header

    assert set(pauses(deployments)) == {seconds}


def test_azure_is_asked_every_second_at_first_where_it_does_not_say(
    server: ArmServer, deployments: Deployments
) -> None:
    server.state.outcomes.retry = {}

    assert set(pauses(deployments)) == {1.0}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"Retry-After": "-3"}, 0),
        ({"x-ms-retry-after-ms": "x", "Retry-After": "3"}, 3),
    ],
)
def test_the_time_to_wait_is_read_from_any_of_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_to_wait(headers) == seconds
