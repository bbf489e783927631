"""Variables, outputs and tags: what a blueprint adds to its template besides the scale set."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, rendered, resource

import generator


def made(folder: Path, **more: Any) -> generator.Template:
    return rendered(folder, laid_over(LINUX, more))


def refused(folder: Path, **more: Any) -> list[str]:
    with pytest.raises(generator.DiagnosticError) as error:
        made(folder, **more)
    return problems(error.value)


# Variables


def test_a_variable_stands_in_the_template(tmp_path: Path) -> None:
    short = "[take(resourceGroup().name, 8)]"

    template = made(tmp_path, name="[variables('short')]", variables={"short": short})

    assert template.content["variables"] == {"short": short}
    assert resource(template, "virtualMachineScaleSets")["name"] == "[variables('short')]"
    assert resource(template, "virtualNetworks")["name"] == "[format('{0}-vnet', variables('short'))]"


def test_text_in_brackets_that_is_no_expression_stays_text_in_a_variable(tmp_path: Path) -> None:
    assert made(tmp_path, variables={"test": "[ -f x ]"}).content["variables"] == {"test": "[[ -f x ]"}


def test_a_template_without_variables_has_no_member_for_them(tmp_path: Path) -> None:
    assert "variables" not in made(tmp_path).content


def test_a_variable_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, location="[variables('region')]") == ["parameters/undeclared-variable"]


def test_names_of_variables_ignore_case(tmp_path: Path) -> None:
    made(tmp_path, location="[variables('REGION')]", variables={"region": "westeurope"})


def test_a_variable_reads_declared_parameters_only(tmp_path: Path) -> None:
    assert refused(tmp_path, variables={"short": "[take(parameters('team'), 8)]"}) == ["parameters/undeclared"]


def test_a_secret_stays_one_by_way_of_variables(tmp_path: Path) -> None:
    template = made(
        tmp_path,
        parameters={"token": {"type": "secureString"}},
        variables={
            "address": "[concat('https://example.com/a.sh', variables('query'))]",
            "query": "[parameters('token')]",
        },
        extensions=[{"kind": "customScript", "fileUris": ["[variables('address')]"], "commandToExecute": "bash a.sh"}],
    )

    scale_set = resource(template, "virtualMachineScaleSets")["properties"]["virtualMachineProfile"]
    (extension,) = scale_set["extensionProfile"]["extensions"]
    assert "fileUris" not in extension["properties"]["settings"]
    assert extension["properties"]["protectedSettings"]["fileUris"] == ["[variables('address')]"]


def test_a_reference_in_a_variable_is_waited_for(tmp_path: Path) -> None:
    group = "[resourceId('Microsoft.Network/networkSecurityGroups', 'web-nsg')]"

    template = made(
        tmp_path,
        variables={"group": group},
        network={"subnet": {"networkSecurityGroup": "[variables('group')]"}, "natGateway": False},
    )

    assert resource(template, "virtualNetworks")["dependsOn"] == [group]


# Outputs


def test_an_output_is_added_to_those_that_are_there(tmp_path: Path) -> None:
    template = made(tmp_path, outputs={"region": {"value": "[resourceGroup().location]", "description": "Where"}})

    assert sorted(template.content["outputs"]) == ["region", "scaleSetId"]
    assert template.content["outputs"]["region"] == {
        "type": "string",
        "value": "[resourceGroup().location]",
        "metadata": {"description": "Where"},
    }


def test_an_output_of_another_type(tmp_path: Path) -> None:
    template = made(tmp_path, outputs={"zones": {"type": "array", "value": ["1", "2"]}})

    assert template.content["outputs"]["zones"] == {"type": "array", "value": ["1", "2"]}


def test_an_output_shows_no_secret(tmp_path: Path) -> None:
    secret = {"parameters": {"token": {"type": "secureString"}}, "outputs": {"t": {"value": "[parameters('token')]"}}}

    assert refused(tmp_path, **secret) == ["parameters/secret-output"]


def test_an_output_that_is_there_anyway_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, outputs={"scaleSetId": {"value": "x"}}) == ["blueprint/bad-value"]


# Tags


def test_a_resource_has_the_tags_of_all_and_its_own(tmp_path: Path) -> None:
    template = made(
        tmp_path,
        tags={"app": "shop", "owner": "web"},
        scaleSet={"tags": {"owner": "compute"}},
        network={"loadBalancer": {"rules": [80], "tags": {"role": "front"}}},
    )

    tags = {each["type"].rpartition("/")[2]: each["tags"] for each in template.content["resources"]}
    assert tags["virtualMachineScaleSets"] == {"app": "shop", "owner": "compute"}
    assert tags["loadBalancers"] == {"app": "shop", "owner": "web", "role": "front"}
    assert tags["virtualNetworks"] == {"app": "shop", "owner": "web"}


def test_a_tag_leads_back_to_its_line(tmp_path: Path) -> None:
    template = made(tmp_path, tags={"app": "shop"}, scaleSet={"tags": {"role": "web"}})

    index = next(i for i, each in enumerate(template.content["resources"]) if each["type"].endswith("ScaleSets"))
    assert template.origin(("resources", index, "tags", "role")) == ("scaleSet", "tags", "role")
    assert template.origin(("resources", index, "tags", "app")) == ("tags", "app")
