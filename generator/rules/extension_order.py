"""Rules of the order in which Azure installs extensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import did_you_mean
from generator.rules.extension import Extension
from generator.rules.extension_example import extension_named, with_extensions
from generator.rules.rule import ERROR, WARNING, Example, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_SOURCE = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-extension-sequencing"


def _ordered(after: str, needs: str | None = None, **properties: Any) -> Example:
    """The example of a script that runs after another extension, and of the agent, which may need the script."""
    script = extension_named("install", "Microsoft.Azure.Extensions CustomScript", "2.1")
    agent = extension_named("monitor", "Microsoft.Azure.Monitor AzureMonitorLinuxAgent", **properties)
    script["properties"]["provisionAfterExtensions"] = [after]
    if needs:
        agent["properties"]["provisionAfterExtensions"] = [needs]
    return with_extensions(script, agent)


@rule(
    "extension/unknown-predecessor",
    ERROR,
    each=scale_sets,
    what="provisionAfterExtensions names extensions of the same scale set.",
    why="Azure refuses an extension that waits for one that is not in the model.",
    source=_SOURCE,
    bad=_ordered("monitoring", settings={}),
    good=_ordered("monitor", settings={}),
)
def _unknown_predecessor(scale_set: ScaleSet) -> Iterator[Finding]:
    found = scale_set.extensions
    names = [each.name for each in found]
    if None in names or scale_set.profile.at("extensionProfile.extensions").unknown:
        return
    known = {name.lower() for name in names if name}
    for each in found:
        for after in each.properties.member("provisionAfterExtensions").items:
            if after.text and after.lower not in known:
                yield after.finding(
                    f"{each.name} waits for {after.text}, and no extension has that name",
                    hint=did_you_mean(after.text, [name for name in names if name and name != each.name]),
                )


@rule(
    "extension/circular-order",
    ERROR,
    each=scale_sets,
    what="No extension waits for itself, be it by way of others.",
    why="Azure refuses extensions that wait for one another, since none could be the first.",
    source=_SOURCE,
    bad=_ordered("monitor", needs="install", settings={}),
    good=_ordered("monitor", settings={}),
)
def _circular_order(scale_set: ScaleSet) -> Iterator[Finding]:
    found = {each.name.lower(): each for each in scale_set.extensions if each.name}
    waiting = {name: _predecessors(each) for name, each in found.items()}
    while ready := [name for name, after in waiting.items() if not after & waiting.keys()]:
        for name in ready:
            del waiting[name]
    if waiting:
        circle = _circle(waiting)
        names = [found[name].name or name for name in circle]
        arrows = " → ".join((*names, names[0]))
        message = f"{names[0]} waits for itself" if len(names) == 1 else f"extensions wait for one another: {arrows}"
        yield (
            found[circle[0]]
            .properties.member("provisionAfterExtensions")
            .finding(message, hint="take one of the names out of provisionAfterExtensions")
        )


@rule(
    "extension/predecessor-settings",
    WARNING,
    each=scale_sets,
    what="An extension that another waits for has settings, be they empty.",
    why="Azure cannot tell when an extension without settings is ready, and refuses the order.",
    source=_SOURCE,
    bad=_ordered("monitor"),
    good=_ordered("monitor", settings={}),
)
def _predecessor_settings(scale_set: ScaleSet) -> Iterator[Finding]:
    found = scale_set.extensions
    waited_for: set[str] = set().union(*map(_predecessors, found))
    for each in found:
        if each.name and each.name.lower() in waited_for and each.settings.missing:
            yield each.properties.finding(
                f"another extension waits for {each.name}, which has no settings", hint='add "settings": {}'
            )


def _predecessors(extension: Extension) -> set[str]:
    return {each.lower for each in _names(extension) if each.lower}


def _names(extension: Extension) -> list[Value]:
    return extension.properties.member("provisionAfterExtensions").items


def _circle(waiting: dict[str, set[str]]) -> list[str]:
    """One of the circles, beginning with the extension that is written first of it."""
    order = list(waiting)
    path = [order[0]]
    while (following := min(waiting[path[-1]] & waiting.keys(), key=order.index)) not in path:
        path.append(following)
    circle = path[path.index(following) :]
    start = min(circle, key=order.index)
    place = circle.index(start)
    return circle[place:] + circle[:place]
