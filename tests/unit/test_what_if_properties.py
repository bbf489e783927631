"""What holds for the what-if of any two states of a resource."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.what_if_samples import SCALE_SET, array, changed, created, deleted, modify, resource, result, within

from generator.azure.what_if import PropertyChange, PropertyChangeKind, ResourceChange, read_what_if
from generator.azure.what_if.noise_differences import Differences
from generator.azure.what_if.noise_places import place_of_resource
from generator.azure.what_if.paths import parse_path
from generator.azure.what_if.report_json import to_json
from generator.azure.what_if.report_lines import to_lines
from generator.azure.what_if.report_markdown import to_markdown
from generator.diagnostics import Path

TYPE = "Microsoft.Compute/virtualMachineScaleSets"
of_any_size = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

# Values that differ in noise, in what is real, or not at all

scalars = st.sampled_from(
    [None, True, False, "true", "False", 0, 3, "3", 20, "PT0S", "Rolling", "rolling", "westeurope", "West Europe", "x",
     "X", "*****", "*******", "[reference('a').b]", SCALE_SET, SCALE_SET.upper(), "a\nb", "a\nc", 1.0, 1]
)  # fmt: skip
names = st.sampled_from(
    ["location", "sku", "capacity", "tier", "properties", "overprovision", "overProvision", "upgradePolicy", "mode",
     "virtualMachineProfile", "storageProfile", "osProfile", "adminPassword", "dataDisks", "caching", "name", "lun",
     "id", "rollingUpgradePolicy", "maxBatchInstancePercent", "zones", "tags", "etag", "uniqueId", "a.b", "identity"]
)  # fmt: skip
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


def some(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object with some of the members."""
    return st.fixed_dictionaries({}, optional=members)


disks = some(
    lun=st.sampled_from([0, 1, "1"]),
    caching=st.sampled_from(["None", "none", "ReadOnly"]),
    managedDisk=some(storageAccountType=st.sampled_from(["Standard_LRS", "standard_lrs", "Premium_LRS"])),
    diskSizeGB=scalars,
    writeAcceleratorEnabled=st.booleans(),
)
extensions = some(
    name=st.sampled_from(["a", "A", "b"]),
    id=st.sampled_from([f"{SCALE_SET}/extensions/a", SCALE_SET]),
    properties=some(
        settings=values, protectedSettings=values, suppressFailures=st.booleans(), provisioningState=scalars
    ),
)
scale_sets = some(
    location=st.sampled_from(["westeurope", "West Europe", "eastus"]),
    zones=st.lists(st.sampled_from(["1", "2", "3", 3]), max_size=3),
    sku=some(capacity=scalars, tier=st.sampled_from(["Standard", "standard", "Basic"])),
    tags=st.dictionaries(names, scalars, max_size=2),
    properties=some(
        overprovision=st.booleans(),
        overProvision=st.booleans(),
        uniqueId=scalars,
        upgradePolicy=some(
            mode=scalars, rollingUpgradePolicy=some(maxBatchInstancePercent=st.sampled_from([20, "20", 30]))
        ),
        virtualMachineProfile=some(
            osProfile=some(adminPassword=scalars, allowExtensionOperations=scalars, computerNamePrefix=scalars),
            storageProfile=some(dataDisks=st.none() | st.lists(disks, max_size=3)),
            extensionProfile=some(extensions=st.lists(extensions, max_size=3)),
        ),
    ),
)
bodies = scale_sets | st.dictionaries(names, values, max_size=5)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | names, inner, max_size=4),
    max_leaves=15,
)


# What Azure would answer


