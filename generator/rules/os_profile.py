"""Rules of what the operating system of the instances is told: its configuration, certificates and agent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, INFO, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_OS_PROFILE = "properties.virtualMachineProfile.osProfile"
_SYSTEMS = {"windows": "Windows", "linux": "Linux"}


@rule(
    "scale-set/os-configuration",
    ERROR,
    each=scale_sets,
    what="A scale set has a windowsConfiguration or a linuxConfiguration, and the one for the system of its image.",
    why="Azure refuses both together, and either for the other system.",
    source=SCALE_SET_API,
    bad={
        "properties.virtualMachineProfile": {
            "osProfile.linuxConfiguration.disablePasswordAuthentication": True,
            "storageProfile.imageReference.publisher": "MicrosoftWindowsServer",
        }
    },
    good={
        "properties.virtualMachineProfile": {
            "osProfile.windowsConfiguration.provisionVMAgent": True,
            "storageProfile.imageReference.publisher": "MicrosoftWindowsServer",
        }
    },
)
def _os_configuration(scale_set: ScaleSet) -> Iterator[Finding]:
    windows = scale_set.os_profile.at("windowsConfiguration")
    linux = scale_set.os_profile.at("linuxConfiguration")
    if given(windows) and given(linux):
        yield linux.finding(
            "there is a windowsConfiguration and a linuxConfiguration, of which Azure takes one",
            hint="remove the one that is not for the system of the image",
        )
        return
    system, teller = _system_of_image(scale_set)
    wrong = {"windows": linux, "linux": windows}.get(system or "")
    if system and wrong is not None and given(wrong):
        other = "windows" if system == "linux" else "linux"
        yield wrong.finding(
            f"a {other}Configuration for {_SYSTEMS[system]}, which {teller} says the image holds",
            hint=f"replace it by a {system}Configuration",
        )


def _system_of_image(scale_set: ScaleSet) -> tuple[str | None, str]:
    disk = scale_set.os_disk.at("osType").lower
    if disk in _SYSTEMS:
        return disk, "osDisk.osType"
    publisher = scale_set.image.at("publisher")
    if publisher.lower.startswith("microsoftwindows"):
        return "windows", f'the publisher "{publisher.text}"'
    if publisher.lower in ("canonical", "redhat", "suse", "debian", "almalinux"):
        return "linux", f'the publisher "{publisher.text}"'
    return None, ""


_LONGEST_CONTENT = 4096


@rule(
    "scale-set/unattend-content",
    ERROR,
    each=scale_sets,
    what="An additionalUnattendContent is XML of less than 4 KB whose root element is named as its settingName.",
    why="Azure refuses other content, or Windows setup fails on every instance.",
    source=SCALE_SET_API,
    bad={
        f"{_OS_PROFILE}.windowsConfiguration.additionalUnattendContent": [
            {"settingName": "AutoLogon", "content": "<Enabled>true</Enabled>"}
        ]
    },
    good={
        f"{_OS_PROFILE}.windowsConfiguration.additionalUnattendContent": [
            {"settingName": "AutoLogon", "content": "<AutoLogon><Enabled>true</Enabled></AutoLogon>"}
        ]
    },
)
def _unattend_content(scale_set: ScaleSet) -> Iterator[Finding]:
    for each in scale_set.os_profile.at("windowsConfiguration.additionalUnattendContent").items:
        content, setting = each.member("content"), each.member("settingName")
        if content.text is None:
            continue
        if len(content.text.encode()) >= _LONGEST_CONTENT:
            yield content.finding(f"the content has {len(content.text.encode())} bytes, and Azure takes less than 4 KB")
        root = _root_of(content.text)
        if root is None:
            yield content.finding("the content is not valid XML")
        elif setting.text and root != setting.text:
            yield content.finding(
                f"the root element is <{root}>, and must be <{setting.text}> as the settingName",
                hint=f"wrap the content in <{setting.text}>",
            )


def _root_of(text: str) -> str | None:
    if "<!" in text:  # no answer file has declarations, and entities could grow without bound
        return None
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        return fromstring(text).tag.rpartition("}")[2]  # noqa: S314
    except ParseError:
        return None


_VERSIONED_SECRET = re.compile(r"https://[\w.-]+(?::\d+)?/secrets/[0-9a-z-]+/[0-9a-z]+/?", re.IGNORECASE)


@rule(
    "scale-set/invalid-certificate",
    ERROR,
    each=scale_sets,
    what="A certificate comes from `https://VAULT/secrets/NAME/VERSION`; on Windows it names a certificateStore, on "
    "Linux it does not; a WinRM listener for HTTPS has one, and one for HTTP has none.",
    why="Azure refuses the deployment.",
    source=SCALE_SET_API,
    bad={
        f"{_OS_PROFILE}.secrets": [
            {
                "sourceVault.id": "[resourceId('Microsoft.KeyVault/vaults', 'shop')]",
                "vaultCertificates": [{"certificateUrl": "https://shop.vault.azure.net/secrets/web"}],
            }
        ]
    },
    good={
        f"{_OS_PROFILE}.secrets": [
            {
                "sourceVault.id": "[resourceId('Microsoft.KeyVault/vaults', 'shop')]",
                "vaultCertificates": [
                    {"certificateUrl": "https://shop.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef"}
                ],
            }
        ]
    },
)
def _invalid_certificate(scale_set: ScaleSet) -> Iterator[Finding]:
    for secret in scale_set.os_profile.at("secrets").items:
        for certificate in secret.member("vaultCertificates").items:
            yield from _url_findings(certificate.member("certificateUrl"))
            store = certificate.member("certificateStore")
            if scale_set.os == "windows" and store.missing:
                yield certificate.finding(
                    "on Windows, a certificate needs a certificateStore", hint='add "certificateStore": "My"'
                )
            if scale_set.os == "linux" and store.text:
                yield store.finding(
                    f'Linux has no certificate store such as "{store.text}"; certificates go to /var/lib/waagent',
                    hint="remove certificateStore",
                )
    for listener in scale_set.os_profile.at("windowsConfiguration.winRM.listeners").items:
        url, protocol = listener.member("certificateUrl"), listener.member("protocol").lower
        if protocol == "https" and url.missing:
            yield listener.finding("a WinRM listener for HTTPS needs a certificateUrl")
        yield from _url_findings(url)


def _url_findings(url: Value) -> Iterator[Finding]:
    if url.text is not None and not _VERSIONED_SECRET.fullmatch(url.text):
        yield url.finding(
            f'"{url.text}" is not the address of one version of a secret in a Key Vault',
            hint="write https://VAULT.vault.azure.net/secrets/NAME/VERSION",
        )


@rule(
    "scale-set/no-vm-agent",
    INFO,
    each=scale_sets,
    what="The instances run the VM agent: provisionVMAgent is not false.",
    why="Without the agent there are no extensions, no health by extension, no reset of passwords and no backup.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/agent-windows",
    aliases=("CKV_AZURE_179",),
    bad={f"{_OS_PROFILE}.windowsConfiguration.provisionVMAgent": False},
    good={f"{_OS_PROFILE}.windowsConfiguration.provisionVMAgent": True},
)
def _no_vm_agent(scale_set: ScaleSet) -> Iterator[Finding]:
    for configuration in ("windowsConfiguration", "linuxConfiguration"):
        agent = scale_set.os_profile.at(f"{configuration}.provisionVMAgent")
        if agent.flag is False:
            yield agent.finding("the instances have no VM agent, so Azure cannot manage what runs on them")
