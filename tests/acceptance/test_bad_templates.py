"""Template folders of other people: what is wrong in them is shown with file and line, and nothing in them runs."""

import os
from pathlib import Path

import pytest
from commands import GOOD

import generator

TEMPLATE = "Microsoft.Network/publicIPAddresses"


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """A folder laid over the templates, with room for one resource that the blueprint makes."""
    (tmp_path / "b.yaml").write_text(
        GOOD + "network: {loadBalancer: {rules: [{frontendPort: 80}]}}\n", encoding="utf-8"
    )
    folder = tmp_path / "overlay"
    (folder / TEMPLATE).parent.mkdir(parents=True)
    return folder


def problem(overlay: Path, body: str | bytes) -> generator.Diagnostic:
    """The one thing that is wrong when that is the template."""
    file = overlay / f"{TEMPLATE}.json.j2"
    file.write_bytes(body.encode() if isinstance(body, str) else body)
    with pytest.raises(generator.DiagnosticError) as refused:
        generator.render(generator.load(overlay.parent / "b.yaml", templates=overlay))
    (found,) = refused.value.diagnostics
    return found


def named(name: str) -> str:
    """A resource with its name, as text of JSON, on the third line."""
    return f'{{\n  "type": "Microsoft.Network/publicIPAddresses",\n  "name": {name}\n}}\n'


def place(found: generator.Diagnostic) -> tuple[str, int | None]:
    assert found.location is not None
    return Path(found.location.file).name, found.location.line


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("template/not-json", "{{ names.publicIPAddress }}x"),
        ("template/not-json", '"a" "b"'),
        ("template/undefined-name", '"{{ nmaes.publicIPAddress }}"'),
        ("template/undefined-name", '"{{ scaleSet.sku.tire }}"'),
        ("template/undefined-name", '"{{ network.loadBalancer.x.y }}"'),
        ("template/syntax", '"{{ name | }}"'),
        ("template/syntax", '"{{ name"'),
        ("template/syntax", '"{% if name %}"'),
        ("template/syntax", '"{% no_such_tag %}"'),
        ("template/syntax", '"{{ name | no_such_filter }}"'),
        ("template/syntax", '"{{ name is no_such_test }}"'),
        ("template/failed", '"{{ 1 / 0 }}"'),
        ("template/failed", '"{{ 1 + name }}"'),
    ],
)
def test_a_mistake_is_shown_with_file_and_line(overlay: Path, code: str, name: str) -> None:
    found = problem(overlay, named(name))
    assert found.code == code
    assert place(found) == ("publicIPAddresses.json.j2", 3)


@pytest.mark.parametrize("body", ["[1, 2", "", "{", "// a comment\n{}"])
def test_what_is_no_json_at_all(overlay: Path, body: str) -> None:
    found = problem(overlay, body)
    assert found.code == "template/not-json"
    assert place(found) == ("publicIPAddresses.json.j2", 1)


@pytest.mark.parametrize("body", ['"text"', "[]", "17", "{}", '{"type": "a/b"}', '{"name": "a"}'])
def test_what_is_no_resource(overlay: Path, body: str) -> None:
    assert problem(overlay, body).code.startswith("template/")


def test_bytes_that_are_no_text(overlay: Path) -> None:
    found = problem(overlay, b'{"name": "caf\xe9"}')
    assert found.code.startswith("template/")
    assert place(found)[0] == "publicIPAddresses.json.j2"


def test_an_object_within_a_text(overlay: Path) -> None:
    assert problem(overlay, named('"ip-{{ scaleSet.sku }}"')).code == "template/bad-hole"


@pytest.mark.parametrize(
    "name",
    [
        "{{ name | part('no-such-part') }}",
        "{{ name | part('../../../etc/passwd') }}",
        "{{ name | part('/etc/passwd') }}",
    ],
)
def test_a_part_that_is_not_there(overlay: Path, name: str) -> None:
    assert problem(overlay, named(f'"{name}"')).code == "template/not-found"


def test_a_missing_part_is_shown_where_it_is_used(overlay: Path) -> None:
    assert place(problem(overlay, named("\"{{ name | part('no-such-part') }}\""))) == ("publicIPAddresses.json.j2", 3)


@pytest.mark.parametrize("name", ["{{ name | part('publicIPAddresses') }}", "{{ [1, 2] | each('publicIPAddresses') }}"])
def test_a_part_that_uses_itself(overlay: Path, name: str) -> None:
    assert problem(overlay, named(f'"{name}"')).code == "template/too-deep"


@pytest.mark.parametrize("statement", ["include", "extends", "import"])
def test_a_template_that_includes_itself(overlay: Path, statement: str) -> None:
    as_name = " as x" if statement == "import" else ""
    found = problem(overlay, f"{{% {statement} '{TEMPLATE}.json.j2'{as_name} %}}")
    assert found.code.startswith("template/")


# Nothing runs, and no file is read


