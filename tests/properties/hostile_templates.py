"""Templates that would take all time or memory.

`python hostile_templates.py KIND` expands all of a kind one after the other, each in limited time and memory. It prints
the name of each before, and END after the last.
"""

import resource
import signal
import sys
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

from generator.arm.expansion import expand
from generator.arm.resources import written

MOST_MEMORY = 400_000_000
"""Bytes of addresses, of which the interpreter and the template itself take about half."""
MOST_SECONDS = 5
"""Of the processor: what is refused within a second is refused within these on a busy machine too."""

Template = dict[str, Any]
Case = tuple[str, Template]


def made(**members: Any) -> Template:
    return {"type": "A.B/c", "apiVersion": "2024-01-01", "name": "one", **members}


def of(*resources: Template, **members: Any) -> Template:
    return {"resources": list(resources), **members}


def output(value: Any, **members: Any) -> Template:
    return of(outputs={"o": {"type": "string", "value": value}}, **members)


def nested(levels: int, wrap: Callable[[Any], Any], innermost: Any = 1) -> Any:
    return reduce(lambda inner, _: wrap(inner), range(levels), innermost)


def functions(**outputs: str) -> list[Template]:
    parameters = [{"name": "x", "type": "string"}]
    members = {name: {"parameters": parameters, "output": {"value": value}} for name, value in outputs.items()}
    return [{"namespace": "f", "members": members}]


def chain(first: Any, following: Callable[[str], Any]) -> Template:
    """A hundred variables, each made of the one before."""
    return {"v0": first} | {f"v{at}": following(f"variables('v{at - 1}')") for at in range(1, 100)}


def loop(name: str, written: Any, count: int = 800) -> Template:
    return {"copy": [{"name": name, "count": count, "input": written}]}


def deployment(template: Any, scope: str = "outer", **members: Any) -> Template:
    properties = {"expressionEvaluationOptions": {"scope": scope}, "template": template}
    return made(type="Microsoft.Resources/deployments", properties=properties, **members)


def again(code: str, value: str) -> Template:
    """The code 10,000 times, with a large value in `variables('a')`."""
    return output(f"[map(range(0, 10000), lambda('i', {code}))]", variables={"a": value})


COPY = {"name": "loop", "count": 800}


