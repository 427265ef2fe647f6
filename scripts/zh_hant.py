"""Makes outrider/kernel/zh_hant.json: the server's texts in Taiwan's words (OpenCC s2twp with overrides).

The overrides are those of the web apps, so that both faces use one word. With --check it only says whether
the committed table is up to date.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TABLE = PROJECT / "outrider" / "kernel" / "zh_hant.json"
OVERRIDES = PROJECT / "web" / "scripts" / "zh-hant-overrides.json"


def traditional() -> str:
    """The table as it should be: only entries that differ from the simplified form."""
    from opencc import OpenCC  # a development dependency

    from outrider.kernel.text import all_texts

    convert = OpenCC("s2twp")
    overrides: dict[str, str] = json.loads(OVERRIDES.read_text("utf-8"))
    table = {}
    for text in all_texts():
        hant = convert.convert(text.zh)
        for wrong in sorted(overrides, key=len, reverse=True):
            hant = hant.replace(wrong, overrides[wrong])
        if hant != text.zh:
            table[text.zh] = hant
    return json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def main() -> int:
    """Write or check; 1 when a check finds the table out of date."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "outrider.project.settings.demo"
    import django

    django.setup()
    # Every text is declared once everything is imported.
    for module in ("urls", "tracing", "https.page"):
        import_module(f"outrider.project.{module}")

    wanted = traditional()
    present = TABLE.read_text("utf-8") if TABLE.exists() else ""
    if "--check" in sys.argv:
        if wanted != present:
            print("outrider/kernel/zh_hant.json is out of date: run make fix")
        return int(wanted != present)
    TABLE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
