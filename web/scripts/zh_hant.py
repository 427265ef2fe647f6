"""Makes every zh-Hant.json from the zh-Hans.json beside it, with Taiwan's words (OpenCC s2twp).

zh-hant-overrides.json corrects what the dictionary gets wrong: whole phrases, longest first, applied to the
result. Run by `npm run zh-hant`; with --check it only says whether the committed files are up to date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from opencc import OpenCC

WEB = Path(__file__).resolve().parent.parent
OVERRIDES = Path(__file__).with_name("zh-hant-overrides.json")


def converted(node: object, convert: OpenCC, overrides: dict[str, str]) -> object:
    """The same catalogue with every text in Taiwan's words."""
    if isinstance(node, dict):
        return {key: converted(value, convert, overrides) for key, value in node.items()}
    if not isinstance(node, str):
        return node
    text = convert.convert(node)
    for wrong in sorted(overrides, key=len, reverse=True):
        text = text.replace(wrong, overrides[wrong])
    return text


def main() -> int:
    """Write (or check) every catalogue; the exit status says whether anything was out of date."""
    check = "--check" in sys.argv
    convert = OpenCC("s2twp")
    overrides: dict[str, str] = json.loads(OVERRIDES.read_text("utf-8"))
    stale = 0
    for source in sorted(WEB.glob("*/*/**/locales/zh-Hans.json")):
        if "node_modules" in source.parts:
            continue
        target = source.with_name("zh-Hant.json")
        made = converted(json.loads(source.read_text("utf-8")), convert, overrides)
        text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
        if target.exists() and target.read_text("utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"out of date: {target.relative_to(WEB)}")
        else:
            target.write_text(text, "utf-8")
            print(f"written: {target.relative_to(WEB)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
