"""Templates of a folder, rendered by Jinja in its sandbox."""

from pathlib import Path
from typing import Any

import pytest
from properties.examples import LINUX, laid_over, loaded

import generator
from generator.rendering.engine import Engine
from generator.rendering.values import Expression, View

Folder = Path


def write(folder: Path, name: str, text: str) -> None:
    file = folder / f"{name}.json.j2"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def render(folder: Path, text: str, **context: Any) -> Any:
    write(folder, "any", text)
    return Engine(folder).render("any", context).value


def refusal(folder: Path, text: str, **context: Any) -> generator.Diagnostic:
    with pytest.raises(generator.DiagnosticError) as error:
        render(folder, text, **context)
    (diagnostic,) = error.value.diagnostics
    return diagnostic


@pytest.fixture
def blueprint(tmp_path: Path) -> View:
    disks = {"scaleSet": {"dataDisks": [{"diskSizeGB": 32}, {"diskSizeGB": 64}]}}
    blueprint = loaded(tmp_path, laid_over(LINUX, disks))
    return View(blueprint.document, (), blueprint.schema.root, blueprint.schema)


def test_names_of_the_context(tmp_path: Path) -> None:
    assert render(tmp_path, '{"a": "{{ name }}", "b": "{{ outer.inner }}"}', name="web", outer={"inner": 1}) == {
        "a": "web",
        "b": 1,
    }


def test_constants_have_their_values_at_each_rendering(tmp_path: Path) -> None:
    text = """{"a": "{{ 5 }}", "b": "{{ 'five' }}", "c": "{{ true }}", "d": "{{ none }}"}"""

    assert [render(tmp_path, text) for _ in range(2)] == [{"a": 5, "b": "five", "c": True}] * 2


def test_members_of_an_absent_object_are_absent(tmp_path: Path, blueprint: View) -> None:
    text = '{"name": "{{ b.name }}", "identity": {"type": "{{ b.scaleSet.identity.type }}"}}'

    assert render(tmp_path, text, b=blueprint) == {"name": "web"}


def test_a_part_is_rendered_with_its_value_as_item(tmp_path: Path) -> None:
    write(tmp_path, "size", '{"gigabytes": "{{ item }}", "of": "{{ name }}"}')

    assert render(tmp_path, """{"part": "{{ 5 | part('size') }}"}""", name="web") == {
        "part": {"gigabytes": 5, "of": "web"}
    }


@pytest.mark.parametrize("nothing", [None, False, []])
def test_the_part_of_nothing_is_absent(tmp_path: Path, nothing: Any) -> None:
    write(tmp_path, "size", '{"gigabytes": 1}')

    assert render(tmp_path, """{"a": 1, "part": "{{ value | part('size') }}"}""", value=nothing) == {"a": 1}


def test_an_empty_object_has_its_part(tmp_path: Path, blueprint: View) -> None:
    write(tmp_path, "size", '{"gigabytes": 1}')

    assert render(tmp_path, """{"part": "{{ b.network.publicIPAddress | part('size') }}"}""", b=blueprint) == {
        "part": {"gigabytes": 1}
    }


def test_each_renders_a_part_for_each_item_with_its_index(tmp_path: Path, blueprint: View) -> None:
    write(tmp_path, "disk", '{"lun": "{{ index }}", "size": "{{ item.diskSizeGB }}"}')

    assert render(tmp_path, """["...{{ b.scaleSet.dataDisks | each('disk') }}"]""", b=blueprint) == [
        {"lun": 0, "size": 32},
        {"lun": 1, "size": 64},
    ]


def test_origins_lead_through_parts_to_the_blueprint(tmp_path: Path, blueprint: View) -> None:
    write(tmp_path, "disk", '{"size": "{{ item.diskSizeGB }}"}')
    write(tmp_path, "any", """{"disks": ["...{{ b.scaleSet.dataDisks | each('disk') }}"]}""")

    origins = Engine(tmp_path).render("any", {"b": blueprint}).origins

    assert origins["disks", 1, "size"] == ("scaleSet", "dataDisks", 1, "diskSizeGB")


def test_a_part_is_named_from_the_folder_of_its_user(tmp_path: Path) -> None:
    write(tmp_path, "Contoso/thing", """{"own": "{{ 1 | part('thing/part') }}", "top": "{{ 1 | part('/part') }}"}""")
    write(tmp_path, "Contoso/thing/part", '{"where": "below"}')
    write(tmp_path, "part", '{"where": "at the top"}')

    assert Engine(tmp_path).render("Contoso/thing", {}).value == {
        "own": {"where": "below"},
        "top": {"where": "at the top"},
    }


