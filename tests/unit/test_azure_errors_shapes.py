"""Every form in which Azure, its providers and what stands between have sent errors is read."""

import json
from typing import Any

import pytest

from generator.azure.errors import azure_error

PLAIN = {"code": "SubnetIsFull", "message": "The subnet is full."}
SAID = "SubnetIsFull: The subnet is full"


def nested(times: int) -> dict[str, str]:
    """The error as JSON text in the message of another one, so many times."""
    error = PLAIN
    for _ in range(times):
        error = {"code": "BadRequest", "message": json.dumps({"error": error}, indent=2)}
    return error


@pytest.mark.parametrize(
    "body",
    [
        {"error": PLAIN},
        PLAIN,
        {"Code": "SubnetIsFull", "Message": "The subnet is full.", "Target": None, "Innererror": None},
        {"Error": {"Code": "SubnetIsFull", "Message": "The subnet is full.", "Details": []}},
        {"error": {"error": PLAIN}},
        {"odata.error": {"code": "SubnetIsFull", "message": {"lang": "en-US", "value": "The subnet is full."}}},
        {"ErrorCode": "SubnetIsFull", "Message": {"Language": "en-US", "Value": "The subnet is full."}},
        {"errors": [{"errorCode": "SubnetIsFull", "errorMessage": "The subnet is full."}]},
        {"status": "Failed", "error": PLAIN, "startTime": "2026-01-01T00:00:00Z", "name": "0123"},
        {"properties": {"provisioningState": "Failed", "error": PLAIN}, "name": "web-prod"},
        {"properties": {"provisioningState": "Failed", "statusMessage": {"status": "Failed", "error": PLAIN}}},
        {"properties": {"provisioningState": "Failed"}, "error": PLAIN},
        {"value": [{"properties": {"provisioningState": "Failed", "statusMessage": json.dumps({"error": PLAIN})}}]},
        {"error": {"code": "Failed", "innererror": PLAIN}},
        {"error": {"code": "BadRequest", "message": "", "details": PLAIN}},
        {"error": {"code": "BadRequest", "details": [{"code": "OK", "message": "Done."}, PLAIN]}},
        {"code": "BadRequest", "message": json.dumps(PLAIN)},
        {"error": nested(1)},
        {"error": nested(8)},
        json.dumps({"error": PLAIN}),
        "\ufeff" + json.dumps({"error": PLAIN}),
        json.dumps(json.dumps({"error": PLAIN})),
        [PLAIN],
    ],
)
def test_an_error_is_read_in_any_form(body: Any) -> None:
    assert azure_error(body).message == SAID


@pytest.mark.parametrize(
    "message",
    [
        'Provisioning failed. Message: {"code": "SubnetIsFull", "message": "The subnet is full."}. Details: .',
        'Provisioning failed, StatusMessage={"error": {"code": "SubnetIsFull", "message": "The subnet is full."}}\n',
        'Provisioning failed: Service returned an error. Code="SubnetIsFull" Message="The subnet is full."',
    ],
)
def test_an_error_that_a_text_quotes_is_read(message: str) -> None:
    found = azure_error({"code": "BadRequest", "message": message})

    assert found.message == SAID
    assert found.causes[0].message.startswith("BadRequest: Provisioning failed")


def test_a_numeric_code_is_a_code() -> None:
    assert azure_error({"code": 400016, "message": "Too many."}).message == "400016: Too many"


def test_an_error_of_the_sign_in_is_read() -> None:
    found = azure_error({"error": "invalid_grant", "error_description": "AADSTS700082: The token has expired."})

    assert (found.code, found.message) == ("azure/not-signed-in", "invalid_grant: AADSTS700082: The token has expired")


def test_a_code_without_a_message_is_told() -> None:
    assert azure_error({"code": "SubnetIsFull", "message": None}).message == "SubnetIsFull: Azure gives no message"


def test_a_message_without_a_code_is_told() -> None:
    assert azure_error({"error": {"message": "The subnet is full."}}).message == "The subnet is full"


def test_plain_text_is_told() -> None:
    found = azure_error("upstream connect error", status=503)

    assert (found.code, found.message) == ("azure/unavailable", "upstream connect error")


def test_json_that_quotes_no_error_is_told_as_it_is() -> None:
    assert azure_error({"code": "Odd", "message": '["a", 1'}).message == 'Odd: ["a", 1'


@pytest.mark.parametrize("body", ["", None, {}, [], {"status": "Failed"}, "   ", 7, {"error": None}])
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (None, "Azure answered that something failed, and does not say why"),
        (503, "Azure answered 503 Service Unavailable, and does not say why"),
        (599, "Azure answered 599, and does not say why"),
    ],
)
def test_an_answer_that_gives_no_reason_is_told_by_its_status(body: Any, status: int | None, said: str) -> None:
    assert azure_error(body, status=status).message == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<html><head><title>Sign in &amp; go on</title></head><body>Hello</body></html>", "Sign in & go on"),
        ("\n<!DOCTYPE html><body><script>run()</script><h1>Go away</h1></body>", "Go away"),
    ],
)
def test_a_web_page_is_told_by_its_title(body: str, said: str) -> None:
    found = azure_error(body, status=403)

    assert (found.code, found.message) == ("azure/not-understood", f"the answer is a web page, “{said}”")


def test_a_web_page_of_a_gateway_that_fails_is_a_fault_of_azure() -> None:
    assert azure_error("<html><title>502 Bad Gateway</title></html>", status=502).code == "azure/unavailable"


def test_json_that_breaks_off_is_not_understood() -> None:
    found = azure_error('{"error":\n  {"code": "Subn', status=400)

    assert found.code == "azure/not-understood"
    assert found.message == 'the answer is JSON that breaks off or is malformed: {"error": {"code": "Subn'
