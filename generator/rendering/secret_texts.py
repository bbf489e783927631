"""Texts that seem to hold a secret."""

from __future__ import annotations

import re

_WORDS = "password|passwd|pwd|token|secret|apikey|api-key|account-key|accountkey"
_PATTERNS = {
    "a signed URL (SAS)": re.compile(r"[?&]sig=[\w%+/=-]{8,}"),
    "a storage account key": re.compile(r"AccountKey=[\w+/=]{16,}", re.IGNORECASE),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password": re.compile(
        rf"(?:(?:^|\s)--?(?:{_WORDS})[ =:]+|(?:^|[\s;'\"_])(?:{_WORDS})=)['\"]?(?![$%{{<('\"-])[^\s'\"]{{4,}}",
        re.IGNORECASE,
    ),
}


def secret_in(text: str) -> str | None:
    """What secret the text seems to hold, in words that do not show it; None where it seems to hold none."""
    return next((what for what, pattern in _PATTERNS.items() if pattern.search(text)), None)


def secret_line(text: str) -> tuple[int, str] | None:
    """The number of the first line that seems to hold a secret, from 1, and what it holds."""
    for number, line in enumerate(text.splitlines(), 1):
        if (what := secret_in(line)) is not None:
            return number, what
    return None
