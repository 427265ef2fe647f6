"""What the simulation's server has more than the product: a clock that each request sets, and two saboteurs.

Neither can be reached in production: nothing of the product imports this module, and it refuses to work under any
settings but the simulation's own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from outrider.engine.database.transaction import write_transaction
from outrider.engine.sync import replay
from outrider.engine.sync.envelope import Command
from outrider.engine.sync.models import CommandRecord
from outrider.kernel import clock

OWN_SETTINGS = "tests.simulation.settings"
SWITCH = "OUTRIDER_SABOTAGE"
LOST_IN = 4

Attempt = Callable[..., Any]


def acknowledges_early(attempt: Attempt) -> Attempt:
    """F3: some receipts are written before the commit, and the commit never comes."""

    def early(actor: Any, batch: Any, commands: Sequence[Command], done: Any) -> Any:
        with write_transaction():
            found = attempt(actor, batch, commands, done)
            if commands and commands[0].id.int % LOST_IN == 0:
                transaction.set_rollback(True)
        return found

    return early


def forgets_ids(attempt: Attempt) -> Attempt:
    """F22: what the phone said before is forgotten before it returns."""

    def forgetful(actor: Any, batch: Any, commands: Sequence[Command], done: Any) -> Any:
        with write_transaction():
            CommandRecord.objects.filter(device_id=batch.device).delete()
        return attempt(actor, batch, commands, done)

    return forgetful


# The other defences stand on the phone: web/packages/data/tests/saboteurs.ts.
SABOTEURS: dict[str, Callable[[Attempt], Attempt]] = {"F3": acknowledges_early, "F22": forgets_ids}


class Simulated:
    """Holds the clock of a request at the moment that the simulation names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.SETTINGS_MODULE != OWN_SETTINGS:
            raise ImproperlyConfigured(f"only {OWN_SETTINGS} may use this")
        self.get_response = get_response
        saboteur = SABOTEURS.get(os.environ.get(SWITCH, ""))
        if saboteur:
            replay._attempt = saboteur(replay._attempt)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request at its virtual moment."""
        named = request.headers.get("X-Virtual-Now")
        if not named:
            return self.get_response(request)
        with clock.frozen(datetime.fromisoformat(named)):
            return self.get_response(request)
