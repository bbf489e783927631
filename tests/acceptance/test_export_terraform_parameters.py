"""Parameters of a template as variables of Terraform: their types, defaults, secrets and limits."""

import json
from pathlib import Path
from typing import Any

import pytest
from acceptance.terraform_exports import export, exported, parameter_file, template
from terraform_runs import evaluated, needs_terraform, refusal

VAULT = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/kv"


def test_types_become_types_of_terraform(tmp_path: Path) -> None:
    types = ["string", "int", "bool", "array", "object", "secureString", "secureObject"]
    file = template(tmp_path, parameters={f"p{number}": {"type": each} for number, each in enumerate(types)})

    found = exported(file, "-g", "rg")["variable"]

    assert [each["type"] for each in found.values()] == ["string", "number", "bool", "any", "any", "string", "any"]


def test_secrets_are_sensitive_and_have_no_default(tmp_path: Path) -> None:
    file = template(tmp_path, parameters={"password": {"type": "secureString"}})

    found = exported(file)["variable"]["password"]

    assert found == {"type": "string", "nullable": False, "sensitive": True}


def test_a_secret_in_a_parameter_file_is_not_exported(tmp_path: Path) -> None:
    file = template(tmp_path, parameters={"password": {"type": "secureString"}})

    answer = export(file, "--parameters", parameter_file(tmp_path, password={"value": "Canary-Pa55word!"}))

    assert answer.exit_code == 0, answer.stderr
    assert "Canary" not in answer.stdout + answer.stderr
    assert "parameter/secure-params-in-parameters-file" in answer.stderr


def test_descriptions_and_defaults_are_no_templates_of_terraform(tmp_path: Path) -> None:
    file = template(
        tmp_path,
        parameters={
            "motd": {"type": "string", "defaultValue": "${HOME} %{x}", "metadata": {"description": "Greets ${USER}"}}
        },
    )

    found = exported(file)["variable"]["motd"]

    assert (found["default"], found["description"]) == ("${HOME} %{x}", "Greets ${USER}")


def test_a_default_in_arms_escaped_form_is_the_text_that_it_means(tmp_path: Path) -> None:
    file = template(tmp_path, parameters={"stage": {"type": "string", "defaultValue": "[[prod]"}})

    assert exported(file)["variable"]["stage"]["default"] == "[prod]"


def test_a_default_that_azure_evaluates_is_null_and_described(tmp_path: Path) -> None:
    file = template(tmp_path, parameters={"region": {"type": "string", "defaultValue": "[resourceGroup().location]"}})

    assert exported(file)["variable"]["region"] == {
        "type": "string",
        "description": "Null is the template's default: [resourceGroup().location]",
        "default": None,
    }


@needs_terraform
@pytest.mark.parametrize(("values", "given"), [({}, {}), ({"region": "here"}, {"region": {"value": "here"}})])
def test_a_null_leaves_the_parameter_out(tmp_path: Path, values: Any, given: Any) -> None:
    file = template(
        tmp_path,
        parameters={
            "region": {"type": "string", "defaultValue": "[resourceGroup().location]"},
            "size": {"type": "int", "defaultValue": 3},
        },
    )

    found = evaluated(tmp_path, exported(file, "-g", "rg"), values)

    assert json.loads(found["parameters_content"]) == {"size": {"value": 3}} | given


def test_values_of_a_parameter_file_are_defaults(tmp_path: Path) -> None:
    file = template(tmp_path, parameters={"size": {"type": "int", "defaultValue": 3}})

    found = exported(file, "--parameters", parameter_file(tmp_path, SIZE={"value": 5}))

    assert found["variable"]["size"]["default"] == 5


def test_a_value_that_the_template_does_not_take_is_an_error(tmp_path: Path) -> None:
    file = template(tmp_path, parameters={"size": {"type": "int"}})

    answer = export(file, "--parameters", parameter_file(tmp_path, size={"value": "many"}))

    assert (answer.exit_code, answer.codes) == (1, ["parameter/wrong-type"])
    assert "values.json:1" in answer.stderr


def test_a_reference_to_a_key_vault_stays_one(tmp_path: Path) -> None:
    file = template(tmp_path, parameters={"password": {"type": "secureString"}})
    reference = {"reference": {"keyVault": {"id": VAULT}, "secretName": "admin"}}

    found = exported(file, "-g", "rg", "--parameters", parameter_file(tmp_path, password=reference))

    assert "variable" not in found
    assert found["locals"]["net_parameters"] == {"password": reference}


@needs_terraform
@pytest.mark.parametrize(
    ("declared", "good", "bad", "says"),
    [
        ({"type": "int"}, 3, 3.5, "The parameter p is a whole number."),
        ({"type": "int", "minValue": 2}, 2, 1, "The parameter p is at least 2."),
        ({"type": "int", "maxValue": 2}, 2, 3, "The parameter p is at most 2."),
        ({"type": "int", "allowedValues": [1, 3]}, 3, 2, "The parameter p takes 1, 3."),
        ({"type": "bool", "allowedValues": [True]}, True, False, "The parameter p takes true."),
        ({"type": "string", "minLength": 2}, "ab", "a", "The parameter p has a length of at least 2."),
        ({"type": "string", "maxLength": 2}, "ab", "abc", "The parameter p has a length of at most 2."),
        ({"type": "string", "allowedValues": ["Blue", "${x}"]}, "blue", "red", "The parameter p takes Blue, ${x}."),
        ({"type": "string", "allowedValues": ["Blue", "${x}"]}, "${X}", "", "The parameter p takes Blue, ${x}."),
        ({"type": "array"}, [1, "a"], "a", "The parameter p is an array."),
        ({"type": "array"}, [], {"a": 1}, "The parameter p is an array."),
        ({"type": "array", "minLength": 1}, [1], [], "The parameter p has a length of at least 1."),
        ({"type": "array", "allowedValues": ["1", "2"]}, ["2"], ["3"], "The parameter p takes 1, 2."),
        ({"type": "object"}, {"a": [1, "b"]}, [1], "The parameter p is an object."),
        ({"type": "secureString", "minLength": 2}, "ab", "a", "The parameter p has a length of at least 2."),
        (
            {"type": "int", "minValue": 2, "defaultValue": "[length(resourceGroup().name)]"},
            None,
            1,
            "The parameter p is at least 2.",
        ),
    ],
)
def test_terraform_refuses_what_azure_would(tmp_path: Path, declared: Any, good: Any, bad: Any, says: str) -> None:
    document = exported(template(tmp_path, parameters={"p": declared}), "-g", "rg")

    assert refusal(tmp_path, document, {"p": good}) == ""
    assert says in refusal(tmp_path, document, {"p": bad})


def test_names_that_terraform_cannot_have_are_changed_and_stay_apart(tmp_path: Path) -> None:
    names = ["my size", "my_size", "1st", "count", "größe", "resource_group_name"]
    file = template(tmp_path, parameters={name: {"type": "string"} for name in names})

    found = exported(file)

    assert list(found["variable"]) == [
        "resource_group_name",
        "my_size",
        "my_size_2",
        "_1st",
        "count_2",
        "größe",
        "resource_group_name_2",
    ]
    assert found["locals"]["net_parameters"]["my size"] == {"value": "${var.my_size}"}
