"""HashiCorp's configuration language as we write it."""

import json

from generator.rendering.hcl import Block, Reference, block, json_text, native_text

DOCUMENT = [
    block("variable", "size", type=Reference("string", is_type=True), description='Say "${how}"\nbig', default=None),
    block(
        "source",
        "azure-arm",
        "web",
        vm_size=Reference("var.size"),
        count=2,
        enabled=True,
        tags={"app": "web", "cost center": "%{7}"},
        inner=(block("target_region", name="westeurope"), block("target_region", name="northeurope")),
    ),
    Block("build", (), (("sources", ["one", "two"]), block("provisioner", "shell", inline=["true"]))),
]
NATIVE = r"""# Made
#
# by hand

variable "size" {
  type        = string
  description = "Say \"$${how}\"\nbig"
}

source "azure-arm" "web" {
  vm_size = var.size
  count   = 2
  enabled = true
  tags = {
    app           = "web"
    "cost center" = "%%{7}"
  }

  target_region {
    name = "westeurope"
  }

  target_region {
    name = "northeurope"
  }
}

build {
  sources = [
    "one",
    "two",
  ]

  provisioner "shell" {
    inline = ["true"]
  }
}
"""


def test_native_syntax_is_laid_out_as_packer_fmt_does() -> None:
    assert native_text(DOCUMENT, "Made\n\nby hand") == NATIVE


def test_json_syntax_says_the_same() -> None:
    region = {"target_region": [{"name": "westeurope"}, {"name": "northeurope"}]}
    values = {"vm_size": "${var.size}", "count": 2, "enabled": True, "tags": {"app": "web", "cost center": "%%{7}"}}

    assert json.loads(json_text(DOCUMENT)) == {
        "variable": [{"size": {"type": "string", "description": 'Say "$${how}"\nbig'}}],
        "source": [{"azure-arm": {"web": values | region}}],
        "build": [{"sources": ["one", "two"], "provisioner": [{"shell": {"inline": ["true"]}}]}],
    }


def test_a_block_without_members() -> None:
    assert native_text([Block("build", (), (block("provisioner", "windows-update"),))]) == (
        'build {\n  provisioner "windows-update" {}\n}\n'
    )


def test_letters_that_no_file_shows_are_written_as_numbers() -> None:
    assert native_text([block("x", y="\x07\u2028\U000e0001")]) == 'x {\n  y = "\\u0007\\u2028\\U000e0001"\n}\n'


def test_keys_that_hcl_takes_for_words_of_its_own_are_quoted() -> None:
    assert native_text([block("x", tags={"for": "a", "null": "b"})]) == (
        'x {\n  tags = {\n    "for"  = "a"\n    "null" = "b"\n  }\n}\n'
    )
