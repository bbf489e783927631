"""Rules of the Custom Script and DSC extensions."""

import base64
from typing import Any

import pytest
from unit.rules.scale_set_findings import findings, messages, severities

from generator.diagnostics import Severity
from generator.rules.extension_example import custom_script, extension_named, windows_script, with_extensions

VAULT = {"secretUrl": "https://shop.vault.azure.net/secrets/script", "sourceVault": {"id": "[parameters('p')]"}}
SECRET = "[parameters('p')]"


def run(command: str, *files: str, windows: bool = False) -> dict[str, Any]:
    make = windows_script if windows else custom_script
    return make(
        settings={"commandToExecute": command, "fileUris": [f"https://shop.example.com/{file}" for file in files]}
    )


class TestCommand:
    def test_a_secret_parameter_is_a_command(self) -> None:
        assert messages("extension/script-command", custom_script(protectedSettings={"commandToExecute": SECRET})) == []

    def test_settings_in_a_key_vault_may_hold_it(self) -> None:
        assert messages("extension/script-command", custom_script(protectedSettingsFromKeyVault=VAULT)) == []

    def test_settings_that_are_not_known_may_hold_it(self) -> None:
        assert messages("extension/script-command", custom_script(protectedSettings=SECRET)) == []

    def test_an_empty_command_is_none(self) -> None:
        assert messages("extension/script-command", custom_script(settings={"commandToExecute": ""})) == [
            "install has nothing to run: no commandToExecute or script"
        ]

    def test_a_script_is_no_command_on_windows(self) -> None:
        assert messages("extension/script-command", windows_script(settings={"script": "ZWNobwo="})) == [
            "install has nothing to run: no commandToExecute"
        ]

    def test_a_command_and_a_script_are_too_many(self) -> None:
        both = custom_script(settings={"commandToExecute": "true"}, protectedSettings={"script": "ZWNobwo="})

        assert len(messages("extension/script-command", both)) == 1


class TestGivenTwice:
    @pytest.mark.parametrize("secret", [SECRET, "bash b.sh", "[format('{0}', parameters('p'))]"])
    def test_in_both_settings(self, secret: str) -> None:
        both = custom_script(settings={"commandToExecute": "bash a.sh"}, protectedSettings={"commandToExecute": secret})

        assert len(messages("extension/script-given-twice", both)) == 1

    def test_what_only_one_branch_gives_is_a_warning(self) -> None:
        maybe = "[if(parameters('flag'), 'bash b.sh', null())]"
        both = custom_script(settings={"commandToExecute": "bash a.sh"}, protectedSettings={"commandToExecute": maybe})

        assert severities("extension/script-given-twice", both) == [Severity.WARNING]

    def test_a_command_that_moves_with_a_condition_is_given_once(self) -> None:
        public = {"commandToExecute": "[if(parameters('flag'), null(), 'bash a.sh')]"}
        protected = {"commandToExecute": "[if(parameters('flag'), 'bash a.sh', null())]"}

        assert not messages("extension/script-given-twice", custom_script(settings=public, protectedSettings=protected))


class TestSettings:
    def test_windows_takes_no_script_but_ignores_it(self) -> None:
        settings = {"commandToExecute": "cmd", "script": "ZWNobwo="}

        assert severities("extension/script-settings", windows_script(settings=settings)) == [Severity.WARNING]

    def test_linux_refuses_what_it_does_not_know(self) -> None:
        settings = {"commandToExecute": "true", "workingDirectory": "/"}

        assert severities("extension/script-settings", custom_script(settings=settings)) == [Severity.ERROR]

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"timestamp": "1700000000"}, "timestamp is not an integer"),
            ({"timestamp": True}, "timestamp is not an integer"),
            ({"skipDos2Unix": "true"}, "skipDos2Unix is not true or false"),
            ({"commandToExecute": ["bash", "a.sh"]}, "commandToExecute is not a string"),
        ],
    )
    def test_types(self, settings: dict[str, Any], message: str) -> None:
        assert messages("extension/script-types", custom_script(settings=settings)) == [message]

    def test_types_that_are_not_known_are_right(self) -> None:
        settings = {"timestamp": "[parameters('p')]", "fileUris": "[parameters('p')]"}

        assert messages("extension/script-types", custom_script(settings=settings)) == []


class TestCredentials:
    def test_public_ones_are_refused(self) -> None:
        settings = {"commandToExecute": "true", "managedIdentity": {}}

        assert messages("extension/script-credentials", custom_script(settings=settings)) == [
            "managedIdentity stands in the public settings"
        ]

    def test_a_name_with_its_key_is_right(self) -> None:
        protected = {"storageAccountName": "shopfiles", "storageAccountKey": SECRET}

        assert messages("extension/script-credentials", custom_script(protectedSettings=protected)) == []

    def test_an_identity_beside_a_key_is_one_too_many(self) -> None:
        protected = {"storageAccountName": "shopfiles", "storageAccountKey": SECRET, "managedIdentity": {}}

        assert len(messages("extension/script-credentials", custom_script(protectedSettings=protected))) == 1

    def test_the_system_assigned_identity_must_be_there(self) -> None:
        scale_set = custom_script(protectedSettings={"managedIdentity": {}}) | {"identity.type": "UserAssigned"}

        assert messages("extension/script-identity", scale_set) == [
            "managedIdentity without an id is the system-assigned identity, and the scale set has UserAssigned"
        ]


