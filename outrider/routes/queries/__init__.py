"""Reading routes: the planning board, its pool, and proposals that change nothing."""

from __future__ import annotations

from outrider.routes.queries.asking import Asked, asked_of, rep_of
from outrider.routes.queries.board import board, pool
from outrider.routes.queries.proposing import as_given, proposal, solved

__all__ = ["Asked", "as_given", "asked_of", "board", "pool", "proposal", "rep_of", "solved"]
