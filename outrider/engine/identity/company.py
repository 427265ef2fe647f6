"""What a company may decide about its product: typed settings, and which modules it wants to see.

A capability declares its settings and its module here; an administrator changes them at run time. Promises
that a value in the database has the type its declaration says. A module that is switched off is gone from
metadata, menus, tabs, addresses (403 ``module_off``), search and phones; its data stays and is there again when it is
switched on, and what a phone did before it heard of it is still taken (see ``entities.aside``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field as Limits
from pydantic import StringConstraints, TypeAdapter, ValidationError

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require_role
from outrider.engine.entities.aside import MODULE_OFF, hidden, hideable
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.http import actor_of
from outrider.engine.entities.meta import parts
from outrider.engine.entities.schemas import problem_from
from outrider.engine.entities.transaction import write_transaction
from outrider.engine.entities.verbs import Input, Line
from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import company, forget_company
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, Text

NO_SETTING = T("没有这项设置", "There is no such setting")
NO_MODULE = T("没有这个模块", "There is no such module")
NOT_FOUNDED = T("还没有创建企业", "There is no company yet")


@dataclass(frozen=True)
class Module:
    """A part of the product that a company may leave aside; ``pains`` names what it is wanted for.

    ``words`` are the first words of its verbs that name none of its entities.
    """

    label: Text
    help: Text
    entities: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    pains: frozenset[str] = frozenset()


# A setting is a field: its type validates it, and the screens know how to edit it. Keys are ``area.name``.
company_settings: Registry[Field] = Registry("company_settings", "what an administrator may set")
modules: Registry[Module] = Registry("modules", "what a company may switch off")

PAINS: tuple[tuple[str, Text], ...] = (
    ("process", T("管过程", "The work in the field")),
    ("relations", T("管客户", "The customers")),
    ("all", T("都要", "Both")),
)


def module_states() -> dict[str, bool]:
    """Every module with whether it is on; what was never decided is on."""
    chosen = company().settings.get("modules", {})
    return {key: bool(chosen.get(key, True)) for key in modules.keys()}  # noqa: SIM118  # a registry


def modules_for(pain: str) -> dict[str, bool]:
    """What a company with this pain begins with."""
    return {
        key: pain == "all" or pain in modules.get(key).pains
        for key in modules.keys()  # noqa: SIM118  # a registry
    }


def has_module(key: str) -> bool:
    """Whether a module is on; what is no module is always on."""
    return module_states().get(key, True)


def of_module(key: str) -> Callable[[HttpRequest], Actor]:
    """Ninja's authentication for a module's own addresses: 403 ``module_off`` while it is off."""

    def present_for(request: HttpRequest) -> Actor:
        actor = actor_of(request)
        if not has_module(key):
            raise Problem(403, "module_off", MODULE_OFF)
        return actor

    return present_for


def _named(module: Module) -> tuple[str, ...]:
    return (*module.entities, *module.words)


def hidden_entities() -> frozenset[str]:
    """The entities and verbs of modules that are off."""
    return frozenset(
        name for key, on in module_states().items() if not on for name in _named(modules.get(key))
    )


def hideable_entities() -> frozenset[str]:
    """The entities and verbs of all modules."""
    return frozenset(name for module in modules for name in _named(module))


parts.add("modules", lambda actor, language: module_states())
hidden.add("modules", hidden_entities)
hideable.add("modules", hideable_entities)


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    field = company_settings.get(key)
    return TypeAdapter(field_types.get(field.type).annotation(field))


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they may be stored. 422 with the setting's name."""
    taken: dict[str, Any] = {}
    for key, value in given.items():
        if key not in company_settings:
            raise invalid(f"settings.{key[:60]}", "unknown_key", NO_SETTING)
        try:
            taken[key] = _adapter(key).validate_python(value)
        except ValidationError as error:
            problem = problem_from(error)
            first = problem.errors[0]
            raise invalid(f"settings.{key}", first.code, first.text, **first.params) from error
    return taken


class CompanyChanges(Input):
    """What an administrator may change of the company."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=120)] | None = None
    settings: Annotated[dict[str, Any], Limits(max_length=100)] = {}
    modules: Annotated[dict[str, bool], Limits(max_length=100)] = {}


def change_company(actor: Actor, changes: CompanyChanges) -> None:
    """Change name, settings and modules. 403 for all but administrators, 404 before there is a company."""
    require_role(actor, frozenset({"admin"}))
    settings = checked(changes.settings)
    for key in changes.modules:
        if key not in modules:
            raise invalid(f"modules.{key[:60]}", "unknown_key", NO_MODULE)
    with write_transaction():
        own = Company.objects.select_for_update().filter(pk=1).first()
        if own is None:
            raise Problem(404, "not_found", NOT_FOUNDED)
        own.name = changes.name or own.name
        own.settings = {**own.settings, **settings}
        own.settings["modules"] = {**own.settings.get("modules", {}), **changes.modules}
        own.save(update_fields=["name", "settings"])
    forget_company()


def describe(language: str) -> dict[str, Any]:
    """The company as its settings page shows it."""
    own = company()
    states = module_states()
    return {
        "name": own.name,
        "industry": own.settings.get("industry", ""),
        "pain": own.settings.get("pain", "all"),
        "modules": [
            {"key": key, "label": m.label.say(language), "help": m.help.say(language), "on": states[key]}
            for key, m in ((key, modules.get(key)) for key in modules.keys())  # noqa: SIM118  # a registry
        ],
        "settings": [
            _setting(key, company_settings.get(key), own.settings, language)
            for key in company_settings.keys()  # noqa: SIM118  # likewise
        ],
    }


def _setting(key: str, field: Field, stored: Mapping[str, Any], language: str) -> dict[str, Any]:
    kind = field_types.get(field.type)
    return {
        "key": key,
        "label": field.label.say(language),
        "help": field.help.say(language) if field.help else "",
        "type": field.type,
        "value": stored.get(key, field.default),
        "required": field.required,
        **kind.meta(field, language),
    }
