"""A scale set as rules look at it."""

from __future__ import annotations

from functools import cached_property

from generator.rules.extension import Extension
from generator.rules.resource import Resource
from generator.rules.sizes import Size, size_of
from generator.rules.value import Value


class ScaleSet(Resource):
    """A scale set, with the questions that many rules ask."""

    __slots__ = ()

    @cached_property
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
    def os_profile(self) -> Value:
        """`virtualMachineProfile.osProfile`."""
        return self.profile.at("osProfile")

    @property
    def image(self) -> Value:
        """`storageProfile.imageReference`."""
        return self.profile.at("storageProfile.imageReference")

    @property
    def os_disk(self) -> Value:
        """`storageProfile.osDisk`."""
        return self.profile.at("storageProfile.osDisk")

    @property
    def data_disks(self) -> list[Value]:
        """`storageProfile.dataDisks`."""
        return self.profile.at("storageProfile.dataDisks").items

    @property
    def unmanaged(self) -> bool:
        """Whether its disks are surely blobs in storage accounts instead of managed disks."""
        return given(self.os_disk.at("vhdContainers")) or given(self.os_disk.at("image"))

    @property
    def size(self) -> Size | None:
        """What the name of its size, `sku.name`, tells; None where it is not known."""
        return size_of(self.at("sku.name").lower)

    @property
    def spot(self) -> bool:
        """Whether its instances are surely spot instances; `Low` is the former name."""
        return self.profile.at("priority").lower in ("spot", "low")

    @property
    def zone_count(self) -> int | None:
        """The number of its zones; None where it is not known."""
        return None if self.zones.unknown else len(self.zones.items)

    @property
    def os(self) -> str | None:
        """`windows` or `linux`, by configuration, disk or publisher of the image; None where nothing tells."""
        os_profile = self.profile.at("osProfile")
        if given(os_profile.at("windowsConfiguration")):
            return "windows"
        if given(os_profile.at("linuxConfiguration")):
            return "linux"
        disk = self.profile.at("storageProfile.osDisk.osType").lower
        if disk in ("windows", "linux"):
            return disk
        publisher = self.profile.at("storageProfile.imageReference.publisher").lower
        if publisher.startswith("microsoftwindows"):
            return "windows"
        return "linux" if publisher in _LINUX_PUBLISHERS else None

    @cached_property
    def extensions(self) -> list[Extension]:
        """Its extensions: in the profile, and as resources of their own, those too that a condition leaves out."""
        inner = self.profile.at("extensionProfile.extensions").items
        return [Extension(each, self) for each in (*inner, *self.subject.children(self, "extensions"))]

    @property
    def health_extensions(self) -> list[Extension]:
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
        reported = self.at("properties.externalHealthPolicy.enabled")
        others = self.health_probe.exists or profile.unknown or reported.unknown or reported.flag is True
        return bool(self.health_extensions) or others

    @property
    def interfaces(self) -> list[Value]:
        """The network interface configurations."""
        return self.profile.at("networkProfile.networkInterfaceConfigurations").items


def given(value: Value) -> bool:
    """Whether there surely is a value: what only Azure knows may be null."""
    return value.exists and not value.unknown


_LINUX_PUBLISHERS = {"canonical", "redhat", "suse", "debian", "oracle", "openlogic", "almalinux", "microsoftcblmariner"}


def _is_health(extension: Value) -> bool:
    publisher, kind = extension.at("properties.publisher"), extension.at("properties.type")
    if publisher.unknown or kind.unknown:
        return True
    return publisher.lower == "microsoft.managedservices" and kind.lower.startswith("applicationhealth")
