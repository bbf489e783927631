"""Rules of extensions as such: handlers, names, order."""

from typing import Any

import pytest
from unit.rules.scale_set_findings import LINUX, child, findings, messages, with_parts

from generator.rules.extension_example import extension_named, with_extensions

SCRIPT = "Microsoft.Azure.Extensions CustomScript"
AGENT = "Microsoft.Azure.Monitor AzureMonitorLinuxAgent"


def waiting(**names: str | list[str]) -> dict[str, Any]:
    parts = []
    for name, after in names.items():
        wanted = [after] if isinstance(after, str) else after
        parts.append(extension_named(name, f"Shop {name}", settings={}, provisionAfterExtensions=wanted))
    return with_extensions(*parts)


class TestOnePerHandler:
    def test_handlers_are_the_same_in_other_case(self) -> None:
        assert messages(
            "extension/one-per-handler",
            with_extensions(extension_named("a", SCRIPT), extension_named("b", SCRIPT.lower())),
        )

    def test_an_extension_of_its_own_counts(self) -> None:
        part = extension_named("b", SCRIPT)

        (message,) = messages(
            "extension/one-per-handler", with_extensions(extension_named("a", SCRIPT)), child("b", part)
        )

        assert message.startswith("a and b are both Microsoft.Azure.Extensions CustomScript, and Azure refuses")

    def test_the_same_name_in_both_places_is_one_extension(self) -> None:
        part = extension_named("a", SCRIPT)

        assert messages("extension/one-per-handler", with_extensions(part), child("a", part)) == []
        assert messages("extension/defined-twice", with_extensions(part), child("a", part)) != []

    def test_one_that_a_condition_may_leave_out_does_not_count(self) -> None:
        part = extension_named("b", SCRIPT)

        assert not messages(
            "extension/one-per-handler",
            with_extensions(extension_named("a", SCRIPT)),
            child("b", part, condition="[parameters('flag')]"),
        )

    def test_an_unknown_publisher_is_no_handler(self) -> None:
        part = extension_named("b", SCRIPT, publisher="[parameters('p')]")

        assert messages("extension/one-per-handler", with_extensions(part, part)) == []


class TestVersion:
    @pytest.mark.parametrize("version", ["1", "1.10.2", "latest", "2.x", "1.", ""])
    def test_other_than_two_numbers_is_reported(self, version: str) -> None:
        assert len(messages("extension/version", with_extensions(extension_named("a", SCRIPT, version)))) == 1

    @pytest.mark.parametrize("version", ["2.1", "1.10", "[parameters('p')]"])
    def test_major_and_minor_is_right(self, version: str) -> None:
        assert messages("extension/version", with_extensions(extension_named("a", SCRIPT, version))) == []

    def test_the_hint_cuts_the_build_off(self) -> None:
        (finding,) = findings("extension/version", with_extensions(extension_named("a", SCRIPT, "2.2.0.36")))

        assert finding.hint == "write 2.2"


class TestHandlers:
    def test_nothing_is_said_where_the_system_is_not_known(self) -> None:
        part = extension_named("a", "Microsoft.Compute CustomScriptExtension")

        assert messages("extension/other-os", with_extensions(part)) == []

    def test_a_handler_without_counterpart_is_to_be_removed(self) -> None:
        part = extension_named("a", "Microsoft.Powershell DSC", "2.77")

        (finding,) = findings("extension/other-os", with_extensions(part, **LINUX))

        assert (finding.message, finding.hint) == (
            "Microsoft.Powershell DSC is for Windows, and the instances run Linux",
            "remove it",
        )

    def test_an_agent_of_a_scale_set_elsewhere_may_have_an_identity(self) -> None:
        part = extension_named("agent", AGENT)
        elsewhere = child("agent", part, name="other/agent")

        assert messages("extension/needs-identity", {"properties.overprovision": False}, elsewhere) == []

    @pytest.mark.parametrize("identity", ["SystemAssigned", "UserAssigned", "[parameters('p')]"])
    def test_an_agent_with_any_identity_is_fine(self, identity: str) -> None:
        scale_set = with_extensions(extension_named("agent", AGENT), identity={"type": identity})

        assert messages("extension/needs-identity", scale_set) == []


class TestOrder:
    def test_an_extension_that_waits_for_itself(self) -> None:
        assert messages("extension/circular-order", waiting(a="a")) == ["a waits for itself"]

    def test_a_circle_is_told_from_its_first_extension(self) -> None:
        scale_set = waiting(outside="b", a="c", b="a", c="b")

        assert messages("extension/circular-order", scale_set) == [
            "extensions wait for one another: a → c → b → a",
        ]

    def test_names_are_compared_without_regard_to_case(self) -> None:
        scale_set = waiting(a=[], b="A")

        assert messages("extension/unknown-predecessor", scale_set) == []
        assert messages("extension/circular-order", waiting(a="B", b="A")) != []

    def test_an_extension_of_its_own_may_be_waited_for(self) -> None:
        part = extension_named("b", AGENT, settings={})

        assert messages("extension/unknown-predecessor", waiting(a="b"), child("b", part)) == []

    def test_one_that_a_condition_may_leave_out_may_be_waited_for(self) -> None:
        part = extension_named("b", AGENT, settings={})
        sometimes = child("b", part, condition="[parameters('flag')]")

        assert messages("extension/unknown-predecessor", waiting(a="b"), sometimes) == []

    def test_nothing_is_said_where_a_name_is_not_known(self) -> None:
        parts = [
            extension_named("a", SCRIPT, provisionAfterExtensions=["b"]),
            extension_named("[parameters('p')]", AGENT),
        ]

        assert messages("extension/unknown-predecessor", with_parts(parts)) == []


def test_extensions_that_are_a_parameter_break_no_rule() -> None:
    scale_set = {"properties.virtualMachineProfile.extensionProfile.extensions": "[parameters('p')]"}

    for code in ("one-per-handler", "unique-names", "unknown-predecessor", "circular-order", "not-allowed"):
        assert messages(f"extension/{code}", scale_set) == []


def test_without_extensions_the_agent_may_be_missing() -> None:
    assert not messages("extension/not-allowed", {**LINUX, **with_extensions()} | {"properties.overprovision": True})


@pytest.mark.parametrize("system", ["windowsConfiguration", "linuxConfiguration"])
def test_extensions_need_the_agent(system: str) -> None:
    scale_set = with_extensions(extension_named("a", SCRIPT), extension_named("b", AGENT))
    scale_set[f"properties.virtualMachineProfile.osProfile.{system}.provisionVMAgent"] = False

    assert messages("extension/not-allowed", scale_set) == [
        "provisionVMAgent is false in a scale set with 2 extensions, and Azure refuses that"
    ]
