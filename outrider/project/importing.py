"""``outrider import``: a file into an entity, at the terminal, with progress and a report of every row."""

from __future__ import annotations

import sys
from pathlib import Path

from outrider.engine.access.actor import Actor
from outrider.engine.exchange.actions import import_file
from outrider.engine.exchange.report import Report
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import actor_for, person_by_mobile, system_actor
from outrider.kernel.errors import Problem

LANGUAGE = "zh-Hans"


def run(entity: str, file: str, mobile: str, report_file: str, *, dry_run: bool) -> int:
    """Import; answers 0 when the file was read to its end, whatever became of its rows."""
    path = Path(file)
    if not path.is_file():
        print(f"没有这个文件 · no such file: {file}", file=sys.stderr)
        return 2
    try:
        report = import_file(
            entity,
            path.read_bytes(),
            _importer(mobile),
            file_name=path.name,
            dry_run=dry_run,
            progress=_progress,
        )
    except Problem as problem:
        print(problem.as_dict(LANGUAGE)["detail"], file=sys.stderr)
        return 1
    print(file=sys.stderr)
    _show(report)
    if report_file:
        Path(report_file).write_bytes(report.as_csv(LANGUAGE))
        print(f"逐行报告 · per-row report: {report_file}")
    return 0


def _importer(mobile: str) -> Actor:
    if not mobile:
        return system_actor()
    person: Person | None = person_by_mobile(mobile)
    if person is None:
        raise SystemExit(f"没有这个手机号的人员 · nobody has the mobile number {mobile}")
    return actor_for(person)


def _progress(done: int, total: int) -> None:
    print(f"\r  {done} / {total}", end="", file=sys.stderr, flush=True)


def _show(report: Report) -> None:
    for name, count in report.counts.items():
        print(f"  {name:<10} {count}")
    for title, tally in (("修正 · mended", report.mended), ("未导入 · refused", report.refused)):
        if tally:
            print(f"  {title}")
        for code, count in tally.most_common():
            said = report.headline(code)
            print(f"    {count:>6}  {said['zh-Hans']} · {said['en']}")
