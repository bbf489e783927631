"""JSON as Resource Manager reads it, which is more than RFC 8259 allows.

`az` splices the text of the template file into its request under a key without quotes (`…, template:{…}}`), and
leaves comments in it. A strict reader refuses every deployment that it sends.
"""

import json
import re
from typing import Any

# Strings come first, so that nothing within one is taken for a comment or a key.
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<key>[A-Za-z_$][\w$]*)(?=\s*:)",
    re.DOTALL,
)


def decode(text: str) -> Any:
    """Read `text`, with comments, bare keys and strings over several lines; raise ValueError if it is not JSON."""
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(_TOKEN.sub(_strict, text), strict=False)


def _strict(token: re.Match[str]) -> str:
    match token.lastgroup:
        case "comment":
            return " "
        case "key":
            return json.dumps(token[0])
        case _:
            return token[0]
