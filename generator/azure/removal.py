"""Deleting what an incremental deployment leaves behind when it leaves the template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from azure.core.exceptions import DecodeError, ResourceNotFoundError

from generator.azure.patience import is_done_at_once

if TYPE_CHECKING:
    from generator.arm.resources import ExpandedResource
    from generator.azure.connection import Connection


def leftovers(before: Iterable[ExpandedResource], after: Iterable[ExpandedResource]) -> tuple[ExpandedResource, ...]:
    """The resources that the one template has and the other has not, those that need others first."""
    staying = {each.id.lower() for each in after}
    return tuple(each for each in before if each.id.lower() not in staying)[::-1]


def delete(connection: Connection, resource: ExpandedResource) -> bool:
    """Delete a resource and wait for the end; False where there was none. Raises what the SDK raises."""
    try:
        connection.resources.resources.begin_delete_by_id(resource.id, api_version=resource.api_version).result()
    except ResourceNotFoundError:
        return False
    except DecodeError as error:
        if not is_done_at_once(error):
            raise
    return True
