"""Writes openapi.json, the committed contract of the server; with --check says whether it has drifted.

Promises: equal declarations give an equal file, byte for byte, on both databases and in every language.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "openapi.json"
SHOWN_LINES = 40


def generated() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outrider.project.settings.testing")
    import django  # the settings must be named first

    django.setup()
    from outrider.project.urls import api  # and the models loaded before the API that is made from them

    schema = api.get_openapi_schema()
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    new = generated()
    old = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    if new == old:
        return 0
    if not check:
        FILE.write_text(new, encoding="utf-8")
        print(f"{FILE.name}: written")
        return 0
    changes = list(
        difflib.unified_diff(old.splitlines(), new.splitlines(), "openapi.json", "the code", lineterm="")
    )
    print("\n".join(changes[:SHOWN_LINES]))
    print(
        "openapi.json no longer says what the code does: run `make schema` and commit the result.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
