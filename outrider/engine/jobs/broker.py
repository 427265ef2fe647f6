"""django-q2's database broker, taught to stand in the queue of writers and to hold a task back.

On SQLite every write takes its turn through ``write_transaction``; a broker that wrote past it would
starve, or be starved by, the web.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

from django.db import close_old_connections, transaction
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ

from outrider.engine.database.transaction import write_transaction


class Broker(ORM):  # type: ignore[misc]  # django-q2 brings no types
    """The queue in the company's own database."""

    def enqueue(self, task: str, delay: timedelta = timedelta()) -> int:
        """Queue a signed task, from ``delay`` on; part of the caller's transaction when there is one."""
        with write_transaction():
            row = OrmQ.objects.create(
                key=self.list_key or Conf.CLUSTER_NAME, payload=task, lock=datetime.now(UTC) + delay
            )
        return int(row.pk)

    def dequeue(self) -> list[tuple[int, str]] | None:
        """Claim one task that is due; None, after a short sleep, when there is none."""
        if not transaction.get_connection().in_atomic_block:
            close_old_connections()
        row = OrmQ.objects.filter(key=self.list_key, lock__lt=datetime.now(UTC)).order_by("lock").first()
        if row is None:
            sleep(Conf.POLL)
            return None
        with write_transaction():
            claimed = OrmQ.objects.filter(id=row.pk, lock=row.lock).update(lock=self.timeout(row))
        return [(row.pk, row.payload)] if claimed else None

    def delete(self, task_id: Any) -> None:
        """Forget a task that is done."""
        with write_transaction():
            OrmQ.objects.filter(pk=task_id).delete()
