"""A scale set as rules look at it."""

from __future__ import annotations

from generator.rules.resource import Resource
from generator.rules.value import Value


class ScaleSet(Resource):
    """A scale set, with the questions that many rules ask."""

    __slots__ = ()

    @property
    def profile(self) -> Value:
        """`properties.virtualMachineProfile`."""
        return self.at("properties.virtualMachineProfile")

    @property
    def mode(self) -> Value:
        """`properties.orchestrationMode`; Azure takes a missing one as Uniform."""
        return self.at("properties.orchestrationMode")

    @property
    def flexible(self) -> bool:
        """Whether the mode is surely Flexible."""
        return self.mode.lower == "flexible"

    @property
    def uniform(self) -> bool:
        """Whether the mode is surely Uniform, the default."""
        return self.mode.missing or self.mode.lower == "uniform"

    @property
    def upgrade_mode(self) -> str:
        """`upgradePolicy.mode` in lower case, "" where it is not known or not given."""
        return self.at("properties.upgradePolicy.mode").lower

    @property
    def capacity(self) -> Value:
        """`sku.capacity`."""
        return self.at("sku.capacity")

    @property
    def zones(self) -> Value:
        """`zones`."""
        return self.member("zones")

    @property
    def os(self) -> str | None:
        """`windows` or `linux`, by configuration, disk or publisher of the image; None where nothing tells."""
        os_profile = self.profile.at("osProfile")
        if os_profile.at("windowsConfiguration").exists:
            return "windows"
        if os_profile.at("linuxConfiguration").exists:
            return "linux"
        disk = self.profile.at("storageProfile.osDisk.osType").lower
        if disk in ("windows", "linux"):
            return disk
        publisher = self.profile.at("storageProfile.imageReference.publisher").lower
        if publisher.startswith("microsoftwindows"):
            return "windows"
        return "linux" if publisher in _LINUX_PUBLISHERS else None

    @property
    def extensions(self) -> list[Value]:
        """Its extensions, each with `name` and `properties`: in the profile, and as resources of their own."""
        inner = self.profile.at("extensionProfile.extensions").items
        return [*inner, *self.subject.children(self, "extensions")]

    @property
    def health_extensions(self) -> list[Value]:
        """Those extensions that report the health of the application."""
        return [each for each in self.extensions if _is_health(each)]

    @property
    def health_probe(self) -> Value:
        """`networkProfile.healthProbe.id`."""
        return self.profile.at("networkProfile.healthProbe.id")

    @property
    def has_health_source(self) -> bool:
        """Whether anything may tell which instances are healthy."""
        profile = self.profile.at("extensionProfile.extensions")
        return bool(self.health_extensions) or self.health_probe.exists or profile.unknown

    @property
    def interfaces(self) -> list[Value]:
        """The network interface configurations."""
        return self.profile.at("networkProfile.networkInterfaceConfigurations").items


_LINUX_PUBLISHERS = {"canonical", "redhat", "suse", "debian", "oracle", "openlogic", "almalinux", "microsoftcblmariner"}


def _is_health(extension: Value) -> bool:
    publisher, kind = extension.at("properties.publisher"), extension.at("properties.type")
    if publisher.unknown or kind.unknown:
        return True
    return publisher.lower == "microsoft.managedservices" and kind.lower.startswith("applicationhealth")
