"""What changes the number of instances: autoscale, the parameter that keeps the present number, standby pools."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, problems, rendered, resource

import generator

BUS = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.ServiceBus/namespaces/shop"
OUT: dict[str, Any] = {"operator": "GreaterThan", "threshold": 100, "direction": "Increase"}


def made(folder: Path, autoscale: dict[str, Any] | None = None, **more: Any) -> generator.Template:
    limits = {"minimum": 2, "maximum": 10, **(autoscale or {})}
    return rendered(folder, laid_over(LINUX, {"autoscale": limits, **more}))


def setting(template: generator.Template) -> dict[str, Any]:
    return dict(resource(template, "autoscaleSettings")["properties"])


def trigger(template: generator.Template) -> dict[str, Any]:
    return dict(setting(template)["profiles"][0]["rules"][0]["metricTrigger"])


def capacity(template: generator.Template) -> Any:
    return resource(template, "virtualMachineScaleSets")["sku"]["capacity"]


# Rules


def test_a_rule_can_follow_the_metric_of_another_resource(tmp_path: Path) -> None:
    queue = {
        **OUT,
        "metricName": "ActiveMessages",
        "metricResourceUri": BUS,
        "metricNamespace": "microsoft.servicebus/namespaces",
        "dimensions": [{"dimensionName": "EntityName", "values": ["orders"]}],
        "dividePerInstance": True,
    }

    found = trigger(made(tmp_path, {"rules": [queue]}))

    assert found["metricResourceUri"] == BUS
    assert found["metricNamespace"] == "microsoft.servicebus/namespaces"
    assert found["dimensions"] == [{"DimensionName": "EntityName", "Operator": "Equals", "Values": ["orders"]}]
    assert found["dividePerInstance"] is True


def test_a_rule_of_another_resource_names_its_metric(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        made(tmp_path, {"rules": [{**OUT, "metricResourceUri": BUS}]})

    assert problems(error.value) == ["blueprint/missing-key"]


def test_a_rule_follows_the_scale_set_by_default(tmp_path: Path) -> None:
    found = trigger(made(tmp_path, {"rules": [OUT]}))

    assert found["metricResourceUri"] == "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    assert "dimensions" not in found


def test_a_schedule_can_follow_a_queue_too(tmp_path: Path) -> None:
    sale = {
        "name": "sale",
        "minimum": 5,
        "maximum": 9,
        "fixedDate": {"start": "2030-01-01T00:00:00", "end": "2030-01-02T00:00:00"},
        "rules": [{**OUT, "metricName": "ActiveMessages", "metricResourceUri": BUS}],
    }

    default, found = setting(made(tmp_path, {"rules": [OUT], "schedules": [sale]}))["profiles"]

    assert default["rules"][0]["metricTrigger"]["metricName"] == "Percentage CPU"
    assert found["rules"][0]["metricTrigger"]["metricResourceUri"] == BUS


# Profiles


def profiles(template: generator.Template) -> list[str]:
    return [each["name"] for each in setting(template)["profiles"]]


def test_the_profile_with_the_usual_limits_can_be_named(tmp_path: Path) -> None:
    assert profiles(made(tmp_path)) == ["default"]
    assert profiles(made(tmp_path, {"profileName": "Profile1"})) == ["Profile1"]


def test_the_end_of_a_week_day_leads_back_to_the_usual_profile_by_its_name(tmp_path: Path) -> None:
    working = {
        "name": "work",
        "minimum": 4,
        "maximum": 9,
        "recurrence": {"days": ["Monday"], "start": "08:00", "end": "18:00"},
    }

    found = profiles(made(tmp_path, {"profileName": "usual", "schedules": [working]}))

    assert found == ["work", '{"name": "usual", "for": "work"}']


def test_names_of_profiles_can_be_parameters(tmp_path: Path) -> None:
    working = {
        "name": "work",
        "minimum": 4,
        "maximum": 9,
        "recurrence": {"days": ["Monday"], "start": "08:00", "end": "18:00"},
    }
    named = {"profileName": "[parameters('usual')]", "schedules": [working]}

    found = profiles(made(tmp_path, named, parameters={"usual": {"type": "string"}}))

    assert found[1] == """[format('{{"name": "{0}", "for": "work"}}', parameters('usual'))]"""


def test_two_profiles_of_one_name_are_refused(tmp_path: Path) -> None:
    sale = {
        "name": "Usual",
        "minimum": 4,
        "maximum": 9,
        "fixedDate": {"start": "2030-01-01T00:00", "end": "2030-01-02T00:00"},
    }

    with pytest.raises(generator.DiagnosticError) as error:
        made(tmp_path, {"profileName": "usual", "schedules": [sale]})

    assert problems(error.value) == ["blueprint/same-name"]


# What goes with the rules


def test_autoscale_can_act_on_a_forecast(tmp_path: Path) -> None:
    predictive = {"scaleMode": "Enabled", "scaleLookAheadTime": "14m"}

    found = setting(made(tmp_path, {"rules": ["cpu > 70%: +1"], "predictiveAutoscalePolicy": predictive}))

    assert found["predictiveAutoscalePolicy"] == {"scaleMode": "Enabled", "scaleLookAheadTime": "PT14M"}


def test_a_setting_in_another_region_than_the_scale_set(tmp_path: Path) -> None:
    assert setting(made(tmp_path, {"targetResourceLocation": "westeurope"}))["targetResourceLocation"] == "westeurope"


def test_texts_go_with_the_call_of_a_webhook(tmp_path: Path) -> None:
    hook = {"serviceUri": "https://hooks.example.com/scaling", "properties": {"channel": "scaling"}}

    (found,) = setting(made(tmp_path, {"notifications": {"webhooks": [hook]}}))["notifications"]

    assert found["webhooks"] == [hook]


def test_changes_can_be_told_by_mail_and_to_a_webhook_whose_address_is_a_secret(tmp_path: Path) -> None:
    told = {"customEmails": ["ops@example.com"], "webhooks": [{"serviceUri": {"parameter": "hook"}}]}

    template = made(tmp_path, {"notifications": told})

    (found,) = setting(template)["notifications"]
    assert found == {
        "operation": "Scale",
        "email": {"customEmails": ["ops@example.com"]},
        "webhooks": [{"serviceUri": "[parameters('hook')]"}],
    }
    assert template.content["parameters"]["hook"] == {"type": "secureString"}


# The present number of instances


def test_with_autoscale_the_number_of_instances_is_a_parameter(tmp_path: Path) -> None:
    template = made(tmp_path)

    assert capacity(template) == "[parameters('instanceCount')]"
    declared = template.content["parameters"]["instanceCount"]
    assert (declared["type"], declared["defaultValue"]) == ("int", 2)


def test_without_autoscale_the_number_of_instances_is_a_number(tmp_path: Path) -> None:
    assert capacity(rendered(tmp_path, LINUX)) == 2


def test_the_parameter_can_be_left_out(tmp_path: Path) -> None:
    template = made(tmp_path, {"instanceCountParameter": False})

    assert capacity(template) == 2
    assert "instanceCount" not in template.content["parameters"]


def test_the_parameter_can_have_another_name(tmp_path: Path) -> None:
    assert capacity(made(tmp_path, {"instanceCountParameter": "instances"})) == "[parameters('instances')]"


def test_a_parameter_of_the_blueprint_for_the_capacity_stays_the_only_one(tmp_path: Path) -> None:
    template = made(tmp_path, parameters={"size": {"path": "scaleSet.sku.capacity"}})

    assert capacity(template) == "[parameters('size')]"
    assert sorted(template.content["parameters"]) == ["size", "sshPublicKey"]


def test_a_parameter_of_the_blueprint_keeps_its_name(tmp_path: Path) -> None:
    own = {"InstanceCount": {"type": "string", "defaultValue": "many"}}

    template = made(tmp_path, parameters=own)

    assert capacity(template) == "[parameters('instanceCount2')]"
    assert template.content["parameters"]["InstanceCount"] == {"type": "string", "defaultValue": "many"}


def test_a_capacity_that_is_an_expression_stays(tmp_path: Path) -> None:
    template = made(tmp_path, scaleSet={"sku": {"capacity": "[length(createArray(1, 2))]"}})

    assert capacity(template) == "[length(createArray(1, 2))]"


def test_the_parameter_file_has_the_number_of_the_blueprint(tmp_path: Path) -> None:
    file = tmp_path / "web.yaml"
    file.write_text(
        "name: web\nimage: Canonical:ubuntu-24_04-lts:server:latest\n"
        "scaleSet: {sku: {name: Standard_D2s_v5, capacity: 7}, osProfile: {adminUsername: azureuser, "
        "ssh: {publicKey: {parameter: key}}}}\nautoscale: {minimum: 2, maximum: 10}\n",
        encoding="utf-8",
    )

    assert generator.parameters(generator.load(file)).content["parameters"] == {"instanceCount": {"value": 7}}


# Standby pools


def test_a_standby_pool_belongs_to_the_scale_set(tmp_path: Path) -> None:
    pool = {"standbyPool": {"maxReadyCapacity": 10, "postProvisioningDelay": "5m", "dynamicSizing": True}}

    found = resource(rendered(tmp_path, laid_over(LINUX, {"scaleSet": pool})), "standbyVirtualMachinePools")

    scale_set = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    assert found["dependsOn"] == [scale_set]
    assert found["properties"] == {
        "attachedVirtualMachineScaleSetId": scale_set,
        "virtualMachineState": "Deallocated",
        "elasticityProfile": {
            "maxReadyCapacity": 10,
            "postProvisioningDelay": "PT5M",
            "dynamicSizing": {"enabled": True},
        },
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("web", "web-pool"),
        ("web_shop.eu", "webshopeu-pool"),
        ("a-very-long-name-of-a-scale-set", "a-very-long-name-of-pool"),
        ("[parameters('n')]", "[format('{0}-pool', take(replace(parameters('n'), '_', '-'), 19))]"),
    ],
)
def test_the_name_of_a_standby_pool_is_one_that_azure_takes(tmp_path: Path, name: str, expected: str) -> None:
    document = laid_over(LINUX, {"scaleSet": {"standbyPool": {"maxReadyCapacity": 1}}, "name": name})
    document["parameters"] = {"n": {"type": "string"}}

    assert resource(rendered(tmp_path, document), "standbyVirtualMachinePools")["name"] == expected


def test_a_uniform_scale_set_has_no_standby_pool(tmp_path: Path) -> None:
    uniform = {"orchestrationMode": "Uniform", "standbyPool": {"maxReadyCapacity": 1}}

    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(LINUX, {"scaleSet": uniform}))

    assert problems(error.value) == ["scale-set/wrong-mode"]
