"""Trusted launch where the image is known to allow it."""

from __future__ import annotations

import re
from typing import Any

from generator.rendering.values import View, plain

TRUSTED_LAUNCH = "TrustedLaunch"
_GENERATION_2 = re.compile(r"gen2|-g2\b|azure-edition|arm64")
"""How publishers name the skus of their second generation images, which trusted launch needs."""
_ALWAYS_GENERATION_2 = ("ubuntu-24_04-lts", "ubuntu-25", "ubuntu-26", "windows-11", "azure-linux-3")
"""Offers whose skus are of the second generation unless their name says gen1."""
_PUBLISHERS = {
    "canonical",
    "microsoftwindowsserver",
    "microsoftwindowsdesktop",
    "redhat",
    "suse",
    "debian",
    "almalinux",
    "oracle",
    "microsoftcblmariner",
}
"""Publishers whose present images all have trusted launch ("Trusted launch for Azure virtual machines")."""
_SIZES_WITHOUT = re.compile(
    r"^(basic_|standard_(a\d|d\d+(_v[12])?(_promo)?$|m\d+[a-z]*$|nv\d+$|nc\d+r?$|[a-z]+\d+[a-z]*p[a-z]*_))"
)
"""Families of sizes that cannot start second generation images, or have no trusted launch: old ones, and Arm."""


def security_type(view: View, reference: dict[str, Any]) -> Any:
    """The security type: the blueprint's, or trusted launch for a marketplace image and a size that have it."""
    given = view.at("scaleSet", "securityProfile", "securityType")
    if given:
        return given
    image = [str(plain(reference.get(key, ""))).lower() for key in ("publisher", "offer", "sku")]
    size = plain(view.at("scaleSet", "sku", "name"))
    if not isinstance(size, str) or _SIZES_WITHOUT.match(size.lower()):
        return None
    publisher, offer, sku = image
    second = _GENERATION_2.search(sku) or (offer.startswith(_ALWAYS_GENERATION_2) and "gen1" not in sku)
    return TRUSTED_LAUNCH if publisher in _PUBLISHERS and second else None