def delta(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """The changes between two values: of objects member by member, of lists item by item."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            inner = f"{path}['{name}']" if "." in name else f"{path}.{name}".removeprefix(".")
            if name not in after:
                yield deleted(inner, before[name])
            elif name not in before:
                yield created(inner, after[name])
            else:
                yield from delta(before[name], after[name], inner)
    elif isinstance(before, list) and isinstance(after, list):
        if children := list(items(before, after)):
            yield array(path, *children)
    elif json.dumps(before, sort_keys=True) != json.dumps(after, sort_keys=True):
        yield changed(path, before, after)


def items(before: list[Any], after: list[Any]) -> Iterator[dict[str, Any]]:
    for index in range(max(len(before), len(after))):
        one, other = before[index : index + 1], after[index : index + 1]
        if one and other and isinstance(one[0], dict) and isinstance(other[0], dict):
            if children := list(delta(one[0], other[0])):
                yield within(str(index), *children)
        elif json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True):
            yield from (deleted(str(index), value) for value in one)
            yield from (created(str(index), value) for value in other)


def what_if(before: dict[str, Any], after: dict[str, Any]) -> ResourceChange:
    change = modify(*delta(before, after), before=before, after=after)
    (found,) = read_what_if(result(change)).resources
    return found


# Making the changes that are shown


def applied(body: Any, changes: Iterator[PropertyChange]) -> Any:
    """The body with the changes made in it; first what goes, from the end of each list, then what comes."""
    body = copy.deepcopy(body)
    leaves = [leaf for change in changes for leaf in change.leaves()]
    for leaf in leaves:
        if leaf.kind not in (PropertyChangeKind.CREATE, PropertyChangeKind.DELETE):
            put(body, leaf.path, leaf.after)
    for leaf in sorted(leaves, key=lambda each: indexes(each.path), reverse=True):
        if leaf.kind is PropertyChangeKind.DELETE:
            del at(body, leaf.path[:-1])[leaf.path[-1]]
    for leaf in sorted(leaves, key=lambda each: indexes(each.path)):
        if leaf.kind is PropertyChangeKind.CREATE:
            holder = at(body, leaf.path[:-1])
            if isinstance(holder, list):
                holder.insert(int(leaf.path[-1]), leaf.after)
            else:
                holder[leaf.path[-1]] = leaf.after
    return body


def indexes(path: Path) -> tuple[Any, ...]:
    return (len(path), *(step if isinstance(step, int) else -1 for step in path))


def at(body: Any, path: Path) -> Any:
    for step in path:
        body = body[step]
    return body


def put(body: Any, path: Path, value: Any) -> None:
    at(body, path[:-1])[path[-1]] = value


# What holds


@given(bodies, bodies)
@of_any_size
def test_what_is_shown_and_what_is_folded_is_all_that_was_reported(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = what_if(before, after)

    shown = [leaf for change in found.shown for leaf in change.leaves()]
    folded = [leaf for leaf in found.leaves() if leaf.noise]

    assert [leaf for leaf in found.leaves() if not leaf.noise] == shown
    assert len(shown) + len(folded) == len(list(found.leaves()))
    assert all(leaf.noise is None for leaf in shown)


@given(bodies, bodies)
@of_any_size
def test_making_the_changes_that_are_shown_leaves_nothing_but_noise(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = what_if(before, after)

    left = Differences(resource_id=SCALE_SET, api_version="").between(
        applied(before, iter(found.shown)), after, place_of_resource(TYPE)
    )

    assert None not in list(left)


@given(bodies)
@of_any_size
def test_a_resource_that_stays_as_it_is_has_no_changes(body: dict[str, Any]) -> None:
    assert list(what_if(body, body).leaves()) == []


@given(st.dictionaries(st.text(min_size=1), scalars, max_size=4), st.dictionaries(st.text(min_size=1), scalars))
@of_any_size
def test_no_tag_is_ever_folded(before: dict[str, Any], after: dict[str, Any]) -> None:
    change = modify(changed("tags", before, after), before={"tags": before}, after={"tags": after})
    (found,) = read_what_if(result(change)).resources

    differing = json.dumps(before, sort_keys=True) != json.dumps(after, sort_keys=True)
    same_numbers = before == after
    assert any(leaf.noise is None for leaf in found.leaves()) or not differing or same_numbers


@given(st.lists(any_json | st.fixed_dictionaries({"changeType": st.just("Modify"), "delta": any_json}), max_size=3))
@of_any_size
def test_reading_and_telling_never_fail(changes: list[Any]) -> None:
    answer = {
        "status": "Succeeded",
        "properties": {"changes": changes, "diagnostics": changes, "potentialChanges": changes},
    }

    found = read_what_if(answer, secrets=["x", "secret"])

    assert to_lines(found, show_all=True)
    assert to_markdown(found, title="x", show_all=True)
    assert json.dumps(to_json(found))


changes_of_properties: st.SearchStrategy[dict[str, Any]] = st.deferred(
    lambda: st.fixed_dictionaries(
        {"path": st.text() | names, "propertyChangeType": st.sampled_from([*map(str, PropertyChangeKind), "x"])},
        optional={"before": any_json, "after": any_json, "children": st.lists(changes_of_properties, max_size=2)},
    )
)


@given(st.lists(changes_of_properties, max_size=3), bodies)
@of_any_size
def test_any_delta_can_be_read_and_told(changes: list[dict[str, Any]], body: dict[str, Any]) -> None:
    found = read_what_if(result(resource("Modify", delta=changes, before=body, after=body)))

    assert to_lines(found, show_all=True)
    assert to_markdown(found, title="x", show_all=True)
    assert json.dumps(to_json(found))


@given(st.text())
@of_any_size
def test_any_text_is_a_path(text: str) -> None:
    path = parse_path(text)

    assert bool(path) is bool(text)
    assert all(isinstance(step, int) or step for step in path) or "['']" in text


@given(any_json, st.lists(st.text(min_size=1), min_size=1, max_size=3))
@of_any_size
def test_no_secret_is_left_in_any_report(value: Any, secrets: list[str]) -> None:
    secret = "S3cr3t/" + "".join(secrets)
    answer = result(modify(changed("properties.x", value, [f"a {secret} b", {secret: value}])))

    found = read_what_if(answer, secrets=[secret])

    assert secret not in repr(found)
