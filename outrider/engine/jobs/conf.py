"""The settings that django-q2 needs to work as ``engine/jobs`` promises: ``Q_CLUSTER = q_cluster(2)``."""

from __future__ import annotations

from typing import Any

JOB_SECONDS = 6 * 3600


def q_cluster(workers: int = 2) -> dict[str, Any]:
    """Tasks carry only a job's id, so what django-q2 would keep, retry or schedule is switched off."""
    return {
        "name": "outrider",
        "orm": "default",
        "broker_class": "outrider.engine.jobs.broker.Broker",
        "workers": workers,
        "poll": 0.5,
        "guard_cycle": 1,
        "timeout": JOB_SECONDS,
        "retry": JOB_SECONDS + 600,
        "ack_failures": True,
        "max_attempts": 1,
        "save_limit": -1,
        "scheduler": False,
        "catch_up": False,
        "recycle": 2000,
        "log_level": "WARNING",
    }
