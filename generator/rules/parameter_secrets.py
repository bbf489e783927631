"""Rules of how secrets enter a template: by secure parameters without default, and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.arm.expression import Call, Literal
from generator.rules.documents import BICEP_LINTER
from generator.rules.expression_uses import chain
from generator.rules.rule import WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope, is_runtime
from generator.rules.value import Finding, Value
from generator.rules.written_values import expression, expressions, is_secure, origins, source

_SECRET = re.compile(r"password|pwd|secret|accountkey|acctkey", re.IGNORECASE)
_NO_SECRET = re.compile(r"secret(?:permissions|version|ur[il]|name)", re.IGNORECASE)
_ADMIN_PASSWORDS = frozenset({"adminpassword", "administratorloginpassword", "administratorpassword"})
_OS_PROFILE = "properties.virtualMachineProfile.osProfile"


@rule(
    "template/secure-parameter-default",
    WARNING,
    each=scopes,
    what="A secure parameter has no default, an empty one, or one that newGuid() makes.",
    why="The secret stands in the template, for all who read it, and in the history of the repository.",
    source=f"{BICEP_LINTER}secure-parameter-default",
    aliases=("secure-parameter-default", "Secure-String-Parameters-Cannot-Have-Default", "CKV_AZURE_131"),
    security=7.5,
    bad={"parameters": {"adminPassword": {"type": "secureString", "defaultValue": "Sommer2026!"}}, "resources": []},
    good={"parameters": {"adminPassword": {"type": "secureString"}}, "resources": []},
)
def _secure_default(scope: TemplateScope) -> Iterator[Finding]:
    for name, declaration in scope.parameters.values():
        default = Value(declaration, (*scope.path, "parameters", name)).member("defaultValue")
        if is_secure(scope, name) and default.raw not in (None, "", {}) and not _safe_default(scope, default):
            # told at the parameter: the line of the default is shown with the finding, and would repeat the secret
            yield scope.at("parameters", name).finding(
                f"the secure parameter {name} has a default, which all who read the template know",
                "remove the default, and give the value when deploying, from a key vault if you can",
            )


def _safe_default(scope: TemplateScope, default: Value) -> bool:
    """Whether the default is made anew each time, or is that of another secure parameter."""
    made = [use for written in expressions(default) for use in origins(scope, written)]
    node = expression(default.raw)
    only = isinstance(node, Call) and node.name.lower() == "parameters"
    secure = only and any(use.literal is not None and is_secure(scope, use.literal) for use in made)
    return secure or any(use.name == "newguid" for use in made)


@rule(
    "template/secure-secrets-in-params",
    WARNING,
    each=scopes,
    what="A parameter whose name tells of a secret is a secureString or secureObject.",
    why="Azure keeps the value of any other parameter in the history of deployments, for all who can read it.",
    source=f"{BICEP_LINTER}secure-secrets-in-parameters",
    aliases=(
        "secure-secrets-in-params",
        "Password-params-must-be-secure",
        "Azure.Deployment.SecureParameter",
        "AZR-000408",
    ),
    security=7.5,
    bad={"parameters": {"adminPassword": {"type": "string"}}, "resources": []},
    good={"parameters": {"adminPassword": {"type": "secureString"}}, "resources": []},
)
def _insecure_parameters(scope: TemplateScope) -> Iterator[Finding]:
    for name, declaration in scope.parameters.values():
        kind = str(declaration.get("type", "")).lower()
        if kind in ("string", "object") and _SECRET.search(name) and not _NO_SECRET.search(name):
            secure = "secureString" if kind == "string" else "secureObject"
            message = f"the parameter {name} holds a secret by its name, and its type {kind} is not secure"
            yield scope.at("parameters", name).finding(message, f"make its type {secure}")


def _named(scope: TemplateScope, names: frozenset[str]) -> Iterator[Value]:
    """The members of these names, in lower case, that stand anywhere in a resource, with what they stand for."""
    places = [(path, text) for path, text in scope.literals if str(path[-1]).lower() in names]
    places += [(each.path, each.text) for each in scope.expressions if str(each.path[-1]).lower() in names]
    for path, text in places:
        if "resources" in (scope.place(path)[:1]):
            yield Value(text, path)


@rule(
    "template/adminusername-should-not-be-literal",
    WARNING,
    each=scopes,
    enabled=False,
    what="adminUsername comes from a parameter.",
    why="Half of what an attacker needs stands in the template, and is the same wherever it is deployed.",
    source=f"{BICEP_LINTER}admin-username-should-not-be-literal",
    aliases=(
        "adminusername-should-not-be-literal",
        "adminUsername-Should-Not-Be-A-Literal",
        "Azure.Deployment.AdminUsername",
        "AZR-000284",
    ),
    security=3.0,
    bad={"resources": [{f"{_OS_PROFILE}.adminUsername": "azureuser"}]},
    good={
        "parameters": {"adminUsername": {"type": "string"}},
        "resources": [{f"{_OS_PROFILE}.adminUsername": "[parameters('adminUsername')]"}],
    },
)
def _literal_user(scope: TemplateScope) -> Iterator[Finding]:
    for value in _named(scope, frozenset({"adminusername"})):
        origin = source(scope, value)
        if origin.text and expression(origin.raw) is None:
            message = f"adminUsername is the literal {origin.text[:64]}"
            yield value.finding(message, "declare a parameter adminUsername, and use it here")


@rule(
    "template/use-secure-value-for-secure-inputs",
    WARNING,
    each=scopes,
    what="A password of a resource comes from a secure parameter.",
    why="All who can read the template or the history of deployments know the password.",
    source=f"{BICEP_LINTER}use-secure-value-for-secure-inputs",
    aliases=(
        "use-secure-value-for-secure-inputs",
        "adminPassword-Should-Not-Be-A-Literal",
        "Azure.Deployment.SecureValue",
        "AZR-000316",
    ),
    security=8.0,
    bad={"resources": [{f"{_OS_PROFILE}.adminPassword": "Sommer2026!"}]},
    good={
        "parameters": {"adminPassword": {"type": "secureString"}},
        "resources": [{f"{_OS_PROFILE}.adminPassword": "[parameters('adminPassword')]"}],
    },
)
def _insecure_password(scope: TemplateScope) -> Iterator[Finding]:
    for value in _named(scope, _ADMIN_PASSWORDS):
        found = _insecure(scope, source(scope, value))
        if found:
            hint = "declare a parameter of type secureString without default, and use it here"
            yield value.finding(f"{value.path[-1]} is {found}", hint)


def _insecure(scope: TemplateScope, origin: Value) -> str | None:
    """What a value is if it is surely no secret that is kept; None where it is one, or may be."""
    node = expression(origin.raw)
    if node is None:
        return "written in the template" if origin.text else None
    start, keys = chain(node)
    if isinstance(start, Call) and start.name.lower() == "parameters" and not keys and start.arguments:
        name = start.arguments[0].value if isinstance(start.arguments[0], Literal) else None
        _, declaration = scope.parameters.get(str(name).lower(), ("", {}))
        if str(declaration.get("type", "")).lower() == "string":
            return f"the parameter {name}, whose type string is not secure"
        return None
    used = [use for written in expressions(origin) for use in origins(scope, written)]
    if any(is_runtime(use.name) or use.name in ("parameters", "newguid") or "." in use.name for use in used):
        return None
    return "put together from what stands in the template"
