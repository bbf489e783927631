"""Extensions of scale sets: what they do when they change."""

from __future__ import annotations

from generator.review import sources
from generator.review.changes import Kind
from generator.review.effects import Effect
from generator.review.rule import ADDED, REMOVED, Rule

_PROFILE = "properties.virtualMachineProfile.extensionProfile"
_MOVED = frozenset({Kind.MOVED})
_RERUN = "again, in its place in the order"


def extension_rules(at: str) -> tuple[Rule, ...]:
    """The rules of an extension whose properties are at that path."""
    return (
        Rule(f"{at}.forceUpdateTag", Effect.RERUN, _RERUN, sources.APPLICATION_UPDATES),
        Rule(
            f"{at}.settings|protectedSettings|protectedSettingsFromKeyVault.**", Effect.RERUN, _RERUN,
            sources.APPLICATION_UPDATES,
        ),
        Rule(
            f"{at}.provisionAfterExtensions.**", Effect.UPDATE,
            "the order counts when extensions run next", sources.SEQUENCING,
        ),
        Rule(
            f"{at}.typeHandlerVersion|autoUpgradeMinorVersion|enableAutomaticUpgrade", Effect.UPDATE,
            "they get this version of the handler; whether it then runs its settings again is the handler's own affair",
            sources.REST_CREATE,
        ),
        Rule(f"{at}.suppressFailures", Effect.UPDATE, "counts when the extension runs next", sources.REST_CREATE),
        Rule(
            f"{at}.publisher|type", Effect.UNKNOWN,
            "Azure's documents do not say whether another handler can take the place of one under the same name",
            sources.SEQUENCING,
        ),
    )  # fmt: skip


EXTENSION_RULES = (
    Rule(
        f"{_PROFILE}.extensions", Effect.NOTHING,
        "the order in the list means nothing: provisionAfterExtensions says what runs after what", sources.SEQUENCING,
        kinds=_MOVED,
    ),
    Rule(
        f"{_PROFILE}.extensions.[]", Effect.RERUN, "it is new, and installed first", sources.FAQ,
        kinds=ADDED,
    ),
    Rule(
        f"{_PROFILE}.extensions.[]", Effect.UPDATE, "it is removed from them",
        sources.UPGRADE_POLICY, kinds=REMOVED,
    ),
    *extension_rules(f"{_PROFILE}.extensions.[].properties"),
    Rule(f"{_PROFILE}.extensions.[].name", Effect.NOTHING, "names are compared in any case", sources.TEMPLATE),
    Rule(
        f"{_PROFILE}.extensionsTimeBudget", Effect.UPDATE, "counts when extensions run next", sources.SEQUENCING
    ),
    Rule(f"{_PROFILE}.**", Effect.UPDATE, "whether that restarts them is not documented", sources.MODIFY),
)  # fmt: skip
CHILD_EXTENSION_RULES = extension_rules("properties")
"""Extensions that are resources of their own."""
