"""The test run's foundation: which database, where scratch files go, and the shared cast.

Loaded by `-p tests.plugin` (pyproject.toml) before Django's settings, so that it can choose them.
`pytest` runs on SQLite, `pytest --database postgres` on PostgreSQL, `pytest --database both` runs every test
that has to do with a database on each of them in ONE session, side by side, with one summary; a failure's first
line names its database. What touches no database runs once.

Promises: a run never touches the developer's own data; PostgreSQL is started by who needs it and stopped at his
end. OUTRIDER_TEST_POSTGRES_URL names a server to use instead. SQLite is a file in memory-backed storage, not
`:memory:`, so that threads and processes behave as they do in the product.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.postgres import Postgres

DATABASES = ("sqlite", "postgres")
# SQLite's workers make the demo's whole history; one of the others takes what touches no database at all.
TAKES_THE_REST = "postgres"
TOUCHING = {"db", "transactional_db", "django_db_setup", "database"}
CHOICE = "OUTRIDER_TEST_DATABASE"
# What starts the whole product waits for it more than it computes, so that it runs beside the rest.
WHOLE = "whole"
WHOLE_FOLDERS = {"journeys", "simulation"}
SHARE = "OUTRIDER_TEST_SHARE"
POSTGRES_URL = "OUTRIDER_TEST_POSTGRES_URL"
WORKER = "PYTEST_XDIST_WORKER"
CAST = "tests.world.fixtures"
PREFIX = "outrider-test-"
MEMORY = "/dev/shm"
ENOUGH_BYTES = 2 << 30
FORGOTTEN_AFTER_SECONDS = 24 * 3600

scratch_key = pytest.StashKey[Path]()
postgres_key = pytest.StashKey["Postgres"]()
begun_key = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "the database to test on: sqlite (default), postgres, or both in one session"
    group = parser.getgroup("outrider")
    group.addoption("--database", choices=(*DATABASES, "both"), default=None, help=text)


def chosen_database(options: object) -> str:
    """In a worker its environment wins: with `both` all workers see the option, each has its own database."""
    settled = WORKER in os.environ and CHOICE in os.environ
    option = None if settled else getattr(options, "database", None)
    return option or os.environ.get(CHOICE) or "sqlite"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Before Django reads its settings: database and data folder. After that: the cast, it imports models."""
    gc.set_threshold(50_000, 20, 50)
    database = chosen_database(early_config.known_args_namespace)
    scratch = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_scratch_folder()))
    early_config.stash[scratch_key] = scratch
    early_config.add_cleanup(lambda: _clean_up(early_config))
    os.environ["OUTRIDER_HOME"] = str(scratch / "home")
    # With `both` each worker starts its own: a test's long transaction holds up what phones hear on the whole server.
    if database == "postgres" and POSTGRES_URL not in os.environ:
        early_config.stash[postgres_key] = server = _start_postgres()
        os.environ[POSTGRES_URL] = server.url
    if database == "postgres":
        os.environ["OUTRIDER_DATABASE_URL"] = os.environ[POSTGRES_URL]
    else:
        os.environ["OUTRIDER_DATABASE_URL"] = f"sqlite:///{scratch / 'database.sqlite3'}"
    yield
    if importlib.util.find_spec("tests.world") and importlib.util.find_spec(CAST):
        early_config.pluginmanager.import_plugin(CAST)


def pytest_collection_finish() -> None:
    """The product and its tests stay until the end: looking through them for garbage costs a quarter of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """`--database both`: two workers for each database, and every test on one worker of each."""
    if WORKER not in os.environ and chosen_database(config.option) == "both":
        config.option.database = "both"  # the workers hear of it, wherever it was said
        config.option.tx = [
            f"popen//id={name}{share and '-'}{share}//env:{CHOICE}={name}//env:{SHARE}={share or 'parts'}"
            for share in ("", WHOLE)
            for name in DATABASES
        ]
        config.option.dist = "each"
        config.pluginmanager.register(Progress(), "outrider-progress")
        config.option.numprocesses = None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test with real commits empties every table at its end: the next one finds what migrations wrote.

    All of them or none: Django writes its content types anew after a test that does not ask for this.
    """
    if WORKER in os.environ and config.option.database == "both":
        _keep_own_share(config, items)
    for item in items:
        marker = item.get_closest_marker("django_db")
        asked = dict(marker.kwargs) if marker else {}
        if asked.get("transaction") or "transactional_db" in getattr(item, "fixturenames", ()):
            kept = {**asked, "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kept), append=False)


def _keep_own_share(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The whole product or its parts, as this worker was told; what both databases do alike is run on one."""
    whole, database = os.environ[SHARE] == WHOLE, chosen_database(config.option)
    own = [
        item
        for item in items
        if (not WHOLE_FOLDERS.isdisjoint(item.path.parts)) == whole and _only_on(item) in ("", database)
    ]
    kept = set(own)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = own


def _only_on(item: pytest.Item) -> str:
    """The one database on which a run on both needs this test; blank for each of them."""
    marker = item.get_closest_marker("one_database")
    if marker:
        return str(marker.args[0])
    return "" if _touches_a_database(item) else TAKES_THE_REST


def _touches_a_database(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db") or TOUCHING.intersection(getattr(item, "fixturenames", ()))
    )


class Progress:
    """The workers' shares differ: how far a run has come is counted against all of them together."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self.ids.update(ids)

    def pytest_runtest_logstart(self) -> None:
        self.session.testscollected = len(self.ids)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """A whole run on both databases is written down."""
    chosen = config.option.keyword or config.option.markexpr or config.args != config.getini("testpaths")
    if WORKER not in os.environ and chosen_database(config.option) == "both" and not chosen:
        from tests.results import keep_suite  # not at the top: it is wanted once

        keep_suite(terminalreporter, time.time() - config.stash[begun_key])


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {chosen_database(config.option)}"


@pytest.fixture(scope="session")
def database(pytestconfig: pytest.Config) -> str:
    """The name of the database under test: sqlite or postgres."""
    return chosen_database(pytestconfig.option)


class OwnDatabase:
    """Registered after pytest-django, whose fixture of the same name would hide ours otherwise."""

    @pytest.fixture(scope="session")
    @classmethod
    def django_db_modify_db_settings(cls, pytestconfig: pytest.Config) -> None:
        """A database of this worker's own: a file in the scratch folder, or a name that no other worker has."""
        from django.conf import settings  # not at the top: this plugin is loaded before the settings are

        test = settings.DATABASES["default"].setdefault("TEST", {})
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            test["NAME"] = str(pytestconfig.stash[scratch_key] / "test.sqlite3")
        else:
            test["NAME"] = f"test_outrider_{os.environ.get(WORKER, 'main')}_{os.getpid()}"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.stash[begun_key] = time.time()
    config.pluginmanager.register(OwnDatabase(), "outrider-own-database")


def _scratch_folder() -> str:
    """Memory-backed storage where there is enough of it. Sweeps what a killed run left there long ago."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    folder = MEMORY if roomy else tempfile.gettempdir()
    for left in Path(folder).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > FORGOTTEN_AFTER_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    return folder


def _start_postgres() -> Postgres:
    from tests.postgres import Postgres  # not at the top: a run on SQLite alone does not need it

    server = Postgres()
    server.start()
    return server


def _clean_up(config: pytest.Config) -> None:
    if server := config.stash.get(postgres_key, None):
        server.stop()
        os.environ.pop(POSTGRES_URL, None)
    shutil.rmtree(config.stash[scratch_key], ignore_errors=True)
