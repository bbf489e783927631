"""Why extensions run again, and files that changed in vain."""

from typing import Any

import pytest
from unit.review_sides import compared, extension, resource_id, side, with_extensions

KEY = (resource_id("Microsoft.Compute/virtualMachineScaleSets", "web").lower(), "install")


def install(**properties: Any) -> dict[str, Any]:
    return with_extensions(extension("install", **properties))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ({"forceUpdateTag": "1"}, {"forceUpdateTag": "2"}, "another tag"),
        ({"forceUpdateTag": "0" * 16}, {"forceUpdateTag": "1" * 16}, "another hash"),
        ({"settings": {"commandToExecute": "a"}}, {"settings": {"commandToExecute": "b"}}, "another commandToExecute"),
        (
            {"settings": {"fileUris": ["https://x/a.sh"]}},
            {"settings": {"fileUris": ["https://x/b.sh"]}},
            "another file: b.sh instead of a.sh",
        ),
        (
            {"settings": {"fileUris": ["https://x/a.sh"]}},
            {"settings": {"fileUris": ["https://y/a.sh?v=2"]}},
            "another address of a.sh",
        ),
        ({"protectedSettings": {"a": "1"}}, {"protectedSettings": {"a": "2"}}, "other protectedSettings"),
    ],
)
def test_the_reason_is_named(old: Any, new: Any, reason: str) -> None:
    (found,) = compared(install(**old), install(**new)).redeployments

    assert found.reasons == (reason,)


def test_a_new_extension_runs_since_it_is_new() -> None:
    (found,) = compared(with_extensions(), install()).redeployments

    assert found.reasons == ("it is new",)


def test_the_file_behind_another_hash_is_named() -> None:
    old = side(install(forceUpdateTag="0" * 16), files={KEY: {"a.sh": "1"}})
    new = side(install(forceUpdateTag="1" * 16), files={KEY: {"a.sh": "2"}})

    (found,) = compared(old, new).redeployments

    assert found.reasons == ("another hash, since a.sh changed",)


def test_a_file_that_changed_in_vain_is_an_error() -> None:
    old, new = (side(install(forceUpdateTag="1"), files={KEY: {"a.sh": each}}) for each in "12")

    (problem,) = compared(old, new).problems

    assert (problem.code, problem.severity) == ("review/not-redeployed", "error")
    assert problem.message.startswith("a.sh changed, and the extension install will not run again")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({KEY: {"a.sh": "1"}}, {KEY: {"a.sh": "1"}}),
        ({KEY: {"a.sh": "1"}}, {KEY: {"b.sh": "2"}}),
        ({}, {KEY: {"a.sh": "2"}}),
    ],
)
def test_what_is_no_mistake(old: Any, new: Any) -> None:
    assert compared(side(install(), files=old), side(install(), files=new)).problems == ()
