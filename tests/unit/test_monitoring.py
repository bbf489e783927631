"""What watches a scale set: data collection, the agent that does it, alerts, diagnostic settings."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over, problems, profile, rendered, resource

import generator

ID = "/subscriptions/0/resourceGroups/shop/providers"
WORKSPACE = f"{ID}/Microsoft.OperationalInsights/workspaces/shop-logs"
RULE = f"{ID}/Microsoft.Insights/dataCollectionRules/shop"
GROUP = f"{ID}/Microsoft.Insights/actionGroups/operations"
USER_ASSIGNED = f"{ID}/Microsoft.ManagedIdentity/userAssignedIdentities/web"
UNIFORM: dict[str, Any] = {"scaleSet": {"orchestrationMode": "Uniform", "identity": {"type": "SystemAssigned"}}}
NEW_RULE = "[resourceId('Microsoft.Insights/dataCollectionRules', 'web-dcr')]"


def made(folder: Path, monitoring: dict[str, Any], *over: dict[str, Any], base: dict[str, Any] = LINUX) -> Any:
    document = laid_over(base, UNIFORM)
    for each in (*over, {"monitoring": monitoring}):
        document = laid_over(document, each)
    return rendered(folder, document)


def types(template: generator.Template) -> list[str]:
    return [each["type"].rpartition("/")[2] for each in template.content["resources"]]


def all_of(template: generator.Template, kind: str) -> list[dict[str, Any]]:
    return [each for each in template.content["resources"] if each["type"].endswith(kind)]


def extensions(template: generator.Template) -> list[dict[str, Any]]:
    return list(profile(template).get("extensionProfile", {}).get("extensions", []))


def sources(template: generator.Template) -> dict[str, Any]:
    return dict(resource(template, "dataCollectionRules")["properties"]["dataSources"])


# Data collection


def test_a_rule_collects_into_a_new_workspace(tmp_path: Path) -> None:
    template = made(tmp_path, {"dataCollectionRule": {}, "workspace": {"retentionInDays": 90}})

    assert resource(template, "workspaces")["properties"]["retentionInDays"] == 90
    (destination,) = resource(template, "dataCollectionRules")["properties"]["destinations"]["logAnalytics"]
    assert destination["workspaceResourceId"].endswith("'web-logs')]")


def test_a_rule_collects_into_an_existing_workspace(tmp_path: Path) -> None:
    template = made(tmp_path, {"dataCollectionRule": {}, "workspace": WORKSPACE})

    assert "workspaces" not in types(template)
    (destination,) = resource(template, "dataCollectionRules")["properties"]["destinations"]["logAnalytics"]
    assert destination["workspaceResourceId"] == WORKSPACE


def test_the_rule_is_associated_with_the_scale_set(tmp_path: Path) -> None:
    association = resource(made(tmp_path, {"dataCollectionRule": {}}), "dataCollectionRuleAssociations")

    assert association["scope"] == "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    assert association["properties"] == {"dataCollectionRuleId": NEW_RULE}
    assert association["dependsOn"] == [association["scope"], NEW_RULE]


def test_an_existing_rule_is_associated_alone(tmp_path: Path) -> None:
    template = made(tmp_path, {"dataCollectionRule": RULE})

    assert {"dataCollectionRules", "workspaces"}.isdisjoint(types(template))
    assert resource(template, "dataCollectionRuleAssociations")["properties"] == {"dataCollectionRuleId": RULE}


@pytest.mark.parametrize(
    ("base", "logs", "kind"), [(LINUX, "syslog", "Linux"), (WINDOWS, "windowsEventLogs", "Windows")], ids=str
)
def test_what_is_collected_by_default_follows_from_the_system(
    tmp_path: Path, base: dict[str, Any], logs: str, kind: str
) -> None:
    template = made(tmp_path, {"dataCollectionRule": {}}, base=base)

    assert resource(template, "dataCollectionRules")["kind"] == kind
    assert sources(template).keys() == {"performanceCounters", logs}


def test_what_is_given_replaces_the_default_of_its_group(tmp_path: Path) -> None:
    counters = [{"counterSpecifiers": [r"\VmInsights\DetailedMetrics"], "streams": ["Microsoft-InsightsMetrics"]}]
    template = made(tmp_path, {"dataCollectionRule": {"performanceCounters": counters, "syslog": []}})

    assert sources(template) == {
        "performanceCounters": [{"name": "counters0", "samplingFrequencyInSeconds": 60, **counters[0]}]
    }
    (flow,) = resource(template, "dataCollectionRules")["properties"]["dataFlows"]
    assert flow == {"streams": ["Microsoft-InsightsMetrics"], "destinations": ["workspace"]}


def test_the_dependency_agent_gets_its_stream(tmp_path: Path) -> None:
    template = made(tmp_path, {"dataCollectionRule": {}}, {"extensions": [{"kind": "dependencyAgent"}]})

    assert sources(template)["extensions"][0]["extensionName"] == "DependencyAgent"
    (flow,) = resource(template, "dataCollectionRules")["properties"]["dataFlows"]
    assert "Microsoft-ServiceMap" in flow["streams"]


# The agent


@pytest.mark.parametrize("rule", [{}, RULE])
def test_the_agent_comes_with_the_rule(tmp_path: Path, rule: Any) -> None:
    (agent,) = extensions(made(tmp_path, {"dataCollectionRule": rule}))

    assert (agent["name"], agent["properties"]["type"]) == ("azureMonitorAgent", "AzureMonitorLinuxAgent")
    assert agent["properties"]["settings"] == {}


def test_an_agent_that_is_there_stays_the_only_one(tmp_path: Path) -> None:
    own = {"extensions": [{"kind": "azureMonitorAgent", "name": "monitor"}]}

    assert [each["name"] for each in extensions(made(tmp_path, {"dataCollectionRule": {}}, own))] == ["monitor"]


def test_the_agent_is_told_of_a_user_assigned_identity(tmp_path: Path) -> None:
    identity = {"scaleSet": {"identity": {"type": "UserAssigned", "userAssignedIdentities": [USER_ASSIGNED]}}}
    (agent,) = extensions(made(tmp_path, {"dataCollectionRule": {}}, identity))

    named = {"identifier-name": "mi_res_id", "identifier-value": USER_ASSIGNED}
    assert agent["properties"]["settings"] == {"authentication": {"managedIdentity": named}}


def test_the_agent_is_told_of_a_new_identity(tmp_path: Path) -> None:
    scale_set = {"orchestrationMode": "Flexible", "identity": {"userAssignedIdentities": ["web-identity"]}}
    document = laid_over(LINUX, {"scaleSet": scale_set, "monitoring": {"dataCollectionRule": {}}})
    (agent,) = extensions(rendered(tmp_path, document))

    identity = agent["properties"]["settings"]["authentication"]["managedIdentity"]
    assert identity["identifier-value"].endswith("'web-identity')]")


def test_the_agent_needs_an_identity(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(LINUX, {"monitoring": {"dataCollectionRule": {}}}))

    assert problems(error.value) == ["extension/identity-needed"]
    assert error.value.diagnostics[0].path == ("monitoring", "dataCollectionRule")


# Alerts


def alert(folder: Path, written: Any, **more: Any) -> dict[str, Any]:
    return resource(made(folder, {"metricAlerts": [written], **more}), "metricAlerts")


def test_an_alert_as_text(tmp_path: Path) -> None:
    found = alert(tmp_path, "cpu > 90% for 15m, severity 1")

    (criterion,) = found["properties"]["criteria"]["allOf"]
    assert (criterion["metricName"], criterion["operator"], criterion["threshold"]) == (
        "Percentage CPU",
        "GreaterThan",
        90,
    )
    assert (found["properties"]["windowSize"], found["properties"]["severity"]) == ("PT15M", 1)


def test_an_alert_is_named_after_what_it_watches(tmp_path: Path) -> None:
    assert alert(tmp_path, "network in >= 12.5")["name"] == "web-network-in-total-at-least-12.5"


@pytest.mark.parametrize(("window", "frequency"), [("1m", "PT1M"), ("15m", "PT5M"), ("1h", "PT5M"), ("1d", "PT1H")])
def test_how_often_an_alert_looks_follows_from_its_window(tmp_path: Path, window: str, frequency: str) -> None:
    assert alert(tmp_path, f"cpu > 90 for {window}")["properties"]["evaluationFrequency"] == frequency


def test_a_window_that_azure_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        alert(tmp_path, "cpu > 90 for 10m")

    assert error.value.diagnostics[0].path == ("monitoring", "metricAlerts", 0, "windowSize")


def test_an_alert_watches_the_scale_set(tmp_path: Path) -> None:
    scope = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"

    assert alert(tmp_path, "cpu > 90")["properties"]["scopes"] == [scope]


def test_an_alert_on_something_else(tmp_path: Path) -> None:
    balancer = f"{ID}/Microsoft.Network/loadBalancers/web-lb"
    written = {"metricName": "DipAvailability", "operator": "LessThan", "threshold": 50, "scope": balancer}

    assert alert(tmp_path, written)["properties"]["scopes"] == [balancer]


def test_two_alerts_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        made(tmp_path, {"metricAlerts": ["cpu > 90", "cpu > 90 for 15m"]})

    assert problems(error.value) == ["blueprint/same-name"]


def test_an_existing_resource_takes_no_settings(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError, match="takes no settings here"):
        made(tmp_path, {"workspace": {"id": WORKSPACE, "retentionInDays": 90}, "dataCollectionRule": {}})


# Diagnostic settings

WEB: dict[str, Any] = {"network": {"loadBalancer": {"rules": [80]}}}


def settings(template: generator.Template) -> dict[str, dict[str, Any]]:
    return {each["name"]: each["properties"] for each in all_of(template, "diagnosticSettings")}


def test_each_resource_sends_what_it_has(tmp_path: Path) -> None:
    found = settings(made(tmp_path, {"diagnosticSettings": True}, WEB))

    assert {name: sorted(found[name].keys() & {"logs", "metrics"}) for name in found} == {
        "web-diagnostics": ["metrics"],
        "web-lb-diagnostics": ["logs", "metrics"],
        "web-ip-diagnostics": ["logs", "metrics"],
        "web-nsg-diagnostics": ["logs"],
    }
    assert {each["workspaceId"] for each in found.values()} == {
        "[resourceId('Microsoft.OperationalInsights/workspaces', 'web-logs')]"
    }


def test_a_diagnostic_setting_has_its_resource_as_scope(tmp_path: Path) -> None:
    chosen = {"diagnosticSettings": {"resources": ["loadBalancer"]}}
    (found,) = all_of(made(tmp_path, chosen, WEB), "diagnosticSettings")

    assert found["scope"] == "[resourceId('Microsoft.Network/loadBalancers', 'web-lb')]"


def test_an_application_gateway_sends_logs_and_metrics(tmp_path: Path) -> None:
    gateway = {"network": {"applicationGateway": {"rules": [80]}}}
    wanted = {"resources": ["applicationGateway"], "logAnalyticsDestinationType": "Dedicated"}

    (found,) = settings(made(tmp_path, {"diagnosticSettings": wanted}, gateway)).values()

    assert {"logs", "metrics"} < found.keys()
    assert found["logAnalyticsDestinationType"] == "Dedicated"


def test_logs_alone(tmp_path: Path) -> None:
    found = settings(made(tmp_path, {"diagnosticSettings": {"metrics": False}}, WEB))

    assert "web-diagnostics" not in found
    assert "metrics" not in found["web-lb-diagnostics"]


def test_a_storage_account_instead_of_a_workspace(tmp_path: Path) -> None:
    account = f"{ID}/Microsoft.Storage/storageAccounts/shoparchive"
    template = made(tmp_path, {"diagnosticSettings": {"storageAccountId": account}}, WEB)

    assert "workspaces" not in types(template)
    assert all(each["storageAccountId"] == account for each in settings(template).values())
    assert all("workspaceId" not in each for each in settings(template).values())


def test_alerts_alone_need_no_workspace(tmp_path: Path) -> None:
    assert "workspaces" not in types(made(tmp_path, {"metricAlerts": ["cpu > 90"]}))
