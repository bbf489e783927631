"""Files of extensions below one location, which whoever deploys may change."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, WINDOWS, laid_over, profile, rendered

import generator
from generator.rendering.parameter_file import parameter_file
from generator.rendering.settings import as_settings_file, scale_set_extension

LOCATION = "https://shopfiles.blob.core.windows.net/releases"
SCRIPT: dict[str, Any] = {"kind": "customScript", "fileUris": ["app/it's.sh"], "commandToExecute": "bash it.sh"}
URI = "[uri(parameters('_artifactsLocation'), concat('app/it''s.sh', parameters('_artifactsLocationSasToken')))]"


def made(folder: Path, document: dict[str, Any], base: dict[str, Any] = LINUX) -> generator.Template:
    return rendered(folder, laid_over(base, document))


def only(template: generator.Template) -> dict[str, Any]:
    (extension,) = profile(template)["extensionProfile"]["extensions"]
    return dict(extension["properties"])


def test_a_relative_file_stands_below_the_location_and_is_protected_with_its_token(tmp_path: Path) -> None:
    found = only(made(tmp_path, {"extensions": [SCRIPT], "artifacts": {"location": LOCATION}}))

    assert found["protectedSettings"] == {"fileUris": [URI]}
    assert found["settings"] == {"commandToExecute": "bash it.sh"}


def test_the_location_is_a_folder_and_the_token_empty_by_default(tmp_path: Path) -> None:
    parameters = made(tmp_path, {"extensions": [SCRIPT], "artifacts": {"location": LOCATION}}).content["parameters"]

    assert parameters["_artifactsLocation"]["defaultValue"] == f"{LOCATION}/"
    assert parameters["_artifactsLocationSasToken"]["type"] == "secureString"
    assert parameters["_artifactsLocationSasToken"]["defaultValue"] == ""


def test_the_location_is_that_of_the_template_by_default(tmp_path: Path) -> None:
    parameters = made(tmp_path, {"extensions": [SCRIPT], "artifacts": {}}).content["parameters"]

    assert parameters["_artifactsLocation"]["defaultValue"] == "[deployment().properties.templateLink.uri]"


def test_the_parameter_file_leaves_the_token_to_the_template(tmp_path: Path) -> None:
    template = made(tmp_path, {"extensions": [SCRIPT], "artifacts": {"location": LOCATION}})
    file = parameter_file(template.parameters)

    assert file.content["parameters"] == {"_artifactsLocation": {"value": f"{LOCATION}/"}}
    assert file.missing == ("sshPublicKey",)


def test_a_whole_url_stays(tmp_path: Path) -> None:
    script = {**SCRIPT, "fileUris": ["https://example.com/it.sh"]}
    found = only(made(tmp_path, {"extensions": [script], "artifacts": {"location": LOCATION}}))

    assert found["settings"]["fileUris"] == ["https://example.com/it.sh"]


def test_the_package_of_a_configuration(tmp_path: Path) -> None:
    dsc = {"kind": "dsc", "configuration": {"url": "dsc.zip", "script": "a.ps1", "function": "Web"}}
    found = only(made(tmp_path, {"extensions": [dsc], "artifacts": {"location": LOCATION}}, WINDOWS))

    assert found["settings"]["configuration"]["url"] == "[uri(parameters('_artifactsLocation'), 'dsc.zip')]"
    assert found["protectedSettings"] == {"configurationUrlSasToken": "[parameters('_artifactsLocationSasToken')]"}


def test_a_relative_file_without_a_location_is_refused(tmp_path: Path) -> None:
    with pytest.raises(generator.DiagnosticError) as error:
        made(tmp_path, {"extensions": [SCRIPT]})

    (problem,) = error.value.diagnostics
    assert (problem.code, problem.path) == ("extension/relative-file", ("extensions", 0, "fileUris", 0))


def test_settings_for_a_scale_set_that_exists_name_the_place_of_the_token(tmp_path: Path) -> None:
    template = made(tmp_path, {"extensions": [SCRIPT], "artifacts": {"location": LOCATION}})

    protected = as_settings_file(scale_set_extension(template, "customScript").member("protectedSettings"))
    assert f"{LOCATION}/app/it's.sh<_artifactsLocationSasToken>" in protected
