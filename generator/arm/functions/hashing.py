"""`uniqueString` and `guid`, with the values that Azure gives."""

from __future__ import annotations

from functools import lru_cache

from generator.arm.functions.function import function
from generator.arm.functions.values import utf8

_MASK = 0xFFFFFFFF
_FIRST, _SECOND = 597399067, 2869860233
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_NAMESPACE = bytes.fromhex("11fb06fb712d4ddd98c7e71bbd588830")


def _rotated(word: int, by: int) -> int:
    return ((word << by) | (word >> (32 - by))) & _MASK


def _left(word: bytes) -> int:
    return _rotated(int.from_bytes(word, "little") * _FIRST & _MASK, 15) * _SECOND & _MASK


def _right(word: bytes) -> int:
    return _rotated(int.from_bytes(word, "little") * _SECOND & _MASK, 17) * _FIRST & _MASK


def _finished(word: int) -> int:
    word ^= word >> 16
    word = word * 2246822507 & _MASK
    word ^= word >> 13
    word = word * 3266489909 & _MASK
    return word ^ (word >> 16)


def murmur64(data: bytes) -> int:
    """The variant of MurmurHash, of two 32 bit lanes, that Azure uses."""
    left = right = 0
    blocks = len(data) - len(data) % 8
    for at in range(0, blocks, 8):
        left = ((_rotated(left ^ _left(data[at : at + 4]), 19) + right) * 5 + 1444728091) & _MASK
        right = ((_rotated(right ^ _right(data[at + 4 : at + 8]), 13) + left) * 5 + 197830471) & _MASK
    tail = data[blocks:]
    left ^= _left(tail[:4])
    right ^= _right(tail[4:])
    left ^= len(data)
    right ^= len(data)
    left = (left + right) & _MASK
    right = (right + left) & _MASK
    left, right = _finished(left), _finished(right)
    left = (left + right) & _MASK
    return (right + left & _MASK) << 32 | left


@lru_cache(maxsize=256)
def unique_string(*texts: str) -> str:
    """13 characters of a to z and 2 to 7."""
    code = murmur64(utf8("-".join(texts)))
    return "".join(_BASE32[(code >> shift if shift >= 0 else code << -shift) & 31] for shift in range(59, -6, -5))


def guid(*texts: str) -> str:
    """A name-based UUID in Azure's namespace."""
    from hashlib import sha1

    code = bytearray(sha1(_NAMESPACE + utf8("-".join(texts)), usedforsecurity=False).digest()[:16])
    code[6] = code[6] & 0x0F | 0x50
    code[8] = code[8] & 0x3F | 0x80
    digits = code.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


FUNCTIONS = (
    function("uniqueString string string*", unique_string),
    function("guid string string*", guid),
)
