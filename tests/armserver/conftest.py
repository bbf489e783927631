"""What the tests of the server share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from armserver import ArmServer, ResourceGroup
from armserver.client import Client


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ArmServer]:
    """A server with the empty resource group `rg`."""
    with ArmServer.running(tmp_path, ResourceGroup(name="rg")) as running:
        yield running


@pytest.fixture
def client(server: ArmServer) -> Client:
    return Client(server)
