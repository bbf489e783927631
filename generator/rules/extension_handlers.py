"""Rules of particular handlers: the operating system they are for, what they need, and which are retired."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.extension import CUSTOM_SCRIPTS, DSC, Extension, extensions, extensions_of
from generator.rules.extension_example import extension_named, with_extensions
from generator.rules.handlers import COUNTERPARTS, NEEDS_IDENTITY, RETIRED, SYSTEMS
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_LINUX = {"properties__virtualMachineProfile__osProfile__linuxConfiguration": {"disablePasswordAuthentication": True}}
_AGENT = extension_named("monitor", "Microsoft.Azure.Monitor AzureMonitorLinuxAgent")
_LEGACY_MONITORING = "microsoft.enterprisecloud.monitoring."


@rule(
    "extension/other-os",
    ERROR,
    each=extensions,
    what="The handler of an extension is for the operating system of the scale set.",
    why="Azure refuses a handler that does not exist on the system, or fails to install it on every instance.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    bad=with_extensions(extension_named("install", "Microsoft.Compute CustomScriptExtension", "1.10"), **_LINUX),
    good=with_extensions(extension_named("install", "Microsoft.Azure.Extensions CustomScript", "2.1"), **_LINUX),
)
def _other_os(extension: Extension) -> Iterator[Finding]:
    system = extension.scale_set.os if extension.scale_set is not None else None
    needed = SYSTEMS.get(extension.handler)
    if system is not None and needed is not None and needed.lower() != system:
        other = COUNTERPARTS.get(extension.handler)
        yield extension.properties.member("type").finding(
            f"{extension.title} is for {needed}, and the instances run {system.title()}",
            hint=f"use {other}" if other else "remove it",
        )


@rule(
    "extension/automatic-upgrade",
    ERROR,
    each=extensions,
    what="enableAutomaticUpgrade is set only for handlers that Azure upgrades by itself: not for scripts, nor for DSC.",
    why='Azure refuses it: the handler "does not support setting enableAutomaticUpgrade property to true".',
    source="https://learn.microsoft.com/azure/virtual-machines/automatic-extension-upgrade",
    bad=with_extensions(
        extension_named("install", "Microsoft.Azure.Extensions CustomScript", "2.1", enableAutomaticUpgrade=True)
    ),
    good=with_extensions(
        extension_named("install", "Microsoft.Azure.Extensions CustomScript", "2.1", autoUpgradeMinorVersion=True)
    ),
)
def _automatic_upgrade(extension: Extension) -> Iterator[Finding]:
    flag = extension.properties.member("enableAutomaticUpgrade")
    if flag.flag is True and extension.handler in (*CUSTOM_SCRIPTS, DSC):
        yield flag.finding(
            f"{extension.title} does not support setting enableAutomaticUpgrade to true",
            hint="leave it out; autoUpgradeMinorVersion takes the newest minor version at each deployment",
        )


@rule(
    "extension/retired",
    WARNING,
    each=extensions,
    what="A scale set uses no handler that is retired.",
    why="A retired handler gets no fixes, and newer images no longer start it.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    bad=with_extensions(extension_named("install", "Microsoft.OSTCExtensions CustomScriptForLinux", "1.5")),
    good=with_extensions(extension_named("install", "Microsoft.Azure.Extensions CustomScript", "2.1")),
    aliases=("ManagedIdentityExtension-must-not-be-used",),
)
def _retired(extension: Extension) -> Iterator[Finding]:
    if extension.handler in RETIRED:
        yield extension.properties.member("type").finding(
            f"{extension.title} is retired", hint=f"use {RETIRED[extension.handler]}"
        )


@rule(
    "extension/legacy-monitoring-agent",
    WARNING,
    each=extensions,
    what="Instances are monitored by the Azure Monitor Agent, not by the Log Analytics agent.",
    why="The Log Analytics agent is retired since August 2024, and its data may stop to be taken.",
    source="https://learn.microsoft.com/azure/azure-monitor/agents/azure-monitor-agent-migration",
    bad=with_extensions(extension_named("monitor", "Microsoft.EnterpriseCloud.Monitoring OmsAgentForLinux")),
    good=with_extensions(_AGENT),
    aliases=("Azure.VMSS.MigrateAMA", "AZR-000318"),
)
def _legacy_monitoring_agent(extension: Extension) -> Iterator[Finding]:
    if extension.handler.startswith(_LEGACY_MONITORING):
        agent = "AzureMonitorLinuxAgent" if extension.handler.endswith("linux") else "AzureMonitorWindowsAgent"
        yield extension.properties.member("type").finding(
            f"{extension.title} is the Log Analytics agent, which is retired",
            hint=f"use Microsoft.Azure.Monitor {agent} with a data collection rule",
        )


@rule(
    "extension/needs-identity",
    WARNING,
    each=extensions,
    what="A scale set with an agent that signs in to Azure has a managed identity.",
    why="Without an identity the agent is installed, but can neither read nor send anything.",
    source="https://learn.microsoft.com/azure/azure-monitor/agents/azure-monitor-agent-requirements",
    bad=with_extensions(_AGENT),
    good=with_extensions(_AGENT, identity={"type": "SystemAssigned"}),
)
def _needs_identity(extension: Extension) -> Iterator[Finding]:
    if extension.scale_set is None or extension.handler not in NEEDS_IDENTITY:
        return
    identity = extension.scale_set.at("identity.type")
    if identity.missing or identity.lower == "none":
        yield extension.properties.member("type").finding(
            f"{extension.title} signs in with the identity of the scale set, which has none",
            hint="give the scale set an identity: SystemAssigned, or UserAssigned, which Flexible sets need",
        )


@rule(
    "extension/azure-monitor-agent",
    INFO,
    each=scale_sets,
    enabled=False,
    what="A scale set has the Azure Monitor Agent.",
    why="Without it nobody sees the logs of an instance, which are gone with the instance.",
    source="https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VMSS.AMA/",
    bad=with_extensions(extension_named("install", "Microsoft.Azure.Extensions CustomScript", "2.1")),
    good=with_extensions(_AGENT),
    aliases=("Azure.VMSS.AMA", "AZR-000346"),
)
def _azure_monitor_agent(scale_set: ScaleSet) -> Iterator[Finding]:
    listed = scale_set.profile.at("extensionProfile.extensions")
    handlers = [each.handler for each in extensions_of(scale_set)]
    known = not listed.unknown and all(handlers)
    if scale_set.profile.raw and known and not any(each.startswith("microsoft.azure.monitor.") for each in handlers):
        yield scale_set.profile.finding(
            "no Azure Monitor Agent is installed", hint="add AzureMonitorLinuxAgent or AzureMonitorWindowsAgent"
        )


@rule(
    "extension/dsc-retires",
    INFO,
    each=extensions,
    what="A new scale set is configured by something other than the DSC extension.",
    why="The extension retires on 31 March 2028; Azure Machine Configuration takes its place.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/dsc-template",
    bad=with_extensions(extension_named("configure", "Microsoft.Powershell DSC", "2.77")),
    good=with_extensions(extension_named("configure", "Microsoft.GuestConfiguration ConfigurationForWindows")),
)
def _dsc_retires(extension: Extension) -> Iterator[Finding]:
    if extension.handler == DSC:
        yield extension.properties.member("type").finding(
            "the DSC extension retires on 31 March 2028", hint="plan the move to Azure Machine Configuration"
        )
