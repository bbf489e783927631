"""First-boot data: text, a file, or several parts as one MIME message for cloud-init."""

from __future__ import annotations

import base64
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from generator.blueprint.source import Source
from generator.blueprint.yaml12 import read_yaml
from generator.diagnostics import Diagnostic, DiagnosticError, Path
from generator.rendering.files import BlueprintFiles
from generator.rendering.prepare import Prepared
from generator.rendering.secret_texts import secret_line
from generator.rendering.values import Expression, View

LARGEST = 65_535
"""Bytes of custom data before encoding (Azure documentation, "Custom data and cloud-init")."""
LARGEST_SCRIPT = 256 * 1024
"""Characters of an encoded script of the Linux Custom Script extension (its documentation, "Property: script")."""
_GZIP_SYSTEM = 9
"""Place of the byte that tells the operating system (RFC 1952, section 2.3)."""
_DOCS = "https://learn.microsoft.com/azure/virtual-machines/custom-data"
_NO_SECRETS = (
    "let the instance read it from a Key Vault with its identity, or give it to an extension's protectedSettings"
)
_CONTENT_TYPES = {
    "#cloud-config-archive": "text/cloud-config-archive",
    "#cloud-config": "text/cloud-config",
    "#cloud-boothook": "text/cloud-boothook",
    "#part-handler": "text/part-handler",
    "#include-once": "text/x-include-once-url",
    "#include": "text/x-include-url",
    "## template: jinja": "text/jinja2",
    "#!": "text/x-shellscript",
}
"""By the first line, as cloud-init tells them apart (its documentation, "User-data formats")."""


class CustomData:
    """The filters of templates that turn texts and files into base64."""

    def __init__(self, files: BlueprintFiles, prepared: Prepared) -> None:
        self.files = files
        self.prepared = prepared

    def custom_data(self, view: View) -> Any:
        """Base64 of text, `{file: …}` or `{parts: […]}`; an expression stays as it is, and so does nothing.

        Raises DiagnosticError where it is larger than Azure takes, a #cloud-config is not YAML, or a secret is in it.
        """
        value = view.value
        if value is None or isinstance(value, Expression):
            return self._without_secret("custom data", view)
        if isinstance(value, dict) and "parts" in value:
            content = self._multipart(view.at("parts"))
        else:
            content = self._checked(self.files.text_or_file(value, view.path), value, view.path)
            self._check_secrets("custom data", content, value, view.path)
        self._check_size("custom data", content, view.path)
        return _sourced(base64.b64encode(content).decode(), view)

    def user_data(self, view: View) -> Any:
        """Base64 of text or `{file: …}`; an expression stays as it is, and so does nothing.

        Raises DiagnosticError where it is larger than Azure takes, or a secret is in it.
        """
        value = view.value
        if value is None or isinstance(value, Expression):
            return self._without_secret("user data", view)
        content = self.files.text_or_file(value, view.path)
        self._check_secrets("user data", content, value, view.path)
        self._check_size("user data", content, view.path)
        return _sourced(base64.b64encode(content).decode(), view)

    def _without_secret(self, what: str, view: View) -> View:
        if self.prepared.is_secret(view):
            message = f"{what} is for no secret, and this expression reads one"
            raise self._error("custom-data/secret", message, view.path, _NO_SECRETS, _DOCS)
        return view

    def _check_secrets(self, what: str, content: bytes, value: Any, path: Path) -> None:
        """No text that seems to be a secret: it would stand in the template, and on every instance."""
        text = content.decode(errors="replace")
        if (found := secret_line(text)) is None:
            return
        number, secret = found
        lines = [line.strip() for line in text.splitlines()[number - 1 :]]
        self.files.blueprint.mark.nearest(path).source.secrets.update(filter(None, lines))
        place = f"line {number} of {value['file']}" if isinstance(value, dict) else f"line {number} of the {what}"
        message = f"{place} holds {secret}, for all to see who can read the template, or are on an instance"
        raise self._error("custom-data/secret", message, path, _NO_SECRETS, _DOCS)

    def _check_size(self, what: str, content: bytes, path: Path) -> None:
        if len(content) > LARGEST:
            message = f"{what} of {len(content):,} bytes; Azure takes {LARGEST:,}"
            raise self._error("custom-data/too-large", message, path, "let a script download what is large", _DOCS)
        if not content:
            raise self._error("custom-data/empty", f"{what} is empty, which Azure refuses", path, docs=_DOCS)

    def script(self, view: View) -> Any:
        """Base64 of the gzipped script, the form that the Linux Custom Script handler unpacks by itself."""
        value = view.value
        if value is None or isinstance(value, Expression):
            return view
        import gzip

        compressed = bytearray(gzip.compress(self.files.text_or_file(value, view.path), mtime=0))
        compressed[_GZIP_SYSTEM] = 255  # unknown, or the output would differ from one system to the other
        encoded = base64.b64encode(compressed).decode()
        if len(encoded) > LARGEST_SCRIPT:
            message = f"the script has {len(encoded):,} characters when compressed; Azure takes {LARGEST_SCRIPT:,}"
            raise self._error("extension/script-too-large", message, view.path, "put it where fileUris can load it")
        return _sourced(encoded, view)

    def _multipart(self, parts: View) -> bytes:
        from email.mime.multipart import MIMEMultipart
        from email.mime.nonmultipart import MIMENonMultipart

        digest = sha256()
        messages = []
        for part in parts:
            value = part.at("text").value if part.at("text") else part.value
            content = self._checked(self.files.text_or_file(value, part.path), value, part.path)
            self._check_secrets("custom data", content, value, part.path)
            digest.update(sha256(content).digest())
            try:
                text = content.decode()
            except UnicodeDecodeError:
                raise self._error("file/not-text", "a part is not UTF-8 text", part.path) from None
            kind = part.at("contentType").value or _content_type(text)
            if kind is None:
                problem = "the first line does not tell what this part is"
                raise self._error(
                    "custom-data/unknown-part",
                    problem,
                    part.path,
                    "add contentType, such as text/x-shellscript, or begin it with #cloud-config or #!",
                )
            message = MIMENonMultipart(*kind.split("/", 1))
            message.set_payload(text, "utf-8")
            name = part.at("filename").value or (PurePath(value["file"]).name if isinstance(value, dict) else None)
            if name:
                message.add_header("Content-Disposition", "attachment", filename=name)
            messages.append(message)
        return MIMEMultipart("mixed", f"==part-{digest.hexdigest()[:24]}==", messages).as_bytes()

    def _checked(self, content: bytes, value: Any, path: Path) -> bytes:
        """The content, whose #cloud-config, if it is one, has been read as YAML."""
        if not content.startswith(b"#cloud-config") or content.startswith(b"#cloud-config-archive"):
            return content
        written = value["file"] if isinstance(value, dict) else None
        source = self.files.source(written, path) if written else Source("the cloud-config", content.decode())
        try:
            read_yaml(source)
        except DiagnosticError as error:
            (problem,) = error.diagnostics
            raise self.files.error_at(replace(problem, code="custom-data/not-yaml"), path) from None
        return content

    def _error(
        self, code: str, message: str, path: Path, hint: str | None = None, docs: str | None = None
    ) -> DiagnosticError:
        location = self.files.blueprint.location(path)
        return DiagnosticError(
            Diagnostic(code=code, message=message, path=path, location=location, hint=hint, docs=docs)
        )


def _content_type(text: str) -> str | None:
    return next((kind for start, kind in _CONTENT_TYPES.items() if text.startswith(start)), None)


def _sourced(value: str, view: View) -> View:
    return View(value, view.path, view.node, view.schema)
