"""Values that are known only while a deployment runs: what other resources say of themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from armserver.errors import ArmError
from generator.arm.deferred import Deferred, to_node
from generator.arm.evaluation import evaluate
from generator.arm.expression import Call, Index, Literal, Node, Property
from generator.arm.resources import written
from generator.arm.scope import Deployment, EvaluationError, Scope

Lookup = Callable[[str], Mapping[str, Any] | None]
"""A resource by its id, or by its name in the template."""


class Runtime:
    """Evaluates the expressions that expansion had to leave, with what exists by now.

    Raises ArmError (404) for a reference to what does not exist, and ArmError (400) for one to what it does not have.
    """

    def __init__(self, place: Deployment, lookup: Lookup, functions: Mapping[str, Any]) -> None:
        self._place = place
        self._lookup = lookup
        self._functions = {name.lower(): value for name, value in functions.items()}

    def value(self, value: Any) -> Any:
        """Give the value with every expression in it evaluated; one that means nothing here stays as its text."""
        match value:
            case Deferred(node=node):
                return written(self._evaluated(self._known(node)))
            case dict():
                return {key: self.value(inner) for key, inner in value.items()}
            case list():
                return [self.value(inner) for inner in value]
        return value

    def _evaluated(self, node: Node) -> Any:
        try:
            return evaluate(node, Scope(self._place, parameter=None, variable=None))
        except EvaluationError as error:
            message = f"Unable to process template language expressions: '{error}'"
            raise ArmError(400, "InvalidTemplate", message) from error

    def _known(self, node: Node) -> Node:
        """The expression with the runtime functions in it replaced by what they give."""
        match node:
            case Literal():
                return node
            case Property(of=of, name=name, position=position):
                return Property(self._known(of), name, position)
            case Index(of=of, index=index, position=position):
                return Index(self._known(of), self._known(index), position)
            case Call(name=name, arguments=arguments, position=position):
                known = tuple(map(self._known, arguments))
                return self._called(name.lower(), known) or Call(name, known, position)

    def _called(self, name: str, arguments: tuple[Node, ...]) -> Node | None:
        if name == "reference" and arguments:
            return to_node(self._referenced(arguments))
        if name.startswith("list") and arguments:
            return to_node({"keys": [{"keyName": "key1", "value": "a2V5", "permissions": "Full"}]})
        if name == "parameters":
            return to_node("secret-of-a-key-vault")
        return to_node(self._functions[name]) if name in self._functions else None

    def _referenced(self, arguments: tuple[Node, ...]) -> Any:
        target = str(self._evaluated(arguments[0]))
        found = self._lookup(target)
        if found is None:
            kind, _, name = target.rpartition("/providers/")[2].rpartition("/")
            message = f"The Resource '{kind}/{name}' under resource group '{self._place.resource_group}' was not found."
            raise ArmError(404, "ResourceNotFound", message)
        full = len(arguments) == 3 and str(self._evaluated(arguments[2])).lower() == "full"
        return dict(found) if full else dict(found.get("properties") or {})
