"""Whether a deployment is one that Resource Manager would look at, as far as that can be told from the body alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from armserver.errors import invalid_request_content, invalid_template, unparsable_template

_REQUIRED = ("$schema", "contentVersion", "resources")
_REQUIRED_OF_RESOURCE = ("type", "apiVersion", "name")
# Azure capitalises the types in its answers, whatever the template says.
TYPES = {t.lower(): t for t in ("String", "SecureString", "Int", "Bool", "Object", "SecureObject", "Array")}
SECURE = ("SecureString", "SecureObject")


def properties_of(body: Any) -> Mapping[str, Any]:
    """Give the properties of a deployment's request body; raise ArmError (400) if there are none."""
    properties = body.get("properties") if isinstance(body, Mapping) else None
    if not isinstance(properties, Mapping):
        raise invalid_request_content("Required property 'properties' not found in JSON. Path ''")
    return properties


def checked(template: Any) -> dict[str, Any]:
    """Give the template if it has all that every template must have; raise ArmError (400) if not."""
    if isinstance(template, str):
        # What Azure's JSON reader says of text that was to become an object.
        wanted = "Newtonsoft.Json.Linq.JToken' to type 'Newtonsoft.Json.Linq.JObject"
        raise invalid_request_content(
            f"Error converting value \"{template}\" from '{wanted}'. Path 'properties.template'"
        )
    if not isinstance(template, dict):
        raise invalid_request_content("Required property 'template' not found in JSON. Path 'properties'")
    _require(template, _REQUIRED, path="")
    symbolic = isinstance(template["resources"], Mapping)
    for number, resource in enumerate(resources_of(template)):
        existing = symbolic and resource.get("existing") is True
        _require(resource, _REQUIRED_OF_RESOURCE[: 2 if existing else 3], path=f"resources[{number}]")
    return template


def resources_of(template: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the resources, which are a list or, by language version 2.0, an object of symbolic names."""
    resources = template["resources"]
    return list(resources.values() if isinstance(resources, Mapping) else resources)


def check_parameters(declared: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raise ArmError (400) for a parameter without value and default, and for one that the template does not have.

    Names are compared without regard to case.
    """
    _refuse_unknown(given, declared)
    by_lower_name = {name.lower(): value for name, value in given.items()}
    for name, declaration in declared.items():
        _check(name, declaration, by_lower_name.get(name.lower()))


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


def _check(name: str, declaration: Mapping[str, Any], given: Mapping[str, Any] | None) -> None:
    if "$ref" not in declaration and str(declaration.get("type")).lower() not in TYPES:
        raise invalid_template(f"The template parameter '{name}' has the invalid type '{declaration.get('type')}'.")
    has_value = given is not None and not given.keys().isdisjoint(("value", "reference"))
    if not has_value and declaration.keys().isdisjoint(("defaultValue", "nullable", "$ref")):
        raise invalid_template(
            f"The value for the template parameter '{name}' at line '0' and column '0' is not provided. Please see "
            "https://aka.ms/resource-manager-parameter-files for usage details."
        )
