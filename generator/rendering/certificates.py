"""Certificates of authorities, which are public: text in Base64, or a file beside the blueprint."""

from __future__ import annotations

import base64
from typing import Any

from generator.diagnostics import Diagnostic, DiagnosticError
from generator.rendering.files import BlueprintFiles
from generator.rendering.values import Expression, Rendered, View

_PEM = b"-----BEGIN "
_PRIVATE_KEY = b"PRIVATE KEY-----"


class Certificates:
    """The filter of templates that turns a certificate into what Azure takes."""

    def __init__(self, files: BlueprintFiles) -> None:
        self.files = files

    def certificate(self, view: View) -> Any:
        """Base64 of the file, or of text in PEM; text in Base64 and an expression stay as they are.

        Raises DiagnosticError where there is a private key in it, which is no part of a certificate.
        """
        value = view.value
        if value is None or isinstance(value, Expression):
            return view
        content = self.files.text_or_file(value, view.path)
        if _PRIVATE_KEY in content:
            message = "there is a private key in it: an authority's certificate is public, and its key stays with it"
            location = self.files.blueprint.location(view.path)
            raise DiagnosticError(
                Diagnostic(code="network/private-key", message=message, path=view.path, location=location)
            )
        if isinstance(value, str) and not content.lstrip().startswith(_PEM):
            return view
        return Rendered(base64.b64encode(content).decode(), {(): view.path})
