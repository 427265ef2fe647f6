"""Every capability has its page, every page is linked, and every verb and link in it exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

from outrider.daily_reports.queries import facts_of
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.verbs import verbs
from outrider.engine.identity.queries import company_today
from outrider.insight import rules
from outrider.insight.queries import results_of
from outrider.project.places import PROJECT
from outrider.visits.queries import day_of
from tests.world.cast import World

DOCS = PROJECT / "docs"
# The demo's company has a page of another shape: docs/demo.md.
NO_PAGE = {"simulator"}
BESIDE = {
    "demo",
    "founding",
    "sync",
    "import",
    "privacy",
    "operating",
    "figures",
    "dependencies",
    "README",
    "performance",
    "trust",
}
LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
KINDS = "|".join(sorted({verb.key.partition(".")[0] for verb in verbs}))
VERB = re.compile(rf"`((?:{KINDS})\.[a-z_]+)`")


def capabilities() -> set[str]:
    names = (config.name.split(".") for config in apps.get_app_configs())
    return {parts[1] for parts in names if parts[0] == "outrider" and len(parts) == 2} - NO_PAGE


def test_every_capability_has_its_page_and_every_page_its_subject() -> None:
    assert {page.stem for page in DOCS.glob("*.md")} == capabilities() | BESIDE


@pytest.mark.parametrize("name", sorted(capabilities()))
def test_a_page_says_what_it_is_for_its_words_verbs_settings_and_limits(name: str) -> None:
    page = (DOCS / f"{name}.md").read_text("utf-8")
    for part in (
        "**What it is for.**",
        "## Words",
        "## How it is used",
        "## Verbs",
        "## Settings",
        "## Limits",
    ):
        assert part in page, part


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.stem)
def test_links_and_verbs_in_a_page_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for link in LINK.findall(text):
        assert (page.parent / link).is_file(), link
    for key in VERB.findall(text):
        assert key in verbs, key


def test_every_page_is_linked_from_the_list_and_the_list_from_both_readmes() -> None:
    listed = set(LINK.findall((DOCS / "README.md").read_text("utf-8")))
    assert listed == {page.name for page in DOCS.glob("*.md")} - {"README.md"}
    for name in ("README.md", "README.zh-CN.md"):
        assert "](docs/" in (PROJECT / name).read_text("utf-8"), name


# Parts of an answer that are no figures: who, where, and what was done last.
NO_FIGURE = {"person", "at_customer", "last_act", "day_off"}


def figures_shown(world: World) -> set[str]:
    """Every key under which a screen is answered a figure, read off the answers themselves."""
    actor = world.as_(world.manager_east)
    day = day_of(actor, "zh-Hans")
    facts = facts_of([world.rep_wang.pk], company_today())[world.rep_wang.pk]
    shown = {*day["figures"], *day["figures"]["orders"], *facts, *results_of(actor)["total"], *rules.KINDS}
    columns = entities.get("customer").by_name
    shown |= {name for name, field in columns.items() if field.attribute.startswith("insight__")}
    return (shown | {"worked_s"} | set(day["people"][0])) - NO_FIGURE - {"count", "reasons"}


@pytest.mark.django_db
def test_every_figure_that_is_shown_has_its_paragraph(world: World) -> None:
    named = set(re.findall(r"`([a-z_]+)`", (DOCS / "figures.md").read_text("utf-8")))
    assert figures_shown(world) - named == set()
    assert named - figures_shown(world) == set()
