"""The entity of CONTRIBUTING.md, "Add an entity": one model and one declaration, and nothing else."""

from __future__ import annotations

from django.db import models
from django.urls import path

from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.api import entity_router
from outrider.engine.entities.declaration import Entity, Field, Section, entities
from outrider.engine.entities.http import OutriderAPI, StrictParser
from outrider.engine.entities.models import Record
from outrider.kernel.text import T


class Freezer(Record):
    """A freezer that we lend to a shop."""

    serial = models.CharField(max_length=40)
    litres = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        app_label = "example"


FREEZER = Entity(
    key="freezer",
    path="freezers",
    model=Freezer,
    label=T("冰柜", "Freezer"),
    plural=T("冰柜", "Freezers"),
    title="serial",
    fields=(
        Field("serial", "text", T("编号", "Serial number"), required=True, max_length=40),
        Field("litres", "integer", T("容积", "Litres"), minimum=0, maximum=2_000, default=0),
        Field("owner", "reference", T("负责人", "Owner"), reference="person"),
        Field("department", "reference", T("部门", "Department"), reference="department"),
    ),
    columns=("serial", "litres", "owner"),
    filters=("litres", "owner"),
    sorts=("serial", "litres"),
    default_sort="serial",
    sections=(Section(T("基本", "Basics"), ("serial", "litres", "owner", "department")),),
    search={"name": "serial"},
    scope=Scope(owner="owner", department="department"),
    policy=Policy(
        read={"rep": OWN, "manager": SUBTREE, "admin": ALL},
        create={"manager": SUBTREE, "admin": ALL},
        update={"manager": SUBTREE, "admin": ALL},
        delete={"admin": ALL},
    ),
)


def addresses() -> list[object]:
    """The addresses of the example alone; the engine's own serve the rest."""
    if FREEZER.key not in entities:
        entities.add(FREEZER.key, FREEZER)
    api = OutriderAPI(title="Example", parser=StrictParser(), docs_url=None, urls_namespace="example")
    api.add_router("/freezers", entity_router(FREEZER))
    return [path("api/", api.urls)]
