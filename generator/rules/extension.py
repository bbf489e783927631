"""An extension of a scale set as rules look at it, and what is known of the handlers of extensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.rules.resource import Resource
from generator.rules.value import Value

if TYPE_CHECKING:
    from generator.rules.scale_set import ScaleSet
    from generator.rules.subject import Subject

CUSTOM_SCRIPT_LINUX = "microsoft.azure.extensions.customscript"
CUSTOM_SCRIPT_WINDOWS = "microsoft.compute.customscriptextension"
CUSTOM_SCRIPTS = (CUSTOM_SCRIPT_LINUX, CUSTOM_SCRIPT_WINDOWS)
DSC = "microsoft.powershell.dsc"
HEALTH_LINUX = "microsoft.managedservices.applicationhealthlinux"
HEALTH_WINDOWS = "microsoft.managedservices.applicationhealthwindows"
SERVICE_FABRIC = (
    "microsoft.azure.servicefabric.servicefabricnode",
    "microsoft.azure.servicefabric.servicefabriclinuxnode",
)


class Extension(Value):
    """An extension with its `name` and `properties`, in the profile of a scale set or as a resource of its own.

    - `scale_set` is None where the template does not hold it; `child` is the resource of its own, None in a profile;
    - `handler` is `publisher.type` in lower case, by which Azure tells handlers apart; "" where not both are known;
    - `settings` are public, `protected` are the protected ones.
    """

    __slots__ = ("child", "handler", "properties", "protected", "scale_set", "settings")

    def __init__(self, body: Value, scale_set: ScaleSet | None) -> None:
        super().__init__(body.raw, body.path)
        self.child = body if isinstance(body, Resource) else None
        self.scale_set = scale_set
        self.properties = self.member("properties")
        self.settings = self.properties.member("settings")
        self.protected = self.properties.member("protectedSettings")
        publisher, kind = self.properties.member("publisher").lower, self.properties.member("type").lower
        self.handler = f"{publisher}.{kind}" if publisher and kind else ""

    @property
    def name(self) -> str | None:
        """Its name; None where it is not known."""
        return self.child.name if self.child is not None else self.member("name").text

    @property
    def deployed(self) -> bool:
        """Whether no condition leaves it out, or may do so."""
        return self.child is None or self.child.expanded.condition is True

    @property
    def title(self) -> str:
        """Publisher and type as they are written."""
        return f"{self.properties.member('publisher').text} {self.properties.member('type').text}"

    @property
    def readable(self) -> bool:
        """Whether all settings are in the template, not in a key vault or in a parameter without value."""
        from_vault = self.properties.member("protectedSettingsFromKeyVault")
        return not (self.settings.unknown or self.protected.unknown or from_vault.exists)

    def setting(self, name: str) -> Iterator[Value]:
        """The setting where it is given: in the public settings, in the protected ones, or in both; case matters."""
        for part in (self.settings, self.protected):
            if isinstance(part.raw, dict) and part.raw.get(name) not in (None, ""):
                yield part.member(name)


def extensions(subject: Subject) -> Sequence[Extension]:
    """All extensions of scale sets, also those whose scale set is not in the template."""
    own = [extension for scale_set in subject.scale_sets for extension in scale_set.extensions]
    known = {each.path for each in own}
    others = subject.of_type("Microsoft.Compute/virtualMachineScaleSets/extensions")
    return [*own, *(Extension(each, None) for each in others if each.path not in known)]


def extensions_of(scale_set: ScaleSet) -> list[Extension]:
    """The extensions of a scale set, without those that a condition leaves out, or may leave out."""
    return [each for each in scale_set.extensions if each.deployed]
