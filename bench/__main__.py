"""``python -m bench [--only NAME]``: take the figures, print a table, write ``bench/out/latest.json``."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

# They declare their measures.
from bench import auditing, browser, importing, peers, phones, pulling, routing, uploads  # noqa: F401
from bench.figures import Figure, Skipped, loop_ms, measures

OUT = Path(__file__).parent / "out" / "latest.json"


def main() -> int:
    """Run; 0 when every wanted figure was taken or skipped with a reason."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--only", default="", help="one figure by its name")
    only = parser.parse_args().only
    known = {name for names, _ in measures for name in names}
    if only and only not in known:
        print(f"no figure {only}; there are: {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for names, take in measures:
        wanted = {only} & set(names) if only else set(names)
        if not wanted:
            continue
        speed = loop_ms()
        try:
            taken = take(wanted)
        except Skipped as reason:
            print(f"skipped {', '.join(sorted(wanted))}: {reason}")
            continue
        for figure in taken:
            figure.beside |= {"loop_ms": f"{speed}-{loop_ms()}", "on": datetime.now(UTC).date().isoformat()}
        figures += taken
        keep(taken)  # a run that is cut short has lost only what it had not taken yet
    show(figures)
    return 0


def show(figures: list[Figure]) -> None:
    """A table for a reader."""
    print(f"\n{'figure':<24}{'database':<12}{'value':>10} {'unit':<8}{'clients':>8}{'errors':>8}  beside")
    for f in figures:
        value = "n/a" if f.value is None else f"{f.value:,.{1 if f.value >= 10 else 2}f}"
        beside = " ".join(f"{k}={v}" for k, v in f.beside.items())
        print(f"{f.name:<24}{f.database:<12}{value:>10} {f.unit:<8}{f.clients:>8}{f.errors:>8}  {beside}")


def keep(figures: list[Figure]) -> None:
    """Replace the figures just taken in the file; one entry per name and database."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    present = json.loads(OUT.read_text())["figures"] if OUT.exists() else []
    taken = {(f.name, f.database) for f in figures}
    kept = [f for f in present if (f["name"], f["database"]) not in taken]
    OUT.write_text(
        json.dumps({"figures": kept + [f.as_dict() for f in figures]}, indent=1, ensure_ascii=False)
    )


if __name__ == "__main__":
    raise SystemExit(main())
