"""SSH public keys as Azure takes them: one line, RSA of 2048 bits or more, or Ed25519."""

from __future__ import annotations

import base64
import binascii
import re

_PRIVATE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_KINDS = ("ssh-rsa", "ssh-ed25519")
_FEWEST_RSA_BITS = 2048
_LENGTH_OF_ED25519 = 32


def key_problem(key: str) -> str | None:
    """What is wrong with a public key; None where Azure takes it.

    The format is that of RFC 4253, section 6.6; which keys Azure takes:
    https://learn.microsoft.com/azure/virtual-machines/linux/mac-create-ssh-keys#supported-ssh-key-formats
    """
    if _PRIVATE.search(key):
        return "it is a private key, which must stay secret"
    kind, _, rest = key.strip().partition(" ")
    if not rest or not re.fullmatch(r"[a-z][a-z0-9@.-]*", kind):
        return "it is not of the form `ssh-ed25519 AAAA…` or `ssh-rsa AAAA…`"
    if kind not in _KINDS:
        return f"it is of the type {kind}, and Azure takes {' and '.join(_KINDS)}"
    fields = _fields(rest.split()[0])
    if not fields or fields[0] != kind.encode():
        return "it is cut off or garbled after its type"
    if kind == "ssh-rsa":
        return _rsa_problem(fields[1:])
    complete = len(fields) == 2 and len(fields[1]) == _LENGTH_OF_ED25519
    return None if complete else "it is cut off or garbled after its type"


def _rsa_problem(numbers: list[bytes]) -> str | None:
    if len(numbers) != 2:
        return "it is cut off or garbled after its type"
    bits = int.from_bytes(numbers[1], "big").bit_length()
    if bits < _FEWEST_RSA_BITS:
        return f"it has {bits} bits, and Azure takes {_FEWEST_RSA_BITS} or more"
    return None


def _fields(encoded: str) -> list[bytes]:
    """The fields of a key, each of which its length goes before; none where the text is no key."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return []
    fields = []
    while data:
        length = int.from_bytes(data[:4], "big")
        if len(data) < 4 + length:
            return []
        fields.append(data[4 : 4 + length])
        data = data[4 + length :]
    return fields
