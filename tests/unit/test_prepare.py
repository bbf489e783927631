"""Parameters: promoted from the blueprint, implied by secrets, or declared for expressions."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over, loaded, problems, profile, rendered, resource

import generator

VAULT = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop"


def with_parameters(folder: Path, parameters: dict[str, Any], **above: Any) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"parameters": parameters, **above}))


def refusal(folder: Path, parameters: dict[str, Any], **above: Any) -> generator.Diagnostic:
    with pytest.raises(generator.DiagnosticError) as error:
        with_parameters(folder, parameters, **above)
    (diagnostic,) = error.value.diagnostics
    return diagnostic


def script(**protected: Any) -> list[dict[str, Any]]:
    extension = {"publisher": "Contoso", "type": "Agent", "typeHandlerVersion": "1.0"}
    return [{**extension, "protectedSettings": protected}]


def key_vault(secret: str, **more: str) -> dict[str, Any]:
    return {"keyVault": {"vault": VAULT, "secret": secret, **more}}


# Promotion


def test_a_promoted_path_reads_its_parameter(tmp_path: Path) -> None:
    template = with_parameters(tmp_path, {"instanceCount": {"path": "scaleSet.sku.capacity"}})

    assert resource(template, "virtualMachineScaleSets")["sku"]["capacity"] == "[parameters('instanceCount')]"
    assert template.content["parameters"]["instanceCount"] == {"type": "int", "defaultValue": 2}


def test_a_path_may_lead_to_an_item_by_its_name(tmp_path: Path) -> None:
    rules = {"network": {"loadBalancer": {"rules": [{"name": "web", "frontendPort": 80}]}}}
    template = with_parameters(tmp_path, {"port": {"path": "network.loadBalancer.rules[web].frontendPort"}}, **rules)

    (rule,) = resource(template, "loadBalancers")["properties"]["loadBalancingRules"]
    assert rule["properties"]["frontendPort"] == "[parameters('port')]"


def test_a_path_that_is_absent_has_no_default_to_promote(tmp_path: Path) -> None:
    template = with_parameters(tmp_path, {"diskType": {"path": "scaleSet.osDisk.storageAccountType"}})

    assert template.content["parameters"]["diskType"] == {"type": "string"}
    disk = profile(template)["storageProfile"]["osDisk"]
    assert disk["managedDisk"]["storageAccountType"] == "[parameters('diskType')]"


@pytest.mark.parametrize(
    ("default", "kind"),
    [
        ("text", "string"),
        (3, "int"),
        (True, "bool"),
        ([1], "array"),
        ({"a": 1}, "object"),
        ("[resourceGroup().id]", "string"),
    ],
)
def test_the_type_follows_from_the_default(tmp_path: Path, default: Any, kind: str) -> None:
    template = with_parameters(tmp_path, {"any": {"defaultValue": default}})

    assert template.content["parameters"]["any"] == {"type": kind, "defaultValue": default}


def test_limits_and_description_are_declared(tmp_path: Path) -> None:
    limits = {"minValue": 1, "maxValue": 9, "allowedValues": [2, 4]}
    count = {"path": "scaleSet.sku.capacity", "description": "Instances", **limits}
    template = with_parameters(tmp_path, {"count": count})

    assert template.content["parameters"]["count"] == {
        "type": "int",
        "defaultValue": 2,
        "metadata": {"description": "Instances"},
        **limits,
    }


def test_a_promoted_name_is_in_all_names_made_from_it(tmp_path: Path) -> None:
    template = with_parameters(tmp_path, {"base": {"path": "name"}})

    assert resource(template, "virtualNetworks")["name"] == "[format('{0}-vnet', parameters('base'))]"


@pytest.mark.parametrize("path", ["scaleSet.orchestrationMode", "image.urn", "image.osType", "scaleSet.dataDisks"])
def test_what_shapes_the_template_is_not_promotable(tmp_path: Path, path: str) -> None:
    problem = refusal(tmp_path, {"choice": {"path": path}})

    assert (problem.code, problem.path) == ("parameters/not-promotable", ("parameters", "choice", "path"))


def test_an_expression_becomes_the_default_of_its_parameter(tmp_path: Path) -> None:
    template = with_parameters(tmp_path, {"region": {"path": "location"}})

    assert template.content["parameters"]["region"] == {"type": "string", "defaultValue": "[resourceGroup().location]"}


def test_what_another_parameter_decides_is_not_promotable(tmp_path: Path) -> None:
    parameters = {"where": {"path": "location"}, "region": {"type": "string"}}
    problem = refusal(tmp_path, parameters, location="[parameters('region')]")

    assert problem.code == "parameters/not-promotable"
    assert "[parameters('region')]" in problem.message


@pytest.mark.parametrize(
    ("path", "near"), [("scaleSet.sku.capcity", "scaleSet.sku.capacity"), ("scaleset.sku.capacity", "scaleSet")]
)
def test_a_path_that_leads_nowhere_has_the_nearest_key(tmp_path: Path, path: str, near: str) -> None:
    problem = refusal(tmp_path, {"count": {"path": path}})

    assert problem.code == "parameters/no-such-path"
    assert problem.hint is not None
    assert f"did you mean {near}?" in problem.hint


@pytest.mark.parametrize(
    "declaration",
    [
        {"defaultValue": 10, "maxValue": 9},
        {"defaultValue": 0, "minValue": 1},
        {"defaultValue": "abc", "maxLength": 2},
        {"defaultValue": "a", "allowedValues": ["b"]},
        {"defaultValue": "3", "type": "int"},
        {"defaultValue": True, "type": "int"},
    ],
)
def test_a_default_against_its_own_limits_is_refused(tmp_path: Path, declaration: dict[str, Any]) -> None:
    assert refusal(tmp_path, {"any": declaration}).code == "parameters/bad-default"


# Secrets


def test_a_secret_is_a_secure_parameter_without_default(tmp_path: Path) -> None:
    template = rendered(tmp_path, WINDOWS)

    assert template.content["parameters"] == {"adminPassword": {"type": "secureString"}}
    assert profile(template)["osProfile"]["adminPassword"] == "[parameters('adminPassword')]"


def test_text_by_parameter_is_no_secret(tmp_path: Path) -> None:
    assert rendered(tmp_path, LINUX).content["parameters"] == {"sshPublicKey": {"type": "string"}}


@pytest.mark.parametrize("declared", ["string", "secureString"])
def test_a_declared_parameter_of_a_secret_place_is_secure(tmp_path: Path, declared: str) -> None:
    token = {"parameter": "token"}
    template = with_parameters(tmp_path, {"token": {"type": declared}}, extensions=script(token=token))

    assert template.content["parameters"]["token"] == {"type": "secureString"}


def test_a_declared_object_of_a_secret_place_is_secure(tmp_path: Path) -> None:
    token = {"parameter": "token"}
    template = with_parameters(tmp_path, {"token": {"type": "object"}}, extensions=script(token=token))

    assert template.content["parameters"]["token"] == {"type": "secureObject"}


def test_a_secret_with_a_default_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, {"token": {"defaultValue": "hunter2"}}, extensions=script(token={"parameter": "token"}))

    assert problem.code == "parameters/secret-default"
    assert "hunter2" not in problem.message


def test_a_key_vault_secret_is_named_after_itself(tmp_path: Path) -> None:
    blueprint = loaded(tmp_path, laid_over(LINUX, {"extensions": script(a=key_vault("shop-db-password", version="7"))}))

    assert generator.parameters(blueprint).content["parameters"] == {
        "shopDbPassword": {
            "reference": {"keyVault": {"id": VAULT}, "secretName": "shop-db-password", "secretVersion": "7"}
        }
    }


def test_the_same_key_vault_secret_is_one_parameter(tmp_path: Path) -> None:
    template = with_parameters(tmp_path, {}, extensions=script(a=key_vault("token"), b=key_vault("token")))

    assert [parameter.name for parameter in template.parameters] == ["sshPublicKey", "token"]


def test_secrets_whose_names_collide_get_numbers(tmp_path: Path) -> None:
    secrets = script(a=key_vault("my-token"), b=key_vault("my-Token"), c=key_vault("my-token", version="2"))
    template = with_parameters(tmp_path, {}, extensions=secrets)

    assert [parameter.name for parameter in template.parameters] == ["sshPublicKey", "myToken", "myToken2", "myToken3"]


def test_a_key_vault_secret_does_not_take_the_name_of_a_declared_parameter(tmp_path: Path) -> None:
    template = with_parameters(
        tmp_path,
        {"token": {"type": "string", "defaultValue": "public"}},
        tags={"t": "[parameters('token')]"},
        extensions=script(a=key_vault("token")),
    )

    assert template.content["parameters"]["token"] == {"type": "string", "defaultValue": "public"}
    assert template.content["parameters"]["token2"] == {"type": "secureString"}


@pytest.mark.parametrize("name", ["1st-token", "---", "токен"])
def test_a_key_vault_secret_of_any_name_makes_a_valid_parameter_name(tmp_path: Path, name: str) -> None:
    template = with_parameters(tmp_path, {}, extensions=script(a=key_vault(name)))

    assert template.parameters[-1].name.isidentifier()
    assert template.parameters[-1].name.isascii()


# Expressions


def test_an_expression_may_read_a_declared_parameter_in_any_case(tmp_path: Path) -> None:
    template = with_parameters(tmp_path, {"team": {"type": "string"}}, tags={"team": "[toUpper(Parameters('TEAM'))]"})

    assert resource(template, "virtualMachineScaleSets")["tags"] == {"team": "[toUpper(Parameters('TEAM'))]"}


@pytest.mark.parametrize(
    "above",
    [
        {"tags": {"team": "[parameters('team')]"}},
        {"resources": [{"type": "A/b", "apiVersion": "1", "name": "c", "x": "[parameters('team')]"}]},
        {"patches": [{"target": {"type": "A/b"}, "patch": {"x": ["[parameters('team')]"]}}]},
    ],
)
def test_an_expression_that_reads_an_undeclared_parameter_is_refused(tmp_path: Path, above: dict[str, Any]) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(LINUX, above))

    assert problems(error.value)[0] == "parameters/undeclared"
