"""First-boot data and inline scripts: what an instance gets after decoding."""

import base64
import email
import gzip
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, profile, rendered

import generator

CONFIG = "#cloud-config\npackages: [nginx]\n"
SCRIPT = "#!/bin/sh\necho 'größer' > /tmp/greeting\n"


def encoded(folder: Path, custom_data: Any) -> str:
    document = laid_over(LINUX, {"scaleSet": {"osProfile": {"customData": custom_data}}})
    return str(profile(rendered(folder, document))["osProfile"]["customData"])


def decoded(folder: Path, custom_data: Any) -> bytes:
    return base64.b64decode(encoded(folder, custom_data), validate=True)


def refusal(folder: Path, custom_data: Any) -> generator.Diagnostic:
    with pytest.raises(generator.DiagnosticError) as error:
        encoded(folder, custom_data)
    (diagnostic,) = error.value.diagnostics
    return diagnostic


def write(folder: Path, name: str, content: str | bytes) -> None:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


# Custom data


def test_text(tmp_path: Path) -> None:
    assert decoded(tmp_path, "größer\r\n") == "größer\r\n".encode()


@pytest.mark.parametrize("content", [CONFIG, b"\x00\xff\xfe", "windows\r\nlines", "\ufeffmarked"])
def test_a_file_arrives_byte_for_byte(tmp_path: Path, content: str | bytes) -> None:
    write(tmp_path, "first-boot", content)

    assert decoded(tmp_path, {"file": "first-boot"}) == (content.encode() if isinstance(content, str) else content)


def test_an_expression_is_taken_as_it_is(tmp_path: Path) -> None:
    assert encoded(tmp_path, "[base64(resourceGroup().id)]") == "[base64(resourceGroup().id)]"


def test_text_in_brackets_is_text(tmp_path: Path) -> None:
    assert decoded(tmp_path, "[main]") == b"[main]"


def test_the_largest_custom_data(tmp_path: Path) -> None:
    write(tmp_path, "data", b"x" * 65_535)

    assert len(decoded(tmp_path, {"file": "data"})) == 65_535


def test_larger_custom_data_is_refused_with_its_size(tmp_path: Path) -> None:
    write(tmp_path, "data", b"x" * 65_536)

    problem = refusal(tmp_path, {"file": "data"})

    assert problem.code == "custom-data/too-large"
    assert "65,536" in problem.message


def test_empty_custom_data_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "data", b"")

    assert refusal(tmp_path, {"file": "data"}).code == "custom-data/empty"


def test_a_cloud_config_that_is_no_yaml_is_refused_with_its_line_and_who_names_it(tmp_path: Path) -> None:
    write(tmp_path, "users.yaml", "#cloud-config\nusers:\n  - name: [a\n")

    problem = refusal(tmp_path, {"file": "users.yaml"})

    assert problem.code == "custom-data/not-yaml"
    assert problem.location is not None
    assert (problem.location.file, problem.location.line) == ("users.yaml", 4)
    assert problem.causes[0].path[:3] == ("scaleSet", "osProfile", "customData")


@pytest.mark.parametrize(
    "first", ["# cloud-config", "#cloud-boothook", "#!/bin/sh", "## template: jinja\n#cloud-config"]
)
def test_only_a_cloud_config_must_be_yaml(tmp_path: Path, first: str) -> None:
    assert decoded(tmp_path, f"{first}\na: [\n") == f"{first}\na: [\n".encode()


# Several parts


def message(folder: Path, *parts: dict[str, str]) -> list[EmailMessage]:
    parsed = email.message_from_bytes(decoded(folder, {"parts": list(parts)}), policy=default)
    assert parsed.get_content_type() == "multipart/mixed"
    assert not parsed.defects
    return [part for part in parsed.iter_parts() if isinstance(part, EmailMessage)]


def test_parts_are_a_mime_message(tmp_path: Path) -> None:
    write(tmp_path, "users.yaml", CONFIG)

    config, script = message(tmp_path, {"file": "users.yaml"}, {"text": SCRIPT})

    assert (config.get_content_type(), config.get_content(), config.get_filename()) == (
        "text/cloud-config",
        CONFIG,
        "users.yaml",
    )
    assert (script.get_content_type(), script.get_content(), script.get_filename()) == (
        "text/x-shellscript",
        SCRIPT,
        None,
    )


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("#cloud-config", "text/cloud-config"),
        ("#cloud-config-archive", "text/cloud-config-archive"),
        ("#cloud-boothook", "text/cloud-boothook"),
        ("#part-handler", "text/part-handler"),
        ("#include", "text/x-include-url"),
        ("#include-once", "text/x-include-once-url"),
        ("## template: jinja", "text/jinja2"),
        ("#!/bin/sh", "text/x-shellscript"),
    ],
)
def test_the_first_line_tells_the_content_type(tmp_path: Path, first: str, kind: str) -> None:
    (part,) = message(tmp_path, {"text": f"{first}\n"})

    assert part.get_content_type() == kind


@pytest.mark.parametrize("kind", ["text/x-shellscript-per-boot", "application/x-shop"])
def test_a_content_type_of_the_blueprint_wins(tmp_path: Path, kind: str) -> None:
    (part,) = message(tmp_path, {"text": CONFIG, "contentType": kind, "filename": "größer.sh"})

    assert (part.get_content_type(), part.get_filename()) == (kind, "größer.sh")


def test_a_part_that_does_not_tell_its_type_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, {"parts": [{"text": CONFIG}, {"text": "hello"}]})

    assert (problem.code, problem.path[-1]) == ("custom-data/unknown-part", 1)


def test_a_part_that_is_no_text_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "picture", b"\x89PNG\xff")

    assert refusal(tmp_path, {"parts": [{"file": "picture"}]}).code == "file/not-text"


def test_the_message_is_the_same_each_time_and_has_lines_of_one_kind(tmp_path: Path) -> None:
    parts = {"parts": [{"text": CONFIG}, {"text": SCRIPT}]}

    assert decoded(tmp_path, parts) == decoded(tmp_path, parts)
    assert b"\r" not in decoded(tmp_path, parts)


# Inline scripts of the Linux Custom Script extension


def script(folder: Path, written: Any) -> str:
    document = laid_over(LINUX, {"extensions": [{"kind": "customScript", "script": written}]})
    (only,) = profile(rendered(folder, document))["extensionProfile"]["extensions"]
    return str(only["properties"]["settings"]["script"])


@pytest.mark.parametrize("written", [SCRIPT, {"file": "install.sh"}], ids=["text", "file"])
def test_a_script_is_gzip_in_base64(tmp_path: Path, written: Any) -> None:
    write(tmp_path, "install.sh", SCRIPT)

    assert gzip.decompress(base64.b64decode(script(tmp_path, written))).decode() == SCRIPT


def test_a_compressed_script_tells_neither_time_nor_system(tmp_path: Path) -> None:
    header = base64.b64decode(script(tmp_path, SCRIPT))[:10]

    assert header[4:8] == bytes(4), "the time"
    assert header[9] == 255, "the system: unknown, or the output would differ from one to the other"


def test_a_script_too_large_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "install.sh", "".join(sha256(bytes([i % 256, i // 256])).hexdigest() for i in range(8_000)))

    with pytest.raises(generator.DiagnosticError, match="extension/script-too-large"):
        script(tmp_path, {"file": "install.sh"})
