"""Rules of health, upgrades, patching, repairs and first-boot data."""

import base64
import gzip
from typing import Any

import pytest
from unit.rules.scale_set_findings import LINUX, findings, messages, severities

from generator.diagnostics import Severity
from generator.rules.extension_example import extension_named, with_extensions

POLICY = "properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade"
IMAGE = "properties.virtualMachineProfile.storageProfile.imageReference"
WINDOWS = "properties.virtualMachineProfile.osProfile.windowsConfiguration"
CUSTOM_DATA = "properties.virtualMachineProfile.osProfile.customData"
PROBE = "properties.virtualMachineProfile.networkProfile.healthProbe.id"
PROBE_ID = "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"
GALLERY = "[resourceId('Microsoft.Compute/galleries/images', 'shop', 'web')]"


def health(version: str = "2.0", **settings: Any) -> dict[str, Any]:
    handler = "Microsoft.ManagedServices ApplicationHealthLinux"
    return with_extensions(extension_named("health", handler, version, settings=settings))


def balancer(*rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Microsoft.Network/loadBalancers",
        "name": "web",
        "properties.probes": [{"name": "http"}],
        "properties.loadBalancingRules": list(rules),
    }


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


class TestHealth:
    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({}, "application health has no protocol"),
            ({"protocol": "udp", "port": 53}, "the protocol udp is none of http, https and tcp"),
            ({"protocol": "tcp"}, "health over tcp needs a port"),
            ({"protocol": "https", "port": 443}, "health over https needs a requestPath"),
            ({"protocol": "tcp", "port": 0}, "port is 0, and the handler takes 1 to 65,535"),
            (
                {"protocol": "tcp", "port": 80, "intervalInSeconds": 61},
                "intervalInSeconds is 61, and the handler takes 5 to 60",
            ),
            (
                {"protocol": "tcp", "port": 80, "numberOfProbes": 25},
                "numberOfProbes is 25, and the handler takes 1 to 24",
            ),
            (
                {"protocol": "tcp", "port": 80, "gracePeriod": 14_401},
                "gracePeriod is 14401, and the handler takes 5 to 14,400",
            ),
        ],
    )
    def test_settings_that_the_handler_refuses(self, settings: dict[str, Any], message: str) -> None:
        assert messages("extension/health-settings", health(**settings)) == [message]

    @pytest.mark.parametrize(
        "settings",
        [
            {"protocol": "http", "requestPath": "/"},
            {"protocol": "tcp", "port": "[parameters('p')]"},
            {"protocol": "[parameters('p')]"},
        ],
    )
    def test_settings_that_it_takes(self, settings: dict[str, Any]) -> None:
        assert messages("extension/health-settings", health(**settings)) == []

    @pytest.mark.parametrize("settings", [{}, {"protocol": "http", "port": 80}])
    def test_what_the_documents_ask_for_and_the_handler_does_not(self, settings: dict[str, Any]) -> None:
        assert severities("extension/health-settings", health(**settings)) == [Severity.WARNING]

    def test_a_protocol_in_capitals_is_warned_of(self) -> None:
        assert messages("extension/health-types", health(protocol="HTTP", requestPath="/")) == [
            "the protocol is written HTTP"
        ]

    def test_a_probe_is_used_by_a_rule_in_other_case(self) -> None:
        rule = {"name": "http", "properties.probe.id": PROBE_ID.replace("probes', 'web", "PROBES', 'Web")}

        assert messages("scale-set/health-probe-unused", {PROBE: PROBE_ID}, balancer(rule)) == []

    def test_a_probe_of_a_balancer_elsewhere_may_be_used(self) -> None:
        assert (
            messages("scale-set/health-probe-unused", {PROBE: PROBE_ID.replace("'web'", "'other'")}, balancer()) == []
        )

    def test_a_rule_with_an_unknown_probe_may_use_it(self) -> None:
        rule = {"name": "http", "properties.probe.id": "[parameters('p')]"}

        assert messages("scale-set/health-probe-unused", {PROBE: PROBE_ID}, balancer(rule)) == []

    def test_health_from_outside_is_a_source(self) -> None:
        scale_set = {"properties.upgradePolicy.mode": "Rolling", "properties.externalHealthPolicy.enabled": True}

        assert messages("scale-set/rolling-needs-health-source", scale_set) == []
        assert messages("scale-set/one-health-source", scale_set | {PROBE: PROBE_ID}) == [
            "health comes from outside and from a probe, and Azure takes one source"
        ]


