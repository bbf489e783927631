"""Which instances get the latest model together."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.rollout_instances import extension, instance

from generator.azure.instances_views import Instance
from generator.azure.rollout_plan import Grouping, Plan, Share, plan
from generator.diagnostics import DiagnosticError

ONE = Share(1, is_percentage=False)
ALL = Share(100, is_percentage=True)


def shown(planned: Plan) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(batch.domain, batch.ids) for batch in planned.batches]


def domain_of(each: Instance, by: Grouping) -> object:
    return {
        Grouping.ZONE: each.zone,
        Grouping.FAULT_DOMAIN: each.fault_domain,
        Grouping.UPDATE_DOMAIN: each.update_domain,
    }[by]


shares = st.builds(Share, st.integers(1, 100), st.booleans())
instances = st.lists(
    st.builds(
        instance,
        number=st.integers(0, 10_000),
        is_latest=st.booleans(),
        health=st.sampled_from(["Healthy", "Unhealthy", "Unknown", None]),
        zone=st.sampled_from("123"),
        fault_domain=st.integers(0, 4),
        update_domain=st.integers(0, 19),
        is_protected=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda each: each.id,
)


@given(instances, shares, st.sampled_from(Grouping), st.booleans(), st.booleans(), st.data())
def test_every_wanted_instance_is_in_one_batch_of_its_domain_and_no_batch_too_large(
    found: Sequence[Instance], size: Share, by: Grouping, by_name: bool, anew: bool, data: st.DataObject
) -> None:
    ids = [each.id for each in found]
    names = data.draw(st.lists(st.sampled_from(ids), unique=True)) if by_name and ids else None

    planned = plan(found, size=size, by=by, wanted=names, anew=anew)

    wanted = [
        each.id
        for each in found
        if not each.is_protected
        and (not each.is_latest if names is None else each.id in names and (anew or not each.is_latest))
    ]
    assert sorted(planned.ids) == sorted(wanted)
    assert all(0 < len(batch.ids) <= max(1, size.of(len(found))) for batch in planned.batches)
    assert all(len({domain_of(each, by) for each in batch.instances}) == 1 for batch in planned.batches)
    assert [batch.number for batch in planned.batches] == list(range(1, len(planned.batches) + 1))


@given(instances, shares)
def test_the_batches_of_a_domain_follow_each_other(found: Sequence[Instance], size: Share) -> None:
    domains = [batch.domain for batch in plan(found, size=size, by=Grouping.ZONE).batches]

    assert domains == sorted(domains, key=str)


@pytest.mark.parametrize(
    ("text", "total", "number"),
    [("20%", 10, 2), ("20%", 9, 1), ("20%", 4, 0), ("3", 10, 3), ("0", 5, 0), ("100%", 7, 7)],
)
def test_a_share_is_a_number_or_a_percentage_rounded_down(text: str, total: int, number: int) -> None:
    assert Share.read(text).of(total) == number


@pytest.mark.parametrize("text", ["", "%", "-1", "101%", "1.5", "a", "٣"])
def test_other_texts_are_no_share(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Share.read(text)


def test_a_batch_has_one_instance_at_least() -> None:
    assert shown(plan([instance(0), instance(1)], size=Share(20, is_percentage=True))) == [
        (None, ("0",)),
        (None, ("1",)),
    ]


def test_the_percentage_is_of_all_instances_not_of_the_outdated_ones() -> None:
    found = [instance(number, is_latest=number > 1) for number in range(10)]

    assert shown(plan(found, size=Share(20, is_percentage=True))) == [(None, ("0", "1"))]


def test_instances_in_zones_are_kept_apart_by_these() -> None:
    found = [instance(0, zone="2"), instance(1, zone="1"), instance(2, zone="2")]

    assert shown(plan(found, size=ALL)) == [("zone 1", ("1",)), ("zone 2", ("0", "2"))]


def test_domains_are_in_the_order_of_their_numbers() -> None:
    found = [instance(number, update_domain=number) for number in (10, 2)]

    assert shown(plan(found, size=ALL, by=Grouping.UPDATE_DOMAIN)) == [
        ("update domain 2", ("2",)),
        ("update domain 10", ("10",)),
    ]


def test_unhealthy_instances_come_first() -> None:
    found = [instance(0), instance(1, health="Unhealthy"), instance(2, extensions=(extension("failed"),))]

    assert plan(found, size=ONE).ids == ("1", "2", "0")


def test_protected_instances_are_left_alone() -> None:
    planned = plan([instance(0, is_protected=True), instance(1)], size=ALL, wanted=["0", "1"])

    assert (planned.ids, [each.id for each in planned.protected]) == (("1",), ["0"])


def test_named_instances_with_the_latest_model_are_passed_over() -> None:
    planned = plan([instance(0, is_latest=True), instance(1)], size=ALL, wanted=["0", "1"])

    assert (planned.ids, [each.id for each in planned.up_to_date]) == (("1",), ["0"])


def test_named_instances_with_the_latest_model_are_done_anew_where_that_is_wanted() -> None:
    assert plan([instance(0, is_latest=True), instance(1)], size=ALL, wanted=["0"], anew=True).ids == ("0",)


def test_a_domain_that_an_instance_is_not_in_cannot_keep_them_apart() -> None:
    with pytest.raises(DiagnosticError, match="instance 1 is in no zone") as raised:
        plan([instance(0, zone="1"), instance(1)], size=ALL, by=Grouping.ZONE)

    assert raised.value.diagnostics[0].code == "azure/no-domain"


def test_without_names_azure_must_say_which_model_an_instance_has() -> None:
    with pytest.raises(DiagnosticError, match="whether instance 0 has") as raised:
        plan([instance(0, is_latest=None)], size=ALL)

    assert raised.value.diagnostics[0].code == "azure/model-not-told"


def test_with_names_it_need_not() -> None:
    assert plan([instance(0, is_latest=None)], size=ALL, wanted=["0"]).ids == ("0",)
