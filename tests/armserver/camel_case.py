"""Names of parameters and outputs as Azure returns them, which is not always as the template has them."""

import string


def camel_case(name: str) -> str:
    """Give the name with its first word in lower case: `NewNSG` becomes `newNSG`, `URLName` becomes `urlName`."""
    upper = len(name) - len(name.lstrip(string.ascii_uppercase))
    count = upper if upper in (0, 1, len(name)) else upper - 1
    return name[:count].lower() + name[count:]
