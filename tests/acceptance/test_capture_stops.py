"""`vmssgen capture --run` where Azure refuses, through a bad network, and after its own sudden end."""

import signal
import subprocess
import sys
import time

import pytest
from acceptance.captured_machines import IMAGE, capture, machine, steps
from armserver import faults
from armserver.errors import ArmError
from armserver.faults import Fault
from armserver.messages import Response
from loopback import Azure

BUSY = ArmError(409, "AnotherOperationInProgress", "Another operation on this or a dependent resource is in progress.")


def refused(azure: Azure, path: str, error: ArmError) -> None:
    method = "PUT" if "/images/" in path else "POST"
    azure.server.faults.add(
        method, path, Fault(name="refused", answer=Response(status=error.status, body=error.envelope)), times=-1
    )


def test_what_is_done_and_what_not_is_told_with_how_to_go_on(azure: Azure) -> None:
    machine(azure)
    forbidden = "The client 'a' does not have authorization to perform action 'b'."
    refused(azure, "/generalize$", ArmError(403, "AuthorizationFailed", forbidden))

    answer = capture(azure, "--image", "web")

    assert (answer.exit_code, answer.stdout, answer.codes) == (3, "", ["azure/not-authorized"])
    assert answer.stderr.splitlines()[-4:] == [
        "done: golden is deallocated",
        "not done: golden is marked as generalised",
        "not done: the image web is made",
        f"go on: vmssgen capture golden -g rg --image web --yes --run --cloud {azure.server.url}",
    ]


def test_the_command_that_is_told_goes_on(azure: Azure) -> None:
    machine(azure)
    refused(azure, "/images/golden-image$", ArmError(403, "AuthorizationFailed", "No."))
    first = capture(azure)
    azure.server.recover()

    again = azure.vmssgen(*first.stderr.splitlines()[-1].split()[3:-2])

    assert (again.exit_code, again.stdout) == (0, f"{IMAGE}\n"), again.stderr
    assert steps(azure).count("virtualMachines/golden/deallocate") == 1
    assert steps(azure).count("virtualMachines/golden/generalize") == 1


def test_an_image_that_azure_fails_to_make(azure: Azure) -> None:
    machine(azure)
    error = {"code": "OperationNotAllowed", "message": "Operation could not be completed as it exceeds the quota."}
    azure.server.fail("/images/golden-image", "Conflict", error)

    answer = capture(azure)

    assert answer.exit_code == 3
    assert "exceeds the quota" in answer.stderr
    assert "not done: the image golden-image is made" in answer.stderr


def test_a_failed_image_of_an_earlier_run_must_go_first(azure: Azure) -> None:
    machine(azure)
    azure.server.fail("/images/golden-image", "Conflict", {"code": "InternalError", "message": "No."})
    capture(azure)
    azure.server.recover()

    answer = capture(azure)

    assert (answer.exit_code, answer.codes) == (3, ["azure/image-exists"])
    assert "and has failed" in answer.stderr
    assert "delete it" in answer.stderr


REQUESTS = {
    "machine": ("GET", "/virtualMachines/golden$"),
    "look for image": ("GET", "/images/golden-image$"),
    "deallocate": ("POST", "/deallocate$"),
    "generalize": ("POST", "/generalize$"),
    "create": ("PUT", "/images/golden-image$"),
    "status": ("GET", "/operations/"),
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
    Fault(name="busy", answer=Response(status=409, body=BUSY.envelope, headers={"Retry-After": "0"})),
]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between attempts, those of the SDK too, are short."""
    sleep = time.sleep
    monkeypatch.setattr("time.sleep", lambda seconds: sleep(min(seconds, 0.02)))


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_fault_leaves_a_known_end(azure: Azure, request_name: str, fault: Fault) -> None:
    machine(azure)
    azure.server.faults.add(*REQUESTS[request_name], fault)

    first = capture(azure)

    assert first.exit_code in (0, 3)
    if first.exit_code == 3:
        assert first.codes
        assert capture(azure).exit_code == 0
    found = azure.server.state.resources.get(IMAGE)
    assert found is not None
    assert found["properties"]["provisioningState"] == "Succeeded"


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_fault_that_stays_is_told(azure: Azure, request_name: str) -> None:
    machine(azure)
    azure.server.faults.add(*REQUESTS[request_name], faults.unavailable(), times=-1)

    first = capture(azure)

    assert (first.exit_code, first.codes) == (3, ["azure/unavailable"])
    azure.server.faults.clear()
    assert capture(azure).exit_code == 0


def test_a_run_that_was_killed_is_taken_up_by_the_next(azure: Azure) -> None:
    machine(azure)
    release = azure.server.hold("/images/golden-image")
    words = ["capture", "golden", "-g", "rg", "--run", "--yes", "--cloud", azure.server.url]
    process = subprocess.Popen([sys.executable, "-m", "generator", *words], stderr=subprocess.DEVNULL)
    while not azure.requests("PUT", "/images/golden-image"):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    release.set()

    answer = capture(azure)

    assert (answer.exit_code, answer.stdout) == (0, f"{IMAGE}\n"), answer.stderr
    assert len(steps(azure)) == 3
