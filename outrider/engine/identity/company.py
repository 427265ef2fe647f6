"""What a company may decide about its product: typed settings, and which modules it wants to see.

A capability declares its settings and its module here; an administrator changes them at run time. Promises
that a value in the database has the type its declaration says, and that every change is in the journal. A
module that is switched off is gone from metadata, menus, tabs, addresses (403 ``module_off``), search and
phones; its data stays and is there again when it is switched on, and what a phone did before it heard of it
is still taken (see ``entities.aside``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field as Limits
from pydantic import StringConstraints, TypeAdapter, ValidationError

from outrider.engine.access.actor import Actor
from outrider.engine.entities.aside import MODULE_OFF, hidden, hideable
from outrider.engine.entities.declaration import Field, Options
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.http import actor_of
from outrider.engine.entities.meta import parts
from outrider.engine.entities.schemas import problem_from
from outrider.engine.entities.verbs import Input, Line, Write, verb
from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import company, forget_company, names_of
from outrider.engine.identity.queries import (
    company_settings as company_settings,  # capabilities declare theirs here
)
from outrider.engine.journal import queries as journal
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, Text

# The company is no record: its row in the journal stands under this id.
JOURNALLED_AS = UUID(int=1)
NO_SETTING = T("没有这项设置", "There is no such setting")
NO_PROVIDER, NONE = "off", T("不用", "None")
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


modules: Registry[Module] = Registry("modules", "what a company may switch off")
# Settings that phones know as well, offline too: a screen there must not judge by a figure of its own.
phone_settings: Registry[Field] = Registry("phone_settings", "which settings travel to phones")

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


@verb(
    "company.change",
    input=CompanyChanges,
    label=T("修改企业设置", "Change the company's settings"),
    roles={"admin"},
)
def change_company(write: Write, changes: CompanyChanges) -> dict[str, Any]:
    """Change name, settings and modules, and journal each that really changed. 404 before there is a company."""
    settings = checked(changes.settings)
    for key in changes.modules:
        if key not in modules:
            raise invalid(f"modules.{key[:60]}", "unknown_key", NO_MODULE)
    own = Company.objects.select_for_update().filter(pk=1).first()
    if own is None:
        raise Problem(404, "not_found", NOT_FOUNDED)
    before = _as_journalled(own)
    own.name = changes.name or own.name
    own.settings = {**own.settings, **settings}
    own.settings["modules"] = {**own.settings.get("modules", {}), **changes.modules}
    after = _as_journalled(own)
    if difference := {name: [before[name], value] for name, value in after.items() if before[name] != value}:
        own.save(update_fields=["name", "settings"])
        write.note("company", JOURNALLED_AS, difference)
        # What runs in this transaction from here on must not read what was.
        forget_company()
    return difference


def _as_journalled(own: Company) -> dict[str, Any]:
    """Everything that an administrator may change, by the names that its history shows; what is not stored is its
    default."""
    chosen = own.settings.get("modules", {})
    return {
        "name": own.name,
        **{f"modules.{key}": bool(chosen.get(key, True)) for key in modules.keys()},  # noqa: SIM118
        **{f"settings.{key}": value_of(own, key) for key in company_settings.keys()},  # noqa: SIM118
    }


def value_of(own: Company, key: str) -> Any:
    """What holds for a setting: what was stored, else its declared default."""
    return own.settings.get(key, company_settings.get(key).default)


def for_phones() -> dict[str, Any]:
    """The settings that a phone's screens go by."""
    return {key: value_of(company(), key) for key in phone_settings.keys()}  # noqa: SIM118  # a registry


def add_provider(key: str, label: Text, help: Text, providers: Registry[Any]) -> None:
    """Declare the setting that chooses among registered providers; without any there is nothing to choose."""
    options = Options(lambda: [(NO_PROVIDER, NONE), *map(_as_option, providers.keys())])
    company_settings.add(
        key, Field(key, "choice", label, required=True, options=options, default=NO_PROVIDER, help=help)
    )


def _as_option(name: str) -> tuple[str, Text]:
    return name, Text(name, name)


def history() -> list[dict[str, Any]]:
    """Who changed which of it when, newest first, in the form of a record's history."""
    entries = journal.of_record("company", JOURNALLED_AS)
    names = names_of(entry.actor_id for entry in entries)
    return [
        {
            "at": moment(entry.at),
            "actor": {"id": str(entry.actor_id), "name": names.get(entry.actor_id, "")}
            if entry.actor_id
            else None,
            "source": entry.source,
            "verb": entry.verb,
            "changes": entry.changes,
        }
        for entry in entries
    ]


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
            _setting(key, company_settings.get(key), value_of(own, key), language)
            for key in company_settings.keys()  # noqa: SIM118  # likewise
            if len(company_settings.get(key).options) != 1
        ],
    }


def _setting(key: str, field: Field, value: Any, language: str) -> dict[str, Any]:
    kind = field_types.get(field.type)
    return {
        "key": key,
        "label": field.label.say(language),
        "help": field.help.say(language) if field.help else "",
        "type": field.type,
        "value": value,
        "required": field.required,
        **kind.meta(field, language),
    }
