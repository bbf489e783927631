"""Faults reach the client as they were ordered, and the record tells which they were."""

import contextlib
import http.client
import json
import threading
import urllib.error

import pytest

from armserver import ArmServer, faults
from armserver.client import Client, network, template
from armserver.faults import Fault

DEPLOYMENT = "resourcegroups/rg/providers/Microsoft.Resources/deployments/d"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (faults.throttled(), 429, "SubscriptionRequestsThrottled"),
        (faults.internal_error(), 500, "InternalServerError"),
        (faults.unavailable(), 503, "ServerTimeout"),
        (faults.expired_token(), 401, "ExpiredAuthenticationToken"),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else None,
)
def test_an_error_is_answered_once(server: ArmServer, client: Client, fault: Fault, status: int, code: str) -> None:
    server.faults.add("GET", "/resourcegroups/rg$", fault)

    failed, good = client.send("GET", "resourcegroups/rg"), client.send("GET", "resourcegroups/rg")

    assert (failed.status, failed.body["error"]["code"], good.status) == (status, code, 200)
    assert [each.fault for each in server.exchanges] == [fault.name, ""]


@pytest.mark.parametrize(
    ("fault", "taken"),
    [
        (faults.throttled(), False),
        (faults.dropped(), False),
        (faults.dropped(processed=True), True),
        (faults.malformed(), True),
        (faults.malformed(processed=False), False),
        (faults.empty(), True),
        (faults.proxy_page(), False),
        (faults.cut_short(), True),
        (faults.slow(0.01), True),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else None,
)
def test_a_request_takes_effect_or_not(server: ArmServer, client: Client, fault: Fault, taken: bool) -> None:
    server.faults.add("PUT", "/deployments/d$", fault)

    with contextlib.suppress(urllib.error.URLError, http.client.HTTPException, json.JSONDecodeError, OSError):
        client.put_deployment(template(network()))

    assert (client.send("HEAD", DEPLOYMENT).status == 204) is taken


def test_a_dropped_connection_is_recorded_without_a_status(server: ArmServer, client: Client) -> None:
    server.faults.add("GET", "/resourcegroups/rg$", faults.dropped())

    with pytest.raises((urllib.error.URLError, http.client.HTTPException, ConnectionError)):
        client.get("resourcegroups/rg")

    assert server.exchanges.only("GET", "/rg").status == 0


def test_faults_wait_for_their_turn(server: ArmServer, client: Client) -> None:
    server.faults.add("*", "/resourcegroups", faults.internal_error(), after=1, times=2)

    statuses = [client.send("GET", "resourcegroups/rg").status for _ in range(4)]

    assert statuses == [200, 500, 500, 200]


def test_a_recovered_server_has_no_faults(server: ArmServer, client: Client) -> None:
    server.faults.add("*", ".", faults.internal_error(), times=-1)
    server.recover()

    assert client.send("GET", "resourcegroups/rg").status == 200


def test_a_slow_answer_keeps_nobody_else_waiting(server: ArmServer, client: Client) -> None:
    server.faults.add("GET", "/resourcegroups/rg$", faults.slow(1))
    waiting = threading.Thread(target=client.send, args=("GET", "resourcegroups/rg"))
    waiting.start()

    assert client.send("GET", "resourcegroups").status == 200
    assert waiting.is_alive()
    waiting.join()


def test_an_expired_token_opens_nothing(server: ArmServer, client: Client) -> None:
    old = server.tokens.token
    server.tokens.expire()

    assert client.send("GET", "resourcegroups/rg", token=old).status == 401
    assert client.send("GET", "resourcegroups/rg").status == 200
