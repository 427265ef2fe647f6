"""``make faults``: runs seeds of the simulation on one database; its last line is JSON.

``python -m tests.simulation --seeds 20 [--seed 7] [--sabotage F5] [--database postgres]``. The seeds themselves
run in Node (web/packages/data/tests/simulation); this program keeps the server for them and does what only its
owner can: makes a department, kills the server, throws it back to an earlier state.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests import results
from tests.postgres import Postgres, new_database
from tests.simulation import parts

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "web" / "packages" / "data" / "tests" / "simulation" / "main.ts"
QUESTION = "\x1e"
MEMORY = "/dev/shm"


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--seed", type=int, default=0, help="this one alone")
    parser.add_argument("--acts", type=int, default=200, help="acts in one seed, over all its phones")
    parser.add_argument("--sabotage", default="", help="F1 to F23: break this defence")
    parser.add_argument("--prove", default="", help="which saboteurs must be noticed: F1,F5 or all")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--url", default="", help="an empty database to use instead of one of our own")
    parser.add_argument("--jobs", type=int, default=0, help="in how many parts at once; one for each core")
    parser.add_argument("--keep", action="store_true", help="write the result down for docs/trust.md")
    return parser.parse_args()


@contextmanager
def database(options: argparse.Namespace, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if options.url or options.database == "sqlite":
        yield options.url or f"sqlite:///{folder}/company.sqlite3"
        return
    server = Postgres()
    server.start()
    try:
        yield new_database(server.url, "company")
    finally:
        server.stop()


def main() -> int:
    """Run; 0 when nothing was lost, doubled, stuck or diverged."""
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server must not outlive us
    count = parts.how_many(options)
    code, last = parts.run(options, count) if count > 1 else alone(options)
    if options.keep and not options.seed and not options.sabotage:
        kind = "saboteurs" if options.prove else "faults"
        results.keep(f"{kind}-{options.database}", {**json.loads(last), "acts": options.acts})
    return code


def alone(options: argparse.Namespace) -> tuple[int, str]:
    """All seeds in this process: exit code and last line."""
    roomy = os.access(MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="outrider-test-", dir=MEMORY if roomy else None))
    try:
        with database(options, folder) as url:
            return run(options, url, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(options: argparse.Namespace, url: str, folder: Path) -> tuple[int, str]:
    """The seeds against a server on this database."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.simulation.settings",
        "OUTRIDER_DATABASE_URL": url,
        "OUTRIDER_HOME": str(folder / "home"),
    }
    from tests.simulation import people  # local imports: Django reads the environment when they come
    from tests.simulation.house import House

    house = House(url, folder)
    told = {**people.company(), "address": house.address, "seeds": options.seeds, "seed": options.seed}
    told |= {"acts": options.acts, "sabotage": options.sabotage, "prove": options.prove}
    told |= {"database": options.database, "first": options.first}
    house.start()
    try:
        return converse(told, {
            "department": people.department,
            "kill": lambda _: house.kill(),
            "start": lambda _: house.start(),
            "sabotage": house.sabotage,
            "keep": lambda _: house.keep(),
            "go_back": lambda _: house.go_back(),
        })  # fmt: skip
    finally:
        house.close()


def converse(told: dict[str, Any], answers: dict[str, Any]) -> tuple[int, str]:
    """Start the phones' program, do what it asks for, show what it says: its exit code and its last line."""
    # Young objects by the million die young: fewer rounds of the collector.
    line = ["node", "--max-semi-space-size=64", "--disable-warning=ExperimentalWarning", str(PROGRAM)]
    program = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert program.stdin
    assert program.stdout
    say(program.stdin, told)
    last = "{}"
    for text in program.stdout:
        if not text.startswith(QUESTION):
            print(text, end="", flush=True)
            last = text
            continue
        asked = json.loads(text[1:])
        say(program.stdin, answers[asked["ask"]](asked.get("of")))
    return program.wait(), last


def say(pipe: IO[str], answer: Any) -> None:
    """One line of JSON."""
    pipe.write(json.dumps(answer, ensure_ascii=False) + "\n")
    pipe.flush()


if __name__ == "__main__":
    sys.exit(main())
