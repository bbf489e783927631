"""Who hears of alerts: new action groups and existing ones."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, rendered, resource

import generator

ID = "/subscriptions/0/resourceGroups/shop/providers"
GROUP = f"{ID}/Microsoft.Insights/actionGroups/operations"


def types(template: generator.Template) -> list[str]:
    return [each["type"].rpartition("/")[2] for each in template.content["resources"]]


def made(folder: Path, monitoring: dict[str, Any]) -> generator.Template:
    return rendered(folder, laid_over(LINUX, {"monitoring": monitoring}))


def alert(folder: Path, written: Any, **monitoring: Any) -> dict[str, Any]:
    return resource(made(folder, {"metricAlerts": [written], **monitoring}), "metricAlerts")


# New and existing ones


def test_a_new_action_group(tmp_path: Path) -> None:
    group = {"name": "web-tier-operations", "emailReceivers": ["ops@example.com"]}
    template = made(tmp_path, {"actionGroup": group, "metricAlerts": ["cpu > 90"]})

    properties = resource(template, "actionGroups")["properties"]
    assert properties["groupShortName"] == "web-tier-ope"
    assert properties["emailReceivers"] == [
        {"name": "ops@example.com", "emailAddress": "ops@example.com", "useCommonAlertSchema": True}
    ]
    (action,) = resource(template, "metricAlerts")["properties"]["actions"]
    assert action["actionGroupId"].endswith("'web-tier-operations')]")


def test_an_existing_action_group(tmp_path: Path) -> None:
    template = made(tmp_path, {"actionGroup": GROUP, "metricAlerts": ["cpu > 90"]})

    assert "actionGroups" not in types(template)
    assert resource(template, "metricAlerts")["properties"]["actions"] == [{"actionGroupId": GROUP}]


def test_an_alert_with_an_action_group_of_its_own(tmp_path: Path) -> None:
    written = {"metricName": "Percentage CPU", "operator": "GreaterThan", "threshold": 90, "actionGroups": [GROUP]}
    found = alert(tmp_path, written, actionGroup={"emailReceivers": ["ops@example.com"]})

    assert found["properties"]["actions"] == [{"actionGroupId": GROUP}]


def test_an_action_group_that_tells_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError, match="tells nobody without emailReceivers"):
        made(tmp_path, {"actionGroup": {"name": "ops"}})


def test_a_web_hook_with_a_secret_address(tmp_path: Path) -> None:
    hook = {"name": "chat", "serviceUri": {"parameter": "chatHook"}}
    template = made(tmp_path, {"actionGroup": {"webhookReceivers": [hook]}})

    (receiver,) = resource(template, "actionGroups")["properties"]["webhookReceivers"]
    assert receiver["serviceUri"] == "[parameters('chatHook')]"
    assert template.content["parameters"]["chatHook"] == {"type": "secureString"}


# Who hears of them


def receivers(folder: Path, **receivers: Any) -> dict[str, Any]:
    return dict(resource(made(folder, {"actionGroup": receivers}), "actionGroups")["properties"])


@pytest.mark.parametrize(
    "role",
    [
        "Owner",
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    ],
)
def test_those_who_have_a_role(tmp_path: Path, role: str) -> None:
    found = receivers(tmp_path, armRoleReceivers=[{"name": "owners", "role": role}])

    assert found["armRoleReceivers"] == [
        {"name": "owners", "roleId": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "useCommonAlertSchema": True}
    ]


def test_those_who_are_called(tmp_path: Path) -> None:
    telephone = {"name": "on call", "countryCode": "1", "phoneNumber": "5550100"}

    assert receivers(tmp_path, voiceReceivers=[telephone])["voiceReceivers"] == [telephone]


def test_a_logic_app_whose_address_is_a_secret(tmp_path: Path) -> None:
    app = {"name": "ticket", "resourceId": f"{ID}/Microsoft.Logic/workflows/t", "callbackUrl": {"parameter": "url"}}

    template = made(tmp_path, {"actionGroup": {"logicAppReceivers": [app]}})

    (found,) = resource(template, "actionGroups")["properties"]["logicAppReceivers"]
    assert found["callbackUrl"] == "[parameters('url')]"
    assert template.content["parameters"]["url"] == {"type": "secureString"}


def test_an_event_hub_of_the_same_subscription(tmp_path: Path) -> None:
    hub = {"name": "alerts", "eventHubNameSpace": "shop", "eventHubName": "alerts"}

    (found,) = receivers(tmp_path, eventHubReceivers=[hub])["eventHubReceivers"]

    assert found == {**hub, "subscriptionId": "[subscription().subscriptionId]", "useCommonAlertSchema": True}


def test_an_address_that_wants_a_token_of_entra_id(tmp_path: Path) -> None:
    hook = {"name": "chat", "serviceUri": "https://chat.example.com", "useAadAuth": True, "objectId": "1"}

    (found,) = receivers(tmp_path, webhookReceivers=[hook])["webhookReceivers"]

    assert found == {**hook, "useCommonAlertSchema": True}
