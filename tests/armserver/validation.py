"""Whether a deployment is one that Resource Manager would look at, as far as that can be told from the body alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from armserver.errors import invalid_request_content, invalid_template, unparsable_template

_REQUIRED = ("$schema", "contentVersion", "resources")
_REQUIRED_OF_RESOURCE = ("type", "apiVersion", "name")
# Azure capitalises the types in its answers, whatever the template says.
_TYPES = {t.lower(): t for t in ("String", "SecureString", "Int", "Bool", "Object", "SecureObject", "Array")}
_SECURE = ("SecureString", "SecureObject")


def template_of(body: Any) -> dict[str, Any]:
    """Give the template within a deployment's request body; raise ArmError (400) if it is not one."""
    properties = body.get("properties") if isinstance(body, Mapping) else None
    if not isinstance(properties, Mapping):
        raise invalid_request_content("Required property 'properties' not found in JSON. Path ''")
    template = properties.get("template")
    if not isinstance(template, dict):
        raise invalid_request_content("Required property 'template' not found in JSON. Path 'properties'")
    _require(template, _REQUIRED, path="")
    for number, resource in enumerate(resources_of(template)):
        _require(resource, _REQUIRED_OF_RESOURCE, path=f"resources[{number}]")
    return template


def resources_of(template: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the resources, which are a list or, by language version 2.0, an object of symbolic names."""
    resources = template["resources"]
    return list(resources.values() if isinstance(resources, Mapping) else resources)


def parameters_of(body: Any) -> dict[str, Any]:
    """Give each parameter of the template with its type and value, as Azure's answers do.

    Names are compared without regard to case. A default that is an expression stays as written, since nothing here
    evaluates it; the value of a secure parameter is left out. Raises ArmError (400) for a parameter without value
    and default, and for one that the template does not have.
    """
    declared: Mapping[str, Any] = template_of(body).get("parameters") or {}
    given: Mapping[str, Any] = body["properties"].get("parameters") or {}
    _refuse_unknown(given, declared)
    by_lower_name = {name.lower(): value for name, value in given.items()}
    return {name: _resolved(name, declared[name], by_lower_name.get(name.lower())) for name in declared}


def _require(found: Mapping[str, Any], members: Sequence[str], *, path: str) -> None:
    for member in members:
        if member not in found:
            raise unparsable_template(f"Required property '{member}' not found in JSON. Path '{path}'.")


def _refuse_unknown(given: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    known = {name.lower() for name in declared}
    unknown = [name for name in given if name.lower() not in known]
    if unknown:
        raise invalid_template(
            f"The template parameters '{', '.join(unknown)}' in the parameters file are not valid; they are not "
            "present in the original template and can therefore not be provided at deployment time. The only "
            f"supported parameters for this template are '{', '.join(declared)}'. Please see "
            "https://aka.ms/arm-deploy/#parameter-file for usage details."
        )


def _resolved(name: str, declaration: Mapping[str, Any], given: Mapping[str, Any] | None) -> dict[str, Any]:
    kind = _TYPES.get(str(declaration.get("type")).lower())
    if kind is None:
        raise invalid_template(f"The template parameter '{name}' has the invalid type '{declaration.get('type')}'.")
    if given and "reference" in given:
        return {"type": kind, "reference": given["reference"]}
    if given and "value" in given:
        value = given["value"]
    elif "defaultValue" in declaration:
        value = declaration["defaultValue"]
    else:
        raise invalid_template(
            f"The value for the template parameter '{name}' at line '0' and column '0' is not provided. Please see "
            "https://aka.ms/resource-manager-parameter-files for usage details."
        )
    return {"type": kind} if kind in _SECURE else {"type": kind, "value": value}
