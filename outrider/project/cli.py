"""The command line ``outrider``: demo, start, serve, worker, seed, import, backup, restore, audit, doctor, manage.

Each command chooses its settings before Django is set up: ``demo`` and ``seed`` the demo's, the others
what ``DJANGO_SETTINGS_MODULE`` or ``--settings`` says (production by default).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from outrider.project import starting
from outrider.project.places import HOME

SETTINGS = "outrider.project.settings"
EVERYWHERE = "0.0.0.0"  # noqa: S104  # what --https is for: phones in the same network


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:
        return manage(given[1:])
    options = parser().parse_args(given)
    prepare(options)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    made = argparse.ArgumentParser(prog="outrider", description="Outrider 先行")
    made.add_argument("--settings", choices=("demo", "development", "production", "testing"), default=None)
    commands = made.add_subparsers(required=True, metavar="COMMAND")

    _add_running(commands)
    seed = commands.add_parser("seed", help="生成演示公司 · make the demo company")
    seed.add_argument("--seed", type=int, default=1)
    seed.add_argument("--scale", choices=("demo", "small"), default="demo")
    seed.add_argument("--fresh", action="store_true")
    seed.set_defaults(command=run_seed, needs="demo")

    load = commands.add_parser("import", help="导入文件 · import a file")
    load.add_argument("entity", choices=("customers",))
    load.add_argument("file")
    load.add_argument("--dry-run", action="store_true", help="report only, change nothing")
    load.add_argument("--as", dest="mobile", default="", help="mobile number of the person who imports")
    load.add_argument("--report", default="", help="where to write the per-row report (CSV)")
    load.set_defaults(command=run_import, needs=None)

    _add_backups(commands)
    audit = commands.add_parser("audit", help="核对变更记录的封存 · the journal against its seals")
    audit.add_argument("action", choices=("verify",))
    audit.add_argument("--heads", default="", help="the file with the seals kept outside the database")
    audit.set_defaults(command=run_audit, needs=None)

    doctor = commands.add_parser("doctor", help="检查安装 · check this installation")
    doctor.set_defaults(command=run_doctor, needs=None)
    return made


def _add_backups(commands: Any) -> None:
    """A copy of everything, and the way back."""
    backup = commands.add_parser(
        "backup", help="备份数据库与文件 · back up database and files, while serving"
    )
    backup.add_argument("folder", help="where backups are kept; each gets a folder of its own below it")
    backup.add_argument("--no-proof", action="store_true", help="do not prove it by a restore")
    backup.set_defaults(command=run_backup, needs=None)
    restore = commands.add_parser("restore", help="从备份恢复 · restore a backup into an empty place")
    restore.add_argument("folder", help="one backup: the folder with manifest.json")
    restore.add_argument("--replace", action="store_true", help="put aside what is there (SQLite)")
    restore.add_argument(
        "--trial", action="store_true", help="share the backup's files instead of copying them"
    )
    restore.set_defaults(command=run_restore, needs=None)


def _add_running(commands: Any) -> None:
    """The commands that go on until they are stopped."""
    demo = commands.add_parser(
        "demo", help="演示公司:准备数据、启动服务 · prepare and start the demo company"
    )
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--fresh", action="store_true", help="throw the demo's data away and begin anew")
    demo.set_defaults(command=run_demo, needs="demo")

    begin = commands.add_parser(
        "start", help="启动自己的企业:数据库、网页、后台任务 · start your own company: everything at once"
    )
    begin.add_argument("--port", type=int, default=8000)
    begin.add_argument("--host", default="127.0.0.1")
    begin.add_argument("--processes", type=int, default=2)
    begin.set_defaults(command=run_start, needs="production")

    serve = commands.add_parser("serve", help="启动网页服务 · start the web server")
    serve.add_argument("--port", type=int, default=None, help="8000, with --https 8443")
    serve.add_argument("--host", default=None, help="127.0.0.1, with --https 0.0.0.0")
    serve.add_argument("--processes", type=int, default=2)
    serve.add_argument("--reload", action="store_true")
    serve.add_argument(
        "--https",
        action="store_true",
        help="证书自带,供同一网络里的手机用 · with a certificate of its own, for phones",
    )
    serve.add_argument(
        "--name",
        action="append",
        default=[],
        help="with --https: an address or name that phones use; may be repeated",
    )
    serve.set_defaults(command=run_serve, needs=None)

    worker = commands.add_parser("worker", help="启动后台任务 · start a worker for jobs")
    worker.set_defaults(command=run_worker, needs=None)


def prepare(options: argparse.Namespace) -> None:
    """Choose the settings and set Django up."""
    name = options.needs or options.settings
    if getattr(options, "https", False):
        from outrider.project.https.certificates import own_names  # noqa: PLC0415  # nobody else needs it

        # Before the settings are read: phones ask for these hosts, and cookies need the certificate.
        options.name = options.name or own_names()
        os.environ["OUTRIDER_HOSTS"] = ",".join(options.name)
    if options.command is run_start or (not name and starting.is_own(HOME)):
        starting.prepare_environment(HOME)
    if name:
        os.environ["DJANGO_SETTINGS_MODULE"] = f"{SETTINGS}.{name}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{SETTINGS}.production")
    import django  # noqa: PLC0415  # settings are chosen only now

    django.setup()


def manage(arguments: list[str]) -> int:
    """Django's own commands, such as ``migrate``: for a real installation where OUTRIDER_SECRET is set or kept,
    else for working on the product."""
    if starting.is_own(HOME):
        starting.prepare_environment(HOME)
    kind = "production" if os.environ.get("OUTRIDER_SECRET") else "development"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{SETTINGS}.{kind}")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # as above

    if arguments[:1] == ["migrate"] and not {"--check", "--plan"} & set(arguments):
        _copy_first()
    execute_from_command_line(["outrider manage", *arguments])
    return 0


def _copy_first() -> None:
    import django  # noqa: PLC0415  # settings are chosen only now

    django.setup()
    from outrider.project.upgrading import copy_if_needed  # noqa: PLC0415  # needs Django

    if copy := copy_if_needed():
        print(f"升级前的副本 · copy of the database before the upgrade: {copy}")


def run_demo(options: argparse.Namespace) -> int:
    """Prepare and start the demo."""
    from outrider.project import demo  # noqa: PLC0415  # needs Django

    return demo.start(options.host, options.port, fresh=options.fresh)


def run_start(options: argparse.Namespace) -> int:
    """A company of one's own, everything at once."""
    return starting.start(options.host, options.port, options.processes)