def depth() -> Iterator[Case]:
    yield "objects", output(nested(50_000, lambda inner: {"a": inner}))
    yield "lists", output(nested(50_000, lambda inner: [inner]))
    yield "properties", of(made(properties=nested(900, lambda inner: {"a": inner})))
    yield "children", of(nested(5_000, lambda inner: made(resources=[inner]), made()))
    yield "calls", output("[" + "array(" * 5_000 + "1" + ")" * 5_000 + "]")
    yield "deployments", nested(3_000, lambda inner: of(deployment(inner)), of())
    yield "a function that calls itself", output("[f.f('a')]", functions=functions(f="[f.f(parameters('x'))]"))
    yield "variables in a circle", of(variables={"a": "[variables('b')]", "b": "[variables('a')]"})
    yield (
        "definitions in a circle",
        of(
            definitions={"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
            parameters={"p": {"$ref": "#/definitions/a"}},
        ),
    )


def loops() -> Iterator[Case]:
    yield "a huge count", of(made(copy={"name": "loop", "count": 10**12}))
    yield "a huge range", output("[range(0, 2147483647)]")
    yield "a range for each of a range", output("[map(range(0, 10000), lambda('a', range(0, 10000)))]")
    yield "map in map", output("[map(range(0, 10000), lambda('a', map(range(0, 10000), lambda('b', 1))))]")
    yield "sort", output("[sort(range(0, 10000), lambda('a', 'b', less(lambdaVariables('b'), lambdaVariables('a'))))]")
    yield "members in members", of(made(properties=loop("a", loop("b", "[copyIndex('b')]"))))
    yield "literals in literals", of(made(properties=loop("a", loop("b", loop("c", 1)))))
    yield "members in resources", of(made(copy=COPY, properties=loop("a", "[concat('a', copyIndex('a'))]")))
    yield "a large literal", of(made(copy=COPY, properties=[{"a": at} for at in range(20_000)]))
    yield "a large text", of(made(copy=COPY, properties="[padLeft(string(copyIndex()), 1000000)]"))
    yield "variables", of(variables=loop("v", "[range(0, 10000)]"))
    yield "deployments of outer scope", nested(5, lambda inner: of(deployment(inner, copy=COPY)), of(made()))
    yield "deployments of inner scope", nested(5, lambda inner: of(deployment(inner, "inner", copy=COPY)), of(made()))


def growth() -> Iterator[Case]:
    yield "texts", of(variables=chain("aaaa", lambda last: f"[concat({last}, {last})]"))
    loops = [{"name": f"v{at}", "count": 800, "input": f"[variables('v{at - 1}')]"} for at in range(1, 20)]
    yield (
        "loops",
        of(
            variables={"copy": loops, "v0": "a"},
            outputs={"o": {"type": "array", "copy": {"count": 800, "input": "[variables('v1')]"}}},
        ),
    )
    yield "arrays", of(variables=chain([1], lambda last: [f"[{last}]", f"[{last}]"]))
    yield (
        "calls",
        output(
            "[f.f99('a')]",
            functions=functions(
                f0="[parameters('x')]",
                **{f"f{at}": f"[concat(f.f{at - 1}('a'), f.f{at - 1}('b'))]" for at in range(1, 100)},
            ),
        ),
    )
    yield (
        "a text in reduce",
        output("[reduce(range(0, 99), 'a', lambda('a', 'i', concat(lambdaVariables('a'), lambdaVariables('a'))))]"),
    )
    yield "padding", output("[padLeft('a', 2147483647)]")
    yield "padding in many places", of(made(properties=dict.fromkeys(map(str, range(1_000)), "[padLeft('', 4000000)]")))
    yield "replace", output("[replace(padLeft('', 100000), ' ', padLeft('', 100000))]")
    yield "format", output("[format('{0,999999}{0,999999}{0,999999}{0,999999}{0,999999}', 'a')]")
    yield "split", output("[split(padLeft('', 1000000), ' ')]")
    yield "join", output("[join(map(range(0, 10000), lambda('i', padLeft('', 10000))), '')]")
    yield "a pattern", output("[like(padLeft('', 100000, 'a'), '" + "*a" * 20_000 + "*b')]")


def size() -> Iterator[Case]:
    yield "resources", of(*(made(name=f"r{at}") for at in range(100_000)))
    yield "dependencies", of(*(made(name=f"r{at}", dependsOn=[f"r{each}" for each in range(799)]) for at in range(799)))
    yield "parameters", of(parameters={f"p{at}": {"type": "string"} for at in range(50_000)})
    yield "variables", of(variables={f"v{at}": "[variables('w')]" for at in range(50_000)})
    yield (
        "variables that name each other",
        of(variables={f"v{at}": [f"[variables('v{each}')]" for each in range(400)] for at in range(400)}),
    )
    yield "a parameter", of(parameters={"p": {"type": "array", "defaultValue": [[]] * 1_000_000}})
    yield "an expression", output("[concat(" + "'a'," * 200_000 + "'a')]")
    yield "numbers", output([1] * 2_000_000)
    yield "texts", output(["a"] * 1_000_000)
    yield "objects", output([{}] * 1_000_000)
    yield "expressions", output(["[null()]"] * 400_000)
    yield "distinct expressions", output([f"[add({at}, 1)]" for at in range(250_000)])
    yield "broken expressions", output(["[nothing()]"] * 400_000)
    yield "distinct broken expressions", output([f"[nothing{at}()]" for at in range(200_000)])
    yield "broken expressions in a loop", of(made(copy=COPY, properties=["[nothing()]"] * 1_000))
    yield (
        "broken expressions that may not be needed",
        output([f"[if(reference('x'), no{at}(), 1)]" for at in range(9_999)]),
    )


def repetition() -> Iterator[Case]:
    yield "contains", again("contains(variables('a'), lambdaVariables('i'))", "[range(0, 10000)]")
    yield "indexOf", again("indexOf(variables('a'), 'aaaaab')", "[padLeft('', 1000000, 'a')]")
    yield "guid", again("guid(variables('a'))", "[padLeft('', 4000000, 'a')]")
    yield "uniqueString", again("uniqueString(variables('a'))", "[padLeft('', 1000000, 'a')]")
    yield "json", again("json(variables('a'))", "[string(range(0, 10000))]")
    yield "toUpper", again("toUpper(variables('a'))", "[padLeft('', 1000000, 'ß')]")
    yield "less", again("less(variables('a'), concat(variables('a'), 'a'))", "[padLeft('', 131000, 'ä')]")
    yield (
        "union",
        output(
            "[reduce(range(0, 9999), createObject(), lambda('o', 'i', "
            "union(lambdaVariables('o'), createObject(string(lambdaVariables('i')), 1))))]"
        ),
    )


KINDS = {each.__name__: each for each in (depth, loops, growth, size, repetition)}


def main(kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for name, template in KINDS[kind]():
        print(name, flush=True)
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)  # whose signal ends the process
        written(expand(template).outputs)
        signal.setitimer(signal.ITIMER_PROF, 0)
    print("END", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
