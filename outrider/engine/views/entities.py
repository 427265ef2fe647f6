"""What people must know of saved views: everybody keeps his own, nobody sees another's."""

from __future__ import annotations

from typing import Any

from outrider.engine.access.actor import ROLES
from outrider.engine.access.policy import OWN, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.engine.entities.write import Write
from outrider.engine.views.models import SavedView
from outrider.kernel.errors import invalid
from outrider.kernel.text import T

MOST_COLUMNS = 60
BAD_COLUMNS = T("列应为字段名的列表,最多 {most} 个", "Columns must be a list of at most {most} field names")
MINE = dict.fromkeys(ROLES, OWN)


def _check(write: Write, view: SavedView) -> None:
    """Columns are names. Unknown ones, and a list that is no more, are left to the screen: they come and go."""
    columns: Any = view.columns
    named = isinstance(columns, list | tuple) and all(
        isinstance(one, str) and len(one) <= 60 for one in columns
    )
    if not named or len(columns) > MOST_COLUMNS:
        raise invalid("columns", "columns", BAD_COLUMNS, most=MOST_COLUMNS)


def _belongs(write: Write, view: SavedView) -> None:
    """Whoever saves it has it."""
    owner: Any = view.person_id  # a new one has none yet, which the stubs do not know
    if owner is None:
        view.person_id = write.actor.id


SAVED_VIEW = register(
    Entity(
        key="saved_view",
        path="saved-views",
        model=SavedView,
        label=T("视图", "View"),
        plural=T("保存的视图", "Saved views"),
        icon="list-filter",
        title="name",
        fields=(
            Field("person", "reference", T("所有者", "Owner"), reference="person", read_only=True),
            Field("entity", "text", T("列表", "List"), required=True, max_length=40),
            Field("name", "text", T("名称", "Name"), required=True, max_length=40),
            Field("query", "text", T("筛选与排序", "Filters and order"), max_length=2000),
            Field("columns", "json", T("列", "Columns"), default=()),
        ),
        columns=("name", "entity"),
        filters=("entity",),
        sorts=("name",),
        default_sort="name",
        sections=(Section(T("视图", "View"), ("entity", "name", "query", "columns")),),
        scope=Scope(owner="person"),
        policy=Policy(read=MINE, create=MINE, update=MINE, delete=MINE),
        bin=False,
        before_save=_belongs,
        validate=_check,
    )
)
