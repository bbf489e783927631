"""Jinja, in its sandbox, as the engine of templates that are JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
    pass_eval_context,
)
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment

from generator.blueprint.source import Source
from generator.diagnostics import Diagnostic, DiagnosticError, Location, did_you_mean, show_path
from generator.rendering.holes import HoleError, fill, marker
from generator.rendering.loader import SUFFIX, template_loader
from generator.rendering.values import Expression, Rendered, View, as_text, plain

Filter = Callable[[Any], Any]

_DEEPEST = 20
"""Parts within parts; ours go 4 deep, a part that includes itself has no end."""
_LARGEST = 2**63
_RENDERING_FILTERS = (
    "custom_data",
    "user_data",
    "script",
    "identities",
    "public",
    "protected",
    "extensions",
    "artifacts_token",
    "certificate",
)
"""Filters that each rendering brings, as they need its blueprint."""


class TemplateEnvironment(SandboxedEnvironment):
    """What a template can see: members of blueprint views and of plain objects, and never an attribute of Python."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, _context: Context, operator: str, left: Any, right: Any) -> Any:
        """Products of numbers alone: a text times a number, or a power, could take all memory there is."""
        if operator == "*" and all(isinstance(each, int | float) and abs(each) < _LARGEST for each in (left, right)):
            return left * right
        raise SecurityError(f"{operator} is not for templates")

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The member of a view or of an object; undefined where there is no such name."""
        if isinstance(obj, View):
            found = obj.child(attribute)
            if found is not None:
                return found
            known = obj.schema.properties(obj.node) or ()
            return self.undefined(
                _unknown(f"{show_path(obj.path) or 'the blueprint'} has no {attribute}", attribute, known)
            )
        if isinstance(obj, Mapping):
            if attribute in obj:
                return obj[attribute]
            return self.undefined(_unknown(f"there is no {attribute} here", attribute, obj))
        return self.undefined(f"there is no {attribute} in a plain value")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As getattr, for `object['name']`."""
        if isinstance(obj, View | Mapping) and isinstance(argument, str):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)


def _unknown(message: str, name: str, known: Iterable[str]) -> str:
    hint = did_you_mean(name, known)
    return f"{message}; {hint}" if hint else message


def new_environment() -> TemplateEnvironment:
    """The environment in which templates are compiled, ahead of time or when they are used."""
    environment = TemplateEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
    environment.finalize = _hole
    environment.filters = {"part": _part, "each": _each, "default": _default, "text": _text}
    environment.filters |= {name: _rendering_filter(name) for name in _RENDERING_FILTERS}
    environment.globals = {}
    return environment


@lru_cache(maxsize=8)
def _environment(overlay: FilePath | None) -> TemplateEnvironment:
    environment = new_environment()
    environment.loader = template_loader(overlay)
    return environment


class Engine:
    """Renders the templates for one blueprint; `filters` are those that need it, by name."""

    def __init__(self, overlay: FilePath | None) -> None:
        self.filters: dict[str, Filter] = {}
        self.holes: list[list[Any]] = []
        self._environment = _environment(overlay)

    def render(self, name: str, context: Mapping[str, Any]) -> Rendered:
        """The document that the template makes of the context.

        Raises DiagnosticError with the template's file and line where the template is at fault.
        """
        file = name + SUFFIX
        outermost = not self.holes
        try:
            self._check_depth()
            template = self._environment.get_template(file)
        except (TemplateNotFound, _TooDeepError) as error:
            if outermost:
                raise _fault("template/not-found", f"there is no template {error}", file, 1) from None
            raise  # to the template that uses the part
        except TemplateSyntaxError as error:
            raise _fault(
                "template/syntax", error.message or "not valid", error.filename or file, error.lineno
            ) from None
        except ValueError:
            raise _fault("template/not-text", f"{file} is not UTF-8 text", file, 1, "save it as UTF-8") from None
        return self._filled(template, context, template.filename or file)

    def _check_depth(self) -> None:
        if len(self.holes) >= _DEEPEST:
            raise _TooDeepError(f"more than {_DEEPEST} parts within one another")

    def _filled(self, template: Template, context: Mapping[str, Any], file: str) -> Rendered:
        token = _engine.set(self)
        self.holes.append([])
        try:
            return fill(_text_of(template, context), self.holes[-1])
        except json.JSONDecodeError as error:
            message = f"a template is JSON with its holes in quotes, and this is not: {error.msg}"
            raise _fault("template/not-json", message, file, error.lineno, hint='write a hole as "{{ … }}"') from None
        except HoleError as error:
            raise _fault("template/bad-hole", str(error), file, 1) from None
        except TemplateNotFound as error:
            raise _fault("template/not-found", f"there is no template {error.name}", *_place(error, file)) from None
        except _TooDeepError as error:
            raise _fault("template/too-deep", str(error), *_place(error, file)) from None
        except UndefinedError as error:
            raise _fault("template/undefined-name", str(error.message), *_place(error, file)) from None
        except SecurityError as error:
            raise _fault("template/forbidden", str(error), *_place(error, file)) from None
        except _FAILURES as error:
            raise _fault("template/failed", f"{type(error).__name__}: {error}", *_place(error, file)) from None
        finally:
            self.holes.pop()
            _engine.reset(token)


