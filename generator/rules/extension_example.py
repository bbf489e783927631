"""What the examples of rules of extensions are made of."""

from __future__ import annotations

from typing import Any

from generator.rules.rule import Example


def with_extensions(*parts: Example, **members: Any) -> dict[str, Any]:
    """The example of a scale set with extensions and further members, `properties__x` for `properties.x`."""
    return {
        **{key.replace("__", "."): value for key, value in members.items()},
        "properties.virtualMachineProfile.extensionProfile.extensions": list(parts),
    }


def extension_named(name: str, handler: str, version: str = "1.0", **properties: Any) -> dict[str, Any]:
    """The example of an extension; `handler` is its publisher and type with a space between."""
    publisher, kind = handler.split()
    own = {"publisher": publisher, "type": kind, "typeHandlerVersion": version, **properties}
    return {"name": name, "properties": own}


def custom_script(handler: str = "Microsoft.Azure.Extensions CustomScript", **properties: Any) -> dict[str, Any]:
    """The example of a scale set with a Custom Script extension, that of Linux unless told otherwise."""
    version = "2.1" if handler.endswith("CustomScript") else "1.10"
    return with_extensions(extension_named("install", handler, version, **properties))


def windows_script(**properties: Any) -> dict[str, Any]:
    """The example of a scale set with the Custom Script extension of Windows."""
    return custom_script("Microsoft.Compute CustomScriptExtension", **properties)
