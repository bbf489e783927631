"""What Azure says of a failed extension, in the several forms that it has had, taken apart.

The machine's agent reports a message of the extension's handler, which for a script ends with what it printed:
https://learn.microsoft.com/troubleshoot/azure/virtual-machine-scale-sets/vm-extension-provisioning-errors
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LINES = 12
"""Lines of a script's output that are shown, the last ones."""
_NAMES = (
    re.compile(r"processing extension '([^']+)'"),
    re.compile(r"VM extension '?([\w.-]+)'? (?:has timed out|with)", re.IGNORECASE),
    re.compile(r"VM Extension '([^']+)'", re.IGNORECASE),
    re.compile(r"status for extension '([^']+)'"),
)
_HANDLERS = (
    re.compile(r"publisher '([^']*)' and type '([^']*)'"),
    re.compile(r"handler (?:for VM extension type )?'([\w.]+)\.(\w+)' has reported", re.IGNORECASE),
)
_EXIT_CODES = (
    re.compile(r"exit (?:status|code)(?: of)?\s*[:=]?\s*'?(-?\d{1,10})", re.IGNORECASE),
    re.compile(r"terminal error code '?(-?\d{1,10})"),
)
_STREAM = re.compile(r"\[(stdout|stderr)\]")
_ERROR_OUTPUT = re.compile(
    r"The command had an error output of: '(.*?)'\.?\s*(?:For more|More info|Detailed|$)", re.DOTALL
)
_SCRIPT = re.compile(r"custom-?script|VMExtensionCSE", re.IGNORECASE)
_ADVERT = re.compile(r"\s*More information on troubleshooting is available at\s+\S+\s*$")
_EMPTY_REST = re.compile(r"\s*Detailed error: ''\.?|\s*Please correct the error and try again\.?")
_SAID = re.compile(r"\.?\s*(?:with )?error message: [\"'](.*?)[\s\"'.]*$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionFailure:
    """A failed extension. `says` is the message without the output; the output is in lines, the last ones."""

    name: str = ""
    handler: str = ""
    exit_code: int | None = None
    says: str = ""
    stdout: tuple[str, ...] = ()
    stderr: tuple[str, ...] = ()
    windows: bool | None = None
    script: bool = False


def read_extension(message: str) -> ExtensionFailure:
    """The parts of a message of VMExtensionProvisioningError and its relatives; what it does not say stays empty."""
    name = next((found[1] for each in _NAMES if (found := each.search(message))), "")
    handler = next((f"{found[1]}.{found[2]}" for each in _HANDLERS if (found := each.search(message))), "")
    exit_code = next((int(found[1]) for each in _EXIT_CODES if (found := each.search(message))), None)
    says, stdout, stderr = _streams(message)
    return ExtensionFailure(
        name=name,
        handler=handler,
        exit_code=exit_code,
        says=_says(says),
        stdout=_last_lines(stdout),
        stderr=_last_lines(stderr),
        windows=_windows(message, handler),
        script=bool(stdout or stderr) or _SCRIPT.search(f"{handler} {name} {message}") is not None,
    )


def _streams(message: str) -> tuple[str, str, str]:
    """The message without what the script printed, and that."""
    message = message.replace("\r\n", "\n")
    if found := _ERROR_OUTPUT.search(message):
        return message[: found.start()], "", found[1]
    if (first := _STREAM.search(message)) is None:
        return message, "", ""
    printed = {"stdout": "", "stderr": ""}
    pieces = _STREAM.split(_ADVERT.sub("", message[first.start() :]).rstrip(" \n\"'."))
    for name, text in zip(pieces[1::2], pieces[2::2], strict=False):
        printed[name] += text
    return message[: first.start()], printed["stdout"], printed["stderr"]


def _says(message: str) -> str:
    """`VM has reported a failure when processing extension 'app': REASON`: Azure's words on one level of quotes."""
    message = _EMPTY_REST.sub("", _ADVERT.sub("", message))
    return _SAID.sub(lambda found: f": {found[1].strip()}", message)


def _last_lines(text: str) -> tuple[str, ...]:
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (f"({len(lines) - MOST_LINES} lines before these)", *lines[-MOST_LINES:])


def _windows(message: str, handler: str) -> bool | None:
    if re.search(r"aka\.ms/VMExtension\w*Windows|CustomScriptExtension|DSC Configuration|C:\\", message):
        return True
    if re.search(r"aka\.ms/VMExtension\w*Linux|\[stderr\]|waagent|Azure\.Extensions\.CustomScript", message + handler):
        return False
    return None