class TestUpgradePolicy:
    def test_an_update_without_a_profile_needs_none(self) -> None:
        assert messages("scale-set/upgrade-policy-missing", {"sku.capacity": 5}) == []

    def test_flexible_sets_need_none(self) -> None:
        scale_set = {"properties.orchestrationMode": "Flexible", "properties.virtualMachineProfile.priority": "Spot"}

        assert messages("scale-set/upgrade-policy-missing", scale_set) == []

    def test_a_policy_without_mode_is_none(self) -> None:
        scale_set = {POLICY: False, "properties.virtualMachineProfile.priority": "Regular"}

        assert len(messages("scale-set/upgrade-policy-missing", scale_set)) == 1

    @pytest.mark.parametrize(("version", "count"), [("2024-11-01", 1), ("2025-04-01", 0)])
    def test_newer_versions_upgrade_extensions_by_default(self, version: str, count: int) -> None:
        scale_set = {
            **health(protocol="tcp", port=80),
            "apiVersion": version,
            "properties.upgradePolicy": {"mode": "Manual", "rollingUpgradePolicy": {"maxBatchInstancePercent": 20}},
        }

        assert len(messages("scale-set/rolling-policy-unused", scale_set)) == count


class TestAutomaticOsUpgrades:
    def test_a_gallery_image_without_version_is_followed(self) -> None:
        assert messages("scale-set/os-upgrade-image", {POLICY: True, f"{IMAGE}.id": GALLERY}) == []

    def test_a_version_of_a_gallery_image_is_warned_of(self) -> None:
        image = GALLERY.replace("images'", "images/versions'").replace("'web'", "'web', '1.2.3'")

        (finding,) = findings("scale-set/os-upgrade-image", {POLICY: True, f"{IMAGE}.id": image})

        assert finding.severity is Severity.WARNING
        assert "fixed to 1.2.3" in finding.message

    def test_a_managed_image_is_refused(self) -> None:
        image = "[resourceId('Microsoft.Compute/images', 'web')]"

        assert severities("scale-set/os-upgrade-image", {POLICY: True, f"{IMAGE}.id": image}) == [Severity.ERROR]

    def test_windows_updates_are_on_by_default(self) -> None:
        assert severities("scale-set/os-upgrade-windows-updates", {POLICY: True, f"{WINDOWS}.timeZone": "UTC"}) == [
            Severity.WARNING
        ]

    def test_service_fabric_tells_health_itself(self) -> None:
        node = extension_named("node", "Microsoft.Azure.ServiceFabric ServiceFabricNode", "1.1")

        assert messages("scale-set/os-upgrade-needs-health-source", with_extensions(node) | {POLICY: True}) == []

    def test_a_rolling_set_without_health_is_told_once(self) -> None:
        scale_set = {POLICY: True, "properties.upgradePolicy.mode": "Rolling"}

        assert len(messages("scale-set/rolling-needs-health-source", scale_set)) == 1
        assert messages("scale-set/os-upgrade-needs-health-source", scale_set) == []


class TestPatching:
    @pytest.mark.parametrize(
        ("mode", "updates", "severity"),
        [
            ("Manual", True, [Severity.ERROR]),
            ("AutomaticByPlatform", False, [Severity.ERROR]),
            ("Manual", None, [Severity.WARNING]),
            ("AutomaticByOS", None, []),
            ("Manual", "[parameters('flag')]", []),
        ],
    )
    def test_the_mode_and_automatic_updates_agree(self, mode: str, updates: Any, severity: list[Severity]) -> None:
        scale_set = {WINDOWS: {"patchSettings.patchMode": mode, "enableAutomaticUpdates": updates}}

        assert severities("scale-set/patch-mode", scale_set) == severity

    def test_hotpatching_needs_azure_edition(self) -> None:
        settings = {"enableHotpatching": True, "patchMode": "AutomaticByPlatform"}
        scale_set = {f"{WINDOWS}.patchSettings": settings, f"{IMAGE}.sku": "2022-datacenter"}

        assert severities("scale-set/hotpatching", scale_set) == [Severity.WARNING]


