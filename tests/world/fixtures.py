"""The cast as fixtures, loaded by the test plugin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from outrider.engine.identity.queries import forget_company
from outrider.engine.sync.tests.phone import Phone, person
from outrider.kernel import clock
from tests.world import kept
from tests.world.cast import World, build


@pytest.fixture(autouse=True)
def _fresh_context() -> Iterator[None]:
    """No test inherits the company or the clock that another read."""
    forget_company()
    clock.set_offset(0)
    yield
    forget_company()
    clock.set_offset(0)


@pytest.fixture
def world(db: None) -> World:
    """One company, a director, two managers, three reps, back office, an administrator, an outsider."""
    return kept.world()


@pytest.fixture
def phone(db: None) -> Phone:
    """Wang's phone, in a company without anybody else."""
    return Phone(person("王磊"))


@pytest.fixture
def live_world(transactional_db: None) -> World:
    """The same with real commits, for threads and browsers."""
    return build()
