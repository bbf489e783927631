"""Rules of how instances are protected: trusted launch, confidential VMs, encryption."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, INFO, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_CONFIDENTIAL = "https://learn.microsoft.com/azure/confidential-computing/confidential-vm-overview"
_AT_HOST = "https://learn.microsoft.com/azure/virtual-machines/disk-encryption"
_TRUSTED_LAUNCH = "https://learn.microsoft.com/azure/virtual-machines/trusted-launch"
_PROFILE = "properties.virtualMachineProfile"
_SECURITY = f"{_PROFILE}.securityProfile"
_ENCRYPTION = "storageProfile.osDisk.managedDisk.securityProfile.securityEncryptionType"


@rule(
    "scale-set/confidential-vm",
    ERROR,
    each=scale_sets,
    what="Confidential VMs have a vTPM and say securityEncryptionType at the OS disk; with DiskWithVMGuestState they "
    "have secure boot too.",
    why="Azure refuses confidential VMs without them.",
    source=SCALE_SET_API,
    bad={_PROFILE: {"securityProfile.securityType": "ConfidentialVM", _ENCRYPTION: "VMGuestStateOnly"}},
    good={
        _PROFILE: {
            "securityProfile": {"securityType": "ConfidentialVM", "uefiSettings.vTpmEnabled": True},
            _ENCRYPTION: "VMGuestStateOnly",
        }
    },
)
def _confidential_vm(scale_set: ScaleSet) -> Iterator[Finding]:
    security = scale_set.profile.at("securityProfile")
    kind = security.member("securityType")
    if kind.lower != "confidentialvm":
        return
    encryption = scale_set.profile.at(_ENCRYPTION)
    if encryption.missing:
        yield kind.finding(
            "a confidential VM needs securityEncryptionType at its OS disk",
            hint=f'set {_ENCRYPTION} to "VMGuestStateOnly"',
        )
    needed = [("vTpmEnabled", "a vTPM", "a confidential VM")]
    if encryption.lower == "diskwithvmgueststate":
        needed.append(("secureBootEnabled", "secure boot", "encryption of the whole OS disk"))
    for name, thing, needs in needed:
        setting = security.at(f"uefiSettings.{name}")
        if setting.missing or setting.flag is False:
            place = setting if setting.exists else kind
            yield place.finding(f"{needs} needs {thing}", hint=f"set uefiSettings.{name} to true")


@rule(
    "scale-set/not-confidential",
    ERROR,
    each=scale_sets,
    what="securityEncryptionType stands only where securityType is ConfidentialVM, and a diskEncryptionSet beside it "
    "only with DiskWithVMGuestState.",
    why="Azure refuses it on other instances.",
    source=_CONFIDENTIAL,
    bad={_PROFILE: {"securityProfile.securityType": "TrustedLaunch", _ENCRYPTION: "VMGuestStateOnly"}},
    good={_PROFILE: {"securityProfile.securityType": "ConfidentialVM", _ENCRYPTION: "VMGuestStateOnly"}},
)
def _not_confidential(scale_set: ScaleSet) -> Iterator[Finding]:
    kind, encryption = scale_set.profile.at("securityProfile.securityType"), scale_set.profile.at(_ENCRYPTION)
    if encryption.text is None or kind.unknown:
        return
    if kind.lower != "confidentialvm":
        yield encryption.finding(
            "securityEncryptionType is for confidential VMs, and these are none",
            hint='remove it, or set securityProfile.securityType to "ConfidentialVM"',
        )
    keys = scale_set.profile.at("storageProfile.osDisk.managedDisk.securityProfile.diskEncryptionSet")
    if given(keys) and encryption.lower != "diskwithvmgueststate":
        yield keys.finding(
            f"a key of your own cannot be used with {encryption.text}",
            hint='set securityEncryptionType to "DiskWithVMGuestState"',
        )


@rule(
    "scale-set/uefi-without-security-type",
    ERROR,
    each=scale_sets,
    what="uefiSettings stand only where securityType is TrustedLaunch or ConfidentialVM.",
    why="Azure refuses secure boot and a vTPM on other instances.",
    source=SCALE_SET_API,
    bad={f"{_SECURITY}.uefiSettings.secureBootEnabled": True},
    good={_SECURITY: {"securityType": "TrustedLaunch", "uefiSettings.secureBootEnabled": True}},
)
def _uefi_without_security_type(scale_set: ScaleSet) -> Iterator[Finding]:
    security = scale_set.profile.at("securityProfile")
    kind, settings = security.member("securityType"), security.member("uefiSettings")
    if given(settings) and settings.raw and (kind.missing or kind.lower == "standard"):
        yield settings.finding(
            "secure boot and a vTPM need a securityType", hint='set securityProfile.securityType to "TrustedLaunch"'
        )


@rule(
    "scale-set/secure-boot",
    INFO,
    each=scale_sets,
    what="Instances with trusted launch, and confidential ones, boot securely: secureBootEnabled is true.",
    why="The firmware then starts only what its publisher has signed.",
    source=_TRUSTED_LAUNCH,
    aliases=("Azure.VMSS.SecureBoot", "AZR-000539"),
    security=4.0,
    bad={f"{_SECURITY}.securityType": "TrustedLaunch"},
    good={_SECURITY: {"securityType": "TrustedLaunch", "uefiSettings.secureBootEnabled": True}},
)
def _secure_boot(scale_set: ScaleSet) -> Iterator[Finding]:
    security = scale_set.profile.at("securityProfile")
    kind, boot = security.member("securityType"), security.at("uefiSettings.secureBootEnabled")
    if kind.lower in ("trustedlaunch", "confidentialvm") and (boot.missing or boot.flag is False):
        yield (boot if boot.exists else kind).finding(
            "without secure boot, a changed boot loader or kernel runs all the same",
            hint="set uefiSettings.secureBootEnabled to true",
        )


@rule(
    "scale-set/trusted-launch",
    INFO,
    each=scale_sets,
    what="Instances have trusted launch, or are confidential: securityType is TrustedLaunch or ConfidentialVM.",
    why="It guards against boot kits; it needs an image of the second generation.",
    source=_TRUSTED_LAUNCH,
    enabled=False,
    bad={f"{_PROFILE}.priority": "Regular"},
    good={f"{_SECURITY}.securityType": "TrustedLaunch"},
)
def _trusted_launch(scale_set: ScaleSet) -> Iterator[Finding]:
    kind = scale_set.profile.at("securityProfile.securityType")
    if given(scale_set.profile) and (kind.missing or kind.lower == "standard"):
        yield (kind if kind.exists else scale_set.profile).finding(
            "the instances have no trusted launch", hint='set securityProfile.securityType to "TrustedLaunch"'
        )


@rule(
    "scale-set/encryption-at-host",
    INFO,
    each=scale_sets,
    what="Disks are encrypted on the host of the instance too: securityProfile.encryptionAtHost is true.",
    why="Temporary disks and caches are not encrypted otherwise; the subscription must have the feature registered.",
    source=_AT_HOST,
    aliases=("CKV_AZURE_97", "CKV_AZURE_151"),
    security=3.0,
    enabled=False,
    bad={f"{_PROFILE}.priority": "Regular"},
    good={f"{_SECURITY}.encryptionAtHost": True},
)
def _encryption_at_host(scale_set: ScaleSet) -> Iterator[Finding]:
    setting = scale_set.profile.at("securityProfile.encryptionAtHost")
    if given(scale_set.profile) and (setting.missing or setting.flag is False):
        yield (setting if setting.exists else scale_set.profile).finding(
            "temporary disks and caches are not encrypted", hint="set securityProfile.encryptionAtHost to true"
        )


@rule(
    "scale-set/encrypted-twice",
    ERROR,
    each=scale_sets,
    what="Encryption at host and the extension Azure Disk Encryption are not used together.",
    why="Azure refuses the extension on such instances.",
    source=_AT_HOST,
    bad={
        _PROFILE: {
            "securityProfile.encryptionAtHost": True,
            "extensionProfile.extensions": [
                {
                    "name": "encrypt",
                    "properties": {"publisher": "Microsoft.Azure.Security", "type": "AzureDiskEncryptionForLinux"},
                }
            ],
        }
    },
    good={_PROFILE: {"securityProfile.encryptionAtHost": True}},
)
def _encrypted_twice(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.profile.at("securityProfile.encryptionAtHost").flag is not True:
        return
    for extension in scale_set.extensions:
        kind = extension.at("properties.type")
        if kind.lower.startswith("azurediskencryption"):
            yield kind.finding("the disks are encrypted at the host already", hint="remove the extension")


@rule(
    "scale-set/identity",
    ERROR,
    each=scale_sets,
    what="userAssignedIdentities go with identity.type UserAssigned, and that type with at least one identity.",
    why="Azure refuses one without the other.",
    source="https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets",
    bad={"identity.type": "UserAssigned"},
    good={
        "identity": {
            "type": "UserAssigned",
            "userAssignedIdentities": {
                "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web')]": {},
            },
        }
    },
)
def _identity(scale_set: ScaleSet) -> Iterator[Finding]:
    kind, identities = scale_set.at("identity.type"), scale_set.at("identity.userAssignedIdentities")
    if kind.text is None or identities.unknown:
        return
    if "userassigned" in kind.lower and not identities.raw:
        yield kind.finding("the type is UserAssigned, and there is no identity", hint="add userAssignedIdentities")
    elif "userassigned" not in kind.lower and identities.raw:
        yield kind.finding(
            f"there are userAssignedIdentities, and the type is {kind.text}",
            hint='write "UserAssigned", or "SystemAssigned, UserAssigned"',
        )
