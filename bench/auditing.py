"""Verifying the journal against its seals: seconds for a million entries, both databases.

The entries are written by the database itself, with changes as long as a customer's update; they are sealed and
verified by the product's own code.
"""

from __future__ import annotations

import json
import os
import time

from bench.figures import Figure, measure
from bench.server import told_on_each

ENTRIES = int(os.environ.get("OUTRIDER_BENCH_ENTRIES", "1000000"))
CHANGES = '{"name": [null, "好邻居超市解放路店"], "mobile": [null, "13900000000"], "grade": ["B", "A"]}'
_FILL = {
    "postgresql": """
        INSERT INTO journal_entry (txid, at, occurred_at, actor_id, source, verb, entity, entity_id, changes, salt)
        SELECT 1, now(), now(), gen_random_uuid(), 'web', 'customer.update', 'customer', gen_random_uuid(), %s,
            sha256(n::text::bytea) FROM generate_series(1, %s) n""",
    "sqlite": """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
        INSERT INTO journal_entry (txid, at, occurred_at, actor_id, source, verb, entity, entity_id, changes, salt)
        SELECT 0, '2026-01-01 00:00:00', '2026-01-01 00:00:00', lower(hex(randomblob(16))), 'web',
            'customer.update', 'customer', lower(hex(randomblob(16))), %s, randomblob(16) FROM n""",
}


@measure("audit_verify_1m_s")
def auditing(wanted: set[str]) -> list[Figure]:
    """Both databases."""
    figures = []
    for database, said in told_on_each("bench.auditing"):
        seconds, errors = said.pop("verify_s"), said.pop("findings")
        rows = {"entries": ENTRIES}
        figures.append(Figure("audit_verify_1m_s", database, seconds, "s", 1, rows, errors, said))
    return figures


def main() -> None:
    """Fill, seal, verify."""
    import django  # the settings are in the environment

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from outrider.engine.sealing import sealing, verifying

    call_command("migrate", verbosity=0)
    params: list[str | int] = [CHANGES, ENTRIES] if connection.vendor == "postgresql" else [ENTRIES, CHANGES]
    with connection.cursor() as cursor:
        cursor.execute(_FILL[connection.vendor], params)
    begun = time.monotonic()
    sealed = sealing.seal()
    sealing_s, begun = time.monotonic() - begun, time.monotonic()
    verdict = verifying.verify()
    seconds = time.monotonic() - begun
    assert verdict.entries == sealed
    print(json.dumps({"verify_s": seconds, "seal_s": round(sealing_s, 1), "findings": len(verdict.findings)}))


if __name__ == "__main__":
    main()