class TestScript:
    def test_white_space_in_base64_is_fine(self) -> None:
        wrapped = base64.encodebytes(b"#!/bin/sh\n" + b"echo\n" * 40).decode()

        assert messages("extension/script-encoding", custom_script(settings={"script": wrapped})) == []

    def test_too_long_is_told_in_characters(self) -> None:
        script = "A" * 262_148

        assert messages("extension/script-encoding", custom_script(settings={"script": script})) == [
            "the script has 262,148 characters, and the handler takes 262,144"
        ]


class TestFiles:
    @pytest.mark.parametrize(
        ("command", "files"),
        [
            ("bash install.sh", ["setup.sh"]),
            ("bash install.sh", []),
            ("sh ./install.sh --now", ["scripts/setup.sh"]),
            ("python3 'run.py' && echo done", ["install.sh"]),
            ("sudo /bin/bash -x install.sh", []),
            ("install.sh", []),
            ("powershell.exe -ExecutionPolicy Bypass -File .\\install.ps1", []),
            ("cmd /c install.bat", []),
            ("bash scripts/install.sh", ["scripts/install.sh"]),
        ],
    )
    def test_a_script_that_is_not_downloaded(self, command: str, files: list[str]) -> None:
        assert len(messages("extension/file-not-downloaded", run(command, *files))) == 1

    @pytest.mark.parametrize(
        ("command", "files"),
        [
            ("bash install.sh", ["scripts/install.sh"]),
            ("bash install.sh", ["install.sh?sv=2024&sig=abc"]),
            ("bash 'my file.sh'", ["my%20file.sh"]),
            ("powershell -ExecutionPolicy Bypass -File .\\install.ps1", ["install.ps1"]),
            ("/opt/shop/install.sh", []),
            ("curl -o x.sh https://shop.example.com/x.sh && bash x.sh", []),
            ("bash -c ./install.sh", []),
            ("bash $SCRIPT.sh", []),
            ("apt-get install -y nginx", []),
            ("bash scripts/install.sh", ["other.sh"]),
            ("cat > run.sh", []),
        ],
    )
    def test_others_are_left_alone(self, command: str, files: list[str]) -> None:
        assert messages("extension/file-not-downloaded", run(command, *files)) == []

    def test_windows_keeps_the_folders_of_a_download(self) -> None:
        scale_set = run("powershell -File scripts\\install.ps1", "files/scripts/install.ps1", windows=True)

        assert messages("extension/file-not-downloaded", scale_set) == []

    def test_nothing_is_said_where_an_address_is_not_known(self) -> None:
        settings = {"commandToExecute": "bash install.sh", "fileUris": ["[parameters('p')]"]}

        assert messages("extension/file-not-downloaded", custom_script(settings=settings)) == []

    def test_a_raw_page_is_the_file(self) -> None:
        uri = "https://github.com/shop/setup/blob/main/install.sh?raw=true"

        assert messages("extension/github-page", custom_script(settings={"fileUris": [uri]})) == []

    def test_a_signature_is_not_told(self) -> None:
        uri = "http://shop.example.com/install.sh?sig=c2VjcmV0"

        (finding,) = findings("extension/insecure-download", custom_script(settings={"fileUris": [uri]}))

        assert "c2VjcmV0" not in finding.message


class TestDsc:
    @pytest.mark.parametrize(
        ("configuration", "message"),
        [
            ({"url": "https://x/a.zip", "function": "A"}, "configuration.url needs configuration.script"),
            ({"script": "a.ps1"}, "configuration.script needs configuration.url"),
            ({"function": "A"}, "configuration.function needs configuration.url or configuration.module"),
        ],
    )
    def test_parts_that_need_others(self, configuration: dict[str, str], message: str) -> None:
        part = extension_named("dsc", "Microsoft.Powershell DSC", "2.77", settings={"configuration": configuration})

        assert messages("extension/dsc-configuration", with_extensions(part)) == [message]

    def test_a_function_of_a_module_is_whole(self) -> None:
        configuration = {"function": "Web", "module": {"name": "Shop", "version": "1.0"}}
        part = extension_named("dsc", "Microsoft.Powershell DSC", "2.77", settings={"configuration": configuration})

        assert messages("extension/dsc-configuration", with_extensions(part)) == []

    def test_a_token_needs_what_it_signs(self) -> None:
        part = extension_named(
            "dsc",
            "Microsoft.Powershell DSC",
            "2.77",
            settings={},
            protectedSettings={"configurationUrlSasToken": SECRET},
        )

        (finding,) = findings("extension/dsc-configuration", with_extensions(part))

        assert finding.hint == "add settings.configuration.url"

    def test_an_address_that_redirects_is_no_wrong_archive(self) -> None:
        configuration = {"url": "https://aka.ms/shopdsc", "script": "a.ps1", "function": "A"}
        part = extension_named("dsc", "Microsoft.Powershell DSC", "2.77", settings={"configuration": configuration})

        assert messages("extension/dsc-archive", with_extensions(part)) == []
