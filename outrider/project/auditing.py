"""``outrider audit verify``: the journal against its seals, at the terminal."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from outrider.engine.identity.queries import apply_company_clock
from outrider.engine.sealing import verifying

LANGUAGES = ("zh-Hans", "en")


def verify(heads: str) -> int:
    """Print what was found; answers 1 when anything is not as it was sealed."""
    apply_company_clock()
    begun = time.monotonic()
    verdict = verifying.verify(Path(heads) if heads else None, _progress)
    print("\r\033[K", end="", file=sys.stderr)
    seconds = time.monotonic() - begun
    print(
        f"  {verdict.seals:,} 次封存 seals · {verdict.anchored:,} 个库外留存 kept outside · {seconds:.1f} s"
    )
    print(f"  {verdict.entries:,} 条已封存 sealed · {verdict.unsealed:,} 条待封存 not yet")
    if verdict.erased:
        print(f"  {verdict.erased:,} 条的内容已抹除 whose values were erased")
    for finding in verdict.findings:
        print("  ✗ " + " · ".join(finding.say(language) for language in LANGUAGES))
    if not verdict.findings:
        print("  ✓ 与封存一致 · everything is as it was sealed")
    return 1 if verdict.findings else 0


def _progress(entries: int) -> None:
    print(f"\r\033[K  {entries:,}", end="", file=sys.stderr, flush=True)
