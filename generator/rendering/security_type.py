"""Trusted launch where the image and the sizes are known to allow it."""

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
_FEATURES = ("trustedlaunch", "trustedlaunchsupported", "trustedlaunchandconfidentialvmsupported")
"""Values of the feature SecurityType with which an image definition allows trusted launch."""
_SIZES_WITHOUT = re.compile(
    r"^(basic_|standard_(a\d|d\d+(_v[12])?(_promo)?$|m\d+[a-z]*$|nv\d+$|nc\d+r?$|[a-z]+\d+[a-z]*p[a-z]*_))"
)
"""Families of sizes that cannot start second generation images, or have no trusted launch: old ones, and Arm."""


def security_type(view: View, reference: dict[str, Any]) -> Any:
    """The security type: the blueprint's, or trusted launch where it is asked for or image and sizes have it."""
    profile = view.at("scaleSet", "securityProfile")
    if profile.at("securityType"):
        return profile.at("securityType")
    if profile.at("secureBootEnabled") or profile.at("vTpmEnabled"):
        return TRUSTED_LAUNCH
    possible = _sizes_allow(view.at("scaleSet")) and (_published(reference) or _of_gallery(view.at("image", "gallery")))
    return TRUSTED_LAUNCH if possible else None


def _sizes_allow(scale_set: View) -> bool:
    """Whether every size of the instances is known, and has trusted launch."""
    mix = [size.at("name") for size in scale_set.at("skuProfile", "vmSizes")]
    sizes = [plain(name) for name in mix or [scale_set.at("sku", "name")]]
    return all(isinstance(size, str) and not _SIZES_WITHOUT.match(size.lower()) for size in sizes)


def _published(reference: dict[str, Any]) -> bool:
    """Whether it is a marketplace image of the second generation by a publisher who supports trusted launch."""
    publisher, offer, sku = (str(plain(reference.get(key, ""))).lower() for key in ("publisher", "offer", "sku"))
    second = _GENERATION_2.search(sku) or (offer.startswith(_ALWAYS_GENERATION_2) and "gen1" not in sku)
    return publisher in _PUBLISHERS and bool(second)


def _of_gallery(gallery: View) -> bool:
    """Whether it is an image whose definition, made by this template, allows trusted launch."""
    features = gallery.at("definition", "features")
    return any(
        str(feature.at("name").value).lower() == "securitytype" and str(feature.at("value").value).lower() in _FEATURES
        for feature in features
    )
