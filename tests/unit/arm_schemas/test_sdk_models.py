# ruff: noqa: UP042, UP045 - as the packages write it
"""Both kinds of classes that the Azure SDK packages hold, cut down to what is read of them."""

import enum
from types import SimpleNamespace
from typing import Any, ClassVar, Optional, Union

from generator.arm.schemas.sdk_models import Field, read_model


class Mode(str, enum.Enum):
    MANUAL = "Manual"
    ROLLING = "Rolling"


class AutoRestPolicy:
    _attribute_map: ClassVar[dict[str, Any]] = {
        "id": {"key": "id", "type": "str"},
        "mode": {"key": "properties.upgrade\\.mode", "type": "str"},
        "batches": {"key": "batches", "type": "[int]"},
        "kind": {"key": "kind", "type": "str"},
    }
    _validation: ClassVar[dict[str, Any]] = {
        "id": {"readonly": True},
        "mode": {"required": True},
        "batches": {"max_items": 5},
        "kind": {"constant": True},
    }
    kind = "Policy"

    def __init__(self, *, mode: Union[str, "Mode"], batches: Optional[list[int]] = None) -> None: ...


class AutoRestBase:
    _attribute_map: ClassVar[dict[str, Any]] = {"kind": {"key": "kind", "type": "str"}}
    _validation: ClassVar[dict[str, Any]] = {}
    _subtype_map: ClassVar[dict[str, Any]] = {"kind": {"policy": "AutoRestPolicy"}}


def rest_field(name: str, *, visibility: list[str] | None = None) -> SimpleNamespace:
    return SimpleNamespace(_rest_name=name, _visibility=visibility, _is_discriminator=False, _format=None)


class TypeSpecDisk:
    _is_model = True
    _attr_to_rest_field: ClassVar[dict[str, Any]] = {
        "disk_size_gb": rest_field("diskSizeGB"),
        "mode": rest_field("mode"),
        "unique_id": rest_field("uniqueId", visibility=["read"]),
        "tags": rest_field("tags"),
    }
    disk_size_gb: int
    mode: Optional[Union[str, "Mode"]]
    unique_id: str
    tags: Optional[dict[str, str]]


def test_a_typespec_class_says_what_is_required_and_what_is_read_only() -> None:
    assert read_model(TypeSpecDisk).fields == [
        Field(keys=("diskSizeGB",), shape="integer", required=True),
        Field(keys=("mode",), shape=Mode),
        Field(keys=("uniqueId",), shape="string", readonly=True),
        Field(keys=("tags",), shape=("map", "string")),
    ]


def test_an_autorest_class_says_through_which_keys_a_value_goes_and_its_limits() -> None:
    assert read_model(AutoRestPolicy).fields == [
        Field(keys=("id",), shape="string", readonly=True, constraints={}),
        Field(keys=("properties", "upgrade.mode"), shape=Mode, required=True, constraints={}),
        Field(keys=("batches",), shape=("list", "integer"), constraints={"maxItems": 5}),
        Field(keys=("kind",), shape=("literal", ("Policy",)), constraints={}),
    ]


def test_a_base_class_names_its_variants() -> None:
    model = read_model(AutoRestBase)

    assert (model.discriminator, model.variants) == ("kind", {"policy": AutoRestPolicy})
