"""A secret that Azure, or a script on a machine, repeats is masked in every form."""

import base64
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from unit.azure_error_parts import WEB, error, operation

from generator.azure.errors import azure_error, failed_operations
from generator.azure.secrets import masker
from generator.diagnostics import to_json

SECRET = "p&ss \"wörd\" with 'all' <of> it\\+/=\nand a second line"
HARMLESS = "the rest"
DOTNET = {'\\"': "\\u0022", "'": "\\u0027", "&": "\\u0026", "<": "\\u003C", ">": "\\u003E", "+": "\\u002B", "f6": "F6"}


def by_dotnet(secret: str) -> str:
    text = json.dumps(secret)
    for written, escaped in DOTNET.items():
        text = text.replace(written, escaped)
    return text


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda secret: json.dumps(secret, ensure_ascii=False),
    "JSON in ASCII": json.dumps,
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret)),
    "JSON by .NET": by_dotnet,
    "with Windows lines": lambda secret: secret.replace("\n", "\r\n"),
    "HTML": html.escape,
    "in a URL": lambda secret: f"https://x/?p={quote(secret, safe='')}",
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "base64 for PowerShell": lambda secret: base64.b64encode(secret.encode("utf-16-le")).decode(),
}


@pytest.mark.parametrize("write", FORMS.values(), ids=FORMS)
def test_a_secret_is_masked_in_every_form(write: Callable[[str], str]) -> None:
    text = f"{HARMLESS} {write(SECRET)} {HARMLESS}"

    masked = masker([SECRET])(text)

    assert "***" in masked
    assert masked.replace("***", "").strip(' "').startswith(HARMLESS)
    assert len(masked) < len(HARMLESS) * 2 + 20


@pytest.mark.parametrize("ahead", ["", "a", "ab", "abc"])
def test_a_secret_within_what_was_encoded_is_masked(ahead: str) -> None:
    encoded = base64.b64encode(f"{ahead}{SECRET} and more".encode()).decode()

    masked = masker([SECRET])(encoded)

    assert masked.count("***") == 1
    assert len(masked) <= len(encoded) - len(SECRET.encode()) * 4 // 3 + 5


def test_the_longest_of_secrets_within_one_another_is_masked() -> None:
    assert masker(["hunter", "hunter2hunter"])("hunter2hunter hunter") == "*** ***"


def test_what_is_too_short_to_be_told_from_words_is_left() -> None:
    assert masker(["", "no"])("no secret is known") == "no secret is known"


@pytest.mark.parametrize(
    "body",
    [
        error("InvalidParameter", f"The value {SECRET} is too short."),
        error(SECRET, "No."),
        error("InvalidParameter", "No.", target=f"osProfile.{SECRET}"),
        error("Conflict", json.dumps(error("InvalidParameter", f"The value {SECRET} is too short."))),
        error("VMExtensionProvisioningError", f"No [stdout]\n{SECRET}\n[stderr]\n{json.dumps(SECRET)}\n"),
        error("VMExtensionProvisioningError", f"No [stdout]\n{'x' * 20_000}{SECRET}{'x' * 20_000}"),
        error("InvalidParameter", f"{'x' * 470}{SECRET}{'x' * 900}"),
        f"<html><title>{html.escape(SECRET)}</title></html>",
        f"upstream failed: {SECRET}",
        f'{{"broken": "{SECRET}',
        error(
            "RequestDisallowedByPolicy",
            "No.",
            additionalInfo=[
                {
                    "type": "PolicyViolation",
                    "info": {
                        "policyDefinitionName": "tags",
                        "evaluationDetails": {"evaluatedExpressions": [{"path": "tags", "expressionValue": SECRET}]},
                    },
                }
            ],
        ),
    ],
)
def test_a_secret_is_in_no_part_of_the_diagnostic(body: Any) -> None:
    told = json.dumps(to_json(azure_error(body, resource_id=WEB, secrets=[SECRET])), ensure_ascii=False)

    assert "wörd" not in told
    assert "second line" not in told


def test_a_secret_that_is_a_word_of_json_hides_nothing_else() -> None:
    body = json.dumps({"error": error("NoPlan", "There is no plan.")})

    assert azure_error(body, secrets=["error", "message"]).message == "NoPlan: There is no plan"


def test_a_secret_is_in_no_diagnostic_of_an_operation() -> None:
    (found,) = failed_operations([operation(WEB, error("NoPlan", f"{SECRET} is no plan."))], None, secrets=[SECRET])

    assert found.message == "virtualMachineScaleSets/web: NoPlan: *** is no plan"
