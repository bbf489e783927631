"""Rules of values that make the same template deploy something else: random names, preview images, fixed sizes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import BICEP_LINTER
from generator.rules.expression_uses import Use, Written
from generator.rules.rule import INFO, WARNING, rule
from generator.rules.subject import SCALE_SET, Subject, scopes
from generator.rules.template_scope import TemplateScope
from generator.rules.value import Finding, Value
from generator.rules.written_values import expression, expressions, origins, source

_IMAGE = "properties.virtualMachineProfile.storageProfile.imageReference"
_CHANGING = ("newguid", "utcnow")


@rule(
    "template/use-stable-resource-identifiers",
    WARNING,
    each=scopes,
    what="The name of a resource is the same in every deployment of the same template.",
    why="With newGuid() or utcNow() in it each deployment adds a resource, and the old ones stay.",
    source=f"{BICEP_LINTER}use-stable-resource-identifier",
    aliases=("use-stable-resource-identifiers",),
    bad={
        "parameters": {"suffix": {"type": "string", "defaultValue": "[newGuid()]"}},
        "resources": [{"name": "[concat('web-', parameters('suffix'))]"}],
    },
    good={"resources": [{"name": "[concat('web-', uniqueString(resourceGroup().id))]"}]},
)
def _stable_names(scope: TemplateScope) -> Iterator[Finding]:
    if not any(scope.calls(*_CHANGING)):
        return
    for resource in scope.resources:
        for written in expressions(resource.member("name")):
            found = next(_changing(scope, written), None)
            if found is not None:
                use, through = found
                way = f" through the parameter {through}" if through else ""
                message = f"the name changes with every deployment: {use.call.name}(){way}"
                yield Finding(written.path, message, "use uniqueString() of the id of the resource group instead")


def _changing(scope: TemplateScope, written: Written) -> Iterator[tuple[Use, str]]:
    """The calls in what a value comes from that give another value each time, with the parameter that has them."""
    waiting, seen = [(written, "")], set[str]()
    while waiting:
        each, through = waiting.pop()
        for use in origins(scope, each):
            if use.name in _CHANGING:
                yield use, through
            name = (use.literal or "").lower()
            if use.name == "parameters" and name in scope.parameters and name not in seen:
                seen.add(name)
                shown, declaration = scope.parameters[name]
                default = Value(declaration, (*scope.path, "parameters", shown)).member("defaultValue")
                waiting += [(inner, shown) for inner in expressions(default)]


def _images(subject: Subject) -> Iterator[Value]:
    """The references to images in scale sets and virtual machines."""
    for scale_set in subject.scale_sets:
        yield scale_set.at(_IMAGE)
    for machine in subject.of_type("Microsoft.Compute/virtualMachines"):
        yield machine.at("properties.storageProfile.imageReference")


@rule(
    "template/use-stable-vm-image",
    WARNING,
    each=_images,
    what="The image is none that is called a preview.",
    why="Previews are withdrawn at any time, and come without support.",
    source=f"{BICEP_LINTER}use-stable-vm-image",
    aliases=("use-stable-vm-image", "Virtual-Machines-Should-Not-Be-Preview"),
    bad={f"{_IMAGE}.publisher": "MicrosoftWindowsServer", f"{_IMAGE}.offer": "windowsserver-preview"},
    good={f"{_IMAGE}.publisher": "MicrosoftWindowsServer", f"{_IMAGE}.offer": "WindowsServer"},
)
def _stable_image(image: Value) -> Iterator[Finding]:
    for name in ("publisher", "offer", "sku", "version"):
        part = image.member(name)
        if "preview" in part.lower:
            yield part.finding(f"the image is a preview by its {name}: {part.text}", "use a released image")


@rule(
    "template/vm-size-should-be-a-parameter",
    INFO,
    each=scopes,
    enabled=False,
    what="The size of machines comes from a parameter.",
    why="Regions and subscriptions differ in the sizes that they have, and environments in those that they need.",
    source="https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    aliases=("VM-Size-Should-Be-A-Parameter",),
    bad={"resources": [{"sku.name": "Standard_D2s_v5"}]},
    good={"parameters": {"size": {"type": "string"}}, "resources": [{"sku.name": "[parameters('size')]"}]},
)
def _size(scope: TemplateScope) -> Iterator[Finding]:
    for resource in scope.resources:
        place = _SIZES.get(resource.type)
        size = source(scope, resource.at(place)) if place else Value(None, ())
        if place and size.text and expression(size.raw) is None:
            yield resource.at(place).finding(f"the size is the literal {size.text}", "declare a parameter for it")


_SIZES = {SCALE_SET: "sku.name", "microsoft.compute/virtualmachines": "properties.hardwareProfile.vmSize"}
