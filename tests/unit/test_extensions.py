"""Extensions: what is public and what is protected, update tags, and order."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over, problems, profile, rendered

import generator

Extension = dict[str, Any]
AGENT: Extension = {"name": "agent", "publisher": "Contoso", "type": "Agent", "typeHandlerVersion": "1.0"}
OTHER: Extension = {"name": "other", "publisher": "Contoso", "type": "Other", "typeHandlerVersion": "1.0"}
SCRIPT: Extension = {"kind": "customScript", "commandToExecute": "bash install.sh"}


def made(folder: Path, *extensions: Extension, base: dict[str, Any] = LINUX) -> list[dict[str, Any]]:
    template = rendered(folder, laid_over(base, {"extensions": list(extensions)}))
    found: list[dict[str, Any]] = profile(template)["extensionProfile"]["extensions"]
    return found


def properties(folder: Path, extension: Extension, base: dict[str, Any] = LINUX) -> dict[str, Any]:
    (only,) = made(folder, extension, base=base)
    return dict(only["properties"])


def refusal(folder: Path, *extensions: Extension, base: dict[str, Any] = LINUX) -> generator.DiagnosticError:
    with pytest.raises(generator.DiagnosticError) as error:
        made(folder, *extensions, base=base)
    return error.value


@pytest.mark.parametrize(
    ("base", "handler"),
    [
        (LINUX, ("Microsoft.Azure.Extensions", "CustomScript", "2.1")),
        (WINDOWS, ("Microsoft.Compute", "CustomScriptExtension", "1.10")),
    ],
)
def test_the_handler_of_a_kind_follows_from_the_system(
    tmp_path: Path, base: dict[str, Any], handler: tuple[str, str, str]
) -> None:
    found = properties(tmp_path, SCRIPT, base)

    assert (found["publisher"], found["type"], found["typeHandlerVersion"]) == handler


def test_health_is_an_extension_among_the_others(tmp_path: Path) -> None:
    health = {"scaleSet": {"health": {"extension": {"protocol": "tcp", "port": 80}}}}

    assert [each["name"] for each in made(tmp_path, AGENT, base=laid_over(LINUX, health))] == [
        "applicationHealth",
        "agent",
    ]


# Public and protected settings


def test_a_command_is_public(tmp_path: Path) -> None:
    found = properties(tmp_path, SCRIPT)

    assert found["settings"] == {"commandToExecute": "bash install.sh"}
    assert "protectedSettings" not in found


@pytest.mark.parametrize("secret", [{"parameter": "command"}, {"keyVault": {"vault": "/v", "secret": "command"}}])
def test_a_command_by_reference_is_protected(tmp_path: Path, secret: dict[str, Any]) -> None:
    found = properties(tmp_path, {"kind": "customScript", "commandToExecute": secret})

    assert found["protectedSettings"] == {"commandToExecute": "[parameters('command')]"}
    assert not found["settings"]


def test_a_command_that_reads_a_secret_is_protected(tmp_path: Path) -> None:
    command = "[concat('install --key ', parameters('licence'))]"
    extension = {"kind": "customScript", "commandToExecute": command}
    document = {"extensions": [extension], "parameters": {"licence": {"type": "secureString"}}}

    (only,) = profile(rendered(tmp_path, laid_over(LINUX, document)))["extensionProfile"]["extensions"]

    assert only["properties"]["protectedSettings"] == {"commandToExecute": command}


def test_a_setting_that_reads_a_secret_is_refused_among_the_public_ones(tmp_path: Path) -> None:
    document = {
        "extensions": [{**AGENT, "settings": {"key": "[parameters('licence')]"}}],
        "parameters": {"licence": {"type": "secureString"}},
    }

    with pytest.raises(generator.DiagnosticError) as error:
        rendered(tmp_path, laid_over(LINUX, document))

    (problem,) = error.value.diagnostics
    assert (problem.code, problem.path) == ("extension/public-secret", ("extensions", 0, "settings", "key"))


SECRETS = {
    "by its name": ("password", "correct horse"),
    "by its name within": ("dbConnectionString", "Server=db"),
    "signed URL": ("url", "https://shop.blob.core.windows.net/a/b.sh?sv=1&sig=abcdefgh%2Bijkl"),
    "account key": ("text", "DefaultEndpointsProtocol=https;AccountKey=abcdefghijklmnop=="),
    "private key": ("text", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"),
    "password of a command": ("text", "setup.exe --password hunter2"),
}


@pytest.mark.parametrize(("key", "secret"), SECRETS.values(), ids=SECRETS)
def test_a_literal_secret_among_the_public_settings_is_refused_and_never_shown(
    tmp_path: Path, key: str, secret: str
) -> None:
    error = refusal(tmp_path, {**AGENT, "settings": {"outer": [{key: secret}]}})

    assert problems(error) == ["extension/public-secret"]
    assert secret not in str(error)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("command", "install --password-file /run/secret"),
        ("command", "echo $PASSWORD"),
        ("tokenizer", "words"),
        ("password", ""),
        ("url", "https://example.com/?signature=no"),
    ],
)
def test_what_only_looks_like_a_secret_is_public(tmp_path: Path, key: str, text: str) -> None:
    assert properties(tmp_path, {**AGENT, "settings": {key: text}})["settings"] == {key: text}


def test_a_setting_given_twice_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, {**AGENT, "settings": {"a": 1}, "protectedSettings": {"a": {"parameter": "a"}}})

    assert problems(error) == ["extension/given-twice"]


def test_protected_settings_and_those_of_a_key_vault_exclude_each_other(tmp_path: Path) -> None:
    vault = {"secretUrl": "https://shop.vault.azure.net/secrets/a", "sourceVault": {"id": "/vault"}}
    both = {"protectedSettings": {"a": {"parameter": "a"}}, "protectedSettingsFromKeyVault": vault}

    assert problems(refusal(tmp_path, {**AGENT, **both})) == ["extension/given-twice"]


@pytest.mark.parametrize(
    ("extension", "base"),
    [
        ({"kind": "customScript", "script": "echo"}, WINDOWS),
        ({**SCRIPT, "skipDos2Unix": True}, WINDOWS),
        ({"kind": "dsc", "configuration": {"url": "https://a/u", "script": "s", "function": "f"}}, LINUX),
        (
            {"kind": "entraLogin", "mdmId": "0"},
            laid_over(LINUX, {"scaleSet": {"orchestrationMode": "Uniform", "identity": {"type": "SystemAssigned"}}}),
        ),
    ],
)
def test_what_the_other_system_knows_alone_is_refused(
    tmp_path: Path, extension: Extension, base: dict[str, Any]
) -> None:
    assert problems(refusal(tmp_path, extension, base=base)) == ["extension/wrong-os"]


# Update tags


def test_the_same_settings_have_the_same_tag(tmp_path: Path) -> None:
    first, second = (properties(tmp_path, SCRIPT)["forceUpdateTag"] for _ in range(2))

    assert first == second


def test_other_settings_have_another_tag(tmp_path: Path) -> None:
    changed = {**SCRIPT, "commandToExecute": "bash install.sh --all"}

    assert properties(tmp_path, SCRIPT)["forceUpdateTag"] != properties(tmp_path, changed)["forceUpdateTag"]


@pytest.mark.parametrize("extension", [SCRIPT, AGENT], ids=["kind", "any publisher"])
def test_a_changed_local_file_has_another_tag(tmp_path: Path, extension: Extension) -> None:
    tags = []
    for text in ("one", "two", "one"):
        (tmp_path / "install.sh").write_text(text, encoding="utf-8")
        tags.append(properties(tmp_path, {**extension, "localFiles": ["install.sh"]})["forceUpdateTag"])

    assert (tags[0] != tags[1], tags[0] == tags[2]) == (True, True)


def test_a_tag_of_the_blueprint_wins(tmp_path: Path) -> None:
    (tmp_path / "install.sh").write_text("one", encoding="utf-8")

    assert (
        properties(tmp_path, {**SCRIPT, "localFiles": ["install.sh"], "forceUpdateTag": "7"})["forceUpdateTag"] == "7"
    )


def test_an_extension_of_any_publisher_has_no_tag_by_itself(tmp_path: Path) -> None:
    assert "forceUpdateTag" not in properties(tmp_path, {**AGENT, "settings": {"a": 1}})


def test_a_missing_local_file_is_told_as_written_and_as_resolved(tmp_path: Path) -> None:
    error = refusal(tmp_path, {**SCRIPT, "localFiles": ["scripts/install.sh"]})

    (problem,) = error.diagnostics
    assert (problem.code, problem.path) == ("file/not-found", ("extensions", 0, "localFiles", 0))
    assert "scripts/install.sh" in problem.message
    assert str(tmp_path / "scripts/install.sh") in str(problem.hint)


# Order and names


def test_an_extension_waits_for_another(tmp_path: Path) -> None:
    _, second = made(tmp_path, AGENT, {**OTHER, "provisionAfterExtensions": ["agent"]})

    assert second["properties"]["provisionAfterExtensions"] == ["agent"]


def test_extensions_that_wait_for_one_another_are_refused(tmp_path: Path) -> None:
    agent, other = ({**AGENT, "provisionAfterExtensions": ["other"]}, {**OTHER, "provisionAfterExtensions": ["agent"]})
    error = refusal(tmp_path, agent, other)

    assert problems(error) == ["extension/cycle"]
    assert "agent and other" in str(error)


def test_an_extension_that_waits_for_itself_is_refused(tmp_path: Path) -> None:
    assert "agent waits for itself" in str(refusal(tmp_path, {**AGENT, "provisionAfterExtensions": ["agent"]}))


def test_waiting_for_an_unknown_extension_has_the_nearest_name(tmp_path: Path) -> None:
    error = refusal(tmp_path, AGENT, {**OTHER, "provisionAfterExtensions": ["agnet"]})

    assert problems(error) == ["extension/no-such-extension"]
    assert "did you mean agent?" in str(error)


@pytest.mark.parametrize(
    ("second", "code"),
    [({**OTHER, "name": "agent"}, "extension/same-name"), ({**AGENT, "name": "again"}, "extension/same-handler")],
)
def test_two_of_a_name_or_of_a_handler_are_refused(tmp_path: Path, second: Extension, code: str) -> None:
    assert code in problems(refusal(tmp_path, AGENT, second))


def test_all_problems_of_all_extensions_are_told_at_once(tmp_path: Path) -> None:
    error = refusal(
        tmp_path,
        {**AGENT, "settings": {"password": "hunter2"}},
        {**OTHER, "provisionAfterExtensions": ["nobody"]},
    )

    assert problems(error) == ["extension/public-secret", "extension/no-such-extension"]
