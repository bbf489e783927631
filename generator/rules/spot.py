"""Rules of spot instances, alone and mixed with regular ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.rules.durations import seconds
from generator.rules.rule import ERROR, INFO, WARNING, rule
from generator.rules.scale_set import ScaleSet, given
from generator.rules.subject import scale_sets
from generator.rules.value import Finding

_SPOT = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot"
_MIX = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/spot-priority-mix"
_PROFILE = "properties.virtualMachineProfile"


@rule(
    "scale-set/eviction-policy",
    ERROR,
    each=scale_sets,
    what="evictionPolicy and billingProfile.maxPrice stand only where priority is Spot.",
    why="Azure never evicts regular instances, and refuses the deployment.",
    source=_SPOT,
    bad={f"{_PROFILE}.evictionPolicy": "Delete"},
    good={f"{_PROFILE}": {"priority": "Spot", "evictionPolicy": "Delete"}},
)
def _eviction_policy(scale_set: ScaleSet) -> Iterator[Finding]:
    priority = scale_set.profile.at("priority")
    if priority.unknown or scale_set.spot:
        return
    for path in ("evictionPolicy", "billingProfile.maxPrice"):
        value = scale_set.profile.at(path)
        if given(value):
            yield value.finding(
                f"{path.rpartition('.')[2]} is for spot instances, and these are regular",
                hint='remove it, or set "priority": "Spot"',
            )


@rule(
    "scale-set/eviction-policy-missing",
    INFO,
    each=scale_sets,
    what="A scale set of spot instances says what becomes of evicted ones: evictionPolicy is Deallocate or Delete.",
    why="By default Azure deallocates them, and their disks and quota are still paid for.",
    source=_SPOT,
    bad={f"{_PROFILE}.priority": "Spot"},
    good={f"{_PROFILE}": {"priority": "Spot", "evictionPolicy": "Delete"}},
)
def _eviction_policy_missing(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.spot and scale_set.profile.at("evictionPolicy").missing:
        yield scale_set.profile.at("priority").finding(
            "evicted instances are kept and go on to cost their disks",
            hint="set evictionPolicy to Delete or Deallocate",
        )


_MOST_DECIMALS = 5


@rule(
    "scale-set/invalid-max-price",
    ERROR,
    each=scale_sets,
    what="billingProfile.maxPrice is -1, or a price in US dollars an hour of at least 0.00001 with five decimals.",
    why="Azure refuses other prices; -1 means to pay no more than regular instances cost.",
    source=_SPOT,
    bad={f"{_PROFILE}": {"priority": "Spot", "billingProfile.maxPrice": 0}},
    good={f"{_PROFILE}": {"priority": "Spot", "billingProfile.maxPrice": -1}},
)
def _invalid_max_price(scale_set: ScaleSet) -> Iterator[Finding]:
    price = scale_set.profile.at("billingProfile.maxPrice")
    if isinstance(price.raw, bool) or not isinstance(price.raw, int | float | Decimal) or price.raw == -1:
        return
    exact = Decimal(str(price.raw))
    if exact <= 0 or not exact.is_finite():
        yield price.finding(f"{price.raw} is no price", hint="use -1 to pay up to the regular price")
    elif -int(exact.normalize().as_tuple().exponent) > _MOST_DECIMALS:
        yield price.finding(f"the price {price.raw} has more than {_MOST_DECIMALS} decimals")


@rule(
    "scale-set/size-not-on-spot",
    ERROR,
    each=scale_sets,
    what="Spot instances are of no B-series size and no promotional size.",
    why="Azure does not sell these sizes as spot instances.",
    source="https://learn.microsoft.com/azure/virtual-machines/spot-vms#limitations",
    bad={"sku.name": "Standard_B2ms", f"{_PROFILE}.priority": "Spot"},
    good={"sku.name": "Standard_D2s_v5", f"{_PROFILE}.priority": "Spot"},
)
def _size_not_on_spot(scale_set: ScaleSet) -> Iterator[Finding]:
    size, name = scale_set.size, scale_set.at("sku.name")
    if scale_set.spot and size is not None and (size.burstable or size.promo):
        yield name.finding(
            f"there are no spot instances of the size {name.text}", hint="use Standard_D2s_v5 or the like"
        )


_RESTORE = (15 * 60, 2 * 60 * 60)


@rule(
    "scale-set/spot-restore",
    ERROR,
    each=scale_sets,
    what="spotRestorePolicy goes with spot instances, and its restoreTimeout is PT15M to PT2H.",
    why="Azure refuses other times, and there is nothing to restore of regular instances.",
    source="https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot",
    bad={
        "properties.spotRestorePolicy": {"enabled": True, "restoreTimeout": "PT5M"},
        f"{_PROFILE}.priority": "Spot",
    },
    good={
        "properties.spotRestorePolicy": {"enabled": True, "restoreTimeout": "PT1H"},
        f"{_PROFILE}.priority": "Spot",
    },
)
def _spot_restore(scale_set: ScaleSet) -> Iterator[Finding]:
    policy = scale_set.at("properties.spotRestorePolicy")
    priority, timeout = scale_set.profile.at("priority"), policy.member("restoreTimeout")
    if policy.member("enabled").flag is True and not scale_set.spot and not priority.unknown:
        yield policy.finding(
            "there is nothing to restore of regular instances", hint="remove spotRestorePolicy", severity=WARNING
        )
    if timeout.text is not None:
        time = seconds(timeout.text)
        if time is None or not _RESTORE[0] <= time <= _RESTORE[1]:
            yield timeout.finding(f'"{timeout.text}" is not within PT15M and PT2H', hint="use PT1H")


@rule(
    "scale-set/priority-mix",
    ERROR,
    each=scale_sets,
    what="priorityMixPolicy goes with priority Spot, and baseRegularPriorityCount is at most 1,000.",
    why="Azure mixes regular instances into spot ones, and refuses the policy elsewhere.",
    source=_MIX,
    bad={"properties": {"orchestrationMode": "Flexible", "priorityMixPolicy.baseRegularPriorityCount": 2}},
    good={
        "properties": {"orchestrationMode": "Flexible", "priorityMixPolicy.baseRegularPriorityCount": 2},
        f"{_PROFILE}.priority": "Spot",
    },
)
def _priority_mix(scale_set: ScaleSet) -> Iterator[Finding]:
    policy = scale_set.at("properties.priorityMixPolicy")
    if not given(policy):
        return
    if not scale_set.spot and not scale_set.profile.at("priority").unknown:
        yield policy.finding(
            "a mix of priorities needs spot instances, and these are regular",
            hint='set virtualMachineProfile.priority to "Spot"',
        )
    base = policy.member("baseRegularPriorityCount")
    if (base.number or 0) > 1000:
        yield base.finding(f"{base.number:,} regular instances, and a scale set holds at most 1,000")
