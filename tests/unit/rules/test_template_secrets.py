"""Secrets on their way through a template."""

import base64
from typing import Any

import pytest
from unit.rules.template_findings import findings, nested, output, places

SECURE = {"parameters": {"password": {"type": "secureString"}}}
OUTPUTS = "template/outputs-should-not-contain-secrets"
PASSWORDS = "template/use-secure-value-for-secure-inputs"


def scale_set(**profile: Any) -> dict[str, Any]:
    properties = {"virtualMachineProfile": profile}
    return {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2026-03-01",
        "name": "web",
        "properties": properties,
    }


def test_a_secret_is_followed_through_variables() -> None:
    variables = {"login": {"user": "azureuser", "password": "[parameters('password')]"}, "all": "[variables('login')]"}

    assert findings(output("[string(variables('all'))]", **SECURE, variables=variables), OUTPUTS) == [
        ("outputs.it.value", "the output it shows the secure parameter password")
    ]


def test_the_other_members_of_a_variable_are_no_secrets() -> None:
    variables = {"login": {"user": "azureuser", "password": "[parameters('password')]"}}

    assert findings(output("[variables('login').user]", **SECURE, variables=variables), OUTPUTS) == []


def test_a_secure_output_may_hold_a_secret() -> None:
    template = {**SECURE, "outputs": {"it": {"type": "secureString", "value": "[parameters('password')]"}}}

    assert findings(template, OUTPUTS) == []


def test_a_parameter_of_a_secure_type_is_secure() -> None:
    template = {
        "definitions": {"secret": {"type": "secureString"}},
        **output("[parameters('key')]", parameters={"key": {"$ref": "#/definitions/secret"}}),
    }

    assert places(template, OUTPUTS) == ["outputs.it.value"]


def test_the_output_of_a_nested_template_with_outer_scope_is_one() -> None:
    inner = nested({"outputs": {"it": {"type": "string", "value": "[parameters('password')]"}}})

    assert places({**SECURE, "resources": [inner]}, OUTPUTS) == ["resources[0].properties.template.outputs.it.value"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("[parameters('plain')]", "adminPassword is the parameter plain, whose type string is not secure"),
        ("[concat('P@ss', uniqueString('x'))]", "adminPassword is put together from what stands in the template"),
        ("[variables('word')]", "adminPassword is written in the template"),
    ],
)
def test_a_password_that_is_no_secret_is_found(value: str, found: str) -> None:
    template = {
        "parameters": {"plain": {"type": "string"}},
        "variables": {"word": "Sommer2026!"},
        "resources": [scale_set(osProfile={"adminPassword": value})],
    }

    assert [message for _, message in findings(template, PASSWORDS)] == [found]


@pytest.mark.parametrize(
    "value", ["[parameters('login').password]", "[my.password()]", "[listKeys('x', '1').a]", "", None]
)
def test_a_password_that_may_be_a_secret_is_not(value: str | None) -> None:
    template = {
        "parameters": {"login": {"type": "object"}},
        "resources": [scale_set(osProfile={"adminPassword": value})],
    }

    assert findings(template, PASSWORDS) == []


def test_a_token_without_expiry_is_told_as_such() -> None:
    template = output("https://files.example.com/run.sh?sig=c2lnbmF0dXJlIG9mIGFuIGV4YW1wbGU%3D")

    assert findings(template, "template/no-sas-tokens") == [
        ("outputs.it.value", "the address holds a shared access signature, which says nothing of when it expires")
    ]


def test_a_token_is_found_within_an_expression() -> None:
    template = output("[concat('https://files.example.com/', 'run.sh?sig=c2lnbmF0dXJlIG9mIGFuIGV4YW1wbGU%3D')]")

    assert places(template, "template/no-sas-tokens") == ["outputs.it.value"]


def test_a_key_is_found_in_custom_data() -> None:
    script = base64.b64encode(b"az storage copy --connection 'AccountKey=YW4gZXhhbXBsZSBvZiBhIGtleQ=='").decode()

    assert [message for _, message in findings({"resources": [scale_set(osProfile={"customData": script})]}, KEYS)] == [
        "the text holds a key: AccountKey=…"
    ]


KEYS = "template/no-hardcoded-keys"


def test_a_private_key_is_found() -> None:
    template = output("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==")

    assert findings(template, KEYS) == [("outputs.it.value", "the text holds a private key")]


def test_extensions_that_are_resources_of_their_own_have_public_settings() -> None:
    extension = {
        "type": "Microsoft.Compute/virtualMachineScaleSets/extensions",
        "apiVersion": "2026-03-01",
        "name": "web/logs",
        "properties": {"type": "Logs", "settings": {"key": "[parameters('password')]"}},
    }

    assert findings({**SECURE, "resources": [extension]}, "template/no-secrets-in-settings") == [
        ("resources[0].properties.settings.key", "settings show the secure parameter password")
    ]


def test_a_command_with_a_secret_is_told_by_one_rule() -> None:
    settings = {"commandToExecute": "[concat('run.sh ', parameters('password'))]"}
    extension = {"name": "run", "properties": {"type": "CustomScript", "settings": settings}}
    template = {**SECURE, "resources": [scale_set(extensionProfile={"extensions": [extension]})]}

    assert len(findings(template, "template/protect-commandtoexecute-secrets")) == 1
    assert findings(template, "template/no-secrets-in-settings") == []