class TestDurations:
    NOTICE = "properties.virtualMachineProfile.scheduledEventsProfile"

    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            (
                "properties.automaticRepairsPolicy.gracePeriod",
                "PT91M",
                "gracePeriod is PT91M, and Azure takes PT10M to PT90M",
            ),
            ("properties.automaticRepairsPolicy.gracePeriod", "30", "gracePeriod is '30', which is no duration"),
            (
                "properties.virtualMachineProfile.extensionProfile.extensionsTimeBudget",
                "PT3H",
                "extensionsTimeBudget is PT3H, and Azure takes PT15M to PT120M",
            ),
            (
                f"{NOTICE}.osImageNotificationProfile.notBeforeTimeout",
                "PT5M",
                "notBeforeTimeout is PT5M, and Azure takes PT15M",
            ),
            (
                "properties.upgradePolicy.rollingUpgradePolicy.pauseTimeBetweenBatches",
                "-PT5M",
                "pauseTimeBetweenBatches is -PT5M, and Azure takes at least PT0S",
            ),
        ],
    )
    def test_out_of_range(self, path: str, value: str, message: str) -> None:
        assert messages("scale-set/durations", {path: value}) == [message]

    @pytest.mark.parametrize("value", ["PT10M", "PT1H30M", "PT5400S", "[parameters('p')]"])
    def test_within_range(self, value: str) -> None:
        assert messages("scale-set/durations", {"properties.automaticRepairsPolicy.gracePeriod": value}) == []


class TestApiVersion:
    def test_properties_of_extensions_are_checked(self) -> None:
        part = extension_named("a", "Shop Agent", suppressFailures=True)

        assert messages("scale-set/newer-api-version", with_extensions(part, apiVersion="2020-12-01")) == [
            "apiVersion 2020-12-01 has no suppressFailures"
        ]

    def test_a_preview_is_as_old_as_its_date(self) -> None:
        scale_set = {"apiVersion": "2021-11-01-preview", "properties.automaticRepairsPolicy.repairAction": "Restart"}

        assert messages("scale-set/newer-api-version", scale_set) == []


class TestCustomData:
    @pytest.mark.parametrize(
        "content",
        [
            b"#cloud-config\n",
            b"\xef\xbb\xbf#cloud-config\n",
            b"#!/bin/sh\n",
            gzip.compress(b"#cloud-config\n"),
            b"Content-Type: multipart/mixed\n",
            b"MIME-Version: 1.0\n",
        ],
        ids=["cloud-config", "byte order mark", "script", "gzip", "multipart", "MIME"],
    )
    def test_what_cloud_init_reads(self, content: bytes) -> None:
        assert messages("custom-data/not-cloud-init", {**LINUX, CUSTOM_DATA: encoded(content)}) == []

    def test_nothing_is_said_where_the_system_is_not_known(self) -> None:
        assert messages("custom-data/not-cloud-init", {CUSTOM_DATA: encoded(b"hello")}) == []

    def test_an_encoded_expression_is_base64(self) -> None:
        assert messages("custom-data/not-base64", {CUSTOM_DATA: "[base64('#cloud-config')]"}) == []

    def test_user_data_is_base64_too(self) -> None:
        assert messages("custom-data/not-base64", {"properties.virtualMachineProfile.userData": "role=web"}) == [
            "userData is plain text, not base64"
        ]

    def test_a_windows_extension_may_read_the_file(self) -> None:
        part = extension_named("a", "Microsoft.Compute CustomScriptExtension", "1.10")
        scale_set = with_extensions(part) | {f"{WINDOWS}.timeZone": "UTC", CUSTOM_DATA: encoded(b"hello")}

        assert messages("custom-data/windows-file", scale_set) == []
