"""What each Azure resource type may hold, and whether a resource keeps to it."""

from generator.arm.schemas.check import check_resource
from generator.arm.schemas.findings import FindingKind, SchemaFinding
from generator.arm.schemas.store import known_types

__all__ = ["FindingKind", "SchemaFinding", "check_resource", "known_types"]
