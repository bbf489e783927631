"""Rules of where secrets must not go: outputs, public settings, commands, custom data, nested deployments."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.documents import BICEP_LINTER
from generator.rules.expression_uses import uses
from generator.rules.rule import INFO, WARNING, rule
from generator.rules.subject import scopes
from generator.rules.template_scope import TemplateScope, WrittenResource
from generator.rules.value import Finding, Value
from generator.rules.written_values import expressions, secret_of, secrets, source

_CUSTOM_SCRIPTS = frozenset({"customscript", "customscriptextension", "customscriptforlinux"})
_PROFILE = "properties.virtualMachineProfile"
_EXTENSIONS = f"{_PROFILE}.extensionProfile.extensions"
_PASSWORD = {"parameters": {"password": {"type": "secureString"}}}
_KEY = "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'files'), '2025-06-01').keys[0].value]"


@rule(
    "template/outputs-should-not-contain-secrets",
    WARNING,
    each=scopes,
    what="Outputs hold no secure parameters and nothing that list functions give, unless they are secure themselves.",
    why="Azure keeps outputs in the history of deployments, for all who can read it.",
    source=f"{BICEP_LINTER}outputs-should-not-contain-secrets",
    aliases=(
        "outputs-should-not-contain-secrets",
        "Outputs-Must-Not-Contain-Secrets",
        "Azure.Deployment.OutputSecretValue",
        "AZR-000279",
    ),
    security=7.5,
    bad={"resources": [], "outputs": {"key": {"type": "string", "value": _KEY}}},
    good={
        "resources": [],
        "outputs": {
            "account": {"type": "string", "value": "[resourceId('Microsoft.Storage/storageAccounts', 'files')]"}
        },
    },
)
def _outputs(scope: TemplateScope) -> Iterator[Finding]:
    for name, output in scope.outputs:
        if not output.member("type").lower.startswith("secure"):
            for written, secret in secrets(scope, output):
                hint = "leave it out, or make the type of the output secureString"
                yield Finding(written.path, f"the output {name} shows {secret}", hint)


def _extensions(scope: TemplateScope) -> Iterator[Value]:
    """The `properties` of every extension, resources of their own and those within a scale set."""
    for resource in scope.resources:
        if resource.type.endswith("/extensions"):
            yield resource.member("properties")
        for each in source(scope, resource.at(_EXTENSIONS)).items:
            yield each.member("properties")


def _is_custom_script(extension: Value) -> bool:
    return extension.member("type").lower in _CUSTOM_SCRIPTS


@rule(
    "template/protect-commandtoexecute-secrets",
    WARNING,
    each=scopes,
    what="A command of the custom script extension that holds a secret stands in protectedSettings.",
    why="Azure shows settings to all who can read the scale set; only protectedSettings are encrypted.",
    source=f"{BICEP_LINTER}protect-commandtoexecute-secrets",
    aliases=("protect-commandtoexecute-secrets", "CommandToExecute-Must-Use-ProtectedSettings-For-Secrets"),
    security=7.5,
    bad={
        **_PASSWORD,
        "resources": [
            {
                _EXTENSIONS: [
                    {
                        "name": "join",
                        "properties.type": "CustomScript",
                        "properties.settings.commandToExecute": "[concat('join.sh ', parameters('password'))]",
                    }
                ]
            }
        ],
    },
    good={
        **_PASSWORD,
        "resources": [
            {
                _EXTENSIONS: [
                    {
                        "name": "join",
                        "properties.type": "CustomScript",
                        "properties.protectedSettings.commandToExecute": "[concat('join.sh ', parameters('password'))]",
                    }
                ]
            }
        ],
    },
)
def _command(scope: TemplateScope) -> Iterator[Finding]:
    for extension in filter(_is_custom_script, _extensions(scope)):
        command = source(scope, extension.member("settings")).member("commandToExecute")
        for written, secret in secrets(scope, command):
            hint = "move commandToExecute from settings to protectedSettings"
            yield Finding(written.path, f"the command in settings shows {secret}", hint)


@rule(
    "template/no-secrets-in-settings",
    WARNING,
    each=scopes,
    what="The settings of an extension hold no secret; protectedSettings do.",
    why="Azure shows settings to all who can read the scale set, and they lie on the disk of every instance.",
    source="https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
    security=7.0,
    bad={
        "resources": [
            {
                _EXTENSIONS: [
                    {"name": "logs", "properties.type": "Logs", "properties.settings.storageKey": _KEY},
                ]
            }
        ]
    },
    good={
        "resources": [
            {
                _EXTENSIONS: [
                    {"name": "logs", "properties.type": "Logs", "properties.protectedSettings.storageKey": _KEY},
                ]
            }
        ]
    },
)
def _settings(scope: TemplateScope) -> Iterator[Finding]:
    for extension in _extensions(scope):
        settings = source(scope, extension.member("settings"))
        for key, member in settings.members:
            if key.lower() == "commandtoexecute" and _is_custom_script(extension):
                continue  # has a rule of its own
            for written, secret in secrets(scope, member):
                yield Finding(written.path, f"settings show {secret}", f"move {key} to protectedSettings")


@rule(
    "template/no-secrets-in-user-data",
    WARNING,
    each=scopes,
    what="userData holds no secret.",
    why="Every process on an instance can read it from the metadata service, as can all who may read the scale set.",
    source="https://learn.microsoft.com/azure/virtual-machines/user-data",
    security=7.0,
    bad={**_PASSWORD, "resources": [{f"{_PROFILE}.userData": "[base64(parameters('password'))]"}]},
    good={
        "parameters": {"role": {"type": "string"}},
        "resources": [{f"{_PROFILE}.userData": "[base64(parameters('role'))]"}],
    },
)
def _user_data(scope: TemplateScope) -> Iterator[Finding]:
    yield from _first_boot(scope, "userData", "userData shows")


@rule(
    "template/no-secrets-in-custom-data",
    INFO,
    each=scopes,
    what="customData holds no secret.",
    why="It lies on the disk of every instance, where every administrator and many a process can read it.",
    source="https://learn.microsoft.com/azure/virtual-machines/custom-data",
    security=4.0,
    bad={**_PASSWORD, "resources": [{f"{_PROFILE}.osProfile.customData": "[base64(parameters('password'))]"}]},
    good={
        "parameters": {"role": {"type": "string"}},
        "resources": [{f"{_PROFILE}.osProfile.customData": "[base64(parameters('role'))]"}],
    },
)
def _custom_data(scope: TemplateScope) -> Iterator[Finding]:
    yield from _first_boot(scope, "osProfile.customData", "customData holds")


def _first_boot(scope: TemplateScope, place: str, shows: str) -> Iterator[Finding]:
    """The secrets in what scale sets, and single machines, give their instances to start with."""
    hint = "put the secret into a key vault, and let the instances fetch it with a managed identity"
    for resource in scope.resources:
        for profile in (_PROFILE, "properties"):
            for written, secret in secrets(scope, resource.at(f"{profile}.{place}")):
                yield Finding(written.path, f"{shows} {secret}", hint)


@rule(
    "template/secure-params-in-nested-deploy",
    WARNING,
    each=scopes,
    what="A nested template with outer scope uses no secure parameters and no list functions.",
    why="Azure puts the values into the nested template before it keeps that in the history of deployments.",
    source=f"{BICEP_LINTER}secure-params-in-nested-deploy",
    aliases=(
        "secure-params-in-nested-deploy",
        "Secure-Params-In-Nested-Deployments",
        "Azure.Deployment.OuterSecret",
        "AZR-000331",
    ),
    security=7.0,
    bad={
        **_PASSWORD,
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {
                    "mode": "Incremental",
                    "template": {"outputs.it": {"type": "string", "value": "[parameters('password')]"}},
                },
            }
        ],
    },
    good={
        **_PASSWORD,
        "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2025-04-01",
                "name": "inner",
                "properties": {
                    "mode": "Incremental",
                    "expressionEvaluationOptions.scope": "inner",
                    "parameters.password.value": "[parameters('password')]",
                    "template": {
                        "parameters.password.type": "secureString",
                        "outputs.it": {"type": "secureString", "value": "[parameters('password')]"},
                    },
                },
            }
        ],
    },
)
def _nested(scope: TemplateScope) -> Iterator[Finding]:
    outer = {path for path, _ in scope.templates[1:]}
    for resource in filter(_is_deployment, scope.resources):
        template = resource.at("properties.template")
        if template.path not in outer:
            continue
        found = [secret_of(scope, use) for written in expressions(template) for use in uses(written)]
        named = list(dict.fromkeys(filter(None, found)))
        if named:
            yield resource.at("properties.template").finding(
                f"the nested template has outer scope, so that the history of deployments shows {', '.join(named)}",
                "set expressionEvaluationOptions.scope to inner, and give the value as a secure parameter",
            )


def _is_deployment(resource: WrittenResource) -> bool:
    return resource.is_deployment