@pytest.mark.parametrize(
    "hole",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ ''['__cla' ~ 'ss__'] }}",
        "{{ name.__init__.__globals__ }}",
        "{{ names['__class__'] }}",
        "{{ names.keys() }}",
        "{{ ''.format }}",
        "{{ '{0.__class__}'['format'](1) }}",
        "{{ name | attr('__class__') }}",
        "{{ [1] | map(attribute='__class__') | list }}",
        "{{ self.__init__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum.__globals__['os'].popen('id') }}",
        "{{ range(3) }}",
        "{{ open('/etc/passwd') }}",
        "{{ config }}",
        "{% set x = namespace() %}",
        "{% import 'os' as os %}",
        "{% include '/etc/passwd' %}",
        "{% include '../../../../etc/passwd' %}",
        "{% extends '/etc/passwd' %}",
        "{% import '/etc/passwd' as x %}",
        "{% from '/etc/passwd' import x %}",
    ],
)
def test_what_reaches_beyond_the_blueprint_is_refused(overlay: Path, hole: str) -> None:
    found = problem(overlay, named(f'"{hole}"'))
    assert found.code.startswith("template/")
    assert "root:" not in str(found)


@pytest.mark.skipif(os.name != "posix", reason="making a symbolic link needs a privilege elsewhere")
@pytest.mark.parametrize("use", ["{% include 'linked.json.j2' %}", "{{ name | part('/linked') }}"])
def test_a_symbolic_link_out_of_the_folder_is_not_followed(overlay: Path, use: str) -> None:
    secret = overlay.parent / "secret.json"
    secret.write_text('{"password": "Correct-Horse-7"}', encoding="utf-8")
    (overlay / "linked.json.j2").symlink_to(secret)
    found = problem(overlay, named(f'"{use}"'))
    assert found.code == "template/not-found"
    assert "Correct-Horse-7" not in str(found)


@pytest.mark.skipif(os.name != "posix", reason="making a symbolic link needs a privilege elsewhere")
def test_the_schema_of_a_kind_is_not_read_through_a_link_out_of_the_folder(overlay: Path) -> None:
    secret = overlay.parent / "secret.json"
    secret.write_text("Correct-Horse-7", encoding="utf-8")
    (overlay / "extensions").mkdir()
    (overlay / "extensions/stolen.schema.json").symlink_to(secret)
    with pytest.raises(generator.DiagnosticError) as refused:
        generator.load(overlay.parent / "b.yaml", templates=overlay)
    assert "Correct-Horse-7" not in str(refused.value)


@pytest.mark.parametrize("hole", ["{{ 'x' * 10 ** 10 }}", "{{ 10 ** (10 ** 9) }}", "{{ '%9999999999d' % 1 }}"])
def test_a_hole_cannot_exhaust_the_machine(overlay: Path, hole: str) -> None:
    assert problem(overlay, named(f'"{hole}"')).code.startswith("template/")


# Folders


def test_two_folders_of_the_same_relative_name_are_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    for project in ("one", "two"):
        folder = tmp_path / project / "templates/Microsoft.Network"
        folder.mkdir(parents=True)
        resource = f'{{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "{project}"}}'
        (folder / "virtualNetworks.json.j2").write_text(resource, encoding="utf-8")
        (tmp_path / project / "b.yaml").write_text(GOOD, encoding="utf-8")
        monkeypatch.chdir(tmp_path / project)
        content = generator.render(generator.load("b.yaml", templates="templates")).content
        names.append(next(each["name"] for each in content["resources"] if each["type"].endswith("virtualNetworks")))
    assert names == ["one", "two"]


@pytest.mark.parametrize("part", ["", "[]", "{}", '{"properties": 1}', "\xff"])
def test_a_kind_whose_schema_is_none(overlay: Path, part: str) -> None:
    (overlay / "extensions").mkdir()
    (overlay / "extensions/backup.schema.json").write_text(part, encoding="latin-1")
    with pytest.raises(generator.DiagnosticError) as refused:
        generator.load(overlay.parent / "b.yaml", templates=overlay)
    assert [each.code for each in refused.value.diagnostics] == ["template/kind-schema"]


@pytest.mark.parametrize(
    "part",
    [
        '{"properties": {"a": 1}}',
        '{"properties": {"a": {"type": "nonsense"}}}',
        '{"properties": {"a": {"$ref": "#/$defs/x"}}}',
    ],
)
def test_a_kind_whose_schema_is_no_schema(overlay: Path, part: str) -> None:
    (overlay / "extensions").mkdir()
    (overlay / "extensions/backup.schema.json").write_text(part, encoding="utf-8")
    (overlay.parent / "b.yaml").write_text(GOOD + "extensions: [{kind: backup, a: 1}]\n", encoding="utf-8")
    with pytest.raises(generator.DiagnosticError) as refused:
        generator.load(overlay.parent / "b.yaml", templates=overlay)
    assert [each.code for each in refused.value.diagnostics] == ["template/kind-schema"]
