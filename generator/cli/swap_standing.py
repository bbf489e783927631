"""How far a swap is, by what Azure has: a run that ended anywhere is taken up there by the next one."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING

import typer

from generator.cli.following import follow_to_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.azure.connection import Connection
    from generator.azure.deployments import Deployments
    from generator.azure.stacks import Stacks
    from generator.cli.swap_plan import SwapPlan


class Standing(Enum):
    """Where the production rules lead."""

    OLD = "none of them leads to the new slot"
    PARTLY = "some of them lead to the new slot"
    NEW = "all of them lead to the new slot"


def standing(connection: Connection, plan: SwapPlan, *, says_so: bool) -> Standing:
    """Where the production rules lead in Azure, which may have none of them yet.

    Where there is no rule at all, what the blueprint says decides: `says_so` is whether the new slot is active there.
    Raises what the SDK raises.
    """
    from generator.azure.rule_targets import live_targets

    if not plan.turns:
        return Standing.NEW if says_so else Standing.OLD
    balancers = {each.balancer.id: each.balancer for each in plan.turns}
    live = {id_: live_targets(connection, balancer) or {} for id_, balancer in balancers.items()}
    moved = [live[each.balancer.id].get(each.rule) == each.after for each in plan.turns]
    if not any(moved):
        return Standing.OLD
    return Standing.NEW if all(moved) else Standing.PARTLY


def follow_earlier(deployments: Deployments | Stacks, names: Iterable[str], resume: Callable[[str], str]) -> None:
    """Wait for the end of deployments that an earlier run has begun; nothing is sent while one is on its way.

    Exits where the end cannot be seen. Raises what the SDK raises.
    """
    from generator.azure.deployments import is_active

    for name in dict.fromkeys(names):
        found = deployments.get(name)
        if found is not None and is_active(found):
            typer.echo(f"an earlier run's {name} is on its way, and followed first", err=True)
            follow_to_end(deployments, name, resume(name))


def seconds_since(deployments: Deployments | Stacks, name: str) -> float:
    """The seconds since a deployment ended; 0 where that is not known. Raises what the SDK raises."""
    properties = (deployments.get(name) or {}).get("properties") or {}
    try:
        ended = dt.datetime.fromisoformat(str(properties.get("timestamp")))
        return max(0.0, (dt.datetime.now(dt.UTC) - ended).total_seconds())
    except (TypeError, ValueError):
        return 0.0