def run_serve(options: argparse.Namespace) -> int:
    """The web server alone."""
    from outrider.project import serving  # noqa: PLC0415  # needs Django

    if options.https:
        from outrider.project.https import running  # noqa: PLC0415  # likewise

        return running.serve(
            options.host or EVERYWHERE, options.port or 8443, options.processes, HOME, options.name
        )
    host, port = options.host or "127.0.0.1", options.port or 8000
    return serving.serve(host, port, options.processes, reload=options.reload)


def run_worker(options: argparse.Namespace) -> int:
    """The worker alone."""
    from outrider.engine.jobs.worker import run_worker as work  # noqa: PLC0415  # needs Django

    work()
    return 0


def run_seed(options: argparse.Namespace) -> int:
    """Make the demo company's data."""
    from outrider.project import demo  # noqa: PLC0415  # needs Django

    demo.prepare(fresh=options.fresh, seed=options.seed, scale=options.scale)
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Import a file, with progress and a report."""
    from outrider.project import importing  # noqa: PLC0415  # needs Django

    return importing.run(
        options.entity, options.file, options.mobile, options.report, dry_run=options.dry_run
    )


def run_backup(options: argparse.Namespace) -> int:
    """Back up, and prove it."""
    from outrider.project.backup import making  # noqa: PLC0415  # needs Django

    return making.run(options.folder, prove=not options.no_proof)


def run_restore(options: argparse.Namespace) -> int:
    """Restore a backup."""
    from outrider.project.backup import restoring  # noqa: PLC0415  # needs Django

    return restoring.run(options.folder, replace=options.replace, link=options.trial)


def run_audit(options: argparse.Namespace) -> int:
    """Verify the journal."""
    from outrider.project import auditing  # noqa: PLC0415  # needs Django

    return auditing.verify(options.heads)


def run_doctor(options: argparse.Namespace) -> int:
    """Check the installation."""
    from outrider.project import doctor  # noqa: PLC0415  # needs Django

    return doctor.examine()


if __name__ == "__main__":
    raise SystemExit(main())