def _text_of(template: Template, context: Mapping[str, Any]) -> str:
    """As Template.render, without a copy of the context for each part."""
    shared = template.new_context(dict(context) if not isinstance(context, dict) else context, shared=True)
    try:
        return "".join(template.root_render_func(shared))
    except Exception:
        template.environment.handle_exception()


class _TooDeepError(Exception):
    """Parts within parts without end."""


_engine: ContextVar[Engine] = ContextVar("engine")
_FAILURES = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    OSError,
    RecursionError,
)


@pass_eval_context  # or Jinja would call it once for a constant, when it compiles the template
def _hole(_context: EvalContext, value: Any) -> str:
    """Jinja's finalize: keep the value, and leave a marker where it goes."""
    if isinstance(value, Undefined):
        str(value)  # StrictUndefined raises, with the template's line
    values = _engine.get().holes[-1]
    values.append(value)
    return marker(len(values) - 1)


@pass_context
def _part(context: Context, value: Any, part: str) -> Rendered | None:
    """The part rendered with the value as `item`; nothing where the value is not given."""
    if not value:
        return None
    return _engine.get().render(_beside(context, part), {**context.get_all(), "item": value})


@pass_context
def _each(context: Context, values: Iterable[Any] | None, part: str) -> list[Rendered]:
    """The part rendered once for each value, as `item` with its `index`."""
    engine, name, names = _engine.get(), _beside(context, part), context.get_all()
    return [engine.render(name, {**names, "item": item, "index": index}) for index, item in enumerate(values or ())]


def _rendering_filter(name: str) -> Filter:
    def apply(value: Any) -> Any:
        return _engine.get().filters[name](value)

    return apply


def _default(value: Any, fallback: Any) -> Any:
    """The value, or the fallback where it is absent."""
    return fallback if plain(value) is None else value


def _text(value: Any) -> Any:
    """A number, or true and false, as text, where ARM wants text: port ranges, numbers of instances, settings."""
    match plain(value):
        case Expression(code=code):
            return Expression(f"string({code})")
        case int() as number:
            return Rendered(as_text(number), {(): value.path} if isinstance(value, View) else {})
    return value


def _beside(context: Context, part: str) -> str:
    """A part is named from the folder of the template that uses it; `/` starts at the top."""
    folder = (context.name or "").rpartition("/")[0]
    return part.removeprefix("/") if part.startswith("/") or not folder else f"{folder}/{part}"


def _place(error: BaseException, file: str) -> tuple[str, int]:
    """File and line of the innermost template in the traceback, which Jinja rewrites to the templates' lines."""
    line = 1
    traceback = error.__traceback__
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        if filename.endswith(SUFFIX):
            file, line = filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return file, line


def _fault(code: str, message: str, file: str, line: int, hint: str | None = None) -> DiagnosticError:
    path = FilePath(file)
    location = Location(file=file, line=line, column=1)
    if path.is_file():
        source = Source(file, path.read_text(encoding="utf-8", errors="replace"))
        indent = len(source.lines[line - 1]) - len(source.lines[line - 1].lstrip()) if line <= len(source.lines) else 0
        location = source.location(line, indent + 1)
    return DiagnosticError(Diagnostic(code=code, message=" ".join(message.split()), location=location, hint=hint))