def test_default_stands_in_for_the_absent_alone(tmp_path: Path, blueprint: View) -> None:
    text = """{"a": "{{ b.scaleSet.zones | default('none') }}", "b": "{{ no | default(true) }}"}"""

    assert render(tmp_path, text, b=blueprint, no=False) == {"a": "none", "b": False}


@pytest.mark.parametrize(
    ("value", "text"),
    [(80, "80"), ("80-90", "80-90"), (Expression("parameters('port')"), "[string(parameters('port'))]")],
)
def test_text_of_a_number(tmp_path: Path, value: Any, text: str) -> None:
    assert render(tmp_path, '{"port": "{{ value | text }}"}', value=value) == {"port": text}


def test_a_folder_laid_over_replaces_a_template_and_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path, "outputs/backendAddressPoolId", '{"type": "string", "value": "ours"}')
    blueprint_file = loaded(tmp_path, laid_over(LINUX, {"network": {"loadBalancer": {}}})).file

    content = generator.render(generator.load(blueprint_file, templates=tmp_path)).content

    assert content["outputs"]["backendAddressPoolId"]["value"] == "ours"
    assert "publicIPAddress" in content["outputs"]


# What is wrong with a template


def test_a_name_that_is_not_known(tmp_path: Path) -> None:
    problem = refusal(tmp_path, '{\n  "a": 1,\n  "b": "{{ nmae }}"\n}', name="web")

    assert problem.code == "template/undefined-name"
    assert "nmae" in problem.message
    assert problem.location == generator.Location(
        file=str(tmp_path / "any.json.j2"), line=3, column=3, snippet='  "b": "{{ nmae }}"', caret=3
    )


def test_a_key_that_the_blueprint_schema_does_not_know(tmp_path: Path, blueprint: View) -> None:
    assert "capactiy" in refusal(tmp_path, '{"a": "{{ b.scaleSet.sku.capactiy }}"}', b=blueprint).message


def test_a_fault_within_a_part_is_told_of_the_part(tmp_path: Path) -> None:
    write(tmp_path, "inner", '{\n"a": "{{ nmae }}"}')

    problem = refusal(tmp_path, """{"part": "{{ 1 | part('inner') }}"}""")

    assert problem.location
    assert (Path(problem.location.file).name, problem.location.line) == ("inner.json.j2", 2)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{\n"a": "{{ name }"\n}', "template/syntax", 2),
        ('{\n"a": "{{ name | nosuch }}"\n}', "template/syntax", 2),
        ('{\n"a": 1,\n}', "template/not-json", 3),
        ('{"a": "b-{{ {} }}"}', "template/bad-hole", 1),
        ("""{"a": "{{ 1 | part('missing') }}"}""", "template/not-found", 1),
        ('{\n\n"a": "{{ 1 / 0 }}"}', "template/failed", 3),
        ("""{"a": "{{ 1 | part('any') }}"}""", "template/too-deep", 1),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    problem = refusal(tmp_path, text, name="web")

    assert problem.location
    assert (problem.code, problem.location.line) == (code, line)


@pytest.mark.parametrize(
    "code",
    [
        "name.__class__",
        "name['__class__']",
        "''.__class__.__mro__",
        "name.upper()",
        "b.schema",
        "b.value",
        "cycler()",
        "self.__init__",
        "namespace()",
        "'%s' | format(name)",
    ],
)
def test_a_template_sees_no_attribute_of_python(tmp_path: Path, blueprint: View, code: str) -> None:
    problem = refusal(tmp_path, f'{{"a": "{{{{ {code} }}}}"}}', name="web", b=blueprint)

    assert problem.code in {"template/undefined-name", "template/forbidden", "template/syntax"}


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "link"])
def test_a_template_reads_no_file_outside_of_its_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "templates"
    write(tmp_path, "secret", '{"secret": 1}')
    write(folder, "any", f"""{{"a": "{{{{ 1 | part('{name}') }}}}"}}""")
    (folder / "link.json.j2").symlink_to(tmp_path / "secret.json.j2")

    with pytest.raises(generator.DiagnosticError, match="template/not-found"):
        Engine(folder).render("any", {})
